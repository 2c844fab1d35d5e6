import Foundation
import Testing

/// Where a person's own files are looked for.
@Suite struct UserFolderTests {
  /// The XDG base directory specification has relative paths left aside.
  @Test(arguments: [true, false])
  func themesLieInTheFolderThatIsStatedIfItsPathIsAbsolute(_ isAbsolute: Bool) throws {
    try Program.withFolder { folder in
      let themes = folder.appending(path: "config/ddp-tui/themes")
      try FileManager.default.createDirectory(at: themes, withIntermediateDirectories: true)
      try Data("inherits = \"dark\"".utf8).write(to: themes.appending(path: "mine.toml"))
      let stated = isAbsolute ? folder.path() + "/config" : "config"
      let run = try Program.run(
        [
          "-c", "cd \"$0\" && HOME=\"$0\" XDG_CONFIG_HOME=\"$1\" exec \"$2\" themes",
          folder.path(), stated, Program.path,
        ], as: "/bin/sh")
      #expect(run.status == 0)
      #expect(run.lines.contains { $0.hasPrefix("mine ") } == isAbsolute)
    }
  }
}
