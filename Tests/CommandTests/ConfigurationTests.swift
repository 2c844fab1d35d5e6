import DeepDataProfiler
import Explorer
import Foundation
import System
import TerminalUI
import Testing

@testable import ddp_tui

/// The settings' file: what it writes, what it reads, and what it says of what it can't use.
@Suite struct ConfigurationTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration(text, file: "config.toml")
  }

  @Test func theDefaultsThatAreWrittenAreThoseThatAreRead() throws {
    let read = try read(Configuration.defaults)
    #expect(read.warnings.isEmpty, "\(read.warnings)")
    #expect(read.theme == nil && read.colors == nil && read.graphics == nil)
    #expect(read.hasMouse && read.remembers && read.threads == nil)
    #expect(read.quantile == 0.85 && read.majority == 0.75 && read.polarity == .positive)
    for context in KeyMap.Context.all {
      let (standard, keys) = (KeyMap.standard.entries(in: context), read.keys.entries(in: context))
      #expect(standard.map(\.allKeys) == keys.map(\.allKeys), "\(context)")
    }
  }

  @Test func noSettingAndNoActionIsMissing() throws {
    let text = Configuration.defaults
    for setting in Setting.all {
      #expect(text.contains("# \(setting.meaning)\n\(setting.name) = \(setting.standard)\n"))
    }
    for context in KeyMap.Context.all {
      for choice in KeyMap.standard.entries(in: context).flatMap(\.choices) {
        #expect(text.contains("\n\(choice.action.name) = "), "\(choice.action.name)")
      }
    }
    // Each of them can be changed where it stands.
    for context in KeyMap.Context.all {
      for setting in KeyMap.settings(in: context) {
        let path = context.path.joined(separator: ".")
        let read = try read("[\(path)]\n\(setting.action.name) = \"Ctrl-o\"")
        #expect(read.warnings.isEmpty, "\(path) \(read.warnings)")
        #expect(
          read.keys.action(for: .control("o"), in: context) == setting.action
            || context == .everywhere)
      }
    }
  }

  @Test func everySettingIsTaken() throws {
    let read = try read(
      """
      theme = "light"
      color = "16"
      graphics = "none"
      mouse = false
      threads = 3
      quantile = 0.9
      majority = 1
      polarity = "both"
      remember = false
      [keys]
      quit = ["Q", "Ctrl-q"]
      down = "i"
      [keys.projection]
      over-image = "O"
      [keys.projection.inside]
      up = "u"
      """)
    #expect(read.warnings.isEmpty, "\(read.warnings)")
    #expect(read.theme == "light" && read.colors == .sixteen && read.graphics == Graphics.none)
    #expect(!read.hasMouse && !read.remembers && read.threads == 3)
    #expect(read.quantile == 0.9 && read.majority == 1 && read.polarity == .both)
    let keys = read.keys
    #expect(keys.action(for: .character("Q"), in: .everywhere)?.name == "quit")
    #expect(keys.action(for: .control("q"), in: .everywhere)?.name == "quit")
    #expect(keys.action(for: .character("q"), in: .everywhere) == nil)
    for context in [KeyMap.Context.help, .jobs] {
      #expect(keys.action(for: .character("q"), in: context)?.name == "close", "\(context)")
    }
    #expect(keys.action(for: .character("Q"), in: .prompt) == nil, "it is typed there")
    #expect(keys.action(for: .character("i"), in: .pane(.layers))?.name == "down")
    #expect(keys.action(for: .character("i"), in: .inside(.projection))?.name == "down")
    #expect(keys.action(for: .character("u"), in: .inside(.projection))?.name == "up")
    #expect(keys.action(for: .character("u"), in: .pane(.projection)) == nil)
    #expect(keys.action(for: .character("O"), in: .pane(.projection))?.name == "over-image")
  }

  @Test func twoActionsMayChangeTheirKeys() throws {
    let read = try read("[keys]\nquit = \"z\"\nzoom = \"q\"")
    #expect(read.warnings.isEmpty, "\(read.warnings)")
    #expect(read.keys.action(for: .character("z"), in: .everywhere)?.name == "quit")
    #expect(read.keys.action(for: .character("q"), in: .everywhere)?.name == "zoom")
  }

  @Test func aFileThatIsNoTOMLEndsTheExplorerAlone() throws {
    try Program.withFolder { folder in
      let own = folder.appending(path: "ddp-tui")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      try Data("mouse = true\ntheme = \n".utf8).write(to: own.appending(path: "config.toml"))
      let environment = ["XDG_CONFIG_HOME": folder.path()]
      let run = try Program.run([Program.onnx], environment: environment)
      #expect(run.status == 65)
      #expect(run.error.contains("config.toml: line 2: "), "\(run.error)")
      #expect(run.error.count { $0.isNewline } == 1)
      #expect(try Program.run(["layers", Program.onnx], environment: environment).status == 0)
    }
  }

  @Test(arguments: [
    ("\ntheem = \"light\"", "line 2: theem is no setting"),
    ("quantile = 1.5", "line 1: quantile must be a number from 0 to 1"),
    ("mouse = \"on\"", "line 1: mouse must be true or false"),
    ("threads = 0", "line 1: threads must be a whole number from 1, or \"auto\""),
    ("keys = 1", "line 1: keys must be a table"),
    ("polarity = \"up\"", "line 1: polarity must be \"positive\", \"negative\", \"both\""),
    ("[keys]\nquit = \"Qq\"", "line 2: quit: \"Qq\" is no key"),
    ("[keys]\nquit = []", "line 2: quit must be the name of a key, or a list of names"),
    ("[keys]\nquit = [\"Q\", 1]", "line 2: quit must be the name of a key, or a list of names"),
    ("[keys]\nflee = \"Q\"", "line 2: flee: there is no action of that name here"),
    ("[keys.layers]\nquit = \"Q\"", "line 2: quit: there is no action of that name here"),
    ("[keys.sofa]\nquit = \"Q\"", "line 1: [keys.sofa] is no place for keys"),
    ("[keys]\nquit = \"z\"", "line 2: quit: z is zoom there"),
    ("[keys]\nzoom = \"x\"\nquit = \"x\"", "line 3: quit: x is zoom there"),
    ("[keys.layers]\nsort = \"z\"", "line 2: sort: z is zoom there"),
    ("[keys.prompt]\naccept = \"x\"", "line 2: accept: x is typed here"),
  ])
  func whatHasNoEffectIsSaidWithItsLineAndTheRestCounts(_ text: String, _ warning: String) throws {
    let read = try read("remember = false\n\(text)")
    let parts = warning.split(separator: ":", maxSplits: 1)
    let line = try #require(parts[0].split(separator: " ").last.flatMap { Int($0) })
    #expect(read.warnings == ["config.toml: line \(line + 1):\(parts[1])"])
    #expect(!read.remembers)
    #expect(read.keys.action(for: .character("q"), in: .everywhere)?.name == "quit")
  }

  @Test func whatIsNoTOMLIsAFaultWithItsLine() throws {
    let error = #expect(throws: Failure.self) { _ = try read("mouse = true\ntheme = ").warnings }
    #expect(error?.kind == .damaged)
    #expect(error?.description.hasPrefix("config.toml: line 2: ") == true)
  }

  @Test(arguments: [
    ["--print-config"], ["explore", "--print-config"], [Program.onnx, "--print-config"],
  ])
  func theDefaultsArePrinted(_ arguments: [String]) throws {
    #expect(try Program.answer(arguments).text == Configuration.defaults)
  }
}
