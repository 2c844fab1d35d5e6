import Formats
import LinearAlgebra

extension OperatorTable {
  static let joiningEntries = [
    Entry("Concat", opset: 4) { node throws(OperatorFault) in
      Concatenation(axis: try node.int("axis", default: 0))
    },
    Entry("Split", opset: 2) { node throws(OperatorFault) in try Splitting(node) },
  ]
}

/// Operands one behind the other along an axis (ONNX `Concat`).
struct Concatenation: Operator {
  let axis: Int

  var takesBlocks: Bool { true }

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let first = try inputs.shape(0, "the first operand")
    let axis = try first.axis(axis)
    var extents = first.extents
    for index in inputs.indices.dropFirst() {
      var next = try inputs.shape(index, "an operand").extents
      guard next.count == first.rank else { throw OperatorFault("its operands differ in rank") }
      let (sum, overflow) = extents[axis].addingReportingOverflow(next[axis])
      next[axis] = extents[axis]
      guard next == extents, !overflow else {
        throw OperatorFault("its operands differ beside axis \(axis)")
      }
      extents[axis] = sum
    }
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let shape = shapes[0]
    let axis = try shape.axis(axis)
    if axis == 1, let joined = joinedBlocks(inputs, shape) { return [.blocked(joined)] }
    for index in inputs.indices { inputs[index] = inputs[index]?.plain }
    let rows = shape.count(of: 0..<axis)
    var floats: [[Float]] = []
    var integers: [[Int]] = []
    for index in inputs.indices {
      switch try inputs.value(index, "an operand") {
      case .floats(let tensor): floats.append(tensor.values)
      case .integers(let tensor): integers.append(tensor.values)
      case .blocked: break
      }
    }
    guard floats.isEmpty || integers.isEmpty else {
      throw OperatorFault("its operands are of two types")
    }
    return integers.isEmpty
      ? [.floats(Tensor(shape: shape, values: join(floats, rows: rows)))]
      : [.integers(IntegerTensor(shape: shape, values: join(integers, rows: rows)))]
  }

  /// Channels in blocks, one behind the other; nil where blocks do not end where operands do.
  private func joinedBlocks(_ inputs: [Value?], _ shape: Shape) -> BlockedTensor? {
    let maps = inputs.compactMap { value in
      if case .blocked(let maps)? = value { maps } else { nil }
    }
    guard maps.count == inputs.count,
      maps.dropLast().allSatisfy({ $0.shape[1].isMultiple(of: BlockedTensor.block) })
    else { return nil }
    return BlockedTensor(shape: shape, values: join(maps.map(\.values), rows: shape[0]))
  }

  /// The first row of each part, then the second of each, and so on.
  private func join<Element: BitwiseCopyable & Sendable>(
    _ parts: [[Element]], rows: Int
  ) -> [Element] {
    guard rows > 0 else { return [] }
    let widths = parts.map { $0.count / rows }
    let offsets = widths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    // A long row is cut, so that threads share it.
    let width = offsets[offsets.count - 1]
    let cut = rows == 1 ? 4096 : width
    let pieces = (width + cut - 1) / max(1, cut)
    return unsafe [Element](unsafeUninitializedCapacity: rows * width) { buffer, initialized in
      initialized = rows * width
      guard let base = buffer.baseAddress, width > 0 else { return }
      let target = unsafe SharedElements(base: base)
      inParallel(rows * pieces, inPiecesOf: max(1, elementsOfPiece / cut)) { range in
        for (part, values) in parts.enumerated() {
          unsafe values.withUnsafeBufferPointer { values in
            guard let source = values.baseAddress else { return }
            for row in range.lowerBound / pieces...(range.upperBound - 1) / pieces {
              // What of this row and part is in the range.
              let start = max(0, range.lowerBound - row * pieces) * cut
              let end = min(width, (range.upperBound - row * pieces) * cut)
              let (from, to) = (max(start, offsets[part]), min(end, offsets[part + 1]))
              guard from < to else { continue }
              unsafe (target.base + row * width + from).update(
                from: source + row * widths[part] + from - offsets[part], count: to - from)
            }
          }
        }
      }
    }
  }
}

/// Parts of an operand along an axis (ONNX `Split`): sizes come as an attribute, from opset 13 on as
/// the second operand; else the parts are equal, but for the last.
struct Splitting: Operator {
  private let axis: Int
  private let sizes: [Int]?
  private let parts: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    axis = try node.int("axis", default: 0)
    sizes = try node.ints("split")
    parts = try node.int("num_outputs", default: node.outputs.count)
    guard parts == node.outputs.count, parts > 0 else {
      throw OperatorFault("num_outputs differs from its number of outputs")
    }
  }

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let axis = try input.axis(axis)
    let sizes = try inputs.integers(1, "split") ?? sizes ?? equalSizes(input[axis])
    let (sum, overflow) = sizes.reduce((0, false)) { total, size in
      let (next, overflow) = total.0.addingReportingOverflow(size)
      return (next, overflow || total.1 || size < 0)
    }
    guard sizes.count == parts, !overflow, sum == input[axis] else {
      throw OperatorFault("parts of \(sizes) do not make up \(input[axis])")
    }
    var shapes: [Shape] = []
    for size in sizes {
      var extents = input.extents
      extents[axis] = size
      guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
      shapes.append(shape)
    }
    return shapes
  }

  private func equalSizes(_ extent: Int) -> [Int] {
    let size = extent / parts + (extent.isMultiple(of: parts) ? 0 : 1)
    return (0..<parts).map { max(0, min(size, extent - $0 * size)) }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    let axis = try value.shape.axis(axis)
    let strides = StridedView.rowMajorStrides(value.shape.extents)
    var offset = 0
    return shapes.map { shape in
      defer { offset += shape[axis] * strides[axis] }
      return value.viewed(by: StridedView(shape: shape, strides: strides, offset: offset))
    }
  }
}
