import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// Which rows the list of layers has.
struct LayerList {
  /// Its rows, with whole names.
  let rows: [LayerRow]
  /// How their names nest; nil where the list is flat.
  let tree: LayerTree?
  private let folded: Set<LayerTree.Group>

  /// A tree, in which some groups are folded.
  init(_ tree: LayerTree, folded: Set<LayerTree.Group>) {
    self.tree = tree
    self.folded = folded
    rows = tree.rows(folded: folded, width: .max)
  }

  /// Layers from top to bottom.
  init(_ layers: [Int], _ context: PaneContext) {
    let all = context.findings.model.layers
    tree = nil
    folded = []
    rows = layers.map { LayerRow(content: .layer($0), name: all[$0].name, level: 0) }
  }

  /// The rows, with names of at most some columns, indented by one for each group around them.
  func rows(width: Int) -> [LayerRow] {
    if let tree { return tree.rows(folded: folded, width: width) }
    return zip(rows, rows.map(\.name).abbreviated(to: width)).map { row, name in
      LayerRow(content: row.content, name: name, level: 0)
    }
  }

  /// The columns of the longest name.
  var longest: Int { rows.reduce(5) { max($0, $1.level + $1.name.columns) } }

  /// The layers that the cursor stops at: of a folded group the selected one, or the first.
  func stops(_ selected: Int) -> [Int] {
    rows.compactMap { $0.holds(selected) ? selected : $0.stop }
  }

  /// What folds a group at whose first layer the cursor stands, with those within it, or unfolds it.
  func toggling(_ group: LayerTree.Group) -> [Action] {
    guard let first = group.layers.first, let groups = tree?.groups(around: first),
      let place = groups.firstIndex(of: group)
    else { return [] }
    if folded.contains(group) { return [.right] }
    let hidden = groups.firstIndex { folded.contains($0) } ?? groups.count
    return Array(repeating: .left, count: hidden - place)
  }
}
