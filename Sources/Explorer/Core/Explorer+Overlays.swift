import NeuralNetwork
import Reports
import TerminalUI

extension Explorer {
  /// The help about where keys go.
  func picture(of help: Help) -> HelpPicture {
    HelpPicture(
      keys: keys, context: keyContextBelow, filter: help.line?.text ?? help.filter,
      notes: OpenedNotes(context: context()))
  }

  mutating func performInHelp(_ action: Action, _ help: Help) -> Effect? {
    var help = help
    if var line = help.line {
      switch action {
      case .accept, .close:
        help.filter = action == .accept ? line.text : ""
        help.line = nil
      default:
        _ = line.perform(action)
        help.line = line
      }
      help.scroll = 0
      overlay = .help(help)
      return nil
    }
    let page = max(1, size.rows - 4)
    let last = picture(of: help).lastScroll(size: size)
    switch action {
    case .up: help.scroll -= 1
    case .down: help.scroll += 1
    case .pageUp: help.scroll -= page
    case .pageDown: help.scroll += page
    case .first: help.scroll = 0
    case .last: help.scroll = last
    case .search: help.line = LineEditor(help.filter)
    case .close where !help.filter.isEmpty: help.filter = ""
    case .close:
      overlay = nil
      return nil
    default: break
    }
    help.scroll = min(max(0, help.scroll), last)
    overlay = .help(help)
    return nil
  }

  mutating func performInThemes(_ action: Action, before: Int) -> Effect? {
    switch action {
    case .up: themeIndex = (themeIndex - 1).clamped(to: 0..<themes.count)
    case .down: themeIndex = (themeIndex + 1).clamped(to: 0..<themes.count)
    case .open:
      overlay = nil
      choose(theme: themeIndex)
    case .close:
      themeIndex = before
      overlay = nil
    default: break
    }
    return nil
  }

  /// Takes a theme that goes with the terminal's background.
  mutating func follow(_ isLight: Bool) {
    let name = isLight ? "light" : "dark"
    if let index = themes.firstIndex(where: { $0.name == name }) { themeIndex = index }
  }

  /// Does what a pane asks for.
  mutating func carryOut(_ effect: PaneEffect?) {
    switch effect {
    case .focus(let slot): goDeeper(to: slot)
    case .open(let id): open(id)
    case .ask(let prompt): overlay = .prompt(prompt)
    case .say(let text, let isError): message = (text, isError)
    case nil: break
    }
  }
}
