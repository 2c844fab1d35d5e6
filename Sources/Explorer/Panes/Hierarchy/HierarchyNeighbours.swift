import DeepDataProfiler
import TerminalUI

/// What keys go to from the selected group, where a diagram has too few rows: the groups that cover it,
/// those of its level, and those that it covers, a row each.
struct HierarchyNeighbours {
  let hierarchy: SemanticHierarchy
  let levels: HierarchyLevels
  let selected: Int?
  /// The groups that are searched for.
  let matches: Set<Int>
  let context: PaneContext

  /// How many rows it has.
  static let rows = 3

  private static let heading = 8

  /// A row: its name and colour, its groups from left to right, and the one that is in sight in any case.
  private typealias Line = (name: String, role: Role, groups: [Int], nearest: Int?)

  func draw(on canvas: inout Canvas) {
    for (row, line) in lines.enumerated() { draw(line, on: &canvas, row: row) }
  }

  private var lines: [Line] {
    guard let selected else {
      return levels.levels.first.map { [("highest", .node, $0, $0.first)] } ?? []
    }
    func ordered(_ groups: [Int]) -> [Int] {
      groups.sorted { levels.position(of: $0) < levels.position(of: $1) }
    }
    return [
      ("above", .ancestor, ordered(levels.upper[selected]), levels.group(.up, from: selected)),
      ("level", .node, levels.levels[levels.places[selected].level], selected),
      ("below", .descendant, ordered(levels.lower[selected]), levels.group(.down, from: selected)),
    ]
  }

  private func draw(_ line: Line, on canvas: inout Canvas, row: Int) {
    canvas.write(line.name, row: row, column: 1, style: .role(.inactive))
    guard let nearest = line.nearest, let place = line.groups.firstIndex(of: nearest) else {
      canvas.write("none", row: row, column: 1 + Self.heading, style: .role(.inactive))
      return
    }
    let widths = line.groups.map { words(of: $0).columns + 1 }
    let room = canvas.size.columns - Self.heading - 4
    var window = place..<place + 1
    func isWithin(_ window: Range<Int>) -> Bool { widths[window].reduce(0, +) <= room }
    while true {
      let next = window.lowerBound..<min(widths.count, window.upperBound + 1)
      let last = max(0, window.lowerBound - 1)..<window.upperBound
      if next != window, isWithin(next) {
        window = next
      } else if last != window, isWithin(last) {
        window = last
      } else {
        break
      }
    }
    var column = Self.heading
    if window.lowerBound > 0 {
      canvas.write("\(context.glyphs.left)", row: row, column: column, style: .role(.warning))
    }
    column += 1
    for group in line.groups[window] {
      let text = words(of: group)
      if let node = hierarchy.groups[group].nodes.first {
        canvas.mark(
          node.label(hierarchy.significance.parameters.polarity), row: row, column: column,
          size: Size(columns: text.columns, rows: 1))
      }
      canvas.write(text, row: row, column: column, style: style(of: group, in: line))
      column += text.columns + 1
    }
    if window.upperBound < widths.count {
      canvas.write("\(context.glyphs.right)", row: row, column: column, style: .role(.warning))
    }
  }

  private func words(of group: Int) -> String {
    let label = hierarchy.groups[group].label(hierarchy)
    return group == selected ? "[\(label)]" : " \(label) "
  }

  private func style(of group: Int, in line: Line) -> Style {
    var style = group == selected ? context.selected : .role(line.role)
    if matches.contains(group) { style.foreground = .role(.match) }
    return style
  }
}
