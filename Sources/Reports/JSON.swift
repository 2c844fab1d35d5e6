import DeepDataProfiler
import Formats
import System

/// A JSON value whose members keep their order (RFC 8259).
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case float(Float)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// Its text on one line; numbers read back exactly, and those that JSON lacks become null.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .double(let value): text += value.isFinite ? value.description : "null"
    case .float(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.write(name, to: &text)
        text += ": "
        value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      // More than JSON asks for, as it may be printed on a terminal.
      case _ where scalar.escape != nil:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// The answer about a layer, or one object of those about several.
  package static func ofLayers(_ answers: [JSON]) -> JSON {
    answers.count == 1 ? answers[0] : .object([("layers", .array(answers))])
  }

  /// A number, or null.
  package static func optional(_ value: Double?) -> JSON { value.map(JSON.double) ?? .null }
  /// How far each of the first singular values lies above the next; null where there is none.
  static func gaps(of singularValues: [Double], count: Int) -> [JSON] {
    (0..<count).map { .optional(singularValues.gap(after: $0)) }
  }
  /// A list of integers.
  package static func ints(_ values: some Sequence<Int>) -> JSON { .array(values.map(JSON.int)) }
  /// A list of numbers.
  package static func doubles(_ values: some Sequence<Double>) -> JSON {
    .array(values.map(JSON.double))
  }
  /// A list of numbers.
  package static func floats(_ values: some Sequence<Float>) -> JSON {
    .array(values.map(JSON.float))
  }
}
