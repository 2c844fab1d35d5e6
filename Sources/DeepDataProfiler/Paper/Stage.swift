/// A step in the computation of one linear layer on one image (paper section 4.2, figure 5).
public enum Stage: String, CaseIterable, Sendable {
  /// `X`, what the layer takes.
  case input
  /// `Psi(X)`, its receptive fields: a map for each row.
  case fields
  /// `V^T Psi(X)`: correlation of each field with each right singular vector.
  case correlations
  /// `S V^T Psi(X) = U^T Y`: the signals.
  case projections
  /// `Y`, what the layer gives, before the bias.
  case output
  /// `f(Y + B)`: after the bias and the activation `f` that follows in the graph, if one does.
  case activated
  /// `U^T f(Y + B)`: what the activation left of the signals.
  case reprojected

  /// Whether it is behind the activation.
  public var isActivated: Bool { self == .activated || self == .reprojected }
}

/// The maps of one stage: maps x height x width (1 x 1 for a fully connected layer).
public struct FeatureMaps: Equatable, Sendable {
  /// The stage they belong to.
  public let stage: Stage
  /// What the activation is called that they went through, `SiLU` say; nil where none follows the
  /// layer, and before it.
  public let activation: String?
  /// The number of maps.
  public let count: Int
  /// Rows of each map.
  public let height: Int
  /// Columns of each map.
  public let width: Int
  /// Values, map by map, row by row.
  public let values: [Float]
  /// The largest magnitude of those that are finite.
  package let magnitude: Float

  /// Maps of given values.
  /// - Precondition: there are `count * height * width` values.
  public init(
    stage: Stage, activation: String? = nil, count: Int, height: Int, width: Int, values: [Float]
  ) {
    precondition(values.count == count * height * width, "maps have count x height x width values")
    self.stage = stage
    self.activation = activation
    self.count = count
    self.height = height
    self.width = width
    self.values = values
    magnitude = values.span.magnitude
  }

  /// The values of one map, row by row.
  public subscript(map: Int) -> ArraySlice<Float> {
    values[map * height * width..<(map + 1) * height * width]
  }
}
