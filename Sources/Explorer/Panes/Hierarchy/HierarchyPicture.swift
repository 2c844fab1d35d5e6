import DeepDataProfiler
import TerminalUI

/// The semantic hierarchy: its diagram, and the selected group's vectors, classes and images.
struct HierarchyPicture {
  /// The most thumbnails of exemplary images.
  static let thumbnails = 8

  let hierarchy: SemanticHierarchy
  /// Whether exemplary images are of all classes rather than of the group's own.
  let isOfAllImages: Bool
  /// Whether the cursor is among the exemplary images.
  let isInside: Bool
  /// The groups that are searched for.
  let matches: Set<Int>
  let context: PaneContext

  /// The exemplary images of a group that are shown.
  private func exemplars(of group: SemanticHierarchy.Group) -> [SemanticHierarchy.Exemplar] {
    isOfAllImages ? group.exemplarsOfAll : group.exemplars
  }

  func draw(on canvas: inout Canvas) {
    let levels = HierarchyLevels(hierarchy)
    let selected = context.group(in: hierarchy)
    let rows = canvas.size.rows
    let needed = max(5, levels.levels.count * 3)
    /// The words, and the rows that are left for pictures.
    func details(imageRows: Int) -> (lines: ArraySlice<[StyledText]>, tiles: Int) {
      let lines = self.details(
        selected, width: canvas.size.columns - 2, imageRows: imageRows
      ).prefix(max(0, rows - 3))
      let spare = rows - lines.count - 1 - needed
      return (lines, selected == nil || spare < 6 ? 0 : min(10, spare))
    }
    var (shownDetails, tiles) = details(imageRows: rows < 14 ? 1 : 2)
    // Pictures rather than a second line of their names.
    if tiles == 0, details(imageRows: 1).tiles > 0 {
      (shownDetails, tiles) = details(imageRows: 1)
    }
    let spare = rows - shownDetails.count - 1
    let diagramRows = max(0, spare - tiles)
    var diagram = Canvas(size: Size(columns: canvas.size.columns, rows: diagramRows))
    HierarchyDiagram(
      hierarchy: hierarchy, levels: levels, selected: selected, matches: matches, context: context
    ).draw(on: &diagram)
    canvas.draw(diagram, row: 0, column: 0)
    var row = diagramRows
    for column in 0..<canvas.size.columns where row < rows {
      canvas.put(
        Canvas.Cell(context.glyphs.horizontal, .role(.border)), row: row, column: column)
    }
    row += 1
    for line in shownDetails {
      canvas.write(line, row: row, column: 1, width: canvas.size.columns - 2)
      row += 1
    }
    if tiles > 0, let selected {
      drawTiles(hierarchy.groups[selected], on: &canvas, row: row, rows: tiles)
    }
  }

  private func details(_ selected: Int?, width: Int, imageRows: Int) -> [[StyledText]] {
    guard let selected else {
      let words = context.shortfallWords(in: hierarchy.significance) + "; arrows pick a group"
      return words.wrapped(to: width).map { [StyledText($0, .role(.warning))] }
    }
    let group = hierarchy.groups[selected]
    let signs = group.nodes.map { ($0.isNegative ? "-" : "+") + "v\($0.vector)" }
    func lines(_ name: String, _ lines: [String]) -> [[StyledText]] {
      lines.enumerated().map { index, line in
        [StyledText((index == 0 ? name : "").padded(to: 9), .role(.inactive)), StyledText(line)]
      }
    }
    let (room, ellipsis) = (max(1, width - 9), context.glyphs.ellipsis)
    return lines(
      "vectors",
      Listing.lines(signs, between: "", width: room, rows: 2, ellipsis: ellipsis))
      + lines(
        "classes",
        context.names(ofClasses: group.classes, width: room, rows: 2, ellipsis: ellipsis))
      + images(of: group, width: width, rows: imageRows)
  }

  /// The exemplary images by number and class with their signals, the selected one marked.
  private func images(
    of group: SemanticHierarchy.Group, width: Int, rows: Int
  ) -> [[StyledText]] {
    let heading = isOfAllImages ? "of all" : "images"
    var lines: [[StyledText]] = []
    var used = width
    for exemplar in exemplars(of: group) {
      let isSelected = exemplar.image == context.selection.image
      let text = name(of: exemplar, in: group)
      let signal = exemplar.signal.signed
      let columns = text.columns + signal.columns + 4
      if used + columns - 1 > width {
        guard lines.count < rows else { break }
        lines.append([StyledText((lines.isEmpty ? heading : "").padded(to: 9), .role(.inactive))])
        used = 9
      }
      let style: Style =
        isSelected && isInside
        ? context.selected
        : isStranger(exemplar, to: group) ? .role(.warning) : .role(.foreground)
      lines[lines.count - 1] += [
        StyledText(isSelected ? "[\(text)" : " \(text)", style),
        StyledText(" \(signal)", .role(.inactive)), StyledText(isSelected ? "] " : "  ", style),
      ]
      used += columns
    }
    guard exemplars(of: group).contains(where: { isStranger($0, to: group) }) else {
      return lines
    }
    return lines + [
      [StyledText("".padded(to: 9) + "!  of none of these classes", .role(.inactive))]
    ]
  }

  /// An image's number and class, after a mark if that is none of the group's.
  private func name(
    of exemplar: SemanticHierarchy.Exemplar, in group: SemanticHierarchy.Group
  ) -> String {
    (isStranger(exemplar, to: group) ? "!" : "")
      + context.name(ofImage: exemplar.image).cut(to: 20)
  }

  private func isStranger(
    _ exemplar: SemanticHierarchy.Exemplar, to group: SemanticHierarchy.Group
  ) -> Bool {
    let labels = context.findings.dataSet?.labels ?? []
    return labels.indices.contains(exemplar.image)
      && !group.classes.contains(labels[exemplar.image])
  }

  private func drawTiles(
    _ group: SemanticHierarchy.Group, on canvas: inout Canvas, row: Int, rows: Int
  ) {
    let room = Size(columns: min(2 * (rows - 1), 18), rows: rows - 1)
    var column = 1
    for exemplar in exemplars(of: group).prefix(Self.thumbnails)
    where column + room.columns < canvas.size.columns {
      let image = exemplar.image
      var size = Size(columns: 10, rows: 1)
      if let tile = context.picture(ofImage: image) {
        size = tile.draw(
          on: &canvas, row: row, column: column, room: room, display: context.display, zoom: 1)
      } else {
        let question = FeatureMapsQuestion(.input, layer: 0, image: image)
        let isSettled = context.findings[AnyQuestion(question)]?.isSettled == true
        canvas.write(
          isSettled ? "no picture" : String(context.glyphs.ellipsis), row: row, column: column,
          style: .role(.inactive), width: room.columns)
      }
      let width = max(10, size.columns)
      let isSelected = image == context.selection.image
      canvas.write(
        ((isSelected ? context.marker : "") + name(of: exemplar, in: group)).cut(to: width),
        row: row + size.rows, column: column,
        style: isSelected ? .role(.foreground, .bold) : .role(.inactive))
      column += width + 2
    }
  }
}
