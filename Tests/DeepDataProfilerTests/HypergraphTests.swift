import DeepDataProfiler
import Foundation
import LinearAlgebra
import Testing

private typealias Node = SignificanceHypergraph.Node

private func table(_ signals: [[Float]], labels: [Int]) throws -> SignalTable {
  let shape = try #require(Shape([signals.count, signals.first?.count ?? 0]))
  return SignalTable(
    pool: .mean, signals: Tensor(shape: shape, values: Array(signals.joined())), labels: labels)
}

/// Values without a pattern and with ties, the same every time.
private func noise(_ count: Int, seed: UInt64 = 3) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int64(bitPattern: state) >> 58)
  }
}

@Suite struct QuantileTests {
  @Test(arguments: [0, 0.1, 0.25, 0.5, 0.85, 0.999, 1], SignificanceHypergraph.Polarity.allCases)
  func aQuantileInterpolatesBetweenNeighbours(
    _ fraction: Double, _ polarity: SignificanceHypergraph.Polarity
  ) throws {
    let values = noise(40)
    let table = try table((0..<8).map { Array(values[$0 * 5..<$0 * 5 + 5]) }, labels: Array(0..<8))
    let sample =
      switch polarity {
      case .positive: values
      case .negative: values.map { -$0 }
      case .both: values + values.map { -$0 }
      }
    let sorted = sample.sorted()
    let place = fraction * Double(sorted.count - 1)
    let lower = Double(sorted[Int(place)])
    let upper = Double(sorted[min(Int(place) + 1, sorted.count - 1)])
    let expected = lower + (upper - lower) * (place - place.rounded(.down))
    #expect(abs(table.quantile(fraction, polarity: polarity) - expected) < 1e-12)
  }

  /// Enough for counts to be kept; of all magnitudes, with both zeros and many ties.
  private static let many: [Float] = {
    var random = SplitMix(seed: 7)
    return (0..<300_000).map { index in
      let bits = random.next()
      switch index % 7 {
      case 0: return index % 2 == 0 ? 0 : -0.0
      case 1: return Float(Int(bits % 9)) - 4
      case 2:
        let number = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        return number.isFinite ? number : .leastNonzeroMagnitude
      default: return Float(Int64(bitPattern: bits)) * 0x1p-60
      }
    }
  }()

  @Test(arguments: [1, 3], SignificanceHypergraph.Polarity.allCases)
  func aPlaceAmongManyIsFoundAsSortingFindsIt(
    _ threads: Int, _ polarity: SignificanceHypergraph.Polarity
  ) throws {
    setLinearAlgebraThreads(threads)
    defer { setLinearAlgebraThreads(ProcessInfo.processInfo.activeProcessorCount) }
    let values = Self.many
    let table = try table(
      stride(from: 0, to: values.count, by: 3).map { Array(values[$0..<$0 + 3]) },
      labels: Array(repeating: 0, count: values.count / 3))
    let sorted =
      switch polarity {
      case .positive: values.sorted()
      case .negative: values.map { -$0 }.sorted()
      case .both: (values + values.map { -$0 }).sorted()
      }
    for place in [0, 1, 1000, values.count / 3, values.count / 2, values.count - 2] {
      let fraction = Double(place) / Double(sorted.count - 1)
      let found = table.quantile(fraction, polarity: polarity)
      let neighbours = [place - 1, place, place + 1].map {
        Double(sorted[min(max($0, 0), sorted.count - 1)])
      }
      // The fraction's product with the count is the place but for its last digit.
      #expect(
        abs(found - neighbours[1]) <= 1e-9 * (neighbours[2] - neighbours[0]),
        "\(place) \(polarity)")
    }
  }

  /// The same signals exceed the threshold as the quantile, though it lies between two Floats.
  @Test func theThresholdIsExceededByWhatExceedsTheQuantile() throws {
    let above = Float(1).nextUp
    for step in [0.25, 0.5, 0.75] {
      let table = try table([[1], [above]], labels: [0, 0])
      let quantile = table.quantile(step)
      #expect(1 < quantile && quantile < Double(above))
      let graph = SignificanceHypergraph(table, parameters: .init(quantile: step, majority: 0.5))
      #expect(graph.threshold == 1 && graph.hypergraph.edges == [0], "\(step)")
    }
    let negated = try table([[-1], [-above]], labels: [0, 0])
    let graph = SignificanceHypergraph(
      negated, parameters: .init(quantile: 0.75, majority: 0.5, polarity: .negative))
    #expect(graph.threshold == 1 && graph.hypergraph.edges.count == 1)
  }
}

