import Formats
import LinearAlgebra
import Testing

@testable import NeuralNetwork

/// What operators make of maps in blocks of channels, held against what they make of the same maps with
/// their channels one behind the other.
@Suite struct BlockTests {
  /// A node, and the extents of its operands.
  struct Case: Sendable, CustomTestStringConvertible {
    let operation: String
    var attributes: [String: StoredAttribute] = [:]
    let operands: [[Int]]

    var testDescription: String { "\(operation) \(operands)" }
  }

  static let cases: [Case] = [[2, 5, 7, 6], [1, 16, 9], [3, 40, 4, 5], [2, 48, 1, 1]].flatMap {
    maps in
    let channels = [1, maps[1]] + maps[2...].map { _ in 1 }
    let own = [maps[0], maps[1]] + maps[2...].map { _ in 1 }
    let functions = ["Relu", "Sigmoid", "HardSwish", "Floor", "Identity", "GlobalAveragePool"]
    let pairs = ["Add", "Sub", "Mul", "Div"].flatMap { operation in
      [maps, channels, own, Array(channels.dropFirst()), [1], [], [maps[maps.count - 1]]].flatMap {
        [
          Case(operation: operation, operands: [maps, $0]),
          Case(operation: operation, operands: [$0, maps]),
        ]
      }
    }
    let statistics = [[Int]](repeating: [maps[1]], count: 4)
    return functions.map { Case(operation: $0, operands: [maps]) } + pairs + [
      Case(operation: "BatchNormalization", operands: [maps] + statistics),
      Case(operation: "Concat", attributes: ["axis": .int(1)], operands: [maps, maps, maps]),
      Case(operation: "Concat", attributes: ["axis": .int(0)], operands: [maps, maps]),
      Case(operation: "Cast", attributes: ["to": .int(7)], operands: [maps]),
      Case(operation: "ReduceMax", operands: [maps]),
    ]
  }

  @Test(arguments: cases) func blocksAndPlanesGiveTheSame(_ part: Case) throws {
    let names = part.operands.indices.map { "x\($0)" }
    let node = StoredNode(
      name: "", operation: part.operation, inputs: names, outputs: ["y"],
      attributes: part.attributes)
    let operation = try OperatorTable.make(node, opset: 15)
    var generator = SplitMix(seed: 7)
    let plain = try part.operands.map { extents in
      let shape = try #require(Shape(extents))
      return Value?.some(
        .floats(
          Tensor(
            shape: shape,
            values: (0..<shape.count).map { _ in Float.random(in: 0.5...3, using: &generator) })))
    }
    let blocked = plain.map { value in value?.blocked.map { .blocked($0) } ?? value }
    let shapes = try operation.outputShapes(plain.map { $0.map(Fact.init) })
    var (first, second) = (plain, blocked)
    let given = try operation.forward(&first, shapes: shapes).map(\.plain)
    let found = try operation.forward(&second, shapes: shapes)
    #expect(found.map(\.plain) == given)
    // What does not take blocks may still be given them.
    #expect(found.map(\.shape) == given.map(\.shape))
  }

  @Test(arguments: [[2, 5, 7, 6], [1, 16, 9], [3, 40, 4, 5], [2, 48, 1, 1], [1, 33, 2, 3, 4]])
  func mapsAreTheSameOnceTheyWereInBlocks(_ extents: [Int]) throws {
    let shape = try #require(Shape(extents))
    let tensor = Tensor(shape: shape, values: (0..<shape.count).map(Float.init))
    let blocks = BlockedTensor(tensor)
    #expect(blocks.plain == tensor)
    let positions = shape.count / shape[0] / shape[1]
    for image in 0..<shape[0] {
      for channel in 0..<shape[1] {
        for position in 0..<positions {
          let place =
            ((image * ((shape[1] + 15) / 16) + channel / 16) * positions + position) * 16
            + channel % 16
          #expect(
            blocks.values[place]
              == tensor.values[(image * shape[1] + channel) * positions + position])
        }
      }
    }
  }

  /// Maps whose channels are exchanged in groups, behind a convolution, and how they are told apart: extents,
  /// groups, the order of the axes, and the extents then.
  static let shuffles: [(maps: [Int], groups: Int, order: [Int], merged: [Int])] = [
    ([2, 6, 4, 5], 2, [0, 2, 1, 3, 4], [0, 6, 4, 5]),
    ([1, 40, 3, 3], 4, [0, 2, 1, 3, 4], [-1, 40, 3, 3]),
    ([3, 136, 2, 7], 4, [0, 2, 1, 3, 4], [0, -1, 2, 7]),
    ([1, 48, 1, 1], 3, [0, 2, 1, 3, 4], [1, 48, 1, 1]),
    // These are no shuffles of channels.
    ([2, 6, 4, 5], 2, [0, 2, 1, 4, 3], [0, 6, 5, 4]),
    ([2, 6, 4, 5], 2, [0, 2, 1, 3, 4], [0, 12, 2, 5]),
    ([2, 6, 4, 5], 2, [2, 0, 1, 3, 4], [2, 6, 4, 5]),
  ]

  @Test(arguments: shuffles.indices) func shuffledChannelsAreThoseOfTheDefinition(
    _ index: Int
  ) throws {
    let (maps, groups, order, merged) = Self.shuffles[index]
    let split = [maps[0], groups, maps[1] / groups] + maps[2...]
    let x = try tensor([maps[0], 3] + maps[2...], noise)
    let weight = try tensor([maps[1], 3, 1, 1], noise)
    let product = Part(operation: "Conv", inputs: ["x", "w"])
    let parts = [
      product, Part(operation: "Reshape", attributes: ["shape": .ints(split)]),
      Part(operation: "Transpose", attributes: ["perm": .ints(order)]),
      Part(operation: "Reshape", attributes: ["shape": .ints(merged)]), Part(operation: "Relu"),
    ]
    let shuffled = try output(parts, x, constants: ["w": weight], opset: 4)
    let given = try output([product], x, constants: ["w": weight], opset: 4).values
    let steps = split.indices.map { split[($0 + 1)...].reduce(1, *) }
    let extents = order.map { split[$0] }
    let truth = given.indices.map { index in
      var (rest, place) = (index, 0)
      for (axis, extent) in zip(order, extents).reversed() {
        place += rest % extent * steps[axis]
        rest /= extent
      }
      return max(0, given[place])
    }
    #expect(shuffled.values == truth)
  }
}
