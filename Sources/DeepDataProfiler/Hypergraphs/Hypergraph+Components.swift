extension Hypergraph {
  /// The s-components: edges that are joined by steps from one to another that shares at least s nodes
  /// with it (HyperNetX's `s_components`, edges that are alone with them).
  ///
  /// Those of nodes are the components of the dual. Takes time in proportion to the square of the
  /// number of edges times nodes.
  /// - Parameter s: how many nodes are to be shared, 1 for those of the paths of the hypergraph.
  /// - Returns: the edges of each component, ascending; components by their first edge.
  public func components(sharing s: Int = 1) -> [[Edge]] {
    let sets = elements.sets(over: nodes.count)
    var isFound = edges.map { _ in false }
    var components: [[Edge]] = []
    for first in edges.indices where !isFound[first] {
      isFound[first] = true
      var (component, looked) = ([first], 0)
      while looked < component.count {
        let edge = component[looked]
        looked += 1
        // All before the first are found.
        for other in first..<edges.count where !isFound[other] {
          guard sets[edge].intersectionCount(with: sets[other]) >= s else { continue }
          isFound[other] = true
          component.append(other)
        }
      }
      components.append(component.sorted().map { edges[$0] })
    }
    return components
  }
}
