package import LinearAlgebra

/// Labelled images in a `.npz` file; their pixels stay there until a batch is wanted.
package struct ImageSet: Sendable {
  /// The file's path, as given.
  package let path: String
  /// How many images there are.
  package let count: Int
  /// How many channels each has.
  package let channels: Int
  /// How many rows of pixels each has.
  package let height: Int
  /// How many columns of pixels each has.
  package let width: Int
  /// The class of each image.
  package let labels: [Int]

  private let images: StoredTensor
  private let channelsAreLast: Bool
  private static let cure = "give a .npz file with the arrays images and labels"

  /// Opens a file of images.
  ///
  /// The array `images` is n x h x w, n x h x w x c or n x c x h x w. Of four axes the second one
  /// is the channels when its extent is 1, 3 or 4, else the last one if that is; else the second.
  /// The array `labels` has n whole numbers.
  /// - Parameter path: Where it is.
  /// - Returns: The images.
  /// - Throws: ``FormatError`` when there is no such file, or it is damaged or holds no images.
  package static func open(path: String) throws(FormatError) -> ImageSet {
    let file = try MappedFile(path: path)
    let place = Place(file: path)
    guard case .zip = try FileKind(of: file, cure: cure),
      let arrays = NumpyArchive(try ZipArchive(file), file: file)
    else {
      throw place.unsupported("holds no images", cure: cure)
    }
    guard let images = try arrays.array(named: "images") else {
      throw place.unsupported("has no array images", cure: cure)
    }
    guard let labels = try arrays.array(named: "labels") else {
      throw place.unsupported("has no array labels", cure: cure)
    }
    return try ImageSet(path: path, images: images.inflated(), labels: labels.integers())
  }

  private init(path: String, images: StoredTensor, labels: [Int]) throws(FormatError) {
    let place = Place(file: path, part: "array images")
    let extents = images.shape.extents
    let channelCounts = [1, 3, 4]
    switch extents.count {
    case 3:
      channelsAreLast = false
      (channels, height, width) = (1, extents[1], extents[2])
    case 4 where !channelCounts.contains(extents[1]) && channelCounts.contains(extents[3]):
      channelsAreLast = true
      (channels, height, width) = (extents[3], extents[1], extents[2])
    case 4:
      channelsAreLast = false
      (channels, height, width) = (extents[1], extents[2], extents[3])
    default:
      throw place.unsupported(
        "is \(images.shape)", cure: "store n x h x w, n x h x w x c or n x c x h x w")
    }
    guard images.elementType == .uint8 || images.elementType.isFloatingPoint else {
      throw place.unsupported(
        "holds \(images.elementType.rawValue)", cure: "store pixels as uint8 or float32")
    }
    guard images.shape.count > 0 else {
      throw place.damaged("of shape \(images.shape) it is empty", cure: "store at least one image")
    }
    guard labels.count == extents[0] else {
      throw place.damaged(
        "\(extents[0]) images have \(labels.count) labels", cure: "store one label an image")
    }
    self.path = path
    self.images = images
    self.labels = labels
    count = extents[0]
  }

  /// Some images as a network takes them: n x c x h x w.
  ///
  /// Byte pixels become (pixel / scale - mean) / std; floats are taken as they are.
  /// - Parameters:
  ///   - range: Which images, counted from 0.
  ///   - mean: One number for all channels, or one for each channel of the result.
  ///   - std: One number for all channels, or one for each channel of the result.
  ///   - scale: What byte pixels are divided by first.
  ///   - bgr: Whether the three channels of byte pixels are turned round.
  /// - Returns: The images, normalised.
  /// - Throws: ``FormatError`` when there are no such images, `mean` or `std` has another number of
  ///   channels, or the file turns out damaged.
  package func batch(
    _ range: Range<Int>, mean: [Float] = [0], std: [Float] = [1], scale: Float = 255,
    bgr: Bool = false
  ) throws(FormatError) -> Tensor {
    let place = Place(file: path, part: "images \(range.lowerBound)..<\(range.upperBound)")
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw place.damaged("there are \(count) images", cure: "choose from 0 to \(count - 1)")
    }
    guard [1, channels].contains(mean.count), [1, channels].contains(std.count) else {
      throw place.damaged(
        "\(channels) channels, but mean has \(mean.count) numbers and std \(std.count)",
        cure: "give one number, or one a channel, in the model's card")
    }
    let selected = try images.selecting(range)
    let ordered = channelsAreLast ? try selected.permuting([0, 3, 1, 2]) : selected
    guard var batch = try ordered.floats().reshaped([range.count, channels, height, width]) else {
      throw place.damaged("cannot be laid out as channels, rows and columns")
    }
    guard images.elementType == .uint8 else { return batch }
    let plane = height * width
    for image in 0..<range.count {
      let start = image * channels * plane
      if bgr && channels == 3 {
        for pixel in start..<start + plane { batch.values.swapAt(pixel, pixel + 2 * plane) }
      }
      for channel in 0..<channels {
        let mean = mean[mean.count == 1 ? 0 : channel]
        let std = std[std.count == 1 ? 0 : channel]
        let first = start + channel * plane
        for index in first..<first + plane {
          batch.values[index] = (batch.values[index] / scale - mean) / std
        }
      }
    }
    return batch
  }
}
