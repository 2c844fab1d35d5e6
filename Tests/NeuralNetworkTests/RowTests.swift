import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// Pools, normalisations and moves of elements, against plain loops in double.
@Suite struct RowTests {
  /// A window that is pooled over.
  struct Window: Sendable {
    var kernel: [Int]
    var strides = [1, 1]
    var pads = [0, 0, 0, 0]
    var dilations = [1, 1]
    var isRoundedUp = false

    var attributes: [String: StoredAttribute] {
      [
        "kernel_shape": .ints(kernel), "strides": .ints(strides), "pads": .ints(pads),
        "dilations": .ints(dilations), "ceil_mode": .int(isRoundedUp ? 1 : 0),
      ]
    }
  }

  static let windows = [
    Window(kernel: [2, 2], strides: [2, 2]), Window(kernel: [3, 3], strides: [2, 2]),
    Window(kernel: [3, 3], strides: [2, 2], isRoundedUp: true),
    Window(kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]),
    Window(kernel: [3, 3], pads: [1, 1, 1, 1]), Window(kernel: [1, 4], strides: [3, 1]),
    Window(kernel: [3, 2], strides: [1, 3], pads: [2, 0, 1, 1], isRoundedUp: true),
    Window(kernel: [3, 3], pads: [2, 2, 2, 2], dilations: [2, 2]),
    // Of more elements than the kernels take, and of one place each.
    Window(kernel: [40, 30], pads: [25, 10, 25, 12]),
    Window(kernel: [13, 17], strides: [900, 900]),
  ]

  private func pooled(
    _ x: Tensor, _ window: Window, counts: Bool, _ pool: ([Float], _ size: Int) -> Float
  ) -> [Float] {
    let (height, width) = (x.shape[2], x.shape[3])
    func places(_ axis: Int, _ extent: Int) -> Int {
      let free =
        extent + window.pads[axis] + window.pads[axis + 2]
        - (window.kernel[axis] - 1) * window.dilations[axis] - 1
      guard window.isRoundedUp else { return free / window.strides[axis] + 1 }
      let count = (free + window.strides[axis] - 1) / window.strides[axis] + 1
      return (count - 1) * window.strides[axis] >= extent + window.pads[axis] ? count - 1 : count
    }
    var results: [Float] = []
    for map in 0..<x.shape[0] * x.shape[1] {
      for row in 0..<places(0, height) {
        for column in 0..<places(1, width) {
          var (values, size): ([Float], Int) = ([], 0)
          for i in 0..<window.kernel[0] {
            for j in 0..<window.kernel[1] {
              let y = row * window.strides[0] - window.pads[0] + i * window.dilations[0]
              let z = column * window.strides[1] - window.pads[1] + j * window.dilations[1]
              let isInside = (0..<height).contains(y) && (0..<width).contains(z)
              if isInside { values.append(x.values[(map * height + y) * width + z]) }
              let isPadding = y < height + window.pads[2] && z < width + window.pads[3]
              if isInside || counts && isPadding { size += 1 }
            }
          }
          results.append(pool(values, size))
        }
      }
    }
    return results
  }

  @Test(arguments: windows.indices) func theLargestOfAWindowIsTaken(_ index: Int) throws {
    let window = Self.windows[index]
    let x = try tensor([2, 5, 13, 17]) { $0 == 40 ? .nan : $0 == 200 ? .infinity : noise($0) }
    let y = try output([Part(operation: "MaxPool", attributes: window.attributes)], x)
    let truth = pooled(x, window, counts: false) { values, _ in
      values.contains { $0.isNaN } ? .nan : values.max() ?? -.infinity
    }
    #expect(y.values.count == truth.count)
    #expect(zip(y.values, truth).allSatisfy { $0.isSame($1) })
  }

  @Test(arguments: windows.indices, [false, true])
  func theMeanOfAWindowIsTaken(_ index: Int, counts: Bool) throws {
    let window = Self.windows[index]
    let x = try tensor([2, 5, 13, 17]) { noise($0) }
    var attributes = window.attributes
    attributes["count_include_pad"] = .int(counts ? 1 : 0)
    let y = try output([Part(operation: "AveragePool", attributes: attributes)], x)
    let truth = pooled(x, window, counts: counts) { values, size in
      Float(values.reduce(0.0) { $0 + Double($1) } / Double(size))
    }
    #expect(y.values.count == truth.count)
    // Sums of up to 1024 values of at most 4, in Float.
    #expect(zip(y.values, truth).allSatisfy { $0.isSame($1) || abs($0 - $1) < 2e-6 })
  }

  @Test(arguments: [2, 7, 31, 32, 33, 49, 1000, 40_000])
  func rowsAreSummedInDouble(_ width: Int) throws {
    let x = try tensor([3, 2, 1, width]) { noise($0) + 1000 }
    func rows(_ body: (ArraySlice<Float>) -> Double) -> [Float] {
      (0..<6).map { Float(body(x.values[$0 * width..<($0 + 1) * width])) }
    }
    func expect(_ operation: String, _ attributes: [String: StoredAttribute], _ truth: [Float])
      throws
    {
      let y = try output([Part(operation: operation, attributes: attributes)], x, opset: 11)
      for (value, truth) in zip(y.values, truth) {
        #expect(abs(value - truth) <= truth.ulp, "\(operation) \(value) \(truth)")
      }
    }
    func sum(_ row: ArraySlice<Float>) -> Double { row.reduce(0) { $0 + Double($1) } }
    try expect("GlobalAveragePool", [:], rows { sum($0) / Double(width) })
    try expect("ReduceMean", ["axes": .ints([-1])], rows { sum($0) / Double(width) })
    try expect("ReduceSum", ["axes": .ints([2, 3])], rows { sum($0) })
    try expect(
      "ReduceSumSquare", ["axes": .ints([3])],
      rows { $0.reduce(0) { $0 + Double($1) * Double($1) } })
  }

  @Test(arguments: [[2, 3, 4, 5], [1, 70, 40, 50], [2, 1000, 1, 2], [2, 3, 1, 300]], [1, 3])
  func exponentialsSumToOne(_ extents: [Int], axis: Int) throws {
    let x = try tensor(extents) { $0 == 1 ? 90 : 20 * noise($0) }
    let (extent, inner) = (extents[axis], extents[(axis + 1)...].reduce(1, *))
    for operation in ["Softmax", "LogSoftmax"] {
      let y = try output(
        [Part(operation: operation, attributes: ["axis": .int(axis)]), Part(operation: "Abs")], x)
      for place in stride(from: 0, to: y.values.count, by: 7) {
        let start = place / (extent * inner) * extent * inner + place % inner
        let row = (0..<extent).map { x.values[start + $0 * inner] }
        let largest = row.max() ?? 0
        // Distances are rounded to Float.
        let distance = Double(x.values[place] - largest)
        let sum = row.reduce(0) { $0 + exp(Double($1 - largest)) }
        let truth = operation == "Softmax" ? exp(distance) / sum : abs(distance - log(sum))
        #expect(abs(Double(y.values[place]) - truth) <= 4e-7 * max(truth, 1e-30), "\(place)")
      }
    }
  }

  @Test func rowsAreNormalised() throws {
    for (extents, axis) in [([2, 3, 4, 50], -1), ([1, 2, 700, 100], -1), ([2, 3, 4, 5], 1)] {
      let x = try tensor(extents) { noise($0) + 300 }
      let inner = Array(extents[(axis < 0 ? 3 : 1)...])
      let width = inner.reduce(1, *)
      let (scale, shift) = (
        try tensor(inner) { noise($0 + 5) }, try tensor(inner) { noise($0 + 9) }
      )
      let y = try output(
        [
          Part(
            operation: "LayerNormalization", inputs: ["x", "s", "b"],
            attributes: ["axis": .int(axis)])
        ], x, constants: ["s": scale, "b": shift])
      for row in 0..<x.values.count / width {
        let values = x.values[row * width..<(row + 1) * width].map(Double.init)
        let mean = values.reduce(0, +) / Double(width)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        for place in stride(from: 0, to: width, by: 3) {
          let normal = (values[place] - mean) / (variance + 1e-5).squareRoot()
          let truth = normal * Double(scale.values[place]) + Double(shift.values[place])
          #expect(abs(Double(y.values[row * width + place]) - truth) < 2e-6)
        }
      }
    }
  }

  @Test(arguments: [0.75, 0.5], [[2, 9, 5, 7], [1, 64, 60, 61]])
  func responsesAreNormalisedAcrossChannels(_ beta: Double, extents: [Int]) throws {
    let x = try tensor(extents) { noise($0) }
    let y = try output(
      [
        Part(
          operation: "LRN",
          attributes: [
            "size": .int(5), "alpha": .float(0.5), "beta": .float(Float(beta)), "bias": .float(2),
          ])
      ], x)
    let positions = extents[2] * extents[3]
    for place in stride(from: 0, to: y.values.count, by: 11) {
      let channel = place / positions % extents[1]
      let squares = (max(0, channel - 2)...min(extents[1] - 1, channel + 2)).map {
        pow(Double(x.values[place + ($0 - channel) * positions]), 2)
      }
      let truth = Double(x.values[place]) * pow(2 + 0.1 * squares.reduce(0, +), -beta)
      #expect(abs(Double(y.values[place]) - truth) <= 1e-6 * abs(truth))
    }
  }

  @Test(arguments: [[2, 3, 4, 5], [1, 70, 33, 65], [3, 8, 64, 64]])
  func elementsAreMoved(_ extents: [Int]) throws {
    let x = try tensor(extents) { Float($0) }
    let strides = extents.indices.map { extents[($0 + 1)...].reduce(1, *) }
    for order in [[0, 2, 3, 1], [0, 3, 1, 2], [0, 1, 3, 2], [0, 2, 1, 3], [0, 3, 2, 1]] {
      // Behind another node: as the first, it would tell how the graph takes its images.
      let y = try output(
        [Part(operation: "Abs"), Part(operation: "Transpose", attributes: ["perm": .ints(order)])],
        x)
      #expect(y.shape.extents == order.map { extents[$0] })
      let isRight = y.values.indices.allSatisfy { index in
        var (rest, place) = (index, 0)
        for axis in order.reversed() {
          place += rest % extents[axis] * strides[axis]
          rest /= extents[axis]
        }
        return y.values[index] == Float(place)
      }
      #expect(isRight, "\(order)")
    }
    // Two halves that are exchanged, twice.
    let half = extents[1] / 2
    func slice(_ from: Int, _ to: Int, of name: String) -> Part {
      Part(
        operation: "Slice", inputs: [name],
        attributes: ["axes": .ints([1]), "starts": .ints([from]), "ends": .ints([to])])
    }
    func join(_ inputs: [String]) -> Part {
      Part(operation: "Concat", inputs: inputs, attributes: ["axis": .int(1)])
    }
    let halves = [slice(0, half, of: "x"), slice(half, 1 << 40, of: "x"), join(["2", "1"])]
    let back = [
      slice(0, extents[1] - half, of: "3"), slice(extents[1] - half, 1 << 40, of: "3"),
      join(["5", "4"]),
    ]
    #expect(try output(halves, x, opset: 9).values != x.values)
    #expect(try output(halves + back, x, opset: 9) == x)
  }

  @Test(arguments: ["constant", "edge", "reflect"]) func mapsArePadded(_ mode: String) throws {
    let x = try tensor([2, 3, 40, 70]) { noise($0) }
    let y = try output(
      [
        Part(
          operation: "Pad",
          attributes: [
            "mode": .string(mode), "pads": .ints([0, 0, 2, 3, 0, 0, 1, 4]), "value": .float(0.5),
          ])
      ], x, opset: 9)
    #expect(y.shape.extents == [2, 3, 43, 77])
    func source(_ place: Int, _ extent: Int) -> Int? {
      guard !(0..<extent).contains(place) else { return place }
      return mode == "constant"
        ? nil
        : mode == "edge"
          ? min(max(place, 0), extent - 1) : place < 0 ? -place : 2 * extent - 2 - place
    }
    let isRight = y.values.indices.allSatisfy { index in
      guard let row = source(index / 77 % 43 - 2, 40), let column = source(index % 77 - 3, 70)
      else {
        return y.values[index] == 0.5
      }
      return y.values[index] == x.values[(index / 77 / 43 * 40 + row) * 70 + column]
    }
    #expect(isRight)
  }

  /// A convolution takes over the zeros around its input; what it gives is the same to the bit.
  @Test(arguments: [(3, 1), (3, 2), (5, 1), (1, 1)], [1, 16])
  func aPaddedConvolutionIsOneThatPads(_ window: (kernel: Int, stride: Int), groups: Int) throws {
    let x = try tensor([2, 16, 19, 23]) { noise($0) }
    let weight = try tensor([32, 16 / groups, window.kernel, window.kernel]) { noise($0) / 8 }
    func convolution(_ input: String, pads: [Int]) -> Part {
      Part(
        operation: "Conv", inputs: [input, "w"],
        attributes: [
          "pads": .ints(pads), "strides": .ints([window.stride, window.stride]),
          "group": .int(groups),
        ])
    }
    func pad(_ value: Float, _ pads: [Int]) -> Part {
      Part(
        operation: "Pad", inputs: ["x"],
        attributes: ["pads": .ints(pads), "value": .float(value)])
    }
    let constants = ["w": weight]
    let own = try output([convolution("x", pads: [3, 2, 1, 2])], x, constants: constants, opset: 9)
    let folded = try output(
      [pad(0, [0, 0, 2, 0, 0, 0, 1, 1]), convolution("1", pads: [1, 2, 0, 1])], x,
      constants: constants, opset: 9)
    #expect(folded == own)
    // Anything but zeros around the maps is left.
    for part in [pad(1, [0, 0, 2, 0, 0, 0, 1, 1]), pad(0, [0, 0, 2, 0, 0, 0, -1, 1])] {
      let separate = try output(
        [part, convolution("1", pads: [1, 2, 0, 1])], x, constants: constants, opset: 9)
      let padded = try output([part], x, opset: 9)
      let alone = try output(
        [convolution("x", pads: [1, 2, 0, 1])], padded, constants: constants, opset: 9)
      #expect(separate == alone)
      #expect(separate != own)
    }
  }

  @Test func mapsAreResized() throws {
    let x = try tensor([2, 3, 20, 31]) { noise($0) }
    func resized(_ mode: String) throws -> Tensor {
      try output(
        [
          Part(operation: "Upsample", inputs: ["x", "scales"], attributes: ["mode": .string(mode)])
        ],
        x, constants: ["scales": tensor([4]) { $0 < 2 ? 1 : 2 }], opset: 9)
    }
    func element(_ index: Int, _ row: Int, _ column: Int) -> Float {
      x.values[(index / 62 / 40 * 20 + min(row, 19)) * 31 + min(column, 30)]
    }
    let nearest = try resized("nearest")
    #expect(
      nearest.values.indices.allSatisfy {
        nearest.values[$0] == element($0, $0 / 62 % 40 / 2, $0 % 62 / 2)
      })
    let linear = try resized("linear")
    for index in linear.values.indices {
      let (row, column) = (index / 62 % 40, index % 62)
      let corners = [0, 1].flatMap { i in [0, 1].map { j in (i, j) } }.map { i, j in
        element(index, (row + i) / 2, (column + j) / 2)
      }
      #expect(abs(linear.values[index] - corners.reduce(0, +) / 4) < 1e-6)
    }
  }
}
