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
  /// Images x vectors.
  public let signals: Matrix
  /// The label of each image.
  public let labels: [Int]

  package init(pool: Pool, signals: Matrix, labels: [Int]) {
    self.pool = pool
    self.signals = signals
    self.labels = labels
  }
}
