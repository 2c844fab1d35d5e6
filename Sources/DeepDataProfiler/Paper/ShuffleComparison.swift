/// A layer's spectrum beside that of the same weights in another order.
///
/// Shuffling keeps each weight and destroys what they have in common, so that what a layer's training
/// put there is what differs.
public struct ShuffleComparison: Equatable, Sendable {
  /// The spectrum of the shuffled weights.
  public let shuffled: Spectrum
  /// The largest difference between the fractions of eigenvalues below a value.
  public let distance: Double
  /// Whether nothing tells the two apart: the distance is no larger than between layers of noise of as
  /// many matrices, nor the largest eigenvalue.
  public let isAlike: Bool

  /// Compares two spectra of as many values.
  public init(_ spectrum: Spectrum, shuffled: Spectrum) {
    self.shuffled = shuffled
    let (own, other) = (spectrum.singularValues, shuffled.singularValues)
    var (place, otherPlace, largest) = (0, 0, 0)
    // Counts of values above each value of either; both descend.
    while place < own.count, otherPlace < other.count {
      let value = max(own[place], other[otherPlace])
      while place < own.count, own[place] >= value { place += 1 }
      while otherPlace < other.count, other[otherPlace] >= value { otherPlace += 1 }
      largest = max(largest, abs(place - otherPlace))
    }
    let count = Double(max(1, own.count))
    distance = Double(largest) / count
    isAlike =
      Double(largest) <= spectrum.matrices.countAllowance
      && spectrum.lambdaMax <= spectrum.matrices.largestAllowance * shuffled.lambdaMax
  }
}
