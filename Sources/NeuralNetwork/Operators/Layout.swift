import Formats
import LinearAlgebra

extension OperatorTable {
  static let layoutEntries = [
    Entry("Flatten", opset: 1) { node throws(OperatorFault) in
      let axis = try node.int("axis", default: 1)
      return Reshaping { input, _ throws(OperatorFault) in
        let split = axis == input.rank ? axis : try input.axis(axis)
        return [input.count(of: 0..<split), input.count(of: split..<input.rank)]
      }
    },
    Entry("Reshape", opset: 1) { node throws(OperatorFault) in
      let given = try node.ints("shape")
      let allowsZero = try node.flag("allowzero")
      return Reshaping { input, operands throws(OperatorFault) in
        guard let wanted = try operands.integers(1, "shape") ?? given else {
          throw OperatorFault("shape is missing")
        }
        return try input.reshaped(wanted, allowsZero: allowsZero)
      }
    },
    Entry("Squeeze", opset: 1) { node throws(OperatorFault) in
      let given = try node.ints("axes")
      return Reshaping { input, operands throws(OperatorFault) in
        let listed = try operands.integers(1, "axes") ?? given
        let axes =
          try listed.map { list throws(OperatorFault) in try input.axes(list) }
          ?? input.extents.indices.filter { input[$0] == 1 }
        guard axes.allSatisfy({ input[$0] == 1 }) else {
          throw OperatorFault("an axis of \(input) that is squeezed has more than one element")
        }
        return input.extents.indices.filter { !axes.contains($0) }.map { input[$0] }
      }
    },
    Entry("Unsqueeze", opset: 1) { node throws(OperatorFault) in
      let given = try node.ints("axes")
      return Reshaping { input, operands throws(OperatorFault) in
        guard let list = try operands.integers(1, "axes") ?? given else {
          throw OperatorFault("axes are missing")
        }
        guard list.count <= Node.greatestRank else {
          throw OperatorFault("axes are more than \(Node.greatestRank)")
        }
        var extents = input.extents
        for axis in try input.axes(list, among: input.rank + list.count).sorted() {
          extents.insert(1, at: axis)
        }
        return extents
      }
    },
    Entry("Transpose", opset: 1) { node throws(OperatorFault) in
      let order = try node.ints("perm")
      return Rearrangement(isTransposition: true) { input, _ throws(OperatorFault) in
        let order = order ?? Array((0..<input.rank).reversed())
        guard order.sorted() == Array(0..<input.rank),
          let view = StridedView.transposing(input, order)
        else { throw OperatorFault("perm \(order) does not fit an input of \(input)") }
        return view
      }
    },
    Entry("Expand", opset: 8) { _ throws(OperatorFault) in
      Rearrangement { input, operands throws(OperatorFault) in
        guard let wanted = try operands.integers(1, "shape").flatMap({ Shape($0) }),
          let shape = input.broadcast(with: wanted)
        else { throw OperatorFault("its shape does not fit an input of \(input)") }
        return .broadcasting(input, to: shape)
      }
    },
    Entry("Tile", opset: 6) { _ throws(OperatorFault) in Tiling() },
    Entry("DepthToSpace", opset: 1) { node throws(OperatorFault) in
      let size = try node.int("blocksize", default: 0)
      let isColumnFirst = try node.string("mode", default: "DCR") == "CRD"
      return BlockMoving { input throws(OperatorFault) in
        guard input.rank == 4, size > 0, size < Window.limit, input[1].isMultiple(of: size * size)
        else { throw OperatorFault("an input of \(input) has no blocks of \(size)") }
        let channels = input[1] / (size * size)
        return (
          isColumnFirst
            ? [input[0], channels, size, size, input[2], input[3]]
            : [input[0], size, size, channels, input[2], input[3]],
          isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2],
          [input[0], channels, input[2] * size, input[3] * size]
        )
      }
    },
    Entry("SpaceToDepth", opset: 1) { node throws(OperatorFault) in
      let size = try node.int("blocksize", default: 0)
      let isColumnFirst = try node.string("mode", default: "DCR") == "CRD"
      return BlockMoving { input throws(OperatorFault) in
        guard input.rank == 4, size > 0, size < Window.limit, input[2].isMultiple(of: size),
          input[3].isMultiple(of: size)
        else { throw OperatorFault("an input of \(input) has no blocks of \(size)") }
        let (height, width) = (input[2] / size, input[3] / size)
        return (
          [input[0], input[1], height, size, width, size],
          isColumnFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4],
          [input[0], size * size * input[1], height, width]
        )
      }
    },
  ]
}

