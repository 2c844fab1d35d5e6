import Foundation
import System
import Testing

/// The explorer without a terminal: keys of a file, and the canvas that they come to.
@Suite struct ReplayTests {
  private func replay(_ keys: String, _ options: String...) throws -> Program.Run {
    try Program.withFolder { folder in
      let file = folder.appending(path: "keys")
      try Data(keys.utf8).write(to: file)
      return try Program.run(
        ["export", Program.pytorch, "--keys", file.path()] + options)
    }
  }

  /// The keys come to what the options of the same words come to.
  @Test func keysComeToTheScreenOfTheSameOptions() throws {
    let jump = try replay(
      ": \"conv2 v3 image 17 q 70\" Enter\nEsc", "--view", "hypergraph", "--size", "90x20")
    let options = try Program.run([
      "export", Program.pytorch, "--view", "hypergraph", "--size", "90x20", "--layer", "conv2",
      "--vector", "3", "--image", "17", "--quantile", "0.7",
    ])
    #expect(jump.status == 0 && jump.text == options.text)
    #expect(jump.text.contains("conv2  q 70 %"))
  }

  @Test(arguments: ["80x24", "120x36", "200x60"])
  func theWholeScreenIsPrinted(_ size: String) throws {
    let run = try replay("j j  # fc1\n5 z\n", "--size", size)
    let extent = size.split(separator: "x").compactMap { Int($0) }
    #expect(run.status == 0)
    let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == extent[1] + 1 && lines.allSatisfy { $0.count <= extent[0] })
    #expect(run.text.contains("5 Hierarchy  fc1"))
    #expect(!run.text.contains("…  "), "nothing is still to come")
  }

  @Test func whatIsExportedIsWrittenAndNothingIsLost() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "out.csv").path()
      let keys = "4 e Ctrl-u \"\(file)\" Enter"
      #expect(try replay(keys).text.contains("wrote "))
      let first = try String(contentsOfFile: file, encoding: .utf8)
      #expect(first.hasPrefix("class,name,"))
      let again = try replay("j\n" + keys)
      #expect(again.text.contains("is there already: replace it?"))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == first)
      #expect(try replay("j\n" + keys + " y").text.contains("wrote "))
      #expect(try String(contentsOfFile: file, encoding: .utf8) != first)
    }
  }

  @Test func aPictureIsWrittenAsWell() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "out.PNG")
      #expect(try replay("3 e Ctrl-u \"\(file.path())\" Enter").text.contains("wrote "))
      #expect(try Data(contentsOf: file).starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let screen = try replay("4", "--png", "--size", "80x24").output
      // Its width and height.
      #expect(Array(screen[16..<24]) == [0, 0, 5, 0, 0, 0, 3, 0])
    }
  }

  @Test func aDamagedScriptNamesItsLine() throws {
    let run = try replay("j\nk foo\n")
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.error.contains("keys: line 2: \"foo\" is no key"))
    #expect(try Program.run(["export", Program.pytorch, "--keys", "/nowhere"]).status == 66)
    #expect(try Program.run(["export", Program.pytorch]).status == 64)
  }
}
