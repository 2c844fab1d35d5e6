import Formats
import LinearAlgebra
import NeuralNetwork
import Testing

/// What operators make of values that are not finite, where runtimes differ.
@Suite struct NotFiniteTests {
  /// What a chain of operations gives for an image of 4 x 4.
  private func output(
    _ chain: [(operation: String, attributes: [String: StoredAttribute])], of values: [Float]
  ) throws -> [Float] {
    let nodes = chain.enumerated().map { index, node in
      StoredNode(
        name: node.operation, operation: node.operation, inputs: ["\(index)"],
        outputs: ["\(index + 1)"], attributes: node.attributes)
    }
    let graph = StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: "0", extents: [nil, 1, 4, 4])],
      outputs: [StoredValue(name: "\(chain.count)", extents: [])], opset: 13)
    let network = try Network(
      model: StoredModel(format: .onnx, path: "chain.onnx", tensors: [], graph: graph))
    let shape = try #require(Shape([1, 1, 4, 4]))
    return try network.forward(Tensor(shape: shape, values: values), to: .logits).values
  }

  /// PyTorch's `max_pool2d` has it so.
  ///
  /// In onnxruntime it depends on where in the window the value stands that is no number: it wins in
  /// the last place alone.
  @Test(arguments: [[2, 2], [3, 3], [1, 4], [4, 1]])
  func theLargestOfValuesOfWhichOneIsNoNumberIsNone(_ kernel: [Int]) throws {
    for place in 0..<16 {
      let values = (0..<16).map { $0 == place ? Float.nan : Float($0 * 7 % 16) }
      let pooled = try output([("MaxPool", ["kernel_shape": .ints(kernel)])], of: values)
      let width = 5 - kernel[1]
      for (index, value) in pooled.enumerated() {
        let window = (0..<kernel[0]).flatMap { row in
          (0..<kernel[1]).map { values[(index / width + row) * 4 + index % width + $0] }
        }
        let isNone = window.contains { $0.isNaN }
        #expect(isNone ? value.isNaN : value == window.max(), "\(place) \(index)")
      }
    }
  }

  /// A number beyond a type's range becomes the end of it, and what is no number 0.
  ///
  /// ONNX leaves it open for whole numbers; of bfloat16 and float16, infinity and none are values.
  @Test func aCastTakesWhatIsNotFiniteToTheEndOfTheRange() throws {
    let values: [Float] =
      [.nan, .infinity, -.infinity, 1e30, -1e30, 300, -300, 1.9, -1.9, 0.5, -0.5, 255, 256, -128]
      + [-129, 127]
    func cast(_ type: Int) throws -> [Float] {
      try output([("Cast", ["to": .int(type)]), ("Cast", ["to": .int(1)])], of: values)
    }
    #expect(
      try cast(2) == [0, 255, 0, 255, 0, 255, 0, 1, 0, 0, 0, 255, 255, 0, 0, 127], "uint8")
    #expect(
      try cast(3)
        == [0, 127, -128, 127, -128, 127, -128, 1, -1, 0, 0, 127, 127, -128, -128, 127], "int8")
    #expect(try cast(7).prefix(5) == [0, 0x1p63, -0x1p63, 0x1p63, -0x1p63], "int64")
    #expect(try cast(9).dropFirst() == values.dropFirst().map { $0 == 0 ? 0 : 1 }[...], "bool")
    for type in [10, 16] {
      let found = try cast(type)
      #expect(found[0].isNaN && found[1] == .infinity && found[2] == -.infinity)
    }
  }
}
