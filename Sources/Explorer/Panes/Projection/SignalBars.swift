import DeepDataProfiler
import TerminalUI

/// All maps of a stage that have one value each, as bars up and down from zero.
struct SignalBars {
  let maps: FeatureMaps
  let selected: Int
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    let heatmap = Heatmap(values: maps.values[...], height: 1, width: maps.count)
    let width = canvas.size.columns - 2
    let rows = canvas.size.rows - 4
    guard width > 0 else { return }
    let pool = max(1, (maps.count + width - 1) / width)
    let columns = (maps.count + pool - 1) / pool
    let zoom = max(1, min(4, width / columns))
    if rows >= 3 {
      drawBars(heatmap, on: &canvas, rows: rows, pool: pool, columns: columns, zoom: zoom)
    }
    let row = max(0, canvas.size.rows - 3)
    let name = maps.stage.mapName
    canvas.write(
      [
        StyledText("\(name)\(selected)", .role(.title, .bold)),
        StyledText("  \(Double(maps.values[selected]).signed)", Style(emphasis: .bold)),
        StyledText("  place \(place) of \(maps.count) by value", .role(.footer)),
      ], row: row, column: 1, width: width)
    let note =
      "largest magnitude \(Double(heatmap.scale).brief), "
      + (pool == 1 ? "a bar for each " : "a bar for the largest of \(pool) ")
      + (maps.stage.hasVectors ? "vector" : "feature") + (pool == 1 ? "" : "s")
    canvas.write(note.cut(to: width), row: row + 1, column: 1, style: .role(.inactive))
  }

  private var place: Int { maps.values.count { $0 > maps.values[selected] } + 1 }

  private func drawBars(
    _ heatmap: Heatmap, on canvas: inout Canvas, rows: Int, pool: Int, columns: Int, zoom: Int
  ) {
    let half = (rows - 1) / 2
    for bar in 0..<columns {
      let range = bar * pool..<min(maps.count, (bar + 1) * pool)
      let value = range.map { maps.values[$0] }.max { abs($0) < abs($1) } ?? 0
      let isSelected = range.contains(selected)
      for column in bar * zoom..<(bar + 1) * zoom {
        let isGap = zoom > 2 && column % zoom == zoom - 1
        draw(
          isGap ? 0 : value, heatmap, on: &canvas, axis: half, half: half, column: column + 1)
        if isSelected, !isGap {
          canvas.put(
            Canvas.Cell(context.glyphs.marker, .role(.foreground, .bold)), row: 2 * half + 1,
            column: column + 1)
        }
      }
    }
    canvas.write(
      "+", row: 0, column: canvas.size.columns - 1, style: .role(.axis))
    canvas.write("-", row: 2 * half, column: canvas.size.columns - 1, style: .role(.axis))
  }

  private func draw(
    _ value: Float, _ heatmap: Heatmap, on canvas: inout Canvas, axis: Int, half: Int, column: Int
  ) {
    let glyphs = context.glyphs
    canvas.put(Canvas.Cell(glyphs.horizontal, .role(.axis)), row: axis, column: column)
    if value.isNaN {
      canvas.put(Canvas.Cell(glyphs.nan, .role(.heatNaN)), row: axis, column: column)
      return
    }
    guard heatmap.scale > 0, half > 0 else { return }
    let fraction = min(abs(value) / heatmap.scale, 1)
    let eighths = Int((fraction * Float(half * 8)).rounded())
    let paint = Paint.heat(value < 0 ? -Paint.heatSteps * 2 / 3 : Paint.heatSteps * 2 / 3)
    for step in 0..<half {
      let level = min(8, eighths - step * 8)
      guard level > 0 else { return }
      if value > 0 {
        canvas.put(
          Canvas.Cell(glyphs.bars[level], Style(paint)), row: axis - 1 - step, column: column)
      } else {
        // A bar that hangs is the rest of one that stands, reversed.
        let cell =
          level == 8 || !context.display.isUnicode
          ? Canvas.Cell(glyphs.bars[level], Style(paint))
          : Canvas.Cell(glyphs.bars[8 - level], Style(paint, [.reverse]))
        canvas.put(cell, row: axis + 1 + step, column: column)
      }
    }
  }
}
