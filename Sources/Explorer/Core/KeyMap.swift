/// The one table of keys, with a person's changes: it feeds the dispatcher, the footer, the help and the
/// documentation.
package struct KeyMap: Sendable {
  /// Where a key means something.
  package enum Context: Hashable, Sendable {
    /// In every pane.
    case everywhere
    /// In one pane.
    case pane(PaneID)
    /// Inside of one: among the cells of its map, say.
    case inside(PaneID)
    case help, themes, prompt, palette, question, jobs

    /// All of them, as the help lists them.
    package static let all: [Context] =
      [.everywhere] + PaneRegistry.infos.map { .pane($0.id) }
      + PaneRegistry.infos.filter { $0.inside != nil }.map { .inside($0.id) }
      + [.palette, .jobs, .help, .themes, .prompt, .question]

    /// Its heading in the help.
    package var title: String {
      switch self {
      case .everywhere: "Everywhere"
      case .pane(let id): PaneRegistry.info(id)?.numberedTitle ?? ""
      case .inside(let id): PaneRegistry.info(id)?.inside?.title ?? ""
      case .help: "Help"
      case .themes: "Themes"
      case .prompt: "Typing"
      case .palette: "Palette"
      case .question: "A question"
      case .jobs: "Jobs"
      }
    }

    /// Whether characters are typed there, which can do nothing else then.
    package var isTyping: Bool { self == .prompt || self == .palette }
  }

  private let entries: [Context: [KeyEntry]]
  private let actions: [Context: [Key: Action]]

  /// The keys where nobody changed any.
  package static let standard = KeyMap { _, _ in nil }

  /// The keys of the table, but those that are other ones.
  init(others: (KeyEntry.Choice, Context) -> [Key]?) {
    var entries: [Context: [KeyEntry]] = [:]
    var actions: [Context: [Key: Action]] = [:]
    for context in Context.all {
      let lines = Self.standardEntries(in: context).map { entry in
        entry.changed { others($0, context) }
      }
      entries[context] = lines
      for choice in lines.flatMap(\.choices) {
        for key in choice.keys { actions[context, default: [:]][key] = choice.action }
      }
    }
    self.entries = entries
    self.actions = actions
  }

  /// What a key does in a context, if anything.
  package func action(for key: Key, in context: Context) -> Action? { actions[context]?[key] }

  /// The lines that hold in a context.
  package func entries(in context: Context) -> [KeyEntry] { entries[context] ?? [] }

  /// The name of the first key that does something in a pane, or everywhere, or else somewhere.
  func name(of action: Action, in pane: PaneID? = nil) -> String {
    keys(of: action, in: pane).first?.name ?? ""
  }

  /// A pane's name after the key that focuses it.
  func title(of pane: PaneInfo) -> String { "\(name(of: .focus(pane.slot))) \(pane.title)" }

  /// The heading of a context.
  func title(of context: Context) -> String {
    if case .pane(let id) = context, let pane = PaneRegistry.info(id) { return title(of: pane) }
    return context.title
  }

  /// What the keys that move are called in a pane: arrows, where these still do.
  func moves(in pane: PaneID) -> String {
    let moves: [(action: Action, arrow: Key)] = [
      (.left, .left), (.down, .down), (.up, .up), (.right, .right),
    ]
    let isByArrows = moves.allSatisfy { keys(of: $0.action, in: pane).contains($0.arrow) }
    return isByArrows
      ? "arrows" : moves.map { name(of: $0.action, in: pane) }.joined(separator: " ")
  }

  private func keys(of action: Action, in pane: PaneID?) -> [Key] {
    let places = pane.map { [Context.pane($0), .inside($0)] } ?? []
    return (places + Context.all).lazy.compactMap { context in
      entries(in: context).lazy.flatMap(\.choices).first { $0.action == action }?.keys
    }.first ?? []
  }

  /// The lines of a context as they stand in the table.
  private static func standardEntries(in context: Context) -> [KeyEntry] {
    switch context {
    case .everywhere: everywhere
    case .pane(let id): PaneRegistry.info(id).map(standardEntries) ?? []
    case .inside(let id): PaneRegistry.info(id)?.inside?.keys ?? []
    case .help: help
    case .themes: themes
    case .prompt: prompt
    case .palette: palette
    case .question: question
    case .jobs: jobs
    }
  }

  /// A pane's own lines, one for the pages of its slot where it has several, and one to choose the image
  /// that it shows.
  private static func standardEntries(of pane: PaneInfo) -> [KeyEntry] {
    var entries = pane.keys
    if pane.slot == .projection { entries.append(KeyEntry(.choose, "choose", footer: true)) }
    let hasPages = pane.page != nil || PaneRegistry.infos(in: pane.slot).count > 1
    guard hasPages else { return entries }
    let turn = KeyEntry(.turn, pane.page ?? "pane", footer: true)
    let place = entries.firstIndex { $0.choices.contains { $0.action == .open } }
    entries.insert(turn, at: place ?? entries.endIndex)
    return entries
  }

  /// What is said of a key that does nothing in the pane in focus: where it does something.
  func excuse(for key: Key) -> String {
    let titles = PaneRegistry.infos.flatMap { info in
      entries(in: .pane(info.id)).filter { $0.contains(key) }.map { (pane: info, title: $0.title) }
    }
    guard !titles.isEmpty else {
      return "\(key.name) does nothing; \(name(of: .help)) lists the keys"
    }
    let places = Dictionary(grouping: titles, by: \.title)
      .map { title, uses in (slot: uses[0].pane.slot.rawValue, title: title, uses: uses) }
      .sorted { ($0.slot, $0.title) < ($1.slot, $1.title) }
      .map { place -> String in
        let panes = place.uses.map { title(of: $0.pane) }
        return "\(place.title) in " + panes.joined(separator: ", ")
      }
    return "\(key.name) does nothing here: \(places.joined(separator: "; "))"
  }

  private static let help =
    [
      KeyEntry(.down + .up, "scroll", footer: true),
      KeyEntry(.ends, "top, bottom"),
      KeyEntry(.pages, "a page"),
      KeyEntry([([.character("/")], .search)], "filter", footer: true),
      KeyEntry([([.escape, .character("?"), .character("q")], .close)], "close", footer: true),
    ] + aside

  private static let themes =
    [
      KeyEntry(.down + .up, "try", footer: true),
      KeyEntry(.enter, "keep", footer: true),
      KeyEntry([([.escape, .character("t"), .character("q")], .close)], "as it was", footer: true),
    ] + aside

  private static let jobs =
    [
      KeyEntry(.down + .up, "job", footer: true),
      KeyEntry(.ends, "first, last job"),
      KeyEntry([([.character("x"), .delete], .drop)], "cancel it", footer: true),
      KeyEntry([([.escape, .character("w"), .character("q")], .close)], "close", footer: true),
    ] + aside

  private static let prompt =
    [
      KeyEntry([([.enter], .accept)], "accept", footer: true),
      KeyEntry([([.escape, .control("c")], .close)], "leave it", footer: true),
      KeyEntry([([.tab], .complete)], "complete a file's name"),
      KeyEntry([([.up, .control("p")], .up), ([.down, .control("n")], .down)], "earlier lines"),
    ] + editing

  private static let palette =
    [
      KeyEntry(
        [([.down, .control("n")], .down), ([.up, .control("p")], .up)], "choose", footer: true),
      KeyEntry([([.pageUp], .pageUp), ([.pageDown], .pageDown)], "a page"),
      KeyEntry([([.enter], .accept)], "go, do", footer: true),
      KeyEntry([([.tab], .complete)], "complete a file's name"),
      KeyEntry([([.escape, .control("c")], .close)], "leave it", footer: true),
    ] + editing

  private static let question = [
    KeyEntry([([.character("y")], .accept)], "yes", footer: true),
    KeyEntry([([.character("n"), .escape, .control("c")], .close)], "no", footer: true),
    KeyEntry([([.control("l")], .redraw)], "redraw"),
    suspend,
  ]

  private static let editing = [
    KeyEntry(
      [([.left, .control("b")], .left), ([.right, .control("f")], .right)], "move the cursor"),
    KeyEntry(
      [([.home, .control("a")], .first), ([.end, .control("e")], .last)], "start, end of the line"),
    KeyEntry([([.backspace, .control("h")], .erase)], "erase one"),
    KeyEntry([([.delete, .control("d")], .eraseNext)], "erase the next"),
    KeyEntry([([.control("w")], .eraseWord)], "erase a word"),
    KeyEntry(
      [([.control("u")], .eraseAll), ([.control("k")], .eraseRest)], "erase to the start, end"),
    KeyEntry([([.control("l")], .redraw)], "redraw"),
    suspend,
  ]

  private static let everywhere =
    [
      KeyEntry([([.character("/")], .search)], "filter", footer: true),
      KeyEntry([([.character(":"), .control("p")], .palette)], "palette", footer: true),
      KeyEntry(
        [([.character("n")], .nextMatch), ([.character("N")], .previousMatch)],
        "next, previous match"),
      KeyEntry([([.character("z")], .zoom)], "zoom", footer: true),
      KeyEntry(
        [([.character("+"), .character("=")], .grow), ([.character("-")], .shrink)],
        "share of the screen"),
      KeyEntry(
        Slot.allCases.map { ([.character(Character(String($0.rawValue)))], .focus($0)) },
        "focus a pane", shorthand: "1...\(Slot.allCases.count)"),
      KeyEntry([([.tab], .focusNext), ([.backTab], .focusPrevious)], "next, previous pane"),
      KeyEntry([([.character("e"), .control("s")], .export)], "export", footer: true),
      KeyEntry([([.character("y")], .copy)], "copy"),
      KeyEntry([([.character("w")], .jobs)], "jobs: what runs"),
      KeyEntry([([.character("t")], .themes)], "themes"),
      KeyEntry([([.character("?")], .help)], "help", footer: true),
      KeyEntry(.back, "back, clear filter, unzoom"),
    ] + aside + [KeyEntry([([.character("q")], .quit)], "quit", footer: true)]

  private static let suspend = KeyEntry([([.control("z")], .suspend)], "suspend")

  /// What holds above lists over the panes as well.
  private static let aside = [
    KeyEntry([([.character("r"), .control("l")], .redraw)], "redraw, resume cancelled"),
    KeyEntry([([.control("c")], .cancel)], "cancel job; again: quit"),
    suspend,
  ]
}
