private import LinearAlgebra

/// Classes as hyperedges over the singular vectors that are significant for them
/// (paper section 5.1).
///
/// A vector is significant for an image when its signal exceeds a threshold, a quantile of all
/// signals; and for a class when it is significant for a majority of the class's images.
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

  /// Builds the hypergraph of a layer's signals.
  ///
  /// Takes time linear in the number of signals.
  public init(_ table: SignalTable, parameters: Parameters) {
    let threshold = table.quantile(parameters.quantile, polarity: parameters.polarity)
    let vectors = table.signals.columns
    let signs = parameters.polarity.signs
    let labels = Set(table.labels).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    var sizes = [Int](repeating: 0, count: labels.count)
    var counts = [Int](repeating: 0, count: labels.count * signs.count * vectors)
    for (row, label) in table.labels.enumerated() {
      guard let place = places[label] else { continue }
      sizes[place] += 1
      for (index, isNegative) in signs.enumerated() {
        let start = (place * signs.count + index) * vectors
        for (vector, signal) in table.signals[row: row].enumerated()
        where (isNegative ? -signal : signal) > threshold {
          counts[start + vector] += 1
        }
      }
    }
    let edges = labels.indices.map { place in
      var nodes: [Node] = []
      for vector in 0..<vectors {
        for (index, isNegative) in signs.enumerated() {
          let count = counts[(place * signs.count + index) * vectors + vector]
          if Double(count) / Double(sizes[place]) >= parameters.majority {
            nodes.append(Node(vector: vector, isNegative: isNegative))
          }
        }
      }
      return Hyperedge(label: labels[place], nodes: nodes)
    }
    self.init(
      parameters: parameters, threshold: threshold, edges: edges.filter { !$0.nodes.isEmpty })
  }

  /// The classes of each node that has any, ascending by node: the dual hypergraph.
  public var classes: [(node: Node, labels: [Int])] {
    var found: [Node: [Int]] = [:]
    for edge in edges {
      for node in edge.nodes { found[node, default: []].append(edge.label) }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
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
