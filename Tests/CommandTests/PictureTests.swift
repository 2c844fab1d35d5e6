import Foundation
import Testing

/// Folders of pictures as data, and what is said of those that can't be read.
@Suite struct PictureTests {
  private static let images = URL(filePath: Program.digits).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "images")

  /// A folder of six digits, three of them spoiled, and two more files that are none.
  private func withSpoiledFolder(_ body: (String) throws -> Void) throws {
    try Program.withFolder { folder in
      let digits = folder.appending(path: "digits")
      try FileManager.default.copyItem(at: Self.images.appending(path: "digits"), to: digits)
      for name in ["eight/1.png", "nine/2.png", "ten/4.png"] {
        let file = digits.appending(path: name)
        try Data(contentsOf: file).prefix(70).write(to: file)
      }
      try Data().write(to: digits.appending(path: "nine/a.png"))
      try Data("x".utf8).write(to: digits.appending(path: "ten/9\u{1B}[31m.png"))
      try body(digits.path())
    }
  }

  @Test(
    arguments: [
      "digits", "digits-images-idx3-ubyte", "zipped-images-idx3-ubyte.gz",
      "digits-labels.idx1-ubyte.gz",
    ])
  func theSameImagesGiveTheSameAnswers(name: String) throws {
    let answers = try [name, "digits.npz"].map {
      let data = Self.images.appending(path: $0).path()
      return try Program.answer(
        "predict", Program.onnx, "--data", data, "--format", "json", "--logits"
      ).json
    }
    for member in ["count", "predictions", "logits", "unreadable"] {
      #expect(answers[0][member] == answers[1][member])
    }
    // Numbers are outputs; "ten" is none of those that the card names.
    let isFolder = name == "digits"
    #expect(answers[0]["labels"] == answers[1]["labels"] || isFolder)
    #expect((answers[0]["accuracy"] == .null) == isFolder)
    #expect(answers[0]["unreadable"] == .array([]))
  }

  @Test func whatIsLeftOutIsCountedAndNamedInOneLine() throws {
    try withSpoiledFolder { path in
      let options = ["--data", path, "--format", "json"]
      let commands = [
        ["predict", Program.onnx], ["signals", Program.onnx, "--layer", "2"],
        ["hypergraph", Program.onnx, "--layer", "2"], ["hierarchy", Program.onnx, "--layer", "2"],
      ]
      for command in commands {
        let run = try Program.run(command + options)
        #expect(run.status == 0, "\(run.error)")
        let start = "ddp-tui: 5 of 8 images are left out: eight/1.png: "
        #expect(run.error.hasPrefix(start), "\(run.error)")
        #expect(run.error.hasSuffix("; and 2 more\n"), "\(run.error)")
        #expect(run.error.count { $0.isNewline } == 1)
        let leftOut = try run.json["unreadable"].array
        #expect(leftOut.map { $0["image"].int } == [1, 2, 3, 5, 7])
        #expect(leftOut[2]["file"].string == "nine/a.png")
        #expect(leftOut[2]["reason"].string == "the file is empty")
      }
      let pane = try Program.run(
        ["export", Program.onnx, "--data", path, "--view", "hypergraph", "--layer", "2"])
      #expect(pane.status == 0 && pane.error.hasPrefix("ddp-tui: 5 of 8 images"), "\(pane.error)")
      let predicted = try Program.run(["predict", Program.onnx] + options).json
      #expect(
        predicted["count"].int == 3
          && predicted["labels"].array.map(\.string) == ["eight", "ten", "ten"])
      let rows = try Program.run(
        ["predict", Program.onnx, "--data", path, "--format", "csv"]
      ).csv
      #expect(rows.dropFirst().map { $0[0] } == ["0", "4", "6"])
      let signals = try Program.run(
        ["signals", Program.onnx, "--layer", "2", "--data", path, "--format", "csv"]
      ).csv
      #expect(signals.dropFirst().map { $0[0] } == ["0", "4", "6"])
    }
  }

  /// Beside others it is left out; where it is the one that is asked for, there is nothing to show.
  @Test(arguments: ["images", "overlay", "projection", "stages"])
  func aBadImageCanNotBeExported(_ view: String) throws {
    try withSpoiledFolder { path in
      let line = try Program.refusal(
        65, "export", Program.onnx, "--data", path, "--layer", "1", "--view", view, "--image", "1")
      #expect(line.contains("digits: image 1, eight/1.png, can't be used: "), "\(line)")
    }
  }

  @Test func aBadImageCanNotBeProjected() throws {
    try withSpoiledFolder { path in
      let line = try Program.refusal(
        65, "project", Program.onnx, "--data", path, "--layer", "1", "--image", "1")
      #expect(line.contains(": image 1, eight/1.png, can't be used: "))
      #expect(line.hasSuffix("; choose another\n"))
      _ = try Program.answer(
        "project", Program.onnx, "--data", path, "--layer", "1", "--image", "4")
    }
  }

  @Test func whatCanNotBeShownIs65() throws {
    try Program.withFolder { folder in
      let path = folder.path()
      #expect(
        try Program.refusal(65, "predict", Program.onnx, "--data", path).contains("no images"))
      let classFolder = folder.appending(path: "zero")
      try FileManager.default.createDirectory(at: classFolder, withIntermediateDirectories: true)
      let empty = try Program.refusal(65, "predict", Program.onnx, "--data", path)
      #expect(empty.contains("no PNG, JPEG or WebP"))
      try Data("x".utf8).write(to: classFolder.appending(path: "a.png"))
      let bad = try Program.refusal(65, "predict", Program.onnx, "--data", path)
      #expect(bad.contains("none of its 1 images can be used"))
    }
    let cifar = Self.images.appending(path: "cifar10").path()
    let unfit = try Program.refusal(65, "predict", Program.onnx, "--data", cifar)
    #expect(unfit.contains("3x32x32") && unfit.contains("1x28x28"))
  }
}
