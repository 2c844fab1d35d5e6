import Foundation
import Testing

/// `signals -o` writes files that NumPy reads, and `--signals` takes them instead of the images.
@Suite struct SignalFileTests {
  private static let signals = ["signals", Program.onnx, "--data", Program.digits, "--layer"]

  /// Writes the tables of some images, in the order of the ranges; nil for all.
  private func withFiles(
    _ ranges: [String?], layer: String = "conv2", _ options: String...,
    body: ([String]) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let files = try ranges.enumerated().map { place, range in
        let file = folder.appending(path: "\(place).npz").path()
        let images = range.map { ["--images", $0] } ?? []
        let run = try Program.answer(
          Self.signals + [layer, "-o", file] + images + options)
        #expect(run.output.isEmpty)
        return file
      }
      try body(files)
    }
  }

  private func arguments(_ files: [String]) -> [String] { files.flatMap { ["--signals", $0] } }

  /// What NumPy reads of a file, without a pickle.
  @Test func numPyReadsEveryArray() throws {
    try withFiles([nil], "--pool", "max") { files in
      let read = try Python.run(
        """
        import hashlib, json, sys
        import numpy
        f = numpy.load(sys.argv[1])
        sums = [hashlib.sha256(open(name, "rb").read()).hexdigest() for name in sys.argv[2:]]
        types = {name: [f[name].dtype.str, list(f[name].shape)] for name in f}
        texts = {name: f[name].tolist() for name in f if f[name].dtype.kind == "U"}
        numbers = {name: f[name].tolist() for name in f if f[name].dtype.kind != "U"}
        print(json.dumps({"sums": sums, "types": types, "texts": texts, "numbers": numbers}))
        """, files[0], Program.onnx, Program.samples + "mnist.toml", Program.digits)
      let json = try JSONDecoder().decode(JSONValue.self, from: read)
      let table = try Program.answer(
        Self.signals + ["conv2", "--pool", "max", "--format", "json"]
      ).json
      let vectors = try #require(table["vectors"].int)
      #expect(
        json["types"]["signals"] == .array([.string("<f4"), .array([.int(47), .int(vectors)])]))
      // JSON has the fewest digits that are one Float's.
      func floats(_ rows: JSONValue) -> [[Float]] { rows.array.map { $0.numbers.map(Float.init) } }
      #expect(floats(json["numbers"]["signals"]) == floats(table["signals"]))
      #expect(json["numbers"]["labels"] == table["labels"])
      #expect(json["numbers"]["images"].ints == Array(0..<47))
      #expect(table["indices"] == json["numbers"]["images"])
      let some = try Program.answer(
        Self.signals + ["conv2", "--images", "10-12", "--format", "json"]
      ).json
      #expect(some["indices"].ints == [10, 11, 12] && some["signals"].array.count == 3)
      #expect(json["numbers"]["image_ranges"] == .array([.array([.int(0), .int(47)])]))
      #expect(json["numbers"]["left_out"].array.isEmpty && json["numbers"]["version"].int == 1)
      #expect(json["numbers"]["data_images"].int == 47)
      for name in ["labels", "images", "image_ranges", "left_out", "data_images", "version"] {
        #expect(json["types"][name].array.first?.string == "<i8")
      }
      let texts = json["texts"]
      for (name, text) in [
        ("layer", "conv2"), ("pool", "max"), ("model", "mnist.onnx"), ("weights", ""),
        ("data", "digits.npz"),
      ] {
        #expect(texts[name].string == text && json["types"][name].array.last?.array.isEmpty == true)
      }
      #expect(
        ["model_sha256", "card_sha256", "data_sha256"].map { texts[$0].string }
          == json["sums"].array.map(\.string))
      let version = try Program.answer("--version").text
      let kernels = try #require(texts["kernels"].array.first?.string)
      #expect(version.contains("own kernels: \(kernels.prefix { $0 != "," })\n"))
      let core = try #require(kernels.split(separator: " ").last)
      #expect(version.contains("\(core) kernels"))
    }
  }

  /// Names of pictures are texts of any script; a folder's digest is that of its files' lines.
  @Test func numPyReadsWhatIsLeftOut() throws {
    try Program.withFolder { folder in
      let pictures = folder.appending(path: "digits")
      try FileManager.default.copyItem(atPath: Program.faults + "digits", toPath: pictures.path())
      for name in ["1/ä 数.png", "5/b.png"] {
        try Data("no picture".utf8).write(to: pictures.appending(path: name))
      }
      let file = folder.appending(path: "signals.npz").path()
      let run = try Program.run([
        "signals", Program.onnx, "--config", Program.faults + "digits.toml", "--data",
        pictures.path(), "--layer", "fc1", "-o", file,
      ])
      #expect(run.status == 0 && run.output.isEmpty)
      #expect(run.error.contains("2 of 29 images are left out: 1/ä 数.png: "))
      let read = try Python.run(
        """
        import glob, hashlib, json, os, sys
        import numpy
        f = numpy.load(sys.argv[1])
        names = glob.glob("*/*.png", root_dir=sys.argv[2])
        names.sort(key=os.fsencode)
        lines = ""
        for name in names:
            with open(os.path.join(sys.argv[2], name), "rb") as file:
                lines += hashlib.sha256(file.read()).hexdigest() + "  " + name + "\\n"
        digest = hashlib.sha256(lines.encode()).hexdigest()
        print(json.dumps({
            "names": f["left_out_names"].tolist(), "reasons": f["left_out_reasons"].tolist(),
            "left_out": f["left_out"].tolist(), "rows": f["signals"].shape[0],
            "places": [names.index(name) for name in f["left_out_names"]],
            "same": f["data_sha256"].item() == digest}))
        """, file, pictures.path())
      let json = try JSONDecoder().decode(JSONValue.self, from: read)
      #expect(json["names"].array.map(\.string) == ["1/ä 数.png", "5/b.png"])
      #expect(json["left_out"] == json["places"] && json["rows"].int == 27)
      #expect(json["reasons"].array.compactMap(\.string).allSatisfy { !$0.isEmpty })
      #expect(json["same"] == .bool(true))
    }
  }

  @Test(arguments: ["hypergraph", "hierarchy"])
  func filesOfPartsGiveWhatTheImagesGive(command: String) throws {
    let asked = [
      command, Program.onnx, "--layer", "conv2", "--quantile", "0.6", "--majority", "0.5",
    ]
    let data = ["--data", Program.digits]
    try withFiles(["31-46", "0-9", "10-30"]) { files in
      for format in ["json", "text", "csv"] {
        let options = ["--format", format]
        let expected = try Program.answer(asked + data + options).output
        #expect(try Program.answer(asked + data + options + arguments(files)).output == expected)
      }
      // Without the images classes are numbers; those that the card names are others.
      try Program.withFolder { folder in
        let card = folder.appending(path: "card.toml").path()
        try FileManager.default.copyItem(atPath: Program.samples + "mnist.toml", toPath: card)
        let alone = asked + ["--config", card] + arguments(files)
        let text = try Program.answer(alone).text
        #expect(text.contains("of 10 classes"))
        let json = try Program.answer(alone + ["--format", "json"]).json
        if command == "hypergraph" {
          let named = try Program.answer(asked + data + ["--format", "json"]).json["classes"].array
          #expect(!named.isEmpty && named[0]["name"].string != named[0]["class"].int?.description)
          #expect(
            json["classes"].array.map { $0["name"].string }
              == named.map { $0["class"].int?.description })
          #expect(json["classes"].array.map { $0["vectors"] } == named.map { $0["vectors"] })
        }
      }
    }
  }

  @Test func thePoolIsThatOfTheFile() throws {
    try withFiles([nil], "--pool", "min") { files in
      let asked = [
        "hypergraph", Program.onnx, "--data", Program.digits, "--layer", "conv2", "--format",
        "json",
      ]
      let expected = try Program.answer(asked + ["--pool", "min"]).output
      #expect(try Program.answer(asked + arguments(files)).output == expected)
      #expect(try Program.answer(asked + arguments(files) + ["--pool", "min"]).output == expected)
      let run = try Program.run(asked + arguments(files) + ["--pool", "mean"])
      #expect(run.status == 65 && run.error.contains("pooled by min, not by mean"))
    }
  }

  @Test func whatTheSignalsAreNotOfIs65() throws {
    let asked = ["hypergraph", Program.onnx, "--data", Program.digits, "--layer"]
    func refusal(_ arguments: [String], at location: SourceLocation = #_sourceLocation) throws
      -> String
    {
      let run = try Program.run(arguments)
      #expect(run.status == 65 && run.output.isEmpty, "\(run.error)", sourceLocation: location)
      #expect(run.error.count { $0.isNewline } == 1, "\(run.error)", sourceLocation: location)
      return run.error
    }
    try withFiles(["0-9", "5-12"]) { files in
      let first = arguments([files[0]])
      var line = try refusal(asked + ["fc1"] + first)
      #expect(line.contains("\(files[0]): ") && line.contains("layer, conv2"))
      line = try refusal(
        ["hypergraph", Program.pytorch, "--data", Program.digits, "--layer", "conv2"] + first)
      #expect(line.contains("another model, mnist.onnx"))
      // The card's own images.
      line = try refusal(["hypergraph", Program.onnx, "--layer", "conv2"] + first)
      #expect(line.contains("another data set, digits.npz"))
      try Program.withFile(
        try Data(contentsOf: URL(filePath: Program.samples + "mnist.toml")) + Data("\n".utf8),
        named: "card.toml"
      ) { card in
        line = try refusal(asked + ["conv2", "--config", card] + first)
        #expect(line.contains("another card"))
      }
      try change(files[0], "f['labels'][3] += 1")
      line = try refusal(asked + ["conv2"] + first)
      #expect(line.contains("\(files[0]): its labels are not those that the data set has now"))
      line = try refusal(asked + ["conv2"] + arguments(files))
      #expect(line.contains(files[0]) && line.contains("\(files[1]): the image 5 "))
    }
  }

  @Test func whatIsWrittenTwiceOrAskedForWronglyIsRefused() throws {
    try withFiles([nil]) { files in
      let there = try Program.refusal(
        73, Self.signals[0], Program.onnx, "--layer", "1", "-o", files[0])
      #expect(there.contains("\(files[0]): file exists; remove it"))
      let folder = URL(filePath: files[0]).deletingLastPathComponent().path()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["0.npz"])
    }
    for (arguments, word) in [
      (["-o", "/nowhere/x.npz", "--format", "csv"], "--format"),
      (["--layer", "2", "-o", "/nowhere/none.npz"], "-o holds one layer"),
    ] {
      let run = try Program.run(Self.signals + ["conv2"] + arguments)
      #expect(run.status == 64 && run.output.isEmpty, "\(arguments) \(run.error)")
      #expect(run.error.contains(word) && run.error.count { $0.isNewline } == 1, "\(run.error)")
    }
    try Program.refusal(
      66, "hypergraph", Program.onnx, "--layer", "1", "--signals", "/nowhere/signals.npz")
    try Program.refusal(
      65, "hypergraph", Program.onnx, "--layer", "1", "--signals", Program.digits)
    try Program.refusal(
      65, "hypergraph", Program.onnx, "--layer", "1", "--signals", Program.onnx)
    try Program.refusal(
      64, "hypergraph", Program.onnx, "--layer", "1", "--layer", "2", "--signals",
      Program.digits)
  }

  @Test func differentKernelsAreSaid() throws {
    try withFiles(["0-20", "21-46"]) { files in
      try change(files[1], "f['kernels'] = numpy.array(['baseline, OpenBLAS 0.3.21 Haswell'])")
      let asked = ["hypergraph", Program.onnx, "--data", Program.digits, "--layer", "conv2"]
      let run = try Program.run(asked + arguments(files))
      #expect(try run.status == 0 && run.output == Program.answer(asked).output)
      #expect(
        run.error.contains("last digits") && run.error.contains("nearly equal singular values"))
      #expect(run.error.contains("baseline, OpenBLAS 0.3.21"))
      #expect(run.error.count { $0.isNewline } == 1)
    }
  }

  @Test func imagesThatAreMissingAreSaid() throws {
    let asked = ["hypergraph", Program.onnx, "--layer", "conv2", "--data", Program.digits]
    func lines(_ files: ArraySlice<String>) throws -> String {
      let run = try Program.run(asked + arguments(Array(files)))
      #expect(run.status == 0, "\(run.error)")
      return run.error
    }
    try withFiles(["20-29", "0-9", "12-12", "40-40", "45-46"]) { files in
      #expect(
        try lines(files[..<1])
          == "ddp-tui: the files hold signals of 10 of 47 images: 20-29\n")
      #expect(
        try lines(files[..<2])
          == "ddp-tui: the files hold signals of 20 of 47 images: 0-9, 20-29\n")
      #expect(
        try lines(files[...])
          == "ddp-tui: the files hold signals of 24 of 47 images: 0-9, 12, 20-29 and 2 more ranges\n"
      )
      // Without the images it is said, too.
      try Program.withFolder { folder in
        let card = folder.appending(path: "card.toml").path()
        try FileManager.default.copyItem(atPath: Program.samples + "mnist.toml", toPath: card)
        let alone = Array(asked.prefix(4)) + ["--config", card]
        let run = try Program.run(alone + arguments([files[1]]))
        #expect(run.status == 0 && run.error.contains("10 of 47 images: 0-9\n"), "\(run.error)")
      }
    }
  }

  /// Changes the arrays `f` of a file.
  private func change(_ file: String, _ line: String) throws {
    try Python.run(
      """
      import sys
      import numpy
      f = dict(numpy.load(sys.argv[1]))
      \(line)
      numpy.savez(sys.argv[1], **f)
      """, file)
  }

  @Test func damagedFilesAreRefusedByTheArrayAtFault() throws {
    try withFiles(["5-20"]) { files in
      let whole = try Data(contentsOf: URL(filePath: files[0]))
      let asked = ["hypergraph", Program.onnx, "--data", Program.digits, "--layer", "conv2"]
      for (line, array) in [
        ("del f['signals']", "signals"), ("del f['labels']", "labels"),
        ("del f['pool']", "pool"), ("del f['version']", "version"),
        ("f['version'] = numpy.array(2)", "version"),
        ("f['version'] = numpy.array([1])", "version"),
        ("f['signals'] = f['signals'].astype('f8')", "signals"),
        ("f['signals'] = f['signals'][0]", "signals"),
        ("f['signals'] = f['signals'][:, :0]", "signals"),
        ("f['signals'][3, 1] = numpy.nan", "signals"),
        ("f['signals'][0, 0] = numpy.inf", "signals"),
        ("f['signals'] = f['signals'].astype(str)", "signals"),
        ("f['labels'] = f['labels'][1:]", "labels"),
        ("f['labels'] = f['labels'].astype('f4')", "labels"),
        ("f['labels'] = f['labels'].reshape(4, 4)", "labels"),
        ("f['images'] = f['images'][:-1]", "images"),
        ("f['images'] = f['images'][::-1]", "images"),
        ("f['images'][0] = -1", "images"), ("f['images'][1] = f['images'][0]", "images"),
        ("f['images'][-1] += 1", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[5, 20]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[5, 22]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[5, 2 ** 63 - 1]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[-2 ** 63, 2 ** 63 - 1]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[21, 5]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[5, 5], [5, 21]])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([5, 21])", "image_ranges"),
        ("f['image_ranges'] = numpy.array([[5, 21, 30]])", "image_ranges"),
        ("f['image_ranges'] = numpy.zeros((0, 2), dtype=int)", "image_ranges"),
        ("f['left_out'] = numpy.array([5])", "left_out_names"),
        ("f['left_out_names'] = numpy.array(['a'])", "left_out_names"),
        ("f['left_out_reasons'] = numpy.array([1])", "left_out_reasons"),
        ("del f['data_images']", "data_images"),
        ("f['data_images'] = numpy.array(20)", "data_images"),
        ("f['data_images'] = numpy.array(-1)", "data_images"),
        ("f['data_images'] = numpy.array([47])", "data_images"),
        ("f['data_images'] = numpy.array(47.0)", "data_images"),
        ("f['pool'] = numpy.array('median')", "pool"),
        ("f['layer'] = numpy.array(['a', 'b'])", "layer"),
        ("f['layer'] = numpy.array('e' + chr(0x301) * 100000)", "layer"),
        ("f['model_sha256'] = numpy.array('x')", "model_sha256"),
        ("f['card_sha256'] = numpy.array('x')", "card_sha256"),
        ("f['data_sha256'] = numpy.array('')", "data_sha256"),
        ("f['kernels'] = numpy.array([1.5])", "kernels"),
        ("f['kernels'] = numpy.array([None])", "kernels"),
      ] {
        try change(files[0], line)
        let run = try Program.run(asked + arguments(files))
        #expect(run.endedByItself && run.status == 65 && run.output.isEmpty, "\(line) \(run.error)")
        #expect(
          run.error.hasPrefix("ddp-tui: \(files[0]): array \(array): "), "\(line) \(run.error)")
        #expect(run.error.count { $0.isNewline } == 1, "\(line) \(run.error)")
        try whole.write(to: URL(filePath: files[0]))
      }
      // One bit of each array.
      let names = try Python.run(
        "import numpy, sys; print(end=' '.join(numpy.load(sys.argv[1])))", files[0])
      for name in String(decoding: names, as: UTF8.self).split(separator: " ") {
        try Python.run(
          """
          import sys, zipfile
          entry = zipfile.ZipFile(sys.argv[1]).getinfo(sys.argv[2] + ".npy")
          with open(sys.argv[1], "r+b") as file:
              file.seek(entry.header_offset + 26)
              lengths = [int.from_bytes(file.read(2), "little") for _ in range(2)]
              last = entry.header_offset + 30 + sum(lengths) + entry.file_size - 1
              file.seek(last)
              byte = file.read(1)[0]
              file.seek(last)
              file.write(bytes([byte ^ 1]))
          """, files[0], String(name))
        let run = try Program.run(asked + arguments(files))
        #expect(run.status == 65 && run.output.isEmpty, "\(name) \(run.error)")
        #expect(
          run.error.hasPrefix("ddp-tui: \(files[0]): array \(name): its bytes have another CRC-32"),
          "\(name) \(run.error)")
        #expect(run.error.count { $0.isNewline } == 1, "\(run.error)")
        try whole.write(to: URL(filePath: files[0]))
      }
      // More vectors than the layer has, and fewer.
      for line in [
        "f['signals'] = numpy.tile(f['signals'], 100)", "f['signals'] = f['signals'][:, 1:]",
      ] {
        try change(files[0], line)
        let run = try Program.run(asked + arguments(files))
        #expect(run.status == 65 && run.error.contains("number of vectors"), "\(run.error)")
        try whole.write(to: URL(filePath: files[0]))
      }
      for count in [0, 1, 100, whole.count / 2, whole.count - 1] {
        try whole.prefix(count).write(to: URL(filePath: files[0]))
        let run = try Program.run(asked + arguments(files))
        #expect(run.endedByItself && run.status == 65 && run.output.isEmpty, "\(run.error)")
        #expect(run.error.count { $0.isNewline } == 1, "\(run.error)")
      }
    }
  }

  @Test func aFileOfSignalsIsNoModel() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "signals.npz").path()
      _ = try Program.answer(
        "signals", Program.onnx, "--data", Program.digits, "--layer", "fc2", "-o", file)
      #expect(try Program.refusal(65, "spectrum", file).contains("--signals"))
    }
  }
}
