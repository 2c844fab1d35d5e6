import LinearAlgebra
import System

/// Reads safetensors (https://huggingface.co/docs/safetensors): the length of a JSON header in eight
/// bytes, the header, and the tensors' bytes, which stay where they are.
enum Safetensors {
  private static let greatestHeader = 100_000_000
  private static let greatestRank = 64

  /// Whether a file's first bytes are those of such a file, be it whole or cut short.
  static func recognizes(_ start: [UInt8]) -> Bool {
    guard start.count > 9, start[4..<8].allSatisfy({ $0 == 0 }) else { return false }
    let first = start[9...].first { !$0.isSpace }
    return start[8] == UInt8(ascii: "{") && [UInt8(ascii: "\""), UInt8(ascii: "}")].contains(first)
  }

  /// The tensors of a file.
  ///
  /// One of a type that is not read is refused when it is used. Throws when the header is damaged,
  /// or tensors share bytes or reach beyond the file.
  static func tensors(_ file: MappedFile) throws(Failure) -> [StoredTensor] {
    let place = Place(file: file.path, part: "header")
    var cursor = ByteCursor(file.bytes(in: 0..<8), place: place)
    let count = try cursor.take(UInt64.self)
    guard count <= greatestHeader, count <= file.count - 8 else {
      throw place.damaged("of \(count) bytes it does not end in the file of \(file.count)")
    }
    let dataStart = 8 + Int(count)
    var reader = JSONReader(file.bytes(in: 8..<dataStart), place: place, base: 8)
    var tensors: [StoredTensor] = []
    var parts: [(range: Range<Int>, name: String)] = []
    try reader.object { (name, reader) throws(Failure) in
      if name == "__metadata__" {
        try reader.skip()
        return
      }
      let entry = try Entry(&reader, place: Place(file: file.path, part: "tensor \(name)"))
      let range = try entry.range(in: file, from: dataStart)
      if !range.isEmpty { parts.append((range, name)) }
      tensors.append(try entry.tensor(named: name, file, range))
    }
    try reader.end()
    parts.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (part, next) in zip(parts, parts.dropFirst())
    where part.range.upperBound > next.range.lowerBound {
      throw Place(file: file.path, part: "tensor \(next.name)")
        .damaged("shares bytes with tensor \(part.name)")
    }
    return tensors
  }

  /// What the header says about one tensor.
  private struct Entry {
    private var type: String?
    private var extents: [Int]?
    private var offsets: [Int]?
    private let place: Place

    init(_ reader: inout JSONReader, place: Place) throws(Failure) {
      var (type, extents, offsets): (String?, [Int]?, [Int]?)
      try reader.object { (key, reader) throws(Failure) in
        switch key {
        case "dtype": type = try reader.name()
        case "shape": extents = try reader.integers()
        case "data_offsets": offsets = try reader.integers()
        default: try reader.skip()
        }
      }
      self.place = place
      (self.type, self.extents, self.offsets) = (type, extents, offsets)
    }

    /// Where its bytes lie in the file.
    func range(in file: MappedFile, from start: Int) throws(Failure) -> Range<Int> {
      guard let offsets, offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
        offsets[1] <= file.count - start
      else {
        throw place.damaged("has bytes \(offsets ?? []) of \(file.count - start)")
      }
      return start + offsets[0]..<start + offsets[1]
    }

    func tensor(
      named name: String, _ file: MappedFile, _ range: Range<Int>
    ) throws(Failure) -> StoredTensor {
      guard let type, let extents, extents.count <= greatestRank, let shape = Shape(extents) else {
        throw place.damaged("has no type or no possible shape")
      }
      guard let elementType = elementTypes[type] else {
        return StoredTensor(
          name: name, shape: shape,
          refused: place.unsupported(
            "has elements of type \(type)", cure: "convert it to float32 and save again"))
      }
      guard range.count / elementType.byteCount == shape.count,
        range.count.isMultiple(of: elementType.byteCount)
      else {
        throw place.damaged("of shape \(shape) and type \(type) it has \(range.count) bytes")
      }
      return try StoredTensor(
        name: name, elementType: elementType, shape: shape, storage: .mapped(file, range),
        offset: 0, place: place)
    }
  }

  private static let elementTypes: [String: ElementType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16,
    "F8_E4M3": .float8e4m3fn, "F8_E4M3FNUZ": .float8e4m3fnuz,
    "F8_E5M2": .float8e5m2, "F8_E5M2FNUZ": .float8e5m2fnuz,
    "I64": .int64, "I32": .int32, "I16": .int16, "I8": .int8,
    "U64": .uint64, "U32": .uint32, "U16": .uint16, "U8": .uint8, "BOOL": .bool,
  ]
}
