package import DeepDataProfiler
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
    next.settle()
    return next
  }

  /// Takes a theme because the person wants it.
  mutating func choose(theme index: Int) {
    themeIndex = index
    chosenTheme = theme.name
    followsBackground = false
  }
}
