/// Classes as hyperedges over the singular vectors that are significant for them
/// (paper section 5.1).
public struct Hypergraph: Equatable, Sendable {
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

  /// What decided on significance.
  public let parameters: Parameters
  /// The value that signals must exceed.
  public let threshold: Double
  /// The classes that are not empty, ascending by label.
  public let edges: [Hyperedge]

  /// A hypergraph of given edges.
  public init(parameters: Parameters, threshold: Double, edges: [Hyperedge]) {
    self.parameters = parameters
    self.threshold = threshold
    self.edges = edges
  }
}