@Suite struct HypergraphTests {
  /// Two classes of four images; vector 0 is significant for all, 1 for class 5 only, 2 for three
  /// of four images of class 9, 3 for none.
  private let signals: SignalTable

  init() throws {
    signals = try table(
      [
        [9, 8, 0, 0], [9, 8, 0, 0], [9, 8, 0, 0], [9, 8, 8, 0],
        [9, 0, 8, 0], [9, 0, 8, -9], [9, 0, 8, -9], [9, 8, 0, -9],
      ], labels: [5, 5, 5, 5, 9, 9, 9, 9])
  }

  private func hypergraph(
    _ quantile: Double, _ majority: Double, _ polarity: SignificanceHypergraph.Polarity
  )
    -> SignificanceHypergraph
  {
    SignificanceHypergraph(
      signals, parameters: .init(quantile: quantile, majority: majority, polarity: polarity))
  }

  @Test func aVectorBelongsToTheClassesWhoseMajorityExceedsTheThreshold() {
    let graph = hypergraph(0.4, 0.75, .positive)
    #expect(graph.threshold == 0)
    #expect(graph.hypergraph.edges == [5, 9])
    #expect(graph.hypergraph.nodes(ofEdge: 0).map(\.vector) == [0, 1])
    #expect(graph.hypergraph.nodes(ofEdge: 1).map(\.vector) == [0, 2])
  }

  @Test func theMajorityMayBeReachedExactlyAndTheThresholdMustBeExceeded() {
    #expect(hypergraph(0.4, 0.76, .positive).hypergraph.nodes(ofEdge: 1).map(\.vector) == [0])
    // At quantile 1 the threshold is the largest signal, which nothing exceeds.
    #expect(hypergraph(1, 0.5, .positive).hypergraph.edges.isEmpty)
  }

  @Test func negativeSignalsCountWhenTheyAreAskedFor() {
    let negative = hypergraph(0.8, 0.75, .negative)
    #expect(negative.hypergraph.edges == [9])
    #expect(negative.hypergraph.nodes(ofEdge: 0) == [.init(vector: 3, isNegative: true)])
    let both = hypergraph(0.5, 0.75, .both)
    #expect(
      both.hypergraph.nodes(ofEdge: 1)
        == [.init(vector: 0), .init(vector: 2), .init(vector: 3, isNegative: true)])
  }

  @Test func whatANodeInNoClassLacksIsKnown() {
    // Vector 2 exceeds 7 for one of four images of class 5 and for three of four of class 9.
    let graph = hypergraph(0.4, 0.8, .positive)
    #expect(graph.shortfalls.keys.map(\.vector).sorted() == [2, 3])
    #expect(graph.shortfalls[.init(vector: 2)] == .init(label: 9, share: 0.75, greatest: 8))
    // The lowest label of several that are equally near.
    #expect(graph.shortfalls[.init(vector: 3)] == .init(label: 5, share: 0, greatest: 0))
    let negative = hypergraph(0.8, 0.8, .negative)
    #expect(
      negative.shortfalls[.init(vector: 3, isNegative: true)]
        == .init(label: 9, share: 0.75, greatest: 9))
    #expect(
      negative.shortfalls[.init(vector: 0, isNegative: true)]
        == .init(label: 5, share: 0, greatest: -9))
    let both = hypergraph(0.5, 0.75, .both)
    #expect(both.shortfalls[.init(vector: 3)] == .init(label: 5, share: 0, greatest: 0))
    #expect(both.shortfalls[.init(vector: 3, isNegative: true)] == nil, "it belongs to class 9")
    #expect(
      both.shortfalls[.init(vector: 0, isNegative: true)] == .init(label: 5, share: 0, greatest: -9)
    )
  }

  @Test func anEmptyTableHasNoEdges() throws {
    let table = try table([], labels: [])
    let graph = SignificanceHypergraph(table, parameters: .init())
    #expect(graph.hypergraph.edges.isEmpty && graph.threshold.isNaN)
    #expect(SemanticHierarchy(graph, signals: table).groups.isEmpty)
  }
}

