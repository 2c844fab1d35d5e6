/// Several maps of one size on a sheet: a heatmap each, or a list when a map is one value.
///
/// Each map has its own scale, up to its largest magnitude, so that weak ones show their pattern,
/// too; how strong one is stands above it.
package struct HeatmapSheet {
  /// A map: its name, and its values row by row.
  package typealias Map = (name: String, values: ArraySlice<Float>)

  private let maps: [Map]
  private let height, width: Int
  private let display: Display

  /// Columns of cells that a map has, when there are several.
  private static let tileWidth = 24
  private static let gap = 2
  /// Columns of cells beyond which a single map is not drawn larger.
  private static let largestTile = 100

  /// A sheet of maps of height x width, in this order.
  package init(maps: [Map], height: Int, width: Int, display: Display) {
    self.maps = maps
    self.height = height
    self.width = width
    self.display = display
  }

  private var tier: Heatmap.Tier { Heatmap.Tier(display) }
  private var glyphs: Glyphs { .suited(to: display) }

  /// The sheet, as wide as it is told and as high as it needs.
  package func canvas(columns: Int) -> Canvas {
    height * width == 1 ? list(columns: columns) : tiles(columns: columns)
  }

  /// Names and values, down first, then across.
  private func list(columns: Int) -> Canvas {
    let values = maps.map { Double($0.values.first ?? .nan).signed }
    let left = maps.map(\.name.columns).max() ?? 0
    let right = values.map(\.columns).max() ?? 0
    let width = left + 1 + right + 3
    let across = max(1, (columns + 3) / width)
    let down = (maps.count + across - 1) / across
    var canvas = Canvas(size: Size(columns: columns, rows: down))
    for (place, (map, value)) in zip(maps, values).enumerated() {
      let (row, column) = (place % down, place / down * width)
      canvas.write(map.name, row: row, column: column, style: .role(.title))
      canvas.write(value.aligned(to: right), row: row, column: column + left + 1)
    }
    return canvas
  }

  private func tiles(columns: Int) -> Canvas {
    let across = max(1, min(maps.count, (columns + Self.gap) / (Self.tileWidth + Self.gap)))
    let width = min(Self.largestTile, (columns + Self.gap) / across - Self.gap)
    // Cells are about twice as high as they are wide.
    let room = Size(columns: width, rows: max(1, width / 2))
    let heatmaps = maps.map { Heatmap(values: $0.values, height: height, width: self.width) }
    guard let placement = heatmaps.first?.placement(in: room, tier: tier) else {
      return Canvas(size: Size(columns: columns, rows: 0))
    }
    let pitch = placement.size.rows + 2
    let lines = (maps.count + across - 1) / across
    let legend = legend(placement)
    var canvas = Canvas(size: Size(columns: columns, rows: lines * pitch + legend.count))
    for (place, heatmap) in heatmaps.enumerated() {
      let (row, column) = (place / across * pitch, place % across * (width + Self.gap))
      canvas.write(title(maps[place].name, heatmap), row: row, column: column, width: width)
      heatmap.draw(
        on: &canvas, row: row + 1, column: column, placement, tier: tier, glyphs: glyphs)
    }
    for (line, spans) in legend.enumerated() { canvas.write(spans, row: lines * pitch + line) }
    return canvas
  }

  /// A map's name and the range of its values.
  private func title(_ name: String, _ heatmap: Heatmap) -> [StyledText] {
    let finite = heatmap.values.filter(\.isFinite)
    let range =
      finite.isEmpty
      ? "no finite value"
      : "\(Double(finite.min() ?? 0).signed) .. \(Double(finite.max() ?? 0).signed)"
    return [StyledText(name, .role(.title, .bold)), StyledText("  \(range)", .role(.footer))]
  }

  /// What the cells mean, and how larger maps were reduced.
  private func legend(_ placement: Placement) -> [[StyledText]] {
    let scale: [StyledText]
    if tier == .digits {
      scale = [StyledText("-9 and +9: the largest magnitude of each map", .role(.axis))]
    } else {
      scale =
        HeatLegend(scale: 1, tier: tier, glyphs: glyphs).spans(width: 40)
        + [StyledText(" of each map's largest magnitude", .role(.axis))]
    }
    guard placement.pool > 1 else { return [scale] }
    let pool = "\(placement.pool)x\(placement.pool)"
    return [scale, [StyledText("a cell shows the strongest of \(pool) values", .role(.axis))]]
  }
}
