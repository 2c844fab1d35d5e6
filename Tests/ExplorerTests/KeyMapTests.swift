import Explorer
import Testing

@Suite struct KeyMapTests {
  /// Every binding of the table.
  static let bindings: [(context: KeyMap.Context, key: Key, action: Action)] =
    KeyMap.entries.flatMap { entry in
      entry.contexts.flatMap { context in
        entry.choices.flatMap { choice in choice.keys.map { (context, $0, choice.action) } }
      }
    }

  /// Contexts whose keys go through to those of every pane.
  static let paneContexts = View.allCases.map(KeyMap.Context.view) + [.cells, .exemplars]

  /// Every action; the switch does not compile when one is missing.
  static let actions: [Action] = {
    switch Action.up {
    case .up, .down, .left, .right, .first, .last, .pageUp, .pageDown, .focus, .focusNext,
      .focusPrevious, .open, .close, .search, .nextMatch, .previousMatch, .previousView, .nextView,
      .lowerQuantile, .raiseQuantile, .lowerMajority, .raiseMajority, .polarity, .zoom, .export,
      .copy, .themes, .help, .redraw, .cancel, .suspend, .quit, .accept, .erase, .eraseAll:
      break
    }
    return [
      .up, .down, .left, .right, .first, .last, .pageUp, .pageDown, .focusNext, .focusPrevious,
      .open, .close, .search, .nextMatch, .previousMatch, .previousView, .nextView,
      .lowerQuantile, .raiseQuantile, .lowerMajority, .raiseMajority, .polarity, .zoom, .export,
      .copy, .themes, .help, .redraw, .cancel, .suspend, .quit, .accept, .erase, .eraseAll,
    ] + View.allCases.map(Action.focus)
  }()

  /// An explorer where keys go to a context.
  static func explorer(in context: KeyMap.Context) throws -> Explorer {
    var explorer = try Sample.answered(Size(columns: 200, rows: 60))
    switch context {
    case .everywhere: break
    case .view(let view): explorer.press("\(view.number)")
    case .cells:
      explorer.press("3")
      explorer.press(.enter)
    case .exemplars:
      explorer.press("5")
      explorer.press(.enter)
    case .help: explorer.press("?")
    case .themes: explorer.press("t")
    case .prompt: explorer.press("/")
    }
    Sample.answer(&explorer)
    return explorer
  }

  @Test func noKeyIsTwiceInAContext() {
    for context in KeyMap.Context.all {
      let keys = Self.bindings.filter { $0.context == context }.map(\.key)
      #expect(Set(keys).count == keys.count, "\(context.title)")
    }
  }

  @Test func whatTheTableSaysIsWhatIsDone() {
    for (context, key, action) in Self.bindings {
      #expect(KeyMap.action(for: key, in: context) == action, "\(key.name) in \(context.title)")
    }
  }

  @Test func noPaneHidesAKeyThatMeansSomethingElseEverywhere() {
    for (context, key, action) in Self.bindings where Self.paneContexts.contains(context) {
      if let everywhere = KeyMap.action(for: key, in: .everywhere) {
        #expect(action == everywhere, "\(key.name) in \(context.title)")
      }
    }
  }

  @Test func everyActionHasAKey() {
    let reachable = Set(Self.bindings.map(\.action))
    for action in Self.actions { #expect(reachable.contains(action), "\(action)") }
    #expect(reachable.isSubset(of: Self.actions))
  }

  @Test func everyContextIsReached() throws {
    for context in KeyMap.Context.all.dropFirst() {
      #expect(try Self.explorer(in: context).context == context)
    }
  }

  @Test func everyEntryIsInTheHelp() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 200))
    explorer.press("?")
    let lines = explorer.screen
    for context in KeyMap.Context.all {
      let start = lines.firstIndex { $0.trimmed == context.title }
      guard let start else {
        Issue.record("the help has no \(context.title)")
        continue
      }
      let block = lines[(start + 1)...].prefix { !$0.isEmpty }
      let entries = KeyMap.entries(in: context)
      #expect(block.count == entries.count)
      for (line, entry) in zip(block, entries) {
        #expect(line.trimmed.hasPrefix(entry.allKeys))
        #expect(line.hasSuffix(" \(entry.title)"))
      }
    }
  }

  @Test func everyHintOfTheFooterIsAKeyOfItsContext() throws {
    let names = Dictionary(
      Self.bindings.map { ($0.key.name, $0.key) }, uniquingKeysWith: { first, _ in first })
    for context in KeyMap.Context.all.dropFirst() where context != .prompt {
      let footer = try Self.explorer(in: context).footer
      let hints = footer.split(separator: "  ").map { $0.split(separator: " ", maxSplits: 1) }
      #expect(hints.count >= 3, "\(context.title)")
      for hint in hints {
        let keys = hint[0] == "/" ? ["/"] : hint[0].split(separator: "/")
        for name in keys {
          let key = try #require(names[String(name)], "\(name) in \(context.title)")
          let entry = Self.entry(of: key, in: context)
          #expect(entry?.title == String(hint[1]), "\(name) in \(context.title)")
        }
      }
    }
  }

  /// The line of the table that a key in a context comes from.
  private static func entry(of key: Key, in context: KeyMap.Context) -> KeyMap.Entry? {
    let contexts = paneContexts.contains(context) ? [context, .everywhere] : [context]
    return contexts.lazy.flatMap { KeyMap.entries(in: $0) }.first { entry in
      entry.choices.contains { $0.keys.contains(key) }
    }
  }

  @Test func theFooterOfEveryPaneTellsOfTheHelp() throws {
    for columns in [40, 60, 80, 120, 200] {
      for view in View.allCases {
        var explorer = try Sample.answered(Size(columns: columns, rows: 24))
        explorer.press("\(view.number)")
        #expect(explorer.footer.hasSuffix("? help"), "\(view) in \(columns) columns")
      }
    }
  }
}

extension String {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
