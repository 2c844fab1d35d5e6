import Formats
import LinearAlgebra
import System

/// Images of the data set as the network takes them, read in one go: none is run.
package struct InputImagesQuestion: Question {
  package typealias Answer = InputImages

  /// The images, from 0.
  package let images: [Int]

  /// Some images.
  package init(_ images: [Int]) {
    self.images = images
  }

  package func title(naming name: (Int) -> String) -> String {
    images.count == 1 ? "image \(images[0])" : "\(images.count) images"
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> SingleStep<InputImages> { SingleStep { try read($0) } }
  package static func byteCount(_ images: InputImages) -> Int { images.byteCount }

  private func read(_ context: JobContext) throws -> InputImages {
    let set = try context.subject.requireImages()
    var found: [Int] = []
    var values: [Float] = []
    var leftOut: [LeftOutImage] = []
    var extents: [Int] = []
    for range in images.runs {
      guard range.lowerBound >= 0, range.upperBound <= set.count else {
        throw Failure(
          kind: .outOfRange,
          problem: "there is no image \(range.lowerBound < 0 ? range.lowerBound : set.count); "
            + "the data set has \(set.count), counted from 0")
      }
      let batch = try set.batch(range, as: context.subject.preparation)
      found += batch.images
      values += batch.tensor.values
      leftOut += batch.leftOut
      extents = Array(batch.tensor.shape.extents.dropFirst())
    }
    let width = extents.count > 1 ? extents[extents.count - 1] : 1
    return InputImages(
      images: found, maps: extents.first ?? 1,
      height: extents.dropFirst().dropLast().reduce(1, *), width: width, values: values,
      leftOut: leftOut)
  }
}

extension [Int] {
  /// The numbers in ascending order, each once, as runs that follow each other.
  fileprivate var runs: [Range<Int>] {
    sorted().reduce(into: []) { runs, number in
      if let last = runs.last, number <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound..<Swift.max(last.upperBound, number + 1)
      } else {
        runs.append(number..<number + 1)
      }
    }
  }
}
