import DeepDataProfiler
import TerminalUI

/// The maps of one stage on one scale, singular values above those of vectors, one of them marked.
struct StageSheet {
  let maps: FeatureMaps
  /// The map that is marked; one that there is not is told of.
  let selected: Int?
  let context: PaneContext

  private var tier: Heatmap.Tier { Heatmap.Tier(context.display) }
  /// The rows of what stands around the maps: what stage it is; the scale, how maps are reduced, the marked
  /// one.
  private static let top = 1

  private func bottom(_ rows: Int) -> Int { rows >= 12 ? 3 : rows >= 6 ? 2 : 0 }

  private func grid(in size: Size) -> StageGrid? {
    StageGrid(
      maps: maps,
      room: Size(columns: size.columns, rows: size.rows - Self.top - bottom(size.rows)), tier: tier)
  }

  /// How many maps stand side by side in a sheet of a size.
  func across(in size: Size) -> Int { max(1, grid(in: size)?.across ?? 1) }

  func draw(on canvas: inout Canvas, isCurrent: Bool) {
    let size = canvas.size
    canvas.write(
      maps.formula.cut(to: size.columns), row: 0, column: 0,
      style: isCurrent ? .role(.title, .bold) : .role(.inactive))
    guard let grid = grid(in: size) else {
      canvas.write(
        paragraph: maps.count == 0 ? "This stage has no maps." : "There is no room for a map.",
        row: 1, style: .role(.warning))
      return
    }
    let rows = grid.window(maps.count, around: selected)
    let shown = rows.lowerBound * grid.across..<min(maps.count, rows.upperBound * grid.across)
    canvas.note(.init("maps", shown, of: maps.count))
    for map in shown {
      draw(
        map, grid, isCurrent: isCurrent, on: &canvas,
        row: Self.top + (map / grid.across - rows.lowerBound) * grid.pitch.rows,
        column: map % grid.across * grid.pitch.columns)
    }
    drawCount(shown, on: &canvas)
    drawBottom(grid, on: &canvas)
  }

  /// A map below or beside its name, with a mark where it is the selected one.
  private func draw(
    _ map: Int, _ grid: StageGrid, isCurrent: Bool, on canvas: inout Canvas, row: Int, column: Int
  ) {
    let isSelected = map == selected
    let style: Style =
      isSelected ? (isCurrent ? context.selected : Style(emphasis: .bold)) : .role(.inactive)
    let top = row + (grid.captions == .above ? 1 : 0)
    Heatmap(values: maps[map], height: maps.height, width: maps.width, scale: maps.magnitude).draw(
      on: &canvas, row: top, column: column + 1, grid.tile, tier: tier, glyphs: context.glyphs)
    if isSelected {
      for row in row..<top + grid.tile.size.rows {
        canvas.write(context.marker, row: row, column: column, style: style)
      }
    }
    switch grid.captions {
    case .none: break
    case .above:
      let width = grid.tile.size.columns
      let words = captions(map).first { $0.columns <= width } ?? ""
      canvas.write(words.padded(to: width), row: row, column: column + 1, style: style)
    case .beside:
      let words = "\(maps.stage.hasVectors ? "v" : "")\(map) \(Double(maps[map].first ?? 0).signed)"
      canvas.write(
        words.cut(to: StageGrid.besideWidth - 1), row: row,
        column: column + 2 + grid.tile.size.columns, style: style)
    }
  }

  /// The name of a map, with its singular value where it has one, from the longest on.
  private func captions(_ map: Int) -> [String] {
    guard let value = singularValue(map) else {
      return [maps.stage.hasVectors ? "v\(map)" : "\(map)"]
    }
    let values = [value.brief, value.text(decimals: 2), value.text(decimals: 1)]
    // A value that rounds to zero tells nothing.
    return values.filter { Double($0) != 0 || value == 0 }.map { "v\(map) \($0)" } + ["v\(map)"]
  }

  /// The singular value of the vector that a map belongs to.
  private func singularValue(_ map: Int) -> Double? {
    let values = context.spectrum(ofLayer: context.selection.layer)?.singularValues ?? []
    return maps.stage.hasVectors && values.indices.contains(map) ? values[map] : nil
  }

  /// How many maps there are, and which are in sight where not all are.
  private func drawCount(_ shown: Range<Int>, on canvas: inout Canvas) {
    let all = maps.count.counted("map")
    let isWhole = shown.count == maps.count
    let above = shown.lowerBound > 0 ? "\(context.glyphs.above)" : ""
    let below = shown.upperBound < maps.count ? "\(context.glyphs.below)" : ""
    let words =
      isWhole ? all : "\(shown.lowerBound)-\(shown.upperBound - 1) of \(all) \(above)\(below)"
    guard maps.formula.columns + 2 + words.columns <= canvas.size.columns else { return }
    canvas.write(
      words, row: 0, endingAt: canvas.size.columns,
      style: isWhole ? .role(.inactive) : .role(.warning))
  }

  private func drawBottom(_ grid: StageGrid, on canvas: inout Canvas) {
    let size = canvas.size
    let rows = bottom(size.rows)
    guard rows > 0 else { return }
    let legend = HeatLegend(scale: maps.magnitude, tier: tier, glyphs: context.glyphs)
    canvas.write(legend.spans(width: size.columns), row: size.rows - rows)
    var lines = [reduction(grid), marked(width: size.columns)]
    if rows < 3 { lines.swapAt(0, 1) }
    for (place, line) in lines.prefix(rows - 1).enumerated() {
      canvas.write(
        line.cut(to: size.columns), row: size.rows - rows + 1 + place, column: 0,
        style: .role(.footer))
    }
  }

  /// The extents of a map, and how larger ones were reduced.
  private func reduction(_ grid: StageGrid) -> String {
    guard maps.height * maps.width > 1 else { return "a value each" }
    let pool = grid.tile.reduction(on: context.display)
    return "\(maps.height)x\(maps.width)"
      + (pool > 1 ? ", max magnitude of each \(pool)x\(pool)" : "")
  }

  /// The marked map and its values, the mean where there is room for it.
  private func marked(width: Int) -> String {
    guard let selected, selected < maps.count else {
      return selected.map { "v\($0) is past the rank" } ?? ""
    }
    let value = singularValue(selected).map { "  s \($0.brief)" } ?? ""
    let short = "\(context.marker) \(maps.stage.mapName)\(selected)"
    let name = short + value
    let map = maps[selected]
    if map.count == 1 { return "\(name)  \(Double(map.first ?? 0).signed)" }
    let finite = map.filter(\.isFinite)
    let mean = finite.reduce(0) { $0 + Double($1) } / Double(max(1, finite.count))
    let range =
      "  min \(Double(finite.min() ?? 0).signed)  max \(Double(finite.max() ?? 0).signed)"
    let words = [name + range + "  mean \(mean.signed)", name + range, short + range, name]
    return words.first { $0.columns <= width } ?? short
  }
}
