import DeepDataProfiler
import TerminalUI

/// The Hasse diagram of a hierarchy: its groups level by level, and a line for each cover.
struct HierarchyDiagram {
  /// So many pictures of so many cells each.
  typealias Pictures = (tile: Size, count: Int)

  let hierarchy: SemanticHierarchy
  let levels: HierarchyLevels
  let selected: Int?
  /// The groups that are searched for.
  private let matches: Set<Int>
  private let context: PaneContext
  private let labels: [String]
  private let hasse: HasseDiagram
  private let hasClasses: Bool
  /// The level that the window begins with, how many it shows, and the columns to the left of it.
  private let first, count, offset: Int
  /// Whether only the selected group's covers are drawn, as all together would be a thicket.
  private let isDense: Bool

  /// More covers than this are a thicket, and more lines than this one below the other.
  private static let mostCovers = 60
  private static let mostLanes = 6

  init(
    hierarchy: SemanticHierarchy, levels: HierarchyLevels, selected: Int?, matches: Set<Int>,
    room: Size, pictures: Pictures?, context: PaneContext
  ) {
    (self.hierarchy, self.levels, self.selected) = (hierarchy, levels, selected)
    (self.matches, self.context) = (matches, context)
    labels = hierarchy.groups.map { $0.label(hierarchy) }
    let label = (labels.map(\.columns).max() ?? 0) + 2
    let levelCount = levels.levels.count
    let pitch = levelCount > 1 ? (room.rows - 1) / (levelCount - 1) : room.rows
    hasClasses = pictures != nil || pitch >= (levelCount > 1 ? 4 : 2)
    var box = Size(columns: label, rows: hasClasses ? 2 : 1)
    if let (tile, count) = pictures {
      box = Size(columns: max(label, count * (tile.columns + 1) - 1), rows: tile.rows + 3)
    }
    func laidOut(_ covers: [SemanticHierarchy.Cover], lead: Int = 0) -> HasseDiagram {
      HasseDiagram(
        levels, covers: covers, box: (box.rows, box.columns), columns: room.columns, lead: lead)
    }
    let own = hierarchy.covers.filter { $0.upper == selected || $0.lower == selected }
    var hasse = laidOut(hierarchy.covers.count > Self.mostCovers ? own : hierarchy.covers)
    isDense =
      hierarchy.covers.count > Self.mostCovers || hasse.mostLanes > Self.mostLanes || !hasse.isWhole
    if isDense, hierarchy.covers.count <= Self.mostCovers { hasse = laidOut(own) }
    let spare = levelCount > 1 ? (room.rows - hasse.rows) / (levelCount - 1) : 0
    if spare > 0 { hasse = laidOut(isDense ? own : hierarchy.covers, lead: min(2, spare)) }
    self.hasse = hasse

    let level = selected.map { levels.places[$0].level } ?? 0
    var window = level..<min(level + 1, levelCount)
    func fits(_ window: Range<Int>) -> Bool {
      Self.end(of: window, hasse) - hasse.levelRows[window.lowerBound] <= room.rows
    }
    while true {
      let (above, below) = (max(0, window.lowerBound - 1), min(levelCount, window.upperBound + 1))
      if above < window.lowerBound, fits(above..<window.upperBound) {
        window = above..<window.upperBound
      } else if below > window.upperBound, fits(window.lowerBound..<below) {
        window = window.lowerBound..<below
      } else {
        break
      }
    }
    (first, count) = (window.lowerBound, window.count)
    let center = selected.map { group -> Int in hasse.places[group].column + box.columns / 2 } ?? 0
    let most = hasse.columns - room.columns
    offset = (center - room.columns / 2).clamped(to: 0..<most + 1)
  }

  /// The row after the last one of some levels' boxes.
  private static func end(of window: Range<Int>, _ hasse: HasseDiagram) -> Int {
    window.isEmpty ? 0 : hasse.levelRows[window.upperBound - 1] + hasse.box.rows
  }

  /// How many rows the levels take of which there is room for the boxes.
  func rowsInSight(_ rows: Int) -> Int {
    min(rows, Self.end(of: first..<first + count, hasse) - hasse.levelRows[first])
  }

  /// Whether all levels are in sight, and every cover is drawn.
  var isWhole: Bool { count == levels.levels.count && !isDense }

  /// The groups whose boxes are wholly within the room, those nearest to the selected one first.
  func groupsInSight(rows: Int, columns: Int) -> [Int] {
    let own = selected.map { levels.places[$0] } ?? (level: 0, index: 0)
    let middle = selected.map { levels.position(of: $0) } ?? 0
    let seen = levels.levels[first..<first + count].joined()
      .filter { isInSight($0, rows: rows, columns: columns) }
    let distances = seen.map { group -> (Int, Double, Int) in
      let distance = abs(levels.position(of: group) - middle)
      return (abs(levels.places[group].level - own.level), distance, group)
    }
    return distances.sorted { $0 < $1 }.map(\.2)
  }

  private func isInSight(_ group: Int, rows: Int, columns: Int) -> Bool {
    let (row, column) = place(group)
    return row >= 0 && row + hasse.box.rows <= rows && column >= 0
      && column + hasse.box.columns <= columns
  }

  /// Where a group's box begins.
  private func place(_ group: Int) -> (row: Int, column: Int) {
    let place = hasse.places[group]
    return (place.row - hasse.levelRows[first], place.column - offset)
  }

