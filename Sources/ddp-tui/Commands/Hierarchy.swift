import ArgumentParser
import DeepDataProfiler
import Explorer

/// `ddp-tui hierarchy`: the semantic hierarchy as a tree of class sets.
struct HierarchyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hierarchy",
    abstract: "The semantic hierarchy of a layer: general features above those of fewer classes.")

  /// How the hierarchy is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var options: HypergraphOptions
  @Option var format = Format.text

  func run() throws {
    let result = try options.result()
    switch format {
    case .json: print(json(result).text)
    case .text:
      print(result.title)
      if result.hierarchy.groups.isEmpty {
        print("no vector is significant for any class; lower the quantile or the majority")
      } else {
        print(tree(result), terminator: "")
      }
    }
  }

  /// Each group below every group that covers it; what stands below it, the first time only.
  private func tree(_ result: HypergraphOptions.Result) -> String {
    let hierarchy = result.hierarchy
    let lower = Dictionary(grouping: hierarchy.covers, by: \.upper)
    let covered = Set(hierarchy.covers.map(\.lower))
    var shown: Set<Int> = []
    var text = ""
    func add(_ group: Int, depth: Int) {
      let isNew = shown.insert(group).inserted
      let parts = hierarchy.groups[group]
      let names = parts.classes.map { result.name(ofClass: $0) }.joined(separator: " ")
      text += String(repeating: "  ", count: depth) + "{\(names)}"
      text += "  \(parts.nodes.map(\.label).joined(separator: " "))"
      if isNew {
        text += "  images \(parts.exemplars.map(String.init).joined(separator: " "))\n"
        for cover in lower[group] ?? [] { add(cover.lower, depth: depth + 1) }
      } else {
        text += "  (above)\n"
      }
    }
    for group in hierarchy.groups.indices where !covered.contains(group) { add(group, depth: 0) }
    return text
  }

  private func json(_ result: HypergraphOptions.Result) -> JSON {
    let hierarchy = result.hierarchy
    return .object([
      ("threshold", .optional(hierarchy.hypergraph.threshold)),
      (
        "groups",
        .array(
          hierarchy.groups.enumerated().map { id, group in
            .object(
              [("id", .int(id))] + result.json(group.nodes) + [
                ("classes", .ints(group.classes)), ("exemplars", .ints(group.exemplars)),
              ])
          })
      ),
      ("covers", .array(hierarchy.covers.map { .ints([$0.upper, $0.lower]) })),
    ])
  }
}
