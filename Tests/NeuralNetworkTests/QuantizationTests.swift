import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// The networks that `Tests/Fixtures/quantized/make_quantized.py` quantised in onnxruntime's ways.
private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Fixtures/quantized")

private let names = [
  "dynamic_int8", "dynamic_uint8", "dynamic_channels", "qdq_int8", "qdq_channels", "qdq_uint8",
  "qdq_int16", "qdq_int4", "qoperator_int8", "qoperator_channels", "qoperator_uint8", "nbits_4",
  "nbits_4_zero", "nbits_8_zero", "blocks_4", "fused",
]

private func network(_ name: String) throws -> (Network, truth: [String: Tensor]) {
  let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
  let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
  let truth = try arrays.map { ($0.name, try $0.floats()) }
  return (try Network(model: model), Dictionary(uniqueKeysWithValues: truth))
}

@Suite struct QuantizationTests {
  @Test(arguments: names) func aLayerHasTheWeightThatItsNumbersStandFor(_ name: String) throws {
    let (network, truth) = try network(name)
    let isOfMatrices = truth["weight 2"] == nil
    #expect(
      network.layers.map(\.name)
        == (isOfMatrices ? ["a", "b"] : ["conv", "depthwise", "fc1", "fc2"]))
    for layer in network.layers {
      let weight = try network.weight(of: layer)
      let exact = try #require(truth["weight \(layer.index)"])
      #expect(weight == Weight(shape: exact.shape, values: exact.values), "\(layer.name)")
    }
    #expect(isOfMatrices || network.layers[1].groups == 4)
  }

  @Test(arguments: names) func theNumbersThatWereTrainedAreThoseBeforeQuantisation(
    _ name: String
  ) throws {
    let (network, truth) = try network(name)
    // Of the convolutions 2 x 4 x 9, 4 x 9 and two matrices, with a bias for each output.
    let convolutions = 72 + 4 + 36 + 4 + 216 + 6 + 18 + 3
    let expected = truth["weight 2"] == nil ? 40 * 12 + 12 * 5 : convolutions
    #expect(network.parameters == expected)
  }

  @Test func aWeightOfFloatsOfEightBitsIsScaled() throws {
    let folder = fixtures.deletingLastPathComponent().appending(path: "formats")
    func open(_ ending: String) throws -> StoredModel {
      try StoredModel.open(path: folder.appending(path: "float8.\(ending)").path())
    }
    let network = try Network(model: open("onnx"))
    let tables = try open("npz").tensors
    let table = try #require(tables.first { $0.name == "float8_e4m3fn" }).floats()
    var scaled: [Float] = []
    for row in 0..<15 {
      for column in 0..<8 { scaled.append(0.5 * table.values[row * 16 + column]) }
    }
    #expect(try network.weight(of: network.layers[0]).elements == .floats(scaled[...]))
  }

  @Test(arguments: names) func aQuantisedNetworkGivesWhatOnnxruntimeGives(_ name: String) throws {
    let (network, truth) = try network(name)
    let input = try #require(truth["input"])
    let expected = try #require(truth["output"])
    let output = try network.forward(input, to: .logits)
    #expect(output.shape == expected.shape)
    // Sums of up to 40 products in Float; where onnxruntime adds whole numbers up and scales them
    // then, a number could be rounded to its neighbour, which happens in none of these.
    let largest = expected.values.reduce(1) { max($0, abs($1)) }
    for (value, truth) in zip(output.values, expected.values) {
      #expect(abs(value - truth) <= 1e-5 * largest)
    }
  }

  @Test func dynamicQuantisationOfAnImageDoesNotDependOnItsNeighbours() throws {
    let (network, truth) = try network("dynamic_int8")
    let images = try #require(truth["input"])
    let output = try network.forward(images, to: .logits)
    let size = images.values.count / images.shape[0]
    let shape = try #require(Shape([1] + images.shape.extents.dropFirst()))
    for image in 0..<images.shape[0] {
      let one = Tensor(
        shape: shape, values: Array(images.values[image * size..<(image + 1) * size]))
      let alone = try network.forward(one, to: .logits)
      #expect(alone.values == Array(output.values[image * 3..<image * 3 + 3]))
    }
  }
}

