import TerminalUI

/// The words of the pane in focus and all keys, from the one table of them, narrowed down by what is
/// typed.
struct HelpPicture {
  let keys: KeyMap
  /// The context whose words and keys come first.
  let context: KeyMap.Context
  /// What is looked for.
  let filter: String
  /// What is open.
  let notes: OpenedNotes

  /// How far the help can be scrolled on a screen of a size.
  func lastScroll(size: Size) -> Int {
    max(0, lines(columns: size.columns).count - max(0, size.rows - 3))
  }

  func draw(on canvas: inout Canvas, scroll: Int, prompt: LineEditor?) {
    let lines = lines(columns: canvas.size.columns)
    let room = max(0, canvas.size.rows - 3)
    let start = min(scroll, max(0, lines.count - room))
    var title = [StyledText(" Words and keys", .role(.title, .bold))]
    if let prompt {
      title.append(StyledText("  / ", .role(.key, .bold)))
      title += prompt.spans(width: 40)
    } else if !filter.isEmpty {
      title.append(StyledText("  /\(filter)", .role(.title)))
    }
    canvas.write(title, row: 0)
    if lines.count > room {
      let shown = "\(start + 1) to \(min(lines.count, start + room)) of \(lines.count) lines"
      canvas.write(shown, row: 0, endingAt: canvas.size.columns - 1, style: .role(.inactive))
    } else if lines.isEmpty {
      canvas.write("nothing found", row: 2, column: 2, style: .role(.warning))
    }
    for (row, line) in lines.dropFirst(start).prefix(room).enumerated() {
      canvas.write(line, row: row + 2)
    }
  }

  /// The pane's keys and words above, then lines of two columns of contexts on a wide screen, else of one.
  private func lines(columns: Int) -> [[StyledText]] {
    let rest = KeyMap.Context.all.filter { $0 != context && $0 != .everywhere }
    let blocks = ([.everywhere] + rest).map(block).filter { $0.count > 1 }
    let own = block(context).map { [StyledText("  ")] + $0 }
    let above = [own.count > 1 ? own : [], words(columns: columns), opened(columns: columns)]
      .flatMap { $0.isEmpty ? [] : $0 + [[]] }
    let width = (columns - 4) / 2
    let widest = blocks.joined().map { $0.reduce(0) { $0 + $1.text.columns } }.max() ?? 0
    guard widest < width else {
      return above + blocks.flatMap { $0.map { [StyledText(" ")] + $0 } + [[]] }
    }
    let total = blocks.reduce(0) { $0 + $1.count + 1 }
    var sides: [[[StyledText]]] = [[], []]
    for block in blocks {
      sides[sides[0].count + block.count <= total / 2 + 1 && sides[1].isEmpty ? 0 : 1] +=
        block + [[]]
    }
    return above
      + (0..<max(sides[0].count, sides[1].count)).map { row in
        let left = sides[0].indices.contains(row) ? sides[0][row] : []
        let right = sides[1].indices.contains(row) ? sides[1][row] : []
        let used = left.reduce(0) { $0 + $1.text.columns }
        return [StyledText("  ")] + left + [
          StyledText(String(repeating: " ", count: max(0, width - used)))
        ]
          + right
      }
  }

  private func isFound(_ texts: String...) -> Bool {
    let text = texts.joined(separator: " ").lowercased()
    return filter.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
  }

  /// The words and marks of the pane.
  private func words(columns: Int) -> [[StyledText]] {
    let id: PaneID
    switch context {
    case .pane(let pane), .inside(let pane): id = pane
    default: return []
    }
    guard let info = PaneRegistry.info(id) else { return [] }
    let shown = info.words.filter { isFound($0.word, $0.meaning) }
    return section("Words and marks of \(info.title)", shown.map { ($0.word, $0.meaning) }, columns)
  }

  /// What is open, and what is assumed of it.
  private func opened(columns: Int) -> [[StyledText]] {
    let shown = notes.all(width: columns - 20).filter { isFound($0.name, $0.words) }
    return section("What is open", shown, columns)
  }

  /// Terms below a heading, each with its meaning on as many lines as it takes.
  private func section(
    _ title: String, _ terms: [(name: String, words: String)], _ columns: Int
  ) -> [[StyledText]] {
    guard !terms.isEmpty else { return [] }
    let heading = min(columns / 3, (terms.map(\.name.columns).max() ?? 0) + 3)
    let lines = terms.flatMap { name, words in
      words.wrapped(to: max(10, columns - heading - 5)).enumerated().map { place, line in
        [
          StyledText("    " + (place == 0 ? name : "").padded(to: heading), .role(.node)),
          StyledText(line, .role(.foreground)),
        ]
      }
    }
    return [[StyledText("  \(title)", .role(.title, .bold))]] + lines
  }

  private func block(_ context: KeyMap.Context) -> [[StyledText]] {
    [[StyledText(keys.title(of: context), .role(.title, .bold))]]
      + keys.entries(in: context).filter { isFound($0.allKeys, $0.title) }.map { entry in
        [
          StyledText("  " + entry.allKeys.padded(to: 27) + " ", .role(.key)),
          StyledText(entry.title, .role(.foreground)),
        ]
      }
  }
}
