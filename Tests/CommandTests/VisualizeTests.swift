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

  /// The image is the same for the same ratios of factors, however small or large they are.
  @Test func ofFactorsTheRatiosCount() throws {
    func image(_ factor: Double) throws -> (objective: [Double], pixels: [[UInt8]]) {
      try Program.withFolder { folder in
        let file = folder.appending(path: "image.png").path()
        let json = try Program.answer(
          Self.model + [
            "--steps", "5", "--format", "json", "-o", file, "--factors", "\(factor)",
          ]
        ).json
        return (json["objective"].numbers, try Python.pixels(ofPNG: file))
      }
    }
    let one = try image(1)
    #expect(one.objective[1] > one.objective[0])
    for factor in [7, 1e-12, 1e100] {
      let other = try image(factor)
      let isSame = other.pixels == one.pixels
      #expect(isSame && other.objective == one.objective.map { $0 * factor })
    }
  }

  @Test func theObjectiveIsInCSV() throws {
    try Program.withFolder { folder in
      let run =
        Self.model + ["--steps", "3", "-o", folder.appending(path: "image").path(), "--format"]
      let rows = try Program.answer(run + ["csv"]).csv
      let json = try Program.answer(run.map { $0.hasSuffix("/image") ? $0 + "2" : $0 } + ["json"])
      #expect(rows[0] == ["vector", "weight", "file", "objective_start", "objective"])
      #expect(try rows[1].suffix(2).map { Double($0) } == json.json["objective"].numbers)
    }
  }

  /// A link that leads nowhere is no image, and what is made can't have its name.
  @Test func anImageThatCanNotHaveItsNameIsNotSaidToBeMade() throws {
    try Program.withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "v0.png").path(), withDestinationPath: "none")
      let line = try Program.refusal(
        73, "visualize", Program.onnx, "--layer", "conv1", "--all", "--steps", "1", "-o",
        folder.path())
      #expect(line.contains("v0.png: file exists"))
    }
  }

  /// Two programs that fill one folder each take what the other has made.
  @Test func twoProgramsMayFillOneFolder() throws {
    try Program.withFolder { folder in
      let processes = try (0..<2).map { _ in
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = [
          "visualize", Program.onnx, "--layer", "fc2", "--all", "--steps", "8", "-o",
          folder.path(),
        ]
        process.environment = ["XDG_CACHE_HOME": "/dev/null", "LANG": "C.UTF-8"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
      }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      #expect(try files(folder).count == 10)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptSaysThatTheSameCommandGoesOn(_ number: Int32) throws {
    try Program.withFolder { folder in
      let line = try Program.end(
        by: number,
        [
          "visualize", Program.onnx, "--layer", "fc1", "--all", "--steps", "20", "-o",
          folder.path(),
        ]
      ) { _ in
        try !files(folder).isEmpty
      }
      #expect(line == "ddp-tui: interrupted; the same command goes on with what is left\n")
    }
  }

  @Test func aNetworkOfWholeNumbersHasNone() throws {
    let model = [Program.faults + "uint8_input.onnx", "--data", Program.faults + "bytes.npz"]
    try Program.withFolder { folder in
      let line = try Program.refusal(
        65,
        ["visualize"] + model + [
          "--layer", "1", "--vector", "0", "-o", folder.appending(path: "image.png").path(),
        ])
      #expect(line.contains("it takes whole numbers (uint8), so no image can be optimised"))
    }
    // Where its images are alike is known.
    let pane = try Program.answer(["export", "--view", "overlay"] + model).text
    #expect(pane.contains("+1.000"))
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
        ).contains("mnist.onnx: conv1: there is no position 26,0: conv1 has 26x26 of them"))
    }
  }

  @Test func allPositionsMayBeSummed() throws {
    try Program.withFolder { folder in
      func report(_ options: String...) throws -> JSONValue {
        try Program.answer(
          [
            "visualize", Program.onnx, "--layer", "conv1", "--vector", "0", "--steps", "0",
            "--format", "json", "-o", folder.appending(path: UUID().uuidString).path(),
          ] + options
        ).json
      }
      let sum = try report("--sum")
      #expect(sum["pool"].string == "sum")
      // 26 x 26 positions, whose float32 products are summed in one order.
      let mean = try report()["objective"].numbers[0]
      #expect(abs(sum["objective"].numbers[0] / (676 * mean) - 1) < 1e-5)
    }
  }

  /// The magnitudes are those of the images that can be used, and it is said which can't.
  @Test(arguments: ["visualize", "images", "vector"])
  func imagesThatAreLeftOutAreNamed(command: String) throws {
    try Program.withFolder { folder in
      let model = [
        Program.faults + "plain.onnx", "--data", Program.faults + "one_nan.npz", "--layer", "1",
      ]
      let options =
        switch command {
        case "visualize":
          ["--parametrisation", "phase", "--steps", "1", "-o", folder.path() + "image.png"]
        default: ["--view", command]
        }
      let run = try Program.run(
        [command == "visualize" ? command : "export"] + model + ["--format", "json"]
          + (command == "images" ? [] : ["--vector", "0"]) + options)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("1 of 4 images is left out: image 0: the value at channel 0"))
      let unreadable = try run.json["unreadable"].array
      #expect(unreadable.map { $0["image"].int } == [0] && unreadable[0]["file"] == .null)
      #expect(unreadable[0]["reason"].string?.hasPrefix("the value at channel 0") == true)
    }
  }

  @Test func thePartsThatPhaseLooksAtMayBeLarger() throws {
    let phase = ["--parametrisation", "phase", "--steps", "2"]
    func image(_ options: [String]) throws -> (crops: [Double], pixels: Data) {
      try Program.withFolder { folder in
        let file = folder.appending(path: "image.png")
        let report = try Program.answer(
          Self.model + phase + ["--format", "json", "-o", file.path()] + options
        ).json
        return (report["crops"].numbers, try Data(contentsOf: file))
      }
    }
    let usual = try image([])
    #expect(usual.crops == [0.05, 0.2])
    #expect(try image(["--crops", "5,20"]) == usual)
    let larger = try image(["--crops", "40,60"])
    #expect(larger.crops == [0.4, 0.6] && larger.pixels != usual.pixels)
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
    (["--all", "--hierarchy"], 64, "one of --vector"),
    (["--all", "--factors", "2"], 64, "--factors is for"),
    (["--vector", "1", "--starts", "0"], 64, "--starts"),
    (["--vector", "1", "--from", "-3"], 64, "--from"),
    (["--vector", "1", "--from", "9999"], 64, "no image 9999"),
    (["--vector", "1", "--size", "27"], 64, "at least 28"),
    (["--vector", "1", "--size", "99999"], 64, "--size"),
    (["--group", "-1"], 64, "--group"), (["--group", "99"], 64, "no group 99"),
    (["--group", "0", "--factors", "1,2,3,4,5,6,7"], 64, "one for each"),
    (["--vector", "1", "--quantile", "2"], 64, "--quantile"),
    (["--vector", "1,2", "--factors", "1"], 64, "one for each"),
    (["--vector", "1", "--factors", "0"], 64, "other than 0"),
    (["--vector", "1", "--factors", "1e300"], 64, "1e-100 to 1e100"),
    (["--vector", "-1"], 64, "numbers from 0"),
    (["--vector", "1", "--seed", "-3"], 64, "from 0 to 18"),
    (["--vector", "1", "--size", "-1"], 64, "from 1 to 16384"),
    (["--vector", "1", "--from", "-1"], 64, "a number from 0"),
    (["--vector", "1", "--at", "-1,3"], 64, "counted from 0"),
    (["--group", "0", "--quantile", "1"], 64, "lower the quantile"),
    (["--vector", "1", "--signals", "x"], 64, "--signals is for --group"),
    (["--vector", "1", "--pool", "max"], 64, "--pool is for --group and --hierarchy"),
    (["--vector", "1", "--quantile", "0.85"], 64, "--quantile is for --group"),
    (["--all", "--majority", "0.5"], 64, "--majority is for --group"),
    (["--all", "--polarity", "positive"], 64, "--polarity is for --group"),
    (["--vector", "1", "--at", "3"], 64, "a row and a column"),
    (["--vector", "1", "--at", "3,4", "--sum"], 64, "one of --at and --sum"),
    (["--vector", "1", "--crops", "5,20"], 64, "--crops is for --parametrisation phase"),
    (["--vector", "1", "--parametrisation", "phase", "--crops", "20,5"], 64, "the smaller first"),
    (["--vector", "1", "--parametrisation", "phase", "--crops", "0,5"], 64, "above 0"),
    (["--vector", "1", "--steps", "-1"], 64, "0 to 1000000"),
    (
      ["--vector", "128"], 64,
      "mnist.onnx: fc1: v128 is past the rank: this layer has 128 vectors; choose from 0 to 127"
    ),
    (["--vector", "99999999999999999999"], 64, "is too large: give numbers from 0"),
    (["--vector", "1", "--size", "3"], 64, "give at least 28, and at most 16384"),
    (["--vector", "1", "--at", "3,4"], 64, "mnist.onnx: fc1: fc1 has no positions"),
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

  /// The files of a folder, by name.
  private func files(_ folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  @Test func everyVectorOfALayerHasAFileWhichIsMadeOnce() throws {
    try Program.withFolder { parent in
      let folder = parent.appending(path: "fc2")
      let run = [
        "visualize", Program.onnx, "--layer", "fc2", "--all", "--steps", "1", "-o", folder.path(),
      ]
      let first = try Program.answer(run + ["--format", "json"]).json["images"].array
      #expect(first.map { $0["vectors"].array.map { $0["vector"].int } } == (0..<10).map { [$0] })
      #expect(first.allSatisfy { $0["made"] == .bool(true) })
      let made = try files(folder)
      #expect(Set(made.keys) == Set((0..<10).map { "v\($0).png" }))
      #expect(Set(made.values).count == 10)
      // One by itself is the same, and so is one that is made later.
      let alone = folder.appending(path: "../v3.png").path()
      _ = try Program.answer(
        "visualize", Program.onnx, "--layer", "fc2", "--vector", "3", "--steps", "1", "-o", alone)
      #expect(try Data(contentsOf: URL(filePath: alone)) == made["v3.png"])
      try FileManager.default.removeItem(at: folder.appending(path: "v7.png"))
      let second = try Program.answer(run + ["--format", "json"]).json["images"].array
      #expect(second.map { $0["made"] == .bool(true) } == (0..<10).map { $0 == 7 })
      #expect(second.map { $0["objective"] } == first.map { $0["objective"] })
      #expect(try files(folder) == made)
    }
  }

  @Test(arguments: ["other", "cut", "pixel", "checksum", "options"])
  func anotherFileInTheFolderIsToldOfAtOnce(kind: String) throws {
    try Program.withFolder { folder in
      var run = ["visualize", Program.onnx, "--layer", "fc2", "--all", "-o", folder.path()]
      let last = folder.appending(path: "v9.png")
      _ = try Program.answer(run + ["--steps", "1"])
      var left = try files(folder)
      for name in left.keys where name != "v9.png" {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
      let bytes = try #require(left["v9.png"])
      switch kind {
      case "other": left = ["v9.png": Data("mine".utf8)]
      case "cut": left = ["v9.png": bytes.dropLast(5)]
      case "pixel", "checksum":
        // Within what the pixels are packed to; in the last chunk but one, which they are in.
        var damaged = bytes
        damaged[bytes.count - (kind == "pixel" ? 100 : 14)] ^= 1
        left = ["v9.png": damaged]
      default: left = ["v9.png": bytes]
      }
      try left["v9.png"]?.write(to: last)
      run += ["--steps", kind == "options" ? "1000000" : "1"]
      let result = try Program.run(run)
      #expect(result.status == 73 && result.output.isEmpty)
      let isOurs = kind != "other" && kind != "options"
      #expect(result.error.contains("v9.png"))
      #expect(result.error.contains(isOurs ? "is damaged; remove it" : "not the image"))
      #expect(try files(folder) == left)
    }
  }

  @Test func everyGroupOfTheHierarchyHasAFile() throws {
    try Program.withFolder { folder in
      let layer = [Program.onnx, "--data", Program.digits, "--layer", "fc2", "--quantile", "0.7"]
      let groups = try Program.answer(["hierarchy", "--format", "json"] + layer).json["groups"]
        .array
      let images = try Program.answer(
        ["visualize"] + layer + [
          "--hierarchy", "--steps", "1", "-o", folder.path(), "--format", "json",
        ]
      ).json["images"].array
      #expect(!groups.isEmpty && images.map { $0["group"] } == groups.map { $0["id"] })
      #expect(images.map { $0["classes"] } == groups.map { $0["classes"] })
      #expect(try Set(files(folder).keys) == Set(groups.indices.map { "group-\($0).png" }))
    }
  }

  @Test func severalStartsHaveAFileEach() throws {
    let options = ["--starts", "3", "--steps", "40", "--format", "json"]
    func images(_ more: String...) throws -> (JSONValue, [String: Data]) {
      try Program.withFolder { folder in
        let file = folder.appending(path: "a.png").path()
        let json = try Program.answer(Self.model + options + more + ["-o", file]).json
        return (json, try files(folder))
      }
    }
    let (json, made) = try images("--threads", "1")
    #expect(Set(made.keys) == ["a-0.png", "a-1.png", "a-2.png"])
    #expect(Set(made.values).count == 3)
    let reports = json["images"].array
    #expect(reports.map { $0["start"].int } == [0, 1, 2] && reports[0]["starts"].int == 3)
    #expect(reports.allSatisfy { $0["objective"].numbers[1] > $0["objective"].numbers[0] })
    #expect(try images("--threads", "3").1 == made)
  }

  @Test func anImageOfTheDataSetMayBeTheBeginning() throws {
    let table = try Program.answer(
      "signals", Program.onnx, "--data", Program.digits, "--layer", "fc1", "--format", "json"
    ).json
    for (way, tolerance) in [("fft", 0.02), ("pixel", 0.02)] {
      let report = try image("--parametrisation", way, "--from", "5", "--steps", "2").report
      let signal = table["signals"].array[5].numbers[1]
      let first = report["objective"].numbers[0]
      #expect(abs(first - signal) < tolerance * max(1, abs(signal)), "\(first), \(signal)")
      #expect(report["from"].int == 5)
    }
    let phases = try image("--parametrisation", "phase", "--from", "5", "--steps", "0")
    #expect(
      try phases.bytes != image("--parametrisation", "phase", "--from", "6", "--steps", "0").bytes)
  }

  @Test func aPictureMayBeLarger() throws {
    func pixels(_ options: String...) throws -> [[UInt8]] {
      try Program.withFolder { folder in
        let file = folder.appending(path: "image.png").path()
        _ = try Program.answer(Self.model + ["--steps", "2", "-o", file] + options)
        return try Python.pixels(ofPNG: file)
      }
    }
    let small = try pixels()
    #expect(small.count == 28 && small.allSatisfy { $0.count == 28 })
    let isSmallBySquares =
      try pixels("--size", "84")
      == (0..<84).map { row in (0..<84).map { small[row / 3][$0 / 3] } }
    #expect(isSmallBySquares)
    // Where Pillow's NEAREST takes 100 of 28 pixels from.
    let nearest = [
      0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8,
      8, 9,
      9, 9, 9, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15,
      16,
      16, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 21, 21, 21, 21, 22, 22,
      22, 23,
      23, 23, 23, 24, 24, 24, 25, 25, 25, 25, 26, 26, 26, 27, 27, 27, 27,
    ]
    let isNearest =
      try pixels("--size", "100")
      == nearest.map { row in nearest.map { small[row][$0] } }
    #expect(isNearest)
  }

  @Test func floatsOfADataSetTellWhatBlackAndWhiteAre() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "floats.npz").path()
      try Python.run(
        """
        import sys, numpy
        data = numpy.load(sys.argv[1])
        images = (data["images"] / numpy.float32(255) - numpy.float32(0.1307)) / numpy.float32(0.3081)
        numpy.savez(sys.argv[2], images=images.astype("float32"), labels=data["labels"])
        """, Program.digits, file)
      let floats = try Program.withFolder { folder in
        try Program.answer(
          "visualize", Program.onnx, "--data", file, "--layer", "fc1", "--vector", "1", "--steps",
          "8", "--format", "json", "-o", folder.appending(path: "image.png").path()
        ).json
      }
      let range = floats["ranges"].array.first?.numbers ?? []
      #expect(floats["ranges"].array.count == 1 && range.count == 2)
      #expect(abs(range[0] + 0.4242) < 1e-3 && abs(range[1] - 2.8215) < 1e-3)
      let bytes = try image("--steps", "8").report
      #expect(bytes["ranges"] == .null)
      // What the network is given is the same.
      for (a, b) in zip(floats["objective"].numbers, bytes["objective"].numbers) {
        #expect(abs(a - b) < 1e-2)
      }
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
