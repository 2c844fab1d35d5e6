import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let hypergraph = PaneID(rawValue: "hypergraph")
}

/// The incidence table of classes, and groups of vectors or vectors (paper section 5.1).
struct HypergraphPane: ThresholdPane {
  static let info = PaneInfo(
    id: .hypergraph, title: "Hypergraph", slot: .hypergraph, needsImages: true,
    words: .thresholds + [
      PaneWord("#v", "how many vectors are significant for the class"),
      PaneWord("● ·", "whether the group's vectors are significant for the class"),
      PaneWord("no group", "why the selected vector is significant for no class"),
    ] + .signals,
    page: "groups, vectors", pages: Columns.allCases.map(\.rawValue),
    fileParts: [.layer, .thresholds],
    keys: [
      KeyEntry(.down + .up, "class", footer: true),
      KeyEntry(.left + .right, "group", footer: true),
      KeyEntry(.ends, "first, last class"),
      KeyEntry(.pages, "a page of classes"),
      KeyEntry([([.character("s")], .sort)], "sort", footer: true),
      memberKey,
      KeyEntry(.enter, "hierarchy", footer: true),
    ] + thresholdKeys)

  /// What a column stands for.
  private enum Columns: String, CaseIterable { case groups, vectors }

  private var columns = Columns.groups
  private var order = ClassOrder.data

  var page: String {
    get { columns.rawValue }
    set { columns = Columns(rawValue: newValue) ?? columns }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    picture(context).map { [$0, AnyQuestion(SpectrumQuestion(layer: context.selection.layer))] }
      ?? []
  }

  /// What lets another threshold of the layer take a moment, once it has a hierarchy.
  func likely(_ context: PaneContext) -> [AnyQuestion] {
    let held = context.held[PictureKind(HierarchyQuestion.self)]?.as(HierarchyQuestion.self)
    guard held?.layer == context.selection.layer, context.dataSet != nil else { return [] }
    return [AnyQuestion(SortedSignalsQuestion(layer: context.selection.layer))]
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if changeThreshold(action, &context.selection) { return nil }
    switch action {
    case .open: return .focus(.hierarchy)
    case .left: moveColumn(by: -1, &context)
    case .right: moveColumn(by: 1, &context)
    case .sort: order = order.next
    case .previousMember: return context.stepThroughGroup(by: -1)
    case .nextMember: return context.stepThroughGroup(by: 1)
    default:
      let labels = labels(context)
      if let label = context.step(action, from: context.label ?? -1, through: labels) {
        context.select(label: label)
      }
    }
    return nil
  }

  private func moveColumn(by steps: Int, _ context: inout PaneContext) {
    guard let hierarchy = context.hierarchy.value, !hierarchy.groups.isEmpty else { return }
    switch columns {
    case .vectors:
      let nodes = hierarchy.nodes
      guard !nodes.isEmpty else { return }
      let index = nodes.firstIndex(of: context.selection.node).map { $0 + steps } ?? 0
      context.selection.select(node: nodes[index.clamped(to: 0..<nodes.count)])
    case .groups:
      let index = context.group(in: hierarchy).map { $0 + steps } ?? 0
      context.selection.select(
        group: hierarchy.groups[index.clamped(to: 0..<hierarchy.groups.count)])
    }
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    context.labels(matching: pattern)
  }
  func place(_ context: PaneContext) -> Int? { context.label }
  func go(to place: Int, _ context: inout PaneContext) { context.select(label: place) }

  func captions(_ context: PaneContext) -> [String] {
    let captions = thresholdCaptions(context)
    guard let words = order.words, !captions.isEmpty else { return captions }
    return captions.map { "\($0)  \(words)" } + [words]
  }

  /// The classes from top to bottom: those that are searched for, as they are sorted.
  private func labels(_ context: PaneContext) -> [Int] {
    guard let hierarchy = context.hierarchy.value else { return [] }
    let labels = hierarchy.significance.hypergraph.edges
    return order.sorted(
      context.sought.map { context.labels(matching: $0) } ?? labels, of: hierarchy, context)
  }

  func position(_ context: PaneContext) -> String {
    picture(in: context).position
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    if let hierarchy = context.hierarchy(on: &canvas) {
      picture(in: context).draw(hierarchy, on: &canvas)
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    context.significances.map { HypergraphReport($0) }
  }

  private func picture(in context: PaneContext) -> HypergraphPicture {
    HypergraphPicture(
      showsVectors: columns == .vectors, labels: labels(context), order: order, context: context)
  }
}
