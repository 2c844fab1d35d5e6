import Foundation
import System
import TerminalUI

/// The pictures on a terminal that has pixels, beside what ncurses draws.
struct TerminalPictures {
  /// How they are shown.
  private struct Setup: Equatable {
    let graphics: Graphics
    let cell: PixelSize
    let colors: Int
    let largest: PixelSize
  }

  /// What shows them.
  private enum Screen {
    case none
    case kitty(KittyScreen)
    case sixel(SixelScreen)
  }

  private static let isInTmux = !(Environment["TMUX"] ?? "").isEmpty
  private let forced: Graphics?
  private let hasPalette: Bool
  private var inquiry: GraphicsInquiry
  private var asked = ContinuousClock.now
  private var setup: Setup?
  private var screen = Screen.none
  /// The theme that they are drawn in, in all its colours.
  private var theme: Theme?
  /// What is to be seen in the canvas at hand.
  private var showings: [Int: Canvas.Showing] = [:]

  /// A terminal without pictures, until it is asked.
  /// - Parameters:
  ///   - forced: how they are shown whatever it says.
  ///   - hasPalette: whether characters may have all 256 colours, which kitty's protocol needs.
  init(forced: Graphics?, hasPalette: Bool) {
    self.forced = forced
    self.hasPalette = hasPalette
    inquiry = GraphicsInquiry(forced: forced, isInTmux: Self.isInTmux)
  }

  // MARK: What the terminal can do

  /// Asks the terminal how it shows pictures.
  mutating func ask() {
    asked = .now
    write(inquiry.questions())
    settle()
  }

  /// Follows a change of the screen's size, and perhaps of its characters'.
  mutating func resize() {
    if inquiry.graphics != .none { write(inquiry.sizeQuestion) }
    settle()
  }

  /// Notes what the terminal answered.
  /// - Returns: whether pictures are shown in another way from here on.
  mutating func note(_ answers: [TerminalAnswer]) -> Bool {
    for answer in answers { write(inquiry.note(answer)) }
    return answers.isEmpty ? false : settle()
  }

  /// Shows pictures as the terminal can, as far as is known.
  /// - Returns: whether that is another way than before.
  @discardableResult
  private mutating func settle() -> Bool {
    let next = nextSetup
    guard next != setup else { return false }
    forget()
    setup = next
    switch next?.graphics {
    case .kitty:
      let kitty = KittyScreen(cell: next?.cell ?? Self.usualCell)
      screen = .kitty(kitty)
      Restoration.erasePictures(by: kitty.deletions.flatMap(passed))
    case .sixel:
      screen = .sixel(
        SixelScreen(
          cell: next?.cell ?? Self.usualCell, colors: inquiry.colors, largest: inquiry.largest))
      Restoration.erasePictures(by: Array("\u{1B}[H\u{1B}[2J".utf8))
    default: screen = .none
    }
    return true
  }

  private var nextSetup: Setup? {
    let graphics = inquiry.graphics
    // Sixels of another size than that of their cells would lie over text.
    guard graphics != .none, graphics != .kitty || hasPalette,
      let cell = cellAsTold ?? (graphics == forced || graphics == .kitty ? Self.usualCell : nil)
    else { return nil }
    return Setup(
      graphics: graphics, cell: cell, colors: inquiry.colors, largest: inquiry.largest)
  }

  /// How many pixels a cell has, as the terminal says, or else the screen's size.
  private var cellAsTold: PixelSize? {
    if let cell = inquiry.cell { return cell }
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      size.ws_row > 0, size.ws_xpixel >= size.ws_col, size.ws_ypixel >= size.ws_row
    else { return nil }
    return PixelSize(
      width: Int(size.ws_xpixel / size.ws_col), height: Int(size.ws_ypixel / size.ws_row))
  }
  /// A size to go by where none is told.
  private static let usualCell = PixelSize(width: 10, height: 20)

  /// How large a cell is; nil where pictures are not shown in pixels.
  var cell: PixelSize? { setup?.cell }

  // MARK: Drawing

  /// Begins to show a canvas: whatever has to be done before ncurses draws.
  /// - Returns: what it is to draw.
  mutating func prepare(_ canvas: Canvas, theme: Theme) -> Canvas {
    let fullTheme =
      self.theme.flatMap { $0.name == theme.name ? $0 : nil }
      ?? theme.adapted(to: Display(colors: .trueColor))
    self.theme = fullTheme
    switch screen {
    case .none: return canvas.withoutPictures()
    case .kitty(var kitty):
      let (sequences, ids) = kitty.send(canvas.showings, theme: fullTheme)
      screen = .kitty(kitty)
      write(sequences.flatMap(passed))
      return canvas.withoutPictures { cell, tile in
        guard let id = ids[tile.picture] else { return cell.withoutPicture }
        return Canvas.Cell(tile: Canvas.Tile(picture: Int(id), row: tile.row, column: tile.column))
      }
    case .sixel(let sixel):
      var canvas = canvas
      // A terminal scrolls when a picture ends in its last row.
      canvas.hidePictures(row: canvas.size.rows - 1)
      showings = canvas.showings
      write(sixel.erasure(before: Array(showings.values), theme: theme))
      return canvas.withoutPictures { _, _ in SixelScreen.ground }
    }
  }

  /// Ends it when ncurses has drawn.
  /// - Parameter damage: the columns of each row that may have been drawn again; nil for all.
  mutating func finish(damage: [[Range<Int>]]?) {
    guard case .sixel(var sixel) = screen, let theme else { return }
    let next = showings.sorted { $0.key < $1.key }.map(\.value)
    let damaged = next.filter { showing in
      guard let damage else { return true }
      let columns = showing.visibleColumns
      return showing.visibleRows.contains { row in damage[row].contains { $0.overlaps(columns) } }
    }
    write(sixel.drawing(next, damaged: damaged, theme: theme))
    screen = .sixel(sixel)
  }

  /// Takes away what is kept by the terminal: the screen is drawn anew.
  mutating func forget() {
    switch screen {
    case .none: break
    case .kitty(var kitty):
      write(kitty.forget().flatMap(passed))
      screen = .kitty(kitty)
    case .sixel(var sixel):
      sixel.forget()
      screen = .sixel(sixel)
    }
  }

  /// Takes all pictures away, and answers that nobody waits for any more.
  mutating func leave() {
    if case .sixel(let sixel) = screen, let theme {
      write(sixel.erasure(before: [], theme: theme))
    }
    forget()
    guard inquiry.isWaiting, asked.duration(to: .now) < .seconds(1) else { return }
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    var bytes = [UInt8](repeating: 0, count: 1024)
    while unsafe poll(&input, 1, 100) > 0, input.revents & Int16(POLLIN) != 0 {
      guard unsafe read(STDIN_FILENO, &bytes, bytes.count) > 0 else { return }
    }
  }

  /// A sequence for the terminal itself.
  private func passed(_ sequence: [UInt8]) -> [UInt8] {
    Self.isInTmux ? sequence.throughTmux : sequence
  }

  private func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }
}
