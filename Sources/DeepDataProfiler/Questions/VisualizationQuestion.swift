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
  fileprivate var digest: VisualizationDigestQuestion { VisualizationDigestQuestion(self) }

  package func title(naming name: (Int) -> String) -> String {
    let vectors = objective.terms.prefix(3).map(\.name)
    let rest = objective.terms.count > vectors.count ? ", ..." : ""
    return "image of \(vectors.joined(separator: ", "))\(rest) of \(name(layer))"
  }

  package func needs(in model: Findings.Model) -> [any Question] {
    [decomposition, digest] + digest.needs(in: model)
  }

  package func isQuick(in model: Findings.Model) -> Bool { false }

  package func job() -> VisualizationJob<OptimizedImage> {
    VisualizationJob(question: self) { images in
      guard let first = images.first else {
        throw Failure(kind: .broken, problem: "no image was optimised")
      }
      return first
    }
  }

  package static func byteCount(_ image: OptimizedImage) -> Int {
    4 * (image.values.count + (image.opacity?.count ?? 0))
  }
}

/// Several images that bring out the same singular vectors, each something else of them: as many as the recipe
/// has starts.
package struct FacetsQuestion: Question {
  package typealias Answer = [OptimizedImage]

  /// What one of them is.
  package let image: VisualizationQuestion

  package init(_ image: VisualizationQuestion) { self.image = image }

  package func title(naming name: (Int) -> String) -> String { image.title(naming: name) }
  package func needs(in model: Findings.Model) -> [any Question] { image.needs(in: model) }
  package func isQuick(in model: Findings.Model) -> Bool { false }

  package func job() -> VisualizationJob<[OptimizedImage]> {
    VisualizationJob(question: image) { $0 }
  }

  package static func byteCount(_ images: [OptimizedImage]) -> Int {
    images.reduce(0) { $0 + VisualizationQuestion.byteCount($1) }
  }
}

/// Looks for images that were kept, then takes steps up the gradient, and shows them as they grow.
package struct VisualizationJob<Answer: Sendable>: Job {
  package typealias Partial = Answer

  fileprivate let question: VisualizationQuestion
  /// What the answer is of the images.
  fileprivate let answer: @Sendable ([OptimizedImage]) throws -> Answer
  private var begun: (ascent: FeatureVisualization, key: ResultStore.Key?)?
  /// When it was last kept.
  private var saved = ContinuousClock.now

  fileprivate init(
    question: VisualizationQuestion,
    answer: @escaping @Sendable ([OptimizedImage]) throws -> Answer
  ) {
    self.question = question
    self.answer = answer
  }

  package var byteCount: Int { begun?.ascent.byteCount ?? 0 }

  package mutating func step(_ context: JobContext) throws -> JobStep<Answer, Answer> {
    let (network, store) = (context.subject.network, context.subject.store)
    var ascent: FeatureVisualization
    let key: ResultStore.Key?
    if let begun {
      (ascent, key) = begun
    } else {
      (ascent, key) = try begin(context)
      saved = .now
      switch key.flatMap({ store?.images($0) }) {
      case .whole(let images): return .done(try answer(images))
      case .begun(let state): ascent.resume(state)
      case nil: break
      }
    }
    // Copies of it would be made anew in each step.
    begun = nil
    let deadline = ContinuousClock.now + visualizationPatience
    while !ascent.isDone {
      try ascent.advance(network)
      if context.interruption.isRequested || ContinuousClock.now > deadline { break }
    }
    if ascent.isDone {
      let images = try ascent.images(network)
      if let key { store?.save(.whole(images), as: key) }
      return .done(try answer(images))
    }
    if let key, ContinuousClock.now > saved + visualizationLoss {
      store?.save(.begun(ascent.state), as: key)
      saved = .now
    }
    let images = context.isWatched ? try answer(ascent.images(network)) : nil
    let fraction = ascent.fraction
    begun = (ascent, key)
    return .progress(fraction, partial: images)
  }

  private func begin(
    _ context: JobContext
  ) throws -> (FeatureVisualization, ResultStore.Key?) {
    let layer = try context.layer(question.layer)
    let parts = try context.answer(to: question.decomposition)
    for term in question.objective.terms where !(0..<parts.rank).contains(term.vector) {
      throw Failure(pastRank: term.vector, of: parts.rank)
    }
    guard let shape = layer.outputShape else {
      throw Failure(
        kind: .network, place: "layer \(layer.name)", problem: "the size of its output is unknown",
        cure: "give a model with a graph")
    }
    guard let direction = question.objective.direction(parts.leftVectors, shape: shape) else {
      guard case .position(let row, let column) = question.objective.pool, shape.rank == 3 else {
        throw Failure(withoutPositions: layer)
      }
      throw Failure(
        noPosition: row, column, of: layer, height: shape[1], width: shape[2])
    }
    let given = try context.visualizationInput(question.recipe)
    let digest = try context.answer(to: question.digest)
    return (
      FeatureVisualization(
        question.recipe, layer: question.layer, direction: direction, input: given.input,
        magnitudes: given.magnitudes, beginning: given.beginning),
      context.subject.store?.key(digest, direction)
    )
  }
}

/// How long an image is optimised before others may go on.
private let visualizationPatience = Duration.milliseconds(50)
/// How much work on an image may be lost when the program ends.
private let visualizationLoss = Duration.seconds(1)
