import DeepDataProfiler
import TerminalUI

/// Images under their similarities, each beside these alone, on a sheet.
struct OverlaySheet {
  let tiles: [(title: String, overlay: SimilarityOverlay)]
  let display: Display

  /// The columns of one picture, and between a pair and the next.
  private static let tileWidth = 36
  private static let gap = 4

  /// The sheet, as wide as it is told and as high as it needs.
  func canvas(columns: Int) -> Canvas {
    let tier = Heatmap.Tier(display)
    let width = max(1, min(Self.tileWidth, (columns - 2) / 2))
    let pair = 2 * width + 2
    let across = max(1, min(tiles.count, (columns + Self.gap) / (pair + Self.gap)))
    let room = Size(columns: width, rows: width / 2)
    let pitch = room.rows + 2
    let lines = (tiles.count + across - 1) / across
    let legend = HeatLegend(scale: 1, tier: tier, glyphs: .suited(to: display))
    var canvas = Canvas(size: Size(columns: columns, rows: lines * pitch + 1))
    for (place, tile) in tiles.enumerated() {
      let (row, column) = (place / across * pitch, place % across * (pair + Self.gap))
      draw(tile.title, tile.overlay, on: &canvas, row: row, column: column, room, tier)
    }
    canvas.write(
      legend.spans(width: min(40, columns)) + [StyledText("  cosine", .role(.axis))],
      row: lines * pitch, width: columns)
    return canvas
  }

  private func draw(
    _ title: String, _ overlay: SimilarityOverlay, on canvas: inout Canvas, row: Int, column: Int,
    _ room: Size, _ tier: Heatmap.Tier
  ) {
    let greatest = overlay.greatest.map { "  up to \(Double($0).signed)" } ?? "  none is finite"
    canvas.write(
      [StyledText(title, .role(.title, .bold)), StyledText(greatest, .role(.footer))], row: row,
      column: column, width: 2 * room.columns + 2)
    ImageTile(overlay.picture)?.draw(
      on: &canvas, row: row + 1, column: column, room: room, display: display)
    let heatmap = Heatmap(
      values: overlay.values[...], height: overlay.height, width: overlay.width, scale: 1)
    guard let placement = heatmap.placement(in: room, tier: tier) else { return }
    heatmap.draw(
      on: &canvas, row: row + 1, column: column + room.columns + 2, placement, tier: tier,
      glyphs: .suited(to: display))
  }
}
