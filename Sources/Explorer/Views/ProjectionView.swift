import DeepDataProfiler

/// One stage of a layer's decomposition on one image, as a heatmap of the selected vector's map.
struct ProjectionView: PaneDrawing {
  let scene: Scene

  private var explorer: Explorer { scene.explorer }
  private var tier: Heatmap.Tier { Heatmap.Tier(scene.display) }
  var isStale: Bool { explorer.maps.isStale }

  var caption: String {
    guard explorer.dataSet != nil else { return "" }
    guard case .value(let maps, .maps(let stage, let layer, let image), _) = explorer.maps else {
      return explorer.stage.formula
    }
    let which = "\(stage.mapName)\(explorer.shownMap(of: maps)) on image \(image)"
    return "\(which)\(quoted(image))  \(stage.formula)  \(explorer.name(ofLayer: layer))"
  }

  var position: String {
    explorer.dataSet.map { "image \(explorer.selection.image) of 0 to \($0.labels.count - 1)" } ?? ""
  }

  /// The name of an image's class: ` (a "seven")`.
  private func quoted(_ image: Int) -> String {
    guard let dataSet = explorer.findings.dataSet, dataSet.labels.indices.contains(image) else {
      return ""
    }
    return " (a \"\(dataSet.name(ofClass: dataSet.labels[image]))\")"
  }

  func draw(on canvas: inout Canvas) {
    switch explorer.maps {
    case .nothing:
      canvas.write(
        paragraph: "Computing \(explorer.stage.words).", row: 0, style: .role(.inactive))
    case .fault(let reason):
      let style = Style.role(explorer.dataSet == nil ? .warning : .error)
      canvas.write(paragraph: reason, row: 0, style: style)
    case .value(let maps, _, _): draw(maps, on: &canvas)
    }
  }

  private func draw(_ maps: FeatureMaps, on canvas: inout Canvas) {
    let index = explorer.shownMap(of: maps)
    guard index < maps.count, maps.height > 0, maps.width > 0 else {
      canvas.write(
        paragraph: maps.count == 0 || maps.height * maps.width == 0
          ? "This stage has no maps."
          : "v\(index) is past the rank: this layer has \(maps.count) signals.", row: 0,
        style: .role(.warning))
      return
    }
    if maps.height * maps.width == 1 {
      SignalBars(maps: maps, selected: index, scene: scene).draw(on: &canvas)
    } else {
      drawMap(maps, index, on: &canvas)
    }
  }

  private func drawMap(_ maps: FeatureMaps, _ index: Int, on canvas: inout Canvas) {
    let heatmap = Heatmap(values: maps[index], height: maps.height, width: maps.width)
    let footer = canvas.size.rows >= 8 ? 2 : 1
    let room = Size(columns: canvas.size.columns - 2, rows: canvas.size.rows - footer)
    guard let placement = heatmap.placement(in: room, tier: tier) else { return }
    let left = max(1, min(3, (canvas.size.columns - placement.size.columns) / 2))
    heatmap.draw(
      on: &canvas, row: 0, column: left, placement, tier: tier, glyphs: scene.glyphs,
      cursor: showsCursor ? explorer.cell : nil)
    drawBeside(maps, index, on: &canvas, column: left + placement.size.columns + 2, room: room)
    let legend = HeatLegend(scale: heatmap.scale, tier: tier, glyphs: scene.glyphs)
    let row = canvas.size.rows - footer
    canvas.write(legend.spans(width: canvas.size.columns - 2), row: row, column: 1)
    if footer > 1 {
      canvas.write(
        note(heatmap, placement).cut(to: canvas.size.columns - 2), row: row + 1, column: 1,
        style: .role(.footer))
    }
  }

  private var showsCursor: Bool {
    explorer.focus == .projection && (explorer.isInside || explorer.isZoomed)
  }

  /// The value under the cursor, or the range of all; and how a large map was reduced.
  private func note(_ heatmap: Heatmap, _ placement: Heatmap.Placement) -> String {
    var text = "\(heatmap.height)x\(heatmap.width)"
    if showsCursor {
      let cell = explorer.cell
      text =
        "row \(cell.row) column \(cell.column): "
        + Double(heatmap[cell.row, cell.column]).signed
        + "  of \(text)"
    } else {
      let finite = heatmap.values.filter(\.isFinite)
      let nans = heatmap.values.count - finite.count
      text += "  min \(Double(finite.min() ?? 0).signed)  max \(Double(finite.max() ?? 0).signed)"
      if nans > 0 { text += "  \(nans) not finite" }
    }
    if placement.pool > 1 {
      text += "  shown: largest magnitude of each \(placement.pool)x\(placement.pool)"
    }
    return text
  }

  /// Beside the map, where there is room: the image it is of, and what vector it belongs to.
  private func drawBeside(
    _ maps: FeatureMaps, _ index: Int, on canvas: inout Canvas, column: Int, room: Size
  ) {
    let width = canvas.size.columns - column - 1
    guard width >= 12 else { return }
    var row = 0
    if let tile = explorer.input(ofImage: explorer.selection.image).flatMap(ImageTile.init) {
      let size = tile.draw(
        on: &canvas, row: 0, column: column,
        room: Size(columns: min(width, 56), rows: max(0, room.rows - 5)), display: scene.display,
        zoom: scene.display.isUnicode && scene.display.colors > .sixteen ? 2 : 1)
      row = size.rows
      canvas.write(
        "image \(explorer.selection.image)".cut(to: width), row: row, column: column,
        style: .role(.inactive))
      row += 2
    }
    for line in facts(maps, index) where row < room.rows {
      canvas.write(line.cut(to: width), row: row, column: column, style: .role(.footer))
      row += 1
    }
  }

  private func facts(_ maps: FeatureMaps, _ index: Int) -> [String] {
    let mean = maps[index].reduce(0) { $0 + Double($1) } / Double(max(1, maps[index].count))
    var lines = ["mean \(mean.signed)"]
    if maps.stage.hasVectors, let values = explorer.spectrum.value?.singularValues,
      values.indices.contains(index)
    {
      lines.append("s\(index) \(values[index].brief)")
    }
    lines.append("\(maps.count.counted("map"))")
    return lines
  }
}

extension Stage {
  /// How the paper writes it.
  var formula: String {
    switch self {
    case .input: "X"
    case .fields: "Psi(X)"
    case .correlations: "V^T Psi(X)"
    case .projections: "S V^T Psi(X)"
    case .output: "Y"
    case .activated: "ReLU(Y + B)"
    case .reprojected: "U^T ReLU(Y + B)"
    }
  }

  /// What it is, in words.
  var words: String {
    switch self {
    case .input: "the layer's input"
    case .fields: "the receptive fields"
    case .correlations: "the correlations"
    case .projections: "the projections"
    case .output: "the layer's output"
    case .activated: "the activation"
    case .reprojected: "the activation's projections"
    }
  }

  /// What one of its maps is called, before its number.
  var mapName: String {
    switch self {
    case .input: "channel "
    case .fields: "field row "
    case .output, .activated: "filter "
    case .correlations, .projections, .reprojected: "v"
    }
  }
}
