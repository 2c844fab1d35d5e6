import CNcurses
import Explorer
import System

/// Turns what ncurses reads into what a person did, and the terminal's answers.
struct KeyDecoder {
  /// What was read.
  struct Decoded {
    /// Keys, text that was pasted and what the mouse did, in order.
    var events: [Event] = []
    var answers: [TerminalAnswer] = []
  }

  /// One thing read: a character, or the code of a function key.
  enum Input: Equatable {
    case character(UInt32)
    case code(Int32)
  }

  /// The beginning of an answer whose rest has not come yet.
  private var begun: [Input] = []
  /// What has been pasted so far, while the terminal says that it is pasting.
  private var pasted: String?
  /// The longest text that is taken; one line of it is what is wanted.
  private static let longestPaste = 1 << 16
  /// The longest answer that is waited for the end of.
  private static let longestAnswer = 256

  /// What was read at once.
  ///
  /// A control sequence that is neither (focus reports, Ctrl with an arrow) is passed over as a whole,
  /// so that its letters are not taken for keys. One that is cut short is continued by what is read
  /// next, once.
  mutating func decode(_ inputs: [Input]) -> Decoded {
    var decoded = Decoded()
    // Whoever looks for keys before the rest has come ends no answer.
    guard !inputs.isEmpty else { return decoded }
    var rest = (begun + inputs)[...]
    var isContinued = !begun.isEmpty
    begun = []
    while let input = rest.popFirst() {
      defer { isContinued = false }
      switch input {
      case .code(let code):
        if pasted == nil, let key = Self.functionKeys[code] { decoded.events.append(.key(key)) }
      case .character(0x1B) where Self.isSequence(rest):
        let sequence = Self.sequence(rest)
        if sequence.isCut, !isContinued, rest.count < Self.longestAnswer {
          begun = [input] + rest
        }
        take(sequence.text, &decoded)
        rest = rest.dropFirst(sequence.count)
      case .character(let scalar):
        if pasted != nil {
          paste(scalar)
        } else if let key = Self.key(scalar) {
          decoded.events.append(.key(key))
        }
      }
    }
    return decoded
  }

  /// Takes a sequence: the ends of what is pasted, what the mouse did, an answer.
  private mutating func take(_ sequence: String, _ decoded: inout Decoded) {
    switch sequence {
    case "[200~": pasted = ""
    case "[201~":
      if let text = pasted { decoded.events.append(.pasted(text)) }
      pasted = nil
    default:
      guard pasted == nil else { return }
      if let mouse = MouseReport(sequence) {
        decoded.events.append(.mouse(mouse.gesture))
      } else if let answer = TerminalAnswer(sequence) {
        decoded.answers.append(answer)
      }
    }
  }

  private mutating func paste(_ scalar: UInt32) {
    guard let scalar = Unicode.Scalar(scalar), (pasted?.utf8.count ?? 0) < Self.longestPaste
    else { return }
    pasted?.unicodeScalars.append(scalar)
  }

  /// Whether what follows an escape character makes a control sequence with it (ECMA-48), or begins
  /// one of the strings that are answers.
  private static func isSequence(_ rest: ArraySlice<Input>) -> Bool {
    switch rest.first {
    case .character(0x5B), .character(0x4F): rest.count > 1
    case .character(0x5F): rest.dropFirst().first == .character(0x47)
    case .character(0x50): rest.dropFirst().first == .character(0x3E)
    case .character(0x5D): rest.dropFirst().first == .character(0x31)
    default: false
    }
  }

  /// The sequence that follows an escape character: its characters without those that end a string,
  /// how many it takes, and whether its end is missing.
  private static func sequence(
    _ rest: ArraySlice<Input>
  ) -> (text: String, count: Int, isCut: Bool) {
    let isString = [0x5F, 0x50, 0x5D].contains { rest.first == .character($0) }
    var text = ""
    for (place, input) in rest.enumerated() {
      guard case .character(let value) = input, value < 0x7F else { return ("", place, false) }
      if isString, value == 0x07 { return (text, place + 1, false) }
      if value == 0x1B {
        let next = rest.dropFirst(place + 1).first
        if next == nil { break }
        return isString && next == .character(0x5C) ? (text, place + 2, false) : ("", place, false)
      }
      text.unicodeScalars.append(Unicode.Scalar(UInt8(value)))
      if !isString, place > 0, !(0x20...0x3F).contains(value) { return (text, place + 1, false) }
    }
    return ("", rest.count, true)
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
