import System

/// The one table of keys: it feeds the dispatcher, the footer, the help and the documentation.
package enum KeyMap {
  /// Where a key means something.
  package enum Context: Hashable, Sendable {
    /// In every pane.
    case everywhere
    /// In one pane.
    case view(View)
    /// Among the cells of a heatmap.
    case cells
    /// Among the exemplary images of a group.
    case exemplars
    case help, themes, prompt

    /// All of them, as the help lists them.
    package static let all: [Context] =
      [.everywhere] + View.allCases.map(Context.view) + [
        .cells, .exemplars, .help, .themes, .prompt,
      ]

    /// Its heading in the help.
    package var title: String {
      switch self {
      case .everywhere: "Everywhere"
      case .view(let view): "\(view.number) \(view.title)"
      case .cells: "Projection, among cells"
      case .exemplars: "Hierarchy, among images"
      case .help: "Help"
      case .themes: "Themes"
      case .prompt: "Typing"
      }
    }
  }

  /// A line of the table: keys that do related things.
  package struct Entry: Sendable {
    /// What each key or group of keys does.
    package let choices: [(keys: [Key], action: Action)]
    /// What the line is about.
    package let title: String
    /// The contexts it holds in.
    package let contexts: [Context]
    /// Whether the footer has room for it.
    package let isInFooter: Bool

    init(
      _ choices: [(keys: [Key], action: Action)], _ title: String, _ contexts: [Context],
      footer isInFooter: Bool = false
    ) {
      self.choices = choices
      self.title = title
      self.contexts = contexts
      self.isInFooter = isInFooter
    }
  }

  /// What a key does in a context, if anything.
  package static func action(for key: Key, in context: Context) -> Action? {
    actions[context]?[key]
  }

  /// The lines that hold in a context.
  package static func entries(in context: Context) -> [Entry] {
    entries.filter { $0.contexts.contains(context) }
  }

  /// What is said of a key that does nothing in the pane in focus: where it does something.
  static func excuse(for key: Key) -> String {
    let titles = View.allCases.flatMap { view in
      entries(in: .view(view)).filter { $0.choices.contains { $0.keys.contains(key) } }
        .map { (view: view, title: $0.title) }
    }
    guard !titles.isEmpty else { return "\(key.name) does nothing; ? lists the keys" }
    let places = Dictionary(grouping: titles, by: \.title)
      .map { title, uses in (uses[0].view.number, title, uses) }.sorted {
        ($0.0, $0.1) < ($1.0, $1.1)
      }
      .map { _, title, uses in
        "\(title) in " + uses.map { "\($0.view.number) \($0.view.title)" }.joined(separator: ", ")
      }
    return "\(key.name) does nothing here: \(places.joined(separator: "; "))"
  }

  private static let actions: [Context: [Key: Action]] = {
    var actions: [Context: [Key: Action]] = [:]
    for entry in entries {
      for context in entry.contexts {
        for choice in entry.choices {
          for key in choice.keys { actions[context, default: [:]][key] = choice.action }
        }
      }
    }
    return actions
  }()

  private static let up: (keys: [Key], action: Action) = ([.character("k"), .up], .up)
  private static let down: (keys: [Key], action: Action) = ([.character("j"), .down], .down)
  private static let left: (keys: [Key], action: Action) = ([.character("h"), .left], .left)
  private static let right: (keys: [Key], action: Action) = ([.character("l"), .right], .right)
  private static let ends: [(keys: [Key], action: Action)] = [
    ([.character("g"), .home], .first), ([.character("G"), .end], .last),
  ]
  private static let pages: [(keys: [Key], action: Action)] = [
    ([.pageUp, .control("u")], .pageUp), ([.pageDown, .control("d")], .pageDown),
  ]
  private static let views: [(keys: [Key], action: Action)] = [
    ([.character("<")], .previousView), ([.character(">")], .nextView),
  ]
  private static let enter: [(keys: [Key], action: Action)] = [([.enter], .open)]
  private static let back: [(keys: [Key], action: Action)] = [([.escape], .close)]

  package static let entries: [Entry] =
    [
      Entry([down, up], "layer", [.view(.layers)], footer: true),
      Entry(ends, "first, last layer", [.view(.layers)]),
      Entry(pages, "a page of layers", [.view(.layers)]),
      Entry(
        [([.character("s")], .sort), ([.character("S")], .reverse)],
        "sort, reverse", [.view(.layers)], footer: true),
      Entry(enter, "spectrum", [.view(.layers)], footer: true),

      Entry([down, up], "vector", [.view(.spectrum)], footer: true),
      Entry(ends, "first, last vector", [.view(.spectrum)]),
      Entry(pages, "a page of vectors", [.view(.spectrum)]),
      Entry(views, "chart", [.view(.spectrum)], footer: true),
      Entry(enter, "projection", [.view(.spectrum)], footer: true),
      Entry([([.character("m")], .mapSize)], "map of toeplitz spectra", [.view(.spectrum)]),

      Entry([left, right], "vector", [.view(.projection)], footer: true),
      Entry([down, up], "image", [.view(.projection)], footer: true),
      Entry(ends, "first, last image", [.view(.projection)]),
      Entry(pages, "ten images", [.view(.projection)]),
      Entry(views, "stage", [.view(.projection)], footer: true),
      Entry(enter, "cells", [.view(.projection)], footer: true),

      Entry([down, up], "class", [.view(.hypergraph)], footer: true),
      Entry([left, right], "group", [.view(.hypergraph)], footer: true),
      Entry(ends, "first, last class", [.view(.hypergraph)]),
      Entry(pages, "a page of classes", [.view(.hypergraph)]),
      Entry(views, "groups, vectors", [.view(.hypergraph)], footer: true),
      Entry(enter, "hierarchy", [.view(.hypergraph)], footer: true),

      Entry([up, down], "cover", [.view(.hierarchy)], footer: true),
      Entry([left, right], "sibling", [.view(.hierarchy)], footer: true),
      Entry(ends, "first, last group", [.view(.hierarchy)]),
      Entry(enter, "images", [.view(.hierarchy)], footer: true),
      Entry(
        [([.character("a")], .strangers)], "all images",
        [.view(.hierarchy), .exemplars], footer: true),

      Entry(
        [([.character("[")], .lowerQuantile), ([.character("]")], .raiseQuantile)],
        "quantile", [.view(.hypergraph), .view(.hierarchy)], footer: true),
      Entry(
        [([.character("{")], .lowerMajority), ([.character("}")], .raiseMajority)],
        "majority", [.view(.hypergraph), .view(.hierarchy)], footer: true),
      Entry(
        [([.character("p")], .polarity)],
        "polarity", [.view(.hypergraph), .view(.hierarchy)], footer: true),

      Entry([left, down, up, right], "cell", [.cells], footer: true),
      Entry(ends, "first, last cell", [.cells]),
      Entry(back, "back", [.cells, .exemplars], footer: true),
      Entry([left, right], "image", [.exemplars], footer: true),
      Entry(enter, "projection", [.exemplars], footer: true),

      Entry([down, up], "scroll", [.help], footer: true),
      Entry(ends, "top, bottom", [.help]),
      Entry(pages, "a page", [.help]),
      Entry([([.escape, .character("?")], .close)], "close", [.help], footer: true),

      Entry([down, up], "try", [.themes], footer: true),
      Entry(enter, "keep", [.themes], footer: true),
      Entry([([.escape, .character("t")], .close)], "as it was", [.themes], footer: true),

      Entry([([.enter], .accept)], "accept", [.prompt], footer: true),
      Entry([([.escape, .control("c")], .close)], "leave it", [.prompt], footer: true),
      Entry([([.backspace, .delete], .erase)], "erase one", [.prompt]),
      Entry([([.control("u")], .eraseAll)], "erase all", [.prompt], footer: true),
    ] + general

  private static let general: [Entry] = [
    Entry([([.character("/")], .search)], "filter", [.everywhere], footer: true),
    Entry(
      [([.character("n")], .nextMatch), ([.character("N")], .previousMatch)],
      "next, previous match", [.everywhere]),
    Entry([([.character("z")], .zoom)], "zoom", [.everywhere], footer: true),
    Entry(
      View.allCases.map { view in
        ([.character(Character(String(view.number)))], .focus(view))
      }, "focus a pane", [.everywhere]),
    Entry(
      [([.tab], .focusNext), ([.backTab], .focusPrevious)], "next, previous pane", [.everywhere]),
    Entry(
      [([.character("e"), .control("s")], .export)], "export", [.everywhere], footer: true),
    Entry([([.character("y")], .copy)], "copy", [.everywhere]),
    Entry([([.character("t")], .themes)], "themes", [.everywhere]),
    Entry([([.character("?")], .help)], "help", [.everywhere], footer: true),
    Entry(back, "back, clear filter, unzoom", [.everywhere]),
    Entry(
      [([.character("r"), .control("l")], .redraw)],
      "redraw, resume cancelled", [.everywhere, .help, .themes]),
    Entry([([.control("l")], .redraw)], "redraw", [.prompt]),
    Entry(
      [([.control("c")], .cancel)], "cancel job; again: quit", [.everywhere, .help, .themes]),
    Entry([([.control("z")], .suspend)], "suspend", [.everywhere, .help, .themes, .prompt]),
    Entry(
      [([.character("q")], .quit)], "quit", [.everywhere, .help, .themes], footer: true),
  ]
}
