import Foundation
import Testing

/// `project` behind a layer.
@Suite struct StageTests {
  /// The stage of the faults' one layer on the image -3 -1 2 5.
  private func project(_ model: String, _ stage: String, _ format: String) throws -> Program.Run {
    let folder = Program.fixtures + "../faults/"
    return try Program.answer(
      "project", folder + model, "--data", folder + "one_image.npz", "--layer", "1", "--image",
      "0", "--stage", stage, "--format", format)
  }

  @Test func aBiasAsANodeIsGoneThrough() throws {
    let json = try project("conv_add_relu.onnx", "activated", "json").json
    #expect(json["values"].numbers == [0, 0, 3, 6, 4, 2, 0, 0])
    #expect(json["activation"] == .string("ReLU"))
    let text = try project("conv_add_relu.onnx", "activated", "text").text
    #expect(text.contains("activated  ReLU(Y + B)  "))
  }

  @Test func anActivationThatIsWrittenOutHasItsName() throws {
    let json = try project("conv_silu.onnx", "activated", "json").json
    for (value, x) in zip(json["values"].numbers, [-3.0, -1, 2, 5, 3, 1, -2, -5]) {
      // Float's rounding of a quotient.
      #expect(abs(value - x / (1 + exp(-x))) < 1e-6)
    }
    #expect(json["activation"] == .string("SiLU"))
    let text = try project("conv_silu.onnx", "reprojected", "text").text
    #expect(text.contains("reprojected  U^T SiLU(Y + B)  "))
  }

  @Test func whereNoneFollowsThatIsSaid() throws {
    let fashion = Program.samples + "fashion.onnx"
    let layers = try Program.answer("layers", fashion, "--format", "json").json["layers"].array
    let last = try #require(layers.last?["name"].string)
    for (stage, title) in [
      ("activated", "Y + B, no activation follows"),
      ("reprojected", "U^T (Y + B), no activation follows"),
    ] {
      let run = ["project", fashion, "--layer", last, "--image", "0", "--stage", stage]
      #expect(try Program.answer(run + ["--format", "json"]).json["activation"] == .null)
      #expect(try Program.answer(run).text.contains("\(stage)  \(title)  "))
    }
  }

  /// The axes of tokens are outputs, then positions; `reprojected` once crashed on them.
  @Test func tokensHaveEveryStage() throws {
    let folder = Program.fixtures + "../activations/"
    try Program.withFolder { images in
      let data = images.appending(path: "images.npz")
      let python = Process()
      python.executableURL = URL(filePath: "/usr/bin/python3")
      python.arguments = [
        "-c",
        """
        import sys, zipfile
        with zipfile.ZipFile(sys.argv[1]) as a, zipfile.ZipFile(sys.argv[2], "w") as b:
            b.writestr("images.npy", a.read("input.npy"))
            head = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }".ljust(117) + "\\n"
            magic = b"\\x93NUMPY\\x01\\x00" + len(head).to_bytes(2, "little")
            b.writestr("labels.npy", magic + head.encode() + bytes(8))
        """, folder + "tokens.npz", data.path(),
      ]
      try python.run()
      python.waitUntilExit()
      #expect(python.terminationStatus == 0)
      let shapes = [
        "input": [6, 1, 6], "fields": [6, 1, 6], "correlations": [6, 1, 6],
        "projections": [6, 1, 6], "output": [7, 1, 6], "activated": [7, 1, 6],
        "reprojected": [6, 1, 6],
      ]
      for (stage, shape) in shapes {
        let json = try Program.answer(
          "project", folder + "tokens.onnx", "--data", data.path(), "--layer", "rows", "--image",
          "0", "--stage", stage, "--format", "json"
        ).json
        #expect(json["shape"].ints == shape, "\(stage)")
      }
    }
  }
}
