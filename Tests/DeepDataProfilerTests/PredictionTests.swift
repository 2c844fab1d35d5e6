import DeepDataProfiler
import LinearAlgebra
import Testing

@Suite struct PredictionTests {
  private func predictions(_ logits: [[Float]], labels: [Int]) throws -> Predictions {
    let shape = try #require(Shape([logits.count, logits.first?.count ?? 1]))
    return Predictions(
      logits: Tensor(shape: shape, values: Array(logits.joined())), labels: labels)
  }

  @Test func theLowestOfEqualOutputsIsPredicted() throws {
    let found = try predictions(
      [[1, 3, 3], [2, 2, 2], [-1, -2, -1], [0, -0.0, 0], [1, 2, 3]], labels: [1, 2, 0, 0, 0])
    #expect(found.predicted == [1, 0, 0, 0, 2])
    #expect(found.accuracy == 0.6)
    #expect(Array(found.logits(ofRow: 2)) == [-1, -2, -1])
  }

  /// The second of two classes is an output that exceeds the threshold.
  @Test(arguments: [Float(0), 0.5]) func aThresholdMustBeExceeded(_ threshold: Float) throws {
    let logits = [threshold, threshold.nextUp, threshold.nextDown]
    let found = Predictions(
      logits: Tensor(shape: try #require(Shape([3, 1])), values: logits), labels: [0, 1, 0],
      scores: ClassScores(output: "y", count: 1, threshold: threshold))
    #expect(found.predicted == [0, 1, 0] && found.accuracy == 1)
  }

  @Test func withoutImagesNothingIsRight() throws {
    let none = Predictions(
      logits: Tensor(shape: try #require(Shape([0, 3])), values: []), labels: [])
    #expect(none.predicted.isEmpty && none.accuracy == 0)
  }
}
