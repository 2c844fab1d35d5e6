import CNcurses
import Explorer
import System

/// Turns what ncurses reads into keys.
enum KeyDecoder {
  /// One thing read: a character, or the code of a function key.
  enum Input: Equatable {
    case character(UInt32)
    case code(Int32)
  }

  /// The keys of what was read at once.
  ///
  /// A control sequence that is no key of ours (focus reports, Ctrl with an arrow) is passed over as
  /// a whole, so that its letters are not taken for keys.
  static func keys(_ inputs: [Input]) -> [Key] {
    var keys: [Key] = []
    var rest = inputs[...]
    while let input = rest.popFirst() {
      switch input {
      case .code(let code): keys += functionKeys[code].map { [$0] } ?? []
      case .character(0x1B) where isSequence(rest): rest = afterSequence(rest.dropFirst())
      case .character(let scalar): keys += key(scalar).map { [$0] } ?? []
      }
    }
    return keys
  }

  /// Whether what follows an escape character makes a control sequence with it (ECMA-48).
  private static func isSequence(_ rest: ArraySlice<Input>) -> Bool {
    guard rest.first == .character(0x5B) || rest.first == .character(0x4F) else { return false }
    return rest.count > 1
  }

  /// What is left behind the final byte of a control sequence.
  private static func afterSequence(_ rest: ArraySlice<Input>) -> ArraySlice<Input> {
    rest.drop { input in
      guard case .character(let scalar) = input else { return false }
      return (0x20...0x3F).contains(scalar)
    }.dropFirst()
  }

  private static func key(_ scalar: UInt32) -> Key? {
    switch scalar {
    case 0x08, 0x7F: return .backspace
    case 0x09: return .tab
    case 0x0A, 0x0D: return .enter
    case 0x1B: return .escape
    case 0x01...0x1A: return Unicode.Scalar(scalar + 0x60).map { .control(Character($0)) }
    case 0x20...: return Unicode.Scalar(scalar).map { .character(Character($0)) }
    default: return nil
    }
  }

  private static let functionKeys: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
    KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_ENTER: .enter, KEY_BTAB: .backTab,
    KEY_BACKSPACE: .backspace, KEY_DC: .delete,
  ]

  /// What terminals send for keys, whatever their terminfo entry says.
  static let sequences: [(String, Int32)] = [
    ("\u{1B}[A", KEY_UP), ("\u{1B}OA", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}OB", KEY_DOWN),
    ("\u{1B}[C", KEY_RIGHT), ("\u{1B}OC", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
    ("\u{1B}OD", KEY_LEFT), ("\u{1B}[H", KEY_HOME), ("\u{1B}OH", KEY_HOME),
    ("\u{1B}[1~", KEY_HOME), ("\u{1B}[7~", KEY_HOME), ("\u{1B}[F", KEY_END), ("\u{1B}OF", KEY_END),
    ("\u{1B}[4~", KEY_END), ("\u{1B}[8~", KEY_END), ("\u{1B}[5~", KEY_PPAGE),
    ("\u{1B}[6~", KEY_NPAGE), ("\u{1B}[3~", KEY_DC), ("\u{1B}[Z", KEY_BTAB),
  ]
}
