import Testing

@testable import DeepDataProfiler

/// Lines of Hasse diagrams: they go along rows and columns, and round the boxes of all groups.
@Suite struct HasseDiagramTests {
  /// A hierarchy of given sets of classes, the largest first.
  private static func hierarchy(_ sets: [Set<Int>]) -> SemanticHierarchy {
    var covers: [SemanticHierarchy.Cover] = []
    for (upper, a) in sets.enumerated() {
      for (lower, b) in sets.enumerated() where b.isStrictSubset(of: a) {
        if !sets.contains(where: { b.isStrictSubset(of: $0) && $0.isStrictSubset(of: a) }) {
          covers.append(.init(upper: upper, lower: lower))
        }
      }
    }
    let groups = sets.map {
      SemanticHierarchy.Group(nodes: [], classes: $0.sorted(), exemplars: [], exemplarsOfAll: [])
    }
    let significance = SignificanceHypergraph(
      parameters: .init(), threshold: 0,
      hypergraph: Hypergraph([:] as [Int: [SignificanceHypergraph.Node]]))
    return SemanticHierarchy(significance: significance, groups: groups, covers: covers)
  }

  /// Sets that look arbitrary, and are not.
  private static func sets(_ seed: Int) -> [Set<Int>] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var sets: Set<Set<Int>> = []
    for _ in 0..<3 + next(12) { sets.insert(Set((0..<6).filter { _ in next(5) < 2 })) }
    return sets.filter { !$0.isEmpty }.sorted {
      ($0.count, $1.sorted().description) > ($1.count, $0.sorted().description)
    }
  }

  @Test(arguments: 0..<200)
  func linesGoRoundBoxes(seed: Int) throws {
    let hierarchy = Self.hierarchy(Self.sets(seed))
    let levels = HierarchyLevels(hierarchy)
    let box = (rows: 1 + seed % 4, columns: 5 + seed % 7)
    let hasse = HasseDiagram(
      levels, covers: hierarchy.covers, box: box, columns: 10 * (seed % 9), lead: seed % 3)
    func isInBox(_ place: HasseDiagram.Place, of group: Int) -> Bool {
      let corner = hasse.places[group]
      return (corner.row..<corner.row + box.rows).contains(place.row)
        && (corner.column..<corner.column + box.columns).contains(place.column)
    }
    var upright: [HasseDiagram.Place: Set<Int>] = [:]
    var flat = upright
    for line in hasse.lines where hasse.isWhole {
      let (first, last) = (try #require(line.points.first), try #require(line.points.last))
      let above = HasseDiagram.Place(row: first.row - 1, column: first.column)
      let below = HasseDiagram.Place(row: last.row + 1, column: last.column)
      #expect(isInBox(above, of: line.cover.upper) && isInBox(below, of: line.cover.lower))
      for (from, to) in zip(line.points, line.points.dropFirst()) {
        #expect(from.row == to.row || from.column == to.column)
      }
      for (place, ways) in line.cells {
        #expect(!hierarchy.groups.indices.contains { isInBox(place, of: $0) })
        #expect((0..<hasse.columns).contains(place.column))
        if ways & 3 != 0 { upright[place, default: []].insert(line.cover.upper) }
        if ways & 12 != 0 { flat[place, default: []].insert(line.cover.upper) }
      }
    }
    // Lines of different groups may cross, and have nothing else in common.
    #expect(upright.values.allSatisfy { $0.count == 1 } && flat.values.allSatisfy { $0.count == 1 })
  }

  @Test func nearlyAllDiagramsAreWhole() {
    let whole = (0..<200).count { seed in
      let hierarchy = Self.hierarchy(Self.sets(seed))
      return HasseDiagram(
        HierarchyLevels(hierarchy), covers: hierarchy.covers, box: (1, 9), columns: 120
      ).isWhole
    }
    #expect(whole > 190)
  }

  @Test func whatIsRightBelowIsReachedStraight() throws {
    let hierarchy = Self.hierarchy([[0, 1, 2], [0, 1], [0]])
    let hasse = HasseDiagram(
      HierarchyLevels(hierarchy), covers: hierarchy.covers, box: (2, 9), columns: 40, lead: 1)
    #expect(hasse.lines.allSatisfy { Set($0.points.map(\.column)).count == 1 })
    #expect(hasse.levelRows == [0, 4, 8, 10])
  }
}
