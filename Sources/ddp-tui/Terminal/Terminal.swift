import CNcurses
import Explorer
import Foundation
import System
import TerminalUI

/// The terminal's screen and keyboard while the explorer has them, for the main thread alone.
final class Terminal {
  /// What the screen can show, as far as is known.
  var display: Display {
    var display = characters
    display.cell = pictures.cell
    return display
  }

  /// Whether it is asked what the mouse does.
  private let hasMouse: Bool
  /// What it can show without pictures.
  private let characters: Display

  private var pairs: ColorPairs
  /// What is on the screen, and the theme that it is drawn in; nil when that can't be relied on.
  private var shown: (canvas: Canvas, theme: String)?
  /// The last character that was drawn, as a picture has the same in cell after cell.
  private var last: (grapheme: Character, pieces: [[wchar_t]]) = (
    " ", [[wchar_t(UInt8(ascii: " ")), 0]]
  )
  private let output = PictureOutput()
  private var decoder = KeyDecoder()
  private var pictures: TerminalPictures

  /// Takes the terminal over.
  /// - Parameters:
  ///   - colors: The colours to use; nil for what the terminal can show.
  ///   - graphics: How pictures are shown; nil for what the terminal can do.
  ///   - hasMouse: Whether it is asked what the mouse does.
  /// - Throws: `Failure` where there is no terminal, or one that can't be addressed.
  init(colors: Display.Colors?, graphics: Graphics?, hasMouse: Bool) throws {
    let type = Environment["TERM"] ?? ""
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw Failure(
        kind: .usage,
        problem: "the explorer needs a terminal; without one, ddp-tui export prints a pane as text")
    }
    guard !type.isEmpty, type != "dumb" else {
      throw Failure(
        kind: .usage,
        problem: (type.isEmpty ? "TERM is not set" : "TERM is \(type)")
          + ", and the explorer needs a terminal that can move its cursor",
        cure: "set TERM=xterm-256color if it can; ddp-tui export prints a pane as text")
    }
    var display = Display.ofOutput
    display.colors = colors ?? display.colors

