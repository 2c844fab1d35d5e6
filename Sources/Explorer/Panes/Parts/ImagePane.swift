import DeepDataProfiler

/// A pane that shows the selected image of the data set.
protocol ImagePane: Pane {}

extension ImagePane {
  /// The images of classes whose names have a text in them, and the one whose number it is.
  package func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    guard let dataSet = context.dataSet else { return [] }
    let labels = Set(dataSet.labels).filter { pattern.isFound(in: context.className($0)) }
    return dataSet.labels.indices.filter {
      labels.contains(dataSet.labels[$0]) || "\($0)" == pattern.text
    }
  }

  package func place(_ context: PaneContext) -> Int? { context.selection.image }

  package func go(to place: Int, _ context: inout PaneContext) { context.selection.image = place }
}

extension PaneContext {
  /// Selects the image to which a step leads; a page is so many.
  mutating func moveImage(_ action: Action, page: Int) {
    let images = Array((dataSet?.labels ?? []).indices)
    let image = step(action, from: selection.image, through: images, page: page)
    if let image { selection.image = image }
  }
}
