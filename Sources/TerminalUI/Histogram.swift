/// How many values fall into each of some equal intervals.
package struct Histogram {
  package let counts: [Int]
  package let range: ClosedRange<Double>

  /// How many bins show so many values: few of few, that each bin has some, and at most one a column.
  package static func bins(of count: Int, columns: Int) -> Int {
    min(columns, max(8, Int(2.5 * Double(count).squareRoot())))
  }

  /// Counts finite values in a number of bins from their least to their largest, or within a range.
  package init(_ values: [Double], bins: Int, range: ClosedRange<Double>? = nil) {
    var (low, high) = (Double.infinity, -Double.infinity)
    if range == nil {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    let range = range ?? (low <= high ? low...high : 0...0)
    var counts = Array(repeating: 0, count: max(1, bins))
    self.range = range
    for value in values where range.contains(value) {
      counts[Self.bin(of: value, in: range, bins: counts.count)] += 1
    }
    self.counts = counts
  }

  /// Counts values that descend, of which there may be millions: only the bins' edges are looked for.
  package init(descending values: [Double], bins: Int, range: ClosedRange<Double>) {
    let step = (range.upperBound - range.lowerBound) / Double(bins)
    /// How many values are at least as large.
    func count(from edge: Double) -> Int {
      var (low, high) = (0, values.count)
      while low < high {
        let middle = (low + high) / 2
        if values[middle] >= edge { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let above = (0...bins).map { bin in
      bin == bins ? 0 : count(from: range.lowerBound + Double(bin) * step)
    }
    self.range = range
    counts = zip(above, above.dropFirst()).map { $0 - $1 }
  }

  /// The bin of a value, if it is in one.
  package func bin(of value: Double) -> Int? {
    range.contains(value) ? Self.bin(of: value, in: range, bins: counts.count) : nil
  }

  private static func bin(of value: Double, in range: ClosedRange<Double>, bins: Int) -> Int {
    let span = range.upperBound - range.lowerBound
    guard span > 0 else { return 0 }
    let place = (value - range.lowerBound) / span * Double(bins)
    return Int(place).clamped(to: 0..<bins)
  }
}

/// One row of bars, for a place too small for axes.
package enum Sparkline {
  /// The histogram of values in so many columns, from low to high.
  package static func spans(_ values: [Double], width: Int, glyphs: Glyphs, on background: Paint)
    -> [StyledText]
  {
    let counts = Histogram(values, bins: width).counts
    let most = max(1, counts.max() ?? 1)
    return counts.enumerated().map { index, count in
      let level = count == 0 ? 0 : max(1, (count * 7 + most / 2) / most)
      let step = UInt8(index * Int(Paint.spectrumSteps) / max(1, counts.count - 1))
      return StyledText(String(glyphs.bars[level]), Style(.spectrum(step), on: background))
    }
  }
}
