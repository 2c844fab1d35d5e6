import Explorer
import TerminalUI

/// A reader of text with escape sequences for colours and emphasis (SGR of ECMA-48, with 256 and
/// 24-bit colours as xterm has them).
enum Escapes {
  struct Cell: Equatable {
    var character: Character = " "
    var foreground = Color.default
    var background = Color.default
    var emphasis: Style.Emphasis = []
  }

  struct Fault: Error {
    let text: String
  }

  /// The cells of a text of rows of characters of one column, row by row; what a line leaves out
  /// is blank.
  static func read(_ text: String, size: Size) throws -> [Cell] {
    var cells: [Cell] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == size.rows + 1, lines.last == "" else {
      throw Fault(text: "\(lines.count) lines")
    }
    for line in lines.dropLast() {
      var row: [Cell] = []
      var pen = Cell()
      var rest = line
      while let character = rest.popFirst() {
        if character == "\u{1B}" {
          guard rest.popFirst() == "[", let end = rest.firstIndex(of: "m") else {
            throw Fault(text: "an escape that is no SGR")
          }
          try pen.apply(rest[..<end].split(separator: ";").map { try number($0) })
          rest = rest[rest.index(after: end)...]
        } else {
          pen.character = character
          row.append(pen)
        }
      }
      guard row.count <= size.columns, pen == Cell(character: pen.character) else {
        throw Fault(text: "a line that is too long or does not end its colours")
      }
      cells += row + Array(repeating: Cell(), count: size.columns - row.count)
    }
    return cells
  }

  private static func number(_ text: Substring) throws -> Int {
    guard let number = Int(text) else { throw Fault(text: "\(text) is no number") }
    return number
  }
}

extension Escapes.Cell {
  fileprivate mutating func apply(_ codes: [Int]) throws {
    var codes = codes[...]
    while let code = codes.popFirst() {
      switch code {
      case 0: self = Escapes.Cell()
      case 1: emphasis.insert(.bold)
      case 2: emphasis.insert(.dim)
      case 4: emphasis.insert(.underline)
      case 7: emphasis.insert(.reverse)
      case 30...37: foreground = .indexed(UInt8(code - 30))
      case 90...97: foreground = .indexed(UInt8(code - 90 + 8))
      case 40...47: background = .indexed(UInt8(code - 40))
      case 100...107: background = .indexed(UInt8(code - 100 + 8))
      case 38: foreground = try Self.extended(&codes)
      case 48: background = try Self.extended(&codes)
      default: throw Escapes.Fault(text: "unknown code \(code)")
      }
    }
  }

  private static func extended(_ codes: inout ArraySlice<Int>) throws -> Color {
    let kind = codes.popFirst()
    let bytes = codes.prefix(kind == 5 ? 1 : 3).compactMap { UInt8(exactly: $0) }
    codes = codes.dropFirst(bytes.count)
    switch (kind, bytes.count) {
    case (5, 1): return .indexed(bytes[0])
    case (2, 3): return .rgb(red: bytes[0], green: bytes[1], blue: bytes[2])
    default: throw Escapes.Fault(text: "a colour that is none")
    }
  }
}
