/// A map of values around zero, drawn as the display allows: blue negative, white zero, red
/// positive, in half blocks or shades, or as signed digits.
package struct Heatmap: Equatable, Sendable {
  package let values: ArraySlice<Float>
  package let height, width: Int
  /// The magnitude at the ends of the scale.
  package let scale: Float

  /// A map with a symmetric scale: up to the largest magnitude unless another is given.
  package init(values: ArraySlice<Float>, height: Int, width: Int, scale: Float? = nil) {
    self.values = values
    self.height = height
    self.width = width
    self.scale = scale ?? values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  package subscript(row: Int, column: Int) -> Float {
    values[values.startIndex + row * width + column]
  }

  /// Values that stand together.
  package struct Block: Equatable, Sendable {
    let rows, columns: Range<Int>
  }

  /// The same values, also where they are no numbers.
  package static func == (a: Heatmap, b: Heatmap) -> Bool {
    a.height == b.height && a.width == b.width && a.scale == b.scale
      && (a.values == b.values
        || a.values.elementsEqual(b.values) { $0.bitPattern == $1.bitPattern })
  }

  /// How values become cells.
  package enum Tier: Equatable {
    /// Two values a cell, one above the other.
    case halfBlocks
    /// One value in two columns, by shade and colour.
    case shades
    /// One value in two columns: a sign and ninths of the scale.
    case digits

    package init(_ display: Display) {
      switch (display.isUnicode, display.colors) {
      case (false, _), (_, .none): self = .digits
      case (_, .eight), (_, .sixteen): self = .shades
      default: self = .halfBlocks
      }
    }
  }

  /// The largest drawing of the whole map within some room; nil when there is none.
  package func placement(in room: Size, tier: Tier) -> Placement? {
    Placement(height: height, width: width, in: room, isInHalves: tier == .halfBlocks)
  }

  /// The value of a block of the map that has the largest magnitude; NaN when there is a NaN.
  func strongest(_ rows: Range<Int>, _ columns: Range<Int>) -> Float {
    var best: Float = 0
    for y in rows {
      for x in columns {
        let value = self[y, x]
        if value.isNaN { return value }
        if abs(value) > abs(best) { best = value }
      }
    }
    return best
  }

  /// The step of the diverging scale for a value.
  package func step(_ value: Float) -> Int8 {
    guard !value.isNaN, scale > 0 else { return 0 }
    let fraction = min(max(value / scale, -1), 1)
    return Int8((fraction * Float(Paint.heatSteps)).rounded())
  }

  /// Draws the map from a place on, and marks the value under the cursor.
  package func draw(
    on canvas: inout Canvas, row: Int, column: Int, _ placement: Placement, tier: Tier,
    glyphs: Glyphs, cursor: (row: Int, column: Int)? = nil
  ) {
    let marked = cursor.map {
      block($0.row / placement.pool, $0.column / placement.pool, placement)
    }
    func pixel(_ y: Int, _ x: Int) -> Pixel? {
      let (r, c) = (y / placement.zoom, x / placement.zoom)
      guard r < placement.rows, c < placement.columns else { return nil }
      let block = block(r, c, placement)
      return Pixel(value: strongest(block.rows, block.columns), isMarked: block == marked)
    }
    for y in 0..<placement.size.rows {
      if tier == .halfBlocks {
        for x in 0..<placement.size.columns {
          let cell = halves(pixel(2 * y, x), pixel(2 * y + 1, x), glyphs)
          canvas.put(cell, row: row + y, column: column + x)
        }
      } else {
        for x in 0..<placement.size.columns / 2 {
          guard let pixel = pixel(y, x) else { continue }
          let cells = tier == .shades ? shades(pixel, glyphs) : digits(pixel, glyphs)
          canvas.put(cells.0, row: row + y, column: column + 2 * x)
          canvas.put(cells.1, row: row + y, column: column + 2 * x + 1)
        }
      }
    }
    guard tier != .digits else { return }
    canvas.lay(
      Canvas.Picture(
        .heatmap(self, marked: marked), size: placement.size, halfRows: placement.halfRows),
      row: row, column: column)
  }

  /// The values that are drawn as one.
  private func block(_ row: Int, _ column: Int, _ placement: Placement) -> Block {
    let pool = placement.pool
    return Block(
      rows: row * pool..<min(height, (row + 1) * pool),
      columns: column * pool..<min(width, (column + 1) * pool))
  }

  private struct Pixel {
    let value: Float
    let isMarked: Bool
  }

  private func paint(_ pixel: Pixel) -> Paint {
    pixel.isMarked ? .role(.heatCursor) : .heat(step(pixel.value))
  }

  private func halves(_ upper: Pixel?, _ lower: Pixel?, _ glyphs: Glyphs) -> Canvas.Cell {
    guard let upper else { return Canvas.Cell() }
    guard let lower else {
      return upper.value.isNaN
        ? Canvas.Cell(glyphs.nan, .role(.heatNaN)) : Canvas.Cell("▀", Style(paint(upper)))
    }
    switch (upper.value.isNaN, lower.value.isNaN) {
    case (true, true): return Canvas.Cell(glyphs.nan, .role(.heatNaN))
    case (true, false): return Canvas.Cell(glyphs.nan, Style(.role(.heatNaN), on: paint(lower)))
    case (false, true): return Canvas.Cell(glyphs.nan, Style(.role(.heatNaN), on: paint(upper)))
    case (false, false):
      return Canvas.Cell("▀", Style(paint(upper), on: paint(lower)))
    }
  }

  private func shades(_ pixel: Pixel, _ glyphs: Glyphs) -> (Canvas.Cell, Canvas.Cell) {
    // A full block that is reversed would be a hole.
    if pixel.isMarked, !pixel.value.isNaN {
      let style = Style(emphasis: [.reverse, .bold])
      return (Canvas.Cell("[", style), Canvas.Cell("]", style))
    }
    let step = step(pixel.value)
    let level = Int(abs(step)) * glyphs.shades.count / (Int(Paint.heatSteps) + 1)
    var style = Style(.heat(step), pixel.isMarked ? [.reverse] : [])
    var glyph = step == 0 ? " " : glyphs.shades[level]
    if pixel.value.isNaN {
      glyph = glyphs.nan
      style.foreground = .role(.heatNaN)
    }
    return (Canvas.Cell(glyph, style), Canvas.Cell(glyph, style))
  }

  private func digits(_ pixel: Pixel, _ glyphs: Glyphs) -> (Canvas.Cell, Canvas.Cell) {
    var style = Style(.heat(step(pixel.value)), pixel.isMarked ? [.reverse] : [])
    if pixel.value.isNaN {
      style.foreground = .role(.heatNaN)
      return (Canvas.Cell(" ", style), Canvas.Cell(glyphs.nan, style))
    }
    let ninths = scale > 0 ? Int((min(abs(pixel.value) / scale, 1) * 9).rounded()) : 0
    style.foreground = .role(.foreground)
    guard ninths > 0 else { return (Canvas.Cell(" ", style), Canvas.Cell("0", style)) }
    return (
      Canvas.Cell(pixel.value < 0 ? "-" : "+", style), Canvas.Cell(Character("\(ninths)"), style)
    )
  }
}
