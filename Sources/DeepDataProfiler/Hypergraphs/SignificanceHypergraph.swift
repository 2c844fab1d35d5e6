import LinearAlgebra

/// The hypergraph of classes and the singular vectors that are significant for them
/// (paper section 5.1).
///
/// A vector is significant for an image when its signal exceeds a threshold, a quantile of all
/// signals; and for a class when it is significant for a majority of the class's images.
///
/// ```swift
/// let significance = try await profiler.hypergraph(of: 1)
/// significance.hypergraph.edges              // labels of classes
/// significance.hypergraph.nodes(ofEdge: 0)   // the vectors of the first of them
/// significance.hypergraph.dual               // vectors as edges, classes as nodes
/// ```
public struct SignificanceHypergraph: Equatable, Sendable {
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
  /// signals exceed; not a number where there is no signal.
  public let threshold: Float
  /// The classes, by label, and the vectors that are significant for them: those of both that have any.
  public let hypergraph: Hypergraph<Int, Node>
  /// What the nodes that belong to no class lack.
  public let shortfalls: [Node: Shortfall]

  /// What is significant under given parameters.
  public init(
    parameters: Parameters, threshold: Float, hypergraph: Hypergraph<Int, Node>,
    shortfalls: [Node: Shortfall] = [:]
  ) {
    self.parameters = parameters
    self.threshold = threshold
    self.hypergraph = hypergraph
    self.shortfalls = shortfalls
  }

  /// Builds the hypergraph of a layer's signals.
  ///
  /// Takes time linear in the number of signals, or, once they are sorted, in that of vectors times
  /// classes.
  public init(_ table: SignalTable, parameters: Parameters) {
    let threshold = Self.threshold(in: table, parameters.quantile, parameters.polarity)
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
    var isEmpty = labels.map { _ in true }
    for (classes, _) in found { for place in classes { isEmpty[place] = false } }
    let classes = labels.indices.filter { !isEmpty[$0] }
    var places = labels.map { _ in 0 }
    for (place, index) in classes.enumerated() { places[index] = place }
    var (members, memberships) = ([Node](), PlaceLists())
    var shortfalls: [Node: Shortfall] = [:]
    for (node, (own, shortfall)) in zip(nodes, found) {
      shortfalls[node] = shortfall
      guard !own.isEmpty else { continue }
      members.append(node)
      memberships.append(own.map { places[$0] })
    }
    self.init(
      parameters: parameters, threshold: threshold,
      hypergraph: Hypergraph(
        edges: classes.map { labels[$0] }, nodes: members,
        elements: memberships.inverted(over: classes.count), memberships: memberships),
      shortfalls: shortfalls)
  }

  /// What signals must exceed: a quantile of all, or the next Float below it.
  static func threshold(
    in table: SignalTable, _ quantile: Double, _ polarity: Polarity
  ) -> Float {
    Float(roundingDown: table.quantile(quantile, polarity: polarity))
  }
}

extension SignificanceHypergraph.Polarity {
  /// For each node of a vector, whether its signals are negated.
  var signs: [Bool] {
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
