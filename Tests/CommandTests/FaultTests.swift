import Foundation
import LinearAlgebra
import Testing

/// What goes wrong is told in one line, and by the exit status.
@Suite struct FaultTests {
  @Test func usageIs64() throws {
    let needs = try Program.refusal(64, Program.onnx)
    #expect(needs.contains("terminal") && needs.contains("export"))
    let refusals: [(arguments: [String], says: String)] = [
      ([], "<model>"), (["layers"], "<model>"), (["--nope"], "Unknown option '--nope'"),
      (["layers", Program.onnx, "--nope"], "--nope"),
      (["layers", Program.onnx, "extra"], "extra"),
      (["layers", Program.onnx, "--format", "xml"], "'json'"),
      (["layers", Program.onnx, "--threads", "0"], "at least 1"),
      (["project", Program.onnx, "--image", "0", "--layer", "1", "--format", "png"], "'npy'"),
      (["project", Program.onnx, "--image", "500", "--layer", "1"], "500"),
      (["project", Program.onnx, "--image", "-1", "--layer", "1"], "-1"),
      (["project", Program.onnx, "--image", "0", "--layer", "1", "--vector", "9"], "0 to 8"),
      (
        ["project", Program.onnx, "--image", "0", "--layer", "1", "--vector", ""], "numbers from 0"
      ),
      (
        ["project", Program.onnx, "--image", "0", "--layer", "1", "--vector", "1,,2"],
        "numbers from 0"
      ),
      (["hypergraph", Program.onnx, "--layer", "1", "--quantile", "1.5"], "--quantile"),
      (["hypergraph", Program.onnx, "--layer", "1", "--majority", "nan"], "--majority"),
      (["signals", Program.onnx, "--layer", "1", "--pool", "median"], "'mean'"),
      (["export", Program.onnx, "--view", "nothing"], "'hierarchy'"),
      (["export", Program.onnx, "--view", "spectrum", "--chart", "pie"], "'shuffled', 'beside', "),
      (["export", Program.onnx, "--view", "layers", "--size", "0x0"], "--size"),
      (
        ["export", Program.onnx, "--view", "vector", "--vector", "9"], "conv1 has 9, counted from 0"
      ),
      (["export", Program.onnx, "--view", "projection", "--image", "500"], "the data set has 500"),
      (["export", Program.onnx, "--view", "vector", "--group"], "--view exemplars, images"),
    ]
    for (arguments, says) in refusals {
      let run = try Program.run(arguments)
      #expect(run.status == 64, "\(arguments) \(run.error)")
      #expect(run.output.isEmpty, "\(arguments)")
      #expect(run.error.hasPrefix("ddp-tui: ") && run.error.contains(says), "\(run.error)")
      #expect(run.error.count { $0.isNewline } == 1, "\(run.error)")
    }
  }

  @Test func anArgumentThatIsNotUnderstoodIsPrintable() throws {
    for argument in ["a\u{1B}[31m", "--a\u{1B}[31m", "--format=a\u{1B}[31m"] {
      let line = try Program.refusal(64, "layers", Program.onnx, argument)
      #expect(line.contains(#"a\x1b[31m"#), "\(line)")
    }
  }

  @Test(arguments: ["spectrum", "signals", "hypergraph", "hierarchy", "project", "export"])
  func aWrongLayerListsTheRightOnes(command: String) throws {
    let more = ["project": ["--image", "0"], "export": ["--view", "spectrum"]][command] ?? []
    for word in ["conv9", "0", "5", "-1", "99999999999999999999", " "] {
      let run = try Program.run([command, Program.onnx, "--layer=\(word)"] + more)
      #expect(run.status == 64, "\(run.error)")
      #expect(run.output.isEmpty)
      #expect(run.error.contains("mnist.onnx") && run.error.contains("\"\(word)\""))
      #expect(run.error.contains("conv1, conv2, fc1, fc2, or 1 to 4"))
    }
  }