  /// Draws lines and groups, and calls `illustrate` with the middle of the row that follows a group's
  /// words.
  func draw(
    on canvas: inout Canvas,
    illustrate: (Int, inout Canvas, (row: Int, column: Int)) -> Void
  ) {
    guard canvas.size.rows > 0, canvas.size.columns > 8 else { return }
    let (above, below) =
      selected.map { (levels.ancestors(of: $0), levels.descendants(of: $0)) } ?? ([], [])
    drawLines(above, below, on: &canvas)
    for group in levels.levels[first..<first + count].joined()
    where isInSight(group, rows: canvas.size.rows, columns: canvas.size.columns) {
      let (row, column) = place(group)
      let middle = column + hasse.box.columns / 2
      if let node = hierarchy.groups[group].nodes.first {
        canvas.mark(
          node.label(hierarchy.significance.parameters.polarity), row: row, column: column,
          size: Size(columns: hasse.box.columns, rows: hasse.box.rows))
      }
      draw(group, above, below, on: &canvas, row: row, middle: middle)
      illustrate(group, &canvas, (row + 2, middle))
    }
  }

  private func draw(
    _ group: Int, _ above: Set<Int>, _ below: Set<Int>, on canvas: inout Canvas, row: Int,
    middle: Int
  ) {
    var (text, style) = (" \(labels[group]) ", Style.role(.node))
    if group == selected {
      (text, style) = ("[\(labels[group])]", context.selected)
    } else if above.contains(group) {
      text = "\(context.glyphs.above)\(labels[group]) "
      style = .role(.ancestor)
    } else if below.contains(group) {
      text = "\(context.glyphs.below)\(labels[group]) "
      style = .role(.descendant)
    }
    if matches.contains(group) { style.foreground = .role(.match) }
    canvas.write(text, row: row, column: middle - text.columns / 2, style: style)
    guard hasClasses else { return }
    let level = levels.levels[levels.places[group].level]
    // What leads past the boxes has a column between the captions.
    let room = max(hasse.box.columns, hasse.columns / level.count - 4)
    let classes = hierarchy.groups[group].classes
    // A name takes three columns at least with what follows it.
    let names =
      classes.count > 10 ? nil : classes.map(context.className).joined(separator: ", ")
    let caption =
      names.flatMap { $0.columns <= min(room, max(30, hasse.box.columns)) ? $0 : nil }
      ?? classes.count.counted("class", plural: "classes").cut(to: room)
    canvas.write(
      caption, row: row + 1, column: middle - caption.columns / 2, style: .role(.inactive))
  }

  /// Where lines of one group go from a cell, and how they are drawn.
  private struct Joint {
    var ways = 0
    var style = Style.role(.edge)
  }

  private func drawLines(_ above: Set<Int>, _ below: Set<Int>, on canvas: inout Canvas) {
    var cells: [HasseDiagram.Place: [Int: Joint]] = [:]
    for line in hasse.lines {
      let style = style(of: line.cover, above, below)
      for (place, ways) in line.cells {
        var joint = cells[place, default: [:]][line.cover.upper] ?? Joint()
        joint.ways |= ways
        if let style { joint.style = style }
        cells[place, default: [:]][line.cover.upper] = joint
      }
    }
    // Lines that end at boxes of which there is no room go no further than the next level.
    let top = hasse.levelRows[first]
    let bottom = first + count < levels.levels.count ? hasse.levelRows[first + count] : Int.max
    for (place, joints) in cells where place.row >= top && place.row < bottom {
      // Where two cross, the upright one goes through.
      guard let joint = joints.values.max(by: { $0.ways & 3 < $1.ways & 3 }) else { continue }
      canvas.put(
        Canvas.Cell(context.glyphs.joints[joint.ways], joint.style), row: place.row - top,
        column: place.column - offset)
    }
  }

  /// How a cover is drawn that leads to the selected group or away from it; nil for another.
  private func style(
    of cover: SemanticHierarchy.Cover, _ above: Set<Int>, _ below: Set<Int>
  ) -> Style? {
    if above.contains(cover.upper), above.contains(cover.lower) || cover.lower == selected {
      return .role(.ancestor, .bold)
    }
    if below.contains(cover.lower), below.contains(cover.upper) || cover.upper == selected {
      return .role(.descendant, .bold)
    }
    return nil
  }

  /// Writes into the line below it where there is more, what is not drawn, and a note where there is room.
  func drawMarks(on canvas: inout Canvas, row: Int, columns: Int, note: String?) {
    let more = [
      ("above", first > 0), ("below", first + count < levels.levels.count), ("left", offset > 0),
      ("right", offset + columns < hasse.columns),
    ].filter(\.1).map(\.0)
    var end = columns - 1
    if !more.isEmpty {
      let text = " more \(more.joined(separator: ", ")) "
      canvas.write(text, row: row, endingAt: end, style: .role(.warning, .bold))
      end -= text.columns + 1
    }
    let fitting = words(besides: note).first { $0.columns + 2 < end }
    if let fitting, !fitting.isEmpty {
      canvas.write(" \(fitting) ", row: row, column: 1, style: .role(.inactive))
    }
  }

  /// What is not drawn, and a note, from the longest to the shortest.
  private func words(besides note: String?) -> [String] {
    guard isDense else { return [note ?? ""] }
    let count = hierarchy.covers.count.counted("cover")
    let words =
      selected == nil
      ? ["too many covers to draw: \(context.moves) pick a group", "\(context.moves) pick a group"]
      : [
        "of \(count) the selected group's are drawn: all would be a thicket",
        "of \(count) the selected group's are drawn", "of \(count) its own",
      ]
    return (note.map { ["\(words[0]); \($0)", "\(words[1]); \($0)"] } ?? []) + words
  }
}
