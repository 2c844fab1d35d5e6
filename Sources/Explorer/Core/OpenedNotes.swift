import DeepDataProfiler
import NeuralNetwork
import Reports

/// What is known of the files that are open, and by whose word: each thing by its name.
struct OpenedNotes {
  let context: PaneContext

  typealias Note = (name: String, words: String)

  private var model: Findings.Model { context.findings.model }

  /// Whether nobody states how images are prepared.
  var isInputAssumed: Bool { model.preparation?.isAssumed == true }

  /// How images are prepared, in lines of at most some columns.
  func input(width: Int) -> [Note] {
    guard let preparation = model.preparation else {
      return model.hasGraph && context.findings.dataSet != nil
        ? [("input", Findings.Model.floatsAreTaken)] : []
    }
    return preparation.lines(within: width).enumerated().map { ($0 == 0 ? "input" : "", $1) }
  }

  /// What else was chosen or assumed.
  var rest: [Note] {
    var notes: [Note] = []
    if let name = model.architecture {
      notes.append(("graph", "assumed: torchvision's \(name), by the tensors' names"))
    }
    if let resizing = model.resizing { notes.append(("pictures", resizing.words)) }
    if let file = context.dataSet?.outputsFile { notes.append(("classes", "named by \(file)")) }
    if let chosen = model.stateDictionary {
      let count = model.otherDictionaries.count + 1
      notes.append(("state dict", "\(chosen), of \(count): --weights"))
    }
    if model.weightLayout != "OIHW" {
      notes.append(("in the file", "weights as \(model.weightLayout)"))
    }
    return notes
  }

  /// All of it, with what the header has no room for.
  func all(width: Int) -> [Note] {
    var notes: [Note] = [("model", "\(model.file), \(model.format)")]
    notes += model.leftOut.map { ("left out", "\($0.name) \($0.shape): \($0.reason)") }
    notes += input(width: width) + rest
    if let dataSet = context.findings.dataSet {
      notes.append(("images", dataSet.file))
      notes += dataSet.omissions.map { ("left out", $0) }
      if let mismatch = dataSet.mismatch { notes.append(("accuracy ?", mismatch.reason)) }
      if dataSet.isMatchedByOrder {
        notes.append(("classes", "taken for outputs in their order: no names say which is which"))
      }
      switch context.findings[PredictionsQuestion()] {
      case .known(let predictions):
        if let warning = dataSet.warning(of: predictions) { notes.append(("but", warning)) }
      case .failed(let failure): notes.append(("no predictions", "\(failure)"))
      case .unknown, .working: break
      }
    }
    if let fault = context.dataFault { notes.append(("images", "\(fault)")) }
    return notes
  }
}
