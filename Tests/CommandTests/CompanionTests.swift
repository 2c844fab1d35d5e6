import Foundation
import Testing

/// What lies beside a model is taken where its card says nothing, and told with the file's name.
@Suite struct CompanionTests {
  private static let numbers = #"""
    {"image_processor_type": "ViTImageProcessor", "size": {"height": 28, "width": 28},
     "resample": 3, "do_rescale": true, "rescale_factor": 0.00392156862745098,
     "image_mean": [0.1307], "image_std": [0.3081]}
    """#
  private static let words = [
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
  ]
  private static let names =
    #"{"architectures": ["DigitNet"], "id2label": {"#
    + words.enumerated().map { #""\#($0)": "\#($1)""# }.joined(separator: ", ") + "}}"

  /// A folder with the sample's network and files of these names and texts.
  private func withModel(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    try Program.withFolder { folder in
      try FileManager.default.copyItem(
        atPath: Program.onnx, toPath: folder.appending(path: "model.onnx").path())
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      try body(folder)
    }
  }

  private func predict(_ folder: URL, data: String = Program.digits) throws -> Program.Run {
    try Program.answer("predict", folder.appending(path: "model.onnx").path(), "--data", data)
  }

  @Test func theCardComesFirstAndThenTheFilesBesideTheModel() throws {
    try withModel(["preprocessor_config.json": Self.numbers, "config.json": Self.names]) { folder in
      let run = try predict(folder)
      let line = "input: (pixel / 255 - 0.1307) / 0.3081, by "
      #expect(run.text.contains(line + "preprocessor_config.json\n"))
      #expect(run.text.contains("accuracy 85.1 % (40 of 47 images)"))
      #expect(run.text.contains("classes are named by config.json\n"))
      #expect(run.text.contains("sieben"))
      let json = try Program.answer(
        "predict", folder.appending(path: "model.onnx").path(), "--data", Program.digits,
        "--format", "json"
      ).json
      #expect(json["outputs_file"].string == "config.json")
      #expect(json["classes"].array.map { $0["name"].string } == Self.words)
      #expect(json["input"]["assumed"] == .bool(false))
      #expect(json["resizing"] == .null)

      let card = folder.appending(path: "model.toml")
      try Data("[input]\nmean = [0.2]\n[data]\noutputs = [\"\(names(1))\"]\n".utf8).write(to: card)
      let stated = try predict(folder)
      #expect(
        stated.text.contains(
          "input: (pixel / 255 - 0.2) / 0.3081, by model.toml and preprocessor_config.json\n"))
      #expect(!stated.text.contains("named by") && stated.text.contains("n1x"))
    }
  }

  /// As exporters to ONNX leave it: the model in a folder below its configurations.
  @Test func aModelInAFolderOfItsOwnHasTheFilesAroundIt() throws {
    try withModel(["preprocessor_config.json": Self.numbers, "config.json": Self.names]) { folder in
      let inner = folder.appending(path: "onnx")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      try FileManager.default.moveItem(
        at: folder.appending(path: "model.onnx"), to: inner.appending(path: "model.onnx"))
      for model in [folder, inner, inner.appending(path: "model.onnx")] {
        let run = try Program.answer("predict", model.path(), "--data", Program.digits)
        #expect(run.text.contains("accuracy 85.1 % (40 of 47 images)"))
        #expect(run.text.contains("classes are named by config.json\n"))
      }
      try Data("[]".utf8).write(to: inner.appending(path: "config.json"))
      let run = try Program.answer("predict", folder.path(), "--data", Program.digits)
      #expect(!run.text.contains("named by"), "what lies beside the model comes first")
    }
  }

  private func names(_ seed: Int) -> String {
    (0..<10).map { "n\(seed + $0)x" }.joined(separator: "\", \"")
  }

  @Test func picturesAreResizedByTheFilesBesideTheModel() throws {
    let files = [
      "preprocessor_config.json": Self.numbers,
      "synset_words.txt": Self.words.enumerated().map { "\($0) \($1)\n" }.joined(),
    ]
    try withModel(files) { folder in
      let run = try predict(folder, data: Program.faults + "digits")
      #expect(run.text.contains("pictures: to 28x28, bicubic, by preprocessor_config.json\n"))
      // Folders are matched by the first words of the list.
      #expect(run.text.contains("classes are named by synset_words.txt\n"))
      #expect(run.text.contains("accuracy 100.0 % (27 of 27 images)"))
      let json = try Program.answer(
        "predict", folder.appending(path: "model.onnx").path(), "--data",
        Program.faults + "digits", "--format", "json"
      ).json
      #expect(json["resizing"]["sides"].ints == [28, 28])
      #expect(json["resizing"]["interpolation"].string == "bicubic")
    }
  }

  @Test func foldersThatNoOutputIsCalledAfterAreNotMatchedByOrder() throws {
    let list = (0..<10).map { "name\($0)\n" }.joined()
    try withModel(["labels.txt": list]) { folder in
      let digits = folder.appending(path: "digits")
      try FileManager.default.copyItem(
        atPath: Program.faults + "digits", toPath: digits.path())
      try FileManager.default.moveItem(
        at: digits.appending(path: "3"), to: digits.appending(path: "drei"))
      let run = try predict(folder, data: digits.path())
      #expect(run.text.contains("no accuracy: "))
      #expect(run.text.contains("\"0\" is no output, or several, of those that labels.txt names"))
    }
  }

  @Test func whatDoesNotFitIsPassedOverWithAWarning() throws {
    let colours = #"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "size": 28}"#
    for (name, text, word) in [
      ("config.json", "{", "config.json: byte 1: "),
      ("preprocessor_config.json", colours, "preprocessor_config.json has a mean or std of 3"),
      (
        "config.json", #"{"model_type": "a", "id2label": {"0": "b"}}"#,
        "config.json names 1 classes"
      ),
    ] {
      try withModel([name: text]) { folder in
        let run = try Program.run(
          ["predict", folder.appending(path: "model.onnx").path(), "--data", Program.digits])
        #expect(run.status == 0 && run.error.contains(word), "\(run.error)")
        #expect(run.error.hasSuffix("passed over\n") && run.error.count { $0.isNewline } == 1)
        #expect(run.text.contains("input: pixel / 255, no mean, assumed: no card\n"))
      }
    }
    // A list may be of anything.
    try withModel(["labels.txt": "a\nb\n"]) { _ = try predict($0) }
  }

  /// Signals of other preparations are not merged.
  @Test func filesBesideTheModelAreInTheDigestOfTheCard() throws {
    try withModel(["preprocessor_config.json": Self.numbers]) { folder in
      let arguments = [
        "signals", folder.appending(path: "model.onnx").path(), "--data", Program.digits,
        "--layer", "fc2",
      ]
      let parts = try [("0-3", "a"), ("4-7", "b")].map { images, name in
        let path = folder.appending(path: name + ".npz").path()
        _ = try Program.answer(arguments + ["--images", images, "-o", path])
        try Data(Self.numbers.replacing("0.1307", with: "0.2").utf8)
          .write(to: folder.appending(path: "preprocessor_config.json"))
        return path
      }
      let line = try Program.refusal(
        65, "hypergraph", arguments[1], "--layer", "fc2", "--signals", parts[0], "--signals",
        parts[1])
      #expect(line.contains("cards"), "\(line)")
    }
  }
}
