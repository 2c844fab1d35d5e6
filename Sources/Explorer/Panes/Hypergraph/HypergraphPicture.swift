import DeepDataProfiler
import TerminalUI

/// The incidence table: a row for each class, a column for each group of vectors or each vector.
struct HypergraphPicture {
  /// Whether a column is a vector rather than a group.
  let showsVectors: Bool
  /// The classes from top to bottom.
  let labels: [Int]
  let order: ClassOrder
  let context: PaneContext

  var position: String {
    guard let hierarchy = context.hierarchy.value, !hierarchy.groups.isEmpty else { return "" }
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
    guard !labels.isEmpty else {
      canvas.write(
        paragraph: "No class matches; \(context.key(.close)) clears the filter.", row: 0)
      return
    }
    let hypergraph = hierarchy.significance.hypergraph
    let edges = Dictionary(
      zip(hypergraph.edges, hypergraph.edges.indices)
    ) { first, _ in first }
    let count = max(2, String(hierarchy.nodeCount).count)
    let name = nameWidth(labels, most: max(5, canvas.size.columns / 4))
    let left = 2 + name + 1 + count + 2
    let width = (columns.map { $0.label.columns }.max() ?? 0) + 2
    let selected = columns.firstIndex(where: \.isSelected)
    // The last column is that of the bar.
    let visible = max(1, (canvas.size.columns - left - 1) / width)
    let window = List.window(columns.count, around: selected ?? 0, rows: visible)
    let (up, down) = (String(context.glyphs.above), String(context.glyphs.below))
    canvas.write(
      "  class" + (order == .name ? up : ""), row: 0, column: 0, style: .role(.inactive))
    canvas.write(
      "#v" + (order == .count ? down : " "), row: 0, endingAt: 4 + name + count,
      style: .role(.inactive))
    let more = Style.role(.inactive)
    if window.lowerBound > 0 {
      canvas.put(Canvas.Cell(context.glyphs.left, more), row: 0, column: left - 1)
    }
    if window.upperBound < columns.count {
      canvas.put(
        Canvas.Cell(context.glyphs.right, more), row: 0, column: canvas.size.columns - 1)
    }
    for (slot, index) in window.enumerated() {
      let style =
        columns[index].isSelected ? context.selected : Style.role(.node)
      canvas.write(
        columns[index].label.aligned(to: width - 1), row: 0, column: left + slot * width,
        style: style)
      if let vector = columns[index].label.split(separator: " ").first {
        canvas.mark(
          String(vector), row: 0, column: left + slot * width,
          size: Size(columns: width, rows: canvas.size.rows))
      }
    }
    let notes = canvas.size.rows > 6 ? notes(hierarchy, in: canvas.size) : []
    let rows = canvas.size.rows - 1 - (notes.isEmpty ? 0 : notes.count + 1)
    let cursor = labels.firstIndex { $0 == context.label }
    let members = window.map { Set(columns[$0].classes) }
    let classes = List.window(labels.count, around: cursor ?? 0, rows: rows)
    for (line, place) in classes.enumerated() {
      let isSelected = place == cursor
      let style = isSelected ? context.selected : Style()
      canvas.fill(rows: line + 1..<line + 2, style: style)
      canvas.mark(
        "output \(labels[place])", row: line + 1, column: 0,
        size: Size(columns: canvas.size.columns, rows: 1))
      var nameStyle = style
      if context.sought != nil { nameStyle.foreground = .role(.match) }
      canvas.write(
        (isSelected ? context.marker : " ") + " "
          + context.className(labels[place]).padded(to: name) + " ",
        row: line + 1, column: 0, style: nameStyle)
      let size = edges[labels[place]].map { hypergraph.size(ofEdge: $0) } ?? 0
      canvas.write(
        "\(size)".aligned(to: count), row: line + 1, column: 3 + name,
        style: isSelected ? style : .role(.inactive))
      for (slot, index) in window.enumerated() {
        draw(
          columns[index], in: labels[place], members[slot], on: &canvas, row: line + 1,
          column: left + slot * width + width - 1 - (columns[index].label.columns + 1) / 2,
          line: style)
      }
    }
    List.drawBar(
      on: &canvas, rows: 1..<1 + classes.count, window: classes, of: labels.count,
      glyphs: context.glyphs)
    canvas.note(.init("classes", classes, of: labels.count, growsWithRows: true))
    canvas.note(.init(showsVectors ? "vectors" : "groups", window, of: columns.count))
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
  private func notes(_ hierarchy: SemanticHierarchy, in room: Size) -> [String] {
    let width = room.columns - 2
    let labels = hierarchy.significance.hypergraph.edges
    var first =
      "\(hierarchy.nodeCount.counted("vector")) in "
      + "\(hierarchy.groups.count.counted("group")), "
      + labels.count.counted("class", plural: "classes")
    if let label = context.label, !labels.contains(label) {
      let name = context.className(label)
      let words = ["; \(name) has no significant vector", "; \(name) has none", "; no \(name)"]
      first += words.first { first.columns + $0.columns <= width } ?? ""
    }
    guard let index = context.group(in: hierarchy) else {
      return [first] + context.shortfallWords(in: hierarchy.significance).wrapped(to: width)
    }
    let group = hierarchy.groups[index]
    let label = group.label(hierarchy) + ": "
    // With the whole screen, in as many lines as it takes, as long as some rows of the table are left.
    let names = context.names(
      ofClasses: group.classes, width: width - label.columns,
      rows: context.isZoomed ? max(1, room.rows - 12) : 1, ellipsis: context.glyphs.ellipsis)
    let indentation = String(repeating: " ", count: label.columns)
    return [first] + (member(of: group, in: hierarchy).map { [$0] } ?? [])
      + names.enumerated().map { ($0 == 0 ? label : indentation) + $1 }
  }

  /// Which of a group's vectors is selected, where it has several.
  private func member(
    of group: SemanticHierarchy.Group, in hierarchy: SemanticHierarchy
  ) -> String? {
    let node = context.selection.node
    guard group.nodes.count > 1, let place = group.nodes.firstIndex(of: node) else { return nil }
    let values = context.spectrum(ofLayer: context.selection.layer)?.singularValues ?? []
    let value = values.indices.contains(node.vector) ? ", s \(values[node.vector].brief)" : ""
    return "\(node.label(hierarchy.significance.parameters.polarity))\(value): "
      + "\(place + 1) of the group's \(group.nodes.count) vectors"
  }
}
