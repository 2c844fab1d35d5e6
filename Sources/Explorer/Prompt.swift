/// A line that is being typed.
struct Prompt: Sendable {
  /// What it is for.
  enum Purpose: Sendable {
    case search, export
  }

  let purpose: Purpose
  var text: String

  /// The words before it.
  var label: String {
    switch purpose {
    case .search: "filter"
    case .export: "export to"
    }
  }

  mutating func erase() {
    if !text.isEmpty { text.removeLast() }
  }
}
