import Foundation
import Testing

/// The other formats say what JSON says, and text fits a person's terminal.
@Suite struct FormatTests {
  private static let signals = [
    "signals", Program.onnx, "--data", Program.digits, "--layer", "conv1", "--format",
  ]

  @Test func csvOfLayersAndSpectrumAgreesWithJSON() throws {
    let layers = try Program.answer("layers", Program.onnx, "--format", "csv").csv
    #expect(layers.map(\.[1]) == ["name", "conv1", "conv2", "fc1", "fc2"])
    #expect(layers[2][3...5] == ["32x32x3x3", "1", "32x288"])
    let spectrum = ["spectrum", Program.onnx, "--shuffled", "--format"]
    let rows = try Program.answer(spectrum + ["csv"]).csv
    let json = try Program.answer(spectrum + ["json"]).json
    #expect(rows.count == 5)
    for (row, layer) in zip(rows.dropFirst(), json["layers"].array) {
      #expect(row.count == rows[0].count)
      for (name, cell) in zip(rows[0], row) {
        switch layer[name] {
        case .string(let text): #expect(cell == text)
        case .array(let words): #expect(cell == words.compactMap(\.string).joined(separator: "; "))
        // The tail of fc2 is too short to be read.
        case .null where ["training", "regularization"].contains(name): #expect(cell == "")
        case .null: Issue.record("\(name) is not in the JSON")
        case let value: #expect(Double(cell) == value.number, "\(name)")
        }
      }
    }
    let values = try Program.answer(
      "spectrum", Program.onnx, "--layer", "fc2", "--values", "--format", "csv"
    ).csv
    #expect(values[0] == ["layer", "i", "singular_value"])
    #expect(values.dropFirst().map(\.[1]) == (0..<10).map(String.init))
  }

  @Test(arguments: [
    ("histogram", "most 5"), ("density", "ESD, log-log"), ("log-histogram", "log, most 5"),
    ("distances", "least D 0.110"), ("matrizations", "288 values"),
  ])
  func everyChartOfASpectrumIsExported(_ chart: String, _ says: String) throws {
    let export = ["export", Program.onnx, "--layer", "conv2", "--view"]
    let text = try Program.answer(export + ["spectrum", "--chart", chart]).text
    #expect(text.contains(says), "\(text)")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func aChartIsOfASpectrumOnly() throws {
    try Program.refusal(64, "export", Program.onnx, "--view", "layers", "--chart", "density")
    try Program.refusal(64, "export", Program.onnx, "--view", "spectrum", "--chart", "pie")
  }

  @Test func csvOfPredictionsAgreesWithJSON() throws {
    let run = ["predict", Program.onnx, "--data", Program.digits, "--logits", "--format"]
    let rows = try Program.run(run + ["csv"]).csv
    let json = try Program.run(run + ["json"]).json
    #expect(rows[0].prefix(4) == ["image", "label", "prediction", "logit_0"])
    #expect(rows.dropFirst().map(\.[1]) == json["labels"].ints.map(String.init))
    #expect(rows.dropFirst().map(\.[2]) == json["predictions"].ints.map(String.init))
    for (row, logits) in zip(rows.dropFirst(), json["logits"].array) {
      #expect(row.dropFirst(3).compactMap(Float.init) == logits.numbers.map(Float.init))
    }
  }

  @Test func signalsAreTheSameNumbersInEveryFormat() throws {
    let json = try Program.run(Self.signals + ["json"]).json["signals"].array.map(\.numbers)
    let rows = try Program.run(Self.signals + ["csv"]).csv
    #expect(rows[0] == ["image", "label"] + (0..<9).map { "v\($0)" })
    #expect(rows.dropFirst().map { $0.dropFirst(2).compactMap(Double.init) } == json)
    let file = try #require(NumpyFile(Program.run(Self.signals + ["npy"]).output))
    #expect(file.header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (47, 9,)"))
    #expect(file.patterns(UInt32.self) == json.joined().map { Float($0).bitPattern })
  }

