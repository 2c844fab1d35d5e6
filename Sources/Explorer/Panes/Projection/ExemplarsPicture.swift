import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import Reports
import TerminalUI

/// Images side by side, the selected one first, then the optimised one of a group, each above its projections;
/// one scale for all maps.
struct ExemplarsPicture {
  let layer: Int
  /// The vectors whose maps are shown.
  let nodes: [SignificanceHypergraph.Node]
  let exemplars: [SemanticHierarchy.Exemplar]
  /// What asks for the image that brings out the vectors, where there is one to show.
  let optimized: VisualizationQuestion?
  /// The signal of the selected image, where it is known.
  let selectedSignal: Double?
  let context: PaneContext

  /// An image and its signal.
  struct Column {
    enum Image {
      case selected(Int)
      case optimized(VisualizationQuestion)
      case exemplar(Int)
    }

    let image: Image
    let signal: Double?

    /// The image's number in the data set.
    var number: Int? {
      switch image {
      case .selected(let number), .exemplar(let number): number
      case .optimized: nil
      }
    }
  }

  private static let gap = 2
  private static let (captionRows, legendRows) = (2, 1)
  private static let otherRows = captionRows + legendRows
  private static let leastColumns = 12
  /// Fewer images of the data set have more to say than an optimised one.
  private static let leastAcrossWithOptimized = 4

  /// How pictures lie in a room.
  private struct Grid {
    let tile: Size
    let across, down: Int
    /// How many vectors have maps, or numbers.
    let vectors: Int

    var count: Int { across * down }
  }

  /// Whether a projection is a map rather than a single number.
  private var hasMaps: Bool {
    let extents = context.findings.model.layers[layer].outputShape?.extents ?? []
    return extents.dropFirst().reduce(1, *) > 1
  }

  /// Whether all that there is to say below an image is its signal.
  var hasSignalAlone: Bool { !hasMaps && nodes.count == 1 }

  private func grid(in room: Size) -> Grid? {
    let extents = context.imageExtents
    let scales = Placement.scales(
      height: extents.height, width: extents.width, isInHalves: context.display.showsPixels,
      zoom: 4)
    func grid(_ tile: Size, vectors: Int, least: Int) -> Grid? {
      if hasSignalAlone {
        let pitch = max(tile.columns, Self.leastColumns) + Self.gap
        let grid = Grid(
          tile: tile, across: (room.columns + Self.gap) / pitch,
          down: room.rows / (tile.rows + Self.captionRows), vectors: 0)
        return tile.rows > 1 && grid.count >= least ? grid : nil
      }
      let map = 1 + (hasMaps ? tile.rows : 0)
      let pitch = max(tile.columns, Self.leastColumns) + Self.gap
      let fitting = (room.columns + Self.gap) / pitch
      guard tile.rows > 1, fitting >= least,
        tile.rows + Self.otherRows + vectors * map <= room.rows
      else { return nil }
      let most = (room.rows - tile.rows - Self.otherRows) / map
      return Grid(tile: tile, across: fitting, down: 1, vectors: min(nodes.count, most))
    }
    // All of a vector's images rather than large ones, then some.
    for least in [min(6, exemplars.count + 1), 3, 2, 1] {
      if let found = scales.lazy.compactMap({ grid($0.size, vectors: 1, least: least) }).first {
        return found
      }
    }
    return nil
  }

  /// The images that there is room for.
  func columns(in room: Size) -> [Column] {
    let count = grid(in: room)?.count ?? 0
    let selected = Column(image: .selected(context.selection.image), signal: selectedSignal)
    let shown = count < Self.leastAcrossWithOptimized ? nil : optimized
    let optimized = shown.map { question in
      [
        Column(
          image: .optimized(question), signal: context.image(question)?.objectives.last)
      ]
    }
    let others = exemplars.map { Column(image: .exemplar($0.image), signal: $0.signal) }
    return Array(([selected] + (optimized ?? []) + others).prefix(count))
  }

  func draw(on canvas: inout Canvas) {
    guard let grid = grid(in: canvas.size) else {
      canvas.write(
        paragraph: "There is no room for images above their projections; z gives more.", row: 0,
        style: .role(.warning))
      return
    }
    let columns = columns(in: canvas.size)
    let maps = columns.map(maps)
    let shown = Array(nodes.prefix(grid.vectors))
    let scale = scale(of: maps, shown)
    for (place, (column, maps)) in zip(columns, maps).enumerated() {
      let width = max(grid.tile.columns, Self.leastColumns)
      let height =
        hasSignalAlone ? grid.tile.rows + Self.captionRows : canvas.size.rows - Self.legendRows
      var part = Canvas(size: Size(columns: width, rows: height))
      draw(column, maps, shown, scale: scale, grid, isFirst: place == 0, on: &part)
      let (row, left) = (place / grid.across * height, place % grid.across * (width + Self.gap))
      canvas.draw(part, row: row, column: left)
      if let number = column.number {
        canvas.mark("image \(number)", row: row, column: left, size: part.size)
      }
    }
    if !hasSignalAlone { drawLegend(on: &canvas, scale: scale, shown) }
  }