/// Operators on constants of a graph that is made here.
@Suite struct QuantizationBoundTests {
  /// What a node gives for some constants, called a, b, c ...; nil for one left out.
  private func run(
    _ operation: String, domain: String = "", _ operands: [Tensor?], integers: Set<Int> = [],
    _ attributes: [String: StoredAttribute] = [:]
  ) throws -> Value? {
    let names = operands.indices.map { operands[$0] == nil ? "" : "\($0)" }
    var nodes: [StoredNode] = []
    for index in integers {
      nodes.append(
        StoredNode(
          name: "", operation: "Cast", inputs: [names[index]], outputs: ["whole \(index)"],
          attributes: ["to": .int(3)]))
    }
    let inputs = names.indices.map { integers.contains($0) ? "whole \($0)" : names[$0] }
    nodes.append(
      StoredNode(
        name: "node", operation: operation, domain: domain, inputs: inputs, outputs: ["y"],
        attributes: attributes))
    let tensors = try zip(names, operands).compactMap { name, tensor in
      try tensor.map { try StoredTensor(name: name, tensor: $0) }
    }
    let graph = StoredGraph(
      nodes: nodes, inputs: [], outputs: [StoredValue(name: "y", extents: [])], opset: 21)
    return try Network(
      model: StoredModel(format: .onnx, path: "made here", tensors: tensors, graph: graph)
    ).constant("y")
  }

  private func tensor(_ extents: [Int], _ values: [Float]) throws -> Tensor {
    Tensor(shape: try #require(Shape(extents)), values: values)
  }

  private func values(_ value: Value?) -> [Float] {
    if case .floats(let tensor)? = value?.asFloatsForTests { tensor.values } else { [] }
  }

  @Test func halvesAreRoundedToEvenAndTheEndsAreKept() throws {
    let numbers = try tensor([6], [0.5, 1.5, -2.5, 300, -300, 126.4])
    let one = try tensor([], [1])
    let quantized = try run(
      "QuantizeLinear", [numbers, one, try tensor([], [0])], integers: [2])
    #expect(values(quantized) == [0, 2, -2, 127, -128, 126])
    let shifted = try run(
      "QuantizeLinear", [numbers, one, try tensor([], [100])], integers: [2])
    #expect(values(shifted) == [100, 102, 98, 127, -128, 127])
  }

  @Test func scalesGoAlongAnAxisOrByBlocks() throws {
    let numbers = try tensor([2, 3], [1, 2, 3, 4, 5, 6])
    let byColumn = try run(
      "DequantizeLinear", [numbers, try tensor([3], [1, 10, 100])], integers: [0])
    #expect(values(byColumn) == [1, 20, 300, 4, 50, 600])
    let byRow = try run(
      "DequantizeLinear", [numbers, try tensor([2], [1, 10]), try tensor([2], [1, 2])],
      integers: [0, 2], ["axis": .int(-2)])
    #expect(values(byRow) == [0, 1, 2, 20, 30, 40])
    // Two blocks of two columns, the second of one.
    let byBlock = try run(
      "DequantizeLinear", [numbers, try tensor([2, 2], [1, 10, 100, 1000])], integers: [0],
      ["axis": .int(1), "block_size": .int(2)])
    #expect(values(byBlock) == [1, 2, 30, 400, 500, 6000])
  }

  /// `(A - 1) 0.5 (B - 3) 2 + bias`, as onnxruntime documents its operands' order.
  @Test func eachFactorOfAProductHasItsOwnScaleAndZeroPoint() throws {
    let product = try run(
      "MatMulIntegerToFloat", domain: "com.microsoft",
      [
        try tensor([1, 2], [4, 7]), try tensor([2, 2], [5, 6, 7, 8]), try tensor([], [0.5]),
        try tensor([], [2]), try tensor([], [1]), try tensor([], [3]), try tensor([2], [100, 200]),
      ], integers: [0, 1, 4, 5])
    #expect(values(product) == [130, 239])
  }

  /// onnxruntime adds the fourth operand of its fused convolution before the activation.
  @Test func aFusedConvolutionAddsBeforeItActivates() throws {
    let operands = [
      try tensor([1, 1, 1, 2], [1, -3]), try tensor([1, 1, 1, 1], [2]), nil,
      try tensor([1, 1, 1, 2], [-5, 10]),
    ]
    let sum = try run(
      "FusedConv", domain: "com.microsoft", operands, ["activation": .string("Relu")])
    #expect(values(sum) == [0, 4])
    let product = try run(
      "FusedConv", domain: "com.microsoft", Array(operands[..<2]), ["activation": .string("Relu")])
    #expect(values(product) == [2, 0])
  }

  @Test func whatDoesNotFitIsRefusedWithoutACrash() throws {
    let numbers = try tensor([2, 3], [1, 2, 3, 4, 5, 6])
    let scales = [
      try tensor([0], []), try tensor([2], [1, 2]), try tensor([3, 1], [1, 2, 3]),
      try tensor([1, 1], [1]), try tensor([4], [1, 2, 3, 4]),
    ]
    let settings: [[String: StoredAttribute]] = [
      [:], ["axis": .int(7)], ["axis": .int(Int.min)], ["axis": .int(-1)],
      ["block_size": .int(-1)], ["block_size": .int(Int.min)], ["block_size": .int(Int.max)],
      ["block_size": .int(2)], ["block_size": .int(3), "axis": .int(0)], ["axis": .float(1)],
    ]
    for scale in scales {
      for setting in settings {
        for operation in ["DequantizeLinear", "QuantizeLinear"] {
          let isWhole = operation == "DequantizeLinear"
          do {
            let value = try run(operation, [numbers, scale], integers: isWhole ? [0] : [], setting)
            #expect(value == nil || value?.shape == numbers.shape)
          } catch let error as Failure {
            #expect(error.place?.contains(operation) == true)
          }
        }
      }
    }
    #expect(throws: Failure.self) {
      try run("DequantizeLinear", [numbers, try tensor([0], [])], integers: [0])
    }
  }
}

