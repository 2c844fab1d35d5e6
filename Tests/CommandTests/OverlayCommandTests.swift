import Foundation
import Testing

/// Where images are alike, and which vectors they share, as commands tell it.
@Suite struct OverlayCommandTests {
  private static let model = [Program.onnx, "--data", Program.digits]
  private static let overlay =
    ["overlay"] + model + ["--images", "5,0,31", "--layer", "conv2", "--at", "10,13"]

  /// The cosines of what `project` gives, by numpy.
  @Test func similaritiesAreThoseOfNumPy() throws {
    try Program.withFolder { folder in
      let stages = try [5, 0, 31].map { image in
        let file = folder.appending(path: "\(image).npy")
        let run = try Program.answer(
          ["project"] + Self.model + [
            "--image", "\(image)", "--layer", "conv2", "--stage", "activated", "--format", "npy",
          ])
        try run.output.write(to: file)
        return file.path()
      }
      let file = folder.appending(path: "overlay.npy").path()
      #expect(try Program.answer(Self.overlay + ["-o", file]).output.isEmpty)
      let answer = try Python.run(
        """
        import json, sys
        import numpy as np
        found = np.load(sys.argv[1])
        maps = [np.load(name).astype(float) for name in sys.argv[2:]]
        a = maps[0][:, 10, 13]
        truth = np.nan_to_num([np.einsum("c,chw->hw", a, m) / (
            np.linalg.norm(a) * np.linalg.norm(m, axis=0)) for m in maps])
        print(json.dumps([list(found.shape), str(found.dtype), float(abs(found - truth).max()),
                          float(found[0, 10, 13]), float(truth.min()), float(truth.max())]))
        """, file, stages[0], stages[1], stages[2])
      let found = try JSONDecoder().decode(JSONValue.self, from: answer).array
      #expect(found[0].ints == [3, 24, 24] && found[1].string == "float32")
      let numbers = JSONValue.array(Array(found[2...])).numbers
      #expect(numbers[0] < 1e-6 && numbers[1] == 1)
      #expect(numbers[2] < 0.9 && numbers[3] > 0.9)
    }
  }

  @Test func jsonTellsWhatIsComparedWithWhat() throws {
    let json = try Program.answer(Self.overlay + ["--format", "json"]).json
    #expect(json["shape"].ints == [3, 24, 24] && json["values"].array.count == 3 * 576)
    #expect(json["layer"].string == "conv2" && json["at"].ints == [10, 13])
    #expect(json["image"].int == 5 && json["activation"].string == "ReLU")
    #expect(json["images"].array.map { $0["image"].int } == [5, 0, 31])
    #expect(json["images"].array.allSatisfy { $0["name"].string != nil && $0["vector"] == .null })
    let rows = try Program.answer(Self.overlay + ["--format", "csv"]).csv
    #expect(rows[0] == ["image", "row", "column", "similarity"] && rows.count == 3 * 576 + 1)
    #expect(rows[1 + 576 + 25][..<3] == ["0", "1", "1"])
  }

  @Test func theBitsAreTheSameWhateverTheThreads() throws {
    let first = try Program.answer(Self.overlay + ["--format", "npy", "--threads", "1"]).output
    for threads in ["2", "5"] {
      let run = try Program.answer(Self.overlay + ["--format", "npy", "--threads", threads])
      #expect(run.output == first)
    }
  }

