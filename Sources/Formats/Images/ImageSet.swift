package import LinearAlgebra
package import System

/// Labelled images; their pixels stay in their files until a batch is wanted.
package struct ImageSet: Sendable {
  /// Where the pixels are.
  enum Pixels {
    /// In arrays of images x channels x height x width, one after the other.
    case stored([StoredTensor])
    /// In files of their own.
    case pictures(PictureFolder)
  }

  /// Some images as a network takes them.
  package struct Batch: Sendable {
    /// Which images they are.
    package let images: [Int]
    /// Images x channels x height x width, normalised.
    package let tensor: Tensor
    /// Those that could not be read, or have a value that is not finite.
    package let leftOut: [LeftOutImage]
  }

  /// The file's or folder's path, as given.
  package let path: String
  /// The class of each image: a number that the files give, or the place of a name.
  package let labels: [Int]
  /// The names of the classes, by label; empty when the files tell none.
  package let classNames: [String]
  /// Whether the files give names alone, and a label is the place of a name among `classNames`.
  package let isNamed: Bool
  /// What lies beside the images and is left out, in words.
  package let omissions: [String]
  /// Channels x height x width of each image; nil for pictures, which are made to fit.
  package let shape: Shape?

  /// Whether they are floats, which a network is given as they are.
  package var areFloats: Bool {
    if case .stored(let arrays) = pixels { arrays.first?.elementType != .uint8 } else { false }
  }

  private let pixels: Pixels
  /// The files that images and labels are in, where they are in few.
  private let files: [MappedFile]

  /// How many images there are.
  package var count: Int { labels.count }

  init(
    path: String, labels: [Int], classNames: [String] = [], isNamed: Bool = false,
    omissions: [String] = [], pixels: Pixels, in files: [MappedFile] = []
  ) {
    self.path = path
    self.labels = labels
    self.classNames = classNames
    self.isNamed = isNamed
    self.omissions = omissions
    self.pixels = pixels
    self.files = files
    if case .stored(let arrays) = pixels {
      shape = arrays.first.flatMap { Shape(Array($0.shape.extents.dropFirst())) }
    } else {
      shape = nil
    }
  }

  /// The files that its images and labels are in.
  package var sources: [SourceFile] {
    switch pixels {
    case .stored: SourceFile.mapped(files)
    case .pictures(let folder): folder.names.map { SourceFile.inFolder(folder.path, $0) }
    }
  }

  /// Throws ``Failure`` when the images can't be prepared so: they are of another shape, or
  /// pictures, and there is no shape for them.
  package func check(_ preparation: ModelCard.Input) throws(Failure) {
    let place = Place(file: path)
    switch (shape, preparation.shape) {
    // A network of features takes the pixels one behind the other.
    case (let shape?, let wanted?) where shape.extents != wanted && [shape.count] != wanted:
      throw place.unsupported(
        "its images are \(shape) and the network takes "
          + wanted.map(String.init).joined(separator: "x"), cure: "give it other images with --data"
      )
    case (nil, _): _ = try preparation.fit(at: place)
    default: break
    }
  }

  /// Some images as a network takes them.
  ///
  /// Byte pixels become (pixel / scale - mean) / std; floats are taken as they are. Pictures in
  /// files of their own are resized and cut to the shape that is wanted.
  /// - Parameters:
  ///   - range: Which images, counted from 0.
  ///   - preparation: How they are prepared.
  /// - Returns: Those that could be read and are finite, and what is wrong with the others.
  /// - Throws: ``Failure`` when there are no such images, they can't be prepared so, or a file
  ///   that holds many of them turns out damaged.
  package func batch(
    _ range: Range<Int>, as preparation: ModelCard.Input
  ) throws(Failure) -> Batch {
    let place = Place(file: path, part: "images \(range.lowerBound)..<\(range.upperBound)")
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw place.damaged("there are \(count) images", cure: "choose from 0 to \(count - 1)")
    }
    switch pixels {
    case .stored(let arrays):
      var tensor = try Self.floats(of: arrays, in: range, at: place)
      if !areFloats { try preparation.normalize(&tensor, at: place) }
      return Batch(images: Array(range), tensor: tensor, leftOut: []).withoutUnfiniteImages()
    case .pictures(let folder):
      let fit = try preparation.fit(at: place)
      let found = folder.pictures(in: range, fitting: fit)
      let extents = [found.images.count, fit.channels, fit.height, fit.width]
      var tensor = try Self.tensor(extents, found.planes, at: place)
      try preparation.normalize(&tensor, at: place)
      return Batch(images: found.images, tensor: tensor, leftOut: found.leftOut)
        .withoutUnfiniteImages()
    }
  }

  /// The elements of some images out of arrays that follow each other.
  private static func floats(
    of arrays: [StoredTensor], in range: Range<Int>, at place: Place
  ) throws(Failure) -> Tensor {
    var values: [Float] = []
    var start = 0
    for array in arrays {
      let count = array.shape[0]
      let part = range.clamped(to: start..<start + count)
      if !part.isEmpty {
        values += try array.selecting(part.lowerBound - start..<part.upperBound - start)
          .floats().values
      }
      start += count
    }
    return try tensor(
      [range.count] + (arrays.first?.shape.extents.dropFirst() ?? []), values, at: place)
  }

  private static func tensor(
    _ extents: [Int], _ values: [Float], at place: Place
  ) throws(Failure) -> Tensor {
    guard let shape = Shape(extents), shape.count == values.count else {
      throw place.damaged("cannot be laid out as channels, rows and columns")
    }
    return Tensor(shape: shape, values: values)
  }
}
