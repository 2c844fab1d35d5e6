/// A line that is being typed.
package struct Prompt: Sendable {
  /// What it is for.
  enum Purpose: Sendable {
    case search, export
    /// The pane in focus asked for it.
    case pane
  }

  let purpose: Purpose
  /// The words before it.
  let label: String
  /// The words behind it.
  var hint = ""
  var text = ""

  static let search = Prompt(purpose: .search, label: "filter")

  static func export(to name: String) -> Prompt {
    Prompt(purpose: .export, label: "export to", hint: ".txt .ans .svg .csv .json", text: name)
  }

  mutating func erase() {
    if !text.isEmpty { text.removeLast() }
  }
}
