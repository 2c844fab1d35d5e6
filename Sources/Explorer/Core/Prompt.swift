/// A line that is being typed.
package struct Prompt: Sendable {
  /// What it is for.
  enum Purpose: Hashable, Sendable {
    case search, export
    case open(Opened)
    /// The pane in focus asked for it.
    case pane

    /// Whether it names a file, which Tab completes.
    var isPath: Bool {
      switch self {
      case .export, .open: true
      case .search, .pane: false
      }
    }

    /// What the lines that were typed for it are kept under.
    var name: String {
      switch self {
      case .search: "filter"
      case .export: "export"
      case .pane: "pane"
      case .open(let opened): "open-\(opened.rawValue)"
      }
    }
  }

  let purpose: Purpose
  /// The words before it.
  let label: String
  /// The words behind it.
  var hint = ""
  var line = LineEditor()
  /// The ending that is suggested, behind the cursor; it gives way to one that is typed.
  private(set) var suggested = ""
  /// The place among earlier lines that Up went to, the latest being 0; nil for one of its own.
  var recalled: Int?

  var text: String { line.text }

  static let search = Prompt(purpose: .search, label: "filter")

  static func export(to name: String) -> Prompt {
    var prompt = Prompt(
      purpose: .export, label: "export to",
      hint: ExportFormat.allCases.map(\.ending).joined(separator: " "))
    prompt.suggested = ExportFormat(path: name)?.ending ?? ""
    prompt.line = LineEditor(String(name.dropLast(prompt.suggested.count)), prompt.suggested)
    return prompt
  }

  /// Inserts text where the cursor is.
  mutating func insert(_ text: some StringProtocol) {
    line.insert(text)
    dropSuggestion()
  }

  /// Puts the completed beginning of a name in the place of what stands before the cursor.
  mutating func complete(by beginning: String) {
    line = LineEditor(beginning, String(line.behind))
    dropSuggestion()
  }

  private mutating func dropSuggestion() {
    if !suggested.isEmpty, String(line.behind) == suggested,
      ExportFormat(path: String(line.before)) != nil
    {
      _ = line.perform(.eraseRest)
    }
  }

  static func open(_ opened: Opened, completion key: String) -> Prompt {
    Prompt(purpose: .open(opened), label: "open \(opened.rawValue)", hint: "\(key) completes")
  }

  /// Goes through earlier lines.
  /// - Returns: whether there is one.
  mutating func recall(_ lines: [String], older: Bool) -> Bool {
    let place = (recalled ?? -1) + (older ? 1 : -1)
    guard (-1..<lines.count).contains(place) else { return false }
    recalled = place < 0 ? nil : place
    line.replace(by: place < 0 ? "" : lines[lines.count - 1 - place])
    return true
  }
}

/// What can be opened from inside.
package enum Opened: String, CaseIterable, Hashable, Sendable {
  case model, data, card

  /// What it is, in a few words.
  var words: String {
    switch self {
    case .model: "a file of a network"
    case .data: "images: a folder, or a file of them"
    case .card: "the card of this model"
    }
  }
}
