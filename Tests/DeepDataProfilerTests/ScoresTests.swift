import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import System
import Testing

/// Which output scores classes, and what its numbers mean.
@Suite struct ScoresTests {
  private static let folder = fixtures.appending(path: "outputs")

  private func profiler(
    _ model: String, data: String = "images", output: String? = nil, card: String = ""
  ) throws -> Profiler {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".toml")
    try Data("# a card\n\(card)".utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try Profiler(
      model: Self.folder.appending(path: model + ".onnx").path(), card: path.path(),
      data: Self.folder.appending(path: data + ".npz").path(), output: output)
  }

  /// What onnxruntime gives for the images.
  private func truth(_ model: String, _ output: String) throws -> [[Double]] {
    let all = try JSONDecoder().decode(
      [String: [String: [[Double]]]].self,
      from: Data(contentsOf: Self.folder.appending(path: "truth.json")))
    return try #require(all[model]?[output])
  }

  private func refusal(_ body: () async throws -> Predictions) async -> Failure? {
    await #expect(throws: Failure.self) { try await body() }
  }

  @Test(
    arguments: [
      ("logit", "logit"), ("sigmoid", "y"), ("sigmoid_squeezed", "y"), ("sigmoid_written_out", "y"),
      ("hard_sigmoid", "y"), ("softmax_column", "y"),
    ])
  func aSingleNumberIsComparedWithItsThreshold(model: String, output: String) async throws {
    let predictions = try await profiler(model).predictions(withLogits: true)
    let threshold: Double = model == "logit" ? 0 : 0.5
    let wanted = try truth(model, output).map { $0[0] > threshold ? 1 : 0 }
    #expect(predictions.predicted == wanted)
    #expect(predictions.predicted == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(predictions.accuracy == 1 && predictions.logits?.shape.extents == [10, 1])
    #expect(predictions.scores.classCount == 2 && predictions.scores.choice == nil)
  }

