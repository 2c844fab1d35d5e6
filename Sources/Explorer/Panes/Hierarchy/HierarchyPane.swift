import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let hierarchy = PaneID(rawValue: "hierarchy")
}

extension Action {
  static let allImages = Action("all-images")
}

/// The semantic hierarchy (paper section 5.2).
struct HierarchyPane: ThresholdPane {
  private static let allImages = KeyEntry(
    [([.character("a")], .allImages)], "all images", footer: true)

  static let info = PaneInfo(
    id: .hierarchy, title: "Hierarchy", slot: .hierarchy, needsImages: true,
    words: .thresholds + [
      PaneWord(
        "lines",
        "from a group down to those it covers: theirs are fewer of its classes, and none lies between"
      ),
      PaneWord("▲ ▼", "groups above and below the selected one"),
      PaneWord("!", "an image of none of the group's classes"),
      PaneWord("s", "singular values of the group's vectors"),
    ] + .signals,
    fileParts: [.layer, .thresholds],
    keys: [
      KeyEntry(.up + .down, "cover", footer: true),
      KeyEntry(.left + .right, "sibling", footer: true),
      KeyEntry(.ends, "first, last group"),
      memberKey,
      KeyEntry(.enter, "images", footer: true),
      allImages,
    ] + thresholdKeys,
    inside: (
      "Hierarchy, among images",
      [
        allImages,
        KeyEntry(.back, "back", footer: true),
        KeyEntry(.left + .right, "image", footer: true),
        KeyEntry(.enter, "projection", footer: true),
      ]
    ))

  /// Whether exemplary images are of all classes rather than of the group's own.
  private var isOfAllImages = false
  var isInside = false

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let picture = picture(context) else { return [] }
    return [picture, AnyQuestion(SpectrumQuestion(layer: context.selection.layer))]
      + picturesInSight(context).compactMap {
        guard case .exemplar(let exemplar) = $0 else { return nil }
        return AnyQuestion(InputImagesQuestion([exemplar.image]))
      }
  }

  func illustrations(_ context: PaneContext) -> [AnyQuestion] {
    guard context.room.rows > 0 else { return [] }
    return picturesInSight(context).compactMap {
      guard case .optimized(let question) = $0 else { return nil }
      return AnyQuestion(question)
    }
  }

  /// The pictures on the screen; of a pane that is not, the selected group's.
  private func picturesInSight(_ context: PaneContext) -> [GroupPictures.Picture] {
    guard context.dataSet != nil,
      case .value(let hierarchy, let asked, isStale: false) = context.hierarchy
    else { return [] }
    return picture(of: hierarchy, layer: asked.layer, context).picturesInSight(in: context.room)
  }

  private func picture(
    of hierarchy: SemanticHierarchy, layer: Int, _ context: PaneContext
  ) -> HierarchyPicture {
    HierarchyPicture(
      hierarchy: hierarchy, layer: layer, isOfAllImages: isOfAllImages, isInside: isInside,
      matches: Set(context.sought.map { matches($0, context) } ?? []), context: context)
  }

  /// The exemplary images of a group that are shown.
  private func exemplars(of group: SemanticHierarchy.Group) -> [SemanticHierarchy.Exemplar] {
    isOfAllImages ? group.exemplarsOfAll : group.exemplars
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if changeThreshold(action, &context.selection) { return nil }
    switch action {
    case .allImages:
      isOfAllImages.toggle()
      return nil
    case .previousMember: return context.stepThroughGroup(by: -1)
    case .nextMember: return context.stepThroughGroup(by: 1)
    case .open where isInside: return .open(.projection)
    case .open: return goInside(&context)
    default:
      return isInside ? moveAmongImages(action, &context) : moveAmongGroups(action, &context)
    }
  }

  private mutating func goInside(_ context: inout PaneContext) -> PaneEffect? {
    guard let hierarchy = context.hierarchy.value, let group = context.group(in: hierarchy),
      let first = exemplars(of: hierarchy.groups[group]).first?.image
    else { return .say("no group is selected: \(context.moves()) pick one") }
    isInside = true
    let images = exemplars(of: hierarchy.groups[group]).map(\.image)
    if !images.contains(context.selection.image) { context.selection.image = first }
    return nil
  }

  private mutating func moveAmongImages(
    _ action: Action, _ context: inout PaneContext
  ) -> PaneEffect? {
    if action == .close { isInside = false }
    guard let hierarchy = context.hierarchy.value, let group = context.group(in: hierarchy) else {
      return nil
    }
    let images = exemplars(of: hierarchy.groups[group]).map(\.image)
    guard !images.isEmpty else { return nil }
    let index = images.firstIndex(of: context.selection.image) ?? 0
    switch action {
    case .left, .up: context.selection.image = images[(index - 1).clamped(to: 0..<images.count)]
    case .right, .down: context.selection.image = images[(index + 1).clamped(to: 0..<images.count)]
    default: break
    }
    return nil
  }

  private func moveAmongGroups(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    guard let hierarchy = context.hierarchy.value, let first = hierarchy.groups.first else {
      return nil
    }
    guard let group = context.group(in: hierarchy) else {
      context.selection.select(group: first)
      return nil
    }
    guard let step = HierarchyLevels.Step(action) else { return nil }
    guard let target = HierarchyLevels(hierarchy).group(step, from: group) else {
      return .say(step == .up ? "nothing covers this group" : "this group covers nothing")
    }
    context.selection.select(group: hierarchy.groups[target])
    return nil
  }

  func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    guard let hierarchy = context.hierarchy.value else { return [] }
    let labels = Set(context.labels(matching: pattern))
    return hierarchy.groups.indices.filter { index in
      let group = hierarchy.groups[index]
      return group.nodes.contains {
        $0.label(context.selection.parameters.polarity) == pattern.text
      }
        || pattern.isFound(in: group.label(hierarchy))
        || !labels.isDisjoint(with: group.classes)
    }
  }

  func place(_ context: PaneContext) -> Int? {
    context.hierarchy.value.flatMap { context.group(in: $0) }
  }

  func go(to place: Int, _ context: inout PaneContext) {
    if let group = context.hierarchy.value?.groups[place] { context.selection.select(group: group) }
  }

  func position(_ context: PaneContext) -> String {
    guard let hierarchy = context.hierarchy.value, !hierarchy.groups.isEmpty else { return "" }
    let group = context.group(in: hierarchy).map { "group \($0 + 1)" } ?? "no group"
    return "\(group) of \(hierarchy.groups.count)"
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard let found = context.significances, let hierarchy = context.hierarchy.value else {
      return nil
    }
    return HierarchyReport(found, hierarchy)
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    guard let hierarchy = context.hierarchy(on: &canvas) else { return }
    let layer = context.hierarchy.question?.layer ?? context.selection.layer
    picture(of: hierarchy, layer: layer, context).draw(on: &canvas)
  }
}

extension HierarchyLevels.Step {
  /// The step that an action is, if it is one.
  fileprivate init?(_ action: Action) {
    switch action {
    case .up: self = .up
    case .down: self = .down
    case .left: self = .left
    case .right: self = .right
    case .first: self = .first
    case .last: self = .last
    default: return nil
    }
  }
}
