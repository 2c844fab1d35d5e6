/// Candidates for xmin of a layer's power law, ascending.
package struct CandidatesQuestion: Question {
  package typealias Answer = [PowerLaw.Candidate]

  /// The layer's index.
  package let layer: Int
  /// What its eigenvalues are of.
  package let matrization: Matrization

  /// Those of a layer.
  package init(layer: Int, _ matrization: Matrization = .unfolded) {
    self.layer = layer
    self.matrization = matrization
  }

  private var spectrum: SpectrumQuestion { SpectrumQuestion(layer: layer, matrization) }

  package func title(naming name: (Int) -> String) -> String { "xmin of \(name(layer))" }
  package func canonical(in model: Findings.Model) -> Self {
    Self(layer: layer, model.matrization(matrization, of: layer))
  }
  package func needs(in model: Findings.Model) -> [any Question] { [spectrum] }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<Answer> {
    SingleStep { context in
      PowerLaw.candidates(of: try context.answer(to: spectrum).sample, atMost: 512)
    }
  }

  package static func byteCount(_ candidates: Answer) -> Int { 24 * candidates.count }
}
