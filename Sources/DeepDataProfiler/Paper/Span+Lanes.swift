/// Loops over many numbers, eight at a time: written one by one, the compiler does not vectorise them.
extension Span<Float> {
  /// The eight numbers from an index on.
  @inline(__always) func eight(at start: Int) -> SIMD8<Float> {
    let part = extracting(start..<start + 8)
    return SIMD8(part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7])
  }

  /// Where the last numbers begin that are no eight.
  var wholeEights: Int { count / 8 * 8 }

  /// How many of the numbers, multiplied by 1 or -1, exceed a limit.
  func count(timesSign sign: Float, above limit: Float) -> Int {
    var counts = SIMD8<Int32>.zero
    for start in stride(from: 0, to: wholeEights, by: 8) {
      counts &+= SIMD8<Int32>.zero.replacing(with: 1, where: eight(at: start) * sign .> limit)
    }
    var count = Int(counts.wrappedSum())
    for index in wholeEights..<self.count where self[index] * sign > limit { count += 1 }
    return count
  }

  /// Whether all are finite.
  var isFinite: Bool {
    // What is not finite is not 0 when it is taken from itself.
    var differences = SIMD8<Float>.zero
    for start in stride(from: 0, to: wholeEights, by: 8) {
      let numbers = eight(at: start)
      differences += numbers - numbers
    }
    return differences.sum() == 0
      && (wholeEights..<count).allSatisfy { self[$0].isFinite }
  }

  /// The largest magnitude of those that are finite; 0 of none.
  var magnitude: Float {
    var greatest = SIMD8<Float>.zero
    for start in stride(from: 0, to: wholeEights, by: 8) {
      let numbers = eight(at: start)
      let sizes = numbers.replacing(with: -numbers, where: numbers .< 0)
      greatest.replace(with: sizes, where: (sizes .> greatest) .& (sizes .< .infinity))
    }
    var most = greatest.max()
    for index in wholeEights..<count where self[index].isFinite {
      most = Swift.max(most, abs(self[index]))
    }
    return most
  }

  /// The smallest and the largest; 0 of none.
  var extremes: ClosedRange<Float> {
    guard !isEmpty else { return 0...0 }
    var (low, high) = (SIMD8(repeating: self[0]), SIMD8(repeating: self[0]))
    for start in stride(from: 0, to: wholeEights, by: 8) {
      let numbers = eight(at: start)
      low.replace(with: numbers, where: numbers .< low)
      high.replace(with: numbers, where: numbers .> high)
    }
    var (least, greatest) = (low.min(), high.max())
    for index in wholeEights..<count {
      least = Swift.min(least, self[index])
      greatest = Swift.max(greatest, self[index])
    }
    return least <= greatest ? least...greatest : 0...0
  }
}
