import DeepDataProfiler
import Reports
import TerminalUI

/// A map over the image that it is of: the image is dark where the map is small, and tinted by its
/// sign; where pixels have no colours of their own, digits stand over it.
struct SaliencyPicture {
  let image: ShownImage
  /// The map, and the magnitude at the ends of its scale.
  let map: ArraySlice<Float>
  let height, width: Int
  let scale: Float
  /// The cell of the map under the cursor, if there is one.
  let cursor: (row: Int, column: Int)?
  let context: PaneContext

  var tier: Heatmap.Tier { context.display.showsPixels ? .halfBlocks : .digits }

  /// The map in the image's size.
  private var upsampled: Heatmap {
    let values = map.resampled(
      height: height, width: width, to: image.height, image.width)
    return Heatmap(values: values[...], height: image.height, width: image.width, scale: scale)
  }

  /// How it lies in the room it has.
  func placement(in room: Size) -> Placement? {
    Placement(
      height: image.height, width: image.width, in: room, isInHalves: tier == .halfBlocks)
  }

  func draw(on canvas: inout Canvas, row: Int, column: Int, _ placement: Placement) {
    let upsampled = upsampled
    guard tier == .halfBlocks else {
      drawDigits(of: upsampled, on: &canvas, row: row, column: column, placement)
      return
    }
    let tints = (
      negative: context.components(.heat(-Paint.heatSteps), else: [0.1, 0.3, 0.8]),
      positive: context.components(.heat(Paint.heatSteps), else: [0.8, 0.1, 0.1])
    )
    var tinted = image.tinted(by: Array(upsampled.values), scale: scale, tints)
    if let cursor {
      tinted = tinted.framed(
        Self.extent(of: cursor.row, of: height, in: image.height),
        Self.extent(of: cursor.column, of: width, in: image.width), thickness: placement.pool,
        context.components(.role(.heatCursor), else: [1, 0.9, 0]))
    }
    ImageTile(tinted)?.draw(
      on: &canvas, row: row, column: column, room: placement.size, display: context.display,
      zoom: placement.zoom)
  }

  /// The image in shades, and signed ninths of the scale where there are any.
  private func drawDigits(
    of map: Heatmap, on canvas: inout Canvas, row: Int, column: Int,
    _ placement: Placement
  ) {
    ImageTile(image)?.draw(
      on: &canvas, row: row, column: column, room: placement.size, display: context.display,
      zoom: placement.zoom)
    var digits = Canvas(size: placement.size)
    let place = cursor.map { cursor in
      (
        row: Self.extent(of: cursor.row, of: height, in: image.height).lowerBound,
        column: Self.extent(of: cursor.column, of: width, in: image.width).lowerBound
      )
    }
    map.draw(
      on: &digits, row: 0, column: 0, placement, tier: .digits, glyphs: context.glyphs,
      cursor: place)
    for y in 0..<placement.size.rows {
      for x in stride(from: 0, to: placement.size.columns, by: 2) {
        let isMarked = digits[y, x].style.emphasis.contains(.reverse)
        guard digits[y, x + 1].grapheme != "0" || isMarked else { continue }
        for half in 0..<2 {
          canvas.put(digits[y, x + half], row: row + y, column: column + x + half)
        }
      }
    }
  }

  /// The rows or columns of the image that a cell lies over.
  private static func extent(of cell: Int, of cells: Int, in pixels: Int) -> Range<Int> {
    let first = min(cell * pixels / cells, pixels - 1)
    return first..<max(first + 1, min((cell + 1) * pixels / cells, pixels))
  }
}
