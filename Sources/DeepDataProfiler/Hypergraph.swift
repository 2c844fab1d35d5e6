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

  /// How near a node that belongs to no class comes to one.
  public struct Shortfall: Equatable, Sendable {
    /// The label of the class of which the largest share of images exceeds the threshold; the lowest of
    /// several.
    public let label: Int
    /// That share, 0 to 1, less than the majority.
    public let share: Double
    /// The largest signal of all images; not above the threshold when the share is 0.
    public let greatest: Double

    /// A shortfall.
    public init(label: Int, share: Double, greatest: Double) {
      self.label = label
      self.share = share
      self.greatest = greatest
    }
  }

  /// What decided on significance.
  public let parameters: Parameters
  /// The value that signals must exceed.
  public let threshold: Double
  /// The classes that are not empty, ascending by label.
  public let edges: [Hyperedge]
  /// What the nodes that belong to no class lack.
  public let shortfalls: [Node: Shortfall]

  /// A hypergraph of given edges.
  public init(
    parameters: Parameters, threshold: Double, edges: [Hyperedge],
    shortfalls: [Node: Shortfall] = [:]
  ) {
    self.parameters = parameters
    self.threshold = threshold
    self.edges = edges
    self.shortfalls = shortfalls
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
    var greatest = [Double](repeating: -.infinity, count: signs.count * vectors)
    for (row, label) in table.labels.enumerated() {
      guard let place = places[label] else { continue }
      sizes[place] += 1
      for (index, isNegative) in signs.enumerated() {
        let start = (place * signs.count + index) * vectors
        for (vector, value) in table.signals[row: row].enumerated() {
          let signal = isNegative ? -value : value
          if signal > threshold { counts[start + vector] += 1 }
          let node = index * vectors + vector
          greatest[node] = max(greatest[node], signal)
        }
      }
    }
    var members = labels.map { _ in [Node]() }
    var shortfalls: [Node: Shortfall] = [:]
    for vector in 0..<vectors {
      for (index, isNegative) in signs.enumerated() {
        let node = Node(vector: vector, isNegative: isNegative)
        let shares = labels.indices.map { place in
          Double(counts[(place * signs.count + index) * vectors + vector]) / Double(sizes[place])
        }
        for (place, share) in shares.enumerated() where share >= parameters.majority {
          members[place].append(node)
        }
        guard let most = shares.max(), most < parameters.majority,
          let nearest = shares.firstIndex(of: most)
        else { continue }
        shortfalls[node] = Shortfall(
          label: labels[nearest], share: most, greatest: greatest[index * vectors + vector])
      }
    }
    let edges = zip(labels, members).map { Hyperedge(label: $0, nodes: $1) }
    self.init(
      parameters: parameters, threshold: threshold, edges: edges.filter { !$0.nodes.isEmpty },
      shortfalls: shortfalls)
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
