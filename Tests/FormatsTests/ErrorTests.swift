import Foundation
import Formats
import Testing

@Suite struct ErrorTests {
  @Test func aMissingFileIsNotFound() throws {
    for path in ["/no/such/file", Fixture.path("types.pt/inside"), ""] {
      let error = try #require(Fixture.error(path))
      #expect(error.kind == .notFound)
      #expect(error.description == "\(path): no such file; check the name")
    }
  }

  @Test func anEmptyFileAFolderAndADeviceAreNamed() throws {
    try Fixture.withFile([]) { path in
      #expect(
        Fixture.error(path)?.description == "\(path): the file is empty; write or download it again"
      )
    }
    #expect(Fixture.error(Fixture.folder)?.problem == "is a folder, not a file")
    #expect(Fixture.error("/dev/null")?.problem == "is a pipe or a device")
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], "a PNG picture"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG picture"),
      ([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], "an HDF5 file (Keras)"),
      ([0x1F, 0x8B, 8, 0], "compressed with gzip"),
      ([0x80, 4, 0x95], "a Python pickle, not a file of torch.save"),
      (
        [16, 0, 0, 0, 0, 0, 0, 0] + Array("{\"w\":{}}".utf8),
        "a safetensors file, which is not read yet"
      ),
      (Array("import torch\nmodel = 3\n".utf8), "Python source"),
      (Array("{\"a\": 1}".utf8), "JSON text"),
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
      #expect(!error.cure.isEmpty)
    }
  }

  @Test func theNameOfAFileDoesNotMatter() throws {
    for name in ["types.pt", "small.onnx", "arrays.npz"] {
      let bytes = try Data(contentsOf: URL(filePath: Fixture.path(name)))
      try Fixture.withFile(Array(bytes), named: "picture.png") { path in
        #expect(Fixture.error(path) == nil)
      }
    }
  }

  @Test func anErrorIsOneLineWhateverTheFileSays() {
    let error = FormatError(
      kind: .damaged, file: "a\nb", place: "tensor \u{1B}[31m\u{202E}", problem: "p\r\n",
      cure: String(repeating: "x", count: 5000))
    #expect(!error.description.contains { $0.isNewline || $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(error.description.count < 1000)
  }
}
