import Formats
import LinearAlgebra
public import System

/// The hypergraph of some images and the singular vectors that are significant for them (paper
/// figure 10): which vectors they share, and which tell them apart.
///
/// A vector is significant for an image when its signal exceeds a quantile of all signals of the layer;
/// no majority plays a part.
///
/// ```swift
/// let dogs = try await profiler.hypergraph(of: 10, between: [17, 23], quantile: 0.5)
/// dogs.groups.first { $0.images.count == 2 }?.nodes   // the vectors that both share
/// dogs.separations(between: 0, and: 1).first          // the one that tells them apart most
/// ```
public struct ImageHypergraph: Equatable, Sendable {
  /// A singular vector, with the sign of the signals that count.
  public typealias Node = SignificanceHypergraph.Node

  /// Nodes that are significant for the same images.
  public struct Group: Equatable, Sendable {
    /// Its nodes, ascending.
    public let nodes: [Node]
    /// The images that they are significant for, in the order in which they were chosen.
    public let images: [Int]
  }

  /// How far a vector's signals of two images are apart.
  public struct Separation: Equatable, Sendable {
    /// The singular vector, from 0.
    public let vector: Int
    /// The first image's signal less the second's, in standard deviations of the vector's signals over the
    /// data set: the signals of strong vectors differ more, whatever they tell.
    public let difference: Double
  }

  /// The images, in the order in which they were chosen.
  public let images: [Int]
  /// The quantile of all signals that is the threshold, 0 to 1.
  public let quantile: Double
  /// Which signals count.
  public let polarity: SignificanceHypergraph.Polarity
  /// The value that signals must exceed, as a hypergraph of classes has it.
  public let threshold: Float
  /// The images as edges, and the vectors that are significant for them: those of both that have any.
  public let hypergraph: Hypergraph<Int, Node>
  /// Of each image its signal along each vector.
  public let signals: [[Float]]
  /// Of each vector the standard deviation of its signals over the data set.
  public let deviations: [Double]

  /// A hypergraph of given signals.
  public init(
    images: [Int], quantile: Double, polarity: SignificanceHypergraph.Polarity, threshold: Float,
    signals: [[Float]], deviations: [Double]
  ) {
    self.images = images
    self.quantile = quantile
    self.polarity = polarity
    self.threshold = threshold
    self.signals = signals
    self.deviations = deviations
    hypergraph = Hypergraph(
      Dictionary(
        zip(images, signals).map { image, signals in
          (
            image,
            signals.enumerated().flatMap { vector, signal in
              polarity.signs.filter { ($0 ? -signal : signal) > threshold }
                .map { Node(vector: vector, isNegative: $0) }
            }
          )
        }, uniquingKeysWith: { first, _ in first }))
  }

  /// Builds the hypergraph of some of a layer's images.
  ///
  /// Takes time linear in the number of signals.
  /// - Parameters:
  ///   - table: the signals of the layer.
  ///   - images: the images, each once.
  ///   - quantile: the quantile of all signals that is the threshold, 0 to 1.
  ///   - polarity: which signals count.
  /// - Throws: `Failure` for an image that has no signals.
  public init(
    _ table: SignalTable, between images: [Int], quantile: Double,
    polarity: SignificanceHypergraph.Polarity = .positive
  ) throws(Failure) {
    var rows: [Int] = []
    for image in images { rows.append(try table.row(of: image)) }
    let places = table.order.places
    self.init(
      images: images, quantile: quantile, polarity: polarity,
      threshold: SignificanceHypergraph.threshold(in: table, quantile, polarity),
      signals: rows.map { row in table.signals(of: row..<row + 1, at: places) },
      deviations: concurrently(table.vectors, inPiecesOf: 8) { vectors in
        vectors.map { table.deviation(of: $0) }
      }.flatMap { $0 })
  }

  /// The nodes by the images that they are significant for: those of most images first, then in the order of
  /// the images.
  public var groups: [Group] {
    let places = Dictionary(zip(images, 0...), uniquingKeysWith: { first, _ in first })
    let collapse = hypergraph.collapsingNodes()
    let dual = collapse.dual
    return collapse.nodes.indices.map { place in
      (collapse.nodes[place].members, dual.nodes(ofEdge: place).compactMap { places[$0] }.sorted())
    }.sorted { a, b in
      a.1.count == b.1.count ? a.1.lexicographicallyPrecedes(b.1) : a.1.count > b.1.count
    }.map { nodes, places in Group(nodes: nodes, images: places.map { images[$0] }) }
  }

  /// How far the vectors tell two of the images apart, those first that do so most; of equal ones the lowest.
  /// - Parameters:
  ///   - first: the place of an image among `images`.
  ///   - second: that of another.
  /// - Returns: nothing where there are no such images.
  public func separations(between first: Int, and second: Int) -> [Separation] {
    guard signals.indices.contains(first), signals.indices.contains(second) else { return [] }
    return deviations.enumerated().map { vector, deviation in
      let difference = Double(signals[first][vector]) - Double(signals[second][vector])
      return Separation(vector: vector, difference: deviation > 0 ? difference / deviation : 0)
    }.sorted { (abs($1.difference), $0.vector) < (abs($0.difference), $1.vector) }
  }
}

extension SignalTable {
  /// The row of an image.
  /// - Throws: `Failure` that says why it has none.
  fileprivate func row(of image: Int) throws(Failure) -> Int {
    if let row = images.firstIndex(of: image) { return row }
    if let omission = leftOut.first(where: { $0.image == image }) {
      throw Failure(
        kind: .unfitting,
        problem: "image \(image) has no signals: \(omission.reason)", cure: "choose another")
    }
    let most = max(images.last ?? -1, leftOut.last?.image ?? -1)
    throw Failure(
      kind: .outOfRange,
      problem: "there is no image \(image) among those with signals; they are from 0 to \(most)")
  }

  /// The standard deviation of a vector's signals, over all of its images (numpy's `std`).
  fileprivate func deviation(of vector: Int) -> Double {
    let column = column(vector)
    let count = Double(max(1, column.count))
    var sum = 0.0
    for index in column.indices { sum += Double(column[index]) }
    let mean = sum / count
    var squares = 0.0
    for index in column.indices {
      let difference = Double(column[index]) - mean
      squares += difference * difference
    }
    return (squares / count).squareRoot()
  }
}
