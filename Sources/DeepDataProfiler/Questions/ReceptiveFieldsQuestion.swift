package import NeuralNetwork

/// What parts of the image each position of a layer's maps depends on.
package struct ReceptiveFieldsQuestion: Question {
  /// Those of the positions of what the layer takes, and of what it gives.
  package struct Answer: Sendable {
    package let input: ReceptiveFields?
    package let output: ReceptiveFields

    package init(input: ReceptiveFields?, output: ReceptiveFields) {
      (self.input, self.output) = (input, output)
    }
  }

  /// The layer's index.
  package let layer: Int

  /// Those of a layer.
  package init(layer: Int) {
    self.layer = layer
  }

  package func title(naming name: (Int) -> String) -> String { "receptive fields \(name(layer))" }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<Answer> {
    SingleStep { context in
      _ = try context.layer(layer)
      try context.subject.network.requireGraph()
      let (input, output) = try context.subject.network.receptiveFields(ofLayer: layer)
      return Answer(input: input, output: output)
    }
  }

  package static func byteCount(_ answer: Answer) -> Int {
    [answer.input, answer.output].compactMap(\.self).reduce(0) {
      $0 + 24 * ($1.rows.count + $1.columns.count)
    }
  }
}
