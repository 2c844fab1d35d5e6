import DeepDataProfiler
import TerminalUI

extension Explorer {
  /// Moves the cursor of the focused pane.
  mutating func move(_ action: Action) {
    switch focus {
    case .layers:
      if let layer = Self.step(action, from: selection.layer, through: listedLayers, page: page) {
        select(layer: layer)
      }
    case .spectrum:
      if action == .previousView { return advanceChart(by: -1) }
      if action == .nextView { return advanceChart(by: 1) }
      let rows = matches(in: .spectrum) ?? Array(0..<vectorCount)
      if let vector = Self.step(action, from: selection.vector, through: rows, page: page) {
        select(vector: vector)
      }
    case .projection where isInside: moveCell(action)
    case .projection: moveInProjection(action)
    case .hypergraph: moveInHypergraph(action)
    case .hierarchy where isInside: moveAmongExemplars(action)
    case .hierarchy: moveInHierarchy(action)
    }
  }

  /// Where a step leads in a list of places; nil for another action.
  ///
  /// From a place that the list lacks, steps go to the nearest beside it, as far as the list ascends.
  static func step(
    _ action: Action, from place: Int, through places: [Int], page: Int
  ) -> Int? {
    guard let last = places.indices.last else { return nil }
    let own = places.firstIndex(of: place)
    let isOn = own != nil
    let below = own ?? places.firstIndex { $0 >= place } ?? last
    let index: Int
    switch action {
    case .up: index = below - 1
    case .down: index = isOn ? below + 1 : below
    case .first: index = 0
    case .last: index = last
    case .pageUp: index = below - page
    case .pageDown: index = below + page
    default: return nil
    }
    return places[index.clamped(to: 0..<places.count)]
  }

  /// The rows of a page of the focused pane.
  var page: Int {
    let placement = Layout(explorer: self, size: size).placements.first { $0.view == focus }
    return max(1, (placement?.size.rows ?? 0) - 5)
  }

  /// Selects another layer; the vector stays where the layer has it.
  package mutating func select(layer: Int) {
    selection.layer = layer.clamped(to: 0..<findings.model.layers.count)
  }

  mutating func select(vector: Int) {
    selection.vector = vector
    isVectorChosen = true
  }

  mutating func select(node: Hypergraph.Node) {
    select(vector: node.vector)
    selection.isNegative = node.isNegative
  }

  mutating func select(group: SemanticHierarchy.Group) {
    guard !group.nodes.contains(node), let first = group.nodes.first else { return }
    select(node: first)
  }

  /// Fits vector and sign to the groups of the layer once they are known: as long as the person chose
  /// none, the strongest vector that belongs to a group; and of both signs the one that does.
  mutating func settleVector() {
    guard case .value(let hierarchy, _, isStale: false) = hierarchy else { return }
    if !isVectorChosen, lookedThrough != selection.layer || group(in: hierarchy) == nil {
      lookedThrough = selection.layer
      if let strongest = hierarchy.nodes.first {
        selection.vector = strongest.vector
        selection.isNegative = strongest.isNegative
      }
    }
    guard group(in: hierarchy) == nil else { return }
    selection.isNegative.toggle()
    if group(in: hierarchy) == nil { selection.isNegative = false }
  }

  /// Selects a class by an image of it: the selected group's strongest one, else the first.
  mutating func select(label: Int) {
    guard let dataSet, label != self.label else { return }
    let exemplars = hierarchy.value.flatMap { hierarchy in
      group(in: hierarchy).map { hierarchy.groups[$0].exemplars.map(\.image) }
    }
    let labels = dataSet.labels
    let image =
      exemplars?.first { labels.indices.contains($0) && labels[$0] == label }
      ?? labels.firstIndex(of: label)
    if let image { selection.image = image }
  }

  // MARK: Projection

  private mutating func moveInProjection(_ action: Action) {
    switch action {
    case .left: advanceMap(by: -1)
    case .right: advanceMap(by: 1)
    case .previousView: advanceStage(by: -1)
    case .nextView: advanceStage(by: 1)
    default:
      let images = Array((dataSet?.labels ?? []).indices)
      if let image = Self.step(action, from: selection.image, through: images, page: 10) {
        selection.image = image
      }
    }
  }

