import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Palette {
  /// One of the things that can be done.
  struct Entry {
    enum Deed {
      /// An action of a pane, or of all.
      case perform(Action, in: PaneID?)
      case show(PaneID, page: String)
      case open(Opened)
      /// Opens a file at once.
      case openFile(Opened, String)
      case theme(Int)
      case jump(Jump)
    }

    let deed: Deed
    let title: String
    /// The keys that do it as well, where there are.
    var keys = ""
    /// Other words for it, each with what it means.
    var meanings: [String] = []
    /// That of them which was found, as the title was not.
    var meaning: String?

    /// What finds it when it is typed.
    var words: String { if case .jump(let jump) = deed { jump.text } else { title } }

    /// Itself with how well a text is found in its title, or else with the meaning that has the words.
    fileprivate func found(_ text: String) -> (entry: Entry, score: Int)? {
      if let match = FuzzyMatch(text, in: title) { return (self, match.score) }
      for meaning in meanings {
        guard let match = FuzzyMatch(text, in: "\(title) \(meaning)", isWritten: true) else {
          continue
        }
        var entry = self
        entry.meaning = meaning
        return (entry, match.score - FuzzyMatch.most)
      }
      return nil
    }
  }

  /// What can be done now that the typed words find, the best first; what is wrong with a jump that they
  /// name, in its place.
  func found(in explorer: Explorer) -> (entries: [Entry], fault: String?) {
    let text = line.text
    let all = Self.all(in: explorer)
    guard !text.isEmpty else { return (Self.recent(in: explorer) + all, nil) }
    var jumps = Self.file(in: text).map { [$0] } ?? []
    var fault: String?
    do throws(Jump.Fault) {
      if let jump = try Jump(text, from: explorer) {
        let words = "go to " + jump.words.joined(separator: ", ")
        jumps.append(Entry(deed: .jump(jump), title: words))
      }
    } catch {
      fault = error.words
    }
    let sorted = all.compactMap { $0.found(text) }.enumerated().sorted { a, b in
      (b.element.score, a.offset) < (a.element.score, b.offset)
    }
    return (jumps + sorted.map(\.element.entry), fault)
  }

  /// The file's name that is typed behind what opens it.
  var path: String? {
    guard case .openFile(_, let path)? = Self.file(in: line.text)?.deed else { return nil }
    return path
  }

  /// Which words nothing has, or that nothing has all of them.
  func fault(in explorer: Explorer) -> String {
    let all = Self.all(in: explorer)
    func isOfPlace(_ word: String) -> Bool {
      do { return try Jump(word, from: explorer) != nil } catch { return true }
    }
    let unknown = line.text.split(separator: " ").map(String.init).filter { word in
      !isOfPlace(word) && !all.contains { $0.found(word) != nil }
    }
    return unknown.isEmpty
      ? "nothing has all of these words"
      : "nothing is called \(unknown.map { "\"\($0)\"" }.joined(separator: " or "))"
  }

  /// What was done last, the latest first.
  private static func recent(in explorer: Explorer) -> [Entry] {
    (explorer.typed[Palette.name] ?? []).suffix(mostRecent).reversed().compactMap { text in
      let (found, fault) = Palette(line: LineEditor(text)).found(in: explorer)
      return fault == nil ? found.first { $0.words == text } : nil
    }
  }

  /// `open data ../fashion.npz`, or `open fashion.onnx`, which is a model.
  private static func file(in text: String) -> Entry? {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, words[0] == "open" else { return nil }
    let rest = words[1].split(separator: " ", maxSplits: 1).map(String.init)
    if let opened = rest.first.flatMap(Opened.init) {
      return rest.count < 2
        ? nil : Entry(deed: .openFile(opened, rest[1]), title: "open \(opened) \(rest[1])")
    }
    return Entry(deed: .openFile(.model, words[1]), title: "open model \(words[1])")
  }

  /// All that can be done: in the pane in focus, everywhere, what can be shown and opened, then what other
  /// panes can.
  private static func all(in explorer: Explorer) -> [Entry] {
    let lines = explorer.keys.entries(in: explorer.keyContextBelow)
    func own(isForMoving: Bool) -> [Entry] {
      lines.filter { $0.isForMoving == isForMoving }.flatMap {
        entries(of: $0, in: explorer.focus, after: nil)
      }
    }
    let everywhere = explorer.keys.entries(in: .everywhere).flatMap {
      entries(of: $0, in: nil, after: nil)
    }
    let pages = PaneRegistry.infos.flatMap { info in
      let page = explorer.panes[info.id]?.page ?? info.pageNames[0]
      let own = Entry(
        deed: .show(info.id, page: page), title: "show \(info.title)",
        meanings: info.words.map { "\($0.word): \($0.meaning)" })
      guard info.pageNames.count > 1 else { return [own] }
      return info.pageNames.reduce(into: [own]) { entries, page in
        entries.append(
          Entry(
            deed: .show(info.id, page: page), title: "show \(info.title): \(page)",
            meanings: info.pageMeanings[page].map { [$0] } ?? []))
      }
    }
    let layers = explorer.findings.model.layers.compactMap { layer in
      (try? Jump("layer \(layer.index + 1)", from: explorer)).map {
        Entry(deed: .jump($0), title: "go to layer \(layer.name)")
      }
    }
    let opened = Opened.allCases.map { Entry(deed: .open($0), title: "open \($0): \($0.words)") }
    let themes = explorer.themes.enumerated().map {
      Entry(deed: .theme($0.offset), title: "theme \($0.element.name)")
    }
    let others = PaneRegistry.infos.filter { $0.id != explorer.focus }.flatMap { info in
      explorer.keys.entries(in: .pane(info.id)).filter { !$0.isForMoving }.flatMap {
        entries(of: $0, in: info.id, after: info.title)
      }
    }
    return own(isForMoving: false) + everywhere + pages + layers + opened + themes + others
      + own(isForMoving: true)
  }

  /// What the keys of a line of the table do, each by its name.
  private static func entries(
    of entry: KeyEntry, in pane: PaneID?, after heading: String?
  ) -> [Entry] {
    entry.choices.filter { $0.action != .palette }.map { choice in
      let name = choice.action.words
      let title =
        entry.choices.count > 1 && name != entry.title ? "\(entry.title): \(name)" : entry.title
      return Entry(
        deed: .perform(choice.action, in: pane), title: (heading.map { "\($0): " } ?? "") + title,
        keys: choice.keys.map(\.name).joined(separator: " "))
    }
  }
}

