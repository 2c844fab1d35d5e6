import Foundation
import Testing

/// Where answers go, and what is said when they can't.
@Suite struct OutputTests {
  private static let export = ["export", Program.onnx, "--view", "layers", "-o"]
  private static let svd = ["svd", Program.onnx, "--layer", "fc2", "-o"]
  private static let visualize = [
    "visualize", Program.onnx, "--layer", "fc2", "--vector", "0", "--steps", "1", "-o",
  ]

  @Test(arguments: [export, svd]) func whatCanNotBeMadeIs73(_ command: [String]) throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "there")
      try Data("kept".utf8).write(to: file)
      for (path, reason) in [
        (file.path(), "file exists; remove it"), (folder.path(), "is a directory"),
        (folder.path() + "none/x", "there is no folder"), (file.path() + "/x", "not a directory"),
        (folder.path() + String(repeating: "x", count: 256), "name too long"),
        ("/proc/ddp-tui", "/proc/ddp-tui"),
      ] {
        let run = try Program.run(command + [path])
        #expect(run.status == 73, "\(run.error)")
        #expect(run.output.isEmpty)
        #expect(run.error.contains("\(path): ") && run.error.contains(reason), "\(run.error)")
        #expect(run.error.contains("-o") && run.error.count(where: \.isNewline) == 1)
      }
      #expect(try Data(contentsOf: file) == Data("kept".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["there"])
    }
  }

  @Test(arguments: [export, svd]) func whatCouldNotBeWrittenIs74(_ command: [String]) throws {
    let run = try Program.run(command + ["/dev/full"])
    #expect(run.status == 74 && run.output.isEmpty)
    #expect(run.error.contains("/dev/full: no space left on device; name another file with -o"))
    let device = try Program.run(command + ["/dev/null"])
    #expect(device.status == 0 && device.error.isEmpty)
  }

  /// A limit on the size of files is as a full disk, not the end of the program.
  @Test(arguments: [export, svd]) func whatIsLargerThanFilesMayBeIs74(_ command: [String]) throws {
    try Program.withFolder { folder in
      let path = folder.appending(path: "large").path()
      let run = try Program.run(
        ["-c", "ulimit -f 1; exec \"$0\" \"$@\"", Program.path] + command + [path], as: "/bin/sh")
      #expect(run.endedByItself && run.status == 74)
      #expect(run.error.contains("\(path): file too large; name another file with -o"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
    }
  }

  /// Without files or addresses for its threads the program would trap or wait for ever.
  @Test(arguments: ["ulimit -n", "ulimit -v"])
  func limitsThatAreTooLowAreNamed(_ limit: String) throws {
    let run = try Program.run(
      ["-c", "\(limit) \(limit.hasSuffix("n") ? 8 : 400_000); exec \"$0\" \"$@\"", Program.path]
        + Self.export.dropLast(), as: "/bin/sh")
    #expect(run.endedByItself && run.status == 64 && run.output.isEmpty)
    #expect(run.error.hasSuffix("raise \(limit)\n"))
  }

  /// A pipe takes text, but no archive, whose parts are written side by side.
  @Test func aPipeTakesWhatComesInOrder() throws {
    try Program.withFolder { folder in
      let pipe = folder.appending(path: "pipe").path()
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      // Held open at both ends, so that nobody waits for the other.
      let reader = unsafe open(pipe, O_RDWR | O_NONBLOCK)
      defer { close(reader) }
      #expect(try Program.run(Self.export + [pipe]).status == 0)
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe read(reader, &bytes, bytes.count)
      #expect(try Data(bytes.prefix(count)) == Program.answer(Self.export.dropLast()).output)
      let run = try Program.run(Self.svd + [pipe])
      #expect(run.status == 73 && run.error.contains("illegal seek"))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func whatIsNotWholeIsTakenAway(_ number: Int32) throws {
    try Program.withFolder { folder in
      // A decomposition of some seconds.
      let order = 1100
      var values = [Float](repeating: 0, count: order * order)
      for index in values.indices { values[index] = Float((index &* 7919) % 1013) - 506 }
      let model = folder.appending(path: "w.npy")
      try Data(NumpyFile.bytes(shape: [order, order], values)).write(to: model)
      func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
      }
      let line = try Program.end(
        by: number, ["svd", model.path(), "-o", folder.appending(path: "w.npz").path()]
      ) { process in
        // Until it has begun a file there, which has no name.
        let open = "/proc/\(process.processIdentifier)/fd/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: open)) ?? []
        return names.contains { name in
          (try? FileManager.default.destinationOfSymbolicLink(atPath: open + name))?
            .hasPrefix(folder.path()) == true
        }
      }
      #expect(try files() == ["w.npy"])
      #expect(line == "ddp-tui: interrupted; nothing was written\n")
    }
  }

  /// Nobody reads from the pipe.
  @Test(arguments: [export, svd, visualize], [SIGINT, SIGTERM])
  func aPipeIsWaitedForUntilAnInterrupt(_ command: [String], by number: Int32) throws {
    try Program.withFolder { folder in
      let pipe = folder.appending(path: "pipe").path()
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      let latest = ContinuousClock.now + .seconds(5)
      let line = try Program.end(by: number, command + [pipe]) { process in
        // Not every system tells where a program waits.
        let place = "/proc/\(process.processIdentifier)/wchan"
        return (try? String(contentsOfFile: place, encoding: .utf8)) == "wait_for_partner"
          || ContinuousClock.now > latest
      }
      #expect(line == "ddp-tui: interrupted; nothing was written\n")
    }
  }

  /// It is opened once, as its reader ends with the first who wrote.
  @Test func aPicturesPipeIsReadAsAWhole() throws {
    try Program.withFolder { folder in
      let pipe = folder.appending(path: "pipe").path()
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      let reader = Process()
      reader.executableURL = URL(filePath: "/bin/cat")
      reader.arguments = [pipe]
      let output = Pipe()
      reader.standardOutput = output
      try reader.run()
      let run = try Program.run(Self.visualize + [pipe])
      #expect(run.status == 0, "\(run.error)")
      let bytes = output.fileHandleForReading.readDataToEndOfFile()
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
  }

  @Test func aFilesEndingTellsItsFormat() throws {
    try Program.withFolder { folder in
      func content(_ name: String, _ options: String...) throws -> String {
        let file = folder.appending(path: name)
        let run = try Program.answer(Self.export + [file.path()] + options)
        #expect(run.output.isEmpty)
        return try String(contentsOf: file, encoding: .utf8)
      }
      #expect(try content("a.svg").hasPrefix("<svg "))
      #expect(try content("b.svg", "--theme", "light").hasPrefix("<svg "))
      _ = try Program.answer(Self.export + [folder.appending(path: "a.png").path()])
      let picture = try Data(contentsOf: folder.appending(path: "a.png"))
      // Its width and height, of 100x32 cells.
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(Array(picture[16..<24]) == [0, 0, 6, 64, 0, 0, 4, 0])
      #expect(try Program.answer(Self.export.dropLast() + ["--png"]).output == picture)
      #expect(try content("a.json").hasPrefix("{\"matrization\""))
      #expect(try content("a.csv").hasPrefix("index,name,"))
      #expect(try content("a.txt") == content("a"))
      #expect(try content("a.ans") == content("b.txt", "--ansi"))
      #expect(try content("b.ans", "--ansi").contains("\u{1B}["))
      #expect(try content("b", "--format", "csv") == content("b.csv"))
      for (name, options) in [
        ("c.json", ["--format", "csv"]), ("c.json", ["--svg"]), ("c.svg", ["--ansi"]),
        ("c.svg", ["--format", "text"]), ("c.csv", ["--size", "80x24"]),
        ("c.png", ["--svg"]), ("c.svg", ["--png"]), ("c.png", ["--format", "text"]),
      ] {
        let file = folder.appending(path: name).path()
        let line = try Program.refusal(64, Self.export + [file] + options)
        #expect(line.contains(options[0]), "\(line)")
        #expect(!FileManager.default.fileExists(atPath: file))
      }
      let file = folder.appending(path: "d.png").path()
      let line = try Program.refusal(64, Self.export + [file, "--size", "1000x1000"])
      #expect(line.contains("1000x1000 cells is too large") && line.contains("512x256"))
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  private static let overlay = [
    "overlay", Program.onnx, "--data", Program.digits, "--images", "5", "--layer", "conv2", "--at",
    "10,13", "-o",
  ]
  private static let signals = ["signals", Program.onnx, "--layer", "fc2", "-o"]
  private static let report = [
    "report", Program.onnx, "--data", Program.digits, "--layer", "fc2", "--steps", "0", "-o",
  ]

  @Test(arguments: [
    (export, "z.jpg", ".txt, .json, .csv, .ans, .svg, .png"), (export, "z.SVGZ.HTML", ".svg"),
    (overlay, "z.jpg", ".txt, .json, .csv, .npy, .png"),
    (overlay + ["z.npz", "--format", "npy", "-o"], "z.npz", ".npy"),
    (visualize, "z.jpg", ".png"), (visualize, "z.svg", ".png"), (svd, "z.npy", ".npz"),
    (signals, "z.csv", ".npz"), (report, "z.pdf", ".html"),
  ])
  func anEndingThatTellsAnotherFormatIsRefused(
    _ command: [String], name: String, endings: String
  ) throws {
    try Program.withFolder { folder in
      let line = try Program.refusal(64, command + [folder.appending(path: name).path()])
      #expect(line.contains("\(name): a .") && line.contains(endings), "\(line)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
    }
  }

  @Test func anEndingThatMeansNothingIsAnyFormats() throws {
    try Program.withFolder { folder in
      for (command, names) in [
        (Self.export, ["a.out", "a.TXT"]), (Self.overlay, ["b", "b.1", "b.txt"]),
        (Self.visualize, ["c.out", "c.PNG"]),
      ] {
        let contents = try names.map { name in
          let file = folder.appending(path: name)
          _ = try Program.answer(command + [file.path()])
          return try Data(contentsOf: file)
        }
        #expect(Set(contents).count == 1)
      }
    }
  }

  @Test func aDashIsStandardOutput() throws {
    let printed = try Program.answer(Array(Self.export.dropLast())).output
    #expect(try Program.answer(Self.export + ["-"]).output == printed)
    for format in ["text", "npy", "png"] {
      let command = Array(Self.overlay.dropLast()) + ["--format", format]
      let printed = try Program.answer(command).output
      #expect(try Program.answer(command + ["-o", "-"]).output == printed)
    }
    for command in [Self.visualize, Self.report] {
      try Program.withFolder { folder in
        let file = folder.appending(path: "file")
        _ = try Program.answer(command + [file.path()])
        let (printed, written) = (try Program.run(command + ["-"]), try Data(contentsOf: file))
        #expect(printed.status == 0 && printed.output == written)
      }
    }
    #expect(try Program.refusal(64, Self.svd + ["-"]).contains("takes a file"))
    #expect(try Program.refusal(64, Self.signals + ["-"]).contains("takes a file"))
    for options in [["--starts", "2"], ["--format", "json"]] {
      #expect(try Program.refusal(64, Self.visualize + ["-"] + options).contains("-o -"))
    }
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }

  @Test(arguments: [
    visualize + ["-"], Array(export.dropLast()) + ["--png"], overlay + ["-", "--format", "png"],
    Array(overlay.dropLast()) + ["--format", "npy"],
    Array(signals.dropLast()) + ["--format", "npy"],
  ])
  func aTerminalTakesNoPicture(_ command: [String]) throws {
    let seen = try Python.run(
      """
      import os, pty, sys
      print(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
      """, [Program.path] + command)
    let words = String(decoding: seen, as: UTF8.self)
    #expect(words.contains("ddp-tui: standard output is a terminal") && words.hasSuffix("64\n"))
  }

  /// JSON has no word for what is no number.
  @Test func whatIsNotFiniteIsNull() throws {
    let header = #"{"fc.weight": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 32]}}"#
    let images = Program.fixtures + "../faults/one_image.npz"
    func answer(weight: Float, _ command: [String]) throws -> JSONValue {
      var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
      bytes += header.utf8
      for _ in 0..<8 {
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: weight.bitPattern >> (8 * UInt32($0))) }
      }
      return try Program.withFolder { folder in
        let model = folder.appending(path: "m.safetensors")
        try Data(bytes).write(to: model)
        try Data("[input]\nshape = [1, 2, 2]\n[network]\nlayers = [\"flatten\", \"fc\"]\n".utf8)
          .write(to: folder.appending(path: "m.toml"))
        let run = [command[0], model.path(), "--data", images, "--layer", "fc", "--format", "json"]
        return try Program.answer(run + command.dropFirst()).json
      }
    }
    // No vector has a signal, and no signal a quantile.
    #expect(try answer(weight: 0, ["hypergraph"])["threshold"] == .null)
    // -3 - 1 + 2 + 5 times the largest Float.
    let maps = try answer(
      weight: Float.greatestFiniteMagnitude, ["project", "--image", "0", "--stage", "output"])
    #expect(maps["values"] == .array([.null, .null]))
  }
}
