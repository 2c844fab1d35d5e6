extension FeatureMaps {
  /// How the paper writes the stage, with the activation by its name.
  package var formula: String {
    guard stage.isActivated else { return stage.formula }
    let before = stage == .reprojected ? "U^T " : ""
    if let activation { return before + activation + "(Y + B)" }
    return (before.isEmpty ? "Y + B" : before + "(Y + B)") + ", no activation follows"
  }
}

extension Stage {
  /// Whether its maps belong to singular vectors.
  package var hasVectors: Bool {
    switch self {
    case .correlations, .projections, .reprojected: true
    case .input, .fields, .output, .activated: false
    }
  }

  /// How the paper writes it, `f` being the activation.
  package var formula: String {
    switch self {
    case .input: "X"
    case .fields: "Psi(X)"
    case .correlations: "V^T Psi(X)"
    case .projections: "S V^T Psi(X)"
    case .output: "Y"
    case .activated: "f(Y + B)"
    case .reprojected: "U^T f(Y + B)"
    }
  }

  /// What it is, in words.
  package var words: String {
    switch self {
    case .input: "the layer's input"
    case .fields: "the receptive fields"
    case .correlations: "the correlations"
    case .projections: "the projections"
    case .output: "the layer's output"
    case .activated: "the activation"
    case .reprojected: "the activation's projections"
    }
  }

  /// What one of its maps is called, before its number.
  package var mapName: String {
    switch self {
    case .input: "channel "
    case .fields: "field row "
    case .output, .activated: "filter "
    case .correlations, .projections, .reprojected: "v"
    }
  }
}
