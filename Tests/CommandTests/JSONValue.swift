/// A JSON value as it was written: whole numbers are told from others.
indirect enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? value.decode(Int.self) {
      self = .int(int)
    } else if let double = try? value.decode(Double.self) {
      self = .double(double)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  subscript(key: String) -> JSONValue {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  var array: [JSONValue] { if case .array(let values) = self { values } else { [] } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var int: Int? { if case .int(let value) = self { value } else { nil } }
  var ints: [Int] { array.compactMap(\.int) }
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
  var numbers: [Double] { array.compactMap(\.number) }
}

/// What a JSON value must look like: its type, and for an object exactly which members it has.
indirect enum JSONType: Sendable {
  case bool, int, number, string
  case word([String])
  case list(JSONType)
  case object([String: JSONType])
  case orNull(JSONType)

  static let shape = JSONType.list(.int)

  /// Where a value is not of this type; nil when all of it is.
  func fault(in value: JSONValue, at path: String = "$") -> String? {
    switch (self, value) {
    case (.bool, .bool), (.int, .int), (.number, .int), (.number, .double), (.string, .string),
      (.orNull, .null):
      return nil
    case (.word(let words), .string(let word)) where words.contains(word): return nil
    case (.orNull(let type), _): return type.fault(in: value, at: path)
    case (.list(let type), .array(let values)):
      return values.enumerated().lazy.compactMap { index, value in
        type.fault(in: value, at: "\(path)[\(index)]")
      }.first
    case (.object(let types), .object(let members)):
      let (wanted, found) = (types.keys.sorted(), members.keys.sorted())
      guard wanted == found else { return "\(path) has \(found), not \(wanted)" }
      return types.lazy.compactMap { key, type in
        type.fault(in: members[key] ?? .null, at: "\(path).\(key)")
      }.first
    default: return "\(path) is \(value), not \(self)"
    }
  }
}
