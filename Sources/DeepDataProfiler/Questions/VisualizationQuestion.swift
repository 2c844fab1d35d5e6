import LinearAlgebra
import NeuralNetwork
import System

/// An image that brings out singular vectors of a layer (paper section 6).
package struct VisualizationQuestion: Question {
  package typealias Answer = OptimizedImage

  /// The layer's index.
  package let layer: Int
  /// What the image is to bring out.
  package let objective: VisualizationObjective
  /// How it comes about.
  package let recipe: VisualizationRecipe

  /// An image for a layer.
  package init(
    layer: Int, _ objective: VisualizationObjective, _ recipe: VisualizationRecipe = .init()
  ) {
    self.layer = layer
    self.objective = objective
    self.recipe = recipe
  }

  fileprivate var decomposition: DecompositionQuestion { DecompositionQuestion(layer: layer) }

  package func title(naming name: (Int) -> String) -> String {
    let vectors = objective.terms.prefix(3).map { ($0.weight < 0 ? "-v" : "v") + String($0.vector) }
    let rest = objective.terms.count > vectors.count ? ", ..." : ""
    return "image of \(vectors.joined(separator: ", "))\(rest) of \(name(layer))"
  }

  package func needs(in model: Findings.Model) -> [any Question] {
    recipe.basis == .phase ? [decomposition, MagnitudesQuestion()] : [decomposition]
  }

  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> VisualizationJob { VisualizationJob(question: self) }
  package static func byteCount(_ image: OptimizedImage) -> Int {
    4 * (image.values.count + (image.opacity?.count ?? 0))
  }
}

/// Takes steps up the gradient, and shows the image as it grows.
package struct VisualizationJob: Job {
  package typealias Answer = OptimizedImage
  package typealias Partial = OptimizedImage

  fileprivate let question: VisualizationQuestion
  private var begun: FeatureVisualization?

  fileprivate init(question: VisualizationQuestion) {
    self.question = question
  }

  package var byteCount: Int { begun?.byteCount ?? 0 }

  /// How long it goes on before others may.
  private static let patience = Duration.milliseconds(50)

  package mutating func step(
    _ context: JobContext
  ) throws -> JobStep<OptimizedImage, OptimizedImage> {
    let network = context.subject.network
    var ascent = try begun ?? begin(context)
    // Copies of it would be made anew in each step.
    begun = nil
    let deadline = ContinuousClock.now + Self.patience
    while !ascent.isDone {
      try ascent.advance(network)
      if context.interruption.isRequested || ContinuousClock.now > deadline { break }
    }
    if ascent.isDone { return .done(try ascent.image(network)) }
    let image = context.isWatched ? try ascent.image(network) : nil
    let fraction = ascent.fraction
    begun = ascent
    return .progress(fraction, partial: image)
  }

  private func begin(_ context: JobContext) throws -> FeatureVisualization {
    let layer = try context.layer(question.layer)
    let subject = context.subject
    let parts = try context.answer(to: question.decomposition)
    for term in question.objective.terms where !(0..<parts.rank).contains(term.vector) {
      throw Failure(
        kind: .outOfRange,
        problem: "v\(term.vector) is past the rank: this layer has \(parts.rank) vectors")
    }
    guard let shape = layer.outputShape else {
      throw Failure(
        kind: .network, place: "layer \(layer.name)", problem: "the size of its output is unknown",
        cure: "give a model with a graph")
    }
    guard let direction = question.objective.direction(parts.leftVectors, shape: shape) else {
      throw Failure(
        kind: .outOfRange, problem: "there is no such position: \(layer.name) gives \(shape)")
    }
    let input = try NetworkInput(subject.preparation, shape: subject.network.imageShape?.extents)
    return FeatureVisualization(
      question.recipe, layer: question.layer, direction: direction, input: input,
      magnitudes: question.recipe.basis == .phase
        ? try context.answer(to: MagnitudesQuestion()) : [])
  }
}
