import Foundation
import Testing

/// Classes that are printed are the network's outputs, or names where they can't be matched; an accuracy
/// says what it is of.
@Suite struct ClassTests {
  private static let fixtures = URL(filePath: Program.digits).deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func output(_ name: String) -> String {
    fixtures.appending(path: "outputs/\(name)").path()
  }

  private static func fault(_ name: String) -> String {
    fixtures.appending(path: "faults/\(name)").path()
  }

  /// The digits of nine classes, some of their folders under other names and with other files.
  private func withDigits(
    renaming names: [String: String] = [:], adding files: [String] = [],
    _ body: (String) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let digits = folder.appending(path: "digits")
      try FileManager.default.copyItem(atPath: Self.fault("digits"), toPath: digits.path())
      for (old, new) in names {
        try FileManager.default.moveItem(
          at: digits.appending(path: old), to: digits.appending(path: new))
      }
      for file in files { try Data([1]).write(to: digits.appending(path: file)) }
      try body(digits.path())
    }
  }

  @Test func everyFaultThatWasKnownIsRight() throws {
    for (arguments, count) in [
      ([Self.fault("binary_sigmoid.onnx"), "--data", Self.fault("binary.npz")], 10),
      (
        [
          Self.fault("second_output.onnx"), "--data", Self.fault("binary.npz"), "--output",
          "logits",
        ], 10
      ),
      ([Self.fault("uint8_input.onnx"), "--data", Self.fault("bytes.npz")], 10),
      (
        [
          Program.onnx, "--data", Self.fault("digits"), "--config", Self.fault("digits.toml"),
        ], 27
      ),
    ] {
      let text = try Program.answer(["predict"] + arguments).text
      #expect(text.contains("accuracy 100.0 % (\(count) of \(count) images)\n"), "\(text)")
    }
    let line = try Program.refusal(
      65, "predict", Self.fault("second_output.onnx"), "--data", Self.fault("binary.npz"))
    #expect(line.contains("\"box\" (N x 4), \"logits\" (N x 2)") && line.contains("--output"))
  }

  /// Pixels that are too small leave nothing of an image but the biases.
  @Test func aNetworkThatTakesAllImagesForOneClassSaysSo() throws {
    try Program.withFolder { folder in
      let card = folder.appending(path: "dim.toml")
      try Data("[input]\nscale = 1e9\n".utf8).write(to: card)
      let dim = ["predict", Program.onnx, "--data", Program.digits, "--config", card.path()]
      let text = try Program.answer(dim).text
      let json = try Program.answer(dim + ["--format", "json"]).json
      let sole = try #require(json["sole_class"].int)
      #expect(Set(json["predictions"].ints) == [sole])
      #expect(text.contains("\nall 47 images taken for \(sole)\n"))
    }
    let right = ["predict", Program.onnx, "--data", Program.digits]
    #expect(try Program.answer(right + ["--format", "json"]).json["sole_class"] == .null)
    #expect(!(try Program.answer(right).text.contains("taken for ")))
  }

  @Test func anAccuracyThatRestsOnTheOrderOfClassesSaysSo() throws {
    let model = Self.output("scores_first.onnx")
    let named = ["predict", model, "--data", Self.output("names.npz")]
    #expect(
      try Program.answer(named + ["--format", "json"]).json["matched_by_order"] == .bool(true))
    #expect(try Program.answer(named).text.contains("classes are taken for outputs in their order"))
    let stated = ["predict", model, "--data", Self.output("images.npz"), "--format", "json"]
    #expect(try Program.answer(stated).json["matched_by_order"] == .bool(false))
  }

  @Test func foldersOfNumbersAreOutputsEverywhere() throws {
    try withDigits { path in
      let options = ["--data", path, "--format", "json"]
      let predicted = try Program.answer(["predict", Program.onnx] + options).json
      let labels = [0, 1, 2, 3, 4, 5, 6, 7, 9]
      #expect(predicted["accuracy"] == .double(1) || predicted["accuracy"] == .int(1))
      #expect(Set(predicted["labels"].ints) == Set(labels))
      #expect(predicted["classes"].array.map { $0["class"].int } == labels)
      // The sample's card names its outputs.
      #expect(predicted["classes"].array.last?["name"].string == "nine")
      let layer = ["--layer", "fc2", "--quantile", "0.8"]
      let graph = try Program.answer(["hypergraph", Program.onnx] + options + layer).json
      for edge in graph["classes"].array {
        #expect(edge["class"].int.map { labels.contains($0) } == true)
      }
      #expect(
        graph["classes"].array.contains { $0["class"].int == 9 && $0["name"].string == "nine" })
      let signals = try Program.answer(
        ["signals", Program.onnx, "--layer", "fc2"] + options
      ).json
      #expect(signals["labels"] == predicted["labels"])
    }
  }

  @Test func whereClassesCanNotBeMatchedNamesStayAndNoAccuracyIsTold() throws {
    try withDigits(renaming: ["3": "drei"]) { path in
      let card = Self.fault("digits.toml")
      let options = ["--data", path, "--config", card]
      let text = try Program.answer(["predict", Program.onnx] + options).text
      #expect(!text.contains("accuracy 1") && !text.contains("%") && !text.contains("correct"))
      let first =
        "no accuracy: state [data] outputs in the card, a list of names or a file of them: "
      #expect(
        text.hasPrefix(first + "which of the 10 outputs each of the 9 classes is can't be told\n"))
      let json = try Program.answer(
        ["predict", Program.onnx, "--format", "json"] + options
      ).json
      #expect(json["accuracy"] == .null && json["no_accuracy"].string?.hasPrefix("state") == true)
      #expect(json["labels"].array.last?.string == "drei" && json["predictions"].ints.last == 3)
      let rows = try Program.answer(["predict", Program.onnx, "--format", "csv"] + options).csv
      #expect(rows.last.map { Array($0.dropFirst()) } == ["drei", "3"])
      let layer = ["--layer", "fc2", "--quantile", "0.8", "--format", "json"]
      let graph = try Program.answer(["hypergraph", Program.onnx] + options + layer).json
      let named = graph["classes"].array.map { $0["class"].string }
      #expect(!named.isEmpty && named == graph["classes"].array.map { $0["name"].string })
      let tree = try Program.answer(["hierarchy", Program.onnx] + options + layer).json
      let classes = tree["groups"].array.flatMap { $0["classes"].array.map(\.string) }
      #expect(classes.contains("drei") && !classes.contains(nil))
    }
  }

  @Test func filesThatAreNoPicturesAreCountedAndNamed() throws {
    try withDigits(adding: ["3/a.gif", "5/b.bmp"]) { path in
      for command in [
        ["predict"], ["signals", "--layer", "1"], ["export", "--view", "hierarchy"],
      ] {
        let run = try Program.run(command + [Program.onnx, "--data", path])
        #expect(
          run.status == 0
            && run.error
              == "ddp-tui: digits: 2 files are no PNG, JPEG or WebP, the first 3/a.gif\n"
        )
      }
    }
  }

  @Test func anAccuracySaysHowManyImagesAreLeftOut() throws {
    let run = try Program.run(
      ["predict", Self.output("logit.onnx"), "--data", Self.output("unfinite.npz")])
    #expect(run.text.hasPrefix("accuracy 100.0 % (7 of 7 images, 3 left out)\n"))
    #expect(
      run.error.hasPrefix(
        "ddp-tui: 3 of 10 images are left out: image 1: the value at channel 0, row 2, column 3 is not "
          + "a number; image 6: "))
    let json = try Program.run(
      [
        "predict", Self.output("logit.onnx"), "--data", Self.output("unfinite.npz"), "--format",
        "json",
      ]
    ).json
    #expect(json["unreadable"].array.map { $0["image"].int } == [1, 6, 8])
    #expect(json["unreadable"].array.allSatisfy { $0["file"] == .null })
    let none = try Program.refusal(
      65, "hypergraph", Self.output("logit.onnx"), "--layer", "1", "--data",
      Self.output("all_unfinite.npz"))
    #expect(none.contains("none of its 10 images can be used"))
    let one = try Program.refusal(
      65, "project", Self.output("logit.onnx"), "--layer", "1", "--image", "1", "--data",
      Self.output("unfinite.npz"))
    #expect(one.contains("image 1 can't be used: the value at channel 0"))
  }

  @Test func theOutputThatIsTakenIsSaid() throws {
    let options = ["predict", Self.output("auxiliary.onnx"), "--data", Self.output("images.npz")]
    let text = try Program.answer(options).text
    #expect(
      text.hasPrefix(
        "output \"main\" of \"main\" (N x 3), \"auxiliary\" (N x 3)\naccuracy 100.0 % (10"))
    let json = try Program.answer(
      options + ["--output", "auxiliary", "--format", "json"]
    ).json
    #expect(json["output"].string == "auxiliary" && json["accuracy"].number == 0)
    #expect(
      try Program.refusal(64, options[0], options[1], options[2], options[3], "--output", "x")
        .contains("\"main\" (N x 3)"))
  }

  @Test func labelsThatAreTextsAreClassesByOrder() throws {
    let text = try Program.answer(
      "predict", Self.output("sigmoid.onnx"), "--data", Self.output("names.npz")
    ).text
    #expect(text.hasPrefix("accuracy 100.0 % (10 of 10 images)\nclasses are taken for outputs in"))
    #expect(text.contains("class  dark  light  correct"))
  }
}
