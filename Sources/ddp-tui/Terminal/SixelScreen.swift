import TerminalUI

/// The pictures that stand on a screen as sixels, and what changes them.
///
/// They are not kept by the terminal: whatever is written over one is gone there. ncurses is told that
/// the cells below hold no-break spaces, which it never takes for something that clearing does as well,
/// and so leaves alone.
struct SixelScreen {
  private let cell: PixelSize
  private let colors: Int
  private let largest: PixelSize
  private var drawn: [Canvas.Showing] = []
  private var theme = ""

  /// - Parameters:
  ///   - cell: the size of a cell.
  ///   - colors: the most colours of a picture.
  ///   - largest: the largest picture.
  init(cell: PixelSize, colors: Int, largest: PixelSize) {
    self.cell = cell
    self.colors = colors
    self.largest = largest
  }

  /// What ncurses draws below a picture.
  static let ground = Canvas.Cell("\u{A0}")

  /// Nothing of the pictures is on the screen any more.
  mutating func forget() { drawn = [] }

  /// What takes away the pictures that others don't cover.
  func erasure(before next: [Canvas.Showing], theme: Theme) -> [UInt8] {
    var bytes: [UInt8] = []
    for showing in drawn where !isKept(showing, in: next) {
      let columns = showing.picture.size.columns
      for run in showing.runs {
        let (row, column) = (
          showing.row + run.lowerBound / columns, showing.column + run.lowerBound % columns
        )
        bytes += "\u{1B}[\(row + 1);\(column + 1)H".utf8
        bytes += repeatElement(UInt8(ascii: " "), count: run.count)
      }
    }
    return bytes.isEmpty ? [] : Self.aside(bytes, theme)
  }

  /// Whether a picture stays, or one takes its place that covers it wholly.
  private func isKept(_ showing: Canvas.Showing, in next: [Canvas.Showing]) -> Bool {
    guard let successor = next.first(where: { $0.hasPlace(of: showing) }) else { return false }
    if successor.picture == showing.picture { return true }
    return !successor.picture.hasGaps
  }

  /// What draws the pictures that are not there yet, or of which something was lost.
  mutating func drawing(
    _ next: [Canvas.Showing], damaged: [Canvas.Showing], theme: Theme
  ) -> [UInt8] {
    let old = self.theme == theme.name ? drawn : []
    (drawn, self.theme) = (next, theme.name)
    var bytes: [UInt8] = []
    for sheet in Sheet.sheets(of: next) {
      let isThere = sheet.showings.allSatisfy { showing in
        !damaged.contains { $0.hasPlace(of: showing) }
          && old.contains { $0.hasPlace(of: showing) && $0.picture == showing.picture }
      }
      if !isThere { bytes += draw(sheet, theme) }
    }
    return bytes.isEmpty ? [] : Self.aside(bytes, theme)
  }

  /// Bytes on the theme's background, which mlterm shows where a picture is clear; the cursor and the
  /// colours are as they were afterwards.
  private static func aside(_ bytes: [UInt8], _ theme: Theme) -> [UInt8] {
    let colors = "\u{1B}[0\(theme.rendition(of: ground).code)m"
    return Array("\u{1B}7\(colors)".utf8) + bytes + Array("\u{1B}8".utf8)
  }

  private func pixelSize(_ picture: Canvas.Picture) -> PixelSize {
    PixelSize(width: picture.size.columns * cell.width, height: picture.halfRows * cell.height / 2)
  }

