import TerminalUI

/// All keys, from the one table of them.
enum HelpPicture {
  /// How far the help can be scrolled on a screen of a size.
  static func lastScroll(size: Size) -> Int {
    max(0, lines(columns: size.columns).count - max(0, size.rows - 3))
  }

  /// How far the help is scrolled where it begins with the keys of a context.
  static func scroll(to context: KeyMap.Context, size: Size) -> Int {
    let place = lines(columns: size.columns).firstIndex { line in
      line.contains { $0.text == context.title }
    }
    return min(place ?? 0, lastScroll(size: size))
  }

  static func draw(on canvas: inout Canvas, theme: Theme, scroll: Int) {
    let lines = lines(columns: canvas.size.columns)
    let room = max(0, canvas.size.rows - 3)
    let start = min(scroll, max(0, lines.count - room))
    canvas.write(" Keys", row: 0, column: 0, style: .role(.title, .bold))
    if lines.count > room {
      let shown = "\(start + 1) to \(min(lines.count, start + room)) of \(lines.count) lines"
      canvas.write(shown, row: 0, endingAt: canvas.size.columns - 1, style: .role(.inactive))
    }
    for (row, line) in lines.dropFirst(start).prefix(room).enumerated() {
      canvas.write(line, row: row + 2)
    }
  }

  /// Lines of two columns of contexts on a wide screen, else of one.
  private static func lines(columns: Int) -> [[StyledText]] {
    let blocks = KeyMap.Context.all.map(block)
    let width = (columns - 4) / 2
    let widest = blocks.joined().map { $0.reduce(0) { $0 + $1.text.columns } }.max() ?? 0
    guard widest < width else { return blocks.flatMap { $0.map { [StyledText(" ")] + $0 } + [[]] } }
    let total = blocks.reduce(0) { $0 + $1.count + 1 }
    var sides: [[[StyledText]]] = [[], []]
    for block in blocks {
      sides[sides[0].count + block.count <= total / 2 + 1 && sides[1].isEmpty ? 0 : 1] +=
        block + [[]]
    }
    return (0..<max(sides[0].count, sides[1].count)).map { row in
      let left = sides[0].indices.contains(row) ? sides[0][row] : []
      let right = sides[1].indices.contains(row) ? sides[1][row] : []
      let used = left.reduce(0) { $0 + $1.text.columns }
      return [StyledText("  ")] + left + [
        StyledText(String(repeating: " ", count: max(0, width - used)))
      ]
        + right
    }
  }

  private static func block(_ context: KeyMap.Context) -> [[StyledText]] {
    [[StyledText(context.title, .role(.title, .bold))]]
      + KeyMap.entries(in: context).map { entry in
        [
          StyledText("  " + entry.allKeys.padded(to: 27) + " ", .role(.key)),
          StyledText(entry.title, .role(.foreground)),
        ]
      }
  }
}
