import LinearAlgebra

/// One axis of a picture under interpolation with antialiasing, as Pillow's `resize` has it: each new
/// place is a weighted mean of old ones.
struct ResizedAxis {
  /// For each new place, the old ones that it is made of.
  let sources: [Range<Int>]
  /// Their weights one after the other, in units of 2^-22; each place's add up to about 1.
  let weights: [Int32]

  /// The precision of weights: a sum of bytes weighted so fits into 32 bits.
  static let fractionBits: Int32 = 22

  /// Weights that are as wide as the filter is on the coarser of both grids.
  /// - Parameters:
  ///   - old: How many places there are.
  ///   - new: How many there are to be.
  ///   - part: Which of the new ones are wanted.
  ///   - interpolation: The filter.
  init(_ old: Int, to new: Int, part: Range<Int>, by interpolation: Interpolation) {
    let scale = Double(old) / Double(new)
    guard let support = interpolation.support else {
      (sources, weights) = Self.nearest(in: old, every: scale, part: part)
      return
    }
    let coarseness = max(scale, 1)
    let reach = support * coarseness
    var sources: [Range<Int>] = []
    var weights: [Int32] = []
    for place in part {
      let center = (Double(place) + 0.5) * scale
      let first = max(0, Int(center - reach + 0.5))
      let end = min(old, Int(center + reach + 0.5))
      let heights = (first..<end).map { source in
        interpolation.weight(at: (Double(source) - center + 0.5) * (1 / coarseness))
      }
      let sum = heights.reduce(0, +)
      sources.append(first..<end)
      weights += heights.map {
        Int32(($0 < 0 ? -0.5 : 0.5) + $0 / sum * Double(1 << Self.fractionBits))
      }
    }
    self.sources = sources
    self.weights = weights
  }

  /// The old place that lies nearest to each new one.
  private static func nearest(
    in old: Int, every scale: Double, part: Range<Int>
  ) -> (sources: [Range<Int>], weights: [Int32]) {
    var place = scale * 0.5
    let sources = (0..<part.upperBound).compactMap { new in
      // Added up one by one, as Pillow does, to round as it does.
      defer { place += scale }
      let source = min(Int(place), old - 1)
      return part.contains(new) ? source..<source + 1 : nil
    }
    return (sources, [Int32](repeating: 1 << fractionBits, count: part.count))
  }

  /// The old places that any new one is made of.
  var reach: Range<Int> {
    (sources.first?.lowerBound ?? 0)..<(sources.last?.upperBound ?? 0)
  }
}

extension Picture {
  /// Its pixels resized along both axes, first the columns of each row and then the rows; bytes are
  /// rounded after each.
  func resized(_ columns: ResizedAxis, _ rows: ResizedAxis) -> [UInt8] {
    let reach = rows.reach
    let source = pixels.span
    let rowSize = width * channels
    let narrow = [UInt8](capacity: reach.count * columns.sources.count * channels) { output in
      for row in reach {
        let line = source.extracting(row * rowSize..<(row + 1) * rowSize)
        columns.mean(of: line, step: channels, run: channels, into: &output)
      }
    }
    let newSize = columns.sources.count * channels
    return [UInt8](capacity: rows.sources.count * newSize) { output in
      rows.mean(
        of: narrow.span, step: newSize, run: newSize, from: reach.lowerBound, into: &output)
    }
  }
}

extension ResizedAxis {
  /// Appends the weighted means for each new place.
  /// - Parameters:
  ///   - old: The bytes of the old places, from the one numbered `start`.
  ///   - step: How many bytes lie from one place to the next.
  ///   - run: How many bytes of each place are taken.
  ///   - start: The old place that the bytes begin with.
  ///   - output: Where they go, place after place.
  @_lifetime(output: copy output)
  fileprivate func mean(
    of old: Span<UInt8>, step: Int, run: Int, from start: Int = 0,
    into output: inout OutputSpan<UInt8>
  ) {
    var next = 0
    let weights = weights.span
    for source in sources {
      let chosen = weights.extracting(next..<next + source.count)
      next += source.count
      for offset in 0..<run {
        var sum: Int32 = 1 << (Self.fractionBits - 1)
        var place = (source.lowerBound - start) * step + offset
        for index in chosen.indices {
          sum &+= Int32(old[place]) &* chosen[index]
          place += step
        }
        output.append(UInt8(clamping: sum >> Self.fractionBits))
      }
    }
  }
}
