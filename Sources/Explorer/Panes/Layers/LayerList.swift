import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// Which rows the list of layers has.
struct LayerList {
  /// The layers, from top to bottom, as if nothing was folded.
  let layers: [Int]
  /// How their names nest; nil where the list is flat.
  let tree: LayerTree?
  let folded: Set<LayerTree.Group>
  let context: PaneContext

  /// The rows, with names of at most some columns, indented by one for each group around them.
  func rows(width: Int) -> [LayerRow] {
    if let tree { return tree.rows(folded: folded, width: width) }
    let names = layers.map { context.findings.model.layers[$0].name }.abbreviated(to: width)
    return zip(layers, names).map { LayerRow(content: .layer($0), name: $1, level: 0) }
  }

  /// The columns of the longest name.
  var longest: Int { rows(width: .max).reduce(5) { max($0, $1.level + $1.name.columns) } }

  /// The layers that the cursor stops at: of a folded group the selected one, or the first.
  var stops: [Int] {
    let selected = context.selection.layer
    return rows(width: .max).compactMap { $0.holds(selected) ? selected : $0.stop }
  }
}
