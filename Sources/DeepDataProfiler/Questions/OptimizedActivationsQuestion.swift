import LinearAlgebra
import NeuralNetwork

/// A layer's activations when the network is run on an optimised image.
package struct OptimizedActivationsQuestion: Question {
  package typealias Answer = FeatureMaps

  /// The layer's index.
  package let layer: Int
  /// What the image is the answer to.
  package let image: VisualizationQuestion

  /// Those of a layer on an image.
  package init(layer: Int, image: VisualizationQuestion) {
    self.layer = layer
    self.image = image
  }

  package func title(naming name: (Int) -> String) -> String {
    "activated \(name(layer)) \(image.title(naming: name))"
  }
  package func needs(in model: Findings.Model) -> [any Question] {
    [image, InputRangesQuestion()]
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<FeatureMaps> {
    SingleStep { context in
      _ = try context.layer(layer)
      let network = context.subject.network
      let image = try context.answer(to: self.image)
      let input = try context.networkInput()
      let numbers = input.numbers(of: image.values.map(Double.init))
      let tensor = Shape([1] + input.extents).map { Tensor(shape: $0, values: numbers) }
      guard let tensor else { throw CancellationError() }
      return FeatureMaps(
        .activated, try network.forward(tensor, to: .activation(after: layer)),
        try network.activation(after: layer).name)
    }
  }

  package static func byteCount(_ maps: FeatureMaps) -> Int {
    FeatureMapsQuestion.byteCount(maps)
  }
}
