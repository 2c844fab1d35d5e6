import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// How many lines of each kind of prompt are kept.
  private static let mostLines = 20

  package var memory: Memory {
    let layers = findings.model.layers
    return Memory(
      theme: chosenTheme,
      layer: layers.indices.contains(selection.layer) ? layers[selection.layer].name : nil,
      parameters: selection.parameters, shares: shares,
      typed: Dictionary(
        uniqueKeysWithValues: typed.map { ($0.name, Array($1.suffix(Self.mostLines))) }))
  }

  /// Takes over how much of the screen panes had, and what was typed; the rest is for whoever opens it.
  package mutating func recall(_ memory: Memory) {
    shares = memory.shares
    for purpose in Prompt.Purpose.all { typed[purpose] = memory.typed[purpose.name] }
    chosenTheme = memory.theme
    settle()
  }

  /// Takes a theme because the person wants it.
  mutating func choose(theme index: Int) {
    themeIndex = index
    chosenTheme = theme.name
    followsBackground = false
  }
}

extension Prompt.Purpose {
  fileprivate static let all = [.search, .export, .pane] + Opened.allCases.map(Self.open)

  /// Its name in what is kept.
  fileprivate var name: String {
    switch self {
    case .search: "filter"
    case .export: "export"
    case .pane: "pane"
    case .open(let opened): "open-\(opened.rawValue)"
    }
  }
}
