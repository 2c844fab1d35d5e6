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

/// The list of linear layers, which is a tree where their names nest; zoomed, the table of all that is
/// known of them.
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
      KeyEntry(.left + .right, "fold, unfold, columns"),
      KeyEntry(.ends, "first, last layer"),
      KeyEntry(.pages, "a page of layers"),
      KeyEntry(
        [([.character("s")], .sort), ([.character("S")], .reverse)], "sort, reverse",
        footer: true),
      KeyEntry(.enter, "spectrum", footer: true),
    ])

  private var order = LayerColumn.number
  private var isReversed = false
  /// The names of the layers, and how they nest.
  private var names: [String] = []
  private var nested: LayerTree?
  /// The columns that the sizes of their matrices take.
  private var widestMatrix = 0
  /// The groups whose layers are not listed.
  private var folded: Set<LayerTree.Group> = []
  /// How many columns of the table are out of sight on the left.
  private var scroll = 0

  /// Spectra of other matrices are asked for where their column is in sight, or sorted by.
  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard context.isZoomed, context.isFocused else { return context.spectra }
    let columns = table(context).shownColumns(context.room.columns) + [order]
    let others: [(LayerColumn, Matrization)] = [(.slices, .slices), (.toeplitz, .toeplitz())]
    return context.spectra
      + others.filter { context.hasData || columns.contains($0.0) }.flatMap {
        context.matrizations[$1] ?? []
      }
  }

  mutating func settle(_ context: PaneContext) {
    let names = context.findings.model.layers.map(\.name)
    guard names != self.names else { return }
    self.names = names
    nested = LayerTree(names)
    widestMatrix = context.findings.model.layers.map(\.matrix.columns).max() ?? 0
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    switch action {
    case .sort:
      order = order.next(context)
      scroll = table(context).scroll(to: order, width: context.room.columns)
    case .reverse: isReversed.toggle()
    case .open: return .focus(.spectrum)
    case .left, .right:
      return context.isZoomed ? moveColumns(action, context) : fold(action, context)
    default:
      if let layer = context.step(
        action, from: context.selection.layer,
        through: list(context).stops(context.selection.layer))
      {
        context.selection.layer = layer
      }
    }
    return nil
  }

  /// Folds the innermost group of the selected layer that is not folded, or unfolds it.
  private mutating func fold(_ action: Action, _ context: PaneContext) -> PaneEffect? {
    guard let tree = tree(context) else {
      return .say(
        nested != nil
          ? "layers are a tree in the order of the graph, unfiltered"
          : "there is nothing to fold: names of layers do not nest")
    }
    let groups = tree.groups(around: context.selection.layer)
    let hidden = groups.firstIndex { folded.contains($0) } ?? groups.count
    if action == .left {
      guard hidden > 0 else { return .say("no group holds this layer that could be folded") }
      folded.insert(groups[hidden - 1])
    } else {
      guard hidden < groups.count else { return .say("this layer's groups are all unfolded") }
      folded.remove(groups[hidden])
    }
    return nil
  }

  private mutating func moveColumns(_ action: Action, _ context: PaneContext) -> PaneEffect? {
    let (shown, count) = table(context).columnsInSight(context.room.columns)
    if action == .right, shown.upperBound == count { return .say("these are the last columns") }
    if action == .left, shown.lowerBound == 0 { return .say("these are the first columns") }
    scroll = shown.lowerBound + (action == .right ? 1 : -1)
    return nil
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    let layers = context.findings.model.layers
    return layers.indices.filter { index in
      pattern.isFound(in: layers[index].name) || "\(index + 1)" == pattern.text
    }
  }

  func place(_ context: PaneContext) -> Int? { context.selection.layer }
  func go(to place: Int, _ context: inout PaneContext) { context.selection.layer = place }

  func captions(_ context: PaneContext) -> [String] {
    if order == .number { return isReversed ? ["reversed"] : [] }
    return ["by \(order.rawValue)" + (isReversed ? ", reversed" : "")]
  }

  func position(_ context: PaneContext) -> String {
    let layers = context.findings.model.layers.count
    guard layers > 0 else { return "" }
    let words = "layer \(context.selection.layer + 1) of \(layers)"
    guard context.isZoomed else { return words }
    let (shown, count) = table(context).columnsInSight(context.room.columns)
    guard shown.count < count else { return words }
    return words + "  columns \(shown.lowerBound + 1) to \(shown.upperBound) of \(count)"
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    LayersPicture(table: table(context), context: context).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    context.spectrumReport(ofLayers: listed(context), hasMatrizations: true)
  }

  private func table(_ context: PaneContext) -> LayersTable {
    LayersTable(
      list: list(context), order: order, isReversed: isReversed, scroll: scroll,
      widestMatrix: widestMatrix, context: context)
  }

  private func list(_ context: PaneContext) -> LayerList {
    tree(context).map { LayerList($0, folded: folded) } ?? LayerList(listed(context), context)
  }

  /// The tree; nil where the list is flat: zoomed, sorted or filtered, or as no names nest.
  private func tree(_ context: PaneContext) -> LayerTree? {
    context.isZoomed || order != .number || isReversed || context.sought != nil ? nil : nested
  }

  /// The layers of the list, from top to bottom, sorted and filtered.
  private func listed(_ context: PaneContext) -> [Int] {
    let all = Array(context.findings.model.layers.indices)
    return order.sorted(
      context.sought.map { matches($0, context) } ?? all, reversed: isReversed, context)
  }
}
