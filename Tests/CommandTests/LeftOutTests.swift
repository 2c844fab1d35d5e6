import Testing

/// What looks like a weight is a layer's, or named with the reason why it is none.
@Suite struct LeftOutTests {
  private static let file = Program.faults + "left_out.onnx"
  /// Names and shapes as `Tests/Fixtures/faults/make_left_out.py` has them.
  private static let weights: [(name: String, shape: [Int], reason: String)] = [
    ("lstm.W", [1, 20, 48], "LSTM"), ("lstm.R", [1, 20, 5], "LSTM"),
    ("product.weight", [7, 5], "com.example.Product"), ("table", [11, 3], "looked up"),
    ("unused.weight", [4, 9], "no node"),
  ]

  private func check(_ leftOut: JSONValue) {
    #expect(leftOut.array.map { $0["name"].string } == Self.weights.map(\.name))
    #expect(leftOut.array.map { $0["shape"].ints } == Self.weights.map(\.shape))
    for (weight, stated) in zip(Self.weights, leftOut.array) {
      #expect(stated["reason"].string?.contains(weight.reason) == true)
    }
  }

  @Test func layersNamesEachWithItsReason() throws {
    let json = try Program.answer("layers", Self.file, "--format", "json").json
    #expect(json["layers"].array.map { $0["name"].string } == ["conv"])
    check(json["left_out"])
    let text = try Program.answer("layers", Self.file).lines
    for weight in Self.weights {
      let line = text.first { $0.hasPrefix("left out: \(weight.name), ") }
      #expect(line?.contains(weight.reason) == true)
    }
    #expect(try Program.answer("layers", Self.file, "--format", "csv").lines.count == 2)
  }

  @Test func alphaHatSaysOverHowManyLayersOfHowMany() throws {
    let json = try Program.answer("spectrum", Self.file, "--format", "json").json
    #expect(json["alpha_hat_layers"] == .int(1))
    #expect(json["alpha_hat_of"] == .int(6))
    check(json["left_out"])
    #expect(try Program.answer("spectrum", Self.file).text.contains("over 1 of 6 layers"))
    let compared = try Program.answer(
      "compare", Self.file, "--matrization", "unfolded", "--format", "json"
    ).json["models"].array
    #expect(compared.first?["alpha_hat_layers"]["unfolded"] == .int(1))
    #expect(compared.first?["alpha_hat_of"] == .int(6))
    check(compared.first?["left_out"] ?? .null)
    let text = try Program.answer("compare", Self.file, "--matrization", "unfolded").text
    #expect(text.contains("over 1 of 6 layers") && text.contains("left out: table"))
  }

  @Test func alphaHatOfChosenLayersSaysOfHowManyTheyAre() throws {
    let arguments = ["spectrum", Program.onnx, "--layer", "conv2"]
    #expect(try Program.answer(arguments).text.contains("over 1 of 4 layers"))
    let json = try Program.answer(arguments + ["--format", "json"]).json
    #expect(json["alpha_hat_layers"] == .int(1))
    #expect(json["alpha_hat_of"] == .int(4))
  }

  @Test func theExplorerNamesThem() throws {
    let pane = ["export", Self.file, "--view", "layers", "--size"]
    let large = try Program.answer(pane + ["120x40"]).text
    #expect(large.contains("5 weights left out"))
    for weight in Self.weights {
      let line = large.split(separator: "\n").first { $0.contains(" \(weight.name) ") }
      #expect(line?.contains(weight.reason) == true)
    }
    #expect(try Program.answer(pane + ["60x8"]).text.contains("5 weights left out: lstm.W"))
  }

  @Test func weightsThatAreChosenOrMadeForEachImageAreNamed() throws {
    let file = Program.faults + "changing.onnx"
    let json = try Program.answer("layers", file, "--format", "json").json
    #expect(json["layers"].array.map { $0["name"].string } == ["conv", "sparse"])
    let reasons = json["left_out"].array.map { ($0["name"].string, $0["reason"].string ?? "") }
    let chosen = ["modulated", "then", "else", "first", "second", "stack"].map { "\($0).weight" }
    #expect(reasons.map(\.0) == chosen + ["left.weight", "right.weight", "packed"])
    for (name, reason) in reasons {
      let word = ["left.weight": "Einsum", "right.weight": "Einsum", "packed": "MatMulBnb4"]
      #expect(reason.contains(word[name ?? ""] ?? "for each image"), "\(reason)")
    }
    let spectra = try Program.answer("spectrum", file).text
    #expect(spectra.contains("over 1 of 11 layers") && spectra.contains("is sparse"))
  }

  @Test(arguments: ["layers", "spectrum", "compare"])
  func aFileInWhichNothingIsLeftIs65(command: String) throws {
    let refusal = try Program.refusal(65, command, Program.faults + "nothing_left.onnx")
    #expect(refusal.contains("nothing_left.onnx") && refusal.contains("lstm.W"))
  }
}
