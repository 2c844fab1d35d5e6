import TerminalUI

/// Finds out how a terminal shows pictures: what it is asked, and what follows from its answers,
/// whenever they come.
///
/// Kitty's protocol is taken where the terminal says that it knows it and is one that is known to have
/// its placeholders, which no question finds out; sixel where its attributes have it. In tmux, tmux
/// answers for itself, and the terminal that it runs in is asked through it.
struct GraphicsInquiry {
  private let forced: Graphics?
  private let isInTmux: Bool

  private var knowsKitty = false
  private var name = ""
  private var hasSixel = false
  /// Whether what there is to know of sixel has been asked, and whether it has been answered.
  private var sixel = (isAsked: false, isKnown: false)

  /// The size of a cell, where the terminal told it.
  private(set) var cell: PixelSize?
  /// The most colours of a sixel picture.
  private(set) var colors = 256
  /// The largest sixel picture: as large as xterm takes one unless the terminal says otherwise.
  private(set) var largest = PixelSize(width: 1000, height: 1000)
  /// Whether answers are still to come.
  private(set) var isWaiting = false

  /// - Parameters:
  ///   - forced: how pictures are to be shown whatever the terminal says.
  ///   - isInTmux: whether tmux stands between the program and the terminal.
  init(forced: Graphics?, isInTmux: Bool) {
    self.forced = forced
    self.isInTmux = isInTmux
  }

  /// How pictures are shown, as far as is known; kitty's protocol where there is a choice.
  var graphics: Graphics {
    if let forced { return forced }
    if knowsKitty, hasPlaceholders { return .kitty }
    return sixel.isKnown ? .sixel : .none
  }

  /// Begins, again perhaps.
  /// - Returns: what to ask.
  mutating func questions() -> [UInt8] {
    guard forced != Graphics.none else { return [] }
    self = GraphicsInquiry(forced: forced, isInTmux: isInTmux)
    isWaiting = true
    let nameQuestion = Array("\u{1B}[>q".utf8)
    guard isInTmux else {
      return KittyProtocol.query + nameQuestion + sizeQuestion + Self.attributes
    }
    let last = Array("\u{1B}[5n".utf8)
    return Self.attributes + KittyProtocol.query.throughTmux + nameQuestion.throughTmux
      + last.throughTmux
  }

  /// What to ask where the size of a cell may have changed: nothing of what is behind tmux, which
  /// gives the answer to the pane that is active then.
  var sizeQuestion: [UInt8] { isInTmux ? [] : Array("\u{1B}[16t".utf8) }

  private static let attributes = Array("\u{1B}[c".utf8)

  /// Notes an answer.
  /// - Returns: what to ask next.
  mutating func note(_ answer: TerminalAnswer) -> [UInt8] {
    switch answer {
    case .attributes(let numbers):
      if sixel.isAsked {
        sixel.isKnown = hasSixel
        isWaiting = false
      } else if numbers.contains(4) || forced == .sixel {
        (hasSixel, sixel.isAsked) = (true, true)
        // As many colours as a picture may have; how many there are now; the largest picture.
        return Array("\u{1B}[?1;3;256S\u{1B}[?1;1;0S\u{1B}[?2;4;0S".utf8) + Self.attributes
      } else if !isInTmux {
        isWaiting = false
      }
    case .ready: isWaiting = false
    case .name(let text): name = text
    case .kitty(let isKnown): knowsKitty = isKnown
    case .cell(let extent): cell = extent
    case .colors(let count): colors = count
    case .largest(let extent): largest = extent
    case .background: break
    }
    return []
  }

  /// Whether it is a terminal that has Unicode placeholders: Ghostty, or kitty since 0.28.
  private var hasPlaceholders: Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    if words.first == "ghostty" { return true }
    guard words.first == "kitty", words.count > 2, let major = Int(words[1]),
      let minor = Int(words[2])
    else { return false }
    return (major, minor) >= (0, 28)
  }
}
