import Foundation

/// A terminfo entry that knows the 16 named colours, the palette of 256 and 24-bit colours, for the
/// terminals of today, which all understand xterm's sequences.
///
/// Entries with direct colour are seldom installed, and none has the palette as well. ncurses takes
/// an entry from the variable `TERMINFO`, compiled as term(5) says.
enum TerminalDescription {
  /// The entry's name.
  static let name = "ddp-tui"
  /// The value of `TERMINFO` that holds the entry.
  static var variable: String { "b64:" + Data(compiled).base64EncodedString() }

  /// How a colour is numbered: 0 to 255 are the palette, 256 and on are red, green and blue.
  ///
  /// The 256 darkest blues are told apart from the palette by one step of green.
  static func number(red: UInt8, green: UInt8, blue: UInt8) -> Int32 {
    max(Int32(red) << 16 | Int32(green) << 8, 256) | Int32(blue)
  }

  /// Indices and values of capabilities, in the order of term.h.
  private static let booleans = [1, 4, 14]  // am, xenl, msgr
  private static let numbers: [Int: Int32] = [
    0: 80,  // cols
    2: 24,  // lines
    13: 1 << 24,  // colors
    14: 1 << 16,  // pairs
  ]
  private static let strings: [Int: String] = [
    1: "\u{7}",  // bel
    2: "\r",  // cr
    5: "\u{1B}[H\u{1B}[2J",  // clear
    6: "\u{1B}[K",  // el
    7: "\u{1B}[J",  // ed
    10: "\u{1B}[%i%p1%d;%p2%dH",  // cup
    11: "\n",  // cud1
    12: "\u{1B}[H",  // home
    13: "\u{1B}[?25l",  // civis
    14: "\u{8}",  // cub1
    16: "\u{1B}[?25h",  // cnorm
    17: "\u{1B}[C",  // cuf1
    19: "\u{1B}[A",  // cuu1
    27: "\u{1B}[1m",  // bold
    28: "\u{1B}[?1049h",  // smcup
    30: "\u{1B}[2m",  // dim
    34: "\u{1B}[7m",  // rev
    36: "\u{1B}[4m",  // smul
    39: "\u{1B}[m",  // sgr0
    40: "\u{1B}[?1049l",  // rmcup
    44: "\u{1B}[24m",  // rmul
    55: "\u{7F}",  // kbs
    59: "\u{1B}[3~",  // kdch1
    61: "\u{1B}OB",  // kcud1
    76: "\u{1B}OH",  // khome
    79: "\u{1B}OD",  // kcub1
    81: "\u{1B}[6~",  // knp
    82: "\u{1B}[5~",  // kpp
    83: "\u{1B}OC",  // kcuf1
    87: "\u{1B}OA",  // kcuu1
    88: "\u{1B}[?1l\u{1B}>",  // rmkx
    89: "\u{1B}[?1h\u{1B}=",  // smkx
    148: "\u{1B}[Z",  // kcbt
    151: "\u{1B}[?7h",  // smam
    152: "\u{1B}[?7l",  // rmam
    164: "\u{1B}OF",  // kend
    297: "\u{1B}[39;49m",  // op
    359: color(named: "3", bright: "9", other: "38"),  // setaf
    360: color(named: "4", bright: "10", other: "48"),  // setab
  ]

  private static func color(named: String, bright: String, other: String) -> String {
    "\u{1B}[%?%p1%{8}%<%t\(named)%p1%d%e%p1%{16}%<%t\(bright)%p1%{8}%-%d"
      + "%e%p1%{256}%<%t\(other);5;%p1%d"
      + "%e\(other);2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
  }

  /// The entry in the format with 32-bit numbers, and behind it the boolean `RGB`, which is not one
  /// of term.h's and says that colours are direct.
  static var compiled: [UInt8] {
    let names = Array("\(name)|xterm with direct colour\0".utf8)
    let flags = (0...(booleans.max() ?? 0)).map { booleans.contains($0) ? UInt8(1) : 0 }
    let values = (0...(numbers.keys.max() ?? 0)).map { numbers[$0] ?? -1 }
    var offsets: [UInt8] = []
    var table: [UInt8] = []
    let count = 1 + (strings.keys.max() ?? 0)
    for index in 0..<count {
      guard let string = strings[index] else {
        offsets += [0xFF, 0xFF]
        continue
      }
      offsets += littleEndian(table.count)
      table += Array(string.utf8) + [0]
    }
    let counts = [0o1036, names.count, flags.count, values.count, count, table.count]
    let padding: [UInt8] = (names.count + flags.count).isMultiple(of: 2) ? [] : [0]
    let encoded = values.flatMap { value in
      littleEndian(Int(value & 0xFFFF)) + littleEndian(Int(value >> 16) & 0xFFFF)
    }
    let head: [UInt8] = counts.flatMap(littleEndian) + names + flags + padding
    let standard: [UInt8] = head + encoded + offsets + table
    let end: [UInt8] = standard.count.isMultiple(of: 2) ? [] : [0]
    // One boolean, no number, no string; one name of four bytes; true, padding; its offset.
    let extended = [1, 0, 0, 1, 4].flatMap(littleEndian) + [1, 0, 0, 0] + Array("RGB\0".utf8)
    return standard + end + extended
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)]
  }
}
