extension Bitmap {
  /// The same in few colours.
  ///
  /// Colours that are few enough stay as they are, as those of a heatmap do; others are shared out by
  /// median cut (Heckbert, *Color image quantization for frame buffer display*, 1982). There is no
  /// dithering: enlarged pixels are to be even, and runs of one colour are what sixel sends best.
  /// - Parameter limit: the most colours, at least 1.
  /// - Returns: the palette, and pixels that are places in it.
  package func reduced(toColors limit: Int) -> (palette: [UInt32], bitmap: Bitmap) {
    var places: [UInt32: UInt32] = [:]
    var palette: [UInt32] = []
    for pixel in pixels {
      let color = pixel & ~Self.hatched
      guard places[color] == nil else { continue }
      if palette.count == limit { return cut(into: limit) }
      places[color] = UInt32(palette.count)
      palette.append(color)
    }
    return (palette, mapped { places[$0] ?? 0 })
  }

  private func mapped(_ place: (UInt32) -> UInt32) -> Bitmap {
    Bitmap(
      width: width, height: height,
      pixels: pixels.map { place($0 & ~Self.hatched) | $0 & Self.hatched })
  }

  /// The pixels whose colours have their first five bits in common.
  private struct Bin {
    let index: Int
    var count = 0
    var sums = SIMD3<Int>()

    var mean: SIMD3<Int> { sums / max(1, count) }
  }

  private static func channels(_ color: UInt32) -> SIMD3<Int> {
    SIMD3(Int(color >> 16 & 0xFF), Int(color >> 8 & 0xFF), Int(color & 0xFF))
  }

  private static func bin(_ color: UInt32) -> Int {
    let channels = channels(color) / 8
    return channels.x << 10 | channels.y << 5 | channels.z
  }

  /// Median cut: the box of colours that is widest, in pixels times its longest side, is halved until
  /// there are enough.
  private func cut(into limit: Int) -> (palette: [UInt32], bitmap: Bitmap) {
    var bins = (0..<1 << 15).map { Bin(index: $0) }
    for pixel in pixels {
      let bin = Self.bin(pixel)
      bins[bin].count += 1
      bins[bin].sums &+= Self.channels(pixel)
    }
    var boxes = [Box(bins.filter { $0.count > 0 })]
    while boxes.count < limit, let widest = boxes.indices.max(by: { boxes[$0] < boxes[$1] }),
      let halves = boxes[widest].halves
    {
      boxes[widest] = halves.0
      boxes.append(halves.1)
    }
    var places = [UInt32](repeating: 0, count: bins.count)
    for (place, box) in boxes.enumerated() {
      for bin in box.bins { places[bin.index] = UInt32(place) }
    }
    return (boxes.map(\.color), mapped { places[Self.bin($0)] })
  }

  /// Colours that become one.
  private struct Box {
    let bins: [Bin]
    /// The channel in which they differ most, and by how much.
    private let channel: Int
    private let extent: Int
    private let count: Int

    init(_ bins: [Bin]) {
      self.bins = bins
      count = bins.reduce(0) { $0 + $1.count }
      var (low, high) = (SIMD3(repeating: 255), SIMD3(repeating: 0))
      for bin in bins {
        low.replace(with: bin.mean, where: bin.mean .< low)
        high.replace(with: bin.mean, where: bin.mean .> high)
      }
      let extents = high &- low
      extent = extents.max()
      channel = (0..<3).first { extents[$0] == extents.max() } ?? 0
    }

    /// Two boxes with half of the pixels each, as nearly as it goes; nil for a single colour.
    var halves: (Box, Box)? {
      guard bins.count > 1, extent > 0 else { return nil }
      let sorted = bins.sorted { ($0.mean[channel], $0.index) < ($1.mean[channel], $1.index) }
      var passed = 0
      let middle = sorted.firstIndex { bin in
        passed += bin.count
        return passed * 2 >= count
      }
      let cut = min((middle ?? 0) + 1, sorted.count - 1)
      return (Box(Array(sorted[..<cut])), Box(Array(sorted[cut...])))
    }

    /// The mean of its pixels.
    var color: UInt32 {
      let mean = bins.reduce(SIMD3<Int>()) { $0 &+ $1.sums } / max(1, count)
      return UInt32(mean.x) << 16 | UInt32(mean.y) << 8 | UInt32(mean.z)
    }

    static func < (a: Box, b: Box) -> Bool { a.extent * a.count < b.extent * b.count }
  }
}
