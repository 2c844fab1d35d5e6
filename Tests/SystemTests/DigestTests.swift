import Foundation
import System
import Testing

/// SHA-256 digests are those that `sha256sum` prints.
@Suite struct DigestTests {
  private func withFolder(_ body: (_ folder: URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// What a line of the shell prints in a folder.
  private func output(of line: String, in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The examples of FIPS 180-2, appendix B, and of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func theStandardsExamples(text: String, digest: String) throws {
    #expect(try Digest(of: Array(text.utf8)).text == digest)
  }

  @Test func aFileOfSeveralPartsHasTheDigestThatSha256sumPrints() throws {
    try withFolder { folder in
      let file = folder.appending(path: "file")
      try Data((0..<(33 << 20) + 7).map { UInt8(truncatingIfNeeded: $0 &* 251 >> 7) })
        .write(to: file)
      let digest = try Digest(of: MappedFile(path: file.path()))
      #expect(try output(of: "sha256sum file", in: folder) == "\(digest.text)  file\n")
      struct Stop: Error {}
      var parts = 0
      #expect(throws: Stop.self) {
        _ = try Digest(of: MappedFile(path: file.path())) {
          parts += 1
          if parts == 3 { throw Stop() }
        }
      }
    }
  }

  @Test func severalFilesHaveTheDigestOfTheLinesThatSha256sumPrints() throws {
    try withFolder { folder in
      let names = ["b", "a", "Z", "with space", "ä", "back\\slash", "line\nend"]
      var files: [(name: String, digest: Digest)] = []
      for name in names {
        let file = folder.appending(path: name)
        try Data("of \(name)".utf8).write(to: file)
        files.append((name, try Digest(of: Array("of \(name)".utf8))))
      }
      let expected = try output(of: "sha256sum -- * | sha256sum", in: folder)
      #expect(try Digest(ofFiles: files).text + "  -\n" == expected)
      #expect(try Digest(ofFiles: Array(files.prefix(1))) == files[0].digest)
    }
  }

  @Test func aFileThatIsWrittenIntoHasNone() throws {
    try withFolder { folder in
      let path = folder.appending(path: "file").path()
      try Data([1, 2, 3]).write(to: URL(filePath: path))
      let file = try MappedFile(path: path)
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data([4]))
      try handle.close()
      #expect(throws: Failure.self) { try Digest(of: file) }
    }
  }

  @Test func onlyWhatSha256sumPrintsIsReadAsOne() {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    #expect(Digest(digits)?.text == digits)
    for text in ["", String(digits.dropLast()), digits + "0", digits.uppercased()] {
      #expect(Digest(text) == nil)
    }
    #expect(Digest("g" + digits.dropFirst()) == nil)
  }
}
