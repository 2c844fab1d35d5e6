import Foundation
import Testing

/// Names come from files, and may hold anything: text shows it, and CSV and JSON give it back.
@Suite struct NameTests {
  private static let model = Program.fixtures + "../faults/names.pt"
  private static let names = ["a,b", "c\"d", "e\nf", "g\rh", "\u{1B}]0;title\u{7}"]
  private static let printed = ["a,b", "c\"d", #"e\nf"#, #"g\rh"#, #"\x1b]0;title\x07"#]

  /// Whether there is nothing that acts on a terminal, line ends aside.
  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          $0.properties.generalCategory)
    }
  }

  @Test func layersAreNamedInEveryFormat() throws {
    let text = try Program.answer("layers", Self.model).text
    #expect(isPlain(text))
    for name in Self.printed { #expect(text.contains("  \(name)  "), "\(name)") }
    let rows = try Python.rows(
      ofCSV: Program.answer("layers", Self.model, "--format", "csv").output)
    #expect(rows.map { $0[1] } == ["name"] + Self.names)
    #expect(Set(rows.map(\.count)) == [9])
    let json = try Program.answer("layers", Self.model, "--format", "json")
    #expect(isPlain(json.text))
    #expect(try json.json["layers"].array.map { $0["name"].string } == Self.names)
  }

  @Test(arguments: [
    ["spectrum"], ["spectrum", "--values"], ["compare"], ["export", "--view", "layers"],
    ["export", "--view", "spectrum", "--layer", "5"],
  ])
  func nothingOfANameReachesTheTerminal(_ command: [String]) throws {
    #expect(isPlain(try Program.answer([command[0], Self.model] + command.dropFirst()).text))
    let error = try Program.run(["spectrum", Self.model, "--layer", "\u{202E}x"]).error
    #expect(isPlain(error))
    #expect(error.contains(#""\u202ex""#) && error.contains(#"e\nf"#))
  }

  @Test func classesAreNamedInEveryFormat() throws {
    // A quote with an accent is a character of its own, and so are a carriage return and a line feed.
    let classes = [
      "ze\r\nro", "o\u{1B}[31mne", "t\"\u{301}wo", "th,ree", "fo\"ur", "f\u{202E}ive", "s\u{9B}ix",
      "sev\ten", "eight", "nine\n",
    ]
    try Program.withFolder { folder in
      let card = folder.appending(path: "card.toml").path()
      let list = classes.map { name in
        "\""
          + name.unicodeScalars.map { "\\U" + String(format: "%08x", $0.value) }.joined() + "\""
      }
      try Data("[data]\nclasses = [\(list.joined(separator: ", "))]\n".utf8).write(
        to: URL(filePath: card))
      let rest = [
        Program.onnx, "--config", card, "--data", Program.digits, "--layer", "conv2", "--quantile",
        "0.6", "--majority", "0.5",
      ]
      let rows = try Python.rows(
        ofCSV: Program.answer(["hypergraph"] + rest + ["--format", "csv"]).output)
      let json = try Program.answer(["hypergraph"] + rest + ["--format", "json"])
      #expect(rows.dropFirst().map { $0[1] } == classes)
      #expect(isPlain(json.text))
      #expect(try json.json["classes"].array.map { $0["name"].string } == classes)
      for command in ["hypergraph", "hierarchy"] {
        let text = try Program.answer([command] + rest).text
        #expect(isPlain(text))
        #expect(text.contains(#"ze\r\nro"#) && text.contains(#"f\u202eive"#), "\(text)")
      }
      let map = try Program.answer(
        "project", Program.onnx, "--config", card, "--data", Program.digits, "--image", "0",
        "--layer", "conv1", "--vector", "0")
      #expect(isPlain(map.text))
      let confusion = try Program.answer(
        "predict", Program.onnx, "--config", card, "--data", Program.digits)
      #expect(isPlain(confusion.text))
    }
  }

  @Test func aFirstWordThatIsNothingIsNamedBeforeAnOption() throws {
    for rest in [[], ["--layer", "1"], ["m.onnx", "--nope"]] {
      let run = try Program.run(["spectrm"] + rest)
      #expect(run.status == 66)
      #expect(run.error.contains("spectrm: there is no such file, and no such command"))
    }
    // So is one below a file, as if that were a folder.
    let below = try Program.refusal(66, Program.onnx + "/m.onnx", "--stage", "1")
    #expect(below.contains("m.onnx: there is no such file, and no such command"))
    // A model that is there, and every command, is looked at further.
    #expect(try Program.refusal(64, Program.onnx, "--stage", "1").contains("--stage"))
    #expect(try Program.refusal(64, "layers", Program.onnx, "--nope").contains("--nope"))
    for command in ["layers", "svd", "compare", "explore", "help"] {
      #expect(try Program.run([command, "--help"]).status == 0)
    }
  }

  /// A layer that has no spectrum is marked, and hinders no other.
  @Test func aWeightThatIsNoNumberIsMarked() throws {
    let model = Program.fixtures + "../faults/nan_layer.pt"
    let pane = try Program.answer("export", model, "--view", "layers").lines
    #expect(pane.contains { $0.contains("conv2") && $0.contains("fault") })
    for layer in ["conv1", "fc"] {
      #expect(pane.contains { $0.contains("\(layer) ") && !$0.contains("fault") })
      _ = try Program.answer("export", model, "--view", "spectrum", "--layer", layer)
      _ = try Program.answer("spectrum", model, "--layer", layer)
    }
    try Program.refusal(65, "export", model, "--view", "spectrum", "--layer", "conv2")
  }
}
