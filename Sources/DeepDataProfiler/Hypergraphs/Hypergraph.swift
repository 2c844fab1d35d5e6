import LinearAlgebra

/// Classes as hyperedges over the singular vectors that are significant for them
/// (paper section 5.1).
///
/// A vector is significant for an image when its signal exceeds a threshold, a quantile of all
/// signals; and for a class when it is significant for a majority of the class's images.
public struct Hypergraph: Sendable {
  /// Which signals count.
  public enum Polarity: String, CaseIterable, Sendable {
    /// Positive signals, as in the paper.
    case positive
    /// The same on the negated signals.
    case negative
    /// Nodes `+i` and `-i`; the quantile is over both.
    case both
  }

  /// What decides on significance.
  public struct Parameters: Hashable, Sendable {
    /// The quantile of all signals that is the threshold, 0 to 1.
    public var quantile: Double
    /// The fraction of a class's images for which a vector must be significant, 0 to 1.
    public var majority: Double
    /// Which signals count.
    public var polarity: Polarity

    /// The paper's defaults, those of its layer conv2.
    public init(
      quantile: Double = 0.85, majority: Double = 0.75, polarity: Polarity = .positive
    ) {
      self.quantile = quantile
      self.majority = majority
      self.polarity = polarity
    }
  }

  /// A singular vector, with the sign of the signals that count.
  public struct Node: Hashable, Comparable, Sendable {
    /// The singular vector, from 0.
    public let vector: Int
    /// Whether it stands for negated signals.
    public let isNegative: Bool

    /// A node.
    public init(vector: Int, isNegative: Bool = false) {
      self.vector = vector
      self.isNegative = isNegative
    }

    /// By vector, then `+` before `-`.
    public static func < (a: Node, b: Node) -> Bool {
      (a.vector, a.isNegative ? 1 : 0) < (b.vector, b.isNegative ? 1 : 0)
    }
  }

  /// A class that is not empty, and its nodes in order.
  public struct Hyperedge: Equatable, Sendable {
    /// The label.
    public let label: Int
    /// The nodes significant for the class, ascending.
    public let nodes: [Node]

    /// A hyperedge.
    public init(label: Int, nodes: [Node]) {
      self.label = label
      self.nodes = nodes
    }
  }

  /// How near a node that belongs to no class comes to one.
  public struct Shortfall: Equatable, Sendable {
    /// The label of the class of which the largest share of images exceeds the threshold; the lowest of
    /// several.
    public let label: Int
    /// That share, 0 to 1, less than the majority.
    public let share: Double
    /// The largest signal of all images; not above the threshold when the share is 0.
    public let greatest: Float

    /// A shortfall.
    public init(label: Int, share: Double, greatest: Float) {
      self.label = label
      self.share = share
      self.greatest = greatest
    }
  }

  /// What decided on significance.
  public let parameters: Parameters
  /// The value that signals must exceed: the quantile, or the next Float below it, which the same
  /// signals exceed.
  public let threshold: Float
  /// The classes that are not empty, ascending by label.
  public let edges: [Hyperedge]
  /// The classes of each node that has any, ascending by node: the dual hypergraph.
  public let classes: [(node: Node, labels: [Int])]
  /// What the nodes that belong to no class lack.
  public let shortfalls: [Node: Shortfall]

  /// A hypergraph of given edges.
  public init(
    parameters: Parameters, threshold: Float, edges: [Hyperedge],
    shortfalls: [Node: Shortfall] = [:]
  ) {
    self.parameters = parameters
    self.threshold = threshold
    self.edges = edges
    self.shortfalls = shortfalls
    var labels: [Node: [Int]] = [:]
    for edge in edges {
      for node in edge.nodes { labels[node, default: []].append(edge.label) }
    }
    classes = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Builds the hypergraph of a layer's signals.
  ///
  /// Takes time linear in the number of signals, or, once they are sorted, in that of vectors times
  /// classes.
  public init(_ table: SignalTable, parameters: Parameters) {
    self.parameters = parameters
    let quantile = table.quantile(parameters.quantile, polarity: parameters.polarity)
    threshold = Float(roundingDown: quantile)
    let signs = parameters.polarity.signs
    let nodes = (0..<table.vectors).flatMap { vector in
      signs.map { Node(vector: vector, isNegative: $0) }
    }
    let significance = Significance(
      in: table, threshold: threshold, majority: parameters.majority)
    let found = concurrently(nodes.count, inPiecesOf: 8) { range in
      nodes[range].map(significance.classes)
    }.joined()
    let labels = table.order.runs.map(\.label)
    var members = labels.map { _ in [Node]() }
    var classes: [(node: Node, labels: [Int])] = []
    var shortfalls: [Node: Shortfall] = [:]
    for (node, (places, shortfall)) in zip(nodes, found) {
      for place in places { members[place].append(node) }
      if !places.isEmpty { classes.append((node, places.map { labels[$0] })) }
      shortfalls[node] = shortfall
    }
    self.classes = classes
    edges = zip(labels, members).filter { !$1.isEmpty }.map { Hyperedge(label: $0, nodes: $1) }
    self.shortfalls = shortfalls
  }
}

extension Hypergraph: Equatable {
  /// Whether all that is told agrees; the classes of nodes follow from the edges.
  public static func == (a: Hypergraph, b: Hypergraph) -> Bool {
    a.parameters == b.parameters && a.threshold == b.threshold && a.edges == b.edges
      && a.shortfalls == b.shortfalls
  }
}

extension Hypergraph.Polarity {
  /// For each node of a vector, whether its signals are negated.
  fileprivate var signs: [Bool] {
    switch self {
    case .positive: return [false]
    case .negative: return [true]
    case .both: return [false, true]
    }
  }
}

extension Float {
  /// The largest that is not above a number.
  fileprivate init(roundingDown number: Double) {
    let nearest = Float(number)
    self = Double(nearest) > number ? nearest.nextDown : nearest
  }
}
