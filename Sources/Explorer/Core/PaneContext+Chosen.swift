import DeepDataProfiler

extension PaneContext {
  /// The images that are compared; nil while that is not known.
  ///
  /// They are those that the person chose; of less than two, the selected one as well, and then the
  /// strongest of another class along the selected vector.
  var chosenImages: [Int]? {
    guard let dataSet else { return nil }
    var images = selection.chosen
    if images.count < 2, !images.contains(selection.image) { images.append(selection.image) }
    guard images.count < 2, let first = images.first else { return images }
    guard let group = groupOfSelection else { return nil }
    let labels = dataSet.labels
    func isOther(_ image: Int) -> Bool {
      labels.indices.contains(image) && labels[image] != labels[first]
    }
    let exemplars = group.map { ($0.exemplars + $0.exemplarsOfAll).map(\.image) } ?? []
    let other =
      exemplars.first(where: isOther) ?? labels.indices.first(where: isOther)
      ?? labels.indices.first { $0 != first }
    return images + [other].compactMap { $0 }
  }

  /// What stands before an image that is chosen.
  func mark(ofImage image: Int) -> String { selection.chosen.contains(image) ? "*" : "" }

  /// The group of the selected vector, nil where it is in none; nothing while that is not known of the layer.
  private var groupOfSelection: SemanticHierarchy.Group?? {
    switch hierarchy {
    case .value(let hierarchy, let question, _):
      guard question.layer == selection.layer else { return nil }
      return .some(group(in: hierarchy).map { hierarchy.groups[$0] })
    case .fault, .cancelled: return .some(nil)
    case .nothing: return nil
    }
  }
}
