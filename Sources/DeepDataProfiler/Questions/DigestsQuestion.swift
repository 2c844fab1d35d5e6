import Formats
import LinearAlgebra
import NeuralNetwork
package import System

/// The digests of the files that the network, its card and its data set are in.
package struct DigestsQuestion: Question {
  package typealias Answer = Digests

  package init() {}

  package func title(naming name: (Int) -> String) -> String { "digests" }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> DigestsJob { DigestsJob() }
  package static func byteCount(_ digests: Digests) -> Int { 3 * 64 }
}

/// What tells a network, its card and its data set from others.
package struct Digests: Sendable {
  package let model: Digest
  /// Nil where there is no card.
  package let card: Digest?
  /// Nil where there is no data set.
  package let data: Digest?
}

/// Reads some files a step.
package struct DigestsJob: Job {
  package typealias Partial = Digests

  /// The files of the model, then those of the data set; nil before the first step.
  private var files: [SourceFile]?
  /// The digests of the files that were read, those of the model before those of the data set; nil where
  /// one could not be read.
  private var found: [Digest?] = []

  fileprivate init() {}

  /// How many files are read at a time, side by side.
  private static let filesAtOnce = 16

  package mutating func step(_ context: JobContext) throws -> JobStep<Digests, Digests> {
    let subject = context.subject
    let files = files ?? subject.sources + (subject.images?.sources ?? [])
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
    let model = digests.prefix(subject.sources.count).compactMap { $0 }
    let data = digests.dropFirst(subject.sources.count).compactMap { $0 }
    return .done(
      Digests(
        model: try Digest(ofFiles: model), card: try subject.card.map { try Digest(of: $0) },
        data: try subject.images.map { _ in try Digest(ofFiles: data) }))
  }
}
