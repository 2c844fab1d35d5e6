public import Formats

/// The signals of all images in the direction of one singular vector: how those of each class are spread,
/// and the images where they are largest and smallest (paper section 4.3).
///
/// Of a negative node all of it is of the negated signals.
public struct VectorSignals: Equatable, Sendable {
  /// How the signals of one class's images are spread.
  public struct Spread: Equatable, Sendable {
    /// The class.
    public let label: Int
    /// How many of its images have a signal.
    public let count: Int
    /// The smallest signal, the quartiles, with linear interpolation as `numpy.quantile` has it, and the
    /// largest.
    public let minimum, lowerQuartile, median, upperQuartile, maximum: Double
    /// How many signals exceed the threshold.
    public let above: Int
    /// How many do once they are negated.
    public let below: Int

    /// A spread that is known.
    public init(
      label: Int, count: Int, minimum: Double, lowerQuartile: Double, median: Double,
      upperQuartile: Double, maximum: Double, above: Int, below: Int
    ) {
      self.label = label
      self.count = count
      self.minimum = minimum
      self.lowerQuartile = lowerQuartile
      self.median = median
      self.upperQuartile = upperQuartile
      self.maximum = maximum
      self.above = above
      self.below = below
    }

    /// The share of the images whose signals exceed the threshold, 0 to 1.
    public var share: Double { Double(above) / Double(count) }
    /// The share of those whose signals do once they are negated.
    public var oppositeShare: Double { Double(below) / Double(count) }

    fileprivate var negated: Spread {
      Spread(
        label: label, count: count, minimum: 0 - maximum, lowerQuartile: 0 - upperQuartile,
        median: 0 - median, upperQuartile: 0 - lowerQuartile, maximum: 0 - minimum, above: below,
        below: above)
    }
  }

  /// What decides on significance.
  public let parameters: SignificanceHypergraph.Parameters
  /// The value that signals must exceed.
  public let threshold: Float
  /// The classes that have images, ascending by label.
  public let classes: [Spread]
  /// The images with the largest signals, the largest first; the lowest image wins a tie.
  public let highest: [SemanticHierarchy.Exemplar]
  /// Those with the smallest, the smallest first.
  public let lowest: [SemanticHierarchy.Exemplar]
  /// The images that have no signal.
  public let leftOut: [LeftOutImage]

  /// How many images there are at either end.
  public static let extremeCount = 8

  /// Signals that are known.
  public init(
    parameters: SignificanceHypergraph.Parameters, threshold: Float, classes: [Spread],
    highest: [SemanticHierarchy.Exemplar], lowest: [SemanticHierarchy.Exemplar],
    leftOut: [LeftOutImage] = []
  ) {
    self.parameters = parameters
    self.threshold = threshold
    self.classes = classes
    self.highest = highest
    self.lowest = lowest
    self.leftOut = leftOut
  }

  /// Whether the vector, with its sign, is significant for a class.
  public func isSignificant(for spread: Spread) -> Bool { spread.share >= parameters.majority }

  /// The same of the negated signals.
  package var negated: VectorSignals {
    func negated(_ images: [SemanticHierarchy.Exemplar]) -> [SemanticHierarchy.Exemplar] {
      images.map { .init(image: $0.image, signal: 0 - $0.signal) }
    }
    return VectorSignals(
      parameters: parameters, threshold: threshold, classes: classes.map(\.negated),
      highest: negated(lowest), lowest: negated(highest), leftOut: leftOut)
  }

  /// Looks at the signals of one vector of a table.
  ///
  /// Takes time linear in the number of images, with a sort within each class where they are not sorted yet.
  /// - Parameters:
  ///   - node: the vector, below `table.vectors`, and its sign.
  ///   - table: the signals.
  ///   - parameters: what decides on significance.
  ///   - threshold: what their quantile comes to.
  init(
    of node: SignificanceHypergraph.Node, in table: SignalTable,
    _ parameters: SignificanceHypergraph.Parameters,
    threshold: Float
  ) {
    let column = table.column(node.vector)
    let classes: [Spread]
    if let sorted = table.sorted, sorted.has(node.vector) {
      classes = Self.spreads(
        of: column, sorted: sorted.column(node.vector), sorted.ranks, table.order, threshold)
    } else {
      let ranks = RankOrder(table.order)
      let sorted = column.sorted(within: table.order.runs, ranks)
      classes = Self.spreads(of: column, sorted: sorted.span, ranks, table.order, threshold)
    }
    func extremes(sign: Float) -> [SemanticHierarchy.Exemplar] {
      column.strongest(Self.extremeCount, timesSign: sign, rows: table.order.rows).map {
        .init(image: table.images[$0.row], signal: Double($0.signal))
      }
    }
    self.init(
      parameters: parameters, threshold: threshold, classes: classes, highest: extremes(sign: 1),
      lowest: extremes(sign: -1), leftOut: table.leftOut)
    if node.isNegative { self = negated }
  }

  private static func spreads(
    of column: Span<Float>, sorted: Span<Float>, _ ranks: RankOrder, _ order: ClassOrder,
    _ threshold: Float
  ) -> [Spread] {
    var spreads: [Spread] = []
    for (index, run) in order.runs.enumerated() {
      let count = run.places.count
      func quantile(_ fraction: Double) -> Double {
        let place = fraction * Double(count - 1)
        let lower = Int(place)
        // Ranks descend.
        let a = Double(sorted[ranks.place(of: count - 1 - lower, in: index)])
        let b = Double(sorted[ranks.place(of: max(0, count - 2 - lower), in: index)])
        let step = place - Double(lower)
        // A zero that is not negative.
        return 0 + (step < 0.5 ? a + (b - a) * step : b - (b - a) * (1 - step))
      }
      let signals = column.extracting(run.places)
      spreads.append(
        Spread(
          label: run.label, count: count, minimum: quantile(0), lowerQuartile: quantile(0.25),
          median: quantile(0.5), upperQuartile: quantile(0.75), maximum: quantile(1),
          above: signals.count(timesSign: 1, above: threshold),
          below: signals.count(timesSign: -1, above: threshold)))
    }
    return spreads
  }
}

extension Span<Float> {
  /// The largest numbers, multiplied by 1 or -1, with their rows, the largest first; the lowest row wins a
  /// tie.
  fileprivate func strongest(
    _ count: Int, timesSign sign: Float, rows: [Int]
  ) -> [(row: Int, signal: Float)] {
    var found: [(row: Int, signal: Float)] = []
    var bar = -Float.infinity
    for place in indices where self[place] * sign >= bar {
      let (row, signal) = (rows[place], self[place])
      let index = found.firstIndex {
        ($0.signal * sign, row) < (signal * sign, $0.row)
      }
      found.insert((row, signal), at: index ?? found.endIndex)
      guard found.count >= count else { continue }
      found.removeLast(found.count - count)
      bar = (found.last?.signal ?? 0) * sign
    }
    return found
  }
}
