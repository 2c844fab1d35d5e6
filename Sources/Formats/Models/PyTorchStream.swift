import System

/// A checkpoint of PyTorch before version 1.6: five pickles, one behind the other, and the bytes of
/// the storages.
///
/// Source: `torch/serialization.py`, `_legacy_save`. The pickles are a magic number, the protocol's
/// version, what kind of machine wrote it, the object, and the keys of its storages in the order
/// of their bytes; before each storage's bytes stands the number of its elements.
enum PyTorchStream {
  /// The pickle of the magic number, which every such file starts with, in protocols 2 and later.
  private static let number: [UInt8] = [
    0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// Whether a file's first bytes are those of such a checkpoint.
  static func recognizes(_ start: [UInt8]) -> Bool {
    // From protocol 4 on, a frame's length may stand before the number.
    start.first == 0x80
      && [2, 11].contains { start.dropFirst($0).starts(with: number) }
  }

  /// What it holds of a network; the tensors' elements stay where they are.
  /// - Parameters:
  ///   - file: The checkpoint.
  ///   - name: The state dictionary's name; the likeliest when nil.
  /// - Returns: Tensors, and what is beside them.
  /// - Throws: ``Failure`` when it is damaged, or holds no tensors.
  static func content(
    _ file: MappedFile, named name: String?
  ) throws(Failure) -> CheckpointContent {
    let greatestCount = PickleReader.greatestCount(in: file)
    var cursor = ByteCursor(
      file.bytes(in: 0..<min(file.count, greatestCount)),
      place: Place(file: file.path, part: "pickle"))
    _ = try PickleReader.read(&cursor)
    try checkMachine(&cursor)
    let state = try PyTorchState(&cursor)
    let keys = try keys(&cursor)
    let storages = try storages(of: state, keys: keys, from: cursor.position, in: file)
    return try state.content(named: name) { storage, place throws(Failure) in
      guard let range = storages[storage.key] else {
        throw place.damaged("its numbers, storage \(storage.key), are missing")
      }
      return .mapped(file, range)
    }
  }

  /// Reads the protocol's version and the kind of machine, which must have stored the lowest byte
  /// of a number first.
  private static func checkMachine(_ cursor: inout ByteCursor) throws(Failure) {
    let version = try PickleReader.read(&cursor).value.asInt
    guard version == 1001 else {
      throw cursor.here.unsupported(
        "has version \(version ?? 0) of PyTorch's old format",
        cure: "load it in Python and save it again")
    }
    let (machine, heap) = try PickleReader.read(&cursor)
    let order = heap.entries(of: machine)?.first { $0.key == "little_endian" }
    if case .bool(false)? = order?.value {
      throw cursor.here.unsupported(
        "its numbers are stored big-endian", cure: "save it on a little-endian machine")
    }
  }

  /// Reads the keys of the storages.
  private static func keys(_ cursor: inout ByteCursor) throws(Failure) -> [String] {
    let (value, heap) = try PickleReader.read(&cursor)
    guard let keys = heap.elements(of: value)?.map(\.asString), !keys.contains(nil) else {
      throw cursor.here.damaged("has no list of storages")
    }
    return keys.compactMap { $0 }
  }

  /// Where the bytes of each storage lie.
  private static func storages(
    of state: PyTorchState, keys: [String], from start: Int, in file: MappedFile
  ) throws(Failure) -> [String: Range<Int>] {
    let named = Dictionary(state.storages.map { ($0.key, $0) }) { first, _ in first }
    var ranges: [String: Range<Int>] = [:]
    var position = start
    for key in keys {
      let place = Place(file: file.path, part: "storage \(key)")
      guard let storage = named[key] else { throw place.damaged("is of no known type") }
      guard let byteCount = storage.byteCount else {
        throw place.unsupported(
          "has elements of type \(storage.type)", cure: PickleReader.cure)
      }
      var cursor = ByteCursor(file.bytes(in: position..<position + 8), place: place)
      guard try Int(truncatingIfNeeded: cursor.take(UInt64.self)) == storage.count else {
        throw place.damaged("has another number of elements than \(storage.count)")
      }
      position += 8
      guard byteCount >= 0, byteCount <= file.count - position else {
        throw place.damaged("of \(byteCount) bytes it lies beyond the end of the file")
      }
      ranges[key] = position..<position + byteCount
      position += byteCount
    }
    return ranges
  }
}