/// What the palette asks its dispatcher for.
enum PaletteOutcome {
  /// An action of the panes.
  case perform(Action)
  case effect(Effect)
}

extension Explorer {
  /// Does what a key asks for in the palette.
  /// - Returns: what is to be done beyond the panes that are shown.
  mutating func performInPalette(_ action: Action, _ palette: Palette) -> PaletteOutcome? {
    var palette = palette
    let (found, fault) = palette.found(in: self)
    let page = max(1, size.rows / 2)
    switch action {
    case .up: palette.place = palette.place > 0 ? palette.place - 1 : found.count - 1
    case .down: palette.place = palette.place < found.count - 1 ? palette.place + 1 : 0
    case .pageUp: palette.place -= page
    case .pageDown: palette.place += page
    case .close:
      overlay = nil
      return nil
    case .accept:
      guard found.indices.contains(palette.place), fault == nil || palette.place > 0 else {
        // What was typed is there to be mended.
        message = (fault ?? "\(palette.fault(in: self)): \(Palette.hint)", true)
        return nil
      }
      overlay = nil
      return carryOut(found[palette.place])
    case .complete:
      guard let path = palette.path else {
        message = ("files are completed behind open model, open data and open card", false)
        return nil
      }
      return .effect(.complete(path))
    default:
      if palette.line.perform(action) { palette.place = 0 }
    }
    palette.place = palette.place.clamped(to: 0..<found.count)
    overlay = .palette(palette)
    return nil
  }

  private mutating func carryOut(_ entry: Palette.Entry) -> PaletteOutcome? {
    if entry.words != Action.quit.words { remember(entry.words, as: Palette.name) }
    switch entry.deed {
    case .perform(let action, let pane):
      if let pane, pane != focus { open(pane) }
      return .perform(action)
    case .show(let pane, let page): focus(on: pane, page: page)
    case .open(let opened): overlay = .prompt(.open(opened, completion: keys.name(of: .complete)))
    case .openFile(let opened, let path): return .effect(.open(opened, path: path))
    case .theme(let index): choose(theme: index)
    case .jump(let jump):
      selection = jump.selection
      if let (pane, name) = jump.page { focus(on: pane, page: name) }
      message = ("at " + jump.words.joined(separator: ", "), false)
    }
    return nil
  }
}
