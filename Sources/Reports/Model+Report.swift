package import DeepDataProfiler
import Formats
import NeuralNetwork
import System
import TerminalUI

/// What an answer depends on that the file leaves open.
extension Findings.Model {
  /// Which of a file's state dictionaries was opened, where it has several; a line, or nothing.
  package var choice: String {
    guard let stateDictionary else { return "" }
    let others = otherDictionaries.map { Failure.oneLine($0) }
    return "weights of the state dict \(Failure.oneLine(stateDictionary)); the file also has "
      + "\(others.listed(within: 60)): choose with --weights\n"
  }

  /// That, and the graph where it is assumed; a line each.
  package var remarks: String {
    choice
      + (architecture.map { "graph assumed: torchvision's \($0), by the tensors' names\n" } ?? "")
  }
}
