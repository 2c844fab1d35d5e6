import Formats

extension StoredNode {
  /// An integer attribute.
  func int(_ name: String, default value: Int) throws(OperatorFault) -> Int {
    switch attributes[name] {
    case nil: return value
    case .int(let value): return value
    default: throw OperatorFault("attribute \(name) is not an integer")
    }
  }

  /// Whether an integer attribute is other than 0.
  func flag(_ name: String, default value: Bool = false) throws(OperatorFault) -> Bool {
    try int(name, default: value ? 1 : 0) != 0
  }

  /// A float attribute.
  func float(_ name: String, default value: Float) throws(OperatorFault) -> Float {
    switch attributes[name] {
    case nil: return value
    case .float(let value): return value
    default: throw OperatorFault("attribute \(name) is not a float")
    }
  }

  /// A list of integers, or nil when it is left out.
  func ints(_ name: String) throws(OperatorFault) -> [Int]? {
    switch attributes[name] {
    case nil: return nil
    case .ints(let values): return values
    default: throw OperatorFault("attribute \(name) is not a list of integers")
    }
  }

  /// A list of floats, or nil when it is left out.
  func floats(_ name: String) throws(OperatorFault) -> [Float]? {
    switch attributes[name] {
    case nil: return nil
    case .floats(let values): return values
    default: throw OperatorFault("attribute \(name) is not a list of floats")
    }
  }

  /// A string attribute.
  func string(_ name: String, default value: String) throws(OperatorFault) -> String {
    switch attributes[name] {
    case nil: return value
    case .string(let value): return value
    default: throw OperatorFault("attribute \(name) is not a string")
    }
  }
}
