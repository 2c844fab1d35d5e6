package import DeepDataProfiler
import NeuralNetwork
package import TerminalUI

extension Explorer {
  /// An explorer of a network.
  /// - Parameters:
  ///   - findings: What is known at the start.
  ///   - size: The screen's size.
  ///   - themes: The themes to choose from, adapted to the display; the first is in use.
  ///   - keys: What keys do.
  ///   - selection: What is selected at the start; v0 gives way to the strongest vector in a group.
  package init(
    findings: Findings, size: Size, themes: [Theme] = Theme.builtIn,
    keys: KeyMap = .standard, selection: Selection = Selection()
  ) {
    let panes = PaneRegistry.all.map { $0.init() }
    self.init(
      findings: findings, size: size, selection: selection,
      panes: Dictionary(uniqueKeysWithValues: panes.map { ($0.info.id, $0) }),
      shown: Dictionary(panes.map { ($0.info.slot, $0.info.id) }) { first, _ in first },
      themes: themes, classCount: Set(findings.dataSet?.labels ?? []).count,
      spectra: [findings.model, findings.beside].enumerated().flatMap { index, model in
        (model?.layers ?? []).indices.compactMap { layer in
          model.map { AnyQuestion(SpectrumQuestion(layer: layer), of: index).canonical(in: $0) }
        }
      },
      matrizations: Dictionary(
        uniqueKeysWithValues: [Matrization.slices, .toeplitz()].map { matrization in
          (
            matrization,
            findings.model.layers.indices.map { layer in
              AnyQuestion(SpectrumQuestion(layer: layer, matrization)).canonical(in: findings.model)
            }
          )
        }), keys: keys)
    settle()
  }

  /// The explorer of something else, as far as it is the person's: its theme, what was typed, the pane in
  /// focus; and what is remembered of it, a layer of the same name say.
  package func reopened(with findings: Findings, recalling memory: Memory) -> Explorer {
    let layer = findings.model.layers.first { $0.name == memory.layer }
    var next = Explorer(
      findings: findings, size: size, themes: themes, keys: keys,
      selection: Selection(layer: layer?.index ?? 0, parameters: memory.parameters))
    (next.themeIndex, next.followsBackground) = (themeIndex, followsBackground)
    (next.typed, next.focusedSlot, next.clock) = (typed, focusedSlot, clock)
    (next.chosenTheme, next.shares) = (chosenTheme, memory.shares)
    if findings.model.layers.map(\.name) == next.findings.model.layers.map(\.name) {
      next.takeViews(of: self)
    }
    next.settle()
    return next
  }

  /// Shows the layers as another explorer of them does: sorted, on the same pages, the same vector.
  private mutating func takeViews(of other: Explorer) {
    panes[.layers] = other.panes[.layers]
    for slot in Slot.allCases {
      guard let id = other.shown[slot] else { continue }
      _ = show(id, page: other.panes[id]?.page)
    }
    isZoomed = other.isZoomed
    if other.selection.layer == selection.layer, other.selection.isVectorChosen {
      selection.select(vector: other.selection.vector)
      selection.isNegative = other.selection.isNegative
    }
  }

  /// Shows a pane in its slot, or one of the pages there by its name, which may be another pane's.
  /// - Returns: the pane that the slot shows then; nil where there is no such page.
  package mutating func showPage(_ name: String? = nil, of id: PaneID) -> PaneID? {
    defer { settle() }
    return show(id, page: name)
  }

  /// Shows a pane as `showPage` does, and gives it the keys.
  package mutating func openPage(_ name: String? = nil, of id: PaneID) {
    focus(on: id, page: name)
    settle()
  }

  /// Selects another layer; the vector stays where the layer has it.
  package mutating func select(layer: Int) {
    selection.layer = layer
    settle()
  }

  /// Changes the state as an event asks: the only way it changes.
  /// - Returns: what the world should do, if anything.
  package mutating func handle(_ event: Event) -> Effect? {
    defer { settle() }
    switch event {
    case .key(let key): return press(key)
    case .mouse(let gesture): return take(gesture).reduce(nil) { $0 ?? perform($1) }
    case .background(let isLight): if followsBackground { follow(isLight) }
    case .resized(let size): self.size = size
    case .adapted(let display): themes = themes.map { $0.adapted(to: display) }
    case .found(let findings): self.findings = findings
    case .waited: noteLate()
    case .taken(let path): askWhetherToReplace(path)
    case .completed(let names): complete(with: names)
    case .pasted(let text): paste(text)
    case .notified(let text, let isError): message = (text, isError)
    }
    return nil
  }

