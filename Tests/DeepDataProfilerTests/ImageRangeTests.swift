import DeepDataProfiler
import Foundation
import LinearAlgebra
import System
import Testing

/// Some of a data set's images give what they give among all.
@Suite struct ImageRangeTests {
  private static let digits = fixtures.appending(path: "commands/digits.npz").path()

  private func profiler(_ images: Range<Int>? = nil) throws -> Profiler {
    try Profiler(
      model: samples.appending(path: "mnist.onnx").path(), data: Self.digits, images: images)
  }

  @Test(arguments: SignalTable.Pool.allCases)
  func aPartHasTheSignalsOfTheWhole(pool: SignalTable.Pool) async throws {
    let whole = try await profiler().signals(of: 1, pool: pool)
    let part = try await profiler(20..<29).signals(of: 1, pool: pool)
    #expect(part.images == Array(20..<29) && part.labels == Array(whole.labels[20..<29]))
    let (rows, all) = (part.signals.values, whole.signals.values)
    #expect(
      rows.map(\.bitPattern)
        == all[20 * whole.vectors..<29 * whole.vectors].map(\.bitPattern))
  }

  /// Labels are matched by all images, not by those that are run.
  @Test func aPartHasTheLabelsAndThePredictionsOfTheWhole() async throws {
    let whole = try await profiler().predictions(withLogits: true)
    let part = try await profiler(20..<29).predictions(withLogits: true)
    #expect(part.images == Array(20..<29) && part.labels == Array(whole.labels[20..<29]))
    #expect(part.predicted == Array(whole.predicted[20..<29]))
    let (logits, all) = (try #require(part.logits), try #require(whole.logits))
    #expect(logits.values == Array(all.values[20 * all.shape[1]..<29 * all.shape[1]]))
  }

  @Test(arguments: [-1..<4, 47..<48, 0..<48, 5..<5])
  func imagesThatAreNotThereAreRefused(range: Range<Int>) {
    let failure = #expect(throws: Failure.self) { try profiler(range) }
    #expect(failure?.kind == .outOfRange && failure?.subject == Self.digits)
  }
}
