import Foundation
import Testing

/// `compare` says of each model what `spectrum` says of it alone.
@Suite struct CompareTests {
  private static let names = ["unfolded", "toeplitz", "slices"]

  private func byName(_ type: JSONType) -> JSONType {
    .object(Dictionary(uniqueKeysWithValues: Self.names.map { ($0, type) }))
  }

  @Test func everyNumberIsThatOfTheModelAlone() throws {
    let models = [Program.onnx, Program.samples + "fashion.onnx"]
    let run = try Program.answer(
      ["compare"] + models + ["--map-size", "4", "--accuracy", "0.986,0.92", "--format", "json"])
    let json = try run.json
    let line = JSONType.object(["slope": .number, "intercept": .number, "r2": .orNull(.number)])
    let members: [String: JSONType] = [
      "models": .list(
        .object([
          "model": .string, "accuracy": .orNull(.number), "alpha_hat": byName(.number),
          "alpha_hat_layers": byName(.int), "alpha_hat_of": .int, "left_out": .list(.string),
          "state_dict": .orNull(.string),
          "layers": .list(
            .object([
              "name": .string, "alpha": byName(.orNull(.number)),
              "alpha_difference": byName(.orNull(.number)),
            ])),
        ])),
      "fits": byName(line), "alpha_hat_convention": .string,
    ]
    #expect(JSONType.object(members).fault(in: json) == nil)
    for (model, found) in zip(models, json["models"].array) {
      #expect(found["model"] == .string(model))
      for name in Self.names {
        let options =
          ["--matrization", name, "--format", "json"]
          + (name == "toeplitz" ? ["--map-size", "4"] : [])
        let alone = try Program.answer(["spectrum", model] + options).json
        #expect(found["alpha_hat"][name] == alone["alpha_hat"])
        #expect(
          found["layers"].array.map { $0["alpha"][name] }
            == alone["layers"].array.map { $0["alpha"] }
        )
      }
    }
    // Two points lie on their line, which tells nothing of how good it is.
    let (first, second) = (json["models"].array[0], json["models"].array[1])
    for name in Self.names {
      let fit = json["fits"][name]
      let (slope, intercept) = (try #require(fit["slope"].number), fit["intercept"].number ?? 0)
      for (model, accuracy) in [(first, 0.986), (second, 0.92)] {
        let x = try #require(model["alpha_hat"][name].number)
        #expect(abs(slope * x + intercept - accuracy) < 1e-9)
      }
      #expect(fit["r2"] == .null)
    }
  }

  @Test func layersOfOneNameAreSetAgainstTheFirstModels() throws {
    let shape = [6, 8]
    let weights = (0..<48).map { Float(($0 * 37) % 23) - 11 }
    try Program.withFile(NumpyFile.bytes(shape: shape, weights), named: "w.npy") { first in
      let bent = weights.map { $0 * abs($0) }
      try Program.withFile(NumpyFile.bytes(shape: shape, bent), named: "w.npy") { second in
        let json = try Program.answer(
          "compare", first, second, "--matrization", "unfolded", "--format", "json"
        ).json
        let layers = json["models"].array.compactMap { $0["layers"].array.first }
        let alphas = layers.compactMap { $0["alpha"]["unfolded"].number }
        #expect(alphas.count == 2 && alphas[0] != alphas[1])
        #expect(layers[0]["alpha_difference"]["unfolded"].number == 0)
        #expect(layers[1]["alpha_difference"]["unfolded"].number == alphas[1] - alphas[0])
        #expect(json["fits"]["unfolded"] == .null)
      }
    }
  }

  @Test func whatIsLeftOutIsNamed() throws {
    let weights = (0..<36).map { Float($0) }
    try Program.withFile(NumpyFile.bytes(shape: [2, 2, 3, 3], weights), named: "w.npy") { model in
      let text = try Program.answer("compare", Program.onnx, model, "--map-size", "4").text
      #expect(!text.contains("leaves out"))
      let missing = try Program.answer(
        "compare", model, "--matrization", "toeplitz", "--matrization", "slices"
      ).text
      #expect(missing.contains("toeplitz leaves out 1 layer") && missing.contains("--map-size"))
    }
    let unknown = Program.faults + "../peers/unknown.pth"
    let text = try Program.answer("compare", unknown, "--matrization", "unfolded").text
    #expect(
      text.contains("over 1 of 2 layers") && text.contains("unfolded leaves out 1 layer, conv: "))
  }

  @Test func withAccuraciesThePaperFigureIsDrawn() throws {
    let models = ["compare", Program.onnx, Program.samples + "fashion.onnx"]
    let unfolded = ["--matrization", "unfolded"]
    let text = try Program.answer(models + unfolded + ["--accuracy", "0.986,0.92"]).text
    #expect(text.contains("alpha-hat unfolded\n"))
    let plot = text.split(separator: "\n").drop { $0 != "accuracy" }
    #expect(plot.contains { $0.contains("│") && $0.contains("1") })
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(try !Program.answer(models + unfolded).text.contains("│"))
  }

  @Test(arguments: [
    ["compare"], ["compare", Program.onnx, "--accuracy", "1,2"],
    ["compare", Program.onnx, "--accuracy", "x"], ["compare", Program.onnx, "--accuracy", "nan"],
    ["compare", Program.onnx, "--matrization", "none"],
  ])
  func wrongUseIs64(_ arguments: [String]) throws {
    #expect(try Program.run(arguments).status == 64)
  }

  @Test func weightsOfAnExportedGraphAreNotTakenForTheTrainedOnes() throws {
    let run = ["compare", "--matrization", "unfolded"]
    let mixed = try Program.answer(run + [Program.onnx, Program.pytorch]).text
    #expect(mixed.contains("batch normalisation may be folded"))
    let alike = try Program.answer(run + [Program.onnx, Program.onnx]).text
    #expect(!alike.contains("batch normalisation"))
  }
}
