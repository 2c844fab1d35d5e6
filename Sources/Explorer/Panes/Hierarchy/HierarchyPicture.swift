import DeepDataProfiler
import TerminalUI

/// The semantic hierarchy: its diagram, and the selected group's vectors, classes and pictures.
struct HierarchyPicture {
  let hierarchy: SemanticHierarchy
  /// The layer that it is of.
  let layer: Int
  /// Whether exemplary images are of all classes rather than of the group's own.
  let isOfAllImages: Bool
  /// Whether the cursor is among the exemplary images.
  let isInside: Bool
  /// The groups that are searched for.
  let matches: Set<Int>
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    let parts = parts(in: canvas.size)
    canvas.draw(drawnDiagram(parts), row: 0, column: 0)
    var row = parts.diagramRows
    for column in 0..<parts.columns where row < canvas.size.rows {
      canvas.put(
        Canvas.Cell(context.glyphs.horizontal, .role(.border)), row: row, column: column)
    }
    if row < canvas.size.rows {
      let tile = parts.nodes?.tile ?? parts.strip?.tile
      let note = tile.flatMap { context.reductionWords(ofImagesIn: $0) }.map { "images: \($0)" }
      if parts.hasNeighbours {
        canvas.write(
          note.map { " \($0) " } ?? "", row: row, column: 1, style: .role(.inactive),
          width: parts.columns - 2)
      } else {
        parts.diagram.drawMarks(on: &canvas, row: row, columns: parts.columns, note: note)
      }
    }
    row += 1
    for line in parts.words {
      canvas.write(line, row: row, column: 1, width: parts.columns - 2)
      row += 1
    }
    guard let strip = parts.strip, let selected = parts.diagram.selected else { return }
    let pictures = pictures(of: selected)
    pictures.draw(
      pictures.some(strip.count), on: &canvas, row: strip.isBeside ? 0 : row,
      column: strip.isBeside ? parts.columns + 1 : 1, tile: strip.tile)
  }

  private func drawnDiagram(_ parts: HierarchyParts) -> Canvas {
    var canvas = Canvas(size: Size(columns: parts.columns, rows: parts.diagramRows))
    if parts.hasNeighbours {
      HierarchyNeighbours(
        hierarchy: hierarchy, levels: parts.diagram.levels, selected: parts.diagram.selected,
        matches: matches, context: context
      ).draw(on: &canvas)
      return canvas
    }
    parts.diagram.draw(on: &canvas) { group, canvas, place in
      guard let nodes = parts.nodes else { return }
      let pictures = pictures(of: group)
      let shown = Array(pictures.all.prefix(nodes.count))
      let width = shown.count * (nodes.tile.columns + 1) - 1
      pictures.draw(
        shown, on: &canvas, row: place.row, column: place.column - width / 2, tile: nodes.tile)
    }
    return canvas
  }

  /// The pictures for which there is room, the selected group's first, then those of the groups nearest
  /// to it; where there is none at all, as the pane is not on the screen, the selected group's.
  func picturesInSight(in room: Size) -> [GroupPictures.Picture] {
    if room.rows == 0 { return context.group(in: hierarchy).map { pictures(of: $0).all } ?? [] }
    let parts = parts(in: room)
    guard let selected = parts.diagram.selected else { return [] }
    let strip = parts.strip.map { pictures(of: selected).some($0.count) } ?? []
    guard let nodes = parts.nodes else { return strip }
    return strip
      + parts.diagram.groupsInSight(rows: parts.diagramRows, columns: parts.columns).flatMap {
        pictures(of: $0).all.prefix(nodes.count)
      }
  }

  private func pictures(of group: Int) -> GroupPictures {
    GroupPictures(
      group: hierarchy.groups[group], layer: layer, isOfAllImages: isOfAllImages, context: context)
  }

  private func parts(in room: Size) -> HierarchyParts {
    let selected = context.group(in: hierarchy)
    return HierarchyParts(
      room: room, hierarchy: hierarchy, levels: HierarchyLevels(hierarchy), selected: selected,
      matches: matches, context: context
    ) { width, rows in
      guard let selected else {
        let words =
          context.shortfallWords(in: hierarchy.significance) + "; \(context.moves) pick a group"
        return words.wrapped(to: width).map { [StyledText($0, .role(.warning))] }
      }
      return HierarchyDetails(
        pictures: pictures(of: selected), width: width, isInside: isInside
      ).lines(each: rows)
    }
  }
}
