/// The extents of a tensor's axes, outermost first; elements lie in row-major order.
public struct Shape: Hashable, Sendable {
  /// The extent of each axis; none is negative.
  public let extents: [Int]
  /// The number of elements.
  public let count: Int

  /// A shape, or nil when an extent is negative or their product overflows.
  ///
  /// The product leaves out extents of 0, so that the product of any of the axes fits.
  public init?(_ extents: [Int]) {
    var product = 1
    for extent in extents where extent != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow else { return nil }
      product = next
    }
    self.extents = extents
    count = extents.contains(0) ? 0 : product
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
