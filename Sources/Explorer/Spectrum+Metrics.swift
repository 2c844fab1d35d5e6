import DeepDataProfiler

extension Spectrum {
  /// How far each singular value lies above the next, relative to itself; nil for the last.
  func gap(after index: Int) -> Double? {
    guard singularValues.indices.contains(index + 1), singularValues[index] > 0 else { return nil }
    return (singularValues[index] - singularValues[index + 1]) / singularValues[index]
  }
}

extension PowerLaw.Fault {
  /// The reason in words.
  var words: String {
    switch self {
    case .tooFewValues: "fewer than 2 distinct positive values"
    }
  }
}
