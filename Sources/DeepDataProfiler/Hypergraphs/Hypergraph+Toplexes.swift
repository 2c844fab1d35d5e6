extension Hypergraph {
  /// The edges that lie in no other, ascending; of edges of the same nodes the first (HyperNetX's
  /// `toplexes`).
  ///
  /// Takes time in proportion to edges times toplexes times nodes.
  public var toplexes: [Edge] {
    let sets = elements.sets(over: nodes.count)
    // What an edge may lie in has as many nodes at least, and comes before it.
    let largestFirst = edges.indices.sorted {
      (elements[$1].count, $0) < (elements[$0].count, $1)
    }
    var found: [Int] = []
    for edge in largestFirst where !found.contains(where: { sets[edge].isSubset(of: sets[$0]) }) {
      found.append(edge)
    }
    return found.sorted().map { edges[$0] }
  }
}
