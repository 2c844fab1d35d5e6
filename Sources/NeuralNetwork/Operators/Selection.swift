import Formats
import LinearAlgebra

extension OperatorTable {
  static let selectionEntries = [
    Entry("Slice", opset: 1) { node throws(OperatorFault) in try Slicing(node) },
    Entry("Gather", opset: 1) { node throws(OperatorFault) in
      Gathering(axis: try node.int("axis", default: 0))
    },
    Entry("ScatterND", opset: 11) { node throws(OperatorFault) in try Scattering(node) },
    Entry("Pad", opset: 2) { node throws(OperatorFault) in try Padding(node) },
  ]
}

/// Ranges of an operand's axes, perhaps with steps (ONNX `Slice`): attributes before opset 10, then
/// operands.
struct Slicing: Operator {
  private let starts: [Int]?
  private let ends: [Int]?
  private let axes: [Int]?

  init(_ node: StoredNode) throws(OperatorFault) {
    starts = try node.ints("starts")
    ends = try node.ints("ends")
    axes = try node.ints("axes")
  }

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try view(inputs).shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let view = try view(inputs.map { $0.map(Fact.init) })
    return [try inputs.value(0, "the input").viewed(by: view)]
  }

  /// The elements that it takes.
  func view(_ inputs: [Fact?]) throws(OperatorFault) -> StridedView {
    let input = try inputs.shape(0, "the input")
    guard let starts = try inputs.integers(1, "starts") ?? starts,
      let ends = try inputs.integers(2, "ends") ?? ends
    else { throw OperatorFault("starts or ends are missing") }
    let axes = try input.axes(
      inputs.integers(3, "axes") ?? axes ?? Array(starts.indices.prefix(input.rank)))
    let steps = try inputs.integers(4, "steps") ?? starts.map { _ in 1 }
    guard starts.count == axes.count, ends.count == axes.count, steps.count == axes.count,
      steps.allSatisfy({ $0 != 0 && $0 > -(1 << 40) && $0 < 1 << 40 })
    else { throw OperatorFault("its starts, ends, axes and steps do not fit") }
    var extents = input.extents
    var strides = StridedView.rowMajorStrides(input.extents)
    var offset = 0
    for (index, axis) in axes.enumerated() {
      let (extent, step) = (extents[axis], steps[index])
      let bounds = step > 0 ? 0...extent : -1...extent - 1
      func place(_ bound: Int) -> Int {
        let place = bound < 0 ? max(bound, -extent - 1) + extent : bound
        return min(max(place, bounds.lowerBound), bounds.upperBound)
      }
      let (start, end) = (place(starts[index]), place(ends[index]))
      let distance = step > 0 ? end - start : start - end
      extents[axis] = distance <= 0 ? 0 : (distance - 1) / abs(step) + 1
      offset += extents[axis] == 0 ? 0 : start * strides[axis]
      strides[axis] = extents[axis] > 1 ? strides[axis] * step : strides[axis]
    }
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return StridedView(shape: shape, strides: strides, offset: offset)
  }
}

/// Slices of an operand by index (ONNX `Gather`).
struct Gathering: Operator {
  let axis: Int

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let indices = try inputs.shape(1, "indices")
    let axis = try input.axis(axis)
    var extents = input.extents
    extents.replaceSubrange(axis...axis, with: indices.extents)
    guard let shape = Shape(extents) else { throw OperatorFault("its output is too large") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    guard case .integers(let indices) = try inputs.value(1, "indices") else {
      throw OperatorFault("indices are no whole numbers")
    }
    let axis = try value.shape.axis(axis)
    let extent = value.shape[axis]
    guard indices.values.allSatisfy({ $0 >= -extent && $0 < extent }) else {
      throw OperatorFault("an index is beyond the \(extent) elements of axis \(axis)")
    }
    let places = indices.values.map { $0 < 0 ? $0 + extent : $0 }
    let rows = value.shape.count(of: 0..<axis)
    let width = value.shape.count(of: axis + 1..<value.shape.rank)
    switch value {
    case .blocked:
      inputs[0] = value.plain
      return try forward(&inputs, shapes: shapes)
    case .floats(let tensor):
      let values = gather(tensor.values, places, rows: rows, extent: extent, width: width)
      return [.floats(Tensor(shape: shapes[0], values: values))]
    case .integers(let tensor):
      let values = gather(tensor.values, places, rows: rows, extent: extent, width: width)
      return [.integers(IntegerTensor(shape: shapes[0], values: values))]
    }
  }

  private func gather<Element: BitwiseCopyable & Sendable>(
    _ values: [Element], _ places: [Int], rows: Int, extent: Int, width: Int
  ) -> [Element] {
    let count = places.count
    guard count > 0 else { return [] }
    return unsafe [Element](rows: rows * count, of: width) { target, range in
      unsafe values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for row in range {
          let start = (row / count * extent + places[row % count]) * width
          unsafe (target + (row - range.lowerBound) * width).update(
            from: base + start, count: width)
        }
      }
    }
  }
}

/// An operand with more, or fewer, elements before and after it on each axis (ONNX `Pad`):
/// attributes before opset 11, then operands.
struct Padding: Operator {
  private enum Mode: String {
    case constant, reflect, edge, wrap
  }

  private let mode: Mode
  private let pads: [Int]?
  private let filler: Float

