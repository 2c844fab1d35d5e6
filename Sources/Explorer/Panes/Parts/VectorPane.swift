import DeepDataProfiler

/// A pane that shows a layer's singular vectors one below the other.
protocol VectorPane: Pane {}

extension VectorPane {
  static var vectorKeys: [KeyEntry] {
    [
      KeyEntry(.down + .up, "vector", footer: true),
      KeyEntry(.ends, "first, last vector"),
      KeyEntry(.pages, "a page of vectors"),
      KeyEntry(.enter, "projection", footer: true),
    ]
  }

  package func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    moveVector(action, &context)
  }

  func moveVector(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    if action == .open { return .open(.projection) }
    let all = Array(0..<context.vectorCount)
    let listed = context.sought.map { matches($0, context) } ?? all
    let vector = context.step(action, from: context.selection.vector, through: listed)
    if let vector { context.selection.select(vector: vector) }
    return nil
  }

  package func matches(_ pattern: SearchPattern, _ context: PaneContext) -> [Int] {
    (0..<context.vectorCount).filter { pattern.isFound(in: "v\($0)") }
  }

  package func place(_ context: PaneContext) -> Int? { context.selection.vector }

  package func go(to place: Int, _ context: inout PaneContext) {
    context.selection.select(vector: place)
  }

  package func position(_ context: PaneContext) -> String {
    guard context.layer != nil else { return "" }
    return "chart \(context.page.place) of \(context.page.count)  "
      + "v\(context.selection.vector) of \(context.vectorCount)"
  }
}
