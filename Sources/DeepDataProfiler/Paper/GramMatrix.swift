import LinearAlgebra
import System

/// `W1 W1^T`, the products of each two filters of a layer, as a map that can be drawn.
///
/// Filters of different groups share no channel, so that their products are 0.
public struct GramMatrix: Equatable, Sendable {
  /// The number of filters: its rows and columns.
  public let order: Int
  /// How many rows and how many columns make one of the map; of their products, that of largest
  /// magnitude stands for all.
  public let pool: Int
  /// The map, row by row: as many rows and columns as `order / pool`, rounded up.
  public let values: [Float]
  /// The least and the greatest squared norm of a filter.
  public let diagonal: ClosedRange<Float>
  /// The largest magnitude of a product of two different filters.
  public let greatestOther: Float

  /// Rows and columns of the map.
  public var side: Int { Self.side(order, pool) }

  /// The most rows that a map has.
  private static let greatestSide = 1024

  /// The products of largest magnitude of two different rows of the map, the largest first.
  package func greatestPairs(atMost count: Int) -> [(row: Int, column: Int, value: Float)] {
    var pairs: [(row: Int, column: Int, value: Float)] = []
    for row in 0..<side {
      for column in row + 1..<max(row + 1, side) {
        let value = values[row * side + column]
        if pairs.count == count, let last = pairs.last, abs(value) <= abs(last.value) { continue }
        let place = pairs.firstIndex { abs($0.value) < abs(value) } ?? pairs.count
        pairs.insert((row, column, value), at: place)
        if pairs.count > count { pairs.removeLast() }
      }
    }
    return pairs
  }

  private static func side(_ order: Int, _ pool: Int) -> Int { (order + pool - 1) / pool }

  /// A map that is known.
  package init(
    order: Int, pool: Int, values: [Float], diagonal: ClosedRange<Float>, greatestOther: Float
  ) {
    self.order = order
    self.pool = pool
    self.values = values
    self.diagonal = diagonal
    self.greatestOther = greatestOther
  }

  /// Multiplies, in Float.
  /// - Throws: `Failure` when a weight is not finite; `CancellationError` where it is interrupted.
  package init(_ matrix: UnfoldedMatrix, _ interruption: Interruption = Interruption()) throws {
    order = matrix.rows
    pool = max(1, Self.side(order, Self.greatestSide))
    var map = PooledMap(side: Self.side(order, pool), pool: pool)
    for (index, block) in matrix.blocks.enumerated() {
      let first = matrix.rows(ofBlock: index).lowerBound
      try block.forEachGramStrip(of: 512) { start, strip in
        try interruption.check()
        let columns = block.rows - start
        for row in 0..<strip.count / max(1, columns) {
          map.add(strip.extracting(row * columns..<(row + 1) * columns), row, first + start)
        }
      }
    }
    guard map.isFinite else {
      throw matrix.blocks.allSatisfy(\.isFinite)
        ? Failure.beyondFloat : Failure.notFinite
    }
    values = map.values
    diagonal = map.least...max(map.least, map.greatest)
    greatestOther = map.greatestOther
  }

  /// The map while it is filled.
  private struct PooledMap {
    let side, pool: Int
    var values: [Float]
    var least = Float.infinity
    var greatest: Float = 0
    var greatestOther: Float = 0
    var isFinite = true

    init(side: Int, pool: Int) {
      self.side = side
      self.pool = pool
      values = Array(repeating: 0, count: side * side)
    }

    /// Adds the products of a filter with itself and those behind it, and their mirror images.
    /// - Parameters:
    ///   - products: with the filters from `corner` on.
    ///   - row: the filter, from `corner` on.
    ///   - corner: the first filter of the strip.
    mutating func add(_ products: Span<Float>, _ row: Int, _ corner: Int) {
      let own = (corner + row) / pool
      for column in row..<products.count {
        let product = products[column]
        let magnitude = abs(product)
        guard magnitude.isFinite else {
          isFinite = false
          return
        }
        if column == row {
          least = min(least, product)
          greatest = max(greatest, product)
        } else {
          greatestOther = max(greatestOther, magnitude)
        }
        let other = (corner + column) / pool
        if magnitude > abs(values[own * side + other]) {
          values[own * side + other] = product
          values[other * side + own] = product
        }
      }
    }
  }
}
