import LinearAlgebra
import Testing

@testable import DeepDataProfiler

/// Hypergraphs and hierarchies of sorted signals, held against the definitions.
@Suite struct SortedSignalsTests {
  /// Signals of a kind, and the label of each image.
  enum Kind: CaseIterable {
    case continuous, tied, constant, oneImageEach, oneClass, zeros

    func table(images: Int = 61, vectors: Int = 9) throws -> SignalTable {
      var random = SplitMix(seed: 5)
      let signals = (0..<images * vectors).map { index -> Float in
        let bits = random.next()
        switch self {
        case .continuous, .oneImageEach, .oneClass: return Float(Int64(bitPattern: bits)) * 0x1p-60
        case .tied: return Float(bits % 5) - 2
        case .constant: return 3
        case .zeros: return bits % 3 == 0 ? 0 : -0.0
        }
      }
      let labels = (0..<images).map { image -> Int in
        switch self {
        case .oneImageEach: return images - image
        case .oneClass: return 4
        // Of unequal sizes, with labels between them that no image has.
        default: return Int(random.next() % 7) * (image % 3 == 0 ? 100 : 1)
        }
      }
      return try SortedSignalsTests.table(signals, vectors: vectors, labels: labels)
    }
  }

  private static func table(
    _ signals: [Float], vectors: Int, labels: [Int]
  ) throws -> SignalTable {
    let shape = try #require(Shape([labels.count, vectors]))
    return SignalTable(
      pool: .mean, signals: Tensor(shape: shape, values: signals), labels: labels)
  }

  private static func sorted(_ table: SignalTable) -> SignalTable {
    var (table, signals) = (table, SortedSignals(of: table, in: nil))
    while !signals.isWhole, !signals.isRefused { signals.advance(table, Interruption()) }
    if !signals.isRefused { table.sorted = signals }
    return table
  }

  @Test(arguments: Kind.allCases, SignificanceHypergraph.Polarity.allCases)
  func thresholdsMajoritiesAndExemplarsAreThoseOfTheDefinitions(
    _ kind: Kind, _ polarity: SignificanceHypergraph.Polarity
  ) throws {
    let table = try kind.table()
    let sorted = Self.sorted(table)
    #expect(sorted.sorted != nil && sorted == table)
    for quantile in [0, 0.2, 0.5, 0.85, 0.97, 1] {
      for majority in [0, 0.3, 0.75, 1] {
        let parameters = SignificanceHypergraph.Parameters(
          quantile: quantile, majority: majority, polarity: polarity)
        let expected = Definition(table, parameters)
        for table in [table, sorted] {
          let graph = SignificanceHypergraph(table, parameters: parameters)
          #expect(graph.threshold.bitPattern == expected.threshold.bitPattern)
          #expect(graph.hypergraph == expected.hypergraph, "\(parameters)")
          #expect(graph.shortfalls == expected.shortfalls, "\(parameters)")
          let hierarchy = SemanticHierarchy(graph, signals: table)
          for group in hierarchy.groups {
            #expect(group.exemplars == expected.exemplars(of: group.nodes, Set(group.classes)))
            #expect(group.exemplarsOfAll == expected.exemplars(of: group.nodes, nil))
          }
        }
      }
    }
  }

