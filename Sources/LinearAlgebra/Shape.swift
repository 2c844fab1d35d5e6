/// The extents of a tensor's axes, outermost first; elements lie in row-major order.
public struct Shape: Hashable, Sendable {
  /// The extent of each axis; none is negative.
  public let extents: [Int]
  /// The number of elements.
  public let count: Int

  /// A shape, or nil when an extent is negative or the number of elements overflows.
  public init?(_ extents: [Int]) {
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      count = product
    }
    self.extents = extents
    self.count = count
  }

  /// The number of axes.
  public var rank: Int { extents.count }

  /// The extent of one axis.
  public subscript(axis: Int) -> Int { extents[axis] }
}

extension Shape: CustomStringConvertible {
  /// Its extents with an x between them, as `32x1x3x3`.
  public var description: String { extents.map(String.init).joined(separator: "x") }
}
