private import Glibc
import LinearAlgebra

/// A layer's spectrum beside that of the same weights in another order.
///
/// Shuffling keeps each weight and destroys what they have in common, so that what a layer's training
/// put there is what differs.
public struct ShuffleComparison: Equatable, Sendable {
  /// The spectrum of the shuffled weights.
  public let shuffled: Spectrum
  /// The largest difference between the fractions of eigenvalues below a value.
  public let distance: Double
  /// Whether nothing tells the two apart: the distance is no larger than between two matrices of
  /// independent weights, and the largest eigenvalue is not larger by a fifth.
  ///
  /// Eigenvalues of such a matrix keep their places, so that counts of `n` of them differ by few. In
  /// 99 of 100 pairs of random matrices of 4x9 to 256x2304, with normal, uniform and heavy-tailed
  /// weights, they did not differ by more than `2 + 0.55 ln n`.
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
      Double(largest) <= 2 + 0.55 * log(count)
      && spectrum.lambdaMax <= 1.2 * shuffled.lambdaMax
  }
}

extension Tensor {
  /// The same elements in another order, which follows from the seed: from the last place down, each
  /// element changes places with that at `random * (place + 1) / 2^64`, random being SplitMix64's
  /// next number (Fisher, Yates; Durstenfeld 1964).
  func shuffled(seed: UInt64) -> Tensor {
    var values = values
    var generator = SplitMix(seed: seed)
    for place in values.indices.dropFirst().reversed() {
      let other = generator.next().multipliedFullWidth(by: UInt64(place + 1)).high
      values.swapAt(place, Int(other))
    }
    return Tensor(shape: shape, values: values)
  }
}
