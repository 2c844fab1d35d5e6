import Foundation
import Formats
import Foundation
import LinearAlgebra
import Testing

@testable import DeepDataProfiler

/// What numpy makes of one vector (`Tests/Fixtures/chain/make_vectors.py`).
struct ExpectedVectors: Decodable {
  let labels: [Int]
  let quantiles: [String: [String: [[Double]]]]
  let links: [String: [[Double]]]

  static func read() throws -> ExpectedVectors {
    try decode(ExpectedVectors.self, from: "chain/vectors.json")
  }
}

/// The signals along one vector, class by class.
@Suite struct VectorSignalsTests {
  private static func table(of layer: String, _ labels: [Int]) throws -> SignalTable {
    let path = fixtures.appending(path: "chain/signals_\(layer).npy").path()
    let signals = try #require(try StoredModel.open(path: path).tensors.first).floats()
    return SignalTable(pool: .mean, signals: signals, labels: labels)
  }

  private static func sorted(_ table: SignalTable) -> SignalTable {
    var (table, signals) = (table, SortedSignals(of: table, in: nil))
    while !signals.isWhole { signals.advance(table, Interruption()) }
    table.sorted = signals
    return table
  }

  /// The same digits as numpy's default, whether the signals have been sorted before or not.
  @Test(arguments: ["conv1", "conv2", "fc1"], [false, true])
  func quartilesAreNumpys(_ layer: String, isSorted: Bool) throws {
    let expected = try ExpectedVectors.read()
    var table = try Self.table(of: layer, expected.labels)
    let signals = table.signals.values
    if isSorted { table = Self.sorted(table) }
    for (name, classes) in try #require(expected.quantiles[layer]) {
      let vector = try #require(Int(name))
      let found = VectorSignals(
        of: .init(vector: vector), in: table, .init(), threshold: 0.5)
      #expect(found.classes.map(\.label) == Array(0..<10))
      for (spread, quantiles) in zip(found.classes, classes) {
        #expect(
          [
            spread.minimum, spread.lowerQuartile, spread.median, spread.upperQuartile,
            spread.maximum,
          ] == quantiles, "\(layer) v\(vector) class \(spread.label)")
        let rows = expected.labels.indices.filter { expected.labels[$0] == spread.label }
        let own = rows.map { signals[$0 * table.vectors + vector] }
        #expect(spread.count == own.count)
        #expect(spread.above == own.count { $0 > 0.5 })
        #expect(spread.below == own.count { -$0 > 0.5 })
      }
    }
  }

  /// The shares are those by which the hypergraph decides, of either sign.
  @Test(arguments: SignificanceHypergraph.Polarity.allCases)
  func whatIsSignificantIsWhatTheHypergraphSays(
    _ polarity: SignificanceHypergraph.Polarity
  ) throws {
    let table = try Self.table(of: "conv2", ExpectedVectors.read().labels)
    let parameters = SignificanceHypergraph.Parameters(
      quantile: 0.7, majority: 0.6, polarity: polarity)
    let graph = SignificanceHypergraph(table, parameters: parameters)
    let memberships = Dictionary(
      uniqueKeysWithValues: graph.groups.flatMap { group in
        group.nodes.map { ($0, group.classes) }
      })
    #expect(!memberships.isEmpty)
    for vector in 0..<table.vectors {
      for isNegative in [false, true]
      where polarity == .both || isNegative == (polarity == .negative) {
        let node = SignificanceHypergraph.Node(vector: vector, isNegative: isNegative)
        let found = VectorSignals(of: node, in: table, parameters, threshold: graph.threshold)
        let classes = found.classes.filter { found.isSignificant(for: $0) }
        #expect(classes.map(\.label) == memberships[node] ?? [], "\(node)")
        if let shortfall = graph.shortfalls[node] {
          let most = found.classes.map(\.share).max()
          #expect(most == shortfall.share)
        }
      }
    }
  }

  @Test func theImagesAtBothEndsAreTheStrongestAndTheWeakest() throws {
    let table = try Self.table(of: "conv2", ExpectedVectors.read().labels)
    let found = VectorSignals(of: .init(vector: 3), in: table, .init(), threshold: 0)
    let all = table.signals.values
    let signals = (0..<500).map { all[$0 * table.vectors + 3] }
    let ascending = signals.indices.sorted { (signals[$0], $0) < (signals[$1], $1) }
    let descending = signals.indices.sorted { (signals[$1], $0) < (signals[$0], $1) }
    #expect(found.lowest.map(\.image) == Array(ascending.prefix(8)))
    #expect(found.highest.map(\.image) == Array(descending.prefix(8)))
    #expect(found.highest.first?.signal == signals.max().map(Double.init))
  }

  /// All of a negative node is that of a table of negated signals.
  @Test(arguments: [false, true]) func ofANegativeNodeAllIsNegated(isSorted: Bool) throws {
    var table = try Self.table(of: "conv2", ExpectedVectors.read().labels)
    let negated = SignalTable(
      pool: .mean,
      signals: Tensor(shape: table.signals.shape, values: table.signals.values.map { 0 - $0 }),
      labels: try ExpectedVectors.read().labels)
    if isSorted { table = Self.sorted(table) }
    for vector in [0, 3, 17] {
      let found = VectorSignals(
        of: .init(vector: vector, isNegative: true), in: table, .init(), threshold: 0.5)
      let expected = VectorSignals(of: .init(vector: vector), in: negated, .init(), threshold: 0.5)
      #expect(found.highest == expected.highest && found.lowest == expected.lowest)
      #expect(found.highest[0].signal > found.lowest[0].signal)
      for (own, other) in zip(found.classes, expected.classes) {
        #expect((own.label, own.count) == (other.label, other.count))
        #expect((own.above, own.below) == (other.above, other.below))
        #expect(own.minimum == other.minimum && own.maximum == other.maximum)
        for (a, b) in [
          (own.lowerQuartile, other.lowerQuartile), (own.median, other.median),
          (own.upperQuartile, other.upperQuartile),
        ] { #expect(abs(a - b) <= 1e-15 * abs(b)) }
      }
    }
  }

  /// Of equal signals the first images are named, and a class may have one image.
  @Test func tiesAndSmallClasses() throws {
    let shape = try #require(Shape([4, 1]))
    let table = SignalTable(
      pool: .mean, signals: Tensor(shape: shape, values: [2, 2, -0.0, 2]), labels: [5, 5, 3, 5],
      images: [1, 4, 6, 9])
    let found = VectorSignals(
      of: .init(vector: 0), in: table, .init(majority: 0), threshold: 2)
    #expect(found.highest.map(\.image) == [1, 4, 9, 6])
    #expect(found.lowest.map(\.image) == [6, 1, 4, 9])
    #expect(found.classes.map(\.label) == [3, 5])
    #expect(found.classes[0].median.sign == .plus && found.classes[0].upperQuartile == 0)
    #expect(found.classes[1].above == 0 && found.classes[1].count == 3)
    #expect(found.isSignificant(for: found.classes[1]), "0 of 3 at p 0 %")
  }
}
