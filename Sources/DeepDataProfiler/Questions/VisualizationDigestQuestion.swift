import LinearAlgebra
import NeuralNetwork
package import System

/// The digest of all that decides on an optimised image: the files of the network and its card, what is asked
/// for, and what is taken of the data set.
package struct VisualizationDigestQuestion: Question {
  package typealias Answer = Digest

  private let image: VisualizationQuestion

  package init(_ image: VisualizationQuestion) { self.image = image }

  package func title(naming name: (Int) -> String) -> String { "digests" }

  package func needs(in model: Findings.Model) -> [any Question] {
    [DigestsQuestion.ofNetwork, InputRangesQuestion()]
      + (image.recipe.basis == .phase ? [MagnitudesQuestion()] : [])
  }

  package func isQuick(in model: Findings.Model) -> Bool { true }
  package static func byteCount(_ digest: Digest) -> Int { 64 }

  package func job() -> SingleStep<Digest> {
    SingleStep { context in
      let files = try context.answer(to: DigestsQuestion.ofNetwork)
      let given = try context.visualizationInput(image.recipe)
      let texts = [
        files.model.text, files.card?.text ?? "",
        context.subject.facts.model.stateDictionary ?? "", image.recipe.basis.rawValue,
      ]
      var words = image.recipe.words + image.objective.words + [UInt64(image.layer)]
      words += given.input.words
      for magnitudes in given.magnitudes { words += magnitudes.values.map(\.bitPattern) }
      words += given.beginning?.map(\.bitPattern) ?? []
      return try Digest(
        of: texts.flatMap { UInt64.bytes(of: [UInt64($0.utf8.count)]) + $0.utf8 }
          + UInt64.bytes(of: words))
    }
  }
}

extension VisualizationRecipe {
  /// All that decides on what it does, but the basis.
  fileprivate var words: [UInt64] {
    [
      UInt64(clamping: steps), seed, beginning.map { UInt64(clamping: $0) &+ 1 } ?? 0,
      UInt64(clamping: starts), starts > 1 ? diversity.bitPattern : 0,
    ] + (basis == .phase ? [crops.lowerBound.bitPattern, crops.upperBound.bitPattern] : [])
  }
}

extension VisualizationObjective {
  /// All that decides on it, and its length before it.
  fileprivate var words: [UInt64] {
    var words: [UInt64] = [UInt64(terms.count)]
    for term in terms { words += [UInt64(clamping: term.vector), term.weight.bitPattern] }
    switch pool {
    case .mean: words += [0, 0, 0]
    case .sum: words += [1, 0, 0]
    case .position(let row, let column):
      words += [2, UInt64(clamping: row), UInt64(clamping: column)]
    }
    return words
  }
}

extension JobContext {
  /// How images enter the network.
  /// - Throws: `Failure` where the network can't be run, or takes no pictures, or those of whole numbers.
  func networkInput() throws -> NetworkInput {
    try subject.network.requireGraph()
    try subject.network.requireInputOfFloats()
    return try NetworkInput(
      subject.preparation, shape: subject.network.imageShape?.extents,
      ranges: answer(to: InputRangesQuestion()))
  }

  /// What an optimised image takes of the network's input and of the data set.
  func visualizationInput(
    _ recipe: VisualizationRecipe
  ) throws -> (input: NetworkInput, magnitudes: [Matrix], beginning: [Double]?) {
    let input = try networkInput()
    return (
      input, recipe.basis == .phase ? try answer(to: MagnitudesQuestion()).planes : [],
      try recipe.beginning.map { input.image(of: try subject.image($0).values[...]) }
    )
  }
}
