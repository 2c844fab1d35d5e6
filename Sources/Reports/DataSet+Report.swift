import DeepDataProfiler

/// How classes stand in what is printed.
extension Findings.DataSet {
  /// A class in JSON: an output of the network or another number of its own, or its name where it has no
  /// number.
  func json(ofClass label: Int) -> JSON {
    mismatch?.isNamed == true ? .string(name(ofClass: label)) : .int(label)
  }

  /// The same as text.
  func text(ofClass label: Int) -> String {
    mismatch?.isNamed == true ? name(ofClass: label) : String(label)
  }
}
