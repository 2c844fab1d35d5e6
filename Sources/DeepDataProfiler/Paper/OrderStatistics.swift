import LinearAlgebra

/// Finds the number at any place in ascending order, by counting numbers of the same leading bits and
/// then, among these, of the same trailing ones: without sorting all of them.
struct OrderStatistics: Sendable {
  /// How many numbers have each value of their leading bits; empty where it is counted each time.
  private var kept: [Int]

  /// The numbers of fewer than so many are counted as fast as counts are kept.
  static let fewNumbers = 1 << 18
  /// How many values half of a number's bits have.
  static let halfCount = 1 << 16

  /// Those of so many numbers, each of which is still to be counted.
  init(count: Int) {
    kept = count < Self.fewNumbers ? [] : [Int](repeating: 0, count: Self.halfCount)
  }

  /// The bytes that counts take.
  var memory: Int { 8 * kept.count }

  /// Counts some more of the numbers.
  mutating func count(_ numbers: [Float]) {
    guard !kept.isEmpty else { return }
    kept = Self.sum(
      [kept]
        + Self.counts(numbers.count) { range, counts in
          Self.countLeading(numbers.span.extracting(range), &counts)
        })
  }

  /// The numbers at a place and at the next.
  /// - Parameters:
  ///   - place: from 0.
  ///   - numbers: those that were counted.
  ///   - polarity: whether they, their negatives or both together are meant.
  /// - Returns: both; twice the last where none comes after it.
  /// - Precondition: there is such a place.
  func neighbours(
    at place: Int, of numbers: FloatStorage, _ polarity: SignificanceHypergraph.Polarity
  ) -> (Float, Float) {
    func trailing(_ half: Int) -> [Int] {
      Self.signed(half, among: Self.halfCount, polarity) { half in
        Self.sum(
          Self.counts(numbers.count) { range, counts in
            Self.countTrailing(numbers.span.extracting(range), leading: half, &counts)
          })
      }
    }
    let leading = leadingCounts(of: numbers, polarity)
    let first = Self.find(place, in: leading)
    var counts = trailing(first.bits)
    let lower = Self.find(first.rest, in: counts)
    let result = Float(leading: first.bits, trailing: lower.bits)
    guard place + 1 < (polarity == .both ? 2 : 1) * numbers.count else { return (result, result) }
    let second = Self.find(place + 1, in: leading)
    if second.bits != first.bits { counts = trailing(second.bits) }
    let upper = Self.find(second.rest, in: counts)
    return (result, Float(leading: second.bits, trailing: upper.bits))
  }

  /// How many of the numbers have each value of their leading bits.
  func leadingCounts(of numbers: FloatStorage, _ polarity: SignificanceHypergraph.Polarity) -> [Int]
  {
    let counts =
      kept.isEmpty
      ? Self.sum(
        Self.counts(numbers.count) { Self.countLeading(numbers.span.extracting($0), &$1) }) : kept
    // All leading bits are those that follow none.
    return Self.signed(0, among: 1, polarity) { _ in counts }
  }

  /// How many of the numbers that are meant have some leading bits and each value of those that follow,
  /// by counts of the numbers as they are.
  /// - Parameters:
  ///   - bits: the leading bits.
  ///   - valueCount: how many values so many bits have.
  ///   - polarity: whether the numbers, their negatives or both together are meant.
  ///   - counts: tells how many numbers have some leading bits and each value of those that follow.
  /// - Returns: a count for each value.
  static func signed(
    _ bits: Int, among valueCount: Int, _ polarity: SignificanceHypergraph.Polarity,
    _ counts: (Int) -> [Int]
  ) -> [Int] {
    let parts = polarity.prefixes(bits, among: valueCount).map(counts)
    return switch polarity {
    case .positive: parts[0]
    case .negative: parts[0].reversed()
    case .both: zip(parts[0], parts[1].reversed()).map(+)
    }
  }

  /// The bits at a place, and how far behind the first that has them.
  static func find(_ place: Int, in counts: [Int]) -> (bits: Int, rest: Int) {
    var rest = place
    for (bits, count) in counts.enumerated() {
      if rest < count { return (bits, rest) }
      rest -= count
    }
    return (counts.count - 1, 0)
  }

  private static func countLeading(_ numbers: Span<Float>, _ counts: inout MutableSpan<Int>) {
    for index in numbers.indices { counts[Int(numbers[index].orderedBits >> 16)] &+= 1 }
  }

  /// Counts those of some numbers that have the same leading bits by the others.
  private static func countTrailing(
    _ numbers: Span<Float>, leading: Int, _ counts: inout MutableSpan<Int>
  ) {
    let range = Float.range(leading: leading)
    // Few numbers are counted, so that whole groups are passed by.
    for start in stride(from: 0, to: numbers.count, by: 16) {
      let group = numbers.extracting(start..<min(start + 16, numbers.count))
      var hits: Int32 = 0
      for index in group.indices {
        hits |= (group[index] >= range.low ? 1 : 0) & (group[index] <= range.high ? 1 : 0)
      }
      guard hits != 0 else { continue }
      for index in group.indices { group[index].count(ifLeading: leading, in: &counts) }
    }
  }

  /// Counts that each thread makes of its part of some items.
  static func counts(
    _ count: Int, of valueCount: Int = halfCount,
    _ add: @Sendable (Range<Int>, inout MutableSpan<Int>) -> Void
  ) -> [[Int]] {
    concurrently(count) { range in
      var counts = [Int](repeating: 0, count: valueCount)
      var span = counts.mutableSpan
      add(range, &span)
      return counts
    }
  }

  /// The sums of counts of the same values.
  static func sum(_ parts: [[Int]]) -> [Int] {
    guard var sum = parts.first else { return [Int](repeating: 0, count: halfCount) }
    for part in parts.dropFirst() {
      for half in sum.indices { sum[half] += part[half] }
    }
    return sum
  }
}

extension SignificanceHypergraph.Polarity {
  /// The leading bits of the numbers that have some leading bits as they are meant: those of a negated
  /// number are the complement.
  /// - Parameters:
  ///   - bits: the bits that are meant.
  ///   - valueCount: how many values so many bits have.
  /// - Returns: one or, of both, two.
  func prefixes(_ bits: Int, among valueCount: Int) -> [Int] {
    switch self {
    case .positive: [bits]
    case .negative: [valueCount - 1 - bits]
    case .both: [bits, valueCount - 1 - bits]
    }
  }
}

extension Float {
  /// Bits that are in the order of the numbers.
  var orderedBits: UInt32 {
    bitPattern ^ (UInt32(bitPattern: Int32(bitPattern: bitPattern) >> 31) | 1 << 31)
  }

  /// The number of such bits.
  init(orderedBits bits: UInt32) {
    self.init(bitPattern: bits >> 31 == 1 ? bits ^ 1 << 31 : ~bits)
  }

  /// The number of the halves of such bits.
  fileprivate init(leading: Int, trailing: Int) {
    self.init(orderedBits: UInt32(leading << 16 | trailing))
  }

  /// The smallest and the largest number of such leading bits.
  fileprivate static func range(leading: Int) -> (low: Float, high: Float) {
    (Float(leading: leading, trailing: 0), Float(leading: leading, trailing: 0xFFFF))
  }

  /// Counts it by its trailing bits, where it has some leading ones.
  @inline(__always) fileprivate func count(ifLeading half: Int, in counts: inout MutableSpan<Int>) {
    let bits = Int(orderedBits)
    if bits >> 16 == half { counts[bits & 0xFFFF] &+= 1 }
  }
}
