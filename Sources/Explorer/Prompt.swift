/// A line that is being typed.
struct Prompt: Sendable {
  /// What it is for.
  enum Purpose: Sendable {
    case search, export, mapSize
  }

  let purpose: Purpose
  var text: String

  /// The words before it.
  var label: String {
    switch purpose {
    case .search: "filter"
    case .export: "export to"
    case .mapSize: "toeplitz map"
    }
  }

  mutating func erase() {
    if !text.isEmpty { text.removeLast() }
  }
}
