import DeepDataProfiler
import NeuralNetwork
import Reports
import TerminalUI

/// Beside a map: the image it is of, what of it the cell under the cursor sees, and the vector.
struct ProjectionAside {
  /// What a cell sees.
  enum Field {
    case extents(rows: ReceptiveFields.Extent, columns: ReceptiveFields.Extent)
    case fault(String)

    /// In words, long or short.
    func words(isShort: Bool = false) -> String {
      switch self {
      case .extents(let rows, let columns):
        guard !rows.range.isEmpty, !columns.range.isEmpty else { return "sees padding alone" }
        func text(_ range: Range<Int>, _ mark: String) -> String {
          "\(range.lowerBound)\(mark)\(range.upperBound - 1)"
        }
        let isCut = rows.isCut || columns.isCut
        if isShort {
          return "sees rows \(text(rows.range, "-")) columns \(text(columns.range, "-"))"
        }
        return "receptive field: rows \(text(rows.range, " to ")), "
          + "columns \(text(columns.range, " to ")) of the image"
          + (isCut ? ", cut at its border" : "")
      case .fault(let problem): return "its receptive field can't be told: \(problem)"
      }
    }
  }

  let image: Int
  /// What the cell under the cursor sees, where there is one and that is known.
  let field: Field?
  let facts: [String]
  let context: PaneContext

  /// The least columns in which there is anything.
  static let leastColumns = 12
  private static let most = (columns: 56, zoom: 2)

  func draw(on canvas: inout Canvas, column: Int, room: Size) {
    guard room.columns >= Self.leastColumns else { return }
    let zoom = context.display.showsPixels ? Self.most.zoom : 1
    // Rather the whole image than all of the facts, but what the cell sees stands below it.
    let whole = (context.imageExtents.height + 1) / 2
    let brief = field?.words(isShort: true).wrapped(to: room.columns) ?? []
    let pictures = Size(
      columns: min(room.columns, Self.most.columns),
      rows: max(0, min(room.rows - 1 - brief.count, max(room.rows - 5, whole))))
    let size = drawImage(on: &canvas, column: column, room: pictures, zoom: zoom)
    if size.rows > 0 {
      ImageTile(cutOut)?.draw(
        on: &canvas, row: 0, column: column + size.columns + 2,
        room: Size(columns: room.columns - size.columns - 2, rows: size.rows),
        display: context.display)
    }
    var lines = size.rows == 0 ? [] : ["image \(context.name(ofImage: image))"]
    let long = field?.words().wrapped(to: room.columns) ?? []
    lines += size.rows + lines.count + long.count <= room.rows ? long : brief
    lines += (lines.isEmpty ? [] : [""]) + facts
    for (line, text) in lines.enumerated() where size.rows + line < room.rows {
      canvas.write(
        text.cut(to: room.columns), row: size.rows + line, column: column,
        style: .role(line == 0 && size.rows > 0 ? .inactive : .footer))
    }
  }

  private func drawImage(on canvas: inout Canvas, column: Int, room: Size, zoom: Int) -> Size {
    if case .extents(let rows, let columns)? = field,
      let image = context.shownImage(image), image.has(rows.range, columns.range)
    {
      return FramedImage(
        image: image, rows: rows.range, columns: columns.range, context: context
      ).draw(on: &canvas, row: 0, column: column, room: room, zoom: zoom)
    }
    return context.picture(ofImage: image)?.draw(
      on: &canvas, row: 0, column: column, room: room, display: context.display, zoom: zoom)
      ?? Size(columns: 0, rows: 0)
  }

  /// The part of the image that the cell sees.
  private var cutOut: ShownImage? {
    guard case .extents(let rows, let columns)? = field,
      let image = context.shownImage(image), image.has(rows.range, columns.range)
    else { return nil }
    return image.part(rows.range, columns.range)
  }
}

extension ShownImage {
  /// Whether it has some rows and columns, at least one of each.
  fileprivate func has(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
    !rows.isEmpty && !columns.isEmpty && rows.upperBound <= height && columns.upperBound <= width
  }
}
