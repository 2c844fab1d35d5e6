import DeepDataProfiler
import System
import Testing

@Suite struct PredictionTests {
  private let scores = ClassScores(output: "", count: 3)

  @Test func theLowestOfEqualOutputsIsPredicted() throws {
    let logits: [[Float]] = [[1, 3, 3], [2, 2, 2], [-1, -2, -1], [0, -0.0, 0], [1, 2, 3]]
    let predicted = try scores.predicted(Array(logits.joined()), images: 5)
    #expect(predicted == [1, 0, 0, 0, 2])
    let found = Predictions(
      predicted: predicted.compactMap { $0 }, labels: [1, 2, 0, 0, 0], scores: scores)
    #expect(found.accuracy == 0.6)
  }

  /// The second of two classes is an output that exceeds the threshold.
  @Test(arguments: [Float(0), 0.5]) func aThresholdMustBeExceeded(_ threshold: Float) throws {
    let one = ClassScores(output: "y", count: 1, threshold: threshold)
    let logits = [threshold, threshold.nextUp, threshold.nextDown]
    #expect(try one.predicted(logits, images: 3) == [0, 1, 0])
  }

  @Test func whatIsNotFiniteIsOfNoClass() throws {
    let logits: [Float] = [1, .nan, 3, 1, 2, 3, .infinity, 0, 0]
    #expect(try scores.predicted(logits, images: 3) == [nil, 2, nil])
    #expect(throws: Failure.self) { try scores.predicted(logits, images: 2) }
  }

  @Test func withoutImagesNothingIsRight() {
    let none = Predictions(predicted: [], labels: [], scores: scores)
    #expect(none.predicted.isEmpty && none.accuracy == 0)
  }
}