  @Test func aNodeThatCanNotBeRunIsNamed() async throws {
    let profiler = try profiler("unsupported")
    let error = await refusal { try await profiler.predictions() }
    #expect(
      error?.description.contains(
        "the output \"y\" can't be computed: node summing (CumSum)") == true)
  }

  /// What follows the sigmoid tells what a half has become.
  @Test(
    arguments: [
      ("sigmoid_clipped", 0.5), ("percent", 50), ("other_class", 0.5), ("mean_of_two", 0.5),
      ("tanh", 0), ("kept_from_ends", 0.5), ("quantised", 0.5),
    ])
  func aScoreWithBoundsIsComparedWithTheirMiddle(model: String, middle: Double) async throws {
    let predictions = try await profiler(model).predictions()
    let wanted = try truth(model, "y").map { $0[0] > middle ? 1 : 0 }
    #expect(predictions.predicted == wanted && predictions.accuracy == 1)
    #expect(abs(Double(try #require(predictions.scores.threshold)) - middle) < 1e-6)
  }

  /// Beside a box of four numbers, it is the row that tells two classes.
  @Test func aSingleNumberIsTheRowOfTwoClasses() async throws {
    let predictions = try await profiler("sigmoid_first").predictions()
    #expect(predictions.scores.output == "y" && predictions.accuracy == 1)
  }

  @Test func theLogitsOfASigmoidAreWhatItTakes() async throws {
    let predictions = try await profiler("sigmoid").predictions(withLogits: true)
    let logits = try #require(predictions.logits).values
    let wanted = try truth("logit", "logit").map { $0[0] }
    #expect(zip(logits, wanted).allSatisfy { abs(Double($0) - $1) < 1e-4 })
  }

  @Test(
    arguments: [
      ("auxiliary", "main"), ("scores_first", "logits"), ("maps_first", "logits"),
      ("label_first", "logits"), ("one_box", "logits"),
    ])
  func theFirstRowOfScoresIsTakenAndSaid(model: String, output: String) async throws {
    let predictions = try await profiler(model).predictions()
    #expect(predictions.scores.output == output && predictions.accuracy == 1)
    #expect(predictions.scores.choice?.contains("\"\(output)\" (N x ") == true)
  }

  @Test func anOutputIsChosenByTheCallerThenByTheCard() async throws {
    let card = "[network]\noutput = \"auxiliary\"\n"
    let stated = try await profiler("auxiliary", card: card).predictions(withLogits: true)
    #expect(stated.scores.output == "auxiliary" && stated.accuracy == 0)
    let asked = try await profiler("auxiliary", output: "main", card: card).predictions()
    #expect(asked.scores.output == "main" && asked.accuracy == 1)
    let wanted = try truth("auxiliary", "auxiliary").flatMap { $0 }
    let logits = try #require(stated.logits).values
    #expect(zip(logits, wanted).allSatisfy { abs(Double($0) - $1) < 1e-4 })
  }

  @Test func anOutputThatIsNotThereIsRefusedWithThoseThatAre() throws {
    let error = #expect(throws: Failure.self) { try profiler("auxiliary", output: "none") }
    #expect(error?.kind == .outOfRange)
    #expect(error?.description.contains("\"main\" (N x 3), \"auxiliary\" (N x 3)") == true)
  }

  @Test(
    arguments: [
      ("maps", "\"c\" (N x 1 x 8 x 8)"), ("detector", "\"boxes\" (N x 6 x 4), \"scores\""),
    ])
  func mapsAndBoxesAreNoScoresButHaveSignals(model: String, says: String) async throws {
    let profiler = try profiler(model)
    let error = await refusal { try await profiler.predictions() }
    #expect(error?.kind == .unfitting && error?.description.contains(says) == true)
    let table = try await profiler.signals(of: 0)
    #expect(table.images.count == 10 && table.labels == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
  }

  @Test func whereRowsDifferOneForEachClassIsTakenIfItIsTheFirst() async throws {
    let faults = fixtures.appending(path: "faults")
    let model = faults.appending(path: "second_output.onnx").path()
    let data = faults.appending(path: "binary.npz").path()
    let error = await refusal { try await Profiler(model: model, data: data).predictions() }
    #expect(error?.description.contains("\"box\" (N x 4), \"logits\" (N x 2)") == true)
    #expect(error?.description.contains("--output") == true)
    let chosen = try await Profiler(model: model, data: data, output: "logits").predictions()
    #expect(chosen.accuracy == 1)
  }

  @Test(arguments: ["uint8", "int32"])
  func aGraphOfWholeNumbersGetsBytesAsTheyAre(model: String) async throws {
    let predictions = try await profiler(model, data: "whole").predictions(withLogits: true)
    let wanted = try truth(model, "logits").flatMap { $0 }
    #expect(predictions.accuracy == 1)
    let logits = try #require(predictions.logits).values
    #expect(zip(logits, wanted).allSatisfy { abs(Double($0) - $1) < 1e-4 })
    // Floats between 0 and 1 would all be dark.
    let floats = try profiler(model)
    await #expect { try await floats.predictions() } throws: { "\($0)".contains(model) }
    let scaled = try profiler(model, data: "whole", card: "[input]\nscale = 255\n")
    await #expect { try await scaled.predictions() } throws: { "\($0)".contains("scale") }
  }

  @Test func halfPrecisionInputsTakeImages() async throws {
    let predictions = try await profiler("float16").predictions(withLogits: true)
    let wanted = try truth("float16", "logits").flatMap { $0 }
    #expect(predictions.accuracy == 1)
    // An image's values were rounded to 11 bits: 2^-12 of 0.75, twenty times.
    let logits = try #require(predictions.logits).values
    #expect(zip(logits, wanted).allSatisfy { abs(Double($0) - $1) < 4e-3 })
  }

  @Test func anotherInputIsNamedAndMayBeStated() async throws {
    let alone = try profiler("second_input")
    await #expect {
      try await alone.predictions()
    } throws: {
      "\($0)".contains("\"gain\"") && "\($0)".contains("float32 of ?x1")
        && "\($0)".contains("[input.constants]")
    }
    let table = try await alone.signals(of: 1)
    #expect(table.images.count == 10)
    let wanted = try truth("second_input", "y").flatMap { $0 }
    for stated in ["2", "[2.0]"] {
      let given = try await profiler("second_input", card: "[input.constants]\ngain = \(stated)\n")
        .predictions(withLogits: true)
      #expect(given.accuracy == 1)
      let logits = try #require(given.logits).values
      #expect(zip(logits, wanted).allSatisfy { abs(Double($0) - $1) < 1e-4 })
    }
    for (name, stated, says) in [
      ("gain", "[1, 2, 3]", "float32 of ?x1"), ("loss", "1", "\"gain\", \"x\""),
    ] {
      #expect {
        try profiler("second_input", card: "[input.constants]\n\(name) = \(stated)\n")
      } throws: {
        "\($0)".contains(says)
      }
    }
  }

  @Test func whatIsNotFiniteIsLeftOutOfEveryAnswer() async throws {
    let (whole, spoiled) = (try profiler("logit"), try profiler("logit", data: "unfinite"))
    let kept = [0, 2, 3, 4, 5, 7, 9]
    let (predictions, clean) = try await (
      spoiled.predictions(withLogits: true), whole.predictions(withLogits: true)
    )
    let (logits, others) = try (#require(predictions.logits), #require(clean.logits))
    #expect(predictions.images == kept && predictions.leftOut.map(\.image) == [1, 6, 8])
    #expect(predictions.leftOut.map(\.name) == ["image 1", "image 6", "image 8"])
    #expect(predictions.leftOut.map(\.reason).last == "its logits are not finite")
    #expect(logits.values == kept.map { others.values[$0] })
    #expect(predictions.accuracy == 1)
    let (table, all) = try await (spoiled.signals(of: 1), whole.signals(of: 1))
    #expect(table.images == kept && table.labels == kept.map { $0 < 5 ? 0 : 1 })
    #expect(table.signals.values == kept.map { all.signals.values[$0] })
    #expect(table.leftOut.last?.reason.contains("fc") != true)
    #expect(table.leftOut.map(\.image) == [1, 6, 8])
    let hierarchy = try await spoiled.hierarchy(of: 1)
    #expect(hierarchy.significance.threshold.isFinite)
    let exemplars = hierarchy.groups.flatMap { $0.exemplars + $0.exemplarsOfAll }
    #expect(exemplars.allSatisfy { kept.contains($0.image) })
  }

  @Test func whereNoImageIsFiniteThatIsTheFault() async throws {
    let profiler = try profiler("logit", data: "all_unfinite")
    let error = await refusal { try await profiler.predictions() }
    #expect(error?.kind == .unfitting)
    #expect(
      error?.description.hasPrefix(
        "all_unfinite.npz: none of its 10 images can be used, the first, image 0, because: the value"
      )
        == true)
    await #expect(throws: Failure.self) { try await profiler.hierarchy(of: 0) }
    await #expect(throws: Failure.self) {
      try await profiler.signals(of: 0, pool: .max)
    }
  }

  @Test func oneImageThatIsNoneDoesNotMoveTheThreshold() async throws {
    let faults = fixtures.appending(path: "faults")
    let model = faults.appending(path: "plain.onnx").path()
    func threshold(_ name: String) async throws -> Float {
      let profiler = try Profiler(model: model, data: faults.appending(path: name).path())
      return try await profiler.hierarchy(of: 0, .init(quantile: 0.6, majority: 0.5)).significance
        .threshold
    }
    // numpy.quantile of the signals of onnxruntime's conv1, all images and those that are finite.
    #expect(abs(try await threshold("clean.npz") - 0.0104) < 5e-5)
    #expect(abs(try await threshold("one_nan.npz") - 0.0119) < 5e-5)
  }
}
