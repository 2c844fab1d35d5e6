import Foundation
import Testing

/// A folder with one model opens as the model does; others are told apart in one line.
@Suite struct ModelFolderTests {
  /// A folder of files of these names, each a copy of another.
  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    try Program.withFolder { folder in
      for (name, source) in files {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: file.path())
      }
      try body(folder.path())
    }
  }

  @Test func theModelOfAFolderIsOpenedWithWhatLiesBesideIt() throws {
    let card = Program.samples + "mnist.toml"
    let files = [
      "model.onnx": Program.onnx, "model.toml": card, "mnist.npz": Program.digits,
      "README.md": card, "training_args.bin": card, "optimizer.pt": card,
    ]
    try withFolder(files) { folder in
      for path in [folder, folder.hasSuffix("/") ? String(folder.dropLast()) : folder + "/"] {
        let text = try Program.answer("predict", path).text
        #expect(text.contains("accuracy 85.1 % (40 of 47 images)"))
        #expect(text.contains("by model.toml\n"))
      }
      #expect(try Program.answer("layers", folder).text.hasPrefix("model.onnx  onnx"))
      #expect(try Program.answer("layers", folder + "/model.onnx").status == 0)
    }
  }

  @Test func theWeightsThatTransformersTakesComeFirst() throws {
    let weights = Program.samples + "mnist.bin"
    try withFolder(["pytorch_model.bin": weights, "model.safetensors": weights]) { folder in
      let text = try Program.answer("layers", folder).text
      #expect(text.hasPrefix("model.safetensors  "))
    }
  }

  @Test func anIndexStandsForItsFiles() throws {
    let weights = Program.samples + "mnist.bin"
    let shards = [
      "model-00001-of-00002.safetensors": weights, "model-00002-of-00002.safetensors": weights,
    ]
    try withFolder(shards) { folder in
      let map = ["conv1.weight", "fc2.weight"].enumerated().map { index, name in
        "\"\(name)\": \"model-0000\(index + 1)-of-00002.safetensors\""
      }
      try Data("{\"weight_map\": {\(map.joined(separator: ", "))}}".utf8)
        .write(to: URL(filePath: folder).appending(path: "model.safetensors.index.json"))
      let text = try Program.answer("layers", folder).text
      #expect(text.contains("conv1") && text.contains("fc2") && !text.contains("conv2"))
    }
  }

  @Test func severalModelsAreListedInOneLine() throws {
    let line = try Program.refusal(65, "layers", Program.samples)
    #expect(
      line.contains("holds several models: fashion.onnx, mnist.bin, mnist.onnx; name one of them"))
  }

  @Test func aFolderWithoutAModelSaysWhatItHolds() throws {
    let images = Program.faults + "digits"
    for folder in [images, images + "/3"] {
      let line = try Program.refusal(65, "layers", folder)
      #expect(line.contains("holds images, but no model; give a model, and these with --data"))
    }
    let cifar = URL(filePath: Program.faults).deletingLastPathComponent()
      .appending(path: "images/cifar10").path()
    #expect(try Program.refusal(65, "layers", cifar).contains("holds images, but no model"))
    try withFolder(["README.md": Program.samples + "mnist.toml"]) { folder in
      for arguments in [["layers", folder], [folder]] {
        let line = try Program.refusal(65, arguments)
        #expect(line.contains("holds no model; give a folder"))
      }
    }
  }
}
