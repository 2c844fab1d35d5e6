/// Where the groups of a hierarchy stand in its diagram: a group's level is the length of the
/// longest chain of covers above it.
package struct HierarchyLevels: Equatable, Sendable {
  /// The groups of each level from left to right, the most general level first.
  package let levels: [[Int]]
  /// For each group, its level and its place from the left.
  package let places: [(level: Int, index: Int)]
  /// For each group, those that cover it.
  package let upper: [[Int]]
  /// For each group, those that it covers.
  package let lower: [[Int]]

  package static func == (a: HierarchyLevels, b: HierarchyLevels) -> Bool { a.levels == b.levels }

  package init(_ hierarchy: SemanticHierarchy) {
    let groups = hierarchy.groups.indices
    var upper = Array(repeating: [Int](), count: groups.count)
    var lower = upper
    for cover in hierarchy.covers
    where groups.contains(cover.upper) && groups.contains(cover.lower) {
      upper[cover.lower].append(cover.upper)
      lower[cover.upper].append(cover.lower)
    }
    // A group has fewer classes than those above it, so groups come after what covers them.
    var depths = Array(repeating: 0, count: groups.count)
    for group in groups { depths[group] = (upper[group].map { depths[$0] }.max() ?? -1) + 1 }
    var levels = Array(repeating: [Int](), count: (depths.max() ?? -1) + 1)
    for group in groups { levels[depths[group]].append(group) }

    // Each level is ordered by the mean place of what covers its groups, so that few lines cross.
    var positions = Array(repeating: 0.0, count: groups.count)
    for level in levels.indices {
      func mean(_ group: Int) -> Double {
        let above = upper[group].map { positions[$0] }
        return above.isEmpty ? 0.5 : above.reduce(0, +) / Double(above.count)
      }
      let order = levels[level].map { (mean: mean($0), group: $0) }
        .sorted { ($0.mean, $0.group) < ($1.mean, $1.group) }
      levels[level] = order.map(\.group)
      for (index, group) in levels[level].enumerated() {
        positions[group] = (Double(index) + 0.5) / Double(levels[level].count)
      }
    }
    var places = Array(repeating: (level: 0, index: 0), count: groups.count)
    for (level, row) in levels.enumerated() {
      for (index, group) in row.enumerated() { places[group] = (level, index) }
    }
    self.levels = levels
    self.places = places
    self.upper = upper
    self.lower = lower
  }

  /// A step through the diagram.
  package enum Step { case up, down, left, right, first, last }

  /// Where a step leads from a group: up and down to the nearest of those that cover it or that it
  /// covers; nil where there is none.
  package func group(_ step: Step, from group: Int) -> Int? {
    let place = places[group]
    let row = levels[place.level]
    switch step {
    case .up: return nearest(upper[group], to: group)
    case .down: return nearest(lower[group], to: group)
    case .left: return row[max(0, place.index - 1)]
    case .right: return row[min(row.count - 1, place.index + 1)]
    case .first: return levels.first?.first
    case .last: return levels.last?.last
    }
  }

  private func nearest(_ groups: [Int], to group: Int) -> Int? {
    let position = position(of: group)
    return groups.min {
      abs(self.position(of: $0) - position) < abs(self.position(of: $1) - position)
    }
  }

  /// A group's place from the left, 0 to 1.
  package func position(of group: Int) -> Double {
    let place = places[group]
    return (Double(place.index) + 0.5) / Double(levels[place.level].count)
  }

  /// All groups above a group.
  package func ancestors(of group: Int) -> Set<Int> { reached(from: group, by: upper) }
  /// All groups below a group.
  package func descendants(of group: Int) -> Set<Int> { reached(from: group, by: lower) }

  private func reached(from group: Int, by steps: [[Int]]) -> Set<Int> {
    var found: Set<Int> = []
    var open = steps[group]
    while let next = open.popLast() {
      if found.insert(next).inserted { open += steps[next] }
    }
    return found
  }
}