  @Test func mapsAreTheSameNumbersAsNumpyAndJSON() throws {
    let run = [
      "project", Program.onnx, "--data", Program.digits, "--image", "0", "--layer", "conv2",
      "--vector", "0,31", "--format",
    ]
    let file = try #require(NumpyFile(Program.run(run + ["npy"]).output))
    #expect(file.header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (2, 24, 24,)"))
    let json = try Program.run(run + ["json"]).json["values"].numbers
    #expect(json.count == 2 * 24 * 24)
    #expect(file.patterns(UInt32.self) == json.map { Float($0).bitPattern })
  }

  @Test func hypergraphFormatsAgree() throws {
    let run = [
      "hypergraph", Program.pytorch, "--data", Program.digits, "--layer", "conv2", "--polarity",
      "both", "--format",
    ]
    let json = try Program.run(run + ["json"]).json
    func label(_ vector: JSONValue, _ sign: JSONValue) -> String {
      (sign == .string("-") ? "-v" : "v") + "\(vector.int ?? -1)"
    }
    let expected = json["classes"].array.flatMap { edge in
      zip(edge["vectors"].array, edge["signs"].array).map { vector, sign in
        "\(edge["class"].int ?? -1) \(label(vector, sign))"
      }
    }
    let rows = try Program.run(run + ["csv"]).csv
    let nodes = json["nodes"].array.map { label($0["vector"], $0["sign"]) }
    #expect(rows[0] == ["class", "name"] + nodes)
    let cells = rows.dropFirst().flatMap { row in
      zip(nodes, row.dropFirst(2)).filter { $0.1 == "1" }.map { "\(row[0]) \($0.0)" }
    }
    #expect(cells.sorted() == expected.sorted())

    let hif = try Program.run(run + ["hif"]).json
    let type = JSONType.object([
      "network-type": .word(["undirected"]), "metadata": .object(["name": .string]),
      "nodes": .list(
        .object(["node": .string, "attrs": .object(["singular_value": .number])])),
      "edges": .list(.object(["edge": .int, "attrs": .object(["name": .string])])),
      "incidences": .list(.object(["edge": .int, "node": .string])),
    ])
    #expect(type.fault(in: hif) == nil)
    let incidences = hif["incidences"].array.map {
      "\($0["edge"].int ?? -1) \($0["node"].string ?? "")"
    }
    #expect(!incidences.isEmpty)
    #expect(incidences == expected)
    #expect(hif["nodes"].array.map { $0["node"].string } == nodes)
  }

  @Test(arguments: [
    ["layers"], ["spectrum", "--values"], ["predict", "--data", Program.digits],
    ["signals", "--data", Program.digits, "--layer", "conv2"],
    ["hypergraph", "--data", Program.digits, "--layer", "fc1", "--polarity", "both"],
    ["hierarchy", "--data", Program.digits, "--layer", "fc1"],
    ["project", "--data", Program.digits, "--image", "1", "--layer", "conv2"],
    ["project", "--data", Program.digits, "--image", "1", "--layer", "fc1"],
  ])
  func textFitsAHundredColumns(command: [String]) throws {
    let run = try Program.run([command[0], Program.onnx] + command.dropFirst())
    #expect(run.status == 0)
    #expect(run.lines.count > 3)
    #expect(run.lines.map(\.count).max() ?? 0 <= 100)
    #expect(!run.text.contains("\u{1B}"), "a pipe has no colours")
  }

