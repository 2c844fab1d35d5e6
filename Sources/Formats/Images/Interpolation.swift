private import Glibc

/// How pictures are resized: as Pillow does it by the filter of the same name.
package enum Interpolation: String, CaseIterable, Sendable {
  case nearest, box, bilinear, hamming, bicubic, lanczos

  /// How far its weights reach, in places of the coarser of both grids; nil for a single old place.
  var support: Double? {
    switch self {
    case .nearest: nil
    case .box: 0.5
    case .bilinear, .hamming: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight, before all are made to add up to 1, of a place that far to the right.
  func weight(at offset: Double) -> Double {
    let distance = abs(offset)
    switch self {
    case .nearest, .bilinear: return max(0, 1 - distance)
    case .box: return offset > -0.5 && offset <= 0.5 ? 1 : 0
    case .hamming:
      return distance < 1 ? Self.sinc(distance) * (0.54 + 0.46 * cos(distance * .pi)) : 0
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
