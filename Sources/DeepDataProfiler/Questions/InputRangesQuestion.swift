import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// The least and the greatest number of each channel of the images, or of all features, where these are floats,
/// which the network is given as they are; none where they are bytes, or there are none.
package struct InputRangesQuestion: Question {
  package typealias Answer = [ClosedRange<Double>]

  package init() {}

  package func title(naming name: (Int) -> String) -> String { "range of the images" }
  /// As pictures wait for it: where images are floats, its steps are short, if many.
  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> InputRangesJob { InputRangesJob() }
  package static func byteCount(_ ranges: [ClosedRange<Double>]) -> Int {
    16 * ranges.count
  }
}

/// Takes some images at a time.
package struct InputRangesJob: Job {
  package typealias Answer = [ClosedRange<Double>]
  package typealias Partial = [ClosedRange<Double>]

  private var ranges: [ClosedRange<Float>] = []
  private var next = 0
  private var firstLeftOut: LeftOutImage?

  private static let imagesAtOnce = 64

  package mutating func step(_ context: JobContext) throws -> JobStep<Answer, Answer> {
    let subject = context.subject
    guard let images = subject.images, images.areFloats, let extents = images.shape?.extents
    else { return .done([]) }
    let range = next..<min(images.count, next + Self.imagesAtOnce)
    let batch = try images.batch(range, as: subject.preparation)
    firstLeftOut = firstLeftOut ?? batch.leftOut.first
    let channels = extents.count == 3 ? extents[0] : 1
    let plane = extents.reduce(1, *) / max(1, channels)
    for image in batch.images.indices {
      for channel in 0..<channels {
        let start = (image * channels + channel) * plane
        let values = batch.tensor.values[start..<start + plane]
        guard let least = values.min(), let greatest = values.max() else { continue }
        if ranges.count == channel {
          ranges.append(least...greatest)
        } else {
          let known = ranges[channel]
          ranges[channel] = min(known.lowerBound, least)...max(known.upperBound, greatest)
        }
      }
    }
    next = range.upperBound
    guard next >= images.count else { return .progress(Double(next) / Double(images.count)) }
    let file = subject.facts.dataSet?.file ?? ""
    if ranges.isEmpty, let firstLeftOut {
      throw Failure(noneUsableOf: images.count, in: file, first: firstLeftOut)
    }
    guard ranges.count == channels else {
      throw Failure(kind: .noData, subject: file, problem: "there are no images")
    }
    return .done(ranges.map { Double($0.lowerBound)...Double($0.upperBound) })
  }
}
