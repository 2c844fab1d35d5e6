import DeepDataProfiler
import TerminalUI

/// One stage of a layer's decomposition on one image, as a heatmap of the selected vector's map.
struct ProjectionPicture {
  let maps: FeatureMaps
  /// The map that is shown.
  let index: Int
  /// The layer and the image that the maps belong to.
  let shown: (layer: Int, image: Int)
  /// The cell under the cursor, if there is one.
  let cursor: (row: Int, column: Int)?
  let context: PaneContext

  private var tier: Heatmap.Tier { Heatmap.Tier(context.display) }

  func draw(on canvas: inout Canvas) {
    guard index < maps.count, maps.height > 0, maps.width > 0 else {
      canvas.write(
        paragraph: maps.count == 0 || maps.height * maps.width == 0
          ? "This stage has no maps."
          : "v\(index) is past the rank: this layer has \(maps.count) signals.", row: 0,
        style: .role(.warning))
      return
    }
    if maps.height * maps.width == 1 {
      SignalBars(maps: maps, selected: index, context: context).draw(on: &canvas)
    } else {
      drawMap(on: &canvas)
    }
  }

  private func drawMap(on canvas: inout Canvas) {
    let heatmap = Heatmap(values: maps[index], height: maps.height, width: maps.width)
    let width = canvas.size.columns - 2
    func room(_ footer: Int) -> Size { Size(columns: width, rows: canvas.size.rows - footer) }
    var footer = canvas.size.rows < 8 ? 1 : 2
    guard var placement = heatmap.placement(in: room(footer), tier: tier) else { return }
    if placement.pool > 1 {
      footer = canvas.size.rows < 12 ? 2 : 3
      placement = heatmap.placement(in: room(footer), tier: tier) ?? placement
    }
    let left = max(1, min(3, (canvas.size.columns - placement.size.columns) / 2))
    heatmap.draw(
      on: &canvas, row: 0, column: left, placement, tier: tier, glyphs: context.glyphs,
      cursor: cursor)
    drawBeside(
      on: &canvas, column: left + placement.size.columns + 2, room: room(footer))
    let legend = HeatLegend(scale: heatmap.scale, tier: tier, glyphs: context.glyphs)
    let row = canvas.size.rows - footer
    canvas.write(legend.spans(width: width), row: row, column: 1)
    let (note, reduction) = (note(heatmap), reduction(placement))
    // On a single line a reduced map says first that it is, unless a value is asked for.
    let notes = (cursor != nil || footer > 2 ? [note, reduction] : [reduction, note]).compactMap {
      $0
    }
    let lines = footer > 2 ? notes : [notes.joined(separator: "  ")]
    for (place, line) in lines.enumerated() where place + 1 < footer {
      canvas.write(line.cut(to: width), row: row + 1 + place, column: 1, style: .role(.footer))
    }
  }

  /// How a map larger than its room was reduced.
  private func reduction(_ placement: Heatmap.Placement) -> String? {
    let reduction = placement.reduction(on: context.display)
    return reduction > 1 ? "max magnitude of each \(reduction)x\(reduction)" : nil
  }

  /// The value under the cursor, or the range of all.
  private func note(_ heatmap: Heatmap) -> String {
    var text = "\(heatmap.height)x\(heatmap.width)"
    if let cursor {
      text =
        "row \(cursor.row) column \(cursor.column): "
        + Double(heatmap[cursor.row, cursor.column]).signed
        + "  of \(text)"
    } else {
      let finite = heatmap.values.filter(\.isFinite)
      let nans = heatmap.values.count - finite.count
      text += "  min \(Double(finite.min() ?? 0).signed)  max \(Double(finite.max() ?? 0).signed)"
      if nans > 0 { text += "  \(nans) not finite" }
    }
    return text
  }

  /// Beside the map, where there is room: the image it is of, and what vector it belongs to.
  private func drawBeside(on canvas: inout Canvas, column: Int, room: Size) {
    let width = canvas.size.columns - column - 1
    guard width >= 12 else { return }
    var row = 0
    if let tile = context.picture(ofImage: shown.image) {
      let size = tile.draw(
        on: &canvas, row: 0, column: column,
        room: Size(columns: min(width, 56), rows: max(0, room.rows - 5)), display: context.display,
        zoom: context.display.isUnicode && context.display.colors > .sixteen ? 2 : 1)
      row = size.rows
      canvas.write(
        "image \(context.name(ofImage: shown.image))".cut(to: width), row: row, column: column,
        style: .role(.inactive))
      row += 2
    }
    for line in facts where row < room.rows {
      canvas.write(line.cut(to: width), row: row, column: column, style: .role(.footer))
      row += 1
    }
  }

  private var facts: [String] {
    let finite = maps[index].filter(\.isFinite)
    let mean = finite.reduce(0) { $0 + Double($1) } / Double(max(1, finite.count))
    var lines = ["mean \(mean.signed)"]
    if maps.stage.hasVectors,
      let values = context.spectrum(ofLayer: shown.layer)?.singularValues,
      values.indices.contains(index)
    {
      lines.append("s\(index) \(values[index].brief)")
    }
    lines.append("\(maps.count.counted("map"))")
    return lines
  }
}
