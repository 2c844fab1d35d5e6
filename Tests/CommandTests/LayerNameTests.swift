import Foundation
import Testing

/// Layers of one network have one name, whoever wrote the file.
@Suite struct LayerNameTests {
  private func names(_ file: String) throws -> [String?] {
    try Program.answer("layers", Program.faults + file, "--format", "json").json["layers"].array
      .map { $0["name"].string }
  }

  @Test(arguments: [("exported", "exported"), ("dynamo_names", "dynamo_names")])
  func weightsThatTheExporterRenamedGoByTheirParameters(graph: String, state: String) throws {
    let names = Set(try names(graph + ".onnx"))
    // Without a graph, a matrix that is not named as a weight is none of a layer.
    #expect(try names.isSuperset(of: self.names(state + ".pth")))
  }

  @Test func aRenamedWeightOfNoModuleKeepsItsName() throws {
    let names = try names("exported.onnx")
    #expect(
      names == [
        "stem", "mlp.0", "mlp.2", "shared", "attention.in_proj_weight", "attention.out_proj",
        "plain", "matrix", "head",
      ])
  }

  @Test func whereOnlyScopesAreNotedTheyNameTheLayers() throws {
    #expect(
      try names("exported_scopes.onnx") == [
        "stem", "mlp.0", "mlp.2", "shared", "attention", "attention.out_proj", "plain", "matrix",
        "head",
      ])
  }

  @Test func compareFindsThemByTheirNames() throws {
    let models = ["dynamo_names.onnx", "dynamo_names.pth"].map { Program.faults + $0 }
    let json = try Program.answer(
      ["compare"] + models + ["--matrization", "unfolded", "--format", "json"]
    ).json["models"].array
    for layer in json.last?["layers"].array ?? [] {
      let difference = try #require(layer["alpha_difference"]["unfolded"].number)
      // The weights are the same; a transpose changes the order of sums.
      #expect(abs(difference) < 1e-9)
    }
  }

  /// Numbers of images are of one use of a shared weight, and say of which.
  private func expectFirstUse(of layer: String, in model: String) throws {
    try Program.withFolder { folder in
      let data = folder.appending(path: "images.npz").path()
      try Python.run(
        """
        import struct, sys, zipfile
        def array(kind, shape, values):
            head = str({"descr": kind, "fortran_order": False, "shape": shape}).ljust(117) + "\\n"
            return b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", 118) + head.encode() + values
        with zipfile.ZipFile(sys.argv[1], "w") as file:
            file.writestr("images.npy", array("|u1", (3, 2, 6, 6), bytes(range(216))))
            file.writestr("labels.npy", array("|u1", (3,), bytes([0, 1, 2])))
        """, data)
      for (command, options) in [
        ("signals", []), ("hypergraph", []), ("hierarchy", []), ("project", ["--image", "0"]),
      ] {
        func answer(_ layer: String, _ format: String) throws -> Program.Run {
          try Program.answer(
            [command, model, "--data", data, "--layer", layer, "--format", format] + options)
        }
        let json = try answer(layer, "json").json
        #expect(json["use"].int == 1 && json["uses"].int == 2, "\(command)")
        #expect(try answer("conv", "json").json["uses"].int == 1, "\(command)")
        let text = try answer(layer, "text").text
        #expect(text.hasPrefix("\(layer)  use 1 of 2"), "\(command)")
        #expect(try !answer("conv", "text").text.contains("use 1 of"), "\(command)")
      }
    }
  }

  @Test func aWeightOfPartsGoesByWhatTheyStandFor() throws {
    #expect(try names("parts.onnx") == ["normed", "pruned", "plain", "listed", "quantized"])
  }

  @Test func aMatrixAndItsTransposeAreOneLayer() throws {
    let file = Program.faults + "tied.onnx"
    let layers = try Program.answer("layers", file, "--format", "json").json["layers"].array
    #expect(layers.map { $0["name"].string } == ["fc"])
    #expect(layers.map { $0["uses"].int } == [2])
  }

  @Test func aSharedWeightIsOneLayerThatItsNamesReach() throws {
    let file = Program.faults + "shared.onnx"
    let layers = try Program.answer("layers", file, "--format", "json").json["layers"].array
    #expect(layers.map { $0["name"].string } == ["conv", "point", "fc"])
    #expect(layers.map { $0["uses"].int } == [1, 2, 2])
    #expect(try Program.answer("layers", file).lines.contains("point: used 2 times"))
    let spectra = try Program.answer("spectrum", file, "--format", "json").json
    #expect(spectra["alpha_hat_of"] == .int(3))
    _ = try Program.answer("spectrum", file, "--layer", "fc")
    try expectFirstUse(of: "point", in: file)
    let tied = Program.faults + "tied.pth"
    let text = try Program.answer("layers", tied).lines
    #expect(text.contains("encoder: used 2 times (also as decoder)"))
    #expect(
      try Program.answer("spectrum", tied, "--layer", "decoder").output
        == Program.answer("spectrum", tied, "--layer", "encoder").output)
  }

  @Test(arguments: [
    // Eight filters of 3 x 3 x 3.
    ("constant_weights.onnx", 216),
    // A convolution, scale and shift of a normalisation, and two weights that are used twice; not its
    // statistics, nor a factor.
    ("shared.onnx", 54 + 6 + 9 + 9),
    // torch's sum of `numel()` over `parameters()`: a tied weight counts once.
    // The magnitudes and directions of a weight_norm, and four weights of 9; not their masks.
    ("parts.onnx", 3 + 54 + 4 * 9), ("tied.onnx", 5 * 2),
    ("tied.pth", 54 + 9 * 6 + 6), ("exported.pth", 809),
    ("exported.onnx", 809),
  ])
  func whatWasTrainedIsCounted(file: String, count: Int) throws {
    let json = try Program.answer("layers", Program.faults + file, "--format", "json").json
    #expect(json["parameters"] == .int(count))
  }

  @Test func layersWithinBranchesAndLoopsAreListed() throws {
    #expect(try names("loop.onnx") == ["conv", "inner"])
    #expect(try names("if_branches.onnx") == ["wt", "fc"])
    let json = try Program.answer(
      "layers", Program.faults + "if_branches.onnx", "--format", "json"
    ).json
    #expect(json["left_out"].array.map { $0["name"].string } == ["we"])
    _ = try Program.answer("spectrum", Program.faults + "loop.onnx", "--layer", "inner")
    let refusal = try Program.refusal(
      65, "signals", Program.faults + "loop.onnx", "--layer", "inner", "--data",
      Program.faults + "loop.npz")
    #expect(refusal.contains("Loop"))
  }
}
