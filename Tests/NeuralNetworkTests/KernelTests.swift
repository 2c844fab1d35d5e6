import CKernels
import Formats
import LinearAlgebra
import Testing

@testable import NeuralNetwork

/// Products by the kernels, held against their definition in double.
@Suite struct KernelTests {
  private static let instructions = [kernel_baseline, kernel_avx2, kernel_avx512]

  /// Whether the processor has both kinds of instructions that round a product and a sum once.
  static let hasBothOfOneRounding = kernel_instructions_in_use() == kernel_avx512

  /// A convolution and what it is run on.
  struct Case: Sendable, CustomTestStringConvertible {
    var input: [Int]
    var filters: Int
    var kernel = [3, 3]
    var strides = [1, 1]
    var dilations = [1, 1]
    var pads = [1, 1, 1, 1]
    var groups = 1

    var testDescription: String {
      "\(input) \(filters) \(kernel) \(strides) \(dilations) \(pads) \(groups)"
    }

    var node: StoredNode {
      StoredNode(
        name: "", operation: "Conv", inputs: ["x", "w"], outputs: ["y"],
        attributes: [
          "strides": .ints(strides), "dilations": .ints(dilations), "pads": .ints(pads),
          "group": .int(groups),
        ])
    }

    var weightShape: Shape? { Shape([filters, input[1] / groups] + kernel) }
  }

  static let cases = [
    // By tiles: maps that tiles of four do and do not divide, several images and parts of one.
    Case(input: [3, 16, 4, 5], filters: 17), Case(input: [2, 32, 13, 7], filters: 16),
    Case(input: [1, 16, 58, 61], filters: 70, pads: [0, 1, 2, 0]),
    Case(input: [20, 48, 8, 8], filters: 33, pads: [2, 2, 2, 2]),
    // Pointwise, alone and side by side, inner extents beyond a block.
    Case(input: [2, 5, 30, 41], filters: 9, kernel: [1, 1], pads: [0, 0, 0, 0]),
    Case(input: [5, 515, 3, 3], filters: 13, kernel: [1, 1], pads: [0, 0, 0, 0]),
    // Receptive fields: strides, dilations, uneven padding, groups.
    Case(
      input: [2, 3, 31, 29], filters: 8, kernel: [7, 7], strides: [2, 2], pads: [3, 3, 3, 3]),
    Case(
      input: [1, 40, 17, 90], filters: 11, kernel: [3, 5], strides: [2, 1], pads: [0, 2, 1, 3]),
    Case(input: [2, 12, 15, 15], filters: 18, dilations: [2, 3], pads: [2, 3, 2, 3], groups: 3),
    Case(input: [3, 6, 9, 8], filters: 30, groups: 6),
    Case(input: [4, 7, 1, 40], filters: 3, kernel: [1, 4], strides: [1, 3], pads: [0, 5, 0, 0]),
    // Channels that do not fill blocks, filters of several groups in one, and groups that end within one.
    Case(input: [2, 20, 11, 9], filters: 24, pads: [0, 0, 0, 0]),
    Case(input: [2, 32, 9, 10], filters: 80, groups: 2),
    Case(input: [1, 32, 8, 8], filters: 32, groups: 8),
    Case(
      input: [3, 40, 9, 9], filters: 50, kernel: [1, 1], strides: [2, 2], pads: [0, 0, 0, 0]),
    // Few channels, which stay one behind the other.
    Case(input: [2, 1, 12, 30], filters: 6, kernel: [5, 5], pads: [0, 0, 0, 0]),
    Case(
      input: [1, 3, 35, 37], filters: 33, kernel: [11, 11], strides: [4, 4], pads: [2, 2, 2, 2]),
    // A reach too wide for windows to share rows.
    Case(input: [2, 3, 5, 6], filters: 7, dilations: [40000, 3], pads: [40000, 3, 40000, 3]),
    Case(
      input: [2, 17, 5, 6], filters: 17, dilations: [2, 60000], pads: [2, 60000, 2, 60000],
      groups: 17),
    // Depthwise, and some filters for each channel.
    Case(input: [2, 5, 17, 23], filters: 5, groups: 5),
    Case(
      input: [1, 4, 19, 18], filters: 12, kernel: [5, 5], strides: [2, 3], pads: [2, 0, 1, 4],
      groups: 4),
    Case(
      input: [2, 3, 20, 9], filters: 3, strides: [1, 2], dilations: [3, 2], pads: [3, 2, 0, 2],
      groups: 3),
  ]

