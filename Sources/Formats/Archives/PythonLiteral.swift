import System

/// The few Python literals that the header of a NumPy array is written in, read strictly.
struct PythonLiteral {
  private let text: ArraySlice<UInt8>
  private let place: Place
  private var position: Int

  /// Starts at the first character.
  init(_ text: ArraySlice<UInt8>, place: Place) {
    self.text = text
    self.place = place
    position = text.startIndex
  }

  /// Reads `{'key': value, ...}` up to the end of the text; `body` reads each value.
  mutating func dictionary(
    _ body: (String, inout PythonLiteral) throws(Failure) -> Void
  ) throws(Failure) {
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      try body(key, &self)
      if !accept(",") {
        try expect("}")
        break
      }
    }
    guard next == nil else { throw malformed }
  }

  /// Reads `'text'`, without escapes.
  mutating func string() throws(Failure) -> String {
    let quote: Character = accept("\"") ? "\"" : "'"
    if quote == "'" { try expect("'") }
    guard let end = text[position...].firstIndex(where: { $0 == quote.asciiValue }) else {
      throw malformed
    }
    defer { position = end + 1 }
    return String(decoding: text[position..<end], as: UTF8.self)
  }

  /// Reads `'text'`, or a list as it is written, such as the fields of a record.
  mutating func textOrList() throws(Failure) -> String {
    guard next == UInt8(ascii: "[") else { return try string() }
    let start = position
    var depth = 0
    repeat {
      switch next {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try string()
        continue
      case nil: throw malformed
      default: break
      }
      position += 1
    } while depth > 0
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  /// Reads `True` or `False`.
  mutating func bool() throws(Failure) -> Bool {
    let value = next == UInt8(ascii: "T")
    for letter in value ? "True" : "False" {
      guard position < text.endIndex, text[position] == letter.asciiValue else { throw malformed }
      position += 1
    }
    return value
  }

  /// Reads `()`, `(3,)` or `(3, 4)`.
  mutating func integers() throws(Failure) -> [Int] {
    var values: [Int] = []
    var isTuple = true
    try expect("(")
    while !accept(")") {
      values.append(try integer())
      isTuple = accept(",")
      if !isTuple {
        try expect(")")
        break
      }
    }
    guard isTuple || values.count > 1 else { throw malformed }
    return values
  }

  private mutating func integer() throws(Failure) -> Int {
    _ = next
    let digits = text[position...].prefix { (0x30...0x39).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else { throw malformed }
    position = digits.endIndex
    return value
  }

  /// The next character that is no white space, where the position then stands.
  private var next: UInt8? {
    mutating get {
      position = text[position...].firstIndex { $0 != 0x20 && $0 != 0x0A } ?? text.endIndex
      return position < text.endIndex ? text[position] : nil
    }
  }

  private mutating func accept(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(Failure) {
    guard accept(character) else { throw malformed }
  }

  private var malformed: Failure {
    place.damaged("has a malformed header near byte \(position)")
  }
}
