import TerminalUI

/// The layers of a network as their names nest: `blocks.3.conv` lies in `blocks.3`, which lies in `blocks`.
///
/// Layers keep their order. A group is of layers in a row that share the start of their names; where two
/// starts have the same layers, the longer one is the group's.
struct LayerTree: Sendable {
  /// Some layers, and the start that their names share.
  struct Group: Hashable, Sendable {
    let prefix: String
    let layers: Range<Int>
  }

  /// A layer or a group, and what lies in that directly.
  private struct Node: Sendable {
    let first: Int
    let group: Group?
    /// What its name says beyond that of the group around it.
    let name: String
    let children: [Node]
  }

  private let roots: [Node]

  /// A tree; nil where no name has three parts, so that what lies in what tells next to nothing.
  init?(_ names: [String]) {
    let parts = names.map { $0.split { "./".contains($0) } }
    guard parts.contains(where: { $0.count > 2 }) else { return nil }
    roots = Self.nodes(names, parts, 0..<names.count, 0)
  }

  /// The groups that hold a layer, the outermost first.
  func groups(around layer: Int) -> [Group] {
    var groups: [Group] = []
    var nodes = roots
    while let node = nodes.first(where: { $0.group?.layers.contains(layer) ?? false }),
      let group = node.group
    {
      groups.append(group)
      nodes = node.children
    }
    return groups
  }

  /// The rows from top to bottom, without those of folded groups; names are cut to some columns so that
  /// those of one group are told apart.
  func rows(folded: Set<Group>, width: Int) -> [LayerRow] {
    var rows: [LayerRow] = []
    add(roots, to: &rows, level: 0, folded: folded, width: width)
    return rows
  }

  private func add(
    _ nodes: [Node], to rows: inout [LayerRow], level: Int, folded: Set<Group>, width: Int
  ) {
    let names = nodes.map(\.name).abbreviated(to: max(1, width - level))
    for (node, name) in zip(nodes, names) {
      guard let group = node.group else {
        rows.append(LayerRow(content: .layer(node.first), name: name, level: level))
        continue
      }
      let isFolded = folded.contains(group)
      rows.append(
        LayerRow(content: .group(group, isFolded: isFolded), name: name, level: level))
      if !isFolded {
        add(node.children, to: &rows, level: level + 1, folded: folded, width: width)
      }
    }
  }

  /// What lies directly in a group whose layers share some parts of their names.
  private static func nodes(
    _ names: [String], _ parts: [[Substring]], _ range: Range<Int>, _ depth: Int
  ) -> [Node] {
    /// Whether two names have the same part at a place, and more behind it.
    func share(_ first: Int, _ second: Int, part: Int) -> Bool {
      let (a, b) = (parts[first], parts[second])
      return a.count > part + 1 && b.count > part + 1 && a[part] == b[part]
    }
    var nodes: [Node] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = (start + 1..<range.upperBound).first { !share(start, $0, part: depth) }
      let run = start..<(end ?? range.upperBound)
      let name = names[start]
      if run.count > 1 {
        var shared = depth + 1
        while run.dropFirst().allSatisfy({ share(start, $0, part: shared) }) { shared += 1 }
        let last = parts[start][shared - 1].endIndex
        nodes.append(
          Node(
            first: start, group: Group(prefix: String(name[..<last]), layers: run),
            name: String(name[parts[start][depth].startIndex..<last]),
            children: Self.nodes(names, parts, run, shared)))
      } else {
        let rest = parts[start].count > depth ? parts[start][depth].startIndex : name.startIndex
        nodes.append(
          Node(first: start, group: nil, name: String(name[rest...]), children: []))
      }
      start = run.upperBound
    }
    return nodes
  }
}

/// A row of the list of layers.
struct LayerRow {
  /// A layer by its index, or some of them.
  enum Content {
    case layer(Int)
    case group(LayerTree.Group, isFolded: Bool)
  }

  let content: Content
  /// Its name, or what that says beyond the name of the group around it, cut to its column.
  let name: String
  /// How many groups lie around it.
  let level: Int

  /// Whether the cursor stops at it with a layer selected.
  func holds(_ layer: Int) -> Bool {
    switch content {
    case .layer(layer): true
    case .group(let group, isFolded: true): group.layers.contains(layer)
    case .layer, .group: false
    }
  }

  /// The layer that the cursor selects on it, unless it holds the selected one; nil where it goes past.
  var stop: Int? {
    switch content {
    case .layer(let layer): layer
    case .group(let group, isFolded: true): group.layers.lowerBound
    case .group: nil
    }
  }
}