  private static func random(_ extents: [Int], seed: UInt64) throws -> Tensor {
    var generator = SplitMix(seed: seed)
    let shape = try #require(Shape(extents))
    return Tensor(
      shape: shape,
      values: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
  }

  /// `sum over channels and taps of w x` (ONNX `Conv`), in double.
  private static func definition(_ part: Case, _ input: Tensor, _ weight: Tensor, _ shape: Shape)
    -> [Double]
  {
    let (channels, filters) = (input.shape[1] / part.groups, part.filters / part.groups)
    let (height, width) = (input.shape[2], input.shape[3])
    return (0..<shape.count).map { place in
      let (column, row) = (place % shape[3], place / shape[3] % shape[2])
      let (filter, image) = (
        place / shape[3] / shape[2] % shape[1], place / shape[3] / shape[2] / shape[1]
      )
      var sum = 0.0
      for channel in 0..<channels {
        let map = image * input.shape[1] + filter / filters * channels + channel
        for i in 0..<part.kernel[0] {
          let y = row * part.strides[0] + i * part.dilations[0] - part.pads[0]
          guard 0..<height ~= y else { continue }
          for j in 0..<part.kernel[1] {
            let x = column * part.strides[1] + j * part.dilations[1] - part.pads[1]
            guard 0..<width ~= x else { continue }
            let tap = ((filter * channels + channel) * part.kernel[0] + i) * part.kernel[1] + j
            sum += Double(weight.values[tap]) * Double(input.values[(map * height + y) * width + x])
          }
        }
      }
      return sum
    }
  }

  private static func output(
    _ part: Case, _ input: Tensor, _ weight: Tensor, ending: ProductEnding = ProductEnding()
  ) throws -> Tensor {
    let operation = try Convolution(part.node)
    let shape = try operation.outputShapes([
      Fact(shape: input.shape), Fact(shape: weight.shape),
    ])
    let product = try #require(
      try operation.prepared(WeightSource(weight), input: input.shape))
    return try product.output(input, shape: shape[0], ending: ending)
  }

  @Test(arguments: cases) func aConvolutionIsItsDefinition(_ part: Case) throws {
    let input = try Self.random(part.input, seed: 1)
    let weight = try Self.random(try #require(part.weightShape).extents, seed: 2)
    for instructions in Self.instructions {
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        let output = try Self.output(part, input, weight)
        let exact = Self.definition(part, input, weight, output.shape)
        let largest = exact.reduce(0) { max($0, abs($1)) }
        // Sums of up to some thousand products in float; tiles lose twice as much as sums.
        for (value, truth) in zip(output.values, exact) {
          #expect(abs(Double(value) - truth) <= 4e-6 * largest, "\(instructions)")
        }
      }
    }
  }

  @Test(arguments: cases) func anEndingIsWhatNodesOfTheirOwnWouldDo(_ part: Case) throws {
    let input = try Self.random(part.input, seed: 3)
    let weight = try Self.random(try #require(part.weightShape).extents, seed: 4)
    let plain = try Self.output(part, input, weight)
    let positions = plain.shape[2] * plain.shape[3]
    let (ending, truth) = try Self.ending(of: plain, filters: part.filters) { $0 / positions }
    let ended = try Self.output(part, input, weight, ending: ending)
    #expect(ended.values == truth)
  }

  /// An ending with all its parts, and what nodes of their own would make of a product whose element at a
  /// place is of some filter, but for multiples of them all.
  private static func ending(
    of plain: Tensor, filters: Int, _ filter: (Int) -> Int
  ) throws -> (ProductEnding, [Float]) {
    var ending = ProductEnding()
    let bias = try random([filters], seed: 5).values
    let (scale, shift) = (
      try random([filters], seed: 6).values, try random([filters], seed: 7).values
    )
    let addend = try random(plain.shape.extents, seed: 8)
    (ending.bias, ending.normalization) = (bias, (scale, shift))
    (ending.addend, ending.limits) = (.floats(addend), -0.5...1)
    ending.function = KernelFunction(kind: kernel_sigmoid)
    var truth: [Float] = []
    for (place, value) in plain.values.enumerated() {
      let filter = filter(place) % filters
      let product = (value + bias[filter]) * scale[filter]
      truth.append(min(1, max(-0.5, product + shift[filter] + addend.values[place])))
    }
    truth.changeInParallel { values, _ in values.apply(kernel_sigmoid) }
    return (ending, truth)
  }

  @Test(arguments: [(1, 7, 5), (3, 300, 49), (8, 20, 96)])
  func aMatrixProductIsEndedAsNodesOfTheirOwnWouldDo(
    rows: Int, inputs: Int, outputs: Int
  ) throws {
    let input = try Self.random([rows, inputs], seed: 15)
    let matrix = try Self.random([outputs, inputs], seed: 16).values
    let shape = try #require(Shape([rows, outputs]))
    for instructions in Self.instructions {
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        for factor: Float in [1, 0.3] {
          func products(_ factor: Float) -> [any PreparedProduct] {
            [
              PreparedMatrix(
                matrix, inputs: inputs, outputs: outputs, isOutputsFirst: true, factor: factor),
              MatrixInPlace(.read(matrix), inputs: inputs, outputs: outputs, factor: factor),
            ]
          }
          for (single, scaled) in zip(products(1), products(factor)) {
            let plain = try single.output(input, shape: shape)
            let product = Tensor(shape: shape, values: plain.values.map { $0 * factor })
            let (ending, truth) = try Self.ending(of: product, filters: outputs) { $0 }
            #expect(try scaled.output(input, shape: shape, ending: ending).values == truth)
          }
        }
      }
    }
  }

