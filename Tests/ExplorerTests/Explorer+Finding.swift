import DeepDataProfiler
import Explorer
import System

extension AnyQuestion {
  static let predictions = AnyQuestion(PredictionsQuestion())

  static func spectrum(layer: Int, _ matrization: Matrization = .unfolded) -> AnyQuestion {
    AnyQuestion(SpectrumQuestion(layer: layer, matrization))
  }

  static func shuffledSpectrum(layer: Int) -> AnyQuestion {
    AnyQuestion(SpectrumQuestion(layer: layer, shuffledBy: 0))
  }

  static func candidates(layer: Int) -> AnyQuestion {
    AnyQuestion(CandidatesQuestion(layer: layer))
  }

  static func filter(layer: Int, vector: Int) -> AnyQuestion {
    AnyQuestion(FilterQuestion(layer: layer, vector: vector))
  }

  static func gramMatrix(layer: Int) -> AnyQuestion {
    AnyQuestion(GramMatrixQuestion(layer: layer))
  }

  static func hierarchy(layer: Int, _ parameters: SignificanceHypergraph.Parameters) -> AnyQuestion
  {
    AnyQuestion(HierarchyQuestion(layer: layer, parameters))
  }

  static func maps(_ stage: Stage, layer: Int, image: Int) -> AnyQuestion {
    AnyQuestion(FeatureMapsQuestion(stage, layer: layer, image: image))
  }

  /// An image as it is shown.
  static func shown(_ image: Int) -> AnyQuestion { AnyQuestion(InputImagesQuestion([image])) }

  /// The same about the model that stands beside the first.
  static func beside(_ question: AnyQuestion) -> AnyQuestion {
    AnyQuestion(question.question, of: 1)
  }
}

extension Explorer {
  /// Tells what is known of a question now.
  mutating func find(_ question: AnyQuestion, _ finding: AnyFinding?) {
    var findings = findings
    findings[question] = finding
    _ = handle(.found(findings))
  }

  /// Tells how far the work on a question is.
  mutating func work(
    on question: AnyQuestion, _ fraction: Double, partial: (any Sendable)? = nil
  ) {
    find(question, .working(fraction, partial: partial))
  }
}
