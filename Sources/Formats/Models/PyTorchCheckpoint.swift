import System

/// A checkpoint of PyTorch 1.6 or newer: a zip archive with a pickle and a file for each storage.
///
/// Source: `torch/serialization.py`. Entries are `ROOT/data.pkl`, `ROOT/data/KEY` and, since
/// PyTorch 2.1, `ROOT/byteorder`.
struct PyTorchCheckpoint {
  private let archive: ZipArchive
  private let file: MappedFile
  private let pickle: ZipArchive.Entry
  private let root: String
  private static let pickleName = "data.pkl"

  /// Takes an archive for a checkpoint, or gives nil when it is none.
  init?(_ archive: ZipArchive, file: MappedFile) {
    let pickle = archive.entries.first { entry in
      entry.name == Self.pickleName || entry.name.hasSuffix("/" + Self.pickleName)
    }
    guard let pickle else { return nil }
    self.archive = archive
    self.file = file
    self.pickle = pickle
    root = String(pickle.name.dropLast(Self.pickleName.count))
  }

  /// What it holds of a network.
  /// - Parameter name: The state dictionary's name; the likeliest when nil.
  /// - Returns: Tensors, and what is beside them.
  /// - Throws: ``Failure`` when it is damaged, or holds no tensors.
  func content(named name: String?) throws(Failure) -> CheckpointContent {
    guard archive[root + "constants.pkl"] == nil else {
      throw Place(file: file.path).unsupported(
        "a TorchScript program, not weights", cure: PickleReader.cure)
    }
    try checkByteOrder()
    let place = Place(file: file.path, part: "entry \(pickle.name)")
    let greatestCount = PickleReader.greatestCount(in: file)
    guard pickle.bytes.count <= greatestCount else {
      throw place.unsupported(
        "is a pickle of \(pickle.bytes.count) bytes", cure: PickleReader.cure)
    }
    var cursor = ByteCursor(try pickle.bytes.prefix(greatestCount, at: place), place: place)
    return try PyTorchState(&cursor).content(named: name, bytes)
  }

  private func bytes(
    of storage: PickledStorage, at place: Place
  ) throws(Failure) -> StoredBytes {
    guard let entry = archive["\(root)data/\(storage.key)"] else {
      throw place.damaged("its numbers, entry \(root)data/\(storage.key), are missing")
    }
    guard storage.byteCount == entry.bytes.count else {
      throw place.damaged("its \(storage.count) numbers lie in \(entry.bytes.count) bytes")
    }
    return entry.bytes
  }

  private func checkByteOrder() throws(Failure) {
    guard let entry = archive[root + "byteorder"] else { return }
    let place = Place(file: file.path, part: "entry \(entry.name)")
    let order = String(decoding: try entry.bytes.prefix(16, at: place), as: UTF8.self)
    guard order == "little" else {
      throw place.unsupported(
        "its numbers are stored \(order)-endian", cure: "save it on a little-endian machine")
    }
  }
}
