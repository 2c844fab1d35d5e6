import DeepDataProfiler
import TerminalUI

/// The Hasse diagram of a hierarchy: its groups level by level, and a line for each cover.
struct HierarchyDiagram {
  let hierarchy: SemanticHierarchy
  let levels: HierarchyLevels
  let selected: Int?
  /// The groups that are searched for.
  let matches: Set<Int>
  let context: PaneContext

  /// Where the diagram lies in its canvas.
  private struct Geometry {
    let labels: [String]
    let slot, virtual, offset: Int
    let firstLevel, pitch: Int
    let hasClasses: Bool
  }

  func draw(on canvas: inout Canvas) {
    guard canvas.size.rows > 0, canvas.size.columns > 8 else { return }
    let geometry = geometry(canvas.size)
    let (above, below) =
      selected.map {
        (levels.ancestors(of: $0), levels.descendants(of: $0))
      } ?? ([], [])
    drawCovers(geometry, above, below, on: &canvas)
    drawGroups(geometry, above, below, on: &canvas)
    drawEdges(geometry, on: &canvas)
  }

  private func geometry(_ size: Size) -> Geometry {
    let labels = hierarchy.groups.map { $0.label(hierarchy) }
    let slot = (labels.map(\.columns).max() ?? 0) + 4
    let virtual = max(size.columns, slot * (levels.levels.map(\.count).max() ?? 1))
    let center = selected.map { Int(levels.position(of: $0) * Double(virtual)) } ?? 0
    let offset = (center - size.columns / 2).clamped(to: 0..<virtual - size.columns + 1)
    let count = levels.levels.count
    let pitch =
      count > 1 ? max(2, min(5, (size.rows - 1) / (count - 1))) : max(2, min(5, size.rows))
    let hasClasses = pitch >= 4
    let rows = (size.rows - (hasClasses ? 2 : 1)) / pitch + 1
    let level = selected.map { levels.places[$0].level } ?? 0
    let first = List.window(count, around: level, rows: rows).lowerBound
    return Geometry(
      labels: labels, slot: slot, virtual: virtual, offset: offset, firstLevel: first,
      pitch: pitch, hasClasses: hasClasses)
  }

  /// The middle of a group's label.
  private func place(_ group: Int, _ geometry: Geometry) -> (row: Int, column: Int) {
    (
      (levels.places[group].level - geometry.firstLevel) * geometry.pitch,
      Int(levels.position(of: group) * Double(geometry.virtual)) - geometry.offset
    )
  }

  /// Whether all covers together would be a thicket: then only the selected group's are drawn.
  private var isDense: Bool { hierarchy.covers.count > 60 }

  private func drawCovers(
    _ geometry: Geometry, _ above: Set<Int>, _ below: Set<Int>, on canvas: inout Canvas
  ) {
    var dots = Braille(size: canvas.size)
    func draw(_ cover: SemanticHierarchy.Cover, _ style: Style, every gap: Int) {
      let (upper, lower) = (place(cover.upper, geometry), place(cover.lower, geometry))
      let start = upper.row + (geometry.hasClasses ? 2 : 1)
      dots.line(
        from: (2 * upper.column, 4 * start), to: (2 * lower.column, 4 * lower.row - 1),
        style: style, every: gap)
    }
    var marked: [(SemanticHierarchy.Cover, Style)] = []
    for cover in hierarchy.covers {
      if isDense {
        if cover.lower == selected { marked.append((cover, .role(.ancestor, .bold))) }
        if cover.upper == selected { marked.append((cover, .role(.descendant, .bold))) }
      } else if above.contains(cover.upper), above.contains(cover.lower) || cover.lower == selected
      {
        marked.append((cover, .role(.ancestor, .bold)))
      } else if below.contains(cover.lower), below.contains(cover.upper) || cover.upper == selected
      {
        marked.append((cover, .role(.descendant, .bold)))
      } else {
        draw(cover, .role(.edge), every: 3)
      }
    }
    for (cover, style) in marked { draw(cover, style, every: 1) }
    dots.draw(on: &canvas, row: 0, column: 0, isUnicode: context.display.isUnicode)
  }

  private func drawGroups(
    _ geometry: Geometry, _ above: Set<Int>, _ below: Set<Int>, on canvas: inout Canvas
  ) {
    for group in hierarchy.groups.indices {
      let place = place(group, geometry)
      guard place.row >= 0, place.row < canvas.size.rows else { continue }
      guard place.column >= 0, place.column < canvas.size.columns else { continue }
      var (text, style) = (" \(geometry.labels[group]) ", Style.role(.node))
      if group == selected {
        (text, style) = ("[\(geometry.labels[group])]", context.selected)
      } else if above.contains(group) {
        text = "\(context.glyphs.above)\(geometry.labels[group]) "
        style = .role(.ancestor)
      } else if below.contains(group) {
        text = "\(context.glyphs.below)\(geometry.labels[group]) "
        style = .role(.descendant)
      }
      if matches.contains(group) { style.foreground = .role(.match) }
      write(text, around: place, style, on: &canvas)
      guard geometry.hasClasses else { continue }
      let classes = hierarchy.groups[group].classes
      let room = max(geometry.slot, geometry.virtual / max(1, row(of: group).count)) - 2
      // A name takes three columns at least with what follows it.
      let names =
        classes.count > 10
        ? nil : classes.map(context.className).joined(separator: ", ")
      let caption =
        names.flatMap { $0.columns <= min(room, 30) ? $0 : nil }
        ?? classes.count.counted("class", plural: "classes").cut(to: room)
      write(" \(caption) ", around: (place.row + 1, place.column), .role(.inactive), on: &canvas)
    }
  }

  private func row(of group: Int) -> [Int] { levels.levels[levels.places[group].level] }

  private func write(
    _ text: String, around place: (row: Int, column: Int), _ style: Style, on canvas: inout Canvas
  ) {
    // What would be cut is left out; the marks at the edges tell that there is more.
    let column = place.column - text.columns / 2
    guard column >= 0, column + text.columns <= canvas.size.columns else { return }
    canvas.write(text, row: place.row, column: column, style: style)
  }

  /// Marks that there is more to a side, above or below.
  ///
  /// A blank stands between a mark and what it is written over.
  private func drawEdges(_ geometry: Geometry, on canvas: inout Canvas) {
    let style = Style.role(.warning, .bold)
    let (middle, right) = (canvas.size.rows / 2, canvas.size.columns - 1)
    if geometry.offset > 0 {
      canvas.put(Canvas.Cell(context.glyphs.left, style), row: middle, column: 0)
    }
    if geometry.offset + canvas.size.columns < geometry.virtual {
      canvas.put(Canvas.Cell(context.glyphs.right, style), row: middle, column: right)
    }
    if geometry.firstLevel > 0 {
      canvas.write(" more above", row: 0, endingAt: right + 1, style: style)
    }
    if isDense {
      let note = "\(hierarchy.covers.count.grouped) covers; the selected group's are drawn"
      canvas.write(
        "\(note.cut(to: right - 11)) ", row: canvas.size.rows - 1, column: 0,
        style: .role(.inactive))
    }
    let last = (levels.levels.count - 1 - geometry.firstLevel) * geometry.pitch
    if last >= canvas.size.rows {
      canvas.write(" more below", row: canvas.size.rows - 1, endingAt: right + 1, style: style)
    }
  }
}
