public import Formats
public import LinearAlgebra

/// The signal of every image of a data set in the direction of every singular vector of a layer
/// (paper section 4.3).
public struct SignalTable: Equatable, Sendable {
  /// How the signals of one image's receptive fields become one number.
  public enum Pool: String, CaseIterable, Sendable {
    /// The mean, as in the paper.
    case mean
    /// The largest.
    case max
    /// The smallest.
    case min
  }

  /// How positions were pooled.
  public let pool: Pool
  /// Images x vectors; a row for each image that is not left out.
  public let signals: Matrix
  /// The label of each row's image.
  public let labels: [Int]
  /// Which image of the data set each row is, ascending.
  public let images: [Int]
  /// The images that could not be read, or are not finite themselves or by their signals.
  public let leftOut: [LeftOutImage]
  /// All signals, ascending, so that any quantile is at hand.
  private let sorted: [Double]

  package init(
    pool: Pool, signals: Matrix, labels: [Int], images: [Int]? = nil,
    leftOut: [LeftOutImage] = []
  ) {
    self.pool = pool
    self.signals = signals
    self.labels = labels
    self.images = images ?? Array(labels.indices)
    self.leftOut = leftOut
    sorted = signals.values.sorted()
  }

  /// A quantile of all signals, every image by every vector, with linear interpolation as
  /// `numpy.quantile` has it (paper section 5).
  /// - Parameters:
  ///   - fraction: 0 to 1.
  ///   - polarity: whether signals, negated signals or both together are meant.
  /// - Returns: the quantile; not a number when there is no signal.
  public func quantile(_ fraction: Double, polarity: Hypergraph.Polarity = .positive) -> Double {
    let count = polarity == .both ? 2 * sorted.count : sorted.count
    guard count > 0 else { return .nan }
    let place = min(max(fraction, 0), 1) * Double(count - 1)
    let lower = Int(place)
    let a = ordered(lower, polarity)
    let b = ordered(min(lower + 1, count - 1), polarity)
    let step = place - Double(lower)
    return step < 0.5 ? a + (b - a) * step : b - (b - a) * (1 - step)
  }

  /// The signal at a place in ascending order.
  private func ordered(_ place: Int, _ polarity: Hypergraph.Polarity) -> Double {
    switch polarity {
    case .positive: return sorted[place]
    case .negative: return -sorted[sorted.count - 1 - place]
    case .both: return orderedAmongBoth(place)
    }
  }

  /// The value at a place among all signals and their negatives, which are in order read backwards:
  /// the number `taken` of signals among the first `place` is found by bisection.
  private func orderedAmongBoth(_ place: Int) -> Double {
    let count = sorted.count
    var low = max(0, place - count)
    var high = min(place, count)
    while low < high {
      let taken = (low + high) / 2
      if sorted[taken] < -sorted[count - (place - taken)] {
        low = taken + 1
      } else {
        high = taken
      }
    }
    let signal = low < count ? sorted[low] : .infinity
    let negated = place - low < count ? -sorted[count - 1 - (place - low)] : .infinity
    return min(signal, negated)
  }
}
