import Formats
import LinearAlgebra

/// Finds the shapes of a graph's values before it is run.
struct ShapeInference {
  let graph: Graph
  let imageInput: ImageInput

  /// The most images that a size in the graph is taken to name.
  private static let greatestImages = 4096

  /// What is known of each value for one image, and how many images a pass takes.
  struct Result {
    let facts: [Fact?]
    /// Nil for any number.
    let imagesAtOnce: Int?
  }

  /// Finds them for one image, and tells by those for two whether the graph takes any number of them.
  /// - Parameters:
  ///   - imageShape: of one image; nil when unknown.
  ///   - output: the network's output.
  /// - Returns: what is known.
  func result(imageShape: Shape?, output: ValueID?) -> Result {
    let known = graph.constants.facts(of: graph.names.count)
    guard let imageShape, imageShape.rank > 0, imageShape.count <= Node.greatestCount,
      let input = imageInput.value
    else { return Result(facts: known, imagesAtOnce: nil) }
    func facts(images: Int) -> [Fact?] {
      var facts = known
      facts[input] = imageInput.shape(images: images, imageShape: imageShape)
        .map { Fact(shape: $0) }
      for node in graph.nodes {
        for (value, fact) in node.facts({ facts[$0] }) { facts[value] = fact }
      }
      return facts
    }
    let landmarks =
      graph.nodes.filter { (try? $0.operation.get()) is any LinearOperator }
      .compactMap { $0.outputs.first ?? nil } + [output].compactMap { $0 }
    /// The result by what is known of several images that only go through the graph together.
    func result(of images: Int, _ facts: [Fact?]) -> Result {
      let one = zip(facts, known).map { fact, known in
        known ?? fact?.ofOneImage(among: images)
      }
      return Result(facts: one, imagesAtOnce: images)
    }
    let one = facts(images: 1)
    let two = facts(images: 2)
    if let declared = imageInput.images, declared > 1 {
      let all = facts(images: declared)
      if all.count(of: landmarks) > one.count(of: landmarks) { return result(of: declared, all) }
    }
    if one.isHalf(of: two, images: 1, at: landmarks) {
      let independence = ImageIndependence(graph: graph, one: one, two: two)
      let holds = independence.holds(
        from: input, through: output.map(graph.nodesLeading) ?? Array(graph.nodes.indices))
      return Result(facts: one, imagesAtOnce: holds ? nil : 1)
    }
    // A squeeze takes away the axis of a single image.
    let isSqueezed =
      two.count(of: landmarks) == one.count(of: landmarks)
      && two.isHalf(of: facts(images: 4), images: 2, at: landmarks)
    if isSqueezed { return result(of: 2, two) }
    // A size may name a number of images that the graph does not declare.
    if let output, let shape = one[output]?.shape, let images = shape.extents.first,
      2...Self.greatestImages ~= images
    {
      let all = facts(images: images)
      if all[output]?.shape == shape { return result(of: images, all) }
    }
    return Result(facts: one, imagesAtOnce: 1)
  }
}

extension [Fact?] {
  /// How many of some values are known.
  fileprivate func count(of values: [ValueID]) -> Int { values.count { self[$0] != nil } }

  /// Whether some values, as far as they are known, are of so many images, and of twice as many
  /// elsewhere.
  fileprivate func isHalf(of whole: [Fact?], images: Int, at values: [ValueID]) -> Bool {
    values.allSatisfy { value in
      guard let half = self[value]?.shape.extents else { return true }
      guard let whole = whole[value]?.shape.extents, whole.count == half.count else { return false }
      guard let first = half.first else { return true }
      return first == images && whole[0] == 2 * images && whole.dropFirst() == half.dropFirst()
    }
  }
}

extension Fact {
  /// The same for one image, where this is for several.
  fileprivate func ofOneImage(among images: Int) -> Fact {
    guard shape.extents.first == images,
      let one = Shape([1] + shape.extents.dropFirst())
    else { return self }
    return Fact(shape: one)
  }
}
