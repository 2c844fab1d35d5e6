import LinearAlgebra

/// Finds the number at any place in ascending order, by counting numbers of the same leading bits and
/// then, among these, of the same trailing ones: without sorting, and without memory for a copy.
struct OrderStatistics: Equatable, Sendable {
  /// How many numbers have each value of their leading bits; empty where it is counted each time.
  private let kept: [Int]

  /// The numbers of fewer than so many are counted as fast as counts are kept.
  private static let fewNumbers = 1 << 18
  /// How many values half of a number's bits have.
  private static let halfCount = 1 << 16

  /// Counts numbers.
  init(_ numbers: [Float]) {
    kept = numbers.count < Self.fewNumbers ? [] : Self.leadingCounts(of: numbers)
  }

  /// The numbers at a place and at the next.
  /// - Parameters:
  ///   - place: from 0.
  ///   - numbers: those that were counted.
  ///   - polarity: whether they, their negatives or both together are meant.
  /// - Returns: both; twice the last where none comes after it.
  /// - Precondition: there is such a place.
  func neighbours(
    at place: Int, of numbers: [Float], _ polarity: Hypergraph.Polarity
  ) -> (Float, Float) {
    let leading = Self.signed(
      kept.isEmpty ? Self.leadingCounts(of: numbers) : kept, polarity)
    let first = Self.find(place, in: leading)
    var trailing = Self.trailingCounts(of: numbers, leading: first.half, polarity)
    let lower = Self.find(first.rest, in: trailing)
    let result = Self.number(leading: first.half, trailing: lower.half)
    guard place + 1 < (polarity == .both ? 2 : 1) * numbers.count else { return (result, result) }
    let second = Self.find(place + 1, in: leading)
    if second.half != first.half {
      trailing = Self.trailingCounts(of: numbers, leading: second.half, polarity)
    }
    let upper = Self.find(second.rest, in: trailing)
    return (result, Self.number(leading: second.half, trailing: upper.half))
  }

  /// Bits that are in the order of the numbers; those of a negated number are the complement.
  private static func key(_ number: Float) -> UInt32 {
    let bits = number.bitPattern
    return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 1 << 31)
  }

  private static func number(leading: Int, trailing: Int) -> Float {
    let key = UInt32(leading * halfCount + trailing)
    return Float(bitPattern: key >> 31 == 1 ? key ^ 1 << 31 : ~key)
  }

  /// Counts of numbers as those of the numbers that are meant.
  private static func signed(_ counts: [Int], _ polarity: Hypergraph.Polarity) -> [Int] {
    switch polarity {
    case .positive: counts
    case .negative: counts.reversed()
    case .both: zip(counts, counts.reversed()).map(+)
    }
  }

  /// The bits at a place, and how far behind the first that has them.
  private static func find(_ place: Int, in counts: [Int]) -> (half: Int, rest: Int) {
    var rest = place
    for (half, count) in counts.enumerated() {
      if rest < count { return (half, rest) }
      rest -= count
    }
    return (counts.count - 1, 0)
  }

  private static func leadingCounts(of numbers: [Float]) -> [Int] {
    counts(numbers.count) { range, counts in
      let part = numbers.span.extracting(range)
      for index in part.indices { counts[Int(key(part[index]) >> 16)] &+= 1 }
    }
  }

  /// How many of the numbers that are meant have these leading bits and each value of the others.
  private static func trailingCounts(
    of numbers: [Float], leading: Int, _ polarity: Hypergraph.Polarity
  ) -> [Int] {
    var result = [Int](repeating: 0, count: halfCount)
    if polarity != .negative {
      result = trailingCounts(of: numbers, leading: leading)
    }
    guard polarity != .positive else { return result }
    let negated = trailingCounts(of: numbers, leading: halfCount - 1 - leading)
    return zip(result, negated.reversed()).map(+)
  }

  private static func trailingCounts(of numbers: [Float], leading: Int) -> [Int] {
    let ends = [number(leading: leading, trailing: 0), number(leading: leading, trailing: 0xFFFF)]
    let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    return counts(numbers.count) { range, counts in
      let part = numbers.span.extracting(range)
      // Few numbers are counted, so that whole groups are passed by.
      for start in stride(from: 0, to: part.count, by: 16) {
        let group = part.extracting(start..<min(start + 16, part.count))
        var hits: Int32 = 0
        for index in group.indices {
          hits |= (group[index] >= low ? 1 : 0) & (group[index] <= high ? 1 : 0)
        }
        guard hits != 0 else { continue }
        for index in group.indices where key(group[index]) >> 16 == leading {
          counts[Int(key(group[index]) & 0xFFFF)] &+= 1
        }
      }
    }
  }

  /// Counts that each thread makes of its part of some numbers, added up.
  private static func counts(
    _ count: Int, _ add: @Sendable (Range<Int>, inout MutableSpan<Int>) -> Void
  ) -> [Int] {
    let parts = concurrently(count) { range in
      var counts = [Int](repeating: 0, count: halfCount)
      var span = counts.mutableSpan
      add(range, &span)
      return counts
    }
    guard var sum = parts.first else { return [Int](repeating: 0, count: halfCount) }
    for part in parts.dropFirst() {
      for half in sum.indices { sum[half] += part[half] }
    }
    return sum
  }
}
