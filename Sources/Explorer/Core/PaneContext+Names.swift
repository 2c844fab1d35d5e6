import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension PaneContext {
  /// What a question finds, in words.
  func name(of question: AnyQuestion) -> String {
    let layers = findings.model(of: question).layers
    let words = question.question.title { index in
      layers.indices.contains(index) ? layers[index].name.tail(to: 20) : String(index + 1)
    }
    return question.model == 0 ? words : words + " beside"
  }

  /// A layer's name, or the end of a long one.
  func name(ofLayer index: Int) -> String {
    let layers = findings.model.layers
    return layers.indices.contains(index) ? layers[index].name.tail(to: 20) : String(index + 1)
  }

  /// The names of classes, one after the other, in so many lines.
  func names(ofClasses labels: [Int], width: Int, rows: Int, ellipsis: Character) -> [String] {
    Listing.lines(
      labels.lazy.map { className($0) }, between: ",", width: width, rows: rows,
      ellipsis: ellipsis)
  }

  func className(_ label: Int) -> String {
    findings.dataSet?.name(ofClass: label) ?? String(label)
  }

  /// An image's number and the name of its class.
  func name(ofImage image: Int) -> String {
    guard let labels = findings.dataSet?.labels, labels.indices.contains(image) else {
      return "\(image)"
    }
    // Of two numbers the class is the one in quotes.
    let name = className(labels[image])
    return Int(name) == nil ? "\(image) \(name)" : "\(image) \"\(name)\""
  }
}
