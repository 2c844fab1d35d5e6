import Formats

extension GroupEvidence {
  /// How many layers and normalisations a block has at most.
  private static let greatestBlock = 256

  /// The groups of convolutions in a file that has its layers in the order of their names: what is
  /// before what is not known, only what lies in the same block.
  func groupsByScope() -> [String: Int] {
    let widths = Set(steps.map(\.width))
    var blocks: [String: [Step]] = [:]
    for step in steps {
      for scope in step.module.scopes where !scope.isEmpty {
        blocks[scope, default: []].append(step)
      }
    }
    var told: [String: Int] = [:]
    for step in steps where step.kind == .convolution && step.fitsBias {
      let block = step.module.scopes.first { scope in
        guard let steps = blocks[scope], steps.count <= Self.greatestBlock else { return false }
        return steps.count { $0.taken > 1 && $0.module.name != step.module.name } > 1
      }
      told[step.tensor.name] = step.groups(
        beside: block.flatMap { blocks[$0] } ?? [], in: block ?? "", among: widths)
    }
    return told
  }
}

extension GroupEvidence.Step {
  /// The number of groups, as far as the layers of its block tell; nil when that is not known.
  fileprivate func groups(
    beside steps: [GroupEvidence.Step], in block: String, among widths: Set<Int>
  ) -> Int? {
    guard width > 1 else { return 1 }
    // A normalisation of its own says no more than the layer itself.
    let others = steps.filter { other in
      other.module.name != module.name
        && (other.kind != .norm || module.scopes[0].isEmpty
          || !other.module.isWithin(module.scopes[0]))
    }
    let given = Set(others.map(\.width))
    func mayBeGrouped(_ candidates: some Sequence<Int>) -> Bool {
      candidates.contains { before in
        before > taken && before.isMultiple(of: taken) && width.isMultiple(of: before / taken)
          && width >= before
      }
    }
    // Colours.
    if taken == 3 { return mayBeGrouped(given) ? nil : 1 }
    if taken == 1 { return !isPointwise && isWidened(others, in: block) ? width : nil }
    if isPointwise {
      let isTold = module.shortcut != nil || !mayBeGrouped(steps.map(\.width))
      return given.contains(taken) || widths.contains(taken) && isTold ? 1 : nil
    }
    return given.contains(taken) && !mayBeGrouped(steps.map(\.width)) ? 1 : nil
  }

  /// Whether it lies between a layer that widens to as many channels and one that narrows them again,
  /// which are not parts of one gate.
  private func isWidened(_ others: [GroupEvidence.Step], in block: String) -> Bool {
    others.contains { first in
      first.width == width && (2..<width).contains(first.taken)
        && others.contains { last in
          last.taken == width && last.width < width
            && (first.module.scopes[0] != last.module.scopes[0] || first.module.scopes[0] == block)
        }
    }
  }
}
