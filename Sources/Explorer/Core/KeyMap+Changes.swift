/// Keys as a person wants them, in place of those of the table.
extension KeyMap {
  /// Other keys for an action.
  package struct Change: Equatable, Sendable {
    /// Where they hold: everywhere is also wherever the table has the same keys for the action as it has
    /// there.
    let context: Context
    let action: Action
    let keys: [Key]

    /// The action's name.
    package var name: String { action.name }

    /// A change.
    /// - Throws: why it can't be made, in words.
    package init(_ context: Context, _ action: String, keys: [Key]) throws(Fault) {
      guard let known = KeyMap.actions(in: context).first(where: { $0.action.name == action })
      else { throw Fault(words: "there is no action of that name here") }
      if context.isTyping, let typed = keys.first(where: \.isCharacter) {
        throw Fault(words: "\(typed.name) is typed here")
      }
      self.context = context
      self.action = known.action
      self.keys = keys
    }

    /// What is wrong with a change, in words.
    package struct Fault: Error {
      package let words: String
    }

    func concerns(_ choice: KeyEntry.Choice, in place: Context) -> Bool {
      guard action == choice.action else { return false }
      if place == context { return true }
      return context == .everywhere && !place.isTyping && choice.keys == KeyMap.commonKeys[action]
    }
  }

  /// The keys with changes made; those that would give one key two meanings in one place are not.
  /// - Returns: the keys, and the places of the changes that were not made, each with the reason.
  package static func changed(
    by changes: [Change]
  ) -> (keys: KeyMap, refused: [(place: Int, reason: String)]) {
    var made = Array(changes.indices)
    var refused: [(place: Int, reason: String)] = []
    while true {
      let keys = KeyMap { choice, context in
        made.last { changes[$0].concerns(choice, in: context) }.map { changes[$0].keys }
      }
      guard let clash = keys.clash,
        let last = made.lastIndex(where: { place in
          let change = changes[place]
          return change.keys.contains(clash.key) && clash.actions.contains(change.action)
        })
      else { return (keys, refused) }
      let place = made.remove(at: last)
      let other = clash.actions.first { $0 != changes[place].action }
      refused.append((place, "\(clash.key.name) is \(other?.words ?? "taken") there"))
    }
  }

  /// A key that means two things in one place.
  private var clash: (key: Key, actions: [Action])? {
    for context in Context.all {
      var meanings: [Key: Action] = [:]
      var choices = entries(in: context).flatMap(\.choices)
      if context.isOfPane { choices += entries(in: .everywhere).flatMap(\.choices) }
      for (keys, action) in choices {
        for key in keys {
          if let other = meanings[key], other != action { return (key, [other, action]) }
          meanings[key] = action
        }
      }
    }
    return nil
  }

  /// An action with the keys that the table has for it, and what it is about.
  package typealias Setting = (action: Action, keys: [Key], title: String)

  /// What can be changed in a context.
  ///
  /// What has the same keys wherever nothing is typed stands under everywhere alone, the rest where it
  /// belongs.
  package static func settings(in context: Context) -> [Setting] {
    let all = actions(in: context)
    guard context != .everywhere, !context.isTyping else { return all }
    return all.filter { $0.keys != commonKeys[$0.action] }
  }

  /// The actions of a context; of everywhere those of all panes, too.
  private static func actions(in context: Context) -> [Setting] {
    let places = context == .everywhere ? Context.all.filter { !$0.isTyping } : [context]
    var seen: Set<Action> = []
    let all = places.flatMap { place in
      KeyMap.standard.entries(in: place).flatMap { entry in
        entry.choices.map { (action: $0.action, keys: $0.keys, title: entry.title) }
      }
    }
    let titles = Dictionary(grouping: all, by: \.action).mapValues { Set($0.map(\.title)) }
    // What is called otherwise in each place has its own name alone.
    return all.filter { seen.insert($0.action).inserted }.map { setting in
      let isOneThing = context != .everywhere || titles[setting.action]?.count == 1
      return (setting.action, setting.keys, isOneThing ? setting.title : setting.action.words)
    }
  }

  /// The keys that an action has where it is first found.
  private static let commonKeys: [Action: [Key]] = Dictionary(
    uniqueKeysWithValues: actions(in: .everywhere).map { ($0.action, $0.keys) })
}

extension KeyMap.Context {
  /// Its table in a file of settings, `[keys.projection.inside]`; none is called as an action is.
  package var path: [String] {
    switch self {
    case .everywhere: ["keys"]
    case .pane(let id): ["keys", id.rawValue]
    case .inside(let id): ["keys", id.rawValue, "inside"]
    case .help: ["keys", "help-screen"]
    case .themes: ["keys", "theme-list"]
    case .prompt: ["keys", "prompt"]
    case .palette: ["keys", "palette-list"]
    case .question: ["keys", "question"]
    case .jobs: ["keys", "job-list"]
    }
  }

  /// Whether it is one of a pane's, where the keys of everywhere hold as well.
  var isOfPane: Bool {
    switch self {
    case .pane, .inside: true
    default: false
    }
  }
}

extension Key {
  /// Whether it is typed where there is a line to type.
  fileprivate var isCharacter: Bool { if case .character = self { true } else { false } }
}
