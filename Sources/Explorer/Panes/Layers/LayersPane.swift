import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import Reports
import TerminalUI

extension PaneID {
  package static let layers = PaneID(rawValue: "layers")
}

extension Action {
  static let sort = Action("sort"), reverse = Action("reverse")
}

/// The list of linear layers.
struct LayersPane: Pane {
  static let info = PaneInfo(
    id: .layers, title: "Layers", slot: .layers, isAboutAllLayers: true,
    words: [
      PaneWord(
        "alpha",
        "exponent of the power law lambda^-alpha of the largest eigenvalues of W^T W (tail), by maximum likelihood"
      ),
      PaneWord(
        "2.04< 6.3>", "below 2, above 6: over-trained, under-trained by WeightWatcher's rule"),
      PaneWord("alpha-hat", "sum over layers of alpha log10 lambda max"),
      PaneWord("spectrum", "singular values in equal intervals, from the smallest to the largest"),
      PaneWord("few in tail", "fewer than 50 values behind the fit: its alpha is unsure"),
      PaneWord("poor fit", "the distance D of the fit is large"),
      PaneWord("lambda max", "the largest eigenvalue of W^T W: the largest singular value squared"),
      PaneWord(
        "rank, stable",
        "how many singular values are not zero; their squares' sum by the largest square"),
    ],
    fileParts: [],
    keys: [
      KeyEntry(.down + .up, "layer", footer: true),
      KeyEntry(.ends, "first, last layer"),
      KeyEntry(.pages, "a page of layers"),
      KeyEntry(
        [([.character("s")], .sort), ([.character("S")], .reverse)], "sort, reverse",
        footer: true),
      KeyEntry(.enter, "spectrum", footer: true),
    ])

  private var order = LayerOrder.graph
  private var isReversed = false

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    context.spectra
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    switch action {
    case .sort: order = order.next
    case .reverse: isReversed.toggle()
    case .open: return .focus(.spectrum)
    default:
      if let layer = context.step(
        action, from: context.selection.layer, through: listed(context))
      {
        context.selection.layer = layer
      }
    }
    return nil
  }

  func matches(_ text: String, _ context: PaneContext) -> [Int] {
    let layers = context.findings.model.layers
    return layers.indices.filter { index in
      layers[index].name.lowercased().contains(text) || "\(index + 1)" == text
    }
  }

  func place(_ context: PaneContext) -> Int? { context.selection.layer }
  func go(to place: Int, _ context: inout PaneContext) { context.selection.layer = place }

  func captions(_ context: PaneContext) -> [String] {
    if order == .graph { return isReversed ? ["reversed"] : [] }
    return ["by \(order.rawValue)" + (isReversed ? ", reversed" : "")]
  }

  func position(_ context: PaneContext) -> String {
    let layers = context.findings.model.layers.count
    return layers == 0 ? "" : "layer \(context.selection.layer + 1) of \(layers)"
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    LayersPicture(listed: listed(context), context: context).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    context.spectrumReport(ofLayers: listed(context))
  }

  /// The layers of the list, from top to bottom.
  private func listed(_ context: PaneContext) -> [Int] {
    let all = Array(context.findings.model.layers.indices)
    return order.sorted(
      context.sought.map { matches($0, context) } ?? all, reversed: isReversed, context)
  }
}