  init(_ node: StoredNode) throws(OperatorFault) {
    let word = try node.string("mode", default: "constant")
    guard let mode = Mode(rawValue: word) else { throw OperatorFault("mode \(word) is not known") }
    self.mode = mode
    pads = try node.ints("pads")
    filler = try node.float("value", default: 0)
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    let sides = try sides(inputs, of: input)
    var extents: [Int] = []
    for (extent, side) in zip(input.extents, sides) { extents.append(extent + side.0 + side.1) }
    guard let shape = Shape(extents) else {
      throw OperatorFault("pads do not fit an input of \(input)")
    }
    return [shape]
  }

  /// What is added before and after each axis.
  private func sides(
    _ inputs: [Fact?], of input: Shape
  ) throws(OperatorFault) -> [(Int, Int)] {
    guard let pads = try inputs.integers(1, "pads") ?? pads else {
      throw OperatorFault("pads are missing")
    }
    let axes = try input.axes(inputs.integers(3, "axes") ?? Array(0..<input.rank))
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ (-Window.limit...Window.limit).contains($0) })
    else {
      throw OperatorFault("pads do not fit an input of \(input)")
    }
    var sides = input.extents.map { _ in (0, 0) }
    for (index, axis) in axes.enumerated() {
      sides[axis] = (pads[index], pads[index + axes.count])
      let furthest = mode == .reflect ? input[axis] - 1 : Int.max
      guard mode == .constant || input[axis] > 0, max(sides[axis].0, sides[axis].1) <= furthest
      else { throw OperatorFault("an axis of \(input[axis]) can't be padded by \(sides[axis])") }
    }
    return sides
  }

  /// What is added before and after each axis of an input of some axes, where all of it is zero and
  /// known beforehand; else nil.
  func zeros(_ constants: [Value?], rank: Int) -> [(Int, Int)]? {
    guard mode == .constant, let shape = Shape([Int](repeating: 1, count: rank)) else { return nil }
    switch constants.indices.contains(2) ? constants[2] : nil {
    case .floats(let tensor)?: guard tensor.values.first == 0 else { return nil }
    case .integers?, .blocked?: return nil
    case nil: guard filler == 0 else { return nil }
    }
    return try? sides(constants.map { $0.map(Fact.init) }, of: shape)
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    let sides = try sides(inputs.map { $0.map(Fact.init) }, of: value.shape)
    let sources = sides.indices.map { axis in
      (0..<shapes[0][axis]).map { source($0 - sides[axis].0, extent: value.shape[axis]) }
    }
    let given = inputs.indices.contains(2) ? inputs[2] : nil
    switch (value, given) {
    case (.floats(let tensor), .floats(let filler)?):
      let values = pad(tensor.values, value.shape, sources, filler: filler.values.first ?? 0)
      return [.floats(Tensor(shape: shapes[0], values: values))]
    case (.floats(let tensor), nil):
      let values = pad(tensor.values, value.shape, sources, filler: filler)
      return [.floats(Tensor(shape: shapes[0], values: values))]
    case (.integers(let tensor), .integers(let filler)?):
      let values = pad(tensor.values, value.shape, sources, filler: filler.values.first ?? 0)
      return [.integers(IntegerTensor(shape: shapes[0], values: values))]
    case (.integers(let tensor), nil):
      let values = pad(tensor.values, value.shape, sources, filler: 0)
      return [.integers(IntegerTensor(shape: shapes[0], values: values))]
    default: throw OperatorFault("its filler is of another type than its input")
    }
  }

  /// The place on an axis that a place before, in or after it is filled from; nil for the filler.
  private func source(_ place: Int, extent: Int) -> Int? {
    guard !(0..<extent).contains(place) else { return place }
    switch mode {
    case .constant: return nil
    case .edge: return place < 0 ? 0 : extent - 1
    case .reflect: return place < 0 ? -place : 2 * (extent - 1) - place
    case .wrap: return (place % extent + extent) % extent
    }
  }

  private func pad<Element: BitwiseCopyable & Sendable>(
    _ values: [Element], _ shape: Shape, _ sources: [[Int?]], filler: Element
  ) -> [Element] {
    guard let last = sources.last, sources.allSatisfy({ !$0.isEmpty }) else {
      return sources.isEmpty ? values : []
    }
    let strides = StridedView.rowMajorStrides(shape.extents)
    let outer = sources.dropLast()
    // The run of a row of the operand that lies in a row of the result.
    let first = last.firstIndex { $0 != nil } ?? 0
    let begin = last[first] ?? 0
    let run = last[first...].enumerated().prefix { $1 == begin + $0 }.count
    return unsafe [Element](rows: outer.reduce(1) { $0 * $1.count }, of: last.count) {
      target, rows in
      unsafe values.withUnsafeBufferPointer { values in
        for row in rows {
          let result = unsafe target + (row - rows.lowerBound) * last.count
          var (rest, start) = (row, Int?.some(0))
          for axis in outer.indices.reversed() {
            let index: Int
            (rest, index) = rest.quotientAndRemainder(dividingBy: outer[axis].count)
            start = start.flatMap { start in
              outer[axis][index].map { start + $0 * strides[axis] }
            }
          }
          guard let start, let base = values.baseAddress else {
            unsafe result.update(repeating: filler, count: last.count)
            continue
          }
          unsafe (result + first).update(from: base + start + begin, count: run)
          for place in [0..<first, first + run..<last.count].joined() {
            unsafe result[place] = last[place].map { unsafe base[start + $0] } ?? filler
          }
        }
      }
    }
  }
}
