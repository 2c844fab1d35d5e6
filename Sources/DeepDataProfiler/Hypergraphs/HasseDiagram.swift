/// The Hasse diagram of a hierarchy on a grid: a box for each group, level by level, and for each cover
/// a line along columns and rows, from the box that covers round all others to the one below it.
///
/// Lines to what one group covers begin as one and part; lines of different groups cross, and have no
/// stretch in common.
package struct HasseDiagram: Sendable {
  /// A place of the grid, from the upper left corner.
  package struct Place: Hashable, Sendable {
    package var row, column: Int
  }

  /// What a cover is drawn as.
  package struct Line: Sendable {
    package let cover: SemanticHierarchy.Cover
    /// Where it begins below a box, turns, and ends above one: neighbours have the row or the column in
    /// common.
    package fileprivate(set) var points: [Place]

    /// The cells that it goes through, and where it goes from each: 1 for up, 2 down, 4 left and 8
    /// right, added up.
    package var cells: [(place: Place, ways: Int)] {
      guard let first = points.first else { return [] }
      var cells = [(first, 1)]
      for (from, to) in zip(points, points.dropFirst()) {
        let (rows, columns) = (to.row - from.row, to.column - from.column)
        let (row, column) = (rows.signum(), columns.signum())
        let (out, back) = rows != 0 ? (2, 1) : columns > 0 ? (8, 4) : (4, 8)
        for _ in 0..<abs(rows) + abs(columns) {
          let place = cells[cells.count - 1].0
          cells[cells.count - 1].1 |= out
          cells.append((Place(row: place.row + row, column: place.column + column), back))
        }
      }
      cells[cells.count - 1].1 |= 2
      return cells
    }
  }

  /// Rows and columns of a box.
  package let box: (rows: Int, columns: Int)
  /// For each group, the upper left corner of its box.
  package let places: [Place]
  /// The first row of the boxes of each level, and after the last one that below all of them.
  package let levelRows: [Int]
  /// The columns of all.
  package let columns: Int
  /// The covers that were to be drawn.
  package let lines: [Line]
  /// The most lines of different groups one below the other between two levels.
  package let mostLanes: Int
  /// Whether there was a way for each of them.
  package let isWhole: Bool

  /// The rows of all.
  package var rows: Int { levelRows.last ?? 0 }

  /// The least columns between two boxes: what leads past them goes there.
  package static let gap = 3

  /// Lays out a hierarchy.
  /// - Parameters:
  ///   - levels: the levels of its groups.
  ///   - covers: those that are drawn.
  ///   - box: rows and columns of a box.
  ///   - columns: the least columns of all, over which the groups of a level are spread.
  ///   - lead: how many rows there are between two levels beyond those that lines need.
  package init(
    _ levels: HierarchyLevels, covers: [SemanticHierarchy.Cover],
    box: (rows: Int, columns: Int), columns: Int, lead: Int = 0
  ) {
    let most = levels.levels.map(\.count).max() ?? 1
    let width = max(columns, most * (box.columns + Self.gap) + 2 * Self.gap)
    self.box = box
    self.columns = width
    var places = levels.places.map { _ in Place(row: 0, column: 0) }
    for row in levels.levels {
      for (index, group) in row.enumerated() {
        places[group].column = (2 * index + 1) * width / (2 * row.count) - box.columns / 2
      }
    }
    var router = Router(levels: levels, covers: covers, places: places, box: box, columns: width)
    var levelRows: [Int] = []
    var row = 0
    for level in levels.levels.indices {
      levelRows.append(row)
      for group in levels.levels[level] { places[group].row = row }
      row += box.rows
      guard level + 1 < levels.levels.count else { break }
      row += router.route(below: level, from: row, lead: lead)
      router.pass(level + 1, rows: row..<row + box.rows)
    }
    levelRows.append(row)
    self.places = places
    self.levelRows = levelRows
    lines = router.lines
    mostLanes = router.mostLanes
    isWhole = router.isWhole
  }
}

/// Finds ways for the lines, from one level to the next.
private struct Router {
  private let levels: HierarchyLevels
  private let places: [HasseDiagram.Place]
  private let box: (rows: Int, columns: Int)
  private let columns: Int
  /// For each group that covers others, which those are.
  private let lower: [Int: [Int]]
  /// The column in which the lines of a group leave a level downwards.
  private var exits: [Int: Int]
  private(set) var lines: [HasseDiagram.Line] = []
  private var lineIndex: [SemanticHierarchy.Cover: Int] = [:]
  private(set) var mostLanes = 0
  private(set) var isWhole = true

  init(
    levels: HierarchyLevels, covers: [SemanticHierarchy.Cover], places: [HasseDiagram.Place],
    box: (rows: Int, columns: Int), columns: Int
  ) {
    self.levels = levels
    self.places = places
    self.box = box
    self.columns = columns
    lower = Dictionary(grouping: covers, by: \.upper).mapValues { $0.map(\.lower) }
    exits = [:]
    for cover in covers {
      lineIndex[cover] = lines.count
      lines.append(HasseDiagram.Line(cover: cover, points: []))
    }
    for group in lower.keys { exits[group] = middle(of: group) }
  }

  private func middle(of group: Int) -> Int { places[group].column + box.columns / 2 }
  private func level(of group: Int) -> Int { levels.places[group].level }

  /// Where the lines of a group go in one step.
  private struct Way {
    let group: Int
    let exit: Int
    /// The columns in which they reach groups of the next level, by group.
    var ports: [Int: Int] = [:]
    /// The column in which they go past it.
    var passage: Int?

