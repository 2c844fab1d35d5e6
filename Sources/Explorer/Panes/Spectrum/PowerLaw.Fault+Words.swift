import DeepDataProfiler

extension PowerLaw.Fault {
  /// The reason in words.
  var words: String {
    switch self {
    case .tooFewValues: "fewer than 2 distinct positive values"
    }
  }
}
