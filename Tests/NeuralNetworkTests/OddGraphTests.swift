import Formats
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// Graphs that are allowed, and that nobody would write.
@Suite struct OddGraphTests {
  private func network(
    _ nodes: [StoredNode], tensors: [StoredTensor] = [], extents: [Int?] = [nil, 1, 4, 4],
    output: String = "out"
  ) throws -> Network {
    let graph = StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: "in", extents: extents)],
      outputs: [StoredValue(name: output, extents: [])], opset: 13)
    return try Network(
      model: StoredModel(format: .onnx, path: "made here", tensors: tensors, graph: graph))
  }

  private func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], domain: String = "",
    attributes: [String: StoredAttribute] = [:]
  ) -> StoredNode {
    StoredNode(
      name: "", operation: operation, domain: domain, inputs: inputs, outputs: outputs,
      attributes: attributes)
  }

  private func weight(_ name: String, _ extents: [Int]) throws -> StoredTensor {
    let shape = try #require(Shape(extents))
    return try StoredTensor(
      name: name, tensor: Tensor(shape: shape, values: [Float](repeating: 1, count: shape.count)))
  }

  /// Each of 14 nodes takes the one before it 64 times: 64 ^ 14 ways lead to the first.
  @Test(.timeLimit(.minutes(10))) func aValueTakenManyTimesIsBoundedOnce() throws {
    var nodes = [node("Sigmoid", ["in"], ["0"])]
    for index in 0..<14 {
      let inputs = [String](repeating: "\(index)", count: 64)
      nodes.append(node("Max", inputs, [index == 13 ? "out" : "\(index + 1)"]))
    }
    #expect(try network(nodes).decisionThreshold == 0.5)
  }

  @Test func aLayerWhoseOutputHasNoNameHasASpectrumAndNoPass() throws {
    let network = try network(
      [node("Conv", ["in", "w"], [""]), node("Relu", ["in"], ["out"])],
      tensors: [weight("w", [2, 1, 3, 3])])
    let layer = try #require(network.layers.first)
    #expect(layer.name == "w" && layer.outputShape == nil)
    #expect(try network.weight(of: layer).elements.count == 18)
    let image = Tensor(
      shape: try #require(Shape([1, 1, 4, 4])), values: Array(repeating: 1, count: 16))
    #expect(throws: Failure.self) { try network.forward(image, to: .layer(0)) }
    #expect(throws: Failure.self) { try network.forward(image, to: .activation(after: 0)) }
    #expect(try network.forward(image, to: .logits).shape.extents == [1, 1, 4, 4])
  }

  /// It is what a `MatMulNBits` is written out as, which no file has.
  @Test func aPackedWeightWithoutOperandsIsNoParameter() throws {
    let packed = node(
      "MatMulNBits.weight", [], ["w"], domain: "com.microsoft",
      attributes: ["K": .int(8), "N": .int(8), "block_size": .int(16)])
    #expect(try network([packed, node("Relu", ["in"], ["out"])]).parameters == 0)
  }

  @Test func anOutputThatNothingGivesIsSaidSo() throws {
    let network = try network([node("Relu", ["in"], ["r"])])
    let image = Tensor(
      shape: try #require(Shape([1, 1, 4, 4])), values: Array(repeating: 1, count: 16))
    let error = #expect(throws: Failure.self) { try network.forward(image, to: .logits) }
    #expect(error?.problem == "nothing gives \"out\" as floats")
  }

  @Test func aGradientWithRespectToNoValueIsRefused() throws {
    let network = try network(
      [node("Conv", ["in", "w"], ["out"])], tensors: [weight("w", [2, 1, 3, 3])])
    let image = Tensor(
      shape: try #require(Shape([1, 1, 4, 4])), values: Array(repeating: 1, count: 16))
    #expect(throws: Failure.self) {
      try network.gradient(image, of: 0, withRespectTo: .value("none")) { $0 }
    }
  }

  /// A cycle is a node that takes what only a later one gives.
  @Test func aCycleIsRefused() throws {
    let error = #expect(throws: Failure.self) {
      try network([node("Add", ["in", "b"], ["a"]), node("Relu", ["a"], ["b"])], output: "b")
    }
    #expect(error?.problem == "nothing before it gives its input \"b\"")
  }
}
