import LinearAlgebra
import System

/// Images in the binary batches of CIFAR-10 and CIFAR-100: records of one or two labels and
/// 3 x 32 x 32 bytes.
enum CIFARImages {
  /// One of the two data sets.
  private struct Kind: Equatable {
    /// How many values each label in front of the pixels may have; the last one is the class.
    let classes: [Int]
    /// The file beside the batches that names the classes, a line each.
    let names: String

    static let all = [
      Kind(classes: [10], names: "batches.meta.txt"),
      Kind(classes: [20, 100], names: "fine_label_names.txt"),
    ]

    var recordSize: Int { classes.count + pixelCount }
  }

  private struct Batch {
    let kind: Kind
    let labels: [Int]
    let pixels: StoredTensor
    let file: MappedFile
  }

  private static let extents = [3, 32, 32]
  private static let pixelCount = 3 * 32 * 32

  /// Opens one batch; nil when the file is none, by its size and its labels.
  static func open(_ file: MappedFile) throws(Failure) -> ImageSet? {
    guard let batch = try batch(file) else { return nil }
    let folder = file.path.lastIndex(of: "/").map { String(file.path[..<$0]) } ?? "."
    return try images([batch], path: file.path, folder: folder)
  }

  /// Opens all batches in a folder, in the order of their names; nil when there are none.
  ///
  /// Throws when one named as a batch is none, or there are batches of both data sets.
  static func open(_ folder: Folder) throws(Failure) -> ImageSet? {
    var batches: [Batch] = []
    var strangers: [String] = []
    for entry in folder.entries where !entry.isFolder {
      let path = folder.path + "/" + entry.name
      guard entry.name.lowercased().hasSuffix(".bin") else { continue }
      if let batch = try batch(MappedFile(path: path)) {
        batches.append(batch)
      } else {
        strangers.append(path)
      }
    }
    guard let first = batches.first else { return nil }
    if let stranger = strangers.first {
      throw Place(file: stranger).damaged("is no batch of CIFAR, as those beside it are")
    }
    guard batches.allSatisfy({ $0.kind == first.kind }) else {
      throw Place(file: folder.path).unsupported(
        "holds batches of both CIFAR-10 and CIFAR-100", cure: "put them into folders of their own")
    }
    return try images(batches, path: folder.path, folder: folder.path)
  }

  private static func images(
    _ batches: [Batch], path: String, folder: String
  ) throws(Failure) -> ImageSet {
    let names = folder + "/" + (batches.first?.kind.names ?? "")
    return ImageSet(
      path: path, labels: batches.flatMap(\.labels),
      classNames: MappedFile.exists(path: names) ? try NameList.read(path: names) : [],
      pixels: .stored(batches.map(\.pixels)), in: batches.map(\.file))
  }

  private static func batch(_ file: MappedFile) throws(Failure) -> Batch? {
    for kind in Kind.all where file.count % kind.recordSize == 0 {
      let count = file.count / kind.recordSize
      guard let labels = labels(file, kind), let shape = Shape([count] + extents) else { continue }
      let pixels = try StoredTensor(
        name: "", elementType: .uint8, shape: shape, strides: [kind.recordSize, 32 * 32, 32, 1],
        storage: .mapped(file, 0..<file.count), offset: kind.classes.count,
        place: Place(file: file.path))
      return Batch(kind: kind, labels: labels, pixels: pixels, file: file)
    }
    return nil
  }

  /// The class of each record, or nil when a label is out of range.
  private static func labels(_ file: MappedFile, _ kind: Kind) -> [Int]? {
    file.withBytes(in: 0..<file.count) { bytes in
      var labels: [Int] = []
      for start in stride(from: 0, to: bytes.count, by: kind.recordSize) {
        for (place, classes) in kind.classes.enumerated() where bytes[start + place] >= classes {
          return nil
        }
        labels.append(Int(bytes[start + kind.classes.count - 1]))
      }
      return labels
    }
  }
}
