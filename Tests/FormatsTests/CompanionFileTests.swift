import Foundation
import Formats
import LinearAlgebra
import Testing

/// What lies beside a checkpoint is read as transformers and timm take it.
@Suite struct CompanionFileTests {
  private static let folder = ImageFixture.folder.deletingLastPathComponent()
    .appending(path: "companions")

  /// What the files beside a model of these names and texts state.
  private func beside(
    _ files: [String: String]
  ) throws -> (files: [CompanionFile], warnings: [String]) {
    try ImageFixture.withFiles(files.mapValues { Array($0.utf8) }) {
      CompanionFile.beside($0 + "/model.onnx")
    }
  }

  private func preprocessor(_ text: String) throws -> ModelCard.Input {
    let found = try beside(["preprocessor_config.json": text])
    #expect(found.warnings == [])
    return try #require(found.files.first).input
  }

  /// The images of these pictures are those that `make_companions.py` had of transformers' own processors.
  @Test(
    arguments: [
      "convnext", "vit", "deit", "mobilenet", "efficientnet", "mobilevit", "levit", "poolformer",
      "plain", "timm", "timm_squash", "timm_least",
    ])
  func imagesAreThoseOfTheProcessor(name: String) throws {
    let model = Self.folder.appending(path: name + "/model.onnx").path()
    let found = CompanionFile.beside(model)
    #expect(found.warnings == [] && found.files.count == 1)
    let input = try #require(found.files.first).input
    let images = try ImageSet.open(path: ImageFixture.path("sizes"))
    let pixels = try StoredModel.open(path: Self.folder.appending(path: "pixels.npz").path())
    let wanted = try #require(pixels.tensors.first { $0.name == name }).floats()
    // One picture is not compared: see the script.
    let values = try [0..<2, 3..<images.count].flatMap {
      try images.batch($0, as: input).tensor.values
    }
    #expect(values.count == wanted.values.count)
    // The bytes are the same; the arithmetic behind them is in 32 bits here and in up to 64 there.
    let worst = zip(values, wanted.values).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 1
    #expect(worst < 2e-6, "\(worst)")
  }

