import LinearAlgebra

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
  /// Under what a training script keeps the weights beside other things.
  private static let stateKeys = ["state_dict", "model_state_dict", "model"]

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

  /// The tensors of its state dict.
  ///
  /// Throws when it is damaged, holds anything that is not plain data, or holds no tensors.
  func model() throws(FormatError) -> StoredModel {
    let whole = Place(file: file.path)
    guard archive[root + "constants.pkl"] == nil else {
      throw whole.unsupported(
        "a TorchScript program, not weights", cure: PickleReader.cure)
    }
    try checkByteOrder()
    let place = whole.at("entry \(pickle.name)")
    let bytes = try pickle.bytes.prefix(PickleReader.greatestCount + 1, at: place)
    let (value, heap) = try PickleReader.read(bytes, place: place)
    guard let entries = stateDictionary(value, heap) else {
      throw whole.unsupported("holds no dictionary of tensors", cure: PickleReader.cure)
    }
    var tensors: [StoredTensor] = []
    for (name, value) in entries {
      guard case .tensor(let number) = value else { continue }
      tensors.append(try tensor(heap.tensors[number], name: name))
    }
    guard !tensors.isEmpty else {
      throw whole.unsupported("holds no tensors", cure: PickleReader.cure)
    }
    return StoredModel(format: .pytorch, path: file.path, tensors: tensors)
  }

  private func stateDictionary(
    _ value: PickleValue, _ heap: PickleHeap
  ) -> [(key: String, value: PickleValue)]? {
    guard let top = heap.entries(of: value) else { return nil }
    for key in Self.stateKeys {
      if let inner = top.last(where: { $0.key == key }), let state = heap.entries(of: inner.value) {
        return state
      }
    }
    return top
  }

  private func tensor(
    _ pickled: PickledTensor, name: String
  ) throws(FormatError) -> StoredTensor {
    let place = Place(file: file.path, part: "tensor \(name)")
    guard let entry = archive["\(root)data/\(pickled.storage.key)"] else {
      throw place.damaged("its numbers, entry \(root)data/\(pickled.storage.key), are missing")
    }
    let width = pickled.storage.elementType?.byteCount ?? 1
    guard case (let count, false) = pickled.storage.count.multipliedReportingOverflow(by: width),
      count == entry.bytes.count
    else {
      throw place.damaged(
        "its \(pickled.storage.count) numbers lie in \(entry.bytes.count) bytes")
    }
    guard let shape = Shape(pickled.extents),
      case (let offset, false) = pickled.offset.multipliedReportingOverflow(
        by: pickled.elementType.byteCount)
    else {
      throw place.damaged("has an impossible shape or offset, \(pickled.extents)")
    }
    return try StoredTensor(
      name: name, elementType: pickled.elementType, shape: shape, strides: pickled.strides,
      storage: entry.bytes, offset: offset, place: place)
  }

  private func checkByteOrder() throws(FormatError) {
    guard let entry = archive[root + "byteorder"] else { return }
    let place = Place(file: file.path, part: "entry \(entry.name)")
    let order = String(decoding: try entry.bytes.prefix(16, at: place), as: UTF8.self)
    guard order == "little" else {
      throw place.unsupported(
        "its numbers are stored \(order)-endian", cure: "save it on a little-endian machine")
    }
  }
}
