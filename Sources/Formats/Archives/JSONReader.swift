import System

/// Reads JSON (RFC 8259) strictly and from front to back; the caller says what it expects.
///
/// Text must be proper UTF-8, and no object may have a key twice. Time and memory are in proportion
/// to the text, and objects and arrays nest to a fixed depth only.
struct JSONReader {
  private let text: [UInt8]
  private let place: Place
  private let base: Int
  private var position = 0
  private var depth = 0
  private static let greatestDepth = 64

  /// Starts at the first character.
  /// - Parameters:
  ///   - text: The text.
  ///   - place: The file it is in, for errors.
  ///   - base: The byte of the file where it starts, for errors.
  init(_ text: [UInt8], place: Place, base: Int = 0) {
    self.text = text
    self.place = place
    self.base = base
  }

  /// Reads an object; `body` gets each key and must read its value.
  mutating func object(
    _ body: (String, inout JSONReader) throws(Failure) -> Void
  ) throws(Failure) {
    // Swift's own comparison takes different spellings of one accented letter for the same.
    var keys: Set<[UInt8]> = []
    try elements("{", "}") { reader throws(Failure) in
      let key = try reader.name()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw reader.malformed("has the key \(key) twice")
      }
      try reader.expect(":")
      try body(key, &reader)
    }
  }

  /// Reads an array; `body` must read each element.
  mutating func array(
    _ body: (inout JSONReader) throws(Failure) -> Void
  ) throws(Failure) {
    try elements("[", "]", body)
  }

  /// Reads an array of whole numbers.
  mutating func integers() throws(Failure) -> [Int] {
    var values: [Int] = []
    try array { reader throws(Failure) in values.append(try reader.integer()) }
    return values
  }

  /// Reads a number, which must be whole and fit into 64 bits.
  mutating func integer() throws(Failure) -> Int {
    let digits = try number()
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw malformed("has another number than a whole one of 64 bits")
    }
    return value
  }

  /// Reads a number.
  mutating func double() throws(Failure) -> Double {
    let digits = try number()
    guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
      throw malformed("has a number beyond 64-bit floats")
    }
    return value
  }

  /// Reads text that is a name.
  mutating func name() throws(Failure) -> String {
    let name = try string()
    try place.inside("byte \(base + position)").checkName(name.utf8.count)
    return name
  }

  /// Reads text.
  mutating func string() throws(Failure) -> String {
    try expect("\"")
    var decoded: [UInt8] = []
    var start = position
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      guard text[position] >= 0x20 else { throw malformed("has a control character in text") }
      if text[position] == UInt8(ascii: "\\") {
        decoded += text[start..<position]
        decoded += String(try escape()).utf8
        start = position
      } else {
        position += 1
      }
    }
    guard position < text.count else { throw malformed("ends too early") }
    defer { position += 1 }
    let rest = text[start..<position]
    guard
      let string = decoded.isEmpty
        ? String(validating: rest, as: UTF8.self)
        : String(validating: decoded + rest, as: UTF8.self)
    else {
      throw malformed("has text that is not UTF-8")
    }
    return string
  }

  /// Passes over a value of any kind, which must be proper as well.
  mutating func skip() throws(Failure) {
    switch kind {
    case .object: try object { (_, reader) throws(Failure) in try reader.skip() }
    case .array: try array { reader throws(Failure) in try reader.skip() }
    case .string: _ = try string()
    case .flag(let flag): try expect(flag ? "true" : "false")
    case .null: try expect("null")
    case .number: _ = try number()
    }
  }

  /// Checks that nothing but white space follows.
  mutating func end() throws(Failure) {
    guard next == nil else { throw malformed("goes on after its end") }
  }

  /// Whether what comes next is an object.
  var isObject: Bool {
    mutating get { next == UInt8(ascii: "{") }
  }

  /// What a value is, by its first character.
  enum Kind {
    case object, array, string, number, null
    case flag(Bool)
  }

  /// What comes next.
  var kind: Kind {
    mutating get {
      switch next {
      case UInt8(ascii: "{"): .object
      case UInt8(ascii: "["): .array
      case UInt8(ascii: "\""): .string
      case UInt8(ascii: "t"): .flag(true)
      case UInt8(ascii: "f"): .flag(false)
      case UInt8(ascii: "n"): .null
      default: .number
      }
    }
  }

  private mutating func elements(
    _ open: String, _ close: Character, _ body: (inout JSONReader) throws(Failure) -> Void
  ) throws(Failure) {
    try expect(open)
    depth += 1
    guard depth <= Self.greatestDepth else {
      throw malformed("nests deeper than \(Self.greatestDepth)")
    }
    defer { depth -= 1 }
    if accept(close) { return }
    repeat { try body(&self) } while accept(",")
    try expect(String(close))
  }

  /// The number that comes next, as it is written.
  private mutating func number() throws(Failure) -> ArraySlice<UInt8> {
    _ = next
    let start = position
    accept(anyOf: "-")
    let whole = digits()
    guard whole.count == 1 || whole.count > 1 && whole.first != UInt8(ascii: "0") else {
      throw malformed("has no value where one should be")
    }
    if accept(anyOf: "."), digits().isEmpty { throw malformed("has half a number") }
    if accept(anyOf: "eE") {
      accept(anyOf: "+-")
      if digits().isEmpty { throw malformed("has half a number") }
    }
    return text[start..<position]
  }

  private mutating func digits() -> ArraySlice<UInt8> {
    let digits = text[position...].prefix { (0x30...0x39).contains($0) }
    position = digits.endIndex
    return digits
  }

  /// The character that an escape stands for (RFC 8259, section 7).
  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    position += 1
    guard position < text.count else { throw malformed("ends too early") }
    let letter = text[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try UInt32(hexadecimal())
      if (0xD800..<0xDC00).contains(code), text[position...].starts(with: [0x5C, 0x75]) {
        position += 2
        let low = try UInt32(hexadecimal())
        guard (0xDC00..<0xE000).contains(low) else { break }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      if let scalar = Unicode.Scalar(code) { return scalar }
    default: break
    }
    throw malformed("has an escape that stands for no character")
  }

  /// Four hexadecimal digits.
  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    let digits = text[position...].prefix(4)
    let areDigits = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, areDigits,
      let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      throw malformed("has an escape that stands for no character")
    }
    position += 4
    return value
  }

  /// The next character that is no white space, where the position then stands.
  private var next: UInt8? {
    mutating get {
      while position < text.count, text[position].isSpace { position += 1 }
      return position < text.count ? text[position] : nil
    }
  }

  /// Passes over a character if it is what comes next, after white space.
  private mutating func accept(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  /// Passes over one of these characters if it stands right here.
  @discardableResult
  private mutating func accept(anyOf characters: String) -> Bool {
    guard position < text.count, characters.utf8.contains(text[position]) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ word: String) throws(Failure) {
    _ = next
    guard text[position...].starts(with: word.utf8) else {
      throw malformed("has no \(word) where one should be")
    }
    position += word.utf8.count
  }

  /// The error for text that is not what it should be.
  func malformed(_ problem: String) -> Failure {
    place.inside("byte \(base + position)").damaged(problem)
  }
}

extension UInt8 {
  /// Whether it is white space of JSON.
  var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
