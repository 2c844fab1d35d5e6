/// How the signals of one vector lie when they are sorted within classes: the largest of each class, then
/// the second largest of each that has so many, and so on, larger classes first.
///
/// What one count asks of all classes of a size lies side by side.
struct RankOrder: Sendable {
  /// Where each rank begins, from the largest signal of a class on.
  private let ranks: [Int]
  /// Where each class stands within a rank.
  private let slots: [Int]
  private let sizes: [Int]

  init(_ order: ClassOrder) {
    let sizes = order.runs.map(\.places.count)
    self.sizes = sizes
    let bySize = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var slots = sizes
    for (slot, index) in bySize.enumerated() { slots[index] = slot }
    self.slots = slots
    var (ranks, start, classes) = ([Int](), 0, sizes.count)
    for rank in 0..<(sizes.max() ?? 0) {
      while sizes[bySize[classes - 1]] <= rank { classes -= 1 }
      ranks.append(start)
      start += classes
    }
    self.ranks = ranks
  }

  /// The bytes that it takes.
  var memory: Int { 8 * (ranks.count + slots.count + sizes.count) }

  /// Where the signal of a class is than which so many are larger, or come before it.
  @inline(__always) func place(of rank: Int, in index: Int) -> Int { ranks[rank] + slots[index] }

  /// Where the signal of a class is that exceeds a threshold just where so many do.
  /// - Parameters:
  ///   - count: from 1 to the class's size.
  ///   - sign: whether signals are meant as they are, or negated.
  ///   - index: the class.
  /// - Returns: the place.
  @inline(__always) func place(ofCount count: Int, sign: Float, in index: Int) -> Int {
    place(of: sign > 0 ? count - 1 : sizes[index] - count, in: index)
  }

  /// How many ranks of a class, from the largest signal on, have signals of which something is so.
  @inline(__always) func partition(
    _ column: Span<Float>, _ index: Int, by isSo: (Float) -> Bool
  ) -> Int {
    var (start, length) = (0, sizes[index])
    while length > 0 {
      let half = (length + 1) / 2
      if isSo(column[place(of: start + half - 1, in: index)]) { start += half }
      length -= half
    }
    return start
  }
}