  private mutating func advanceMap(by steps: Int) {
    guard let maps = maps.value else { return }
    if maps.stage.hasVectors {
      select(vector: (selection.vector + steps).clamped(to: 0..<min(maps.count, vectorCount)))
    } else {
      channels[maps.stage] = (shownMap(of: maps) + steps).clamped(to: 0..<maps.count)
    }
  }

  /// The map of a stage that is shown: the vector's, or the one gone to.
  func shownMap(of maps: FeatureMaps) -> Int {
    maps.stage.hasVectors
      ? selection.vector : (channels[maps.stage] ?? 0).clamped(to: 0..<maps.count)
  }

  private mutating func advanceStage(by steps: Int) {
    let stages = Stage.allCases
    let index = (stages.firstIndex(of: stage) ?? 0) + steps
    stage = stages[(index + stages.count) % stages.count]
  }

  private mutating func moveCell(_ action: Action) {
    guard let maps = maps.value else { return }
    switch action {
    case .left: cell.column -= 1
    case .right: cell.column += 1
    case .up: cell.row -= 1
    case .down: cell.row += 1
    case .first: cell = (0, 0)
    case .last: cell = (maps.height - 1, maps.width - 1)
    case .previousView, .nextView: moveInProjection(action)
    default: break
    }
  }

  // MARK: Hypergraph

  private mutating func moveInHypergraph(_ action: Action) {
    switch action {
    case .previousView, .nextView: showsVectors.toggle()
    case .left, .right: moveAcrossHypergraph(by: action == .left ? -1 : 1)
    default:
      let labels = hierarchy.value?.hypergraph.edges.map(\.label) ?? []
      guard !labels.isEmpty else { return }
      let label = self.label ?? -1
      if let label = Self.step(action, from: label, through: labels, page: page) {
        select(label: label)
      }
    }
  }

  private mutating func moveAcrossHypergraph(by steps: Int) {
    guard let hierarchy = hierarchy.value, !hierarchy.groups.isEmpty else { return }
    if showsVectors {
      let nodes = hierarchy.nodes
      guard !nodes.isEmpty else { return }
      let index = nodes.firstIndex(of: node).map { $0 + steps } ?? 0
      select(node: nodes[index.clamped(to: 0..<nodes.count)])
    } else {
      let index = group(in: hierarchy).map { $0 + steps } ?? 0
      select(group: hierarchy.groups[index.clamped(to: 0..<hierarchy.groups.count)])
    }
  }

  // MARK: Hierarchy

  private mutating func moveInHierarchy(_ action: Action) {
    guard let hierarchy = hierarchy.value, let first = hierarchy.groups.first else { return }
    guard let group = group(in: hierarchy) else { return select(group: first) }
    let levels = HierarchyLevels(hierarchy)
    let place = levels.places[group]
    let row = levels.levels[place.level]
    let target: Int?
    switch action {
    case .up: target = nearest(levels.upper[group], to: group, levels)
    case .down: target = nearest(levels.lower[group], to: group, levels)
    case .left: target = row[(place.index - 1).clamped(to: 0..<row.count)]
    case .right: target = row[(place.index + 1).clamped(to: 0..<row.count)]
    case .first: target = levels.levels.first?.first
    case .last: target = levels.levels.last?.last
    default: return
    }
    if let target {
      select(group: hierarchy.groups[target])
    } else {
      message = (action == .up ? "nothing covers this group" : "this group covers nothing", false)
    }
  }

  private func nearest(_ groups: [Int], to group: Int, _ levels: HierarchyLevels) -> Int? {
    let position = levels.position(of: group)
    return groups.min {
      abs(levels.position(of: $0) - position) < abs(levels.position(of: $1) - position)
    }
  }

  private mutating func moveAmongExemplars(_ action: Action) {
    guard let hierarchy = hierarchy.value, let group = group(in: hierarchy) else { return }
    let images = exemplars(of: hierarchy.groups[group]).map(\.image)
    guard !images.isEmpty else { return }
    let index = images.firstIndex(of: selection.image) ?? 0
    switch action {
    case .left, .up: selection.image = images[(index - 1).clamped(to: 0..<images.count)]
    case .right, .down: selection.image = images[(index + 1).clamped(to: 0..<images.count)]
    default: break
    }
  }
}

extension SemanticHierarchy {
  /// All nodes, ascending.
  var nodes: [Hypergraph.Node] { groups.flatMap(\.nodes).sorted() }
  /// How many nodes there are.
  var nodeCount: Int { groups.reduce(0) { $0 + $1.nodes.count } }
}