  private func draw(_ sheet: Sheet, _ theme: Theme) -> [UInt8] {
    let (palette, bitmaps) = reduced(
      sheet.showings.map { showing in
        let size = pixelSize(showing.picture)
        return showing.picture.bitmap(width: size.width, height: size.height, theme: theme)
      })
    var pixels = Bitmap(
      width: sheet.columns.count * cell.width, height: sheet.rows.count * cell.height)
    for (showing, bitmap) in zip(sheet.showings, bitmaps) {
      let size = pixelSize(showing.picture)
      let enlarged = bitmap.enlarged(width: size.width, height: size.height)
      for run in showing.runs {
        let (y, x) = (
          run.lowerBound / showing.picture.size.columns,
          run.lowerBound % showing.picture.size.columns
        )
        pixels.copy(
          enlarged, rows: y * cell.height..<min(size.height, (y + 1) * cell.height),
          columns: x * cell.width..<(x + run.count) * cell.width,
          toRow: (showing.row + y - sheet.rows.lowerBound) * cell.height,
          column: (showing.column + x - sheet.columns.lowerBound) * cell.width)
      }
    }
    var bytes: [UInt8] = []
    let (down, across) = (
      max(1, largest.height / cell.height), max(1, largest.width / cell.width)
    )
    for top in stride(from: 0, to: sheet.rows.count, by: down) {
      let height = (min(sheet.rows.count, top + down) - top) * cell.height
      for left in stride(from: 0, to: sheet.columns.count, by: across) {
        let width = (min(sheet.columns.count, left + across) - left) * cell.width
        let (row, column) = (sheet.rows.lowerBound + top, sheet.columns.lowerBound + left)
        bytes += "\u{1B}[\(row + 1);\(column + 1)H".utf8
        bytes += SixelEncoder.sequence(
          pixels, rows: top * cell.height..<top * cell.height + height,
          columns: left * cell.width..<left * cell.width + width, palette: palette)
      }
    }
    return bytes
  }

  /// Bitmaps in the colours of one palette.
  private func reduced(_ bitmaps: [Bitmap]) -> (palette: [UInt32], bitmaps: [Bitmap]) {
    let all = bitmaps.flatMap(\.pixels)
    let (palette, places) = Bitmap(width: all.count, height: 1, pixels: all)
      .reduced(toColors: colors)
    var rest = places.pixels[...]
    return (
      palette,
      bitmaps.map { bitmap in
        defer { rest = rest.dropFirst(bitmap.pixels.count) }
        return Bitmap(
          width: bitmap.width, height: bitmap.height,
          pixels: Array(rest.prefix(bitmap.pixels.count)))
      }
    )
  }
}

/// Pictures that are drawn as one: xterm keeps some dozens, and then forgets the oldest.
private struct Sheet {
  var showings: [Canvas.Showing]
  var rows, columns: Range<Int>

  private static let greatestCount = 24

  init(_ showing: Canvas.Showing) {
    showings = [showing]
    rows = showing.visibleRows
    columns = showing.visibleColumns
  }

  /// Those that touch together; where they are many, those that are near each other.
  static func sheets(of showings: [Canvas.Showing]) -> [Sheet] {
    var gap = 0
    var sheets = Self.sheets(of: showings, gap: gap)
    while sheets.count > greatestCount {
      gap = gap * 2 + 1
      sheets = Self.sheets(of: showings, gap: gap)
    }
    return sheets
  }

  private static func sheets(of showings: [Canvas.Showing], gap: Int) -> [Sheet] {
    var sheets: [Sheet] = []
    for showing in showings {
      var sheet = Sheet(showing)
      while let near = sheets.firstIndex(where: { $0.isNear(sheet, gap) }) {
        let other = sheets.remove(at: near)
        sheet.showings = other.showings + sheet.showings
        sheet.rows = sheet.rows.joined(with: other.rows)
        sheet.columns = sheet.columns.joined(with: other.columns)
      }
      sheets.append(sheet)
    }
    return sheets
  }

  private func isNear(_ other: Sheet, _ gap: Int) -> Bool {
    rows.isNear(other.rows, gap) && columns.isNear(other.columns, gap)
  }
}

extension Range<Int> {
  fileprivate func isNear(_ other: Range, _ gap: Int) -> Bool {
    lowerBound <= other.upperBound + gap && other.lowerBound <= upperBound + gap
  }

  fileprivate func joined(with other: Range) -> Range {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
