import NeuralNetwork

/// The mean of each channel of a layer's output over positions, of every image, for mean signals.
///
/// A pass over the data holds them; the answer tells only how many images were run.
package struct ChannelMeansQuestion: Question {
  package typealias Answer = Int

  /// The layer's index.
  package let layer: Int

  /// Those of a layer.
  package init(layer: Int) {
    self.layer = layer
  }

  package func title(naming name: (Int) -> String) -> String { "signals \(name(layer))" }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> ChannelMeansJob { ChannelMeansJob(layer: layer) }
  package static func byteCount(_ count: Int) -> Int { 0 }
}

/// Runs some images a step.
package struct ChannelMeansJob: Job {
  package typealias Answer = Int
  package typealias Partial = Int

  fileprivate let layer: Int

  package func step(_ context: JobContext) throws -> JobStep<Int, Int> {
    _ = try context.layer(layer)
    switch try context.subject.passes.advanceMeans(of: layer, context) {
    case .part(let fraction): return .progress(fraction)
    case .whole(let pass): return .done(pass.images.count)
    }
  }
}
