package import NeuralNetwork

/// What takes the output of each linear layer of a network.
package struct SuccessorsQuestion: Question {
  package typealias Answer = [Network.Successor]

  /// That of a network.
  package init() {}

  package func title(naming name: (Int) -> String) -> String { "order of layers" }
  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> SingleStep<Answer> { SingleStep { $0.subject.network.successors } }
  package static func byteCount(_ successors: Answer) -> Int { 48 * successors.count }
}

extension [Network.Successor] {
  /// Rows and columns of the maps that are flattened for a layer; nil where none are, or there are other
  /// axes.
  package func maps(flattenedFor layer: Int) -> (height: Int, width: Int)? {
    for case .layer(layer, let maps) in self where maps.count == 2 { return (maps[0], maps[1]) }
    return nil
  }
}
