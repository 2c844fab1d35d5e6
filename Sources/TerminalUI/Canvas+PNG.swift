import Formats
package import System

extension Canvas {
  /// How many pixels a cell has in a PNG file.
  package static let cellInPNG = PixelSize(
    width: Drawing.cellWidth * pngScale, height: Drawing.cellHeight * pngScale)
  private static let pngScale = 2
  /// The most cells of a file: no more pixels than are read of one.
  private static let mostCells = 1 << 17

  /// Finds out whether there can be a PNG file of so many cells.
  /// - Throws: `Failure` where they are too many, or there is no font.
  package static func checkPNG(_ size: Size) throws(Failure) { _ = try lettering(for: size) }

  private static func lettering(for size: Size) throws(Failure) -> Lettering {
    guard size.columns * size.rows <= mostCells else {
      throw Failure(
        kind: .usage,
        problem: "a PNG file of \(size.columns)x\(size.rows) cells is too large",
        cure: "make them \(mostCells) at most, 512x256 say, or write an SVG file")
    }
    return try Lettering(cell: cellInPNG)
  }

  /// A PNG file of it, which has pictures in their own pixels, as a terminal shows them that can.
  /// - Parameter theme: the colours.
  /// - Returns: the file's bytes.
  /// - Throws: `Failure` where it is too large, or there is no font.
  package func png(_ theme: Theme) throws(Failure) -> [UInt8] {
    let lettering = try Self.lettering(for: size)
    let cell = Self.cellInPNG
    let drawing = Drawing(withoutPictures { _, _ in Cell() }, theme: theme)
    var raster = Raster(
      width: size.columns * cell.width, height: size.rows * cell.height, ground: drawing.ground)
    for (part, ink) in drawing.parts {
      part.draw(on: &raster, scale: Self.pngScale, lettering, ink)
    }
    let fullTheme = theme.adapted(to: Display(colors: .trueColor))
    for (_, showing) in showings.sorted(by: { $0.key < $1.key }) {
      showing.draw(on: &raster, cell: cell, fullTheme)
    }
    guard
      let bytes = PNGFile.bytes(
        width: raster.width, height: raster.height, channels: 3, pixels: raster.bytes)
    else {
      throw Failure(
        kind: .usage, problem: "a picture of \(size.columns)x\(size.rows) cells has no pixels")
    }
    return bytes
  }
}

extension Drawing.Part {
  fileprivate func draw(
    on raster: inout Raster, scale: Int, _ lettering: Lettering, _ ink: UInt32
  ) {
    switch self {
    case .rectangle(let x, let y, let width, let height, let opacity):
      raster.fill(
        columns: x * scale..<(x + width) * scale, rows: y * scale..<(y + height) * scale, ink,
        coverage: UInt8((opacity * 255).rounded()))
    case .lines(let lines, let isDashed):
      for line in lines { line.draw(on: &raster, scale: scale, isDashed: isDashed, ink) }
    case .words(let words):
      let (row, column) = (words.y * scale, words.x * scale)
      lettering.draw(words, on: &raster, row: row, column: column, ink)
      if words.emphasis.contains(.underline) {
        let top = row + lettering.underline
        let end = column + words.columns * Drawing.cellWidth * scale
        raster.fill(columns: column..<end, rows: top..<top + scale, ink, coverage: 255)
      }
    }
  }
}

extension Drawing.Line {
  /// One unit wide; where it ends in the middle of a cell it goes on by half of that, so that corners are
  /// whole.
  fileprivate func draw(on raster: inout Raster, scale: Int, isDashed: Bool, _ ink: UInt32) {
    let (start, center) = isAcross ? (x, y) : (y, x)
    let (low, high) = (min(start, start + length), max(start, start + length))
    let (cell, half) = (isAcross ? Drawing.cellWidth : Drawing.cellHeight, scale / 2)
    let across = center * scale - half..<center * scale + half
    func end(_ place: Int, _ excess: Int) -> Int {
      place * scale + (place % cell == 0 ? 0 : excess)
    }
    let (stroke, gap) = Drawing.dashes
    let strokes =
      isDashed
      ? stride(from: low, to: high, by: stroke + gap).map {
        $0 * scale..<min(high, $0 + stroke) * scale
      } : [end(low, -half)..<end(high, half)]
    for along in strokes {
      raster.fill(
        columns: isAcross ? along : across, rows: isAcross ? across : along, ink, coverage: 255)
    }
  }
}

extension Canvas.Showing {
  fileprivate func draw(on raster: inout Raster, cell: PixelSize, _ theme: Theme) {
    let (width, height) = (
      picture.size.columns * cell.width, picture.halfRows * cell.height / 2
    )
    let bitmap = picture.bitmap(width: width, height: height, theme: theme)
      .enlarged(width: width, height: height)
    for run in runs {
      let (y, x) = (run.lowerBound / picture.size.columns, run.lowerBound % picture.size.columns)
      for line in y * cell.height..<min(height, (y + 1) * cell.height) {
        raster.copy(
          bitmap, row: line, columns: x * cell.width..<(x + run.count) * cell.width,
          toRow: row * cell.height + line, column: (column + x) * cell.width)
      }
    }
  }
}

extension Theme {
  /// The same where there are pixels and all colours, unless it has none.
  package var ofPNG: Theme {
    adapted(
      to: Display(
        colors: display.colors == .none ? .none : .trueColor, isUnicode: display.isUnicode,
        cell: Canvas.cellInPNG))
  }
}