  @Test func whatIsNotThereIs66() throws {
    #expect(try Program.refusal(66, "layers", "/nowhere/m.onnx").contains("/nowhere/m.onnx"))
    try Program.refusal(66, "/nowhere/m.onnx")
    #expect(
      try Program.refusal(66, "layers", "a\nfile\twith\u{1B}[31m\u{9B}\u{2028} controls").contains(
        #"a\nfile\twith\x1b[31m\x9b\u2028 controls: no such file"#))
    // A file in the place of a folder can't be opened, whoever asks.
    try Program.refusal(66, "layers", Program.onnx + "/m.onnx")
    try Program.refusal(66, "predict", Program.onnx, "--data", "/nowhere/d.npz")
    try Program.refusal(66, "layers", Program.onnx, "--config", "/nowhere/c.toml")
    // What only a card names may be missing, but not when it is needed.
    try withModel(card: "[data]\npath = \"none.npz\"\n") { model in
      #expect(try Program.refusal(66, "predict", model).contains("none.npz"))
      _ = try Program.answer("layers", model)
    }
  }

  /// Not even by one who may read everything.
  @Test func whatCanNotBeOpenedIs66() throws {
    try Program.withFolder { folder in
      let loop = folder.appending(path: "loop.onnx")
      try FileManager.default.createSymbolicLink(at: loop, withDestinationURL: loop)
      let long = folder.appending(path: String(repeating: "x", count: 256))
      for (file, reason) in [
        (loop, "too many levels of symbolic links"), (long, "file name too long"),
      ] {
        for command in [["layers"], ["predict", Program.onnx, "--data"]] {
          let run = try Program.run(command + [file.path()])
          #expect(run.status == 66 && run.output.isEmpty, "\(run.error)")
          #expect(run.error.contains(reason), "\(run.error)")
        }
      }
    }
  }

  @Test func withoutImagesWhatNeedsThemSaysSo() throws {
    try withModel(card: nil) { model in
      for command in ["predict", "signals", "hypergraph", "hierarchy", "project"] {
        let more = command == "predict" ? [] : ["--layer", "1"]
        let image = command == "project" ? ["--image", "0"] : []
        let run = try Program.run([command, model] + more + image)
        #expect(run.status == 64)
        #expect(run.error.contains("--data") && run.error.contains("m.onnx"), "\(run.error)")
      }
      try Program.refusal(64, "export", model, "--view", "hierarchy")
      _ = try Program.answer("export", model, "--view", "spectrum")
    }
  }

  @Test func aFileIsKnownByItsContentNotByItsName() throws {
    try Program.withFile(Data(contentsOf: URL(filePath: Program.pytorch)), named: "x.onnx") {
      let json = try Program.answer("layers", $0, "--format", "json").json
      #expect(json["format"] == .string("pytorch"))
    }
    try Program.withFile(Data(contentsOf: URL(filePath: Program.onnx)), named: "x") {
      let json = try Program.answer("layers", $0, "--format", "json").json
      #expect(json["format"] == .string("onnx"))
    }
  }

  @Test func aMapSizeThatCanNotBeUsedIs64() throws {
    let shape = [2, 2, 3, 3]
    try Program.withFile(
      NumpyFile.bytes(shape: shape, (0..<36).map { Float($0) }), named: "w.npy"
    ) { model in
      // Weights alone do not tell the size of their map.
      let line = try Program.refusal(64, "spectrum", model, "--matrization", "toeplitz")
      #expect(line.contains("w.npy") && line.contains("--map-size"), "\(line)")
      for size in ["0", "-1", "100000", "9223372036854775807", "x"] {
        try Program.refusal(
          64, "spectrum", model, "--matrization", "toeplitz", "--map-size", size)
      }
      try Program.refusal(64, "spectrum", model, "--map-size", "8")
      _ = try Program.answer(
        "spectrum", model, "--matrization", "toeplitz", "--map-size", "8")
    }
  }

  @Test func whatIsNoModelIs65() throws {
    #expect(try Program.refusal(65, "layers", Program.samples).contains("several models"))
    try Program.withFile([], named: "m.onnx") { _ = try Program.refusal(65, "layers", $0) }
    try Program.withFile("no model\n".utf8, named: "m.onnx") {
      _ = try Program.refusal(65, "layers", $0)
    }
    var random = SplitMix(seed: 7)
    for size in [1, 2, 3, 16, 100, 1000, 10_000] {
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
      try Program.withFile(bytes, named: "m.pt") { _ = try Program.refusal(65, "layers", $0) }
    }
  }

  @Test func aCardWithAFaultIs65() throws {
    let graph = "layers = [\"conv1\", \"reloo\", \"conv2\"]"
    for (card, says) in [
      ("[input\nshape = 3", "line"), ("[input]\nshpae = [1, 28, 28]", "shpae"),
      ("[input]\nshape = [0]", "shape"),
    ] {
      try withModel(card: card) { model in
        let line = try Program.refusal(65, "layers", model)
        #expect(line.contains("m.toml") && line.contains(says), "\(line)")
      }
    }
    try withModel(Program.pytorch, card: "[network]\n\(graph)\n") { model in
      let line = try Program.refusal(65, "layers", model)
      #expect(line.contains("m.onnx") && line.contains("reloo"), "\(line)")
      #expect(line.contains("conv1, conv2, fc1, fc2"), "\(line)")
    }
  }

  @Test func dataThatDoesNotFitIs65() throws {
    let other = Program.fixtures + "images_nhw.npz"
    let line = try Program.refusal(65, "predict", Program.onnx, "--data", other)
    #expect(line.contains(other) && line.contains("1x28x28"))
    try Program.refusal(65, "predict", Program.onnx, "--data", Program.onnx)
    try withModel(card: "[data]\npath = \"\(other)\"\n") { model in
      let line = try Program.refusal(65, "predict", model)
      #expect(line.contains(other))
    }
  }

  @Test func weightsThatAreNotFiniteNameTheirLayer() throws {
    try Program.withFile(
      NumpyFile.bytes(shape: [2, 2], [1, .nan, 3, 4]), named: "w.npy"
    ) { model in
      let line = try Program.refusal(65, "spectrum", model)
      #expect(line.contains("w.npy: ") && line.contains("not finite"))
    }
  }

  @Test func aLayerWithoutASpectrumSparesTheOthers() throws {
    let header = """
      {"good.weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}, \
      "nan.weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [16, 32]}, \
      "small.weight": {"dtype": "F8_E8M0", "shape": [2, 2], "data_offsets": [32, 36]}}
      """
    var bytes = bytes(of: UInt64(header.utf8.count)) + Array(header.utf8)
    for value: Float in [3, 0, 0, 4, 1, .nan, 3, 4] { bytes += self.bytes(of: value.bitPattern) }
    bytes += [0, 0, 0, 0]
    try Program.withFile(bytes, named: "mixed") { model in
      let answer = try Program.answer("spectrum", model, "--format", "json", "--values")
      let layers = try JSONDecoder().decode(JSONValue.self, from: answer.output)["layers"].array
      #expect(layers.map { $0["name"].string } == ["good", "nan", "small"])
      #expect(layers.first?["singular_values"].numbers == [4, 3])
      #expect(layers.dropFirst().allSatisfy { $0["count"] == .null && $0["alpha"] == .null })
      #expect(layers.dropFirst().first?["fit"].string?.contains("not finite") == true)
      #expect(layers.last?["fit"].string?.contains("F8_E8M0") == true)
      let text = String(decoding: try Program.answer("spectrum", model).output, as: UTF8.self)
      #expect(text.contains("small: it has no spectrum"))
      #expect(text.contains("over 1 of 3 layers, 2 without a fit left out"))
    }
  }

  /// A number's bytes, the lowest first.
  private func bytes(of bits: some FixedWidthInteger) -> [UInt8] {
    (0..<bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  /// The command must refuse what was cut short, or answer; a crash is neither.
  @Test(arguments: [
    (Program.onnx, ["spectrum", "--layer", "1"], ""),
    (Program.pytorch, ["spectrum", "--layer", "1"], ""),
    (Program.samples + "mnist.npz", ["predict", Program.onnx], "--data"),
  ])
  func whatIsCutShortIsRefused(file: String, command: [String], option: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: file))
    var random = SplitMix(seed: UInt64(bytes.count))
    var lengths = [1, 2, 4, 30, 64, 512, bytes.count - 1, bytes.count - 22, bytes.count / 2]
    while lengths.count < 40 { lengths.append(.random(in: 1..<bytes.count, using: &random)) }
    for length in lengths {
      try Program.withFile(bytes.prefix(length), named: "cut") { path in
        let run = try Program.run(command + (option.isEmpty ? [path] : [option, path]))
        #expect(run.endedByItself && [0, 65].contains(run.status), "\(length) \(run.error)")
        #expect(run.error.count { $0.isNewline } == (run.status == 0 ? 0 : 1), "\(run.error)")
        #expect(run.output.isEmpty == (run.status != 0))
      }
    }
  }

  @Test func aClosedPipeEndsItInSilence() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let program = Program.path
    process.arguments = [
      "-c", "\"$0\" signals \"$1\" --data \"$2\" --layer conv2 --format json | head -c 1", program,
      Program.onnx, Program.digits,
    ]
    let (output, error) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, error)
    try process.run()
    #expect(output.fileHandleForReading.readDataToEndOfFile() == Data("{".utf8))
    #expect(error.fileHandleForReading.readDataToEndOfFile().isEmpty)
    process.waitUntilExit()
  }

  @Test func aFullDeviceIsNoSuccess() throws {
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["layers", Program.onnx]
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let error = Pipe()
    process.standardError = error
    try process.run()
    let line = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(line.contains("standard output: no space left"))
  }

  /// A program that has more to print than a pipe holds is sent a signal when it waits for room in it.
  private func ending(by number: Int32) throws -> String {
    let output = Pipe()
    return try Program.end(
      by: number, ["signals", Program.onnx, "--layer", "fc1", "--format", "csv"], output: output
    ) { _ in
      try output.fileHandleForReading.read(upToCount: 1) != nil
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptSaysThatNotAllWasWritten(_ number: Int32) throws {
    #expect(try ending(by: number) == "ddp-tui: interrupted; not all was written\n")
  }

  /// It sees to pages that its files have lost; the signal of any other goes to whoever took it before.
  @Test func aBusErrorThatIsSentEndsIt() throws {
    #expect(try ending(by: SIGBUS).isEmpty)
  }

  @Test func versionAndHelpAreAnswers() throws {
    #expect(try Program.answer("--version").lines.first == "0.1.0")
    let commands = [
      "layers", "spectrum", "predict", "signals", "hypergraph", "hierarchy", "project", "export",
      "themes",
    ]
    let help = try Program.answer("--help").text
    for command in commands {
      #expect(help.contains("  \(command) "))
      let text = try Program.answer(command, "--help").text
      #expect(text.contains("Example: ddp-tui \(command)"))
    }
  }

  /// A model of the sample, and a card beside it if there is to be one, while `body` runs.
  private func withModel(
    _ source: String = Program.onnx, card: String?, _ body: (String) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let model = folder.appending(path: "m.onnx")
      try FileManager.default.copyItem(at: URL(filePath: source), to: model)
      if let card {
        try Data(card.utf8).write(to: folder.appending(path: "m.toml"))
      }
      try body(model.path())
    }
  }
}
