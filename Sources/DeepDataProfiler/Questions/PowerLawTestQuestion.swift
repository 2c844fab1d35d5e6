import System

/// Whether a layer's power law is plausible, by some synthetic samples that follow from a seed.
package struct PowerLawTestQuestion: Question {
  package typealias Answer = PowerLawTest

  /// The layer's index.
  package let layer: Int
  /// What its eigenvalues are of.
  package let matrization: Matrization
  /// How many synthetic samples are made.
  package let samples: Int
  /// Decides on them.
  package let seed: UInt64

  /// The test of a layer's law.
  package init(
    layer: Int, _ matrization: Matrization = .unfolded, samples: Int = 1000, seed: UInt64 = 0
  ) {
    self.layer = layer
    self.matrization = matrization
    self.samples = samples
    self.seed = seed
  }

  fileprivate var spectrum: SpectrumQuestion { SpectrumQuestion(layer: layer, matrization) }

  package func title(naming name: (Int) -> String) -> String { "goodness of fit \(name(layer))" }
  package func canonical(in model: Findings.Model) -> Self {
    Self(layer: layer, model.matrization(matrization, of: layer), samples: samples, seed: seed)
  }
  package func needs(in model: Findings.Model) -> [any Question] { [spectrum] }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> PowerLawTestJob { PowerLawTestJob(question: self) }
  package static func byteCount(_ test: PowerLawTest) -> Int { 0 }
}

/// Makes some of the samples a step.
package struct PowerLawTestJob: Job {
  package typealias Answer = PowerLawTest
  package typealias Partial = PowerLawTest

  fileprivate let question: PowerLawTestQuestion
  private var bootstrap: PowerLawBootstrap?

  fileprivate init(question: PowerLawTestQuestion) {
    self.question = question
  }

  package var byteCount: Int { bootstrap?.byteCount ?? 0 }

  package mutating func step(
    _ context: JobContext
  ) throws -> JobStep<PowerLawTest, PowerLawTest> {
    var bootstrap = try bootstrap ?? begin(context)
    try bootstrap.advance(context.interruption)
    self.bootstrap = bootstrap
    return bootstrap.found.map(JobStep.done) ?? .progress(bootstrap.fraction)
  }

  private func begin(_ context: JobContext) throws -> PowerLawBootstrap {
    let spectrum = try context.answer(to: question.spectrum)
    switch spectrum.powerLaw {
    case .success(let law):
      return PowerLawBootstrap(
        spectrum.sample, law, samples: question.samples, seed: question.seed)
    case .failure(let fault):
      throw Failure(kind: .unfitting, problem: "\(fault)")
    }
  }
}