  @Test(arguments: ["signals", "hypergraph", "hierarchy"])
  func severalLayersAreAnsweredAsEachAlone(command: String) throws {
    let start = [command, Program.onnx, "--data", Program.digits]
    let layers = ["fc1", "conv1", "4"]
    let options = layers.flatMap { ["--layer", $0] }
    let alone = try layers.map {
      try Program.answer(start + ["--format", "json", "--layer", $0]).json
    }
    #expect(
      try Program.answer(start + ["--format", "json"] + options).json["layers"].array == alone)
    let text = try Program.answer(start + options).text
    for (layer, name) in zip(layers, ["fc1", "conv1", "fc2"]) {
      #expect(text.contains(try Program.answer(start + ["--layer", layer]).text))
      #expect(text.split(separator: "\n").contains { $0.hasPrefix(name) })
    }
  }

  @Test(arguments: [("signals", "npy"), ("hypergraph", "hif")])
  func aFormatOfOneLayerTakesNoMore(command: String, format: String) throws {
    let refusal = try Program.run([
      command, Program.onnx, "--data", Program.digits, "--format", format, "--layer", "fc1",
      "--layer", "conv1",
    ])
    #expect(refusal.status == 64 && refusal.output.isEmpty)
    #expect(refusal.error.contains("one layer"), "\(refusal.error)")
  }

  @Test func textNamesClassesAndSaysWhatItShows() throws {
    let options = ["--data", Program.digits, "--layer", "fc1"]
    let tree = try Program.run(["hierarchy", Program.pytorch] + options)
    #expect(tree.text.contains("└─ {"))
    #expect(tree.text.contains("seven"))
    let table = try Program.run(["hypergraph", Program.pytorch] + options)
    #expect(table.lines.contains { $0.hasPrefix("    7  seven") && $0.contains("●") })
    let confusion = try Program.answer("predict", Program.pytorch, "--data", Program.digits)
    #expect(confusion.text.contains("of 47 images"))
    #expect(confusion.lines.contains { $0.hasPrefix("class ") && $0.contains("seven") })
  }

  @Test func heatmapsHaveTheirNamesRangesAndALegend() throws {
    let run = [
      "project", Program.onnx, "--data", Program.digits, "--image", "1", "--layer", "conv2",
      "--vector", "3,30",
    ]
    let text = try Program.run(run)
    let values = try Program.run(run + ["--format", "json"]).json["values"].numbers
    #expect(text.text.contains("v3  ") && text.text.contains("v30  "))
    let low = try #require(values.prefix(24 * 24).min())
    #expect(text.text.contains(String(format: "%.1f", low).prefix(4)))
    #expect(text.lines.contains { $0.contains("the largest magnitude of each map") })
    // The map's extreme value is the scale's end.
    #expect(text.text.contains("-9") || text.text.contains("+9"))
    let list = try Program.answer(
      "project", Program.onnx, "--data", Program.digits, "--image", "1", "--layer", "fc2")
    for vector in 0..<10 { #expect(list.text.contains("v\(vector) ")) }
  }

  @Test func themesAreNamed() throws {
    let names = try Program.answer("themes").lines.map { $0.prefix { $0 != " " } }
    #expect(
      names == ["dark", "colour-blind", "high-contrast", "light", "mono", "sixteen"])
  }

  @Test func aPersonsOwnThemeGoesBeforeOneOfItsName() throws {
    try Program.withFolder { home in
      let folder = home.appending(path: ".config/ddp-tui/themes")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in ["dark", "own"] {
        try Data("variant = \"light\"\nbackground = \"#ffffff\"\n".utf8)
          .write(to: folder.appending(path: "\(name).toml"))
      }
      let process = Process()
      process.executableURL = URL(filePath: Program.path)
      process.arguments = ["themes"]
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": home.path(), "LANG": "C.UTF-8"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let lines = text.split(separator: "\n")
      #expect(
        lines.map { $0.prefix { $0 != " " } } == [
          "dark", "colour-blind", "high-contrast", "light", "mono", "own", "sixteen",
        ])
      #expect(lines.first?.hasSuffix("light background") == true, "\(text)")
    }
  }

  @Test func exportWritesWhatItIsToldToAndNothingElse() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "pane.txt")
      let export = [
        "export", Program.onnx, "--data", Program.digits, "--view", "layers", "--size", "60x9",
      ]
      let run = try Program.run(export + ["-o", file.path()])
      #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty)
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(try Program.run(export).text == text)
      #expect(text.contains("conv2"))
      #expect(text.count(where: \.isNewline) == 9)
    }
  }
}
