import Formats
import LinearAlgebra
import System

/// Images of the data set as they are shown, read in one go: none is run.
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
  package func needs(in model: Findings.Model) -> [any Question] { [InputRangesQuestion()] }
  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> SingleStep<InputImages> { SingleStep { try read($0) } }
  package static func byteCount(_ images: InputImages) -> Int { images.byteCount }

  private func read(_ context: JobContext) throws -> InputImages {
    let set = try context.subject.requireImages()
    let ranges = try context.answer(to: InputRangesQuestion())
    var shown: [Int: ShownImage] = [:]
    var leftOut: [LeftOutImage] = []
    for range in images.runs {
      guard range.lowerBound >= 0, range.upperBound <= set.count else {
        let missing = range.lowerBound < 0 ? range.lowerBound : max(range.lowerBound, set.count)
        throw Failure(
          noImage: missing, among: set.count, in: context.subject.facts.dataSet?.file)
      }
      let batch = try set.batch(range, as: context.subject.preparation.shown)
      let extents = Array(batch.tensor.shape.extents.dropFirst())
      for (row, image) in batch.images.enumerated() {
        let values = Array(batch.tensor.row(row))
        shown[image] = ShownImage(values.within(ranges), extents: extents)
      }
      leftOut += batch.leftOut
    }
    return InputImages(shown, leftOut: leftOut)
  }
}

extension [Float] {
  /// Numbers of channels one behind the other, as fractions of the range of each; the same where there are no
  /// ranges.
  fileprivate func within(_ ranges: [ClosedRange<Double>]) -> [Float] {
    guard !ranges.isEmpty, count.isMultiple(of: ranges.count) else { return self }
    let plane = count / ranges.count
    return indices.map { place in
      let range = ranges[place / plane]
      let span = range.upperBound - range.lowerBound
      return span > 0 ? Float((Double(self[place]) - range.lowerBound) / span) : 0
    }
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