  private mutating func press(_ key: Key) -> Effect? {
    message = nil
    let action = action(for: key)
    if action != .cancel { isLeaving = false }
    if action == nil, case .character(let character) = key, insert(String(character)) { return nil }
    guard let action else {
      if overlay == nil { message = (keys.excuse(for: key), false) }
      return nil
    }
    return perform(action)
  }

  private func action(for key: Key) -> Action? {
    if let action = keys.action(for: key, in: keyContext) { return action }
    if overlay != nil { return nil }
    return keys.action(for: key, in: .pane(focus)) ?? keys.action(for: key, in: .everywhere)
  }

  mutating func perform(_ action: Action) -> Effect? {
    switch action {
    case .redraw:
      cancelled = []
      return .redraw
    case .cancel: return cancel()
    case .suspend: return .suspend
    case .quit: return .quit
    default: break
    }
    switch overlay {
    case .help(let help): return performInHelp(action, help)
    case .themes(let before): return performInThemes(action, before: before)
    case .prompt(let prompt): return performInPrompt(action, prompt)
    case .palette(let palette):
      switch performInPalette(action, palette) {
      case .perform(let action): return perform(action)
      case .effect(let effect): return effect
      case nil: return nil
      }
    case .jobs(let place): return performInJobs(action, place: place)
    case .question(let path, let prompt): return answer(action, path, prompt)
    case nil: return performInPanes(action)
    }
  }

  private mutating func performInPanes(_ action: Action) -> Effect? {
    if let slot = Slot.allCases.first(where: { .focus($0) == action }) {
      focus(on: slot)
      return nil
    }
    switch action {
    case .focusNext: focus(on: focusedSlot.advanced(by: 1))
    case .focusPrevious: focus(on: focusedSlot.advanced(by: -1))
    case .close where focusedPane?.isInside != true: close()
    case .zoom: isZoomed.toggle()
    case .grow: changeShare(of: focusedSlot, by: 0.05)
    case .shrink: changeShare(of: focusedSlot, by: -0.05)
    case .help: overlay = .help(Help())
    case .themes: overlay = .themes(before: themeIndex)
    case .search:
      beforeSearch = (selection, searches[focus])
      overlay = .prompt(.search)
    case .palette: overlay = .palette(Palette())
    case .jobs: overlay = .jobs(place: 0)
    case .export, .copy: return take(isCopy: action == .copy)
    case .nextMatch: goToMatch(forward: true)
    case .previousMatch: goToMatch(forward: false)
    case .previousPage: turnPage(by: -1)
    case .nextPage: turnPage(by: 1)
    case .choose:
      // Among images, the one under the cursor.
      performInFocusedPane(action)
      chooseImage()
    default: performInFocusedPane(action)
    }
    return nil
  }

  private mutating func performInFocusedPane(_ action: Action) {
    var context = context()
    let effect = panes[focus]?.perform(action, &context)
    selection = context.selection
    carryOut(effect)
  }

  /// Chooses the selected image to be compared with others, or takes that back.
  private mutating func chooseImage() {
    let context = context()
    guard context.dataSet != nil else {
      message = ("there are no images to choose from", true)
      return
    }
    let name = "image \(context.name(ofImage: selection.image))"
    guard selection.chooseImage() else {
      message = (
        "\(Selection.mostChosen) images are chosen: \(keys.name(of: .choose)) on one of them takes it back",
        true
      )
      return
    }
    let isChosen = selection.chosen.contains(selection.image)
    let count = selection.chosen.count
    message = (
      "\(name) is \(isChosen ? "chosen" : "no longer chosen"): "
        + (count == 0 ? "none is" : "\(count.counted("image")) in all"), false
    )
  }

  private mutating func close() {
    if searches[focus] != nil {
      searches[focus] = nil
    } else if let opener = openers.removeValue(forKey: focusedSlot) {
      goBack(to: opener)
    } else {
      isZoomed = false
    }
  }

  private mutating func cancel() -> Effect? {
    if isLeaving { return .quit }
    isLeaving = true
    guard let running else {
      message = ("nothing runs; \(keys.name(of: .cancel)) again quits", false)
      return nil
    }
    cancelled.insert(running)
    message = (
      "cancelled \(context().name(of: running)): \(keys.name(of: .redraw)) resumes it, "
        + "\(keys.name(of: .cancel)) again quits", false
    )
    return nil
  }
}
