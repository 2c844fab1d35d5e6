package import DeepDataProfiler
package import TerminalUI

/// The explorer's state, and the three functions of it: what an event changes, what should be
/// computed, what should be seen.
///
/// ```swift
/// var explorer = Explorer(findings: findings, size: size, themes: Theme.builtIn)
/// let effect = explorer.handle(.key(.character("j")))
/// let next = explorer.wanted.first
/// let picture = explorer.render(size: size, theme: explorer.theme)
/// ```
package struct Explorer: Sendable {
  /// What lies over the panes and takes the keys.
  enum Overlay: Sendable {
    case help(scroll: Int)
    case themes(before: Int)
    case prompt(Prompt)
  }

  /// What is known of the network and the data.
  package internal(set) var findings: Findings
  /// The screen's size.
  package internal(set) var size: Size
  /// What every pane shows.
  package internal(set) var selection: Selection
  /// Whether the person chose the vector; until then it is the strongest that belongs to a group.
  var isVectorChosen: Bool
  /// The layer in which it was last looked for.
  var lookedThrough: Int?
  /// What decides on significance.
  package internal(set) var parameters: Hypergraph.Parameters
  /// The pane that takes the keys.
  package internal(set) var focus: View = .layers
  /// Whether the focused pane has the whole screen.
  package internal(set) var isZoomed = false
  /// Whether the cursor is inside the focused pane: among cells or among exemplary images.
  package internal(set) var isInside = false

  /// What the list of layers is sorted by.
  var layerOrder = LayerOrder.graph
  /// Whether that order is turned round.
  var isLayerOrderReversed = false
  /// What the spectrum pane shows of the singular values.
  var chart: SpectrumChart
  /// Rows and columns of the map of toeplitz spectra; nil for each layer's own input.
  var mapSize: Int?
  /// The stage of figure 5 that the projection pane shows.
  var stage = Stage.projections
  /// The map that is shown of each stage whose maps do not belong to vectors.
  var channels: [Stage: Int] = [:]
  /// The cell under the cursor of the projection pane.
  var cell = (row: 0, column: 0)
  /// Whether the hypergraph pane has a column for each vector rather than for each group.
  var showsVectors = false

  /// Whether exemplary images are of all classes rather than of the group's own.
  var showsStrangers = false

  /// What is being searched for in each pane.
  var searches: [View: String] = [:]
  var overlay: Overlay?
  /// A line for the footer until the next key.
  var message: (text: String, isError: Bool)?
  /// Whether Ctrl-c now leaves.
  var isLeaving = false

  /// The themes there are to choose from.
  package let themes: [Theme]
  var themeIndex = 0

  /// How many classes the data set has, by its labels.
  let classCount: Int
  /// The spectra of all layers, and of those of the model beside, which its alpha-hat takes.
  let spectra: [AnyQuestion]

  /// The last question by whose answer each kind of picture was drawn: it stays until the next is known.
  var held: [Demand: AnyQuestion] = [:]
  /// The kinds of picture that have been stale for so long that they look like it.
  var late: Set<Demand> = []
  /// What the person cancelled.
  var cancelled: Set<AnyQuestion> = []
  /// What is needed now.
  var demands = Demands()
  /// How many answers came since there was nothing left to do.
  var done = 0

  /// An explorer of a network.
  /// - Parameters:
  ///   - findings: What is known at the start.
  ///   - size: The screen's size.
  ///   - themes: The themes to choose from, adapted to the display; the first is in use.
  ///   - selection: What is selected at the start; v0 gives way to the strongest vector in a group.
  ///   - parameters: What decides on significance.
  ///   - chart: What the spectrum pane shows at the start.
  package init(
    findings: Findings, size: Size, themes: [Theme] = Theme.builtIn,
    selection: Selection = Selection(), parameters: Hypergraph.Parameters = .init(),
    chart: SpectrumChart = .histogram
  ) {
    self.chart = chart
    self.findings = findings
    self.size = size
    self.themes = themes
    self.selection = selection
    isVectorChosen = selection.vector > 0
    self.parameters = parameters
    classCount = Set(findings.dataSet?.labels ?? []).count
    spectra = [findings.model, findings.beside].enumerated().flatMap { index, model in
      (model?.layers ?? []).indices.compactMap { layer in
        model.map { AnyQuestion(SpectrumQuestion(layer: layer), of: index).canonical(in: $0) }
      }
    }
    settle()
  }

  /// The theme in use.
  package var theme: Theme { themes.indices.contains(themeIndex) ? themes[themeIndex] : .dark }

  /// Where keys go.
  package var context: KeyMap.Context {
    switch overlay {
    case .help: .help
    case .themes: .themes
    case .prompt: .prompt
    case nil where isInside: focus == .projection ? .cells : .exemplars
    case nil: .view(focus)
    }
  }
}
