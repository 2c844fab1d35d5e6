import DeepDataProfiler
import TerminalUI

/// The incidence table of classes and groups of vectors, as a person reads it.
struct HypergraphText {
  let found: Significances
  let isUnicode: Bool

  /// More classes than this are listed with their vectors, since a table has no end.
  private static let tableClasses = 60

  /// What decided, the counts, and the table or the list.
  func text(within width: Int) -> String {
    let heading = found.title + "\n" + found.counts + "\n\n"
    let edges = found.significance.hypergraph.edges
    if edges.isEmpty { return found.title + "\n" + found.nothing + "\n" }
    return edges.count > Self.tableClasses
      ? heading + list(within: width)
      : heading + table.text(within: width, repeating: 2) + members(within: width)
  }

  /// A column for each group, headed by its first vector and the number of its vectors.
  private var table: Table {
    let groups = found.groups
    let (on, off) = isUnicode ? ("\u{25CF}", "\u{B7}") : ("x", ".")
    var table = Table(
      [("class", .right), ("name", .left)] + groups.map { ($0.label, .right) })
    table.add(["", "vectors"] + groups.map { String($0.nodes.count) })
    let classes = groups.map { Set($0.classes) }
    for label in found.significance.hypergraph.edges {
      table.add(
        [found.text(ofClass: label).cut(to: 24), found.name(ofClass: label).cut(to: 24)]
          + classes.map { $0.contains(label) ? on : off })
    }
    return table
  }

  /// The vectors of the groups that have more than one.
  private func members(within width: Int) -> String {
    let lines = found.groups.filter { $0.nodes.count > 1 }.map { group in
      "\(group.label): \(group.nodes.map(\.label).listed(within: width - group.label.count - 2))\n"
    }
    return lines.isEmpty ? "" : "\ngroups of more than one vector\n" + lines.joined()
  }

  private func list(within width: Int) -> String {
    var table = Table([
      ("class", .right), ("name", .left), ("count", .right), ("vectors", .left),
    ])
    let hypergraph = found.significance.hypergraph
    let names = hypergraph.edges.map { found.name(ofClass: $0).cut(to: 24) }
    let room = width - 5 - 5 - 6 - (names.map(\.columns).max() ?? 0)
    for (place, name) in names.enumerated() {
      let nodes = hypergraph.nodes(ofEdge: place)
      table.add([
        found.text(ofClass: hypergraph.edges[place]).cut(to: 24), name, String(nodes.count),
        nodes.map(\.label).listed(within: room),
      ])
    }
    return table.text
  }
}

extension SignificanceHypergraph.Group {
  /// Its first node, which stands for all of them.
  var label: String { nodes.first?.label ?? "" }
}
