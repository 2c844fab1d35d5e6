/// The punctuation and the bare words of a TOML text, which are checked before the text is parsed.
///
/// toml++ takes for granted that a name follows the `[` of a table, a value the `[` or `,` of an
/// array, and that a bare word is what its first letters promise; where something else does, an
/// assertion of it ends the program. Dates and times, which no file of ours has, are refused.
struct TOMLPunctuation {
  private let bytes: [UInt8]
  private var position = 0
  /// The arrays and inline tables that are open, by their bracket.
  private var open: [UInt8] = []
  /// What came last, but for blanks and comments; a line break where a statement begins.
  private var previous = UInt8(ascii: "\n")

  init(_ text: String) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = Array(text.utf8)
    self.bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Throws at the first place where the parser would meet what it does not expect.
  mutating func check() throws(TOMLFault) {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\n"):
        if open.isEmpty { previous = byte }
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "#"): skip { $0 != UInt8(ascii: "\n") }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipString(in: byte)
        previous = byte
      case UInt8(ascii: "[") where previous == UInt8(ascii: "\n"): try checkTableName()
      case _ where Self.punctuation.contains(byte):
        try checkBracket(byte)
        previous = byte
        position += 1
      default: try checkWord()
      }
    }
  }

  private static let punctuation = Set("[]{},=".utf8)
  private static let ends = Set(" \t\r\n#\"'[]{},=".utf8)
  private static let nameLetters = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.".utf8)

  private mutating func checkBracket(_ byte: UInt8) throws(TOMLFault) {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"): open.append(byte)
    case UInt8(ascii: "}") where "[,".utf8.contains(previous): throw fault("a value is missing")
    case UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
    default: break
    }
  }

  /// Checks a name, or, behind `=` and in an array, a number or a truth value.
  private mutating func checkWord() throws(TOMLFault) {
    let start = position
    skip { !Self.ends.contains($0) }
    let word = bytes[start..<position]
    let isValue =
      previous == UInt8(ascii: "=")
      || open.last == UInt8(ascii: "[") && "[,".utf8.contains(previous)
    guard word.allSatisfy({ $0 < 0x80 }) else {
      throw fault("a letter that is not ASCII stands outside quotes")
    }
    let text = String(decoding: word, as: UTF8.self)
    if isValue {
      guard text.wholeMatch(of: Self.value) != nil else {
        throw fault("\(text.prefix(32)) is neither a number nor true or false, nor in quotes")
      }
    } else {
      let begins = "\n[{,".utf8.contains(previous)
      guard word.allSatisfy(Self.nameLetters.contains), !begins || word.first != UInt8(ascii: ".")
      else {
        throw fault("\(text.prefix(32)) is no name")
      }
    }
    previous = word[start]
  }

  /// A number or a truth value of TOML.
  private static var value: Regex<Substring> {
    /[+\-]?(?:[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+\-]?[0-9](?:_?[0-9])*)?|inf|nan)|0x[0-9a-fA-F](?:_?[0-9a-fA-F])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*|true|false/
  }

  /// Checks what follows the bracket, or the two, that open a table.
  private mutating func checkTableName() throws(TOMLFault) {
    position += 1
    if peek() == UInt8(ascii: "[") { position += 1 }
    skip { " \t".utf8.contains($0) }
    guard let start = peek(), start != UInt8(ascii: "."),
      Self.nameLetters.contains(start) || "\"']".utf8.contains(start)
    else { throw fault("no table is named after [") }
    previous = UInt8(ascii: "[")
  }

  /// Passes over a text in quotes; one that is not closed is left to the parser, which stops there.
  private mutating func skipString(in quote: UInt8) {
    let isLong = bytes[position...].starts(with: [quote, quote, quote])
    let end = Array(repeating: quote, count: isLong ? 3 : 1)
    position += end.count
    while let byte = peek(), !bytes[position...].starts(with: end) {
      if byte == UInt8(ascii: "\n"), !isLong { return }
      let isEscape = byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"")
      position += isEscape ? 2 : 1
    }
    position += end.count
    // A long text may end with one or two quotes of its own.
    if isLong { skip { $0 == quote } }
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    while let byte = peek(), condition(byte) { position += 1 }
  }

  private func fault(_ problem: String) -> TOMLFault {
    let line = bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    return TOMLFault(line: line, problem: problem)
  }
}
