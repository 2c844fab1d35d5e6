/// The punctuation of a TOML text, which is checked before the text is parsed.
///
/// toml++ takes for granted that a name follows the `[` of a table and a value the `[` or `,` of an
/// array; where something else does, an assertion of it ends the program.
struct TOMLPunctuation {
  private let bytes: [UInt8]
  private var position = 0
  /// How many arrays and inline tables are open.
  private var depth = 0
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
        if depth == 0 { previous = byte }
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "#"): skip { $0 != UInt8(ascii: "\n") }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipString(in: byte)
        previous = byte
      case UInt8(ascii: "[") where previous == UInt8(ascii: "\n"): try checkTableName()
      default:
        try checkBracket(byte)
        previous = byte
        position += 1
      }
    }
  }

  private mutating func checkBracket(_ byte: UInt8) throws(TOMLFault) {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "}") where "[,".utf8.contains(previous): throw fault("a value is missing")
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    case 0x80...: throw fault("a letter that is not ASCII stands outside quotes")
    default: break
    }
  }

  /// Checks what follows the bracket, or the two, that open a table.
  private mutating func checkTableName() throws(TOMLFault) {
    position += 1
    if peek() == UInt8(ascii: "[") { position += 1 }
    skip { " \t".utf8.contains($0) }
    guard let start = peek().map({ Character(Unicode.Scalar($0)) }),
      start.isASCII && (start.isLetter || start.isNumber) || "_-\"']".contains(start)
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
    let line = bytes[..<position].count { $0 == UInt8(ascii: "\n") } + 1
    return TOMLFault(line: line, problem: problem)
  }
}
