import Foundation
import Testing

/// What is done to pixels is told, with who states it.
@Suite struct PreparationTests {
  /// The lines of `layers` and `predict` about the input, which are alike, and its object.
  private func input(_ options: [String]) throws -> (line: String, json: JSONValue) {
    let lines = try ["layers", "predict"].map { command in
      let data = command == "predict" ? ["--data", Program.digits] : []
      let text = try Program.answer([command] + options + data)
      return try #require(text.lines.first { $0.hasPrefix("input: ") })
    }
    #expect(lines[0] == lines[1])
    let json = try Program.answer(["layers"] + options + ["--format", "json"]).json
    let other = try Program.answer(
      ["predict"] + options + ["--data", Program.digits, "--format", "json"]
    ).json
    #expect(json["input"] == other["input"])
    return (lines[0], json["input"])
  }

  @Test func whatACardStatesIsToldWithItsName() throws {
    let (line, json) = try input([Program.onnx])
    #expect(line == "input: (pixel / 255 - 0.1307) / 0.3081, by mnist.toml")
    #expect(json["assumed"] == .bool(false))
    #expect(json["files"].array.map(\.string) == ["mnist.toml"])
    #expect(json["scale"].number == 255 && json["mean"].array.map(\.number) == [0.1307])
    #expect(json["order"].string == "RGB" && json["std"].array.map(\.number) == [0.3081])
  }

  @Test func whatNobodyStatesIsAssumed() throws {
    try Program.withFolder { folder in
      let model = folder.appending(path: "net.onnx")
      try FileManager.default.copyItem(atPath: Program.onnx, toPath: model.path())
      let (line, json) = try input([model.path()])
      #expect(line == "input: pixel / 255, no mean, assumed: no card")
      #expect(json["assumed"] == .bool(true) && json["files"].array.isEmpty)
      try Data("[input]\nshape = [1, 28, 28]\n".utf8).write(to: folder.appending(path: "net.toml"))
      #expect(
        try input([model.path()]).line
          == "input: pixel / 255, no mean, assumed: net.toml states none")
      try Data("[input]\nscale = 1\n".utf8).write(to: folder.appending(path: "net.toml"))
      #expect(try input([model.path()]).line == "input: pixel, by net.toml")
    }
  }

  @Test func aGraphOfWholeNumbersTakesPixelsAsTheyAre() throws {
    let text = try Program.answer("layers", Program.faults + "uint8_input.onnx").text
    #expect(text.contains("input: pixel, as the graph takes whole numbers\n"))
  }

  /// Floats are taken as they are, whatever is stated of bytes; those that can't be what that makes of bytes are
  /// doubted.
  @Test(arguments: [("/ 255 - 0.1307) / 0.3081", false), ("* 1.0)", true)])
  func floatsAreToldAndDoubtedWhereTheyAreNotPrepared(_ change: String, _ isDoubted: Bool) throws {
    try Program.withFolder { folder in
      let data = folder.appending(path: "floats.npz").path()
      try Python.run(
        """
        import sys, numpy
        data = numpy.load(sys.argv[1])
        images = (data["images"].astype("float32") \(change)
        numpy.savez(sys.argv[2], images=images.astype("float32"), labels=data["labels"])
        """, Program.digits, data)
      let run = try Program.run(["predict", Program.onnx, "--data", data])
      #expect(run.status == 0 && run.lines.contains("input: floats, as the file has them"))
      #expect(run.error.contains("the images are floats and taken as they are") == isDoubted)
      #expect(run.error.contains("mnist.toml makes of bytes (-0.42") == isDoubted, "\(run.error)")
    }
  }

  @Test func nothingIsSaidWithoutAGraph() throws {
    let run = ["layers", Program.architectures + "adaptive.npz"]
    #expect(!(try Program.answer(run).text.contains("input: ")))
    #expect(try Program.answer(run + ["--format", "json"]).json["input"] == .null)
  }
}
