import LinearAlgebra
package import System

/// The rows and columns of the image that each position of some maps depends on.
package struct ReceptiveFields: Equatable, Sendable {
  /// What an index of an axis of the maps depends on.
  package struct Extent: Equatable, Sendable {
    /// Rows, or columns, of the image: none where there is padding alone.
    package let range: Range<Int>
    /// Whether padding is among what it depends on: it reaches beyond a border.
    package internal(set) var isCut: Bool

    /// An extent.
    package init(range: Range<Int>, isCut: Bool) {
      (self.range, self.isCut) = (range, isCut)
    }
  }

  /// For each row of the maps, rows of the image.
  package let rows: [Extent]
  /// For each column of the maps, columns of the image.
  package let columns: [Extent]

  /// Those of given extents.
  package init(rows: [Extent], columns: [Extent]) {
    (self.rows, self.columns) = (rows, columns)
  }
}

extension Network {
  /// The receptive fields on the image of the positions of what a layer takes and gives.
  /// - Parameter layer: the layer's index.
  /// - Returns: both; nil for what it takes where that does not lie as the image does.
  /// - Throws: `Failure` that names the first node behind which they can't be told.
  package func receptiveFields(
    ofLayer layer: Int
  ) throws(Failure) -> (input: ReceptiveFields?, output: ReceptiveFields) {
    let node = node(of: layer)
    let output = try output(of: layer)
    guard let image = imageInput.value, let input = node.inputs.first ?? nil else {
      throw Failure(kind: .network, place: node.place, problem: "it takes no image")
    }
    let facts = ShapeInference(graph: graph, imageInput: imageInput)
      .result(imageShape: imageShape, output: self.output).facts
    let axes = imageInput.positionAxes(rank: facts[image]?.shape.rank ?? 0)
    var tracing = ReceptiveFieldTracing(
      graph: graph, facts: facts, image: image,
      axes: axes.map { axis in (axis, axis.flatMap { facts[image]?.shape[$0] } ?? 1) })
    for index in graph.nodesLeading(to: output) {
      do throws(OperatorFault) {
        try tracing.follow(graph.nodes[index])
      } catch {
        throw Failure(kind: .unsupported, place: graph.nodes[index].place, problem: error.problem)
      }
    }
    func fields(_ value: ValueID) -> ReceptiveFields? {
      guard let lines = tracing[value], lines.count == 2, let shape = facts[value]?.shape,
        let rows = lines[0].fields(ofAxis: shape.rank - 2, of: shape),
        let columns = lines[1].fields(ofAxis: shape.rank - 1, of: shape)
      else { return nil }
      return ReceptiveFields(rows: rows, columns: columns)
    }
    guard let own = fields(output) else {
      throw Failure(
        kind: .unsupported, place: node.place, problem: "what it gives does not lie as the image")
    }
    return (fields(input), own)
  }
}

extension ReceptiveFieldTracing.Line {
  /// Those of each index of an axis of maps, the first of which is the axis 2; nil where they lie along
  /// another.
  fileprivate func fields(ofAxis target: Int, of shape: Shape) -> [ReceptiveFields.Extent]? {
    guard let axis else {
      return fields.first.map { Array(repeating: $0, count: target < 2 ? 1 : shape[target]) }
    }
    return axis == target && axis > 1 ? fields : nil
  }
}
