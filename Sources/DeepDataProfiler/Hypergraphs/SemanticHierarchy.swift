import LinearAlgebra

/// The partial order that a hypergraph induces on its singular vectors: general features above
/// those of fewer classes (paper section 5.2).
public struct SemanticHierarchy: Equatable, Sendable {
  /// An equivalence class of nodes: all that belong to the same set of hyperedges (equation 17).
  public struct Group: Equatable, Sendable {
    /// Its nodes, ascending; the first is its label.
    public let nodes: [SignificanceHypergraph.Node]
    /// The labels of the classes it is significant for, ascending.
    public let classes: [Int]
    /// The images of its classes with the largest signal, strongest first (figures 6, 7 and 9).
    public let exemplars: [Exemplar]
    /// The images of all classes with the largest signal, strongest first.
    public let exemplarsOfAll: [Exemplar]

    /// A group.
    public init(
      nodes: [SignificanceHypergraph.Node], classes: [Int], exemplars: [Exemplar],
      exemplarsOfAll: [Exemplar]
    ) {
      self.nodes = nodes
      self.classes = classes
      self.exemplars = exemplars
      self.exemplarsOfAll = exemplarsOfAll
    }
  }

  /// An image that shows the feature of a group, and how strongly.
  public struct Exemplar: Equatable, Sendable {
    /// The image of the data set, from 0.
    public let image: Int
    /// The sum of its signals over the group's nodes (equation 20, restricted to the data).
    public let signal: Double

    /// An exemplary image.
    public init(image: Int, signal: Double) {
      self.image = image
      self.signal = signal
    }
  }

  /// An edge of the Hasse diagram: nothing lies between the two groups (equation 18).
  public struct Cover: Hashable, Sendable {
    /// The more general group, as an index of `groups`.
    public let upper: Int
    /// The less general group, as an index of `groups`.
    public let lower: Int

    /// A cover.
    public init(upper: Int, lower: Int) {
      self.upper = upper
      self.lower = lower
    }
  }

  /// What induces it.
  public let significance: SignificanceHypergraph
  /// The equivalence classes: most classes first, then by their classes in lexicographic order.
  public let groups: [Group]
  /// The covering relation, in ascending order of upper, then lower.
  public let covers: [Cover]

  /// The number of exemplary images of a group.
  public static let exemplarCount = 5

  /// A hierarchy of given groups.
  public init(significance: SignificanceHypergraph, groups: [Group], covers: [Cover]) {
    self.significance = significance
    self.groups = groups
    self.covers = covers
  }

  /// Builds the hierarchy that a hypergraph induces: the collapse of its nodes, ordered by inclusion of
  /// their classes.
  ///
  /// Takes time quadratic in the number of groups, and linear in the number of signals; of sorted
  /// signals it looks only at those that may be among the largest.
  /// - Parameters:
  ///   - significance: a hypergraph of the table's signals.
  ///   - table: the signals, for the exemplary images.
  public init(_ significance: SignificanceHypergraph, signals table: SignalTable) {
    let (ordered, classes) = significance.orderedCollapse
    let classCount = significance.hypergraph.edges.count
    self.init(
      significance: significance,
      groups: concurrently(ordered.count, inPiecesOf: 1) { range in
        let group = ordered[range.lowerBound]
        let exemplars = table.exemplars(of: group.nodes, classes: group.classes)
        return Group(
          nodes: group.nodes, classes: group.classes, exemplars: exemplars.own,
          exemplarsOfAll: exemplars.all)
      },
      covers: Self.covers(of: classes.map { PlaceSet($0, among: classCount) }))
  }

  /// The covering relation of strict inclusion among distinct sets, largest first.
  ///
  /// A set's subsets are met in descending size, so that one is covered unless it lies inside
  /// another that is.
  private static func covers(of sets: [PlaceSet]) -> [Cover] {
    concurrently(sets.count, inPiecesOf: 16) { range in
      range.flatMap { upper in
        var covered: [Int] = []
        for lower in sets.indices.dropFirst(upper + 1)
        where sets[lower].isSubset(of: sets[upper])
          && !covered.contains(where: { sets[lower].isSubset(of: sets[$0]) })
        {
          covered.append(lower)
        }
        return covered.map { Cover(upper: upper, lower: $0) }
      }
    }.flatMap { $0 }
  }
}
