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
  /// What that cell sees of the image, once it is known.
  let field: ProjectionAside.Field?
  /// Whether the map lies over the image, where that has pixels.
  let isOverImage: Bool
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
    let saliency = saliency(heatmap)
    func placed(in room: Size) -> Placement? {
      saliency?.placement(in: room) ?? heatmap.placement(in: room, tier: tier)
    }
    let width = canvas.size.columns - 2
    func room(_ footer: Int) -> Size { Size(columns: width, rows: canvas.size.rows - footer) }
    var footer = canvas.size.rows < 8 ? 1 : 2
    guard var placement = placed(in: room(footer)) else { return }
    if placement.pool > 1 {
      footer = canvas.size.rows < 12 ? 2 : 3
      placement = placed(in: room(footer)) ?? placement
    }
    func columnsBeside(_ placement: Placement) -> Int {
      canvas.size.columns - margin(of: placement, in: canvas.size) - placement.size.columns - 3
    }
    // Where there is no aside, a line of its own says what the cell sees.
    let hasLine =
      field != nil && canvas.size.rows >= 10
      && columnsBeside(placement) < ProjectionAside.leastColumns
    if hasLine {
      footer += 1
      placement = placed(in: room(footer)) ?? placement
    }
    let left = margin(of: placement, in: canvas.size)
    if let saliency {
      saliency.draw(on: &canvas, row: 0, column: left, placement)
    } else {
      heatmap.draw(
        on: &canvas, row: 0, column: left, placement, tier: tier, glyphs: context.glyphs,
        cursor: cursor)
    }
    let column = left + placement.size.columns + 2
    let beside = Size(columns: columnsBeside(placement), rows: room(footer).rows)
    ProjectionAside(image: shown.image, field: field, facts: facts, context: context)
      .draw(on: &canvas, column: column, room: beside)
    let legend = HeatLegend(
      scale: heatmap.scale, tier: saliency?.tier ?? tier, glyphs: context.glyphs)
    let row = canvas.size.rows - footer
    canvas.write(legend.spans(width: width), row: row, column: 1)
    let note = note(heatmap, isOverImage: saliency != nil)
    let reduction = reduction(placement, isOverImage: saliency != nil)
    // On a single line a reduced map says first that it is, unless a value is asked for.
    let notes = (cursor != nil || footer > 2 ? [note, reduction] : [reduction, note]).compactMap {
      $0
    }
    let sight = hasLine ? field.map { [$0.words(isShort: true)] } ?? [] : []
    let lines = (footer - sight.count > 2 ? notes : [notes.joined(separator: "  ")]) + sight
    for (place, line) in lines.enumerated() where place + 1 < footer {
      canvas.write(line.cut(to: width), row: row + 1 + place, column: 1, style: .role(.footer))
    }
  }

  private func margin(of placement: Placement, in size: Size) -> Int {
    max(1, min(3, (size.columns - placement.size.columns) / 2))
  }

  /// The map over the image; nil while that is not known or has no pixels.
  private func saliency(_ heatmap: Heatmap) -> SaliencyPicture? {
    guard isOverImage, let image = context.shownImage(shown.image) else { return nil }
    return SaliencyPicture(
      image: image, map: heatmap.values, height: heatmap.height, width: heatmap.width,
      scale: heatmap.scale, cursor: cursor, context: context)
  }

  /// How a map larger than its room was reduced.
  private func reduction(_ placement: Placement, isOverImage: Bool) -> String? {
    if isOverImage { return context.reductionWords(of: placement) }
    let reduction = placement.reduction(on: context.display)
    return reduction > 1 ? "max magnitude of each \(reduction)x\(reduction)" : nil
  }

  /// The value under the cursor, or the range of all.
  private func note(_ heatmap: Heatmap, isOverImage: Bool) -> String {
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
    if isOverImage {
      text += "  over the image, dark where it is small"
    } else if self.isOverImage, context.hasRead(image: shown.image) {
      text += "  this image has no pixels to lie over"
    }
    return text
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