extension Value {
  fileprivate var asFloatsForTests: Value {
    guard case .integers(let tensor) = self else { return self }
    return .floats(Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) }))
  }
}

/// Files of `Tests/Fixtures/faults` whose layers are hard to read; `make_operator_truth.py` there
/// writes what is right.
@Suite struct HardLayerTests {
  private static let folder = fixtures.deletingLastPathComponent().appending(path: "faults")

  @Test(arguments: ["qdq_weight_only", "quantize_static_qdq", "stdconv_bn_training", "fusedconv"])
  func everyLayerIsThereAndTheNetworkRuns(_ name: String) throws {
    let model = try StoredModel.open(path: Self.folder.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: Self.folder.appending(path: "operators.npz").path())
    let truth = Dictionary(
      uniqueKeysWithValues: try arrays.tensors.map { ($0.name, try $0.floats()) })
    let network = try Network(model: model)
    #expect(network.layers.count == 2 && network.leftOut.isEmpty)
    for layer in network.layers {
      let weight = try network.weight(of: layer)
      let matrix = WeightMatrix(
        rows: layer.rows, columns: layer.columns, elements: weight.elements)
      let found = try matrix.singularValues()
      let right = try #require(truth["\(name) \(layer.index)"]).values
      #expect(found.count == right.count)
      // The truth is rounded to Float, and so are the weights.
      for (value, truth) in zip(found, right) { #expect(abs(value - Double(truth)) < 1e-5) }
    }
    let output = try network.forward(try #require(truth["input"]), to: .logits)
    let right = try #require(truth["\(name) output"])
    for (value, truth) in zip(output.values, right.values) { #expect(abs(value - truth) < 1e-5) }
  }
}
