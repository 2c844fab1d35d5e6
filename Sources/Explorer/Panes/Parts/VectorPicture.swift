import DeepDataProfiler
import TerminalUI

/// A picture that wants much room, and on its right, where there is more, the list of the layer's
/// singular values.
enum VectorPicture {
  /// The least columns that such a picture and the list fit into.
  static let leastColumns = 64

  static func draw(
    on canvas: inout Canvas, list: SingularValueList, picture: (inout Canvas) -> Void
  ) {
    if canvas.size.columns >= leastColumns, canvas.size.rows >= 4 {
      drawBoth(on: &canvas, list: list, picture: picture)
    } else {
      var chart = Canvas(
        size: Size(columns: max(0, canvas.size.columns - 1), rows: canvas.size.rows))
      picture(&chart)
      canvas.draw(chart, row: 0, column: 1)
    }
  }

  /// Both side by side, whatever room there is.
  static func drawBoth(
    on canvas: inout Canvas, list: SingularValueList, picture: (inout Canvas) -> Void
  ) {
    let size = canvas.size
    let columns = min(34, size.columns / 2)
    let left = size.columns - columns - 1
    var chart = Canvas(size: Size(columns: max(0, left - 1), rows: size.rows))
    picture(&chart)
    canvas.draw(chart, row: 0, column: 1)
    var rest = Canvas(size: Size(columns: columns, rows: size.rows))
    list.draw(on: &rest)
    canvas.draw(rest, row: 0, column: left + 1)
  }
}
