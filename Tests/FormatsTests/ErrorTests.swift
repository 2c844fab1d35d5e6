import Foundation
import Formats
import System
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

  @Test func theNameOfAFileDoesNotMatter() throws {
    for name in ["types.pt", "small.onnx", "arrays.npz"] {
      let bytes = try Data(contentsOf: URL(filePath: Fixture.path(name)))
      try Fixture.withFile(Array(bytes), named: "picture.png") { path in
        #expect(Fixture.error(path) == nil)
      }
    }
  }

  @Test func anErrorIsOneLineWhateverTheFileSays() {
    let error = Failure(
      kind: .damaged, subject: "a\nb", place: "tensor \u{1B}[31m\u{202E}", problem: "p\r\n",
      cure: String(repeating: "x", count: 5000))
    #expect(!error.description.contains { $0.isNewline || $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(error.description.count < 1000)
  }
}
