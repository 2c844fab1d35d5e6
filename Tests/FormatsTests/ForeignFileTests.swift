import Formats
import Foundation
import System
import Testing

/// Files that are not read are named, with what to do about them.
@Suite struct ForeignFileTests {
  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], "a PNG picture"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG picture"),
      ([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], "an HDF5 file (Keras)"),
      ([0x1F, 0x8B, 8, 0], "compressed with gzip"),
      ([0x80, 4, 0x95], "a Python pickle, not a file of torch.save"),
      (Array("import torch\nmodel = 3\n".utf8), "Python source"),
      (
        Array("{\"a\": 1}".utf8),
        "JSON text without weights or a weight_map of files that have them"
      ),
      (Array("<!DOCTYPE html><html>".utf8), "a web page; a download may have gone wrong"),
      (
        Array("version https://git-lfs.github.com/spec/v1\n".utf8),
        "a Git LFS pointer, not the file itself"
      ),
      (Array("Grüße aus dem Text".utf8), "a text file"),
      ([0x93, 0x00, 0xFE, 0x01], "no file of a kind known here"),
    ] as [([UInt8], String)])
  func aFileOfAnotherKindIsNamed(bytes: [UInt8], problem: String) throws {
    try Fixture.withFile(bytes, named: "renamed.onnx") { path in
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .unsupported)
      #expect(error.problem == problem)
      #expect(error.cure?.isEmpty == false)
    }
  }

  @Test(
    arguments: [
      (
        [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10],
        "an HDF5 file (Keras); "
          + "convert it: python -m tf2onnx.convert --keras FILE --output model.onnx"
      ),
      (
        [28, 0, 0, 0] + Array("TFL3".utf8),
        "a TensorFlow Lite model; "
          + "convert it: python -m tf2onnx.convert --tflite FILE --output model.onnx"
      ),
      (
        Array("sys_info\0".utf8) + Array(repeating: 0, count: 248) + Array("ustar\0".utf8),
        "a PyTorch file of 2016, in tar format; "
          + "load it in Python and save it again with torch.save"
      ),
      (
        [0x80, 4, 0x95] + Array("csklearn.linear_model".utf8),
        "a pickled scikit-learn model; "
          + "load it in Python and save it again with torch.save or numpy.savez"
      ),
      (
        [0x81, 0xA6] + Array("params".utf8) + [0x81],
        "MessagePack, perhaps weights of Flax; "
          + "load it in Python and save its arrays with numpy.savez"
      ),
      (
        ProtobufMessage([(1, .int(1)), (2, .message([(1, .message([(5, .text("serve"))]))]))])
          .bytes,
        "the graph of a TensorFlow SavedModel; "
          + "convert it: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx"
      ),
      (
        ProtobufMessage([(1, .int(4)), (2, .message([])), (500, .message([]))]).bytes,
        "a Core ML model; export the network that it was made from to ONNX"
      ),
      (
        ProtobufMessage([(1, .message([(1, .text("x")), (2, .text("Placeholder"))]))]).bytes,
        "a graph of TensorFlow; convert it: python -m tf2onnx.convert --graphdef FILE "
          + "--output model.onnx --inputs NAME:0 --outputs NAME:0"
      ),
      (
        ProtobufMessage([(1, .message([(1, .int(0)), (2, .int(-1))])), (4, .message([]))]).bytes,
        "a program of PaddlePaddle; convert it with paddle2onnx"
      ),
    ] as [([UInt8], String)])
  func modelsOfOtherToolsAreNamedWithACure(bytes: [UInt8], line: String) throws {
    try Fixture.withFile(bytes) { path in
      #expect(Fixture.error(path)?.description == "\(path): \(line)")
    }
  }

  @Test func foldersOfOtherToolsAreNamed() throws {
    try Fixture.withFile([1], named: "saved_model.pb") { path in
      let folder = URL(filePath: path).deletingLastPathComponent().path()
      #expect(
        Fixture.error(folder)?.description
          == "\(folder): a TensorFlow SavedModel; "
          + "convert it: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx")
    }
  }

  @Test func aKerasArchiveIsNamed() throws {
    let path = Fixture.path("model.keras")
    #expect(
      Fixture.error(path)?.description
        == "\(path): a Keras model; "
        + "convert it: python -m tf2onnx.convert --keras FILE --output model.onnx")
  }
}