  @Test func anOptimisedImageIsComparedAsWell() throws {
    let json = try Program.answer(Self.overlay + ["--vector", "1", "--format", "json"]).json
    #expect(json["shape"].ints == [4, 24, 24])
    let last = try #require(json["images"].array.last)
    #expect(last["image"] == .null && last["vector"].int == 1)
    let values = json["values"].numbers.suffix(576)
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 } && values.contains { $0 > 0.9 })
    #expect(Set(values).count > 20)
  }

  @Test func whatHasNoEffectIsRefused() throws {
    let line = try Program.refusal(64, Self.overlay + ["--seed", "2"])
    #expect(line.contains("--seed is for --vector"))
    #expect(
      try Program.refusal(64, Self.overlay + ["--format", "csv", "-o", "none/a.json"])
        .contains("--format csv does not go with the ending of -o none/a.json"))
  }

  /// An optimised image enters the network as one of the data set does whose pixels are the same.
  ///
  /// Of floats the data set itself tells what black and white are: here not what the card does.
  @Test func anOptimisedImageIsTheSameAsAnImageOfItsPixels() throws {
    try Program.withFolder { folder in
      let picture = folder.appending(path: "v1.png").path()
      let floats = folder.appending(path: "floats.npz").path()
      let extended = folder.appending(path: "extended.npz").path()
      let script = """
        import json, sys, numpy
        data, pixels = numpy.load(sys.argv[1]), json.loads(sys.argv[3])
        images = data["images"] / numpy.float32(255) - numpy.float32(1)
        labels = data["labels"]
        if pixels:
            own = numpy.array(pixels).reshape(images[:1].shape) / 255
            own = images.min() + own * (images.max() - images.min())
            images, labels = numpy.concatenate([images, own]), numpy.append(labels, labels[:1])
        numpy.savez(sys.argv[2], images=images.astype("float32"), labels=labels)
        """
      try Python.run(script, Program.digits, floats, "[]")
      _ = try Program.answer(
        "visualize", Program.onnx, "--data", floats, "--layer", "conv2", "--vector", "1", "-o",
        picture)
      try Python.run(
        script, Program.digits, extended, "\(try Python.pixels(ofPNG: picture))")
      let run = [
        "overlay", Program.onnx, "--data", extended, "--images", "5,47", "--layer", "conv2", "--at",
        "10,13", "--vector", "1", "--format", "json",
      ]
      let values = try Program.answer(run).json["values"].numbers
      let (read, optimized) = (values[576..<1152], values[1152...])
      #expect(optimized.count == 576)
      // A byte is as near to a pixel as one part in 510.
      let distances = zip(read, optimized).map { abs($0 - $1) }
      #expect((distances.max() ?? 1) < 0.01, "\(distances.max() ?? 1)")
    }
  }

  @Test func textHasEachImageBesideItsSimilarities() throws {
    let text = try Program.answer(Self.overlay).text
    #expect(text.contains("similarity of ReLU(Y + B) at row 10 column 13 of image 5"))
    for image in [5, 0, 31] { #expect(text.contains("\nimage \(image) (\"")) }
    #expect(text.contains("up to +1.000") && text.contains("cosine"))
    let lines = text.split(separator: "\n")
    #expect(lines.contains { $0.contains("+9") })
  }

  @Test func aPictureHasEachImageUnderItsSimilarities() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "overlay.png")
      #expect(try Program.answer(Self.overlay + ["-o", file.path()]).output.isEmpty)
      let bytes = try Data(contentsOf: file)
      func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
      // The image with the position framed and the three, eight times as large.
      #expect(number(16) == 4 * 224 + 3 * 8 && number(20) == 224 && bytes[25] == 2)
      #expect(String(decoding: bytes, as: UTF8.self).contains("at row 10 column 13"))
      #expect(try Program.answer(Self.overlay + ["--format", "png"]).output == bytes)
      #expect(
        try Program.refusal(73, Self.overlay + ["-o", file.path()]).contains("file exists"))
    }
  }

  /// The activations of the faults' layer are 0 0 3 6 of one map and 4 2 0 0 of the other.
  @Test func directionsCountAndNotLengths() throws {
    let run = [
      "overlay", Program.faults + "conv_add_relu.onnx", "--data", Program.faults + "one_image.npz",
      "--images", "0", "--layer", "1", "--format", "json", "--at",
    ]
    #expect(try Program.answer(run + ["0,0"]).json["values"].numbers == [1, 1, 0, 0])
    #expect(try Program.answer(run + ["1,1"]).json["values"].numbers == [0, 0, 1, 1])
  }

  @Test(arguments: [
    (["--images", "5", "--layer", "conv2", "--at", "24,0"], "conv2 has 24x24 of them"),
    (["--images", "5", "--layer", "conv2", "--at", "0,99"], "conv2 has 24x24 of them"),
    (["--images", "5", "--layer", "conv2", "--at", "3"], "--at"),
    (["--images", "5", "--layer", "conv2", "--at", "-1,3"], "--at"),
    (["--images", "5", "--layer", "fc1", "--at", "0,0"], "fc1 has no positions"),
    (
      ["--images", "47", "--layer", "conv2", "--at", "0,0"],
      "digits.npz: there is no image 47; the data set has 47"
    ),
    (["--images", "5,99", "--layer", "conv2", "--at", "0,0"], "no image 99"),
    (["--images", "5,0,5", "--layer", "conv2", "--at", "0,0"], "give each image once"),
    (["--images", "5,x", "--layer", "conv2", "--at", "0,0"], "--images"),
    (["--images", "", "--layer", "conv2", "--at", "0,0"], "--images"),
    (["--images", "5", "--layer", "conv2", "--at", "0,0", "--vector", "32"], "past the rank"),
    (["--images", "5", "--layer", "conv2", "--at", "0,0", "-o", "map.gif"], "a .gif is not"),
  ])
  func whatIsAskedWronglyIsRefused(_ options: [String], words: String) throws {
    #expect(try Program.refusal(64, ["overlay"] + Self.model + options).contains(words))
  }

  // MARK: Hypergraphs of images

  private static let between =
    ["hypergraph"] + model + ["--layer", "conv2", "--between", "31,5,0", "--quantile", "0.5"]

  /// From the signals that `signals` prints, by numpy.
  @Test func imagesShareTheVectorsThatNumPyFinds() throws {
    try Program.withFolder { folder in
      let files = try [
        ("found", Self.between), ("signals", ["signals"] + Self.model + ["--layer", "conv2"]),
      ].map { name, run in
        let file = folder.appending(path: name)
        try Program.answer(run + ["--format", "json"]).output.write(to: file)
        return file.path()
      }
      let answer = try Python.run(
        """
        import json, sys
        import numpy as np
        found, table = (json.load(open(name)) for name in sys.argv[1:])
        signals = np.array(table["signals"], dtype=np.float32).astype(float)
        threshold = np.quantile(signals, 0.5)
        sets = {i: set(np.flatnonzero(signals[i] > threshold).tolist()) for i in (31, 5, 0)}
        same = [set(image["vectors"]) == sets[image["image"]] for image in found["images"]]
        same += [set(node["images"]) == {i for i in sets if node["vector"] in sets[i]}
                 for node in found["nodes"]]
        apart = (signals[31] - signals[5]) / signals.std(axis=0)
        error = max(abs(s["difference"] - apart[s["vector"]]) for s in found["separations"])
        falls = np.diff([abs(s["difference"]) for s in found["separations"]]).max() <= 0
        rows = [image["signals"] == table["signals"][image["image"]] for image in found["images"]]
        print(json.dumps([all(same), len(same), abs(found["threshold"] - threshold), error,
                          bool(falls), all(rows), len(found["separations"])]))
        """, files[0], files[1])
      let found = try JSONDecoder().decode(JSONValue.self, from: answer).array
      #expect(found[0] == .bool(true) && found[4] == .bool(true) && found[5] == .bool(true))
      #expect((found[1].int ?? 0) > 10 && found[6].int == 32)
      #expect(JSONValue.array(Array(found[2...3])).numbers.allSatisfy { $0 < 1e-5 })
    }
  }

  @Test func everyFormatHasTheSameIncidences() throws {
    let json = try Program.answer(Self.between + ["--format", "json"]).json
    let images = json["images"].array
    #expect(images.map { $0["image"].int } == [31, 5, 0])
    let rows = try Program.answer(Self.between + ["--format", "csv"]).csv
    #expect(rows.dropFirst().map { $0[0] } == ["31", "5", "0"])
    for (row, image) in zip(rows.dropFirst(), images) {
      let vectors = zip(rows[0], row).filter { $1 == "1" && $0.hasPrefix("v") }.map(\.0)
      #expect(vectors == image["vectors"].ints.map { "v\($0)" })
    }
    let hif = try Program.answer(Self.between + ["--format", "hif"]).json
    #expect(hif["edges"].array.map { $0["edge"].int } == [0, 5, 31])
    let count = images.reduce(0) { $0 + $1["vectors"].array.count }
    #expect(hif["incidences"].array.count == count && count > 0)
    let text = try Program.answer(Self.between).text
    #expect(text.contains("images 31, 5, 0  quantile 0.5") && text.contains("\nall, "))
    #expect(text.contains("difference, in deviations"))
  }

  /// Both signs, and signals out of a file.
  @Test func otherSignalsCountAsForClasses() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "signals.npz").path()
      _ = try Program.answer(["signals"] + Self.model + ["--layer", "conv2", "-o", file])
      let run = Self.between + ["--polarity", "both", "--format", "json"]
      let direct = try Program.answer(run).json
      #expect(direct["nodes"].array.contains { $0["sign"].string == "-" })
      #expect(try Program.answer(run + ["--signals", file]).json == direct)
    }
  }

  @Test(arguments: [
    (["--between", "3"], "two images or more"), (["--between", "3,4,3"], "each once"),
    (["--between", "3,x"], "--between"), (["--between", "3,47"], "no image 47"),
    (["--between", "3,4", "--majority", "0.5"], "--majority plays no part"),
  ])
  func imagesThatCanNotBeComparedAreRefused(_ options: [String], words: String) throws {
    let run = ["hypergraph"] + Self.model + ["--layer", "conv2"] + options
    #expect(try Program.refusal(64, run).contains(words))
  }
}