  /// So many that their leading bits are counted once, in classes that are many and large.
  @Test(arguments: SignificanceHypergraph.Polarity.allCases)
  func manySignalsGiveTheSameSorted(_ polarity: SignificanceHypergraph.Polarity) throws {
    let table = try Kind.continuous.table(images: 2400, vectors: 120)
    let sorted = Self.sorted(table)
    for quantile in [0.01, 0.5, 0.86] {
      let parameters = SignificanceHypergraph.Parameters(
        quantile: quantile, majority: 0.2, polarity: polarity)
      let graphs = [table, sorted].map { SignificanceHypergraph($0, parameters: parameters) }
      #expect(graphs[0] == graphs[1])
      #expect(
        SemanticHierarchy(graphs[0], signals: table)
          == SemanticHierarchy(graphs[1], signals: sorted))
    }
  }

  /// A hierarchy that is wanted while signals are being sorted.
  @Test(arguments: SignificanceHypergraph.Polarity.allCases)
  func whatIsSortedInPartGivesTheSame(_ polarity: SignificanceHypergraph.Polarity) throws {
    let table = try Kind.tied.table(vectors: 130)
    let parameters = SignificanceHypergraph.Parameters(
      quantile: 0.6, majority: 0.3, polarity: polarity)
    let graph = SignificanceHypergraph(table, parameters: parameters)
    let hierarchy = SemanticHierarchy(graph, signals: table)
    var partly = table
    var steps = 0
    while partly.lacksOrder {
      // A step that is interrupted sorts a vector on each thread.
      let interruption = Interruption()
      interruption.request()
      partly.sort(in: nil, interruption)
      steps += 1
      let other = SignificanceHypergraph(partly, parameters: parameters)
      #expect(other == graph)
      #expect(SemanticHierarchy(other, signals: partly) == hierarchy)
    }
    #expect(steps > 1)
  }

  @Test(arguments: [Kind.continuous, .tied, .constant, .zeros])
  func percentilesAreThoseOfTheDefinition(_ kind: Kind) throws {
    var table = try kind.table(images: 2200, vectors: 120)
    #expect(table.lacksPercentiles)
    while table.lacksPercentiles { table.findPercentiles() }
    let percentiles = try #require(table.percentiles)
    #expect(percentiles.memory == 0)
    let signals = table.signals.values
    for polarity in SignificanceHypergraph.Polarity.allCases {
      let meant =
        (polarity == .negative ? [] : signals) + (polarity == .positive ? [] : signals.map { -$0 })
      let sorted = meant.sorted()
      for percent in 0...100 {
        let place = Int(min(Double(percent) / 100, 1) * Double(sorted.count - 1))
        let found = try #require(percentiles.neighbours(at: place, polarity))
        #expect(found == (sorted[place], sorted[min(place + 1, sorted.count - 1)]))
      }
    }
  }

  @Test(arguments: [Float.nan, -.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsNotSortedAndCountsAsItCompares(_ odd: Float) throws {
    var signals = (0..<40).map { Float($0 % 11) - 5 }
    for place in [0, 17, 39] { signals[place] = odd }
    let table = try Self.table(signals, vectors: 2, labels: (0..<20).map { $0 % 3 })
    #expect(Self.sorted(table).sorted == nil)
    guard !odd.isNaN else {
      // Where it stands among the signals is for the quantile to say; what exceeds it is not.
      let graph = SignificanceHypergraph(table, parameters: .init(quantile: 0.5, majority: 0.2))
      let expected = Definition(table, graph.parameters, threshold: graph.threshold)
      #expect(graph.hypergraph == expected.hypergraph)
      return
    }
    let parameters = SignificanceHypergraph.Parameters(quantile: 0.5, majority: 0.4)
    let graph = SignificanceHypergraph(table, parameters: parameters)
    #expect(graph.hypergraph == Definition(table, parameters).hypergraph)
  }

  @Test func aTableWithoutImagesIsSorted() throws {
    let table = Self.sorted(try Self.table([], vectors: 0, labels: []))
    #expect(table.sorted != nil)
    #expect(SignificanceHypergraph(table, parameters: .init()).hypergraph.edges.isEmpty)
  }
}

/// A hypergraph by its definition, each signal looked at for each of its classes.
private struct Definition {
  let signals: [[Float]]
  let labels: [Int]
  let threshold: Float
  /// The nodes of each class that has any.
  private(set) var members: [Int: [SignificanceHypergraph.Node]] = [:]
  private(set) var shortfalls: [SignificanceHypergraph.Node: SignificanceHypergraph.Shortfall] = [:]

  init(
    _ table: SignalTable, _ parameters: SignificanceHypergraph.Parameters, threshold: Float? = nil
  ) {
    let values = table.signals.values
    signals = table.labels.indices.map {
      Array(values[$0 * table.vectors..<($0 + 1) * table.vectors])
    }
    labels = table.labels
    let polarity = parameters.polarity
    let sample =
      (polarity == .negative ? [] : values) + (polarity == .positive ? [] : values.map { -$0 })
    self.threshold = threshold ?? Self.threshold(sample, parameters.quantile)
    for vector in 0..<table.vectors {
      for isNegative in [false, true]
      where polarity == .both || isNegative == (polarity == .negative) {
        let node = SignificanceHypergraph.Node(vector: vector, isNegative: isNegative)
        let own = signals.map { isNegative ? -$0[vector] : $0[vector] }
        var shares: [(label: Int, share: Double)] = []
        for label in Set(labels).sorted() {
          let rows = labels.indices.filter { labels[$0] == label }
          let count = rows.count { own[$0] > self.threshold }
          shares.append((label, Double(count) / Double(rows.count)))
        }
        let found = shares.filter { $0.share >= parameters.majority }
        for (label, _) in found { members[label, default: []].append(node) }
        guard found.isEmpty, let most = shares.map(\.share).max(),
          let nearest = shares.first(where: { $0.share == most })
        else { continue }
        shortfalls[node] = SignificanceHypergraph.Shortfall(
          label: nearest.label, share: most, greatest: own.max() ?? 0)
      }
    }
  }

  /// `numpy.quantile` by sorting, and the Float below it.
  private static func threshold(_ sample: [Float], _ fraction: Double) -> Float {
    let sorted = sample.sorted { $0.orderedBits < $1.orderedBits }.map(Double.init)
    let place = fraction * Double(sorted.count - 1)
    let (lower, step) = (Int(place), place - Double(Int(place)))
    let (a, b) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
    let quantile = 0 + (step < 0.5 ? a + (b - a) * step : b - (b - a) * (1 - step))
    let nearest = Float(quantile)
    return Double(nearest) > quantile ? nearest.nextDown : nearest
  }

  var hypergraph: Hypergraph<Int, SignificanceHypergraph.Node> { Hypergraph(members) }

  func exemplars(
    of nodes: [SignificanceHypergraph.Node], _ classes: Set<Int>?
  ) -> [SemanticHierarchy.Exemplar] {
    let all = labels.indices.map { row in
      SemanticHierarchy.Exemplar(
        image: row,
        signal: nodes.reduce(0) {
          $0 + Double(signals[row][$1.vector]) * ($1.isNegative ? -1 : 1)
        })
    }
    let own = all.filter { classes?.contains(labels[$0.image]) ?? true }
    return Array(own.sorted { ($1.signal, $0.image) < ($0.signal, $1.image) }.prefix(5))
  }
}
