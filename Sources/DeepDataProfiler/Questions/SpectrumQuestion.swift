import LinearAlgebra
package import NeuralNetwork

/// The spectrum of a layer under a matrization (paper section 4.1), of its weights as they are or in another
/// order.
///
/// On its way to that of a large layer's unfolded matrix, its largest singular values can be shown, none too
/// large.
package struct SpectrumQuestion: Question {
  package typealias Answer = Spectrum
  package typealias Partial = [Double]

  /// The layer's index.
  package let layer: Int
  /// What matrices are made of the weight.
  package let matrization: Matrization
  /// Decides on the order that the weights are shuffled to; nil where they stay.
  package let seed: UInt64?

  /// How many of the largest values are shown before all are known.
  package static let largestCount = 64

  /// The spectrum of a layer.
  package init(layer: Int, _ matrization: Matrization = .unfolded, shuffledBy seed: UInt64? = nil) {
    self.layer = layer
    self.matrization = matrization
    self.seed = seed
  }

  package func title(naming name: (Int) -> String) -> String {
    if seed != nil { return "shuffled spectrum \(name(layer))" }
    return matrization == .unfolded
      ? "spectrum \(name(layer))" : "\(matrization.name) spectrum \(name(layer))"
  }

  /// A fully connected layer has one matrix under every matrization.
  package func canonical(in model: Findings.Model) -> Self {
    matrization == .unfolded
      ? self : Self(layer: layer, model.matrization(matrization, of: layer), shuffledBy: seed)
  }

  package func isQuick(in model: Findings.Model) -> Bool {
    if case .toeplitz = matrization { return false }
    return model.isSmall(layer)
  }

  package var mayBeKept: Bool { true }
  package func job() -> SpectrumJob { SpectrumJob(question: self) }
  package static func byteCount(_ spectrum: Spectrum) -> Int { 8 * spectrum.singularValues.count }
}

/// Looks for a spectrum that was kept, a large one in a step by itself, then computes it.
package struct SpectrumJob: Job {
  package typealias Answer = Spectrum
  package typealias Partial = [Double]

  fileprivate let question: SpectrumQuestion
  private var hasLooked = false
  private var computation: SpectrumComputation?
  private var largest: [Double]?

  fileprivate init(question: SpectrumQuestion) {
    self.question = question
  }

  package var byteCount: Int { computation?.byteCount ?? 0 }

  package mutating func step(_ context: JobContext) throws -> JobStep<Spectrum, [Double]> {
    let layer = try context.layer(question.layer)
    let isSmall = question.isQuick(in: context.subject.facts.model)
    if !hasLooked, !isSmall {
      hasLooked = true
      let kept = context.subject.store == nil ? nil : try begin(layer, context).found
      // The weight, which is not held as long as others are looked for, is read again.
      return kept.map(JobStep.done) ?? .progress(0)
    }
    var computation = try computation ?? begin(layer, context)
    // Two of them would share their matrices, which would be copied in each step.
    self.computation = nil
    if computation.found == nil {
      if largest == nil, context.isWatched, isLarge(layer) {
        largest = try computation.largestSingularValues(SpectrumQuestion.largestCount)
      } else if isSmall {
        // Sums by several threads end in other digits: they are the same whatever else is asked.
        try onOneThread { try computation.advance() }
      } else {
        try computation.advance()
      }
    }
    if let found = computation.found { return .done(found) }
    self.computation = computation
    return .progress(computation.fraction, partial: largest)
  }

  private func begin(
    _ layer: LinearLayer, _ context: JobContext
  ) throws -> SpectrumComputation {
    try SpectrumComputation(
      of: layer, question.matrization, shuffledBy: question.seed, in: context.subject)
  }

  /// Whether all values take so long that the largest are wanted before.
  private func isLarge(_ layer: LinearLayer) -> Bool {
    question.matrization == .unfolded && question.seed == nil && layer.groups == 1
      && min(layer.rows, layer.columns) >= 2048
  }
}

extension LinearLayer {
  /// Whether its decomposition takes a moment.
  package var isSmall: Bool { min(rows, columns) <= 1024 && weightShape.count <= 1 << 23 }
}

extension Findings.Model {
  /// Whether the decomposition of a layer takes a moment; false where there is none.
  func isSmall(_ layer: Int) -> Bool { layers.indices.contains(layer) && layers[layer].isSmall }

  /// The matrization that has the same matrices of a layer for all that do.
  func matrization(_ matrization: Matrization, of layer: Int) -> Matrization {
    layers.indices.contains(layer) && layers[layer].kernel.isEmpty ? .unfolded : matrization
  }
}
