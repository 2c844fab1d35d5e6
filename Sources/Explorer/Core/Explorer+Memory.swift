import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {

  package var memory: Memory {
    let layers = findings.model.layers
    return Memory(
      theme: chosenTheme,
      layer: layers.indices.contains(selection.layer) ? layers[selection.layer].name : nil,
      parameters: selection.parameters, shares: shares,
      typed: typed.mapValues { Array($0.suffix(Memory.mostLines)) })
  }

  /// Takes over how much of the screen panes had, and what was typed; the rest is for whoever opens it.
  package mutating func recall(_ memory: Memory) {
    shares = memory.shares
    typed = memory.typed
    chosenTheme = memory.theme
    settle()
  }

  /// Keeps a line, as the latest of its kind.
  mutating func remember(_ text: String, as kind: String) {
    typed[kind] = (typed[kind] ?? []).filter { $0 != text } + [text]
  }

  /// Takes a theme because the person wants it.
  mutating func choose(theme index: Int) {
    themeIndex = index
    chosenTheme = theme.name
    followsBackground = false
  }
}