/// The same elements under another shape (ONNX `Reshape` and kin).
struct Reshaping: Operator {
  /// The new extents, from the input's shape and what is known of the operands.
  let extents: @Sendable (Shape, [Fact?]) throws(OperatorFault) -> [Int]

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let extents = try extents(input, inputs)
    guard let shape = Shape(extents), shape.count == input.count else {
      throw OperatorFault("an input of \(input) can't become \(extents)")
    }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    [try inputs.value(0, "the input").reshaped(shapes[0])]
  }
}

/// The elements of an operand in another order, some perhaps repeated (ONNX `Transpose` and kin).
struct Rearrangement: Operator {
  /// The order, from the input's shape and what is known of the operands.
  let view: @Sendable (Shape, [Fact?]) throws(OperatorFault) -> StridedView
  /// Whether only axes change places.
  let isTransposition: Bool

  init(
    isTransposition: Bool = false,
    view: @escaping @Sendable (Shape, [Fact?]) throws(OperatorFault) -> StridedView
  ) {
    (self.isTransposition, self.view) = (isTransposition, view)
  }

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try view(inputs.shape(0, "the input"), inputs).shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    return [value.viewed(by: try view(value.shape, inputs.map { $0.map(Fact.init) }))]
  }
}

/// An operand repeated along each axis (ONNX `Tile`).
struct Tiling: Operator {
  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    guard let repeats = try inputs.integers(1, "repeats"), repeats.count == input.rank,
      repeats.allSatisfy({ (0..<Window.limit).contains($0) }),
      // The product of both, as each axis is split into two.
      Shape(repeats + input.extents) != nil,
      let shape = Shape(zip(repeats, input.extents).map { $0 * $1 })
    else { throw OperatorFault("its repeats do not fit an input of \(input)") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    let strides = StridedView.rowMajorStrides(value.shape.extents)
    let extents = value.shape.extents.indices.flatMap { axis in
      [value.shape[axis] == 0 ? 0 : shapes[0][axis] / value.shape[axis], value.shape[axis]]
    }
    guard let split = Shape(extents) else { throw OperatorFault("its output is too large") }
    let view = StridedView(shape: split, strides: strides.flatMap { [0, $0] })
    return [value.viewed(by: view).reshaped(shapes[0])]
  }
}

/// Channels that become neighbouring places, or the reverse (ONNX `DepthToSpace`, `SpaceToDepth`).
struct BlockMoving: MapOperator {
  /// The extents with blocks as axes of their own, the order of these axes, and the extents after.
  let plan: @Sendable (Shape) throws(OperatorFault) -> ([Int], [Int], [Int])

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    guard let shape = Shape(try plan(inputs.shape(0, "the input")).2) else {
      throw OperatorFault("its output is too large")
    }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    let (blocks, order, _) = try plan(value.shape)
    guard let shape = Shape(blocks), let view = StridedView.transposing(shape, order) else {
      throw OperatorFault("its output is too large")
    }
    return [value.viewed(by: view).reshaped(shapes[0])]
  }
}

extension Shape {
  /// What ONNX `Reshape` makes of an input: -1 stands for what is left, 0 for the input's extent.
  fileprivate func reshaped(_ wanted: [Int], allowsZero: Bool) throws(OperatorFault) -> [Int] {
    guard wanted.count <= Node.greatestRank else {
      throw OperatorFault("its shape has \(wanted.count) axes, more than \(Node.greatestRank)")
    }
    var extents = wanted
    for (axis, extent) in wanted.enumerated() where extent == 0 && !allowsZero {
      guard axis < rank else { throw OperatorFault("there is no extent \(axis) to keep") }
      extents[axis] = self[axis]
    }
    guard let open = extents.firstIndex(of: -1) else { return extents }
    extents[open] = 1
    guard let rest = Shape(extents), rest.count > 0, count.isMultiple(of: rest.count) else {
      throw OperatorFault("an input of \(self) can't become \(wanted)")
    }
    extents[open] = count / rest.count
    return extents
  }
}
