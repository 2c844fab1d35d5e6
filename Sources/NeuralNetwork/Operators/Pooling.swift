internal import CKernels
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
        Float(values.sum / Double(values.count))
      }
    },
  ]
}

/// A window that is pooled over.
struct PoolingWindow {
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

  /// The window as the kernels take it; nil for one that is too large for them.
  func kernelWindow(from input: Maps, to output: Maps) -> kernel_window? {
    var kernel = kernel_window(window, from: input, to: output)
    // Of a single place, the step to the next does not matter.
    if kernel.place_rows == 1 { kernel.row_stride = 1 }
    if kernel.places == 1 { kernel.column_stride = 1 }
    // They lay out each map with what it lacks.
    func extent(_ places: Int, _ stride: Int, _ kernel: Int, _ dilation: Int) -> Double {
      Double(places) * Double(stride) + Double(kernel) * Double(dilation)
    }
    let room =
      extent(kernel.place_rows, kernel.row_stride, kernel.rows, kernel.row_dilation)
      * extent(kernel.places, kernel.column_stride, kernel.columns, kernel.column_dilation)
    let isSmall =
      kernel.rows <= Int(kernel_most_taps) && kernel.columns <= Int(kernel_most_taps)
      && kernel.rows * kernel.columns <= Int(kernel_most_taps)
      && room <= Double(8 * (input.positions + output.positions) + 1 << 16)
    return isSmall && output.positions > 0 ? kernel : nil
  }
}

extension Tensor {
  /// What a kernel makes of each map.
  /// - Parameters:
  ///   - window: how it slides.
  ///   - input: the extents of this tensor.
  ///   - output: those of the result.
  ///   - shape: the result's.
  ///   - pool: told of a map, the window, room for it, and where the result goes.
  /// - Returns: the results, in the order of the maps.
  fileprivate func slid(
    _ window: kernel_window, from input: Maps, to output: Maps, shape: Shape,
    _ pool:
      @Sendable (
        UnsafePointer<Float>, inout kernel_window, UnsafeMutablePointer<Float>,
        UnsafeMutablePointer<Float>
      ) -> Void
  ) -> Tensor {
    let (size, places) = (input.positions, output.positions)
    let given = values
    let results = unsafe [Float](rows: output.images * output.channels, of: places, reading: size) {
      target, maps in
      var window = window
      let count = unsafe kernel_slide_room(&window)
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        unsafe withRoom(count) { room in
          for map in maps {
            unsafe pool(
              base + map * size, &window, room, target + (map - maps.lowerBound) * places)
          }
        }
      }
    }
    return Tensor(shape: shape, values: results)
  }
}

/// The largest value in each window (ONNX `MaxPool`); padding never wins.
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct MaximumPooling: Operator {
  let pool: PoolingWindow

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
    let largest =
      if let window = pool.kernelWindow(from: from, to: to) {
        unsafe input.slid(window, from: from, to: to, shape: shapes[0]) {
          map, window, room, result in
          unsafe kernel_slide_largest(map, &window, room, result)
        }
      } else {
        Tensor(shape: shapes[0], values: largest(input.values, from: from, to: to))
      }
    guard case .integers = given else { return [.floats(largest)] }
    let whole = largest.values.map { Int(clamping: $0, to: Int.min...Int.max) }
    return [.integers(IntegerTensor(shape: shapes[0], values: whole))]
  }

  /// The same with any window.
  private func largest(_ input: [Float], from: Maps, to: Maps) -> [Float] {
    let (height, width) = (from.height, from.width)
    let (vertical, horizontal) = pool.window.axes(height: height, width: width)
    let runs = horizontal.runs(over: width, places: to.width)
    var output = [Float](repeating: -.infinity, count: to.images * to.imageCount)
    var results = output.mutableSpan
    let source = input.span
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
    return output
  }
}

/// The mean of each window (ONNX `AveragePool`).
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct AveragePooling: Operator {
  let pool: PoolingWindow
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
    let rows = counts(vertical, from.height, places: to.height)
    let columns = counts(horizontal, from.width, places: to.width)
    guard let window = pool.kernelWindow(from: from, to: to) else {
      let means = means(input.values, from: from, to: to, rows: rows, columns: columns)
      return [.floats(Tensor(shape: shapes[0], values: means))]
    }
    let weights = [Float](repeating: 1, count: window.rows * window.columns)
    let counts = rows.flatMap { row in columns.map { Float(row * $0) } }
    let means = unsafe input.slid(window, from: from, to: to, shape: shapes[0]) {
      map, window, room, result in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe counts.withUnsafeBufferPointer { counts in
          guard let weights = weights.baseAddress, let divisors = counts.baseAddress else { return }
          var ending = unsafe kernel_ending(
            bias: nil, scale: nil, shift: nil, addend: nil, low: -.infinity, high: .infinity)
          unsafe kernel_slide_sum(map, &window, weights, room, result, &ending)
          unsafe kernel_combine(result, kernel_divide, result, 1, divisors, 1, counts.count)
        }
      }
    }
    return [.floats(means)]
  }

  /// The same with any window.
  private func means(
    _ input: [Float], from: Maps, to: Maps, rows: [Int], columns: [Int]
  ) -> [Float] {
    let (vertical, horizontal) = pool.window.axes(height: from.height, width: from.width)
    let runs = horizontal.runs(over: from.width, places: to.width)
    var output = [Float](repeating: 0, count: to.images * to.imageCount)
    var sums = [Double](repeating: 0, count: to.width)
    for map in 0..<to.images * to.channels {
      let plane = input.span.extracting(map * from.positions..<(map + 1) * from.positions)
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
    return output
  }

  /// How many elements of its window count at each place of an axis.
  func counts(_ axis: Window.Axis, _ extent: Int, places: Int) -> [Int] {
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
    return [
      .floats(Tensor(shape: shapes[0], values: input.values.reduced(rowsOf: positions, pool)))
    ]
  }
}
