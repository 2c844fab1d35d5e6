/// How an optimised image comes about.
public struct VisualizationRecipe: Hashable, Sendable {
  /// What is optimised in the image's stead.
  public enum Basis: String, CaseIterable, Sendable {
    /// Fourier coefficients (Olah, Mordvintsev, Schubert, 2017).
    case fft
    /// Each pixel.
    case pixel
    /// Phases of Fourier coefficients, the magnitudes being those of the data set (MACO: Fel et al., 2023).
    case phase
  }

  /// What is optimised.
  public var basis: Basis
  /// How many steps up the gradient are taken.
  public var steps: Int
  /// Decides on the image that it begins with, and on how it is moved.
  public var seed: UInt64
  /// The image of the data set that it begins with; nil for noise.
  public var beginning: Int?
  /// How many images are optimised together, each to bring out something else.
  public var starts: Int
  /// How much it counts that they differ, where there are several: what their mean likeness is multiplied by,
  /// in units of the objective.
  public var diversity: Double
  /// How much of the image's area the parts cover that are looked at where phases are optimised: the least and
  /// the most, as fractions.
  public var crops: ClosedRange<Double>

  /// The paper's recipe.
  public init(
    basis: Basis = .fft, steps: Int = 512, seed: UInt64 = 0, beginning: Int? = nil,
    starts: Int = 1, diversity: Double = 0.5, crops: ClosedRange<Double> = 0.05...0.2
  ) {
    self.basis = basis
    self.steps = steps
    self.seed = seed
    self.beginning = beginning
    self.starts = starts
    self.diversity = diversity
    self.crops = crops
  }
}
