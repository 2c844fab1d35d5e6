import DeepDataProfiler

extension Explorer {
  /// Changes the state as an event asks: the only way it changes.
  /// - Returns: what the world should do, if anything.
  package mutating func handle(_ event: Event) -> Effect? {
    defer { settle() }
    switch event {
    case .key(let key): return press(key)
    case .resized(let size): self.size = size
    case .found(let findings): self.findings = findings
    case .waited: noteLate()
    case .notified(let text, let isError): message = (text, isError)
    }
    return nil
  }

  private mutating func press(_ key: Key) -> Effect? {
    message = nil
    let action = action(for: key)
    if action != .cancel { isLeaving = false }
    if case .prompt(var prompt) = overlay, action == nil {
      guard case .character(let character) = key else { return nil }
      prompt.text.append(character)
      type(prompt)
      return nil
    }
    guard let action else {
      if overlay == nil { message = (KeyMap.excuse(for: key), false) }
      return nil
    }
    return perform(action)
  }

  private func action(for key: Key) -> Action? {
    if let action = KeyMap.action(for: key, in: context) { return action }
    if overlay != nil { return nil }
    return KeyMap.action(for: key, in: .view(focus)) ?? KeyMap.action(for: key, in: .everywhere)
  }

  private mutating func perform(_ action: Action) -> Effect? {
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
    case .help(let scroll): return performInHelp(action, scroll: scroll)
    case .themes(let before): return performInThemes(action, before: before)
    case .prompt(let prompt): return performInPrompt(action, prompt)
    case nil: return performInPanes(action)
    }
  }

  private mutating func performInPanes(_ action: Action) -> Effect? {
    switch action {
    case .focus(let view): focus(on: view)
    case .focusNext: focus(on: focus.advanced(by: 1))
    case .focusPrevious: focus(on: focus.advanced(by: -1))
    case .open: open()
    case .close: close()
    case .zoom: isZoomed.toggle()
    case .help: overlay = .help(scroll: 0)
    case .themes: overlay = .themes(before: themeIndex)
    case .search: overlay = .prompt(Prompt(purpose: .search, text: ""))
    case .export:
      if let refusal = exportRefusal(of: focus) {
        message = (refusal, true)
      } else {
        overlay = .prompt(Prompt(purpose: .export, text: exportName))
      }
    case .mapSize:
      overlay = .prompt(Prompt(purpose: .mapSize, text: mapSize.map { "\($0)" } ?? ""))
    case .copy:
      if let refusal = exportRefusal(of: focus) {
        message = (refusal, true)
      } else {
        return .copy(plainText)
      }
    case .nextMatch: goToMatch(forward: true)
    case .previousMatch: goToMatch(forward: false)
    case .lowerQuantile: changeQuantile(by: -1)
    case .raiseQuantile: changeQuantile(by: 1)
    case .lowerMajority: changeMajority(by: -5)
    case .raiseMajority: changeMajority(by: 5)
    case .polarity: changePolarity()
    case .strangers: showsStrangers.toggle()
    case .sort: layerOrder = layerOrder.next
    case .reverse: isLayerOrderReversed.toggle()
    default: move(action)
    }
    return nil
  }

  private mutating func focus(on view: View) {
    if view != focus { isInside = false }
    focus = view
  }

  private mutating func open() {
    switch focus {
    case .layers: focus(on: .spectrum)
    case .spectrum: focus(on: .projection)
    case .hypergraph: focus(on: .hierarchy)
    case .projection:
      if let maps = maps.value, maps.height * maps.width > 1 {
        isInside = true
      } else {
        message = ("there is one value a vector here: h and l go through them", false)
      }
    case .hierarchy where isInside: focus(on: .projection)
    case .hierarchy:
      guard let hierarchy = hierarchy.value, let group = group(in: hierarchy),
        let first = exemplars(of: hierarchy.groups[group]).first?.image
      else {
        message = ("no group is selected: arrows pick one", false)
        return
      }
      isInside = true
      let images = exemplars(of: hierarchy.groups[group]).map(\.image)
      if !images.contains(selection.image) { selection.image = first }
    }
  }

  private mutating func close() {
    if isInside {
      isInside = false
    } else if searches[focus] != nil {
      searches[focus] = nil
    } else {
      isZoomed = false
    }
  }

  private mutating func cancel() -> Effect? {
    if isLeaving { return .quit }
    isLeaving = true
    guard let running else {
      message = ("nothing runs; Ctrl-c again quits", false)
      return nil
    }
    cancelled.insert(running)
    message = ("cancelled \(name(of: running)): r resumes it, Ctrl-c again quits", false)
    return nil
  }

  private mutating func changeQuantile(by percent: Double) {
    parameters.quantile = Self.stepped(parameters.quantile, by: percent)
  }

  private mutating func changeMajority(by percent: Double) {
    parameters.majority = Self.stepped(parameters.majority, by: percent)
  }

  /// A fraction some hundredths away, on whole hundredths and from 0 to 1.
  private static func stepped(_ fraction: Double, by percent: Double) -> Double {
    min(max((fraction * 100).rounded() + percent, 0), 100) / 100
  }

  private mutating func changePolarity() {
    switch parameters.polarity {
    case .positive: parameters.polarity = .negative
    case .negative: parameters.polarity = .both
    case .both: parameters.polarity = .positive
    }
  }
}
