import LinearAlgebra

/// The quantiles of all whole hundredths of a table's signals, found together: each alone takes a pass over
/// the signals.
///
/// The leading half of the bits of each is told by the counts that the table has. One pass then counts
/// the signals with any of these halves by their next eight bits, and another those with any of the 24
/// bits that are known then by their last eight.
struct Percentiles: Sendable {
  /// A place in the order of signals of a polarity, and what is known of the signal there.
  private struct Target {
    let polarity: SignificanceHypergraph.Polarity
    let place: Int
    /// Its leading bits.
    var bits: Int
    /// How many signals of the same bits come before it.
    var rest: Int
  }

  private var targets: [Target]
  /// How many bits of each are known.
  private var known = 16
  /// For each leading half, from which 256th on signals that have it are counted; 0 for those that are of
  /// no use.
  private var halves: [UInt16]
  /// The same of leading 24 bits, by where the first 16 of them are counted and the others.
  private var middles: [UInt16] = []
  private var counts: [Int] = []
  /// How many vectors' signals are counted.
  private var vectors = 0
  /// What was found, by place.
  private var signals: [SignificanceHypergraph.Polarity: [Int: Float]] = [:]

  /// About how many signals are counted between two looks at the clock.
  private static let signalsAtOnce = 1 << 23

  /// None yet.
  init(of table: SignalTable) {
    halves = [UInt16](repeating: 0, count: 1 << known)
    targets = SignificanceHypergraph.Polarity.allCases.flatMap { polarity in
      let places = (0...100).map { Int(table.place(ofQuantile: Double($0) / 100, polarity)) }
      let wanted = Set(places + places.map { $0 + 1 }).sorted()
      let counts = table.statistics.leadingCounts(of: table.columns, polarity)
      var (bits, before) = (0, 0)
      return wanted.compactMap { place -> Target? in
        while bits < counts.count, before + counts[bits] <= place {
          before += counts[bits]
          bits += 1
        }
        // None comes after the last.
        guard bits < counts.count else { return nil }
        return Target(polarity: polarity, place: place, bits: bits, rest: place - before)
      }
    }
    beginCounting()
  }

  /// Whether all are found.
  var isWhole: Bool { known == 32 }

  /// About the bytes that they take.
  var memory: Int { 8 * counts.count + 2 * (halves.count + middles.count) + 32 * targets.count }

  /// The signals at a place and at the next, where that is one of those that are found; twice the last
  /// where none comes after it.
  func neighbours(at place: Int, _ polarity: SignificanceHypergraph.Polarity) -> (Float, Float)? {
    guard let signals = signals[polarity], let first = signals[place] else { return nil }
    return (first, signals[place + 1] ?? first)
  }

  /// Counts signals of the table for a moment.
  mutating func advance(_ table: SignalTable) {
    let deadline = ContinuousClock.now + .milliseconds(50)
    while !isWhole, ContinuousClock.now < deadline, !Task.isCancelled {
      let first = vectors
      let count = min(
        max(1, Self.signalsAtOnce / max(1, table.labels.count)), table.vectors - first)
      let (halves, middles) = (halves, middles)
      let parts = OrderStatistics.counts(count, of: counts.count) { vectors, counts in
        for vector in vectors {
          Self.count(table.column(first + vector), halves.span, middles.span, &counts)
        }
      }
      counts = OrderStatistics.sum([counts] + parts)
      vectors += count
      if vectors == table.vectors { finishCounting() }
    }
  }

  private static func count(
    _ signals: Span<Float>, _ halves: Span<UInt16>, _ middles: Span<UInt16>,
    _ counts: inout MutableSpan<Int>
  ) {
    if middles.isEmpty {
      for index in signals.indices {
        let bits = Int(signals[index].orderedBits)
        counts[Int(halves[bits >> 16]) << 8 | bits >> 8 & 0xFF] &+= 1
      }
      return
    }
    for index in signals.indices {
      let bits = Int(signals[index].orderedBits)
      let place = Int(middles[Int(halves[bits >> 16]) << 8 | bits >> 8 & 0xFF])
      // Few are of use.
      if place > 0 { counts[place << 8 | bits & 0xFF] &+= 1 }
    }
  }

  /// Makes room for counts of the signals with the bits of each target.
  private mutating func beginCounting() {
    var last: UInt16 = 0
    for target in targets {
      for bits in target.polarity.prefixes(target.bits, among: 1 << known) {
        if known == 16 {
          if halves[bits] == 0 { (halves[bits], last) = (last + 1, last + 1) }
        } else {
          let index = Int(halves[bits >> 8]) << 8 | bits & 0xFF
          if middles[index] == 0 { (middles[index], last) = (last + 1, last + 1) }
        }
      }
    }
    counts = [Int](repeating: 0, count: (Int(last) + 1) << 8)
    vectors = 0
  }

  /// Notes the next eight bits of each target.
  private mutating func finishCounting() {
    for index in targets.indices {
      let target = targets[index]
      let counts = OrderStatistics.signed(target.bits, among: 1 << known, target.polarity) { bits in
        let place =
          known == 16 ? halves[bits] : middles[Int(halves[bits >> 8]) << 8 | bits & 0xFF]
        return Array(self.counts[Int(place) << 8..<(Int(place) + 1) << 8])
      }
      let (next, rest) = OrderStatistics.find(target.rest, in: counts)
      targets[index].bits = target.bits << 8 | next
      targets[index].rest = rest
    }
    if known == 16 { middles = [UInt16](repeating: 0, count: counts.count) }
    known += 8
    guard isWhole else { return beginCounting() }
    for target in targets {
      signals[target.polarity, default: [:]][target.place] = Float(
        orderedBits: UInt32(target.bits))
    }
    (targets, halves, middles, counts) = ([], [], [], [])
  }
}
