package import Formats
package import LinearAlgebra
import NeuralNetwork
import System

/// The mean magnitude of each Fourier coefficient of the data set's images, colours being taken apart into what
/// is not correlated in photographs.
package struct Magnitudes: Equatable, Sendable {
  /// A matrix for each channel, of height x (width / 2 + 1).
  package let planes: [Matrix]
  /// How many images they are of.
  package let count: Int
  /// Those that could not be read, or have a value that is not finite.
  package let leftOut: [LeftOutImage]
}

/// Asks for the magnitudes of the data set's images.
package struct MagnitudesQuestion: Question {
  package typealias Answer = Magnitudes

  package init() {}

  package func title(naming name: (Int) -> String) -> String { "magnitudes of the images" }
  package func needs(in model: Findings.Model) -> [any Question] { [InputRangesQuestion()] }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> MagnitudesJob { MagnitudesJob() }
  package static func byteCount(_ magnitudes: Magnitudes) -> Int {
    magnitudes.planes.reduce(64 * magnitudes.leftOut.count) { $0 + 8 * $1.values.count }
  }
}

/// Takes some images at a time.
package struct MagnitudesJob: Job {
  package typealias Answer = Magnitudes
  package typealias Partial = Magnitudes

  private var sums: [Matrix] = []
  private var next = 0
  private var count = 0
  private var leftOut: [LeftOutImage] = []

  private static let imagesAtOnce = 16

  package mutating func step(_ context: JobContext) throws -> JobStep<Magnitudes, Magnitudes> {
    let images = try context.subject.requireImages()
    let input = try context.networkInput()
    let range = next..<min(images.count, next + Self.imagesAtOnce)
    let batch = try images.batch(range, as: context.subject.preparation)
    let transform = FourierTransform(height: input.height, width: input.width)
    let size = input.extents.reduce(1, *)
    let found = concurrently(batch.images.count, inPiecesOf: 1) { part in
      let start = part.lowerBound * size
      let image = input.image(of: batch.tensor.values[start..<start + size])
      return ImageParametrization.latents(of: image, channels: input.channels).map { plane in
        transform.spectrum(
          of: Matrix(rows: input.height, columns: input.width, values: plane)
        ).magnitude
      }
    }
    for magnitudes in found {
      if sums.isEmpty {
        sums = magnitudes
      } else {
        for channel in sums.indices {
          for place in sums[channel].values.indices {
            sums[channel].values[place] += magnitudes[channel].values[place]
          }
        }
      }
    }
    count += batch.images.count
    leftOut += batch.leftOut
    next = range.upperBound
    guard next >= images.count else { return .progress(Double(next) / Double(images.count)) }
    let file = context.subject.facts.dataSet?.file ?? ""
    if count == 0, let first = leftOut.first {
      throw Failure(noneUsableOf: images.count, in: file, first: first)
    }
    guard count > 0 else {
      throw Failure(kind: .noData, subject: file, problem: "there are no images")
    }
    return .done(
      Magnitudes(
        planes: sums.map { sum in
          Matrix(
            rows: sum.rows, columns: sum.columns, values: sum.values.map { $0 / Double(count) })
        }, count: count, leftOut: leftOut))
  }
}
