import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  package init(extendedGraphemeClusterLiteral character: Character) { self = .character(character) }
}

extension PaneID {
  /// All panes.
  static let all = PaneRegistry.infos.map(\.id)
  /// The panes that the slots show at first.
  static let first = Slot.allCases.compactMap { slot in
    PaneRegistry.infos.first { $0.slot == slot }?.id
  }

  /// What is known of it.
  var info: PaneInfo? { PaneRegistry.infos.first { $0.id == self } }
  /// The digit that goes to its slot.
  var key: Key { .character(Character("\(info?.slot.rawValue ?? 0)")) }
}

extension Explorer {
  /// Presses keys one after the other.
  /// - Returns: what the last one asks of the world.
  @discardableResult
  mutating func press(_ keys: Key...) -> Effect? {
    var effect: Effect?
    for key in keys { effect = handle(.key(key)) }
    return effect
  }

  /// Goes to a slot.
  /// - Returns: the pane that it shows.
  mutating func focus(in slot: Key) -> PaneID {
    press(slot)
    return focus
  }

  /// Shows a pane, or a page of its slot.
  mutating func turn(to page: String?, of view: PaneID) {
    let isThere = showPage(page, of: view) != nil
    #expect(isThere, "\(page ?? view.rawValue)")
  }

  mutating func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  /// Whether the cursor is inside the pane in focus.
  var isInside: Bool { if case .inside = keyContext { true } else { false } }

  /// The text of the whole screen.
  var screen: String { render(size: size, theme: theme).text }
  /// The last line of the screen.
  var footer: String {
    screen.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last.map(String.init)
      ?? ""
  }

  /// The text of one pane, as large as the screen.
  func pane(_ view: PaneID) -> String { render(pane: view, size: size, theme: theme).text }
  /// The first line of a pane, which says what it shows.
  func title(_ view: PaneID) -> String {
    pane(view).split(separator: "\n").first.map(String.init) ?? ""
  }
}
