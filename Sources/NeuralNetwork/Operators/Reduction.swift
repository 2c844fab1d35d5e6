import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let reductionEntries = [
    reduction("ReduceMean") { Float($0.sum / Double($0.count)) },
    reduction("ReduceSum", integers: { $0 &+ $1 }) { Float($0.sum) },
    reduction("ReduceSumSquare") { Float($0.sumOfSquares()) },
    reduction("ReduceL1", from: 0, { $0 + Double(abs($1)) }),
    reduction("ReduceL2") { Float($0.sumOfSquares().squareRoot()) },
    reduction("ReduceProd", from: 1, { $0 * Double($1) }, integers: { $0 &* $1 }),
    reduction(
      "ReduceMax", from: -.infinity, { $0 < Double($1) || $1.isNaN ? Double($1) : $0 },
      integers: { max($0, $1) }),
    reduction(
      "ReduceMin", from: .infinity, { $0 > Double($1) || $1.isNaN ? Double($1) : $0 },
      integers: { min($0, $1) }),
    reduction("ReduceLogSum") { Float(log($0.sum)) },
    Entry("ArgMax", opset: 1) { node throws(OperatorFault) in
      try Extremum(node) { $0 > $1 }
    },
    Entry("ArgMin", opset: 1) { node throws(OperatorFault) in
      try Extremum(node) { $0 < $1 }
    },
  ]

  @inline(__always) private static func reduction(
    _ name: String, from start: Double, _ step: @escaping @Sendable (Double, Float) -> Double,
    integers: (@Sendable (Int, Int) -> Int)? = nil
  ) -> Entry {
    reduction(name, integers: integers) { values in
      var sum = start
      for index in values.indices { sum = step(sum, values[index]) }
      return Float(sum)
    }
  }

  private static func reduction(
    _ name: String, integers: (@Sendable (Int, Int) -> Int)? = nil,
    reduce: @escaping @Sendable (Span<Float>) -> Float
  ) -> Entry {
    Entry(name, opset: 1) { node throws(OperatorFault) in
      try Reduction(node, integers: integers, reduce: reduce)
    }
  }
}

/// One number for all elements along some axes, accumulated in Double (ONNX `ReduceMean` and kin).
///
/// The axes are an attribute, or the second operand (`ReduceSum` from opset 13, the others from 18).
struct Reduction: Operator {
  private let axes: [Int]?
  private let keepsAxes: Bool
  private let isPassingOn: Bool
  private let reduce: @Sendable (Span<Float>) -> Float
  private let reduceIntegers: (@Sendable (Int, Int) -> Int)?

  init(
    _ node: StoredNode, integers: (@Sendable (Int, Int) -> Int)?,
    reduce: @escaping @Sendable (Span<Float>) -> Float
  ) throws(OperatorFault) {
    axes = try node.ints("axes")
    keepsAxes = try node.flag("keepdims", default: true)
    isPassingOn = try node.flag("noop_with_empty_axes")
    self.reduce = reduce
    reduceIntegers = integers
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let reduced = Set(try reducedAxes(inputs, of: input))
    let extents = input.extents.indices.compactMap { axis in
      reduced.contains(axis) ? (keepsAxes ? 1 : nil) : input[axis]
    }
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return [shape]
  }

  func reducedAxes(
    _ inputs: [Fact?], of input: Shape
  ) throws(OperatorFault) -> [Int] {
    let list = try inputs.integers(1, "axes") ?? axes ?? []
    guard list.isEmpty else { return try input.axes(list).sorted() }
    return isPassingOn ? [] : Array(0..<input.rank)
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    let axes = try reducedAxes(inputs.map { $0.map(Fact.init) }, of: value.shape)
    let kept = value.shape.extents.indices.filter { !axes.contains($0) }
    let order = kept + axes
    let width = axes.reduce(1) { $0 * value.shape[$1] }
    guard let view = StridedView.transposing(value.shape, order),
      shapes[0].count * width
        == value.shape.count
    else { throw OperatorFault("its output is too large") }
    let rows = order == Array(order.indices) ? value : value.viewed(by: view)
    switch rows {
    case .blocked:
      inputs[0] = value.plain
      return try forward(&inputs, shapes: shapes)
    case .floats(let tensor):
      let values = tensor.values.reduced(rowsOf: width, count: shapes[0].count, reduce)
      return [.floats(Tensor(shape: shapes[0], values: values))]
    case .integers(let tensor):
      guard let reduceIntegers, width > 0 else {
        throw OperatorFault("its input is of whole numbers, and only floats are supported")
      }
      let values = (0..<shapes[0].count).map { row in
        tensor.values[row * width + 1..<(row + 1) * width]
          .reduce(tensor.values[row * width], reduceIntegers)
      }
      return [.integers(IntegerTensor(shape: shapes[0], values: values))]
    }
  }
}

/// Where along an axis the greatest or least element lies (ONNX `ArgMax`, `ArgMin`).
struct Extremum: Operator {
  private let axis: Int
  private let keepsAxis: Bool
  private let takesLast: Bool
  private let isBetter: @Sendable (Float, Float) -> Bool

  init(
    _ node: StoredNode, isBetter: @escaping @Sendable (Float, Float) -> Bool
  ) throws(OperatorFault) {
    axis = try node.int("axis", default: 0)
    keepsAxis = try node.flag("keepdims", default: true)
    takesLast = try node.flag("select_last_index")
    self.isBetter = isBetter
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let axis = try input.axis(axis)
    guard input[axis] > 0 else { throw OperatorFault("its input is empty") }
    var extents = input.extents
    if keepsAxis { extents[axis] = 1 } else { extents.remove(at: axis) }
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let tensor = try inputs.tensor(0, "the input")
    let axis = try tensor.shape.axis(axis)
    let inner = tensor.shape.count(of: axis + 1..<tensor.shape.rank)
    let extent = tensor.shape[axis]
    let places = (0..<shapes[0].count).map { row -> Int in
      let start = row / inner * extent * inner + row % inner
      var best = 0
      for place in 1..<max(1, extent) {
        let (value, leader) = (
          tensor.values[start + place * inner], tensor.values[start + best * inner]
        )
        if isBetter(value, leader) || takesLast && value == leader { best = place }
      }
      return best
    }
    return [.integers(IntegerTensor(shape: shapes[0], values: places))]
  }
}
