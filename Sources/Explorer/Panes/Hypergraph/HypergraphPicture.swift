import DeepDataProfiler
import TerminalUI

/// The incidence table: a row for each class, a column for each group of vectors or each vector.
struct HypergraphPicture {
  /// Whether a column is a vector rather than a group.
  let showsVectors: Bool
  /// The labels that are searched for.
  let matches: Set<Int>
  let context: PaneContext

  var position: String {
    guard let hierarchy = context.hierarchy.value, !hierarchy.groups.isEmpty else { return "" }
    let labels = hierarchy.significance.hypergraph.edges
    let row = labels.firstIndex { $0 == context.label }.map { "class \($0 + 1)" }
    let columns = columns(hierarchy)
    let kind = showsVectors ? "vector" : "group"
    let column = columns.firstIndex(where: \.isSelected).map { "\(kind) \($0 + 1)" }
    return (row ?? "no class") + " of \(labels.count.grouped), " + (column ?? "no \(kind)")
      + " of \(columns.count.grouped)"
  }

  /// A column of the table.
  private struct Column {
    let label: String
    /// The labels of the classes it belongs to.
    let classes: [Int]
    let isSelected: Bool
  }

  private func columns(_ hierarchy: SemanticHierarchy) -> [Column] {
    if showsVectors {
      let pairs = hierarchy.groups.flatMap { group in group.nodes.map { ($0, group.classes) } }
      return pairs.sorted { $0.0 < $1.0 }.map { node, classes in
        Column(
          label: node.label(hierarchy.significance.parameters.polarity), classes: classes,
          isSelected: node == context.selection.node)
      }
    }
    return hierarchy.groups.map { group in
      Column(
        label: group.label(hierarchy), classes: group.classes,
        isSelected: group.nodes.contains(context.selection.node))
    }
  }

  /// The width of the longest class name, up to a most.
  private func nameWidth(_ labels: [Int], most: Int) -> Int {
    var width = 5
    for label in labels where width < most {
      width = max(width, min(most, context.className(label).columns))
    }
    return width
  }

  func draw(_ hierarchy: SemanticHierarchy, on canvas: inout Canvas) {
    let columns = columns(hierarchy)
    let hypergraph = hierarchy.significance.hypergraph
    let labels = hypergraph.edges
    let count = max(2, String(hierarchy.nodeCount).count)
    let name = nameWidth(labels, most: max(5, canvas.size.columns / 4))
    let left = 2 + name + 1 + count + 2
    let width = (columns.map { $0.label.columns }.max() ?? 0) + 2
    let selected = columns.firstIndex(where: \.isSelected)
    let visible = max(1, (canvas.size.columns - left) / width)
    let window = List.window(columns.count, around: selected ?? 0, rows: visible)
    canvas.write("  class".padded(to: 3 + name), row: 0, column: 0, style: .role(.inactive))
    canvas.write("#v", row: 0, endingAt: 3 + name + count, style: .role(.inactive))
    for (slot, index) in window.enumerated() {
      let style =
        columns[index].isSelected ? context.selected : Style.role(.node)
      canvas.write(
        columns[index].label.aligned(to: width - 1), row: 0, column: left + slot * width,
        style: style)
    }
    let notes = canvas.size.rows > 6 ? notes(hierarchy, width: canvas.size.columns - 2) : []
    let rows = canvas.size.rows - 1 - (notes.isEmpty ? 0 : notes.count + 1)
    let cursor = labels.firstIndex { $0 == context.label }
    let members = window.map { Set(columns[$0].classes) }
    for (line, edge) in List.window(labels.count, around: cursor ?? 0, rows: rows)
      .enumerated()
    {
      let isSelected = edge == cursor
      let style = isSelected ? context.selected : Style()
      canvas.fill(rows: line + 1..<line + 2, style: style)
      var nameStyle = style
      if matches.contains(labels[edge]) { nameStyle.foreground = .role(.match) }
      canvas.write(
        (isSelected ? context.marker : " ") + " "
          + context.className(labels[edge]).padded(to: name) + " ",
        row: line + 1, column: 0, style: nameStyle)
      canvas.write(
        "\(hypergraph.size(ofEdge: edge))".aligned(to: count), row: line + 1, column: 3 + name,
        style: isSelected ? style : .role(.inactive))
      for (slot, index) in window.enumerated() {
        draw(
          columns[index], in: labels[edge], members[slot], on: &canvas, row: line + 1,
          column: left + slot * width + width - 1 - (columns[index].label.columns + 1) / 2,
          line: style)
      }
    }
    for (line, note) in notes.enumerated() {
      canvas.write(
        note.cut(to: canvas.size.columns - 2), row: canvas.size.rows - notes.count + line,
        column: 1, style: .role(.footer))
    }
  }

  private func draw(
    _ column: Column, in label: Int, _ members: Set<Int>, on canvas: inout Canvas, row: Int,
    column place: Int, line: Style
  ) {
    let isOn = members.contains(label)
    let isCrossing = column.isSelected && label == context.label
    var style = line
    // The quiet colour of what is off would be lost on the cursor's background.
    if isOn { style.foreground = .role(.incidenceOn) }
    if !isOn, !column.isSelected, line == Style() { style.foreground = .role(.incidenceOff) }
    if column.isSelected, line.background == .role(.background), !line.emphasis.contains(.reverse) {
      style.background = context.selected.background
      style.emphasis.insert(.bold)
    }
    canvas.put(
      Canvas.Cell(isOn ? context.glyphs.on : context.glyphs.off, style), row: row, column: place)
    guard isCrossing else { return }
    style.foreground = .role(.foreground)
    canvas.put(Canvas.Cell("[", style), row: row, column: place - 1)
    canvas.put(Canvas.Cell("]", style), row: row, column: place + 1)
  }

  /// How much there is, and what the cursor is on.
  private func notes(_ hierarchy: SemanticHierarchy, width: Int) -> [String] {
    let labels = hierarchy.significance.hypergraph.edges
    var first =
      "\(hierarchy.nodeCount.counted("vector")) in "
      + "\(hierarchy.groups.count.counted("group")), "
      + labels.count.counted("class", plural: "classes")
    if let label = context.label, !labels.contains(label) {
      first += "; \(context.className(label)) has no significant vector"
    }
    guard let index = context.group(in: hierarchy) else {
      return [first] + context.shortfallWords(in: hierarchy.significance).wrapped(to: width)
    }
    let group = hierarchy.groups[index]
    let label = group.label(hierarchy) + ": "
    let names = context.names(
      ofClasses: group.classes, width: width - label.columns, rows: 1,
      ellipsis: context.glyphs.ellipsis)
    return [first, label + names.joined()]
  }
}
