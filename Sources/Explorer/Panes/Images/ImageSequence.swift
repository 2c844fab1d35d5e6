import DeepDataProfiler

/// The images that are gone through, in order.
struct ImageSequence {
  private enum Kind {
    case all
    case ordered(ImageOrder, isReversed: Bool)
    /// Some of them, at even steps of their order.
    case steps(ImageOrder)
  }

  private let kind: Kind
  /// How many there are.
  let count: Int
  /// How many quantiles are shown: every twentieth.
  private static let quantileCount = 21

  /// All images of a data set, by number.
  init(all count: Int) { (kind, self.count) = (.all, count) }

  /// Those of an order.
  init(_ order: ImageOrder, isReversed: Bool = false) {
    (kind, count) = (.ordered(order, isReversed: isReversed), order.count)
  }

  /// Those at the quantiles of what they are ordered by, the highest first.
  init(quantilesOf order: ImageOrder) {
    (kind, count) = (.steps(order), min(order.count, Self.quantileCount))
  }

  /// The image at a place.
  /// - Precondition: there is such a place.
  subscript(place: Int) -> Int {
    switch kind {
    case .all: place
    case .ordered(let order, let isReversed): order[isReversed ? count - 1 - place : place]
    case .steps(let order): order[Self.step(place, of: count, to: order.count)]
    }
  }

  /// The place of an image; nil where it is not among them.
  func place(of image: Int) -> Int? {
    switch kind {
    case .all: return (0..<count).contains(image) ? image : nil
    case .ordered(let order, let isReversed):
      return order.place(of: image).map { isReversed ? count - 1 - $0 : $0 }
    case .steps: return (0..<count).first { self[$0] == image }
    }
  }

  /// The share of all images whose score is no higher, 0 to 1; nil where there are no quantiles.
  func quantile(at place: Int) -> Double? {
    guard case .steps(let order) = kind, order.count > 1 else { return nil }
    return 1 - Double(Self.step(place, of: count, to: order.count)) / Double(order.count - 1)
  }

  private static func step(_ place: Int, of count: Int, to total: Int) -> Int {
    count > 1 ? (place * (total - 1) + (count - 1) / 2) / (count - 1) : 0
  }
}