  /// How many pixels of an image become one, in words; nil where each is one.
  func reductionWords(in room: Size) -> String? {
    grid(in: room).flatMap { context.reductionWords(ofImagesIn: $0.tile) }
  }

  private func maps(of column: Column) -> FeatureMaps? {
    switch column.image {
    case .selected(let image), .exemplar(let image):
      context.findings[FeatureMapsQuestion(.projections, layer: layer, image: image)].answer
    case .optimized(let image):
      context.findings[OptimizedMapsQuestion(.projections, layer: layer, image: image)].answer
    }
  }

  private static func mean(of values: ArraySlice<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
  }

  /// The signal of an image along all of the vectors.
  private func signal(in maps: FeatureMaps) -> Double {
    nodes.filter { $0.vector < maps.count }.reduce(0) {
      $0 + ($1.isNegative ? -1 : 1) * Self.mean(of: maps[$1.vector])
    }
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
    let (tile, words) = picture(of: column)
    if let tile {
      tile.draw(on: &canvas, row: 0, column: 0, room: grid.tile, display: context.display)
    } else {
      canvas.write(words, row: 0, column: 0, style: .role(.inactive), width: width)
    }
    var row = grid.tile.rows
    let (caption, isMarked) = caption(of: column, width: width)
    canvas.write(
      caption.cut(to: width), row: row, column: 0, style: isMarked ? context.selected : Style())
    let signal = column.signal ?? maps.map(signal)
    canvas.write(
      signal.map { (width < 16 ? "" : "signal ") + $0.signed } ?? "", row: row + 1, column: 0,
      style: .role(.footer))
    row += 2
    for node in nodes {
      drawProjection(
        on: node, of: maps, scale: scale, grid, isNamed: isFirst, on: &canvas, row: row)
      row += 1 + (hasMaps ? grid.tile.rows : 0)
    }
  }

  /// The image, or the words in its place.
  private func picture(of column: Column) -> (tile: ImageTile?, words: String) {
    let ellipsis = String(context.glyphs.ellipsis)
    switch column.image {
    case .selected(let number), .exemplar(let number):
      return (
        context.picture(ofImage: number), context.hasRead(image: number) ? "no picture" : ellipsis
      )
    case .optimized(let question):
      let isSettled = context.findings[question].isSettled
      return (
        ImageTile(context.image(question)), isSettled ? "no gradient" : ellipsis
      )
    }
  }

  /// What stands below an image, and whether it is marked as the selected one.
  private func caption(of column: Column, width: Int) -> (String, isMarked: Bool) {
    switch column.image {
    case .selected(let number):
      // In brackets, as in the hierarchy.
      let name = context.mark(ofImage: number) + context.name(ofImage: number)
      return ("[\(name.cut(to: width - 2))]", false)
    case .exemplar(let number):
      let isMarked = number == context.selection.image
      let mark = (isMarked ? context.marker : "") + context.mark(ofImage: number)
      return (mark + context.name(ofImage: number), isMarked)
    case .optimized(let question):
      guard case .working(let fraction, _) = context.findings[question] else {
        return ("optimised", false)
      }
      return ("optimised \(fraction.percent())", false)
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
    let name = isNamed ? "v\(node.vector) " : ""
    let mean = Self.mean(of: values).signed
    let words = name + (hasMaps ? "mean " : "") + mean
    canvas.write(
      (words.columns > width ? name + mean : words).cut(to: width), row: row, column: 0,
      style: .role(.footer))
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
    // Under negative signals a vector's own projections would contradict them.
    let signs =
      nodes.contains(where: \.isNegative)
      ? [(hasMaps ? "maps" : "means") + " of v, signals with the sign"] : []
    let parts = signs + rest + names + (hasMaps ? ["one scale for all"] : [])
    let used = spans.reduce(0) { $0 + $1.text.columns }
    if !spans.isEmpty { spans.append(StyledText("  ")) }
    spans += [StyledText].fitting(
      parts.map { ([$0], .role(.footer)) }, width: width - used - (spans.isEmpty ? 0 : 2))
    canvas.write(spans, row: canvas.size.rows - 1, width: width)
  }
}
