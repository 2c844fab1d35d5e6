import Foundation
import Testing

/// Numbers that are not finite are no answer, whatever has made them.
@Suite struct NotFiniteTests {
  /// A network of a convolution of 4 filters and a layer of 10 outputs, beside images of digits; `change` is
  /// done to its weights, and `images` to these, which are floats then, in numpy's words.
  private func withNetwork(
    _ change: String, images: String? = nil, _ body: (_ model: String, _ folder: URL) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let model = folder.appending(path: "m.npz").path()
      let data = folder.appending(path: "d.npz").path()
      try Python.run(
        """
        import sys, numpy as np
        random = np.random.default_rng(2)
        conv = random.normal(size=(4, 1, 3, 3)).astype("float32")
        bias = np.zeros(4, "float32")
        fc = (random.normal(size=(10, 2704)) / 50).astype("float32")
        \(change)
        np.savez(sys.argv[1], **{"conv.weight": conv, "conv.bias": bias, "fc.weight": fc})
        data = dict(np.load(sys.argv[3]))
        images = data["images"]
        \(images.map { "images = images / np.float32(255); \($0)" } ?? "")
        np.savez(sys.argv[2], images=images, labels=data["labels"])
        """, model, data, Program.digits)
      let card = """
        [input]
        shape = [1, 28, 28]
        [data]
        path = "d.npz"
        [network]
        layers = ["conv", "relu", "flatten", "fc"]
        """
      try Data(card.utf8).write(to: folder.appending(path: "m.toml"))
      try body(model, folder)
    }
  }

  private static let root = Program.faults + "root.onnx"

  @Test func anImageIsNotOptimisedWhereItsGradientIsNoNumber() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "image.png").path()
      let run = [Self.root, "--layer", "2", "--vector", "0", "-o", file]
      for options in [[], ["--parametrisation", "pixel"], ["--starts", "2"]] {
        let line = try Program.refusal(65, ["visualize"] + run + options)
        #expect(
          line.contains(
            "root.onnx: conv2: the gradient of the objective is not a number at the start"),
          "\(line)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
      // The layer before the root has one.
      _ = try Program.answer(
        "visualize", Self.root, "--layer", "1", "--vector", "0", "--steps", "2", "-o", file)
    }
  }

  @Test(arguments: ["bias[:] = np.nan", "conv[:] = np.nan", "conv *= 1e38; fc *= 1e38"])
  func anImageIsNotOptimisedWhereItsObjectiveIsNotFinite(_ change: String) throws {
    try withNetwork(change) { model, folder in
      for steps in ["0", "5"] {
        let line = try Program.refusal(
          65, "visualize", model, "--layer", "fc", "--vector", "0", "--steps", steps, "-o",
          folder.appending(path: "image.png").path())
        #expect(line.contains("m.npz: fc: the objective is "), "\(line)")
        #expect(line.contains("at the start; choose another layer"), "\(line)")
      }
    }
  }

  @Test func exportNamesTheLayerWhoseImageThereIsNot() throws {
    let line = try Program.refusal(
      65, "export", Self.root, "--layer", "2", "--view", "optimised")
    #expect(line.contains("root.onnx: conv2: the gradient of the objective"), "\(line)")
  }

  /// Another image is no help where noise has no objective either.
  @Test(arguments: [
    ("bias[:] = np.nan", "choose another layer"), ("", "begin with another image"),
  ])
  func anImageToBeginWithIsBlamedForItsOwnFaultsAlone(_ change: String, cure: String) throws {
    let images = "images[3] = 3e38 * np.sign(images[3] - 0.5)"
    try withNetwork(change, images: images) { model, folder in
      let line = try Program.refusal(
        65, "visualize", model, "--layer", "fc", "--vector", "0", "--from", "3", "-o",
        folder.appending(path: "image.png").path())
      #expect(line.contains("m.npz: fc: the objective is"), "\(line)")
      #expect(line.hasSuffix("at the start; \(cure)\n"), "\(line)")
    }
  }

  @Test func aPageSaysWhyItHasNoImage() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "page.html")
      _ = try Program.answer(
        "report", Self.root, "--data", Program.digits, "--layer", "2", "--steps", "2", "-o",
        file.path())
      let page = try String(contentsOf: file, encoding: .utf8)
      #expect(page.contains("no optimised image: root.onnx: conv2: the gradient"))
      #expect(!page.contains("Image optimised") && !page.contains("NaN"))
    }
  }

  @Test func whatIsNotFiniteIsLikeNothing() throws {
    try withNetwork("bias[1] = np.nan") { model, _ in
      let line = try Program.refusal(
        65, "overlay", model, "--images", "0,1", "--layer", "conv", "--at", "3,3", "--format",
        "csv")
      #expect(line.contains("what conv makes of image 0 is not finite"), "\(line)")
    }
  }

  /// What is predicted is not known then; all else is.
  @Test func imagesAreListedWithoutPredictions() throws {
    try withNetwork("fc[:] = np.inf") { model, _ in
      let json = try Program.answer(
        "export", model, "--view", "images", "--layer", "conv", "--format", "json"
      ).json
      let images = json["images"].array
      #expect(images.count == 47 && images.allSatisfy { $0["predicted"] == .null })
      #expect(images.allSatisfy { $0["signal"].number != nil })
    }
  }

  @Test func imagesThatAreNoNumbersAreNamed() throws {
    try withNetwork("", images: "images[:] = np.nan") { model, folder in
      let file = folder.appending(path: "image.png").path()
      for options in [["--from", "0"], ["--parametrisation", "phase"]] {
        let line = try Program.refusal(
          65, ["visualize", model, "--layer", "conv", "--vector", "0", "-o", file] + options)
        #expect(line.contains("d.npz: none of its 47 images can be used"), "\(line)")
        #expect(line.contains("is not a number; give others with --data"), "\(line)")
      }
    }
  }

  /// One line, not another of all that are left out.
  @Test func anImageWithoutSignalsIsRefusedInOneLine() throws {
    try withNetwork("", images: "images[3, 4, 5] = np.nan; images[7] = np.inf") { model, _ in
      let graph = ["hypergraph", model, "--layer", "conv", "--between"]
      let line = try Program.refusal(65, graph + ["0,3"])
      #expect(line.contains("image 3 has no signals"), "\(line)")
      #expect(try Program.run(graph + ["0,4"]).error.contains("2 of 47 images are left out"))
      #expect(
        try Program.run(["hierarchy", model, "--layer", "conv"]).error.count(
          where: \.isNewline) == 1)
    }
  }

  /// A layer whose weight is zero has no vectors, so no threshold and no image.
  @Test func aLayerWithoutVectorsSaysSo() throws {
    let words = "the layer has no singular vectors, as its weight is zero"
    try withNetwork("conv[:] = 0") { model, folder in
      for command in [["hypergraph"], ["hypergraph", "--between", "0,1"], ["hierarchy"]] {
        let text = try Program.answer(
          [command[0], model, "--layer", "conv"] + command.dropFirst()
        ).text
        #expect(text.contains(words) && !text.contains("NaN") && !text.contains("lower"), "\(text)")
      }
      for options in [["--all"], ["--hierarchy"], ["--group", "0"]] {
        let line = try Program.refusal(
          64,
          ["visualize", model, "--layer", "conv", "-o", folder.appending(path: "i").path()]
            + options)
        #expect(line.contains("m.npz: conv: \(words)"), "\(line)")
      }
      let page = folder.appending(path: "page.html")
      _ = try Program.answer("report", model, "--layer", "conv", "-o", page.path())
      let html = try String(contentsOf: page, encoding: .utf8)
      #expect(html.contains(words) && !html.contains("NaN"))
      for view in ["chosen", "hypergraph", "hierarchy"] {
        let pane = try Program.answer("export", model, "--layer", "conv", "--view", view).text
        #expect(pane.contains("no singular vectors") && !pane.contains("NaN"), "\(pane)")
      }
    }
  }
}
