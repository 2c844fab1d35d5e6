import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// What is being computed: the most urgent of what is wanted.
  var running: AnyQuestion? { demands.missing.first ?? demands.prefetched.first }

  /// The fraction, 0 to 1, that is done of the work under way for an answer; nil where it has not begun.
  func progress(of question: AnyQuestion) -> Double? {
    if case .working(let fraction, _) = findings[findings.underWay(for: question)] {
      fraction
    } else {
      nil
    }
  }

  /// What runs, how far it is and how much there is to do: `spectrum fc1 62 %  2/26`.
  var progressLine: String? {
    let pending = demands.missing.count
    guard pending > 0, let running else { return nil }
    let fraction = progress(of: running).map { " " + $0.percent() } ?? ""
    let name = name(of: findings.underWay(for: running))
    return "\(name)\(fraction)  \(done + 1)/\(done + pending)"
  }

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
}
