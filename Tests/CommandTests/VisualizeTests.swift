import Foundation
import Testing

/// Images that bring out singular vectors, as files.
@Suite struct VisualizeTests {
  private static let model = [
    "visualize", Program.onnx, "--data", Program.digits, "--layer", "fc1", "--vector", "1",
  ]

  /// Runs the command and gives its report and the file.
  private func image(_ options: String...) throws -> (report: JSONValue, bytes: Data) {
    try Program.withFolder { folder in
      let file = folder.appending(path: "image.png")
      let run = try Program.answer(
        Self.model + ["--format", "json", "-o", file.path()] + options)
      #expect(try run.json["file"].string == file.path())
      return (try run.json, try Data(contentsOf: file))
    }
  }

  /// 64 steps are enough where 512 are the default.
  @Test func theObjectiveRisesAboveThatOfEveryImage() throws {
    let table = try Program.answer(
      "signals", Program.onnx, "--layer", "fc1", "--format", "json"
    ).json
    let signals = table["signals"].array.map { $0.numbers[1] }
    let up = try image("--steps", "64").report["objective"].numbers
    #expect(up[0] < (signals.max() ?? .infinity) && up[1] > (signals.max() ?? .infinity))
    let down = try image("--steps", "64", "--negative").report["objective"].numbers
    #expect(down[1] > -(signals.min() ?? -.infinity))
  }

  @Test(arguments: ["fft", "pixel", "phase"])
  func theSameSeedGivesTheSameFile(way: String) throws {
    let way = ["--parametrisation", way, "--steps", "3"]
    func bytes(_ options: String...) throws -> Data {
      try Program.withFolder { folder in
        let file = folder.appending(path: "\(UUID().uuidString).png")
        _ = try Program.answer(Self.model + way + options + ["-o", file.path()])
        return try Data(contentsOf: file)
      }
    }
    let first = try bytes("--threads", "1")
    #expect(try bytes("--threads", "2") == first && bytes("--threads", "5") == first)
    #expect(try bytes("--seed", "1") != first)
  }

  @Test func theFileIsOfTheImagesSizeAndTellsWhatItWasMadeOf() throws {
    let (report, bytes) = try image("--steps", "2", "--seed", "3", "--factors", "0.5")
    #expect(report["shape"].ints == [1, 28, 28] && report["steps"].int == 2)
    #expect(bytes.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]))
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    // Grey, of 8 bits.
    #expect(number(16) == 28 && number(20) == 28 && Array(bytes[24...25]) == [8, 0])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""vectors": [{"vector": 1, "weight": 0.5}]"#))
    #expect(text.contains(#""seed": 3, "steps": 2"#))
    // With how much each pixel mattered.
    #expect(try image("--parametrisation", "phase", "--steps", "2").bytes[25] == 4)
  }

  @Test func onePositionMayCountAlone() throws {
    let run = ["visualize", Program.onnx, "--layer", "conv1", "--vector", "0,2", "--steps", "1"]
    try Program.withFolder { folder in
      let file = folder.appending(path: "a.png").path()
      let report = try Program.answer(run + ["--at", "3,4", "-o", file, "--format", "json"]).json
      #expect(report["pool"].string == "3,4")
      #expect(report["vectors"].array.map { $0["vector"].int } == [0, 2])
      #expect(
        try Program.refusal(
          64, "visualize", Program.onnx, "--layer", "conv1", "--vector", "0", "--at",
          "26,0", "-o", file + "2"
        ).contains("32x26x26"))
    }
  }

  @Test(arguments: [[], ["--polarity", "both", "--quantile", "0.9", "--pool", "max"]])
  func aGroupIsThatOfTheHierarchy(thresholds: [String]) throws {
    let layer = [Program.onnx, "--data", Program.digits, "--layer", "conv2"] + thresholds
    let groups = try Program.answer(["hierarchy", "--format", "json"] + layer).json["groups"].array
    let group = try #require(groups.max { $0["vectors"].array.count < $1["vectors"].array.count })
    let id = try #require(group["id"].int)
    let factors = group["vectors"].array.indices.map { Double($0 + 1) }
    try Program.withFolder { folder in
      let report = try Program.answer(
        ["visualize", "--group", "\(id)", "--steps", "0", "--format", "json"] + layer + [
          "--factors", factors.map { "\($0)" }.joined(separator: ","),
          "-o", folder.appending(path: "image.png").path(),
        ]
      ).json
      #expect(report["group"].int == id && report["classes"] == group["classes"])
      #expect(report["vectors"].array.map { $0["vector"] } == group["vectors"].array)
      let signs = group["signs"].array.map { $0.string == "-" ? -1.0 : 1 }
      #expect(report["vectors"].array.map { $0["weight"].number } == zip(signs, factors).map(*))
    }
  }

  @Test func aGroupMayBeThatOfSignalsInFiles() throws {
    try Program.withFolder { folder in
      let table = folder.appending(path: "signals.npz").path()
      let model = [Program.onnx, "--data", Program.digits, "--layer", "fc1"]
      _ = try Program.answer(["signals"] + model + ["-o", table])
      func vectors(_ options: [String]) throws -> JSONValue {
        let file = folder.appending(path: UUID().uuidString).path()
        return try Program.answer(
          ["visualize"] + model + ["--group", "2", "--steps", "0", "-o", file, "--format", "json"]
            + options
        ).json["vectors"]
      }
      #expect(try vectors(["--signals", table]) == vectors([]))
    }
  }

  @Test(arguments: [
    (["--vector", "x"], 64, "--vector"), (["--vector", "1,1"], 64, "each vector once"),
    ([], 64, "one of --vector"), (["--vector", "1", "--group", "0"], 64, "one of --vector"),
    (["--group", "-1"], 64, "--group"), (["--group", "99"], 64, "no group 99"),
    (["--group", "0", "--factors", "1,2,3,4,5,6,7"], 64, "one for each"),
    (["--vector", "1", "--quantile", "2"], 64, "--quantile"),
    (["--vector", "1,2", "--factors", "1"], 64, "one for each"),
    (["--vector", "1", "--factors", "0"], 64, "other than 0"),
    (["--vector", "1", "--at", "3"], 64, "a row and a column"),
    (["--vector", "1", "--steps", "-1"], 64, "--steps"),
    (["--vector", "128"], 64, "past the rank"),
  ])
  func whatIsAskedWronglyIsRefused(_ options: [String], status: Int32, words: String) throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "image.png").path()
      let run = try Program.run(
        ["visualize", Program.onnx, "--layer", "fc1", "-o", file] + options)
      #expect(run.status == status && run.output.isEmpty, "\(run.error)")
      #expect(run.error.contains(words), "\(run.error)")
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func aFileThatIsThereStays() throws {
    try Program.withFile(Array("mine".utf8), named: "image.png") { path in
      let line = try Program.refusal(
        73, "visualize", Program.onnx, "--layer", "fc1", "--vector", "0", "-o", path)
      #expect(line.contains("file exists"))
      #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
    }
  }

  @Test func aModelWithoutAGraphHasNone() throws {
    try Program.withFolder { folder in
      let line = try Program.refusal(
        65, "visualize", Program.fixtures + "same.npz", "--layer", "1", "--vector", "0", "-o",
        folder.appending(path: "image.png").path())
      #expect(line.contains("graph"))
    }
  }
}
