private import Glibc

/// How pictures are resized: as Pillow does it by the filter of the same name.
package enum Interpolation: String, CaseIterable, Sendable {
  case nearest, bilinear, bicubic, lanczos

  /// How far its weights reach, in places of the coarser of both grids; nil for a single old place.
  var support: Double? {
    switch self {
    case .nearest: nil
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight, before all are made to add up to 1, of a place that far away.
  func weight(at distance: Double) -> Double {
    let distance = abs(distance)
    switch self {
    case .nearest, .bilinear: return max(0, 1 - distance)
    case .bicubic:
      // Keys 1981, with a of -0.5.
      return distance < 1
        ? (1.5 * distance - 2.5) * distance * distance + 1
        : distance < 2 ? -0.5 * (((distance - 5) * distance + 8) * distance - 4) : 0
    case .lanczos: return distance < 3 ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(x * .pi) / (x * .pi) }
}
