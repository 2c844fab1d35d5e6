package import DeepDataProfiler
import System
import TerminalUI

/// How classes stand in what is printed.
extension Findings.DataSet {
  /// That all images are taken for one class, in one line; nil where they are not.
  package func warning(of predictions: Predictions) -> String? {
    predictions.soleClass.map {
      "all \(predictions.predicted.count.counted("image")) taken for \(name(ofOutput: $0))"
    }
  }

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
