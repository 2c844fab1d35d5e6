import NeuralNetwork
import Reports
import TerminalUI

extension Explorer {
  mutating func performInHelp(_ action: Action, scroll: Int) -> Effect? {
    let page = max(1, size.rows - 4)
    switch action {
    case .up: overlay = .help(scroll: max(0, scroll - 1))
    case .down: overlay = .help(scroll: scroll + 1)
    case .pageUp: overlay = .help(scroll: max(0, scroll - page))
    case .pageDown: overlay = .help(scroll: scroll + page)
    case .first: overlay = .help(scroll: 0)
    case .last: overlay = .help(scroll: .max)
    case .close: overlay = nil
    default: break
    }
    if case .help(let scroll) = overlay {
      overlay = .help(scroll: min(scroll, HelpPicture.lastScroll(size: size)))
    }
    return nil
  }

  mutating func performInThemes(_ action: Action, before: Int) -> Effect? {
    switch action {
    case .up: themeIndex = (themeIndex - 1).clamped(to: 0..<themes.count)
    case .down: themeIndex = (themeIndex + 1).clamped(to: 0..<themes.count)
    case .open: overlay = nil
    case .close:
      themeIndex = before
      overlay = nil
    default: break
    }
    return nil
  }

  mutating func performInPrompt(_ action: Action, _ prompt: Prompt) -> Effect? {
    var prompt = prompt
    switch action {
    case .erase:
      prompt.erase()
      type(prompt)
    case .eraseAll:
      prompt.text = ""
      type(prompt)
    case .close:
      if prompt.purpose == .search { searches[focus] = nil }
      overlay = nil
    case .accept:
      overlay = nil
      switch prompt.purpose {
      case .search: break
      case .export: return export(to: prompt.text)
      case .pane: carryOut(panes[focus]?.accept(prompt.text))
      }
    default: break
    }
    return nil
  }

  /// Takes over what is typed so far; a search goes to its first match at once.
  mutating func type(_ prompt: Prompt) {
    overlay = .prompt(prompt)
    guard prompt.purpose == .search else { return }
    searches[focus] = prompt.text.isEmpty ? nil : prompt.text
    goToNearestMatch()
  }

  /// Does what a pane asks for.
  mutating func carryOut(_ effect: PaneEffect?) {
    switch effect {
    case .focus(let slot): focus(on: slot)
    case .open(let id): open(id)
    case .ask(let prompt): overlay = .prompt(prompt)
    case .say(let text, let isError): message = (text, isError)
    case nil: break
    }
  }

  /// The file name that an export suggests.
  var exportName: String {
    let layer = context().layer.map { "-" + $0.name } ?? ""
    let isAboutAll = focusedPane?.info.isAboutAllLayers == true
    let name = focus.rawValue + (isAboutAll ? "" : layer)
    return String(name.map { "/\\: ".contains($0) ? "_" : $0 }) + ".txt"
  }

  /// The focused pane as text without colours.
  var plainText: String {
    let display = Display(colors: .none, isUnicode: theme.display.isUnicode)
    return render(pane: focus, size: size, theme: theme.adapted(to: display)).text
  }

  /// What is written under a name, by its ending.
  private func contents(ofExport path: String) -> String? {
    switch path.split(separator: ".").last {
    case "txt": plainText
    case "ans": render(pane: focus, size: size, theme: theme).ansi(theme)
    case "svg": render(pane: focus, size: size, theme: theme).svg(theme)
    case "csv": data(of: focus)?.table.csv
    case "json": data(of: focus).map { $0.json.text + "\n" }
    default: nil
    }
  }

  private mutating func export(to path: String) -> Effect? {
    if let contents = contents(ofExport: path) { return .write(path: path, contents: contents) }
    message = (
      "nothing written: a name ends in .txt, .ans or .svg (with colours), .csv or .json (data)",
      true
    )
    return nil
  }
}
