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
  /// - Returns: both.
  /// - Throws: `Failure` that names the first node behind which they can't be told.
  package func receptiveFields(
    ofLayer layer: Int
  ) throws(Failure) -> (input: ReceptiveFields, output: ReceptiveFields) {
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
    func fields(_ value: ValueID) throws(Failure) -> ReceptiveFields {
      guard let lines = tracing[value], lines.count == 2 else {
        throw Failure(kind: .unsupported, place: node.place, problem: "it does not take the image")
      }
      return ReceptiveFields(rows: lines[0].fields, columns: lines[1].fields)
    }
    return (try fields(input), try fields(output))
  }
}