    var span: ClosedRange<Int> {
      let ends = [exit] + ports.values + [passage].compactMap { $0 }
      return (ends.min() ?? exit)...(ends.max() ?? exit)
    }
  }

  /// Leads lines from below a level to the next one.
  /// - Returns: how many rows that takes.
  mutating func route(below level: Int, from row: Int, lead: Int) -> Int {
    var ways = lower.keys.filter { self.level(of: $0) <= level }.sorted().compactMap {
      group -> Way? in
      guard let targets = lower[group], let exit = exits[group],
        targets.contains(where: { self.level(of: $0) > level })
      else { return nil }
      return Way(group: group, exit: exit)
    }
    var taken: [Int: Int] = [:]
    for way in ways { taken[way.exit] = way.group }
    findPassages(of: &ways, past: level + 1, &taken)
    findPorts(of: &ways, at: level + 1, &taken)

    // Those that have no row in common where they overlap.
    var ends: [Int] = []
    var lanes: [Int: Int] = [:]
    for way in ways.sorted(by: { ($0.span.lowerBound, $0.group) < ($1.span.lowerBound, $1.group) })
    where way.span.count > 1 {
      let lane = ends.firstIndex { $0 + 1 < way.span.lowerBound } ?? ends.count
      if lane == ends.count { ends.append(0) }
      ends[lane] = way.span.upperBound
      lanes[way.group] = lane
    }
    mostLanes = max(mostLanes, ends.count)
    let rows = max(1, ends.count) + lead
    for way in ways {
      let lane = row + lead / 2 + (lanes[way.group] ?? 0)
      for target in lower[way.group] ?? [] where self.level(of: target) > level {
        let end = self.level(of: target) == level + 1 ? way.ports[target] : way.passage
        guard let end else {
          isWhole = false
          continue
        }
        extend(
          SemanticHierarchy.Cover(upper: way.group, lower: target),
          [(row, way.exit), (lane, way.exit), (lane, end), (row + rows - 1, end)])
      }
      exits[way.group] = way.passage
    }
    return rows
  }

  /// Leads lines past the boxes of a level.
  mutating func pass(_ level: Int, rows: Range<Int>) {
    for (group, targets) in lower {
      guard self.level(of: group) < level, let column = exits[group] else { continue }
      for target in targets where self.level(of: target) > level {
        extend(
          SemanticHierarchy.Cover(upper: group, lower: target),
          [(rows.lowerBound, column), (rows.upperBound - 1, column)])
      }
    }
  }

  private mutating func extend(_ cover: SemanticHierarchy.Cover, _ points: [(Int, Int)]) {
    guard let index = lineIndex[cover] else { return }
    for (row, column) in points {
      let place = HasseDiagram.Place(row: row, column: column)
      if lines[index].points.last != place { lines[index].points.append(place) }
    }
  }

  /// Finds columns between the boxes of a level for the lines that lead past it, as near as may be to
  /// where they come from and go to.
  private func findPassages(of ways: inout [Way], past level: Int, _ taken: inout [Int: Int]) {
    var isFree = Array(repeating: true, count: columns)
    for group in levels.levels[level] {
      let start = places[group].column - 1
      for column in start..<start + box.columns + 2 where isFree.indices.contains(column) {
        isFree[column] = false
      }
    }
    for index in ways.indices {
      let way = ways[index]
      let targets = (lower[way.group] ?? []).filter { self.level(of: $0) > level }
      guard !targets.isEmpty else { continue }
      let aims = targets.map { middle(of: $0) } + [way.exit]
      func detour(_ column: Int) -> Int { aims.reduce(0) { $0 + abs($1 - column) } }
      let columns = isFree.indices.filter {
        isFree[$0] && taken[$0].map { $0 == way.group } ?? true
      }
      guard
        let column = columns.min(by: {
          (detour($0), abs($0 - way.exit), $0) < (detour($1), abs($1 - way.exit), $1)
        })
      else { continue }
      ways[index].passage = column
      taken[column] = way.group
      for near in [column - 1, column, column + 1] where isFree.indices.contains(near) {
        isFree[near] = false
      }
    }
  }

  /// The columns from one line that reaches a box to the next, where there is room.
  private static let portStep = 4

  /// Finds columns above the boxes of a level in which lines reach them, one for each.
  private func findPorts(of ways: inout [Way], at level: Int, _ taken: inout [Int: Int]) {
    for target in levels.levels[level] {
      let own = ways.indices.filter { (lower[ways[$0].group] ?? []).contains(target) }
        .sorted { (ways[$0].exit, ways[$0].group) < (ways[$1].exit, ways[$1].group) }
      let start = places[target].column
      for (place, index) in own.enumerated() {
        let way = ways[index]
        let inside = start + min(1, box.columns / 2)..<start + max(1, box.columns - 1)
        // Straight down, where nothing else hinders.
        let isAlone =
          own.count == 1 && way.passage == nil && way.ports.isEmpty
          && (lower[way.group] ?? []).count { self.level(of: $0) == level } == 1
        // Side by side above its middle, where its label is.
        let step = max(1, min(Self.portStep, box.columns / own.count))
        let aim =
          isAlone && inside.contains(way.exit)
          ? way.exit : middle(of: target) + (2 * place + 1 - own.count) * step / 2
        func free(_ columns: Range<Int>) -> Int? {
          columns.filter { taken[$0].map { $0 == way.group } ?? true }
            .min { (abs($0 - aim), $0) < (abs($1 - aim), $1) }
        }
        guard let column = free(inside) ?? free(start..<start + box.columns) else { continue }
        ways[index].ports[target] = column
        taken[column] = way.group
      }
    }
  }
}
