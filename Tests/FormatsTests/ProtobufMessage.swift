/// Protocol buffers as a test writes them: fields one behind the other.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  /// A message of these fields.
  init(_ fields: [(Int, Value)]) {
    for (number, value) in fields { append(number, value) }
  }

  /// What a field holds.
  enum Value: Sendable {
    case int(Int)
    case float(Float)
    case text(String)
    case bytes([UInt8])
    case message([(Int, Value)])
  }

  private mutating func append(_ number: Int, _ value: Value) {
    switch value {
    case .int(let value):
      varint(number << 3)
      varint(value)
    case .float(let value):
      varint(number << 3 | 5)
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    case .text(let text): append(number, .bytes(Array(text.utf8)))
    case .message(let fields): append(number, .bytes(ProtobufMessage(fields).bytes))
    case .bytes(let content):
      varint(number << 3 | 2)
      varint(content.count)
      bytes += content
    }
  }

  private mutating func varint(_ value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