@Suite struct SemanticHierarchyTests {
  private func hierarchy(_ edges: [Int: [Int]], images: Int = 6) throws -> SemanticHierarchy {
    let vectors = (edges.values.joined().max() ?? 0) + 1
    let values = (0..<images).map { image in (0..<vectors).map { Float(image * ($0 + 1) % 7) } }
    let graph = SignificanceHypergraph(
      parameters: .init(), threshold: 0,
      hypergraph: Hypergraph(
        edges.mapValues { nodes in nodes.map { Node(vector: $0) } }))
    return try SemanticHierarchy(graph, signals: table(values, labels: Array(0..<images)))
  }

  @Test func vectorsOfTheSameClassesAreOneGroup() throws {
    let result = try hierarchy([0: [0, 1, 4], 1: [0, 4], 2: [0, 2, 4]])
    #expect(result.groups.map(\.classes) == [[0, 1, 2], [0], [2]])
    #expect(result.groups.map { $0.nodes.map(\.vector) } == [[0, 4], [1], [2]])
    #expect(result.covers == [.init(upper: 0, lower: 1), .init(upper: 0, lower: 2)])
  }

  @Test func aCoverHasNothingBetween() throws {
    // {0,1,2} > {0,1} > {0}, {0,1,2} > {2}, and the pair {0},{0,1,2} is no cover.
    let result = try hierarchy([0: [0, 1, 2], 1: [0, 1], 2: [0, 3]])
    #expect(result.groups.map(\.classes) == [[0, 1, 2], [0, 1], [0], [2]])
    #expect(
      result.covers
        == [.init(upper: 0, lower: 1), .init(upper: 0, lower: 3), .init(upper: 1, lower: 2)])
  }

  @Test func coversAreThoseOfTheDefinition() throws {
    let values = noise(12 * 9)
    var edges: [Int: [Int]] = [:]
    for label in 0..<9 {
      edges[label] = (0..<12).filter { values[label * 12 + $0] > 0 }
    }
    let result = try hierarchy(edges)
    let sets = result.groups.map { Set($0.classes) }
    var expected: [SemanticHierarchy.Cover] = []
    for upper in sets.indices {
      for lower in sets.indices where sets[lower].isStrictSubset(of: sets[upper]) {
        let hasBetween = sets.contains {
          sets[lower].isStrictSubset(of: $0) && $0.isStrictSubset(of: sets[upper])
        }
        if !hasBetween { expected.append(.init(upper: upper, lower: lower)) }
      }
    }
    #expect(result.covers == expected)
    #expect(!expected.isEmpty)
  }

  @Test func exemplarsHaveTheLargestSummedSignalsAndTheLowestImageWinsATie() throws {
    let signals = try table(
      [[1, 1], [3, 0], [0, 3], [5, -5], [2, 2], [0, 0]], labels: [0, 0, 0, 0, 0, 0])
    let graph = SignificanceHypergraph(
      parameters: .init(), threshold: -1,
      hypergraph: Hypergraph([0: [Node(vector: 0), Node(vector: 1)]]))
    #expect(exemplars(graph, signals) == [4, 1, 2, 0, 3])
    let negative = SignificanceHypergraph(
      parameters: .init(), threshold: -1,
      hypergraph: Hypergraph([0: [Node(vector: 0, isNegative: true)]]))
    #expect(exemplars(negative, signals) == [2, 5, 0, 4, 1])
  }

  private func exemplars(_ graph: SignificanceHypergraph, _ signals: SignalTable) -> [Int] {
    SemanticHierarchy(graph, signals: signals).groups[0].exemplars.map(\.image)
  }

  /// The strongest images are of class 1, to which the group does not belong.
  @Test func exemplarsAreOfTheGroupsClassesAndThoseOfAllStandBeside() throws {
    let signals = try table(
      [[1, 0], [9, 1], [8, 0], [2, 0.5], [3, 0], [7, 0]], labels: [0, 1, 1, 0, 4, 1])
    let graph = SignificanceHypergraph(
      parameters: .init(), threshold: 0,
      hypergraph: Hypergraph(
        Dictionary(
          uniqueKeysWithValues: [0, 4].map { label in
            (label, [Node(vector: 0), Node(vector: 1, isNegative: true)])
          })))
    let group = SemanticHierarchy(graph, signals: signals).groups[0]
    #expect(
      group.exemplars == [
        .init(image: 4, signal: 3), .init(image: 3, signal: 1.5), .init(image: 0, signal: 1),
      ])
    #expect(group.exemplarsOfAll.map(\.image) == [1, 2, 5, 4, 3])
    #expect(group.exemplarsOfAll.map(\.signal) == [8, 8, 7, 3, 1.5])
  }
}
