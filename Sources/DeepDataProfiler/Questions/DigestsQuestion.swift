import Formats
import LinearAlgebra
import NeuralNetwork
package import System

/// The digests of the files that the network and its card are in, and those of its data set.
package struct DigestsQuestion: Question {
  package typealias Answer = Digests

  /// The signals after which the files are read once more; nil for the first time.
  private let signals: SignalsQuestion?

  /// Whether the data set is read.
  private let hasData: Bool

  package init(after signals: SignalsQuestion? = nil) {
    self.signals = signals
    hasData = true
  }

  /// Those of the network and its card alone.
  package static let ofNetwork = DigestsQuestion(hasData: false)

  private init(hasData: Bool) {
    signals = nil
    self.hasData = hasData
  }

  package func title(naming name: (Int) -> String) -> String { "digests" }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> DigestsJob { DigestsJob(hasData: hasData) }
  package static func byteCount(_ digests: Digests) -> Int { 3 * 64 }
}

/// What tells a network, its card and its data set from others.
package struct Digests: Equatable, Sendable {
  package let model: Digest
  /// Nil where there is no card.
  package let card: Digest?
  /// Nil where there is no data set, or it is not asked for.
  package let data: Digest?
}

/// Reads some files a step.
package struct DigestsJob: Job {
  package typealias Partial = Digests

  /// The files of the model, those of the card and those of the data set, one behind the other; nil
  /// before the first step.
  private var files: [SourceFile]?
  /// The digests of the files that were read, in their order; nil where one could not be read.
  private var found: [Digest?] = []

  private let hasData: Bool

  fileprivate init(hasData: Bool) {
    self.hasData = hasData
  }

  /// How many files are read at a time, side by side.
  private static let filesAtOnce = 16

  package mutating func step(_ context: JobContext) throws -> JobStep<Digests, Digests> {
    let subject = context.subject
    let (model, card) = (subject.sources.count, subject.cardSources.count)
    let images = hasData ? subject.images : nil
    let files = files ?? subject.sources + subject.cardSources + (images?.sources ?? [])
    self.files = files
    let deadline = ContinuousClock.now + .milliseconds(50)
    repeat {
      let next = files.dropFirst(found.count).prefix(Self.filesAtOnce)
      found += try concurrently(next.count, inPiecesOf: 1) { place in
        try next[next.startIndex + place.lowerBound].digest(check: context.interruption.check)
      }
    } while found.count < files.count && ContinuousClock.now < deadline
    guard found.count == files.count else {
      return .progress(Double(found.count) / Double(files.count))
    }
    let digests = zip(files, found).map { file, digest in
      digest.map { (name: file.name, digest: $0) }
    }
    func digest(of range: Range<Int>) throws(Failure) -> Digest {
      try Digest(ofFiles: digests[range].compactMap { $0 })
    }
    return .done(
      Digests(
        model: try digest(of: 0..<model),
        card: card > 0 ? try digest(of: model..<model + card) : nil,
        data: try images.map { _ in try digest(of: model + card..<files.count) }))
  }
}
