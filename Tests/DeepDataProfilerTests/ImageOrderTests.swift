import DeepDataProfiler
import Foundation
import LinearAlgebra
import System
import Testing

/// Images in an order, and as they are read.
@Suite struct ImageOrderTests {
  private static let shared = Result {
    try Profiler(
      model: samples.appending(path: "mnist.onnx").path(),
      data: samples.appending(path: "mnist.npz").path())
  }

  private func profiler() throws -> Profiler { try Self.shared.get() }

  private func order(_ criterion: ImageOrderQuestion.Criterion) async throws -> ImageOrder {
    try await profiler().answer(to: ImageOrderQuestion(by: criterion))
  }

  @Test func theHighestSignalsComeFirst() async throws {
    let table = try await profiler().signals(of: 1)
    let nodes = [
      SignificanceHypergraph.Node(vector: 2), .init(vector: 0, isNegative: true),
    ]
    let sums = table.images.indices.map { row -> Double in
      let row = table.signals.row(row)
      return Double(row[row.startIndex + 2]) - Double(row[row.startIndex])
    }
    let expected = table.images.indices.sorted {
      (Float(sums[$1]), table.images[$0]) < (Float(sums[$0]), table.images[$1])
    }.map { table.images[$0] }
    let found = try await order(.signal(layer: 1, nodes: nodes))
    #expect((0..<found.count).map { found[$0] } == expected)
    #expect(found.place(of: expected[7]) == 7)
    #expect(found.score(of: expected[0]) == sums.map { Float($0) }.max())
    #expect(found.place(of: -1) == nil && found.place(of: 1_000_000) == nil)
  }

  /// Those of the hierarchy are the same, as far as it lists them.
  @Test func exemplaryImagesAreTheFirst() async throws {
    let hierarchy = try await profiler().hierarchy(of: 1)
    let group = try #require(
      hierarchy.groups.first { $0.nodes.count > 1 } ?? hierarchy.groups.first)
    let found = try await order(.signal(layer: 1, nodes: group.nodes))
    for (place, exemplar) in group.exemplarsOfAll.enumerated() {
      #expect(found[place] == exemplar.image)
      #expect(found.score(of: exemplar.image) == Float(exemplar.signal))
    }
  }

  @Test func classesFollowEachOther() async throws {
    let labels = try #require(try profiler().findings.dataSet?.labels)
    let found = try await order(.label)
    let images = (0..<found.count).map { found[$0] }
    #expect(images == labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) })
    #expect(found.score(of: 0) == nil)
  }

  @Test func theSurestMistakeComesFirst() async throws {
    let predictions = try await profiler().predictions(withLogits: true)
    let found = try await order(.mistake)
    #expect(found.count == predictions.labels.count - (predictions.correctCount ?? 0))
    let images = (0..<found.count).map { found[$0] }
    let shares = try images.map { image in
      let row = try #require(predictions.row(of: image))
      #expect(predictions.predicted[row] != predictions.labels[row])
      let logits = try #require(predictions.logits).row(row).map(Double.init)
      return exp(logits.max() ?? 0) / logits.reduce(0) { $0 + exp($1) }
    }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 >= $1 - 1e-6 })
    for (image, share) in zip(images, shares) {
      #expect(abs(Double(found.score(of: image) ?? 0) - share) < 1e-5)
    }
  }

  @Test func aNumberOfManyIsFoundByItsRow() {
    let scores = ClassScores(output: "", count: 2)
    let found = Predictions(
      predicted: [0, 1, 1], labels: [0, 1, 0], images: [0, 4, 9], scores: scores)
    #expect([0, 4, 9].map(found.row(of:)) == [0, 1, 2])
    #expect([-1, 1, 5, 10].allSatisfy { found.row(of: $0) == nil })
  }

  /// As `scipy.special.softmax` has it.
  @Test func aSoftmaxTellsHowSureItIs() {
    let scores = ClassScores(output: "", count: 3)
    let logits: [Float] = [1, 2, 3, -1000, 0, -1000, 0.2, 0.7, 0.1]
    let found = scores.confidences(logits, of: [2, 1, 1])
    #expect(abs(found[0] - 0.665_240_96) < 1e-6)
    #expect(found[1] == 1)
    #expect(found[2] == 0.7, "numbers that are shares already")
    #expect(scores.confidences(logits, of: [nil, 1, 1])[0].isNaN)
    let logit = ClassScores(output: "", count: 1)
    let sure = logit.confidences([2, -2], of: [1, 0])
    #expect(abs(sure[0] - 0.880_797_1) < 1e-6 && sure[0] == sure[1])
    let share = ClassScores(output: "", count: 1, threshold: 0.5)
    #expect(share.confidences([0.75, 0.25], of: [1, 0]) == [0.75, 0.75])
  }

  @Test func aMapIsInterpolatedBetweenTheCentresOfItsCells() {
    let map: [Float] = [0, 1, 2, 3]
    let row: [Float] = [0, 0.25, 0.75, 1]
    #expect(map[0...1].resampled(height: 1, width: 2, to: 1, 4) == row)
    #expect(
      map[...].resampled(height: 2, width: 2, to: 4, 4)
        == [Float(0), 0.5, 1.5, 2].flatMap { start in row.map { $0 + start } })
    #expect(map[...].resampled(height: 2, width: 2, to: 2, 2) == map)
    #expect(([1, .nan] as [Float])[...].resampled(height: 1, width: 2, to: 1, 2)[0].isNaN == false)
    #expect(map[...].resampled(height: 3, width: 2, to: 2, 2).isEmpty)
  }
}
