import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import TerminalUI

/// Images side by side, the selected one first, each above its projections; one scale for all maps.
struct ExemplarsPicture {
  let layer: Int
  /// The vectors whose maps are shown.
  let nodes: [SignificanceHypergraph.Node]
  let exemplars: [SemanticHierarchy.Exemplar]
  /// The signal of the selected image, where it is known.
  let selectedSignal: Double?
  let context: PaneContext

  /// An image and its signal.
  typealias Column = (image: Int, signal: Double?, isExemplar: Bool)

  private static let gap = 2
  /// Two lines of captions, and the legend.
  private static let otherRows = 3
  private static let leastColumns = 12

  /// How pictures lie in a room.
  private struct Grid {
    let tile: Size
    let across: Int
    /// How many vectors have maps.
    let vectors: Int
  }

  /// Whether a projection is a map rather than a single number.
  private var hasMaps: Bool {
    let extents = context.findings.model.layers[layer].outputShape?.extents ?? []
    return extents.dropFirst().reduce(1, *) > 1
  }

  private func grid(in room: Size) -> Grid? {
    let extents = context.imageExtents
    let scales = Placement.scales(
      height: extents.height, width: extents.width, isInHalves: context.display.showsPixels,
      zoom: 4)
    func grid(_ tile: Size, vectors: Int, across: Int) -> Grid? {
      let map = 1 + (hasMaps ? tile.rows : 0)
      let pitch = max(tile.columns, Self.leastColumns) + Self.gap
      let fitting = (room.columns + Self.gap) / pitch
      guard tile.rows > 1, fitting >= across,
        tile.rows + Self.otherRows + vectors * map <= room.rows
      else { return nil }
      let most = (room.rows - tile.rows - Self.otherRows) / map
      return Grid(tile: tile, across: fitting, vectors: min(nodes.count, most))
    }
    // All of a vector's images rather than large ones, then some.
    for across in [min(6, exemplars.count + 1), 3, 2, 1] {
      if let found = scales.lazy.compactMap({ grid($0.size, vectors: 1, across: across) }).first {
        return found
      }
    }
    return nil
  }

  /// The images that there is room for.
  func columns(in room: Size) -> [Column] {
    let selected = context.selection.image
    let all =
      [(selected, selectedSignal, false)] + exemplars.map { ($0.image, Optional($0.signal), true) }
    return Array(all.prefix(grid(in: room)?.across ?? 0))
  }

  func draw(on canvas: inout Canvas) {
    guard let grid = grid(in: canvas.size) else {
      canvas.write(
        paragraph: "There is no room for images above their projections; z gives more.", row: 0,
        style: .role(.warning))
      return
    }
    let columns = columns(in: canvas.size)
    let maps = columns.map {
      context.findings[FeatureMapsQuestion(.projections, layer: layer, image: $0.image)].answer
    }
    let shown = Array(nodes.prefix(grid.vectors))
    let scale = scale(of: maps, shown)
    for (place, (column, maps)) in zip(columns, maps).enumerated() {
      let left = place * (max(grid.tile.columns, Self.leastColumns) + Self.gap)
      var part = Canvas(
        size: Size(
          columns: max(grid.tile.columns, Self.leastColumns), rows: canvas.size.rows - 1))
      draw(column, maps, shown, scale: scale, grid, isFirst: place == 0, on: &part)
      canvas.draw(part, row: 0, column: left)
    }
    drawLegend(on: &canvas, scale: scale, shown)
  }

  /// The largest magnitude of all maps that are shown.
  private func scale(of maps: [FeatureMaps?], _ nodes: [SignificanceHypergraph.Node]) -> Float {
    maps.reduce(0) { scale, maps in
      guard let maps else { return scale }
      return nodes.reduce(scale) { scale, node in
        guard node.vector < maps.count else { return scale }
        return maps[node.vector].reduce(scale) { $1.isFinite ? max($0, abs($1)) : $0 }
      }
    }
  }

  private func draw(
    _ column: Column, _ maps: FeatureMaps?, _ nodes: [SignificanceHypergraph.Node], scale: Float,
    _ grid: Grid, isFirst: Bool, on canvas: inout Canvas
  ) {
    let width = canvas.size.columns
    let images = context.findings[InputImagesQuestion([column.image])]
    if let tile = images.answer?.tile(column.image) {
      tile.draw(on: &canvas, row: 0, column: 0, room: grid.tile, display: context.display)
    } else {
      let words = images.isSettled ? "no picture" : String(context.glyphs.ellipsis)
      canvas.write(words, row: 0, column: 0, style: .role(.inactive), width: width)
    }
    let isMarked = column.isExemplar && column.image == context.selection.image
    var row = grid.tile.rows
    let name = context.name(ofImage: column.image)
    // The selected image stands in brackets, as in the hierarchy.
    let caption = isFirst ? "[\(name.cut(to: width - 2))]" : (isMarked ? context.marker : "") + name
    canvas.write(
      caption.cut(to: width), row: row, column: 0, style: isMarked ? context.selected : Style())
    canvas.write(
      column.signal.map { (width < 16 ? "" : "signal ") + $0.signed } ?? "", row: row + 1,
      column: 0,
      style: .role(.footer))
    row += 2
    for node in nodes {
      drawProjection(
        on: node, of: maps, scale: scale, grid, isNamed: isFirst, on: &canvas, row: row)
      row += 1 + (hasMaps ? grid.tile.rows : 0)
    }
  }

  /// A vector's map below a line with its name and singular value, or its mean.
  private func drawProjection(
    on node: SignificanceHypergraph.Node, of maps: FeatureMaps?, scale: Float, _ grid: Grid,
    isNamed: Bool, on canvas: inout Canvas, row: Int
  ) {
    let width = canvas.size.columns
    guard let maps, node.vector < maps.count else {
      canvas.write(String(context.glyphs.ellipsis), row: row, column: 0, style: .role(.inactive))
      return
    }
    let values = maps[node.vector]
    let mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    let name = "v\(node.vector)"
    let words = (isNamed ? name + " " : "") + (hasMaps ? "mean " : "") + mean.signed
    canvas.write(words.cut(to: width), row: row, column: 0, style: .role(.footer))
    guard hasMaps else { return }
    let heatmap = Heatmap(values: values, height: maps.height, width: maps.width, scale: scale)
    let tier = Heatmap.Tier(context.display)
    guard let placement = heatmap.placement(in: grid.tile, tier: tier) else { return }
    heatmap.draw(
      on: &canvas, row: row + 1, column: 0, placement, tier: tier, glyphs: context.glyphs)
  }

  private func drawLegend(
    on canvas: inout Canvas, scale: Float, _ shown: [SignificanceHypergraph.Node]
  ) {
    let width = canvas.size.columns
    let tier = Heatmap.Tier(context.display)
    var spans =
      hasMaps
      ? HeatLegend(scale: scale, tier: tier, glyphs: context.glyphs).spans(width: min(46, width))
      : []
    let values = context.spectrum(ofLayer: layer)?.singularValues ?? []
    let names = shown.filter { values.indices.contains($0.vector) }
      .map { "s\($0.vector) \(values[$0.vector].brief)" }
    let rest = nodes.count > shown.count ? ["\(shown.count) of \(nodes.count) vectors"] : []
    spans.append(
      StyledText(
        "  " + ((hasMaps ? ["one scale for all"] : []) + names + rest).joined(separator: "  "),
        .role(.footer)))
    canvas.write(spans, row: canvas.size.rows - 1, width: width)
  }
}
