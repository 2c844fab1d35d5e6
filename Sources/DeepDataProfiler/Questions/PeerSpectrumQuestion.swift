import LinearAlgebra
import NeuralNetwork

/// A layer's spectrum as another program reads it, which knows nothing of groups.
package struct PeerSpectrumQuestion: Question {
  package typealias Answer = PeerSpectrum

  /// The layer's index.
  package let layer: Int
  /// The other program.
  package let peer: PeerSpectrum.Peer

  /// A layer as a program reads it.
  package init(layer: Int, _ peer: PeerSpectrum.Peer) {
    self.layer = layer
    self.peer = peer
  }

  fileprivate var spectrum: SpectrumQuestion { SpectrumQuestion(layer: layer, peer.matrization) }

  package func title(naming name: (Int) -> String) -> String { "\(peer.rawValue) \(name(layer))" }

  package func needs(in model: Findings.Model) -> [any Question] {
    model.layers.indices.contains(layer) && model.layers[layer].isKnownAsOneGroup ? [spectrum] : []
  }

  package func isQuick(in model: Findings.Model) -> Bool {
    !needs(in: model).isEmpty || spectrum.isQuick(in: model)
  }

  package func job() -> PeerSpectrumJob { PeerSpectrumJob(question: self) }
  package static func byteCount(_ spectrum: PeerSpectrum) -> Int { 0 }
}

/// Takes a layer's spectrum, or computes it as if the layer had one group.
package struct PeerSpectrumJob: Job {
  package typealias Answer = PeerSpectrum
  package typealias Partial = PeerSpectrum

  fileprivate let question: PeerSpectrumQuestion
  private var computation: SpectrumComputation?

  fileprivate init(question: PeerSpectrumQuestion) {
    self.question = question
  }

  package var byteCount: Int { computation?.byteCount ?? 0 }

  package mutating func step(
    _ context: JobContext
  ) throws -> JobStep<PeerSpectrum, PeerSpectrum> {
    let layer = try context.layer(question.layer)
    func answer(_ spectrum: Spectrum) -> JobStep<PeerSpectrum, PeerSpectrum> {
      .done(PeerSpectrum(spectrum.singularValues, of: layer, as: question.peer))
    }
    if layer.isKnownAsOneGroup { return answer(try context.answer(to: question.spectrum)) }
    var computation =
      try computation
      ?? SpectrumComputation(
        of: layer.withoutGroups, question.spectrum.matrization, in: context.subject)
    self.computation = nil
    if computation.found == nil {
      if layer.isSmall {
        try onOneThread { try computation.advance() }
      } else {
        try computation.advance()
      }
    }
    self.computation = computation
    return computation.found.map(answer) ?? .progress(computation.fraction)
  }
}

extension LinearLayer {
  fileprivate var isKnownAsOneGroup: Bool { groups == 1 && areGroupsKnown }
}