  @Test(arguments: cases) func anImageIsTheSameToTheBitWhateverIsBesideIt(_ part: Case) throws {
    let input = try Self.random(part.input, seed: 9)
    let weight = try Self.random(try #require(part.weightShape).extents, seed: 10)
    let together = try Self.output(part, input, weight)
    let alone = try (0..<part.input[0]).flatMap { image in
      try Self.output(part, input.images(image..<image + 1), weight).values
    }
    #expect(alone == together.values)
    let single = try onOneThread { try Self.output(part, input, weight) }
    #expect(single == together)
  }

  /// Tiles would spread a number that is much larger than others, and what is not finite.
  @Test(arguments: [Float(1e4), 1e6, 1e30, .infinity, .nan])
  func whatDoesNotTouchALargeNumberIsExactBesideIt(_ large: Float) throws {
    let part = Case(input: [3, 16, 12, 12], filters: 17)
    var input = try Self.random(part.input, seed: 15)
    let weight = try Self.random(try #require(part.weightShape).extents, seed: 16)
    let plain = try Self.output(part, input, weight)
    // In the middle of the second image's fifth channel.
    input.values[((16 + 4) * 12 + 6) * 12 + 6] = large
    let output = try Self.output(part, input, weight)
    let exact = Self.definition(part, input, weight, output.shape)
    let images = output.values.count / 3
    for place in images..<2 * images {
      let (column, row) = (place % 12, place / 12 % 12)
      guard abs(column - 6) > 1 || abs(row - 6) > 1 else { continue }
      // Sums of 144 products of numbers up to 1, in float.
      #expect(abs(Double(output.values[place]) - exact[place]) <= 1e-5)
    }
    #expect(output.values[..<images] == plain.values[..<images])
    #expect(output.values[(2 * images)...] == plain.values[(2 * images)...])
  }

  @Test(arguments: [Float(1), 0.5, -2]) func rowsOfAScaledMatrixAreTheSameToTheBit(
    _ alpha: Float
  ) throws {
    let gemm = try FullyConnected(
      gemm: StoredNode(
        name: "", operation: "Gemm", inputs: ["x", "w"], outputs: ["y"],
        attributes: ["transB": .int(1), "alpha": .float(alpha)]))
    let input = try Self.random([33, 300], seed: 17)
    let weight = try Self.random([7, 300], seed: 18)
    let product = try #require(try gemm.prepared(WeightSource(weight), input: input.shape))
    let together = try product.output(input, shape: try #require(Shape([33, 7])))
    for row in 0..<33 {
      let one = input.images(row..<row + 1)
      let alone = try product.output(one, shape: try #require(Shape([1, 7])))
      #expect(alone.values[...] == together.values[7 * row..<7 * row + 7])
      for output in 0..<7 {
        let exact = (0..<300).reduce(0.0) {
          $0 + Double(one.values[$1]) * Double(weight.values[300 * output + $1])
        }
        #expect(abs(Double(alone.values[output]) - Double(alpha) * exact) <= 1e-4)
      }
    }
  }

  @Test(
    .enabled(if: hasBothOfOneRounding, "of a processor with AVX2 and AVX-512"), arguments: cases)
  func instructionsWithOneRoundingGiveTheSameBits(_ part: Case) throws {
    let input = try Self.random(part.input, seed: 11)
    let weight = try Self.random(try #require(part.weightShape).extents, seed: 12)
    let outputs = try [kernel_avx2, kernel_avx512].map { instructions in
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        #expect(kernel_instructions_in_use() == instructions)
        return try Self.output(part, input, weight)
      }
    }
    #expect(outputs[0] == outputs[1])
  }

  /// Rows of inputs times a matrix, outputs x inputs, in double.
  private static func expect(_ output: Tensor, toBe rows: Tensor, times matrix: Tensor) {
    let (inputs, outputs) = (rows.shape[1], matrix.shape[0])
    for row in 0..<rows.shape[0] {
      for column in 0..<outputs {
        let exact = (0..<inputs).reduce(0.0) {
          $0 + Double(rows.values[row * inputs + $1]) * Double(matrix.values[column * inputs + $1])
        }
        #expect(
          abs(Double(output.values[row * outputs + column]) - exact)
            <= 4e-6 * Double(inputs).squareRoot())
      }
    }
  }

  @Test(arguments: [(1, 7, 5), (3, 300, 49), (8, 513, 97), (70, 64, 1)])
  func aMatrixIsMultipliedByItsDefinition(rows: Int, inputs: Int, outputs: Int) throws {
    let input = try Self.random([rows, inputs], seed: 13)
    let matrix = try Self.random([outputs, inputs], seed: 14)
    let shape = try #require(Shape([rows, outputs]))
    let turned = (0..<matrix.values.count).map { place in
      matrix.values[place % outputs * inputs + place / outputs]
    }
    for instructions in Self.instructions {
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        let outputsFirst = try PreparedMatrix(
          matrix.values, inputs: inputs, outputs: outputs, isOutputsFirst: true
        ).output(input, shape: shape)
        let inputsFirst = try PreparedMatrix(
          turned, inputs: inputs, outputs: outputs, isOutputsFirst: false
        ).output(input, shape: shape)
        #expect(outputsFirst == inputsFirst)
        Self.expect(outputsFirst, toBe: input, times: matrix)
      }
    }
  }

  /// Extents of a matrix that is multiplied where it lies.
  static let matrices = [
    (rows: 1, inputs: 7, outputs: 5), (3, 300, 49), (8, 513, 97), (70, 64, 1), (25, 1030, 130),
  ]

  @Test(arguments: matrices)
  func aMatrixIsMultipliedWhereItLies(rows: Int, inputs: Int, outputs: Int) throws {
    let input = try Self.random([rows, inputs], seed: 19)
    let matrix = try Self.random([outputs, inputs], seed: 20)
    let shape = try #require(Shape([rows, outputs]))
    let product = MatrixInPlace(.read(matrix.values), inputs: inputs, outputs: outputs, factor: 1)
    for instructions in Self.instructions {
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        let output = try product.output(input, shape: shape)
        Self.expect(output, toBe: input, times: matrix)
        for row in 0..<rows {
          let alone = try product.output(
            input.images(row..<row + 1), shape: try #require(Shape([1, outputs])))
          #expect(alone.values[...] == output.values[row * outputs..<(row + 1) * outputs])
        }
      }
    }
  }

  @Test(
    .enabled(if: hasBothOfOneRounding, "of a processor with AVX2 and AVX-512"),
    arguments: matrices)
  func instructionsWithOneRoundingGiveAMatrixWhereItLiesTheSameBits(
    rows: Int, inputs: Int, outputs: Int
  ) throws {
    let input = try Self.random([rows, inputs], seed: 19)
    let matrix = try Self.random([outputs, inputs], seed: 20)
    let shape = try #require(Shape([rows, outputs]))
    let product = MatrixInPlace(.read(matrix.values), inputs: inputs, outputs: outputs, factor: 1)
    let found = try [kernel_avx2, kernel_avx512].map { instructions in
      try onOneThread {
        kernel_use_instructions(instructions)
        defer { kernel_use_instructions(kernel_avx512) }
        return try product.output(input, shape: shape)
      }
    }
    #expect(found[0] == found[1])
  }

  /// So few rows of the matrix are as much as is in memory at a time.
  @Test func aLargeMatrixIsMultipliedPartByPart() throws {
    let (rows, inputs, outputs) = (9, 1_100_000, 35)
    let places = [0, 1, 777_777, inputs - 1]
    /// Rows of zeros, but at these places, where each has its number.
    func numbered(_ rows: Int) -> [Float] {
      var values = [Float](repeating: 0, count: rows * inputs)
      for row in 0..<rows {
        for place in places { values[row * inputs + place] = Float(row + 1) }
      }
      return values
    }
    let product = MatrixInPlace(
      .read(numbered(outputs)), inputs: inputs, outputs: outputs, factor: 1)
    let output = try product.output(
      Tensor(shape: try #require(Shape([rows, inputs])), values: numbered(rows)),
      shape: try #require(Shape([rows, outputs])))
    let expected = (1...rows).flatMap { row in
      (1...outputs).map { Float(places.count * row * $0) }
    }
    #expect(output.values == expected)
  }
}

extension PreparedProduct {
  /// What it gives, with its channels one behind the other.
  fileprivate func output(
    _ input: Tensor, shape: Shape, ending: ProductEnding = ProductEnding()
  ) throws -> Tensor {
    guard case .floats(let output) = try apply(.floats(input), shape: shape, ending: ending).plain
    else { throw OperatorFault("it gives no floats") }
    return output
  }
}
