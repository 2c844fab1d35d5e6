import DeepDataProfiler
import Reports
import TerminalUI

/// An image with a frame around some of its rows and columns.
struct FramedImage {
  let image: ShownImage
  let rows, columns: Range<Int>
  let context: PaneContext

  /// Draws it, as large as it goes without enlarging it more than some times.
  /// - Returns: the cells taken.
  func draw(on canvas: inout Canvas, row: Int, column: Int, room: Size, zoom most: Int) -> Size {
    let placement = Placement(
      height: image.height, width: image.width, in: room,
      isInHalves: context.display.showsPixels, zoom: most)
    guard let placement else { return Size(columns: 0, rows: 0) }
    let zoom = placement.zoom
    guard context.display.showsPixels else {
      let size = ImageTile(image)?.draw(
        on: &canvas, row: row, column: column, room: room, display: context.display, zoom: zoom)
      drawFrame(on: &canvas, row: row, column: column, pool: placement.pool, zoom: zoom)
      return size ?? Size(columns: 0, rows: 0)
    }
    let color = context.components(.role(.heatCursor), else: [1, 0.9, 0])
    let framed = image.framed(rows, columns, thickness: placement.pool, color)
    return ImageTile(framed)?.draw(
      on: &canvas, row: row, column: column, room: room, display: context.display, zoom: zoom)
      ?? Size(columns: 0, rows: 0)
  }

  /// The frame in characters, two columns a pixel, as far as it lies in the image.
  private func drawFrame(on canvas: inout Canvas, row: Int, column: Int, pool: Int, zoom: Int) {
    func cells(_ range: Range<Int>) -> (Int, Int) {
      (range.lowerBound / pool * zoom - 1, (range.upperBound + pool - 1) / pool * zoom)
    }
    let ((top, bottom), (left, right)) = (cells(rows), cells(columns))
    let height = (image.height + pool - 1) / pool * zoom
    let width = (image.width + pool - 1) / pool * zoom
    let glyphs = context.glyphs
    guard top < height, left < width else { return }
    for y in max(0, top)...max(0, min(bottom, height - 1)) {
      for x in max(0, left)...max(0, min(right, width - 1)) {
        let (isAcross, isDown) = (y == top || y == bottom, x == left || x == right)
        guard isAcross || isDown, y < height, x < width else { continue }
        for half in 0..<2 {
          let glyph: Character =
            isAcross && isDown ? "+" : isAcross ? glyphs.horizontal : glyphs.vertical
          canvas.put(
            Canvas.Cell(glyph, .role(.foreground, .bold)),
            row: row + y, column: column + 2 * x + half)
        }
      }
    }
  }
}

extension PaneContext {
  /// The red, green and blue of a colour of the theme, 0 to 1.
  func components(_ paint: Paint, else other: [Float]) -> [Float] {
    theme.color(paint).bytes?.map { Float($0) / 255 } ?? other
  }
}
