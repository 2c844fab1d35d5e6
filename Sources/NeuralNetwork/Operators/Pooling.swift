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
    Entry("GlobalMaxPool", opset: 1) { _ throws(OperatorFault) in GlobalPooling(isMean: false) },
    Entry("GlobalAveragePool", opset: 1) { _ throws(OperatorFault) in GlobalPooling(isMean: true) },
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

  func outputShape(_ inputs: [Fact?]) throws(OperatorFault) -> Shape {
    let maps = try Maps(inputs.shape(0, "the input"))
    return try window.output(of: maps, roundingUp: isRoundedUp).shape()
  }

  /// Whether it has few enough elements to be taken one by one.
  fileprivate var isSmall: Bool {
    let extents = [window.vertical.kernel, window.horizontal.kernel]
    return extents.allSatisfy { $0 <= Self.mostTaps } && extents.reduce(1, *) <= Self.mostTaps
  }

  /// The most elements of a window that is taken so.
  private static let mostTaps = 1024
}

extension BlockedTensor {
  /// What is made of each map under a window.
  /// - Parameters:
  ///   - pool: how it slides.
  ///   - shape: the result's.
  ///   - reduce: told of a map, how the window slides, a row of the result, and where its places go.
  /// - Returns: the results.
  /// - Throws: `OperatorFault` for extents of no maps.
  fileprivate func slid(
    _ pool: PoolingWindow, shape: Shape,
    _ reduce:
      @Sendable (
        UnsafePointer<Float>, inout kernel_window, Int, UnsafeMutablePointer<Float>
      ) -> Void
  ) throws(OperatorFault) -> BlockedTensor {
    let (from, to) = (try Maps(self.shape), try Maps(shape))
    let axes = pool.window.axes(height: from.height, width: from.width)
    let (given, row) = (values, to.width * Self.block)
    let results = unsafe [Float](
      rows: to.images * blocks, of: to.height * row, reading: from.positions * Self.block
    ) { target, maps in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        var window = kernel_window(axes, over: from)
        for map in maps {
          let source = unsafe base + map * from.positions * Self.block
          let result = unsafe target + (map - maps.lowerBound) * to.height * row
          for place in 0..<to.height { unsafe reduce(source, &window, place, result + place * row) }
        }
      }
    }
    return BlockedTensor(shape: shape, values: results)
  }
}

/// The largest value in each window (ONNX `MaxPool`); padding never wins.
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct MaximumPooling: MapOperator {
  let pool: PoolingWindow

  var isShort: Bool { false }

  var takesBlocks: Bool { true }

  init(_ node: StoredNode) throws(OperatorFault) {
    pool = try PoolingWindow(node)
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw OperatorFault("its second output (indices) is not supported")
    }
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try pool.outputShape(inputs)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let given = try inputs.value(0, "the input")
    let (from, to) = (try Maps(given.shape), try Maps(shapes[0]))
    guard let maps = given.asFloats.blocked, pool.isSmall else {
      guard case .floats(let input) = given.asFloats.plain else {
        throw OperatorFault("it has no input")
      }
      let largest = largest(input.values, from: from, to: to)
      return [.floats(Tensor(shape: shapes[0], values: largest)).matching(given)]
    }
    let largest = try unsafe maps.slid(pool, shape: shapes[0]) { map, window, row, result in
      var ending = unsafe kernel_ending.nothing
      unsafe kernel_slide(map, &window, row, nil, to.width, result, &ending)
    }
    return [Value.blocked(largest).matching(given)]
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
struct AveragePooling: MapOperator {
  let pool: PoolingWindow
  /// Whether padding counts among the elements of a window.
  private let countsPadding: Bool

  var isShort: Bool { false }

  var takesBlocks: Bool { true }

  init(_ node: StoredNode) throws(OperatorFault) {
    pool = try PoolingWindow(node)
    countsPadding = try node.flag("count_include_pad")
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try pool.outputShape(inputs)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let given = try inputs.floats(0, "the input")
    let (from, to) = (try Maps(given.shape), try Maps(shapes[0]))
    let (vertical, horizontal) = pool.window.axes(height: from.height, width: from.width)
    let rows = counts(vertical, from.height, places: to.height)
    let columns = counts(horizontal, from.width, places: to.width)
    guard let maps = given.blocked, pool.isSmall else {
      let input = try inputs.tensor(0, "the input")
      let means = means(input.values, from: from, to: to, rows: rows, columns: columns)
      return [.floats(Tensor(shape: shapes[0], values: means))]
    }
    return [.blocked(try means(of: maps, shape: shapes[0], rows: rows, columns: columns))]
  }

  /// The mean of each window of maps in blocks of channels.
  private func means(
    of maps: BlockedTensor, shape: Shape, rows: [Int], columns: [Int]
  ) throws(OperatorFault) -> BlockedTensor {
    let block = BlockedTensor.block
    let taps = pool.window.vertical.kernel * pool.window.horizontal.kernel
    let weights = [Float](repeating: 1, count: taps * block)
    let divisors = rows.map { row in
      columns.flatMap { [Float](repeating: Float(row * $0), count: block) }
    }
    return try unsafe maps.slid(pool, shape: shape) { map, window, row, result in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe divisors[row].withUnsafeBufferPointer { divisors in
          guard let counts = divisors.baseAddress else { return }
          var ending = unsafe kernel_ending.nothing
          unsafe kernel_slide(
            map, &window, row, weights.baseAddress, divisors.count / block, result, &ending)
          unsafe kernel_combine(result, kernel_divide, result, 1, counts, 1, divisors.count)
        }
      }
    }
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

extension Value {
  /// The same in whole numbers, where another value is of such.
  fileprivate func matching(_ other: Value) -> Value {
    guard case .integers = other, case .floats(let tensor) = plain else { return self }
    let whole = tensor.values.map { Int(clamping: $0, to: Int.min...Int.max) }
    return .integers(IntegerTensor(shape: tensor.shape, values: whole))
  }
}

/// One number for each map (ONNX `GlobalAveragePool`, `GlobalMaxPool`).
struct GlobalPooling: Operator {
  /// The mean, or the largest value.
  let isMean: Bool

  var takesBlocks: Bool { isMean }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    guard input.rank > 2, input.count(of: 2..<input.rank) > 0,
      let shape = Shape(input.extents[..<2] + input.extents[2...].map { _ in 1 })
    else { throw OperatorFault("an input of \(input) has no maps") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    if isMean, case .blocked(let maps) = try inputs.value(0, "the input") {
      return [.blocked(maps.means)]
    }
    let input = try inputs.tensor(0, "the input")
    let positions = input.shape.count(of: 2..<input.shape.rank)
    let values = input.values.reduced(rowsOf: positions) { values in
      if isMean { return Float(values.sum / Double(values.count)) }
      var largest = -Float.infinity
      for index in values.indices {
        if values[index] > largest || values[index].isNaN { largest = values[index] }
      }
      return largest
    }
    return [.floats(Tensor(shape: shapes[0], values: values))]
  }
}
