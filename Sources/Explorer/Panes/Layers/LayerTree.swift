import TerminalUI

/// The layers of a network as their names nest: `blocks.3.conv` lies in `blocks.3`, which lies in `blocks`.
///
/// Layers keep their order. A group is of layers in a row that share the start of their names; where two
/// starts have the same layers, the longer one is the group's.
struct LayerTree {
  /// Some layers, and the start that their names share.
  struct Group: Hashable {
    let prefix: String
    let layers: Range<Int>
  }

  private let names: [String]
  /// The parts of each name between dots or slashes.
  private let parts: [[Substring]]

  /// A tree; nil where no name has three parts, so that what lies in what tells next to nothing.
  init?(_ names: [String]) {
    self.names = names
    parts = names.map { $0.split { "./".contains($0) } }
    guard parts.contains(where: { $0.count > 2 }) else { return nil }
  }

  /// The groups that hold a layer, the outermost first.
  func groups(around layer: Int) -> [Group] {
    var groups: [Group] = []
    var (range, depth) = (0..<names.count, 0)
    while let (group, next) = children(range, depth).lazy.compactMap({ child in
      child.group.map { ($0, child.depth) }
    }).first(where: { $0.0.layers.contains(layer) }) {
      groups.append(group)
      (range, depth) = (group.layers, next)
    }
    return groups
  }

  /// The rows from top to bottom, without those of folded groups; names are cut to some columns so that
  /// those of one group are told apart.
  func rows(folded: Set<Group>, width: Int) -> [LayerRow] {
    rows(0..<names.count, 0, level: 0, folded: folded, width: width)
  }

  private func rows(
    _ range: Range<Int>, _ depth: Int, level: Int, folded: Set<Group>, width: Int
  ) -> [LayerRow] {
    let children = children(range, depth)
    let names = children.map(\.name).abbreviated(to: max(1, width - level))
    return zip(children, names).flatMap { child, name -> [LayerRow] in
      guard let group = child.group else {
        return [LayerRow(content: .layer(child.first), name: name, level: level)]
      }
      let isFolded = folded.contains(group)
      let row = LayerRow(content: .group(group, isFolded: isFolded), name: name, level: level)
      if isFolded { return [row] }
      return [row]
        + rows(group.layers, child.depth, level: level + 1, folded: folded, width: width)
    }
  }

  /// A layer or a group that lies in a group directly.
  private struct Child {
    let first: Int
    let group: Group?
    /// What its name says beyond that of the group around it.
    let name: String
    /// How many parts of the names come before those of its own children.
    let depth: Int
  }

  /// What lies directly in a group whose layers share some parts of their names.
  private func children(_ range: Range<Int>, _ depth: Int) -> [Child] {
    var children: [Child] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = (start + 1..<range.upperBound).first { !share(start, $0, part: depth) }
      let run = start..<(end ?? range.upperBound)
      if run.count > 1 {
        var shared = depth + 1
        while run.dropFirst().allSatisfy({ share(start, $0, part: shared) }) { shared += 1 }
        let last = parts[start][shared - 1].endIndex
        children.append(
          Child(
            first: start, group: Group(prefix: String(names[start][..<last]), layers: run),
            name: String(names[start][parts[start][depth].startIndex..<last]), depth: shared))
      } else {
        let name = names[start]
        let rest = parts[start].count > depth ? parts[start][depth].startIndex : name.startIndex
        children.append(
          Child(first: start, group: nil, name: String(name[rest...]), depth: depth))
      }
      start = run.upperBound
    }
    return children
  }

  /// Whether two names have the same part at a place, and more behind it.
  private func share(_ first: Int, _ second: Int, part: Int) -> Bool {
    let (a, b) = (parts[first], parts[second])
    return a.count > part + 1 && b.count > part + 1 && a[part] == b[part]
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
