import TerminalUI

/// The sheet of a stage, with those of the stages before and after it where there is room for three.
struct StagesPicture {
  let sheet: StageSheet
  /// The sheets before and after it; nil where there is no such stage, and while it is not known.
  let beside: [StageSheet?]
  /// What is said in place of one that is not known.
  let words: [String?]

  /// The columns from which on there are three sheets.
  private static let wide = 108
  private static let gap = 1

  /// Whether there is room for three sheets.
  static func hasThree(in room: Size) -> Bool { room.columns >= wide }

  /// The size of a sheet within some room.
  static func sheetSize(in room: Size) -> Size {
    !hasThree(in: room)
      ? Size(columns: room.columns - 1, rows: room.rows)
      : Size(columns: (room.columns - 1 - 2 * gap) / 3, rows: room.rows)
  }

  func draw(on canvas: inout Canvas) {
    let size = Self.sheetSize(in: canvas.size)
    guard Self.hasThree(in: canvas.size) else {
      draw(sheet, nil, isCurrent: true, on: &canvas, column: 1, size)
      return
    }
    let sheets = [(beside[0], words[0]), (sheet, nil), (beside[1], words[1])]
    for (place, (sheet, words)) in sheets.enumerated() {
      draw(
        sheet, words, isCurrent: place == 1, on: &canvas,
        column: 1 + place * (size.columns + Self.gap), size)
    }
  }

  private func draw(
    _ sheet: StageSheet?, _ words: String?, isCurrent: Bool, on canvas: inout Canvas, column: Int,
    _ size: Size
  ) {
    var part = Canvas(size: size)
    if let sheet {
      sheet.draw(on: &part, isCurrent: isCurrent)
    } else if let words {
      part.write(paragraph: words, row: 0, style: .role(.inactive))
    }
    canvas.draw(part, row: 0, column: column)
  }
}
