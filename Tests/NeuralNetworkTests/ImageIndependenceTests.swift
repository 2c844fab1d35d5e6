import Formats
import LinearAlgebra
import Testing

@testable import NeuralNetwork

/// Whether images go through a graph by themselves.
@Suite struct ImageIndependenceTests {
  /// A node: its operation, its operands by number (0 is the image) or by the name of a constant.
  struct Part: Sendable {
    let operation: String
    var inputs: [String] = []
    var attributes: [String: StoredAttribute] = [:]
  }

  /// Graphs of which an image's result depends on the others, unless they go one by one.
  static let mixing: [[Part]] = [
    [Part(operation: "Softmax", attributes: ["axis": .int(0)]), Part(operation: "Neg")],
    [
      Part(operation: "Transpose", attributes: ["perm": .ints([2, 1, 0])]),
      Part(operation: "Softmax"),
      Part(operation: "Transpose", attributes: ["perm": .ints([2, 1, 0])]),
      Part(operation: "Neg"),
    ],
    [
      Part(
        operation: "ReduceMean", attributes: ["axes": .ints([0]), "keepdims": .int(1)]),
      Part(operation: "Sub", inputs: ["0", "1"]),
    ],
    [Part(operation: "ReduceMax"), Part(operation: "Div", inputs: ["0", "1"])],
    [
      Part(operation: "Reshape", inputs: ["0", "first four"]),
      Part(operation: "Transpose", attributes: ["perm": .ints([1, 0])]),
      Part(operation: "Reshape", inputs: ["2", "as it was"]),
    ],
    [
      Part(operation: "Shape"), Part(operation: "Gather", inputs: ["1", "zero"]),
      Part(operation: "Cast", attributes: ["to": .int(1)]),
      Part(operation: "Mul", inputs: ["0", "3"]),
    ],
    [
      Part(
        operation: "Einsum", inputs: ["0", "0", "0"],
        attributes: ["equation": .string("abc,dbc,dbe->abe")])
    ],
    [Part(operation: "LayerNormalization", inputs: ["0", "scale"], attributes: ["axis": .int(0)])],
    [Part(operation: "ScatterND", inputs: ["0", "first image", "scale in a row"])],
    [
      // The row of a table, too large to be known beforehand, that the number of images names.
      Part(operation: "Shape"), Part(operation: "Gather", inputs: ["1", "zero"]),
      Part(operation: "Gather", inputs: ["table", "2"]),
      Part(operation: "MatMul", inputs: ["0", "3"]),
    ],
    [
      // The same for each image, and the sum of all.
      Part(operation: "Shape"), Part(operation: "Expand", inputs: ["scale", "1"]),
      Part(operation: "ReduceSum", attributes: ["keepdims": .int(0)]),
      Part(operation: "Mul", inputs: ["0", "3"]),
    ],
    [
      // A row of the table, handed on by what does not look at images itself.
      Part(operation: "Shape"), Part(operation: "Gather", inputs: ["1", "zero"]),
      Part(operation: "Gather", inputs: ["table", "2"]),
      Part(operation: "Relu"),
      Part(operation: "MatMul", inputs: ["0", "4"]),
    ],
  ]

  /// Graphs that any number of images go through together.
  static let apart: [[Part]] = [
    [
      // Tokens first, and images joined with them.
      Part(operation: "Transpose", attributes: ["perm": .ints([1, 0, 2])]),
      Part(operation: "Reshape", inputs: ["1", "rows"]),
      Part(operation: "Relu"),
      Part(operation: "Reshape", inputs: ["3", "tokens first"]),
      Part(operation: "Transpose", attributes: ["perm": .ints([1, 0, 2])]),
      Part(operation: "Softmax"), Part(operation: "Add", inputs: ["0", "6"]),
    ],
    [
      Part(operation: "Shape"), Part(operation: "Reshape", inputs: ["0", "rows"]),
      Part(operation: "Reshape", inputs: ["2", "1"]),
      Part(operation: "ReduceMean", attributes: ["axes": .ints([1]), "keepdims": .int(1)]),
      Part(operation: "Sub", inputs: ["0", "4"]),
    ],
    [
      // Each image is given the same.
      Part(operation: "Shape"), Part(operation: "Expand", inputs: ["scale", "1"]),
      Part(operation: "Mul", inputs: ["0", "2"]),
    ],
  ]

  private static func network(_ parts: [Part]) throws -> Network {
    func integers(_ values: [Int], _ name: String) throws -> StoredNode {
      StoredNode(
        name: "", operation: "Constant", inputs: [], outputs: [name],
        attributes: ["value_ints": .ints(values)])
    }
    let scale = Tensor(
      shape: try #require(Shape([3, 4])), values: (0..<12).map { 1 + Float($0) / 4 })
    let table = Tensor(
      shape: try #require(Shape([5, 4, 4])), values: (0..<80).map { Float($0 % 13) - 5 })
    let nodes = try [
      integers([0], "one zero"), integers([1, 1], "one by one"),
      integers([4, -1], "first four"), integers([-1, 3, 4], "as it was"),
      integers([-1, 4], "rows"),
      StoredNode(
        name: "", operation: "Reshape", inputs: ["one zero", "one by one"],
        outputs: ["first image"], attributes: [:]),
      StoredNode(
        name: "", operation: "Reshape", inputs: ["scale", "as it was"],
        outputs: ["scale in a row"], attributes: [:]),
      integers([3, -1, 4], "tokens first"),
      StoredNode(
        name: "", operation: "Constant", inputs: [], outputs: ["zero"],
        attributes: ["value_int": .int(0)]),
    ]
    return try Network(
      model: StoredModel(
        format: .onnx, path: "made here",
        tensors: [
          StoredTensor(name: "scale", tensor: scale), StoredTensor(name: "table", tensor: table),
        ],
        graph: StoredGraph(
          nodes: nodes
            + parts.enumerated().map { place, part in
              StoredNode(
                name: "", operation: part.operation,
                inputs: part.inputs.isEmpty ? ["\(place)"] : part.inputs,
                outputs: ["\(place + 1)"], attributes: part.attributes)
            },
          inputs: [StoredValue(name: "0", extents: [nil, 3, 4])],
          outputs: [StoredValue(name: "\(parts.count)", extents: [])], opset: 17)))
  }

  private static func images() throws -> Tensor {
    Tensor(
      shape: try #require(Shape([3, 3, 4])), values: (0..<36).map { Float($0 * 11 % 17) - 6 })
  }

  @Test(arguments: mixing.indices + apart.indices.map { $0 + mixing.count })
  func anImageGivesWhatItGivesAlone(_ index: Int) throws {
    let isMixing = index < Self.mixing.count
    let network = try Self.network((Self.mixing + Self.apart)[index])
    #expect(network.imagesAtOnce == (isMixing ? 1 : nil))
    let images = try Self.images()
    let all = try network.forward(images, to: .logits).values
    let size = all.count / 3
    for image in 0..<3 {
      let one = Tensor(
        shape: try #require(Shape([1, 3, 4])),
        values: Array(images.values[image * 12..<(image + 1) * 12]))
      #expect(
        try network.forward(one, to: .logits).values
          == Array(all[image * size..<(image + 1) * size]))
    }
  }
}
