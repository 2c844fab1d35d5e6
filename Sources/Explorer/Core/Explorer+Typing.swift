import Foundation

/// What is typed into a line of the footer or of the palette.
extension Explorer {
  /// Inserts text where a line is typed.
  /// - Returns: whether there is one.
  mutating func insert(_ text: String) -> Bool {
    switch overlay {
    case .prompt(var prompt):
      prompt.insert(text)
      if prompt.purpose == .search { prompt.hint = "" }
      type(prompt)
    case .palette(var palette):
      palette.line.insert(text)
      palette.place = 0
      overlay = .palette(palette)
    case .help(var help) where help.line != nil:
      help.line?.insert(text)
      overlay = .help(help)
    default: return false
    }
    return true
  }

  /// Takes pasted text, on one line, where something is typed; elsewhere it does nothing, whatever keys it
  /// would be.
  mutating func paste(_ text: String) {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
      .trimmingCharacters(in: .whitespaces)
    if !insert(line) {
      message = (
        "what is pasted is not run as keys; \(keys.name(of: .palette)) takes text", false
      )
    }
  }

  mutating func performInPrompt(_ action: Action, _ prompt: Prompt) -> Effect? {
    var prompt = prompt
    switch action {
    case .up, .down:
      if !prompt.recall(typed[prompt.purpose.name] ?? [], older: action == .up) {
        prompt.hint = "no \(action == .up ? "earlier" : "later") line"
      }
      type(prompt)
    case .complete:
      if prompt.purpose.isPath { return .complete(String(prompt.line.before)) }
      prompt.hint = "no names of files are asked for here"
      overlay = .prompt(prompt)
    case .close:
      if prompt.purpose == .search, let before = beforeSearch {
        (selection, searches[focus]) = (before.selection, before.search)
      }
      overlay = nil
    case .accept: return accept(prompt)
    default:
      if prompt.purpose == .search { prompt.hint = "" }
      if prompt.line.perform(action) { type(prompt) }
    }
    return nil
  }

  private mutating func accept(_ prompt: Prompt) -> Effect? {
    overlay = nil
    let text = prompt.text
    if !text.isEmpty { remember(text, as: prompt.purpose.name) }
    switch prompt.purpose {
    case .search:
      if matches?.isEmpty == true {
        searches[focus] = nil
        message = ("nothing found: \(text)", true)
      } else {
        tellMatch()
      }
    case .export: return export(to: text, prompt)
    case .open(let opened):
      if !text.isEmpty { return .open(opened, path: text) }
    case .pane: carryOut(panes[focus]?.accept(text))
    }
    return nil
  }

  /// Takes over what is typed so far; a search goes to its first match at once.
  mutating func type(_ prompt: Prompt) {
    overlay = .prompt(prompt)
    guard prompt.purpose == .search else { return }
    searches[focus] = prompt.text.isEmpty ? nil : prompt.text
    // What was typed before led elsewhere, perhaps.
    if let before = beforeSearch { selection = before.selection }
    goToNearestMatch()
  }

  /// Completes a file's name as far as all that were found agree, and lists them where they do not.
  mutating func complete(with names: [String]) {
    guard let first = names.first else {
      message = ("no file's name begins so", false)
      return
    }
    let common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let last = names.map { name in
      name.split(separator: "/").last.map { $0 + (name.hasSuffix("/") ? "/" : "") } ?? name
    }
    let choices = names.count > 1 ? last.joined(separator: " ") : ""
    switch overlay {
    case .prompt(var prompt):
      if common.count > prompt.line.before.count { prompt.complete(by: common) }
      prompt.hint = choices
      overlay = .prompt(prompt)
    case .palette(var palette):
      guard let path = palette.path else { return }
      if common.count > path.count {
        palette.line = LineEditor(palette.line.text.dropLast(path.count) + common)
      }
      if !choices.isEmpty { message = (choices, false) }
      overlay = .palette(palette)
    default: break
    }
  }
}
