import NeuralNetwork
import System

/// How alike a layer's activation at one position of an image is to those of another image.
package struct SimilarityQuestion: Question {
  package typealias Answer = SimilarityOverlay

  /// What an activation is compared with.
  package enum Subject: Hashable, Sendable {
    /// An image of the data set, from 0.
    case image(Int)
    /// An optimised image.
    case optimized(VisualizationQuestion)
  }

  /// The layer's index.
  package let layer: Int
  /// The image that the position is in, from 0.
  package let image: Int
  /// The position among those of the layer's output, from 0.
  package let row, column: Int
  /// The other image.
  package let subject: Subject

  /// That of a position and an image.
  package init(layer: Int, image: Int, row: Int, column: Int, to subject: Subject) {
    self.layer = layer
    self.image = image
    self.row = row
    self.column = column
    self.subject = subject
  }

  /// The same position compared with something else.
  package func comparing(_ subject: Subject) -> SimilarityQuestion {
    SimilarityQuestion(layer: layer, image: image, row: row, column: column, to: subject)
  }

  private var own: FeatureMapsQuestion {
    FeatureMapsQuestion(.activated, layer: layer, image: image)
  }

  package func title(naming name: (Int) -> String) -> String {
    let other =
      switch subject {
      case .image(let image): "image \(image)"
      case .optimized(let image): image.title(naming: name)
      }
    return "similarity \(name(layer)) image \(image) at \(row),\(column) to \(other)"
  }

  package func needs(in model: Findings.Model) -> [any Question] {
    switch subject {
    case .image(let other):
      [
        own, FeatureMapsQuestion(.activated, layer: layer, image: other),
        InputImagesQuestion([other]),
      ]
    case .optimized(let question):
      [own, OptimizedMapsQuestion(.activated, layer: layer, image: question), question]
    }
  }

  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<SimilarityOverlay> {
    SingleStep { context in
      let layer = try context.layer(self.layer)
      let own = try context.answer(to: self.own)
      guard own.height * own.width > 1 else { throw Failure(withoutPositions: layer) }
      guard (0..<own.height).contains(row), (0..<own.width).contains(column) else {
        throw Failure(
          noPosition: row, column, of: layer, height: own.height, width: own.width)
      }
      let activation = own.activation(row: row, column: column)
      let (maps, picture, name): (FeatureMaps, ShownImage?, String)
      switch subject {
      case .image(let other):
        maps = try context.answer(
          to: FeatureMapsQuestion(.activated, layer: self.layer, image: other))
        picture = try context.answer(to: InputImagesQuestion([other]))[other]
        name = "image \(other)"
      case .optimized(let question):
        maps = try context.answer(
          to: OptimizedMapsQuestion(.activated, layer: self.layer, image: question))
        picture = ShownImage(try context.answer(to: question))
        name = "the optimised image"
      }
      for (numbers, name) in [(activation, "image \(image)"), (maps.values, name)]
      where !numbers.allSatisfy(\.isFinite) {
        throw Failure(
          kind: .unfitting, subject: context.subject.facts.dataSet?.file,
          problem: "what \(layer.name) makes of \(name) is not finite",
          cure: "choose another image or layer")
      }
      return SimilarityOverlay(of: activation, to: maps, over: picture)
    }
  }

  package static func byteCount(_ overlay: SimilarityOverlay) -> Int {
    4 * (overlay.values.count + (overlay.picture?.values.count ?? 0))
  }
}
