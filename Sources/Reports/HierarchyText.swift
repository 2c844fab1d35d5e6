import DeepDataProfiler
import Formats
import System
import TerminalUI

/// A semantic hierarchy as a tree of class sets, as a person reads it.
struct HierarchyText {
  let found: Significances
  let hierarchy: SemanticHierarchy
  let isUnicode: Bool

  /// How the branches of the tree are drawn.
  private struct Branches {
    let fork, last, through: String

    init(isUnicode: Bool) {
      (fork, last, through) =
        isUnicode
        ? ("\u{251C}\u{2500} ", "\u{2514}\u{2500} ", "\u{2502}  ") : ("|- ", "`- ", "|  ")
    }
  }

  private struct Line {
    let branches: String
    let group: SemanticHierarchy.Group
    /// Whether what is below it stands further up.
    let isRepeated: Bool
  }

  /// What decided, the counts, and each group below every group that covers it; what stands below
  /// it, the first time only.
  func text(within width: Int) -> String {
    guard !hierarchy.groups.isEmpty else {
      return found.title + "\n" + found.nothing + "\n"
    }
    return found.title + "\n" + found.counts + "\n\n"
      + lines.map { text($0, within: width) + "\n" }.joined()
  }

  private var lines: [Line] {
    let branches = Branches(isUnicode: isUnicode)
    let lower = Dictionary(grouping: hierarchy.covers, by: \.upper).mapValues { $0.map(\.lower) }
    let covered = Set(hierarchy.covers.map(\.lower))
    var shown: Set<Int> = []
    var lines: [Line] = []
    func add(_ group: Int, before: String, below: String) {
      let isNew = shown.insert(group).inserted
      let parts = lower[group] ?? []
      lines.append(
        Line(
          branches: before, group: hierarchy.groups[group], isRepeated: !isNew && !parts.isEmpty))
      guard isNew else { return }
      for part in parts {
        let isLast = part == parts.last
        add(
          part, before: below + (isLast ? branches.last : branches.fork),
          below: below + (isLast ? "   " : branches.through))
      }
    }
    for group in hierarchy.groups.indices where !covered.contains(group) {
      add(group, before: "", below: "")
    }
    return lines
  }

  /// Classes and vectors, each cut to its share of the line, and as many images as fit into the rest.
  private func text(_ line: Line, within width: Int) -> String {
    let room = max(40, width - line.branches.columns)
    let vectors = line.group.nodes.map(\.label).listed(within: room / 4)
    let left = room / 2 - vectors.columns
    let all = line.group.classes.count
    let names = line.group.classes.map { found.name(ofClass: $0) }
    let whole = names.joined(separator: ", ")
    let classes =
      whole.columns <= left
      ? whole : "\(all) classes: " + names.listed(within: max(10, left - 12 - String(all).count))
    let start = "\(line.branches){\(classes.printable)}  \(vectors)  "
    if line.isRepeated { return start + "see above" }
    let images = line.group.exemplars.map { "\($0.image) (\($0.signal.signed))" }
    return start + "images " + images.listed(within: width - start.columns - 7)
  }
}
