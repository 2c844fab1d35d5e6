import Formats
import LinearAlgebra

extension OperatorTable {
  static let poolingEntries = [
    Entry("MaxPool", opset: 1, limits: "1-D and 2-D (of 3 axes, the first), without indices") {
      node throws(OperatorFault) in try MaximumPooling(node)
    },
    Entry("AveragePool", opset: 1, limits: "1-D and 2-D (of 3 axes, the first)") {
      node throws(OperatorFault) in
      try AveragePooling(node)
    },
    Entry("GlobalMaxPool", opset: 1) { _ throws(OperatorFault) in
      GlobalPooling { values in
        var largest = -Float.infinity
        for index in values.indices {
          if values[index] > largest || values[index].isNaN { largest = values[index] }
        }
        return largest
      }
    },
    Entry("GlobalAveragePool", opset: 1) { _ throws(OperatorFault) in
      GlobalPooling { values in
        var sum = 0.0
        for index in values.indices { sum += Double(values[index]) }
        return Float(sum / Double(values.count))
      }
    },
  ]
}

/// A window that is pooled over.
private struct PoolingWindow {
  let window: Window
  private let isRoundedUp: Bool

  init(_ node: StoredNode) throws(OperatorFault) {
    window = try Window(node, kernel: node.ints("kernel_shape") ?? [])
    isRoundedUp = try node.flag("ceil_mode")
  }

  func outputShape(_ inputs: [Forecast?]) throws(OperatorFault) -> Shape {
    let maps = try Maps(inputs.shape(0, "the input"))
    return try window.output(of: maps, roundingUp: isRoundedUp).shape()
  }
}

/// The largest value in each window (ONNX `MaxPool`); padding never wins.
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct MaximumPooling: Operator {
  private let pool: PoolingWindow

  var isShort: Bool { false }

  init(_ node: StoredNode) throws(OperatorFault) {
    pool = try PoolingWindow(node)
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw OperatorFault("its second output (indices) is not supported")
    }
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    [try pool.outputShape(inputs)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let given = try inputs.value(0, "the input")
    guard case .floats(let input) = given.asFloats else { throw OperatorFault("it has no input") }
    let (from, to) = (try Maps(input.shape), try Maps(shapes[0]))
    let (height, width) = (from.height, from.width)
    let (vertical, horizontal) = pool.window.axes(height: height, width: width)
    let runs = horizontal.runs(over: width, places: to.width)
    var output = [Float](repeating: -.infinity, count: shapes[0].count)
    var results = output.mutableSpan
    let source = input.values.span
    for map in 0..<to.images * to.channels {
      let plane = source.extracting(map * from.positions..<(map + 1) * from.positions)
      for place in 0..<to.height {
        let start = (map * to.height + place) * to.width
        var target = results._mutatingExtracting(start..<start + to.width)
        for kernelRow in vertical.elements(at: place, in: 0..<height) {
          let row = place * vertical.stride - vertical.paddingBefore + kernelRow * vertical.dilation
          let values = plane.extracting(row * width..<(row + 1) * width)
          for (left, places) in runs {
            for index in places {
              let value = values[index * horizontal.stride + left]
              if value > target[index] || value.isNaN { target[index] = value }
            }
          }
        }
      }
    }
    guard case .integers = given else {
      return [.floats(Tensor(shape: shapes[0], values: output))]
    }
    let whole = output.map { Int(clamping: $0, to: Int.min...Int.max) }
    return [.integers(IntegerTensor(shape: shapes[0], values: whole))]
  }
}

/// The mean of each window (ONNX `AveragePool`).
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct AveragePooling: Operator {
  private let pool: PoolingWindow
  /// Whether padding counts among the elements of a window.
  private let countsPadding: Bool

  var isShort: Bool { false }

  init(_ node: StoredNode) throws(OperatorFault) {
    pool = try PoolingWindow(node)
    countsPadding = try node.flag("count_include_pad")
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    [try pool.outputShape(inputs)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let input = try inputs.tensor(0, "the input")
    let (from, to) = (try Maps(input.shape), try Maps(shapes[0]))
    let (vertical, horizontal) = pool.window.axes(height: from.height, width: from.width)
    let runs = horizontal.runs(over: from.width, places: to.width)
    let rows = counts(vertical, from.height, places: to.height)
    let columns = counts(horizontal, from.width, places: to.width)
    var output = [Float](repeating: 0, count: shapes[0].count)
    var sums = [Double](repeating: 0, count: to.width)
    for map in 0..<to.images * to.channels {
      let plane = input.values.span.extracting(map * from.positions..<(map + 1) * from.positions)
      for place in 0..<to.height {
        for index in sums.indices { sums[index] = 0 }
        for kernelRow in vertical.elements(at: place, in: 0..<from.height) {
          let row = place * vertical.stride - vertical.paddingBefore + kernelRow * vertical.dilation
          let values = plane.extracting(row * from.width..<(row + 1) * from.width)
          for (left, places) in runs {
            for index in places {
              sums[index] += Double(values[index * horizontal.stride + left])
            }
          }
        }
        let start = (map * to.height + place) * to.width
        for index in sums.indices {
          output[start + index] = Float(sums[index] / Double(rows[place] * columns[index]))
        }
      }
    }
    return [.floats(Tensor(shape: shapes[0], values: output))]
  }

  /// How many elements of its window count at each place of an axis.
  private func counts(_ axis: Window.Axis, _ extent: Int, places: Int) -> [Int] {
    let lower = countsPadding ? -axis.paddingBefore : 0
    let upper = countsPadding ? extent + axis.paddingAfter : extent
    return (0..<places).map { axis.elements(at: $0, in: lower..<upper).count }
  }
}

/// One number for each map (ONNX `GlobalAveragePool`, `GlobalMaxPool`).
struct GlobalPooling: Operator {
  private let pool: @Sendable (Span<Float>) -> Float

  init(_ pool: @escaping @Sendable (Span<Float>) -> Float) {
    self.pool = pool
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    guard input.rank > 2, input.count(of: 2..<input.rank) > 0,
      let shape = Shape(input.extents[..<2] + input.extents[2...].map { _ in 1 })
    else { throw OperatorFault("an input of \(input) has no maps") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let input = try inputs.tensor(0, "the input")
    let positions = input.shape.count(of: 2..<input.shape.rank)
    let values = (0..<shapes[0].count).map { map in
      pool(input.values.span.extracting(map * positions..<(map + 1) * positions))
    }
    return [.floats(Tensor(shape: shapes[0], values: values))]
  }
}
