import Foundation
import Testing

/// Pictures of text take fonts.
@Suite struct FontTests {
  /// Where there is none, nothing is written.
  @Test(arguments: [
    ["--view", "layers", "-o", "a.png"], ["--view", "screen", "--png"], ["--all", "all"],
  ])
  func withoutAFontThereIsNoPicture(_ options: [String]) throws {
    try Program.withFolder { folder in
      let settings = folder.appending(path: "fonts.conf")
      try Data("<?xml version=\"1.0\"?><fontconfig><oddity/></fontconfig>".utf8).write(to: settings)
      let file = options.last == "--png" ? [] : [folder.appending(path: options.last ?? "").path()]
      let command =
        ["export", Program.pytorch] + (file.isEmpty ? options : options.dropLast()) + file
      let run = try Program.run(command, environment: ["FONTCONFIG_FILE": settings.path()])
      #expect(run.status == 73 && run.output.isEmpty)
      #expect(run.error.hasPrefix("ddp-tui: there is no font"), "\(run.error)")
      #expect(run.error.contains("install fonts-dejavu-core"))
      #expect(run.error.count(where: \.isNewline) == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["fonts.conf"])
    }
  }

  /// What is no font is none, whatever it is called.
  @Test func aDamagedFontIsNone() throws {
    try Program.withFolder { folder in
      let settings = folder.appending(path: "fonts.conf")
      for name in ["a.ttf", "b.otf", "c.pfb"] {
        try Data(repeating: 0, count: 999).write(to: folder.appending(path: name))
      }
      try Data("<fontconfig><dir>\(folder.path())</dir></fontconfig>".utf8).write(to: settings)
      let run = try Program.run(
        ["export", Program.pytorch, "--view", "layers", "--png"],
        environment: ["FONTCONFIG_FILE": settings.path()])
      #expect(run.status == 73 && run.output.isEmpty && run.error.contains("there is no font"))
    }
  }
}
