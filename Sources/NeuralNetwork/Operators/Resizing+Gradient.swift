import LinearAlgebra

extension Resizing: Differentiable {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1, 2, 3]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let shape = try pass.shape(0)
    var facts = pass.operands.map { $0.map(Fact.init) }
    facts[0] = Fact(shape: shape)
    let plan = try plan(facts, shape)
    var gradient = try pass.takeGradientForInput()
    for (axis, step) in plan.enumerated().reversed()
    where step.extent != shape[axis] || step.scale != 1 {
      let taps = (0..<step.extent).map { self.taps($0, extent: shape[axis], step: step) }
      gradient = try gradient.unmixed(along: axis, taps, extent: shape[axis])
    }
    return [0: gradient]
  }
}

extension Tensor {
  /// The gradient of what places along an axis were mixed of: each adds to those that it was made of.
  fileprivate func unmixed(
    along axis: Int, _ taps: [[(index: Int, weight: Float)]], extent: Int
  ) throws(OperatorFault) -> Tensor {
    var extents = shape.extents
    extents[axis] = extent
    guard let result = Shape(extents) else { throw OperatorFault("its input is too large") }
    let inner = shape.count(of: axis + 1..<shape.rank)
    var output = [Float](repeating: 0, count: result.count)
    output.changeRowsInParallel(of: extent * inner) { part, outer in
      for (place, taps) in taps.enumerated() {
        let start = (outer * shape[axis] + place) * inner
        let row = values.span.extracting(start..<start + inner)
        for tap in taps {
          for index in row.indices { part[tap.index * inner + index] += tap.weight * row[index] }
        }
      }
    }
    return Tensor(shape: result, values: output)
  }
}
