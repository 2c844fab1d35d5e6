/// The partial order that a hypergraph induces on its singular vectors: general features above
/// those of fewer classes (paper section 5.2).
public struct SemanticHierarchy: Equatable, Sendable {
  /// An equivalence class of nodes: all that belong to the same set of hyperedges (eq. 17).
  public struct Group: Equatable, Sendable {
    /// Its nodes, ascending; the first is its label.
    public let nodes: [Hypergraph.Node]
    /// The labels of the classes it is significant for, ascending.
    public let classes: [Int]
    /// The images with the largest summed signal over its nodes, strongest first (eq. 20).
    public let exemplars: [Int]

    /// A group.
    public init(nodes: [Hypergraph.Node], classes: [Int], exemplars: [Int]) {
      self.nodes = nodes
      self.classes = classes
      self.exemplars = exemplars
    }
  }

  /// An edge of the Hasse diagram: nothing lies between the two groups (eq. 18).
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
  public let hypergraph: Hypergraph
  /// The equivalence classes: most classes first, then by their classes in lexicographic order.
  public let groups: [Group]
  /// The covering relation, in ascending order of upper, then lower.
  public let covers: [Cover]

  /// A hierarchy of given groups.
  public init(hypergraph: Hypergraph, groups: [Group], covers: [Cover]) {
    self.hypergraph = hypergraph
    self.groups = groups
    self.covers = covers
  }
}