    // The size is asked of the terminal, never of what a shell once exported.
    for name in ["LINES", "COLUMNS"] { unsafe unsetenv(name) }
    var modes = termios()
    unsafe tcgetattr(STDIN_FILENO, &modes)
    set_escdelay(25)
    let folder = Environment["TERMINFO"]
    let ownsEntry = display.colors == .trueColor || (colors ?? .none) > .none
    if ownsEntry { unsafe setenv("TERMINFO", TerminalDescription.variable, 1) }
    let screen = unsafe ncurses_open(ownsEntry ? TerminalDescription.name : type)
    if let folder {
      unsafe setenv("TERMINFO", folder, 1)
    } else {
      unsafe unsetenv("TERMINFO")
    }
    guard unsafe screen != nil else {
      throw Failure(
        kind: .usage,
        problem: "the terminal \"\(type)\" is unknown on this machine: "
          + "install ncurses-term, or set TERM=xterm-256color")
    }
    start_color()
    use_default_colors()
    characters = display
    self.hasMouse = hasMouse
    pairs = ColorPairs()
    pictures = TerminalPictures(
      forced: display.canShowPictures ? graphics : Graphics.none,
      hasPalette: ncurses_color_count() >= 256)
    configure()
    Restoration.prepare(bytes: Self.leavingBytes, modes: modes)
    Restoration.arm()
    pictures.ask()
  }

  private func configure() {
    raw()
    noecho()
    nonl()
    curs_set(0)
    let screen = unsafe ncurses_screen()
    unsafe keypad(screen, true)
    unsafe nodelay(screen, true)
    // A picture is whole, whatever has been typed meanwhile.
    typeahead(-1)
    // What moves characters would move the pixels over them.
    unsafe idcok(screen, false)
    // What the mouse does is read as it comes.
    define_key(nil, KEY_MOUSE)
    for (sequence, code) in KeyDecoder.sequences { unsafe define_key(sequence, code) }
    begin()
  }

  /// Asks for what is pasted and what the mouse does to be told apart from keys, and for the background's
  /// colour; a console of characters would print some of it.
  private func begin() {
    guard hasReports else { return }
    let mouse = hasMouse ? MouseReport.start : ""
    writeOutput(Array("\u{1B}[?2004h\(mouse)\u{1B}]11;?\u{1B}\\".utf8))
  }

  /// Whether the terminal is one of those that take such requests.
  private var hasReports: Bool {
    !["linux", "vt", "dumb", "ansi", "cons"].contains { (Environment["TERM"] ?? "").hasPrefix($0) }
  }

  private static let endingBytes = Array("\(MouseReport.end)\u{1B}[?2004l".utf8)

  /// What makes the terminal leave the screen, in its own words.
  private static var leavingBytes: [UInt8] {
    endingBytes
      + ["sgr0", "op", "rmkx", "cnorm", "rmcup"].flatMap { Array((capability($0) ?? "").utf8) }
  }

  /// What the terminal's entry has under a name, without delays, as in `$<5>`, which are for terminals of
  /// another age.
  private static func capability(_ name: String) -> String? {
    guard let text = unsafe tigetstr(name), Int(bitPattern: text) != -1 else { return nil }
    return unsafe String(cString: text).replacing(/\$<[^>]*>/, with: "")
  }

  /// How many cells the screen has.
  var size: Size {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Follows a change of the screen's size.
  func resize() {
    resizeterm(Int32(clamping: size.rows), Int32(clamping: size.columns))
    pictures.resize()
    clear()
  }

  /// Makes the next canvas be drawn whole, whatever the screen shows, and as the terminal says that it
  /// can.
  func redraw() {
    pictures.ask()
    clear()
  }

  private func clear() {
    pictures.forget()
    shown = nil
    unsafe clearok(ncurses_shown_screen(), true)
  }

  /// What a person did, and the terminal said, since it was last asked.
  func events() -> [Event] {
    var inputs: [KeyDecoder.Input] = []
    while true {
      var read: wint_t = 0
      switch unsafe wget_wch(ncurses_screen(), &read) {
      case OK: inputs.append(.character(read))
      case KEY_CODE_YES: inputs.append(.code(Int32(bitPattern: read)))
      default:
        let decoded = decoder.decode(inputs)
        if pictures.note(decoded.answers) { clear() }
        return decoded.events
          + decoded.answers.compactMap { answer in
            if case .background(let isLight) = answer { .background(isLight: isLight) } else { nil }
          }
      }
    }
  }

  /// Shows a canvas: only what differs from the last one is drawn.
  func present(_ canvas: Canvas, theme: Theme) {
    var cells = pictures.prepare(canvas, theme: theme)
    var damage = draw(cells, theme)
    if pairs.isFull {
      pairs.removeAll()
      clear()
      cells = pictures.prepare(canvas, theme: theme)
      damage = draw(cells, theme)
    }
    output.write { unsafe wrefresh(ncurses_screen()) }
    pictures.finish(damage: damage)
    shown = (cells, theme.name)
  }

  /// Draws what differs.
  /// - Returns: the cells that ncurses may draw again with it, row by row; nil for all.
  private func draw(_ canvas: Canvas, _ theme: Theme) -> [[Range<Int>]]? {
    let before = shown.flatMap { shown in
      shown.theme == theme.name && shown.canvas.size == canvas.size ? shown.canvas : nil
    }
    var damage: [[Range<Int>]] = []
    for (row, columns) in canvas.columns(differingFrom: before).enumerated() {
      var gaps: [Range<Int>] = []
      var last: Int?
      for column in columns {
        draw(canvas[row, column], row: row, column: column, theme)
        if let last, column - last <= Self.greatestGap { gaps.append(last..<column) }
        last = column
      }
      damage.append(gaps)
    }
    return before == nil ? nil : damage
  }

  /// So many equal cells between two others at the most are drawn again by ncurses, where that is
  /// shorter than to move the cursor.
  private static let greatestGap = 16

  private func draw(_ cell: Canvas.Cell, row: Int, column: Int, _ theme: Theme) {
    var rendition = theme.rendition(of: cell)
    var pieces = pieces(of: cell.grapheme)
    if let tile = cell.tile {
      // The picture's number stands in the colour of the character that takes its place.
      rendition.foreground = .indexed(UInt8(tile.picture & 0xFF))
      pieces = [
        KittyProtocol.placeholder(
          row: Int(tile.row), column: Int(tile.column), id: UInt32(tile.picture)
        ).map { wchar_t(bitPattern: $0) } + [0]
      ]
    }
    var pair = pairs.number(
      foreground: rendition.foreground, background: rendition.background)
    var attributes: attr_t = 0
    if rendition.emphasis.contains(.bold) { attributes |= ncurses_bold() }
    if rendition.emphasis.contains(.dim) { attributes |= ncurses_dim() }
    if rendition.emphasis.contains(.underline) { attributes |= ncurses_underline() }
    if rendition.emphasis.contains(.reverse) { attributes |= ncurses_reverse() }
    for (offset, piece) in pieces.enumerated() {
      var character = cchar_t()
      unsafe setcchar(&character, piece, attributes, Int16(clamping: pair), &pair)
      // Outside of a screen that has shrunk meanwhile nothing is drawn: the next picture is smaller.
      unsafe mvwadd_wch(
        ncurses_screen(), Int32(clamping: row), Int32(clamping: column + offset), &character)
    }
  }

  /// A grapheme as ncurses takes it: one wide piece or narrow ones beside each other, each ended by 0.
  private func pieces(of grapheme: Character) -> [[wchar_t]] {
    if grapheme == last.grapheme { return last.pieces }
    last = (grapheme, newPieces(of: grapheme))
    return last.pieces
  }

  private func newPieces(of grapheme: Character) -> [[wchar_t]] {
    grapheme.drawn.flatMap { piece -> [[wchar_t]] in
      if let ascii = piece.asciiValue { return [[wchar_t(ascii), 0]] }
      let scalars = piece.unicodeScalars.prefix(Int(CCHARW_MAX)).map {
        wchar_t(bitPattern: $0.value)
      }
      // What the C library gives another width would shift the rest of the row.
      guard characters.isUnicode, unsafe wcswidth(scalars, scalars.count) == piece.columns else {
        return "?".padded(to: piece.columns).utf8.map { [wchar_t($0), 0] }
      }
      return [scalars + [0]]
    }
  }

  /// Puts text on the clipboard of the machine that the terminal runs on (xterm's OSC 52).
  func copy(_ text: String) {
    writeOutput(Array("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}".utf8))
  }

  /// Gives the terminal back.
  func leave() {
    pictures.leave()
    if hasReports { writeOutput(Self.endingBytes) }
    endwin()
    // Where there is no other screen to go back to, the shell's prompt comes on a line of its own.
    if Self.capability("rmcup") == nil { writeOutput(Array("\r\n".utf8)) }
    Restoration.disarm()
  }

  /// Takes the terminal again: after `leave`, and after others had it while the program stood still.
  func resume() {
    if !isendwin() { endwin() }
    Restoration.arm()
    // What the terminal answers is not for its screen.
    reset_prog_mode()
    begin()
    resize()
    pictures.ask()
  }
}
