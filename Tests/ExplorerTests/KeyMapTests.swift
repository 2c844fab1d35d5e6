import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// The table of keys: without contradictions, and true to its word.
@Suite struct KeyMapTests {
  /// An explorer in a context, with room to move in every direction.
  static func explorer(in context: KeyMap.Context, size: Size) throws -> Explorer {
    var explorer = try Sample.answered(size)
    switch context {
    case .everywhere: break
    case .pane(let view):
      explorer.turn(to: nil, of: view)
      explorer.press(view.key)
      if view == .stages { explorer.press("j") }
      if view == .hypergraph { explorer.press("g", "j", "j", "j") }
      if view == .hierarchy { explorer.press("g", "j", "l", "j") }
      if view == .images {
        Sample.answer(&explorer)
        explorer.press("l", "j")
      }
      if view == .exemplars { explorer.press("l", "l") }
    case .inside(.projection): explorer.press("3", .enter, "l", "j")
    case .inside(.overlay):
      explorer.turn(to: nil, of: .overlay)
      explorer.press("3", .enter, "l", "j")
    case .inside: explorer.press("5", .enter, "l")
    case .help: explorer.press("?", "j")
    case .themes: explorer.press("t", "j")
    case .prompt:
      explorer.press("2", "/")
      explorer.type("v1")
      explorer.press(.enter, "/")
      explorer.type("v12")
      explorer.press(.left)
    case .palette:
      explorer.press(":")
      explorer.type("show")
      explorer.press(.left, .down)
    case .question:
      explorer.press("e", .enter)
      _ = explorer.handle(.taken(path: "layers.txt"))
    case .jobs:
      explorer = try Sample.explorer(size)
      explorer.press("w", "j")
      return explorer
    }
    Sample.answer(&explorer)
    return explorer
  }

  @Test(arguments: KeyMap.Context.all) func noKeyMeansTwoThingsInOnePlace(context: KeyMap.Context) {
    var seen: [Key: Action] = [:]
    for choice in KeyMap.standard.entries(in: context).flatMap(\.choices) {
      for key in choice.keys {
        #expect(seen[key] == nil || seen[key] == choice.action, "\(key)")
        seen[key] = choice.action
        #expect(KeyMap.standard.action(for: key, in: context) == choice.action)
      }
    }
  }

  /// What the table promises is seen: the picture, the selection, or the world changes.
  @Test(arguments: KeyMap.Context.all) func everyKeyDoesSomething(context: KeyMap.Context) throws {
    let size = Size(columns: 100, rows: 24)
    let start = try Self.explorer(in: context, size: size)
    for entry in KeyMap.standard.entries(in: context) {
      for choice in entry.choices {
        var explorer = start
        // These need something to undo, to repeat or to leave first.
        switch (choice.action.name, context) {
        case ("close", .everywhere): explorer.press("z")
        case ("next-match", _), ("previous-match", _):
          explorer.press("/")
          explorer.type("c")
          explorer.press(.enter)
        case ("focus-1", _): explorer.press("2")
        case ("up", .pane(.chosenImages)), ("first", .pane(.chosenImages)): explorer.press("j")
        default: break
        }
        let before = explorer.render(size: size, theme: .dark)
        let theme = explorer.theme.name
        let key = try #require(choice.keys.first)
        let effect = explorer.press(key)
        #expect(
          effect != nil || explorer.theme.name != theme
            || explorer.render(size: size, theme: .dark) != before,
          "\(context): \(key.name) for \(entry.title)")
      }
    }
  }

  @Test(arguments: KeyMap.Context.all) func everyHintOfTheFooterWorksWhereItStands(
    context: KeyMap.Context
  ) throws {
    guard context != .everywhere else { return }
    let explorer = try Self.explorer(in: context, size: Size(columns: 300, rows: 30))
    #expect(explorer.keyContext == context)
    let isPane = context.isOfPane
    let known =
      KeyMap.standard.entries(in: context)
      + (isPane ? KeyMap.standard.entries(in: .everywhere) : [])
    let hints = known.filter(\.isInFooter).map { "\($0.shortKeys) \($0.title)" }
    for hint in hints { #expect(explorer.footer.contains(hint), "\(hint)") }
    var rest = explorer.footer
    for hint in hints.sorted(by: { $0.count > $1.count }) {
      rest = String(rest.replacing(hint, with: "", maxReplacements: 1))
    }
    if context == .prompt || context == .question {
      #expect(rest.contains(context == .prompt ? "filter: v12" : "layers.txt is there already"))
    } else if context != .jobs {
      #expect(!rest.contains { $0 != " " }, "nothing else stands there: \(rest)")
    }
  }

  @Test func theHelpListsEveryEntry() throws {
    var explorer = try Sample.answered(Size(columns: 200, rows: 200))
    explorer.press("?")
    for entry in KeyMap.Context.all.flatMap(KeyMap.standard.entries) {
      #expect(explorer.screen.contains(entry.title), "\(entry.title)")
      #expect(explorer.screen.contains(entry.allKeys), "\(entry.allKeys)")
    }
  }

  @Test func aKeyThatTheTableDoesNotHaveDoesNothingAndSaysSo() throws {
    var explorer = try Sample.answered()
    let before = explorer.screen.split(separator: "\n").dropLast()
    for key: Key in ["Q", "x", "0", "9", .control("x"), .delete] {
      #expect(explorer.press(key) == nil)
      #expect(explorer.screen.split(separator: "\n").dropLast() == before)
      #expect(explorer.footer.contains("\(key.name) does nothing; ? lists the keys"))
    }
  }

  @Test func noPaneHidesAKeyThatMeansSomethingElseEverywhere() {
    for context in KeyMap.Context.all.filter(\.isOfPane) {
      for choice in KeyMap.standard.entries(in: context).flatMap(\.choices) {
        for key in choice.keys {
          let everywhere = KeyMap.standard.action(for: key, in: .everywhere)
          #expect(everywhere == nil || everywhere == choice.action, "\(key.name) in \(context)")
        }
      }
    }
  }

  /// What a person can do: an action of this list that no key reaches is lost.
  @Test func everyActionHasAKey() {
    let reachable = Set(
      KeyMap.Context.all.flatMap(KeyMap.standard.entries).flatMap { $0.choices.map(\.action.name) })
    let moves = "up down left right first last page-up page-down open close"
    let panes =
      "focus-1 focus-2 focus-3 focus-4 focus-5 focus-next focus-previous previous-page next-page "
      + "grow shrink zoom search next-match previous-match"
    let own =
      "lower-quantile raise-quantile lower-majority raise-majority polarity all-images "
      + "previous-member next-member sort reverse map-size group over-image"
    let rest =
      "choose export copy themes help redraw cancel suspend quit accept palette jobs drop complete "
      + "erase erase-next erase-word erase-all erase-rest"
    let all = [moves, panes, own, rest].flatMap { $0.split(separator: " ").map(String.init) }
    #expect(reachable == Set(all))
  }

  @Test(arguments: [40, 60, 80, 120, 200])
  func theFooterOfEveryPaneTellsOfTheHelp(columns: Int) throws {
    for view in PaneID.first {
      var explorer = try Sample.answered(Size(columns: columns, rows: 24))
      explorer.press(view.key)
      Sample.answer(&explorer)
      #expect(explorer.footer.hasSuffix("? help"), "\(view)")
    }
  }
}

extension KeyMap.Context {
  /// Whether it is one of a pane's.
  fileprivate var isOfPane: Bool {
    switch self {
    case .pane, .inside: true
    default: false
    }
  }
}
