extension Canvas {
  /// Its text, a line a row, without colours and without blanks at the ends of lines.
  package var text: String {
    rows.map { row in
      let end = row.lastIndex { $0.grapheme != " " }.map { $0 + 1 } ?? row.startIndex
      return String(row[row.startIndex..<end].lazy.filter { !$0.isContinuation }.map(\.grapheme))
        + "\n"
    }.joined()
  }

  /// Its text with the colours of a theme, as escape sequences that terminals understand (SGR).
  package func ansi(_ theme: Theme) -> String {
    rows.map { row in
      let blank = Cell()
      // A background of the theme's own goes on to the edge.
      let end =
        theme.color(.role(.background)) == .default
        ? row.lastIndex { $0 != blank }.map { $0 + 1 } ?? row.startIndex : row.endIndex
      var line = ""
      var current: String?
      for cell in row[row.startIndex..<end] where !cell.isContinuation {
        let code = theme.rendition(of: cell).code
        if code != current { line += "\u{1B}[0\(code)m" }
        current = code
        line.append(cell.grapheme)
      }
      return line + (current == nil || current == "" ? "" : "\u{1B}[0m") + "\n"
    }.joined()
  }

  private var rows: [ArraySlice<Cell>] {
    (0..<size.rows).map { cells[$0 * size.columns..<($0 + 1) * size.columns] }
  }
}

extension Rendition {
  /// The parameters of its escape sequence, each after a semicolon.
  package var code: String {
    var code = ""
    if emphasis.contains(.bold) { code += ";1" }
    if emphasis.contains(.dim) { code += ";2" }
    if emphasis.contains(.underline) { code += ";4" }
    if emphasis.contains(.reverse) { code += ";7" }
    return code + foreground.code(named: 30, other: 38) + background.code(named: 40, other: 48)
  }
}

extension Color {
  fileprivate func code(named: Int, other: Int) -> String {
    switch self {
    case .default: return ""
    case .indexed(let index) where index < 8: return ";\(named + Int(index))"
    case .indexed(let index) where index < 16: return ";\(named + 60 + Int(index) - 8)"
    case .indexed(let index): return ";\(other);5;\(index)"
    case .rgb(let red, let green, let blue): return ";\(other);2;\(red);\(green);\(blue)"
    }
  }
}