  @Test func whatAProcessorLeavesOutIsNotStated() throws {
    let input = try preprocessor(#"{"size": {"shortest_edge": 20}, "image_mean": null}"#)
    #expect(input.mean == nil && input.std == nil && input.order == nil)
    #expect(input.scale == 255 && input.resize == .shortSide(20) && input.shape == [3, 20, 20])
    #expect(input.interpolation == nil && input.cutsLow)
    let large = try preprocessor(
      #"{"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}}"#)
    #expect(large.resize == .sides(height: 384, width: 384))
    let bare = try preprocessor(
      #"{"do_rescale": false, "do_normalize": false, "size": 8, "image_mean": [0.5]}"#)
    #expect(bare.scale == 1 && bare.mean == [0] && bare.std == [1])
    let pixels = try preprocessor(#"{"image_mean": [0.5], "image_std": 0.25}"#)
    #expect(pixels.mean == [0.5] && pixels.std == [0.25] && pixels.resize == nil)
  }

  @Test func classesAreNamedByConfigurationsAndLists() throws {
    let config = #"""
      {"architectures": ["ResNetForImageClassification"], "num_labels": 3, "image_size": 32,
       "id2label": {"2": "hen", "0": "tench, fish", "1": "\u00e9"}}
      """#
    let found = try beside(["config.json": config, "labels.txt": "a\nb\n\nc\n", "x.txt": "d"])
    #expect(found.warnings == [])
    #expect(found.files.map(\.outputs) == [["tench, fish", "é", "hen"], ["a", "b", "c"]])
    #expect(found.files.map(\.name) == ["config.json", "labels.txt"])
    #expect(found.files[0].architecture == "ResNetForImageClassification")
    #expect(found.files[0].input.shape == [3, 32, 32])
    let unnamed = try beside(["config.json": #"{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}"#])
    #expect(unnamed.files.map(\.outputs) == [[]] && unnamed.warnings == [])
    let timm = CompanionFile.beside(Self.folder.appending(path: "timm/model.safetensors").path())
    #expect(timm.files.map(\.outputs) == [["n1 tench, fish", "n2 hen"]])
    #expect(timm.files.first?.architecture == "resnet18")
  }

  @Test func timmsFirstFormIsRead() throws {
    let text =
      #"{"architecture": "resnet18", "input_size": [3, 8, 8], "mean": [0.5], "std": [0.25]}"#
    let input = try #require(try beside(["config.json": text]).files.first).input
    #expect(input.mean == [0.5] && input.std == [0.25] && input.resize == .shortSide(9))
  }

  @Test func otherFilesOfTheseNamesStateNothing() throws {
    for text in ["[]", "{}", "3", #""a""#, #"{"compilerOptions": {"strict": true}}"#] {
      let found = try beside(["config.json": text])
      #expect(found.warnings == [] && found.files.allSatisfy { $0.input == ModelCard.Input() })
      #expect(found.files.allSatisfy { $0.outputs == [] && $0.architecture == nil })
    }
  }

  @Test(
    arguments: [
      ("config.json", "{", "has no \""), ("config.json", "", "the file is empty"),
      ("config.json", "{\"a\": NaN}", "has no value"),
      ("config.json", "{\"a\": 1, \"a\": 2}", "twice"),
      ("config.json", "\u{FEFF}{}", "has no"), ("config.json", "{} x", "goes on after its end"),
      ("config.json", "{\"a\": 1e999}", "beyond 64-bit floats"),
      ("config.json", String(repeating: "[", count: 100_000), "nests deeper"),
      ("config.json", "{\"id2label\": {\"0\": \"a\", \"2\": \"b\"}}", "id2label is not"),
      ("config.json", "{\"id2label\": [1]}", "id2label is not"),
      ("config.json", "{\"image_size\": -1}", "image_size is not"),
      ("config.json", "{\"pretrained_cfg\": 1}", "pretrained_cfg is not"),
      (
        "config.json", "{\"pretrained_cfg\": {\"input_size\": [3, 8, 8], \"crop_pct\": 0}}",
        "crop_pct is not"
      ),
      (
        "config.json", "{\"pretrained_cfg\": {\"input_size\": [3, 8, 8], \"crop_pct\": -1}}",
        "crop_pct is not"
      ),
      ("config.json", "{\"pretrained_cfg\": {\"std\": [0]}}", "std is not"),
      ("config.json", "{\"pretrained_cfg\": {\"mean\": [1e300]}}", "mean is not"),
      ("preprocessor_config.json", "{\"image_mean\": \"a\"}", "image_mean is not"),
      ("preprocessor_config.json", "{\"image_mean\": []}", "image_mean is not"),
      ("preprocessor_config.json", "{\"image_std\": [0, 1, 1]}", "image_std is not"),
      ("preprocessor_config.json", "{\"rescale_factor\": 0}", "rescale_factor is not"),
      ("preprocessor_config.json", "{\"rescale_factor\": 1e-300}", "rescale_factor is not"),
      ("preprocessor_config.json", "{\"size\": {\"longest_edge\": 9}}", "size is not"),
      ("preprocessor_config.json", "{\"size\": 99999999}", "size is not"),
      ("preprocessor_config.json", "{\"size\": 9, \"crop_pct\": 0}", "crop_pct is not"),
      ("preprocessor_config.json", "{\"do_resize\": 1}", "do_resize is not"),
      ("labels.txt", "a\0b", "is no list of names"),
      ("labels.txt", String(repeating: "e\u{301}", count: 2000), "has a name of 6000 bytes"),
      (
        "config.json", "{\"id2label\": {\"0\": \"\(String(repeating: "a", count: 2000))\"}}",
        "has a name of 2000 bytes"
      ),
    ])
  func whatIsDamagedIsPassedOverWithAWarning(name: String, text: String, problem: String) throws {
    let found = try beside([name: text])
    #expect(found.files.isEmpty)
    #expect(found.warnings.count == 1)
    let warning = found.warnings.first ?? ""
    #expect(warning.contains(name) && warning.contains(problem), "\(warning)")
    #expect(warning.hasSuffix("it is passed over") && !warning.contains("\n"))
  }

  @Test func whatCanNotBeDoneIsSaidAndTheRestIsTaken() throws {
    for (name, text, word) in [
      ("preprocessor_config.json", #"{"size": 9, "resample": 6}"#, "resample 6"),
      ("preprocessor_config.json", #"{"size": 9, "do_resize": false}"#, "resizes no pictures"),
      ("config.json", #"{"pretrained_cfg": {"interpolation": "cubist"}}"#, "cubist"),
      (
        "config.json", #"{"pretrained_cfg": {"input_size": [3, 8, 8], "crop_mode": "border"}}"#,
        "border"
      ),
    ] {
      let found = try beside([name: text])
      #expect(found.warnings.count == 1 && found.warnings.first?.contains(word) == true)
      #expect(found.files.first?.input.scale == 255)
    }
  }

  /// Whatever bytes a file has, it is read or passed over.
  @Test func changedBytesAreReadOrPassedOver() throws {
    var random = SplitMix(seed: 7)
    let files = try ["deit/preprocessor_config.json", "timm/config.json"].map {
      ($0, try Array(Data(contentsOf: Self.folder.appending(path: $0))))
    }
    for _ in 0..<200 {
      for (path, bytes) in files {
        var changed = bytes
        for _ in 0..<3 {
          changed[.random(in: 0..<bytes.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        try ImageFixture.withFiles([name: changed]) { folder in
          let found = CompanionFile.beside(folder + "/model.onnx")
          #expect(found.files.count + found.warnings.count > 0)
        }
      }
    }
  }
}
