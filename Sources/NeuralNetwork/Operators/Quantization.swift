import Formats
import LinearAlgebra

extension OperatorTable {
  static let quantizationEntries =
    [("", 10), ("com.microsoft.", 1)].flatMap { domain, opset in
      [
        Entry("\(domain)QuantizeLinear", opset: opset, limits: "not to 8-bit floats") {
          node throws(OperatorFault) in try Quantization(node)
        },
        Entry("\(domain)DequantizeLinear", opset: opset) {
          node throws(OperatorFault) in try Dequantization(node)
        },
      ]
    } + [
      Entry("DynamicQuantizeLinear", opset: 11, limits: "of one image at a time") {
        _ throws(OperatorFault) in DynamicQuantization()
      }
    ]
}

/// Which scale and zero point belong to which elements of a quantised tensor.
///
/// There is one for all, one for each place on an axis, or, as deep as the tensor, one for each block
/// of places on an axis. Where there are several scales and one zero point, or one and several, the
/// one is of all.
private struct QuantizationGrid {
  /// How many neighbouring elements are at one place of the axis.
  private let width: Int
  private let extent: Int
  private let block: Int
  private let isBlocked: Bool
  private let count: Int

  /// - Throws: `OperatorFault` when the scale or the zero point does not fit the input.
  init(_ inputs: [Fact?], axis: Int, block: Int) throws(OperatorFault) {
    let input = try inputs.shape(0, "the input")
    let scale = try inputs.shape(1, "the scale")
    let zero = inputs.optional(2)?.shape ?? scale
    let wide = scale.count == 1 ? zero : scale
    guard scale.count > 0, zero == wide || zero.count == 1 else {
      throw OperatorFault("a zero point of \(zero) does not fit a scale of \(scale)")
    }
    isBlocked = block != 0
    count = wide.count
    guard isBlocked || count > 1 else {
      (width, extent, self.block) = (max(1, input.count), 1, 1)
      return
    }
    let axis = try input.axis(axis)
    width = input.count(of: axis + 1..<input.rank)
    extent = input[axis]
    self.block = max(1, block)
    var blocks = input.extents
    blocks[axis] = extent / self.block + (extent.isMultiple(of: self.block) ? 0 : 1)
    guard block >= 0, wide.extents == (isBlocked ? blocks : [extent]) else {
      throw OperatorFault(
        "a scale of \(wide)\(isBlocked ? " for blocks of \(block)" : "") does not fit an input of "
          + "\(input)")
    }
  }

  /// The scale of each place, and its zero point where there is one.
  func parameters(
    of inputs: [Value?]
  ) throws(OperatorFault) -> (scales: [Float], zeros: [Int]?) {
    (
      spread(try inputs.tensor(1, "the scale").values),
      try inputs.optionalIntegers(2, "the zero point").map { spread($0.values) }
    )
  }

  func spread<Element>(_ values: [Element]) -> [Element] {
    values.count == count ? values : values.flatMap { repeatElement($0, count: count) }
  }

  /// Applies a function to each of some elements and the place of its scale.
  @inline(__always) func map<Element, Result>(
    _ values: [Element], _ function: (Element, Int) -> Result
  ) -> [Result] {
    let blocks = extent / block + (extent.isMultiple(of: block) ? 0 : 1)
    return [Result](capacity: values.count) { output in
      guard !values.isEmpty else { return }
      for run in 0..<values.count / width {
        let place = run % extent / block
        let scale = isBlocked ? (run / extent * blocks + place) * width : place
        for index in 0..<width {
          output.append(function(values[run * width + index], isBlocked ? scale + index : scale))
        }
      }
    }
  }
}

