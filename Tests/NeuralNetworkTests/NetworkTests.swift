import Formats
import LinearAlgebra
import NeuralNetwork
import System
import Testing

private func tensor(_ name: String, _ extents: [Int], _ value: Float = 0.1) throws -> StoredTensor {
  let shape = try #require(Shape(extents))
  let values = (0..<shape.count).map { value * Float($0 % 7 - 3) }
  return try StoredTensor(name: name, tensor: Tensor(shape: shape, values: values))
}

/// conv1 2x1x3x3 with a bias, fc1 3x8 with a bias, for images of 1 x 6 x 6.
private func weights() throws -> StoredModel {
  StoredModel(
    format: .pytorch, path: "weights.pt",
    tensors: [
      try tensor("conv1.weight", [2, 1, 3, 3]), try tensor("conv1.bias", [2], 1),
      try tensor("fc1.weight", [3, 8]), try tensor("fc1.bias", [3], 1),
    ])
}

private let sequence = ["conv1", "relu", "maxpool 2", "flatten", "fc1", "softmax"]

private func image() throws -> Tensor {
  Tensor(shape: try #require(Shape([1, 1, 6, 6])), values: (0..<36).map { Float($0) / 36 })
}

@Suite struct NetworkTests {
  @Test func aWeightFileWithoutAGraphStillHasItsLayers() throws {
    let network = try Network(model: weights())
    #expect(!network.hasGraph)
    #expect(network.layers.map(\.name) == ["conv1", "fc1"])
    #expect(network.layers.map(\.kind) == [.convolution, .linear])
    #expect(network.layers[0].inputShape == nil)
    #expect(try network.weight(of: network.layers[1]).shape.extents == [3, 8])
    let image = try image()
    #expect(throws: Failure.self) { try network.forward(image, to: .logits) }
  }

  @Test func ofTensorsOfOneNameTheFirstCounts() throws {
    let model = try weights()
    let again = try tensor("fc1.bias", [3], 9)
    let network = try Network(
      model: StoredModel(
        format: .pytorch, path: model.path, tensors: model.tensors + [again]),
      sequence: sequence, imageShape: [1, 6, 6])
    let plain = try Network(model: model, sequence: sequence, imageShape: [1, 6, 6])
    let image = try image()
    #expect(try network.forward(image, to: .logits) == plain.forward(image, to: .logits))
  }

  @Test func aVectorIsNoWeightThatIsLeftOut() throws {
    let model = try weights()
    let others = try [
      tensor("row", [1, 8]), tensor("columns", [4, 1, 1]), tensor("odd", [2, 3]),
    ]
    let network = try Network(
      model: StoredModel(format: .pytorch, path: model.path, tensors: model.tensors + others))
    #expect(network.layers.map(\.name) == ["conv1", "fc1"])
    #expect(network.leftOut.map(\.name) == ["odd"])
  }

  /// Rows that are looked up have no bias.
  @Test func anEmbeddingWithABiasIsALayer() throws {
    let table = try tensor("embed.weight", [5, 8])
    let bias = try tensor("embed.bias", [5])
    let alone = StoredModel(
      format: .pytorch, path: "", tensors: try weights().tensors + [table])
    #expect(try Network(model: alone).leftOut.map(\.name) == ["embed.weight"])
    let biased = StoredModel(
      format: .pytorch, path: "", tensors: try weights().tensors + [table, bias])
    let network = try Network(model: biased)
    #expect(network.leftOut.isEmpty && network.layers.last?.name == "embed")
  }

  @Test func aWeightMadeOfTwoTensorsGoesByTheNameOfTheLargerOrTheFirst() throws {
    for (first, second, name) in [
      ([36, 3], [36, 3], "a"), ([36, 1], [36, 3], "b"), ([36, 3], [1, 3], "a"),
    ] {
      let graph = StoredGraph(
        nodes: [
          StoredNode(
            name: "mask", operation: "Mul", inputs: ["a.weight", "b.weight"], outputs: ["w"]),
          StoredNode(name: "flat", operation: "Flatten", inputs: ["in"], outputs: ["x"]),
          StoredNode(name: "fc", operation: "MatMul", inputs: ["x", "w"], outputs: ["out"]),
        ],
        inputs: [StoredValue(name: "in", extents: [nil, 1, 6, 6])],
        outputs: [StoredValue(name: "out", extents: [])], opset: 17)
      let model = StoredModel(
        format: .onnx, path: "masked.onnx",
        tensors: try [tensor("a.weight", first), tensor("b.weight", second)], graph: graph)
      #expect(try Network(model: model).layers.map(\.name) == [name])
    }
  }

  @Test func aCardsSequenceGivesAWeightFileItsGraph() throws {
    let network = try Network(model: weights(), sequence: sequence, imageShape: [1, 6, 6])
    #expect(network.hasGraph)
    #expect(network.layers.map(\.rows) == [2, 3])
    #expect(network.layers.map(\.columns) == [9, 8])
    #expect(network.layers[0].inputShape?.extents == [1, 6, 6])
    #expect(network.layers[0].outputShape?.extents == [2, 4, 4])
    #expect(network.layers[1].outputShape?.extents == [3])
  }

  @Test func logitsAreTakenBeforeAClosingSoftmax() throws {
    let image = try image()
    let closed = try Network(model: weights(), sequence: sequence, imageShape: [1, 6, 6])
    let open = try Network(
      model: weights(), sequence: sequence.dropLast(), imageShape: [1, 6, 6])
    #expect(try closed.forward(image, to: .logits) == open.forward(image, to: .logits))
  }

  private func node(
    _ operation: String, _ inputs: [String], _ output: String,
    _ attributes: [String: StoredAttribute] = [:]
  ) -> StoredNode {
    StoredNode(
      name: "", operation: operation, inputs: inputs, outputs: [output], attributes: attributes)
  }

  /// fc1 of four outputs, and nodes that end in `out`.
  private func ending(in nodes: [StoredNode], _ more: [StoredTensor] = []) throws -> Network {
    let graph = StoredGraph(
      nodes: [
        node("Flatten", ["in"], "x"), node("MatMul", ["x", "fc1.weight"], "l"),
      ] + nodes,
      inputs: [StoredValue(name: "in", extents: [nil, 1, 6, 6])],
      outputs: [StoredValue(name: "out", extents: [nil, 4])], opset: 17)
    return try Network(
      model: StoredModel(
        format: .onnx, path: "ending.onnx", tensors: [try tensor("fc1.weight", [36, 4])] + more,
        graph: graph))
  }

  /// What a softmax over pairs makes of four numbers is not in their order.
  @Test func aSoftmaxOfPartsIsNoClosingOne() throws {
    let shapes: [(String, [Float])] = [("pairs", [-1, 2, 2]), ("row", [-1, 4])]
    let constants = try shapes.map { name, values in
      try StoredTensor(
        name: name, tensor: Tensor(shape: try #require(Shape([values.count])), values: values))
    }
    let network = try ending(
      in: [
        node("Cast", ["pairs"], "whole pairs", ["to": .int(7)]),
        node("Cast", ["row"], "whole row", ["to": .int(7)]),
        node("Reshape", ["l", "whole pairs"], "two"), node("Softmax", ["two"], "parts"),
        node("Reshape", ["parts", "whole row"], "out"),
      ], constants)
    let given = try network.forward(image(), to: .logits)
    #expect(given.shape.extents == [1, 4])
    #expect(abs(given.values[0] + given.values[1] - 1) < 1e-6)
    #expect(abs(given.values[2] + given.values[3] - 1) < 1e-6)
  }

  /// Where logits are taken before a sigmoid, they are compared with 0, not with a half.
  @Test func logitsBeforeASigmoidAreComparedWithZero() throws {
    #expect(try ending(in: [node("Sigmoid", ["l"], "out")]).decisionThreshold == 0)
    let cast = [node("Sigmoid", ["l"], "p"), node("Cast", ["p"], "out", ["to": .int(1)])]
    #expect(try ending(in: cast).decisionThreshold == 0.5)
  }

  /// Where no activation follows, Y + B stands for it; what is added to a multiple of Y is no B.
  @Test(arguments: [
    ([("Add", ["l", "b"])], true), ([("Add", ["b", "l"])], true), ([("Sub", ["b", "l"])], false),
    ([("Mul", ["l", "b"]), ("Add", ["0", "b"])], false),
    ([("Neg", ["l"]), ("Add", ["0", "b"])], false),
  ])
  func whatIsAddedToALayerIsItsBias(_ steps: [(String, [String])], _ isBias: Bool) throws {
    let nodes = steps.enumerated().map { place, step in
      node(step.0, step.1, place == steps.count - 1 ? "out" : "\(place)")
    }
    let network = try ending(in: nodes, [try tensor("b", [4], 1)])
    let bare = try network.forward(image(), to: .layer(0))
    let activated = try network.forward(image(), to: .activation(after: 0))
    #expect(try network.activation(after: 0).name == nil)
    for (index, value) in activated.values.enumerated() {
      #expect(value == bare.values[index] + (isBias ? Float(index - 3) : 0))
    }
  }

  @Test func aLayersOutputIsBeforeItsBiasAndItsActivationAfter() throws {
    let network = try Network(model: weights(), sequence: sequence, imageShape: [1, 6, 6])
    let image = try image()
    let bare = try network.forward(image, to: .layer(0))
    let activated = try network.forward(image, to: .activation(after: 0))
    let bias: [Float] = [-3, -2]
    for (index, value) in bare.values.enumerated() {
      #expect(activated.values[index] == max(0, value + bias[index / 16]))
    }
    // Nothing but a softmax follows fc1: its output with the bias stands for the activation.
    let last = try network.forward(image, to: .layer(1))
    let biased = try network.forward(image, to: .activation(after: 1))
    for (index, value) in last.values.enumerated() {
      #expect(biased.values[index] == value + [-3, -2, -1][index])
    }
  }

  @Test func aPassObservesTheLayersUpToItsGoal() throws {
    let network = try Network(model: weights(), sequence: sequence, imageShape: [1, 6, 6])
    var seen: [Int] = []
    _ = try network.forward(image(), to: .layer(0), observing: Set(network.layers.indices)) {
      seen.append($0.layer)
    }
    #expect(seen == [0])
    seen = []
    _ = try network.forward(image(), to: .logits, observing: Set(network.layers.indices)) {
      seen.append($0.layer)
    }
    #expect(seen == [0, 1])
  }

  @Test func anUnsupportedOperatorNamesItsNodeAndSparesTheLayersBefore() throws {
    let graph = StoredGraph(
      nodes: [
        StoredNode(
          name: "/conv", operation: "Conv", domain: "", inputs: ["in", "conv1.weight"],
          outputs: ["a"], attributes: [:]),
        StoredNode(
          name: "/odd", operation: "Wobble", domain: "", inputs: ["a"], outputs: ["b"],
          attributes: [:]),
      ],
      inputs: [StoredValue(name: "in", extents: [nil, 1, 6, 6])],
      outputs: [StoredValue(name: "b", extents: [])], opset: 17)
    let model = StoredModel(
      format: .onnx, path: "odd.onnx", tensors: try weights().tensors, graph: graph)
    let network = try Network(model: model)
    let image = try image()
    #expect(try network.forward(image, to: .layer(0)).shape.extents == [1, 2, 4, 4])
    do {
      _ = try network.forward(image, to: .logits)
      Issue.record("an unsupported operator ran")
    } catch let error as Failure {
      #expect("\(error)".contains("/odd"))
      #expect("\(error)".contains("Wobble"))
    }
  }

  @Test(arguments: [
    ("conv9", "conv9"), ("maxpool", "maxpool"), ("relu 3", "relu 3"), ("conv1 stride", "stride"),
    ("conv1 colour 2", "colour"), ("", "operation"),
  ])
  func aWordThatIsNotUnderstoodIsNamed(_ word: String, _ named: String) throws {
    let model = try weights()
    do throws(Failure) {
      _ = try Network(model: model, sequence: [word], imageShape: [1, 6, 6])
      Issue.record("\(word) was understood")
    } catch {
      #expect(error.description.contains(named))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func aGraphOutOfOrderIsRefused() throws {
    let graph = StoredGraph(
      nodes: [
        StoredNode(
          name: "late", operation: "Relu", domain: "", inputs: ["nowhere"], outputs: ["a"],
          attributes: [:])
      ],
      inputs: [StoredValue(name: "in", extents: [nil, 1, 6, 6])],
      outputs: [StoredValue(name: "a", extents: [])], opset: 17)
    let model = StoredModel(
      format: .onnx, path: "odd.onnx", tensors: try weights().tensors, graph: graph)
    #expect(throws: Failure.self) { try Network(model: model) }
  }

  @Test func weightsThatDoNotFitTheImageAreReportedNotTrapped() throws {
    let network = try Network(
      model: weights(), sequence: ["conv1", "fc1"], imageShape: [1, 6, 6])
    let image = try image()
    #expect(throws: Failure.self) { try network.forward(image, to: .logits) }
    let wide = Tensor(
      shape: try #require(Shape([1, 2, 6, 6])), values: [Float](repeating: 0, count: 72))
    #expect(throws: Failure.self) { try network.forward(wide, to: .layer(0)) }
    let small = Tensor(
      shape: try #require(Shape([1, 1, 2, 2])), values: [Float](repeating: 0, count: 4))
    #expect(throws: Failure.self) { try network.forward(small, to: .layer(0)) }
  }
}
