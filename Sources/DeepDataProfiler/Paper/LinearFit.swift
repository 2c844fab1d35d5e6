/// The straight line with the least squared distance to some points along the second axis, as in
/// figure 4 of the paper: accuracy over alpha-hat.
public struct LinearFit: Equatable, Sendable {
  /// How much `y` grows with `x`.
  public let slope: Double
  /// `y` where `x` is 0.
  public let intercept: Double
  /// The fraction of the variance of `y` that the line accounts for, 0 to 1; nil when all `y` are
  /// equal, and of two points, through which a line always goes.
  public let r2: Double?

  /// Fits a line; nil when fewer than two `x` are distinct.
  public init?(_ points: [(x: Double, y: Double)]) {
    let count = Double(points.count)
    let mean = (
      x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count
    )
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let (x, y) = (point.x - mean.x, point.y - mean.y)
      (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
    }
    guard Set(points.map(\.x)).count > 1, xx > 0 else { return nil }
    slope = xy / xx
    intercept = mean.y - slope * mean.x
    r2 = points.count > 2 && yy > 0 ? xy * xy / (xx * yy) : nil
  }
}