/// Numbers of few bits as floats: `(x - zero point) * scale` (ONNX `DequantizeLinear`).
struct Dequantization: Operator {
  private let axis: Int
  private let block: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    axis = try node.int("axis", default: 1)
    block = try node.int("block_size", default: 0)
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    _ = try QuantizationGrid(inputs, axis: axis, block: block)
    return [try inputs.shape(0, "the input")]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let grid = try QuantizationGrid(
      inputs.map { $0.map(Fact.init) }, axis: axis, block: block)
    if case .floats(let input)? = inputs[0] {
      // Floats of 8 bits; their zero point is 0.
      let scales = grid.spread(try inputs.tensor(1, "the scale").values)
      return [
        .floats(Tensor(shape: input.shape, values: grid.map(input.values) { $0 * scales[$1] }))
      ]
    }
    let (scales, zeros) = try grid.parameters(of: inputs)
    let input = try inputs.integers(0, "the input")
    let values =
      if let zeros {
        grid.map(input.values) { Float($0 &- zeros[$1]) * scales[$1] }
      } else {
        grid.map(input.values) { Float($0) * scales[$1] }
      }
    return [.floats(Tensor(shape: input.shape, values: values))]
  }
}

/// Floats as numbers of few bits: `x / scale`, rounded half to even, + zero point, and at most the
/// ends of the range (ONNX `QuantizeLinear`).
///
/// The range is that of the zero point's type, which a graph's constants say and its values don't: it
/// comes as the attribute `output_dtype`.
struct Quantization: Operator {
  private let axis: Int
  private let block: Int
  private let range: ClosedRange<Int>

  init(_ node: StoredNode) throws(OperatorFault) {
    axis = try node.int("axis", default: 1)
    block = try node.int("block_size", default: 0)
    let number = try node.int("output_dtype", default: 0)
    guard let range = Self.ranges[number] else {
      throw OperatorFault("its output type, number \(number), is not supported")
    }
    guard number > 0 || node.inputs.dropFirst(2).allSatisfy(\.isEmpty) else {
      throw OperatorFault("the type of its zero point is not known")
    }
    self.range = range
  }

  /// What numbers can be, by ONNX's number of their type; uint8 where none is given.
  private static let ranges: [Int: ClosedRange<Int>] = [
    0: 0...255, 2: 0...255, 3: -128...127, 4: 0...65535, 5: -32768...32767, 21: 0...15, 22: -8...7,
  ]

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    _ = try QuantizationGrid(inputs, axis: axis, block: block)
    return [try inputs.shape(0, "the input")]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let grid = try QuantizationGrid(
      inputs.map { $0.map(Fact.init) }, axis: axis, block: block)
    let (scales, zeros) = try grid.parameters(of: inputs)
    let input = try inputs.value(0, "the input").asFloats
    guard case .floats(let tensor) = input else { throw OperatorFault("the input is missing") }
    let values = grid.map(tensor.values) { value, place in
      Self.quantize(value, scale: scales[place], zero: zeros?[place] ?? 0, range: range)
    }
    return [.integers(IntegerTensor(shape: tensor.shape, values: values))]
  }

  static func quantize(_ value: Float, scale: Float, zero: Int, range: ClosedRange<Int>) -> Int {
    let whole = Int(
      clamping: (value / scale).rounded(.toNearestOrEven), to: -1 << 32...1 << 32)
    return min(max(whole &+ zero, range.lowerBound), range.upperBound)
  }
}

/// Floats as whole numbers from 0 to 255, with the scale and the zero point that their range and 0
/// need (ONNX `DynamicQuantizeLinear`).
struct DynamicQuantization: Operator {
  var dependsOnAllImages: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    guard let single = Shape([]) else { return [input] }
    return [input, single, single]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let input = try inputs.tensor(0, "the input")
    let low = input.values.reduce(0, min)
    let high = input.values.reduce(0, max)
    let scale = high == low ? 1 : (high - low) / 255
    let zero = Int(clamping: (-low / scale).rounded(.toNearestOrEven), to: 0...255)
    let values = input.values.map {
      Quantization.quantize($0, scale: scale, zero: zero, range: 0...255)
    }
    guard shapes.count == 3 else { throw OperatorFault("its outputs are three") }
    return [
      .integers(IntegerTensor(shape: input.shape, values: values)),
      .floats(Tensor(shape: shapes[1], values: [scale])),
      .integers(IntegerTensor(shape: shapes[2], values: [zero])),
    ]
  }
}
