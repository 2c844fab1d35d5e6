/// What comes before a layer in a file that has its layers in order.
struct PassedSteps {
  /// What is told of a convolution's groups.
  enum Groups: Equatable {
    case known(Int)
    /// Two, if other layers have groups of as many channels.
    case perhapsTwo
    case unknown
  }

  private var steps: [GroupEvidence.Step] = []
  /// What goes into each module: the width before its first layer.
  private var entering: [String: Int] = [:]
  private var widths: Set<Int> = []
  /// What the last step gives; nil before the first.
  private(set) var width: Int?

  /// How many steps are looked back on at most, and how many of a file that has no modules.
  private static let greatestCount = 256
  private static let neighbours = 6
  /// How many filters a depthwise convolution has for each channel at most.
  private static let greatestMultiplier = 8
  /// How many of the modules around a layer may have an input that reaches it.
  private static let openCount = 3

  /// Begins a step.
  mutating func enter(_ step: GroupEvidence.Step) {
    guard let width else { return }
    for scope in step.module.scopes where entering[scope] == nil { entering[scope] = width }
  }

  /// Ends a step, whose groups are known as far as they can be.
  mutating func add(_ step: GroupEvidence.Step) {
    if let inputs = step.inputs {
      for scope in step.module.scopes where entering[scope] == nil { entering[scope] = inputs }
    }
    widths.insert(step.width)
    width = step.width
    steps.append(step)
  }

  /// The last steps, as far as they lie in a module; the nearest where there are no modules.
  private func steps(within scope: String) -> ArraySlice<GroupEvidence.Step> {
    guard !scope.isEmpty else { return steps.suffix(Self.neighbours) }
    let recent = steps.suffix(Self.greatestCount)
    let first = recent.lastIndex { !$0.module.isWithin(scope) }.map { $0 + 1 }
    return recent[(first ?? recent.startIndex)...]
  }

  /// The groups of a convolution.
  func groups(of step: GroupEvidence.Step) -> Groups {
    guard var before = width, let last = steps.last, step.width > 1 else {
      // Three filters of one channel may be of grey images, or one of each colour.
      let mayBeOfColours = steps.isEmpty && step.taken == 1 && step.width == 3
      return mayBeOfColours ? .unknown : .known(1)
    }
    let (module, width, taken) = (step.module, step.width, step.taken)
    // What goes into a shortcut goes into the layers beside it, too.
    if let shortcut = last.module.shortcut, !module.isWithin(shortcut),
      module.isWithin(ModulePath(shortcut).scopes[0]),
      let first = steps(within: shortcut).first ?? steps.last
    {
      before = first.inputs ?? before
    }
    let siblings = steps(within: module.scopes[0])
    let block = module.scopes.prefix(2).filter { !$0.isEmpty }
    let near =
      block.last.map { steps(within: $0) }.flatMap { $0.isEmpty ? nil : $0 }
      ?? steps.suffix(Self.neighbours)
    let inputs = module.openScopes.prefix(Self.openCount).compactMap { entering[$0] }
    let closest = Set(siblings.flatMap(\.widths) + inputs)
    let nearWidths = closest.union(near.flatMap(\.widths))
    let twins = near.filter { $0.width == width && $0.taken == taken }
    func confirmed(_ groups: Int) -> Groups {
      twins.allSatisfy { $0.inputs == groups * taken } ? .known(groups) : .unknown
    }
    func isSum(_ target: Int) -> Bool {
      let layers = near.filter { $0.kind != .norm }
      return Self.isSum(target, of: layers.suffix(12).map(\.width) + inputs.prefix(2))
    }

    if taken == 1 {
      if before == 1 { return widths.contains(width) ? .unknown : .known(1) }
      if before == width {
        return isDetached(module, width) ? .unknown : confirmed(width)
      }
      if width.isMultiple(of: before) {
        // Many filters for each channel are rather those of a branch beside the layer before.
        let isLikely = width / before <= Self.greatestMultiplier
        return !isLikely || nearWidths.contains(width) || isSum(width)
          ? .unknown : confirmed(before)
      }
      return nearWidths.contains(width) && !step.isPointwise ? confirmed(width) : .unknown
    }
    if taken == before { return .known(1) }
    let groups = before.isMultiple(of: taken) ? before / taken : 0
    let mayBeGrouped = groups > 1 && width.isMultiple(of: groups) && width >= before
    if nearWidths.contains(taken) {
      return !mayBeGrouped || step.isPointwise && closest.contains(taken) ? .known(1) : .unknown
    }
    if mayBeGrouped {
      guard !step.isPointwise, confirmed(groups) != .unknown else { return .unknown }
      return groups == 2 ? .perhapsTwo : .known(groups)
    }
    if width == taken, !step.isPointwise, widths.contains(taken) { return .known(1) }
    return taken > before && (step.isPointwise || isSum(taken)) ? .known(1) : .unknown
  }

  /// Whether a layer may take the input of a module around it, past a layer in it that does not take
  /// what comes before it, as a gate that is defined first.
  private func isDetached(_ module: ModulePath, _ width: Int) -> Bool {
    module.openScopes.prefix(Self.openCount).contains { scope in
      guard !scope.isEmpty, let input = entering[scope], input != width,
        width.isMultiple(of: input)
      else { return false }
      return steps(within: scope).contains { $0.isLinked == false }
    }
  }

  /// Whether some of the widths add up to a number, as those of branches do.
  private static func isSum(_ target: Int, of widths: [Int]) -> Bool {
    var sums: Set<Int> = [0]
    for width in widths {
      sums.formUnion(sums.map { $0 + width }.filter { $0 <= target })
    }
    return sums.contains(target)
  }
}

extension GroupEvidence.Step {
  /// What it gives and takes.
  fileprivate var widths: [Int] { [width] + (inputs.map { [$0] } ?? []) }
}
