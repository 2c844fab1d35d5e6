import Formats
import LinearAlgebra
import Testing

/// A file of tensors whose elements are their indices.
private func model(_ tensors: [(String, [Int])]) throws -> StoredModel {
  StoredModel(
    format: .npz, path: "weights.npz",
    tensors: try tensors.map { name, extents in
      let shape = try #require(Shape(extents))
      return try StoredTensor(
        name: name, tensor: Tensor(shape: shape, values: (0..<shape.count).map { Float($0) }))
    })
}

@Suite struct WeightLayoutTests {
  /// Names and shapes, and what they must be taken for.
  static let files: [([(String, [Int])], WeightLayout)] = [
    // Told by names.
    ([("conv/kernel:0", [3, 3, 3, 8]), ("conv/bias:0", [8])], .hwio),
    ([("Conv_0.kernel", [1, 7, 4, 8])], .hwio), ([("dense/kernel", [5, 2])], .hwio),
    ([("dw/depthwise_kernel:0", [3, 3, 8, 1]), ("dw/bias:0", [8])], .hwio),
    // Names that shapes or biases contradict.
    ([("blur.kernel", [8, 1, 3, 3])], .oihw), ([("fc.kernel", [5, 2]), ("fc.bias", [5])], .oihw),
    ([("blur.kernel", [3, 3, 1, 1]), ("conv.weight", [8, 4, 3, 3])], .oihw),
    // Told by shapes.
    ([("a.weight", [8, 3, 3, 3]), ("b.weight", [16, 3, 3, 8])], .ohwi),
    ([("a.weight", [3, 3, 3, 8]), ("b.weight", [5, 5, 8, 6])], .hwio),
    ([("a.weight", [64, 3, 7, 7]), ("b.weight", [64, 64, 1, 1])], .oihw),
    // One convolution, or kernels of one element, tell too little.
    ([("a.weight", [8, 3, 3, 4])], .oihw),
    ([("a.weight", [100, 1, 1, 300]), ("b.weight", [100, 1, 1, 200])], .oihw),
    // Several layouts fit, or none.
    ([("a.weight", [3, 3, 3, 3]), ("b.weight", [5, 5, 5, 5])], .oihw),
    ([("a.weight", [100, 1, 3, 300]), ("b.weight", [100, 1, 4, 300])], .oihw),
    // The other weights disagree.
    ([("a.weight", [3, 3, 3, 8]), ("b.weight", [5, 5, 8, 6]), ("b.bias", [5])], .oihw),
    (
      [
        ("a.weight", [3, 3, 3, 8]), ("b.weight", [5, 5, 8, 6]), ("c.weight", [9, 2]),
        ("c.bias", [9]),
      ], .oihw
    ),
  ]

  @Test(arguments: files.indices)
  func aLayoutIsToldOnlyWhenItIsBeyondDoubt(index: Int) throws {
    let (tensors, layout) = Self.files[index]
    let arranged = try model(tensors).arranged(nil)
    #expect(arranged.layout == layout, "\(tensors)")
    if layout == .oihw { #expect(arranged.tensors.map(\.shape.extents) == tensors.map(\.1)) }
  }

  @Test func aStatedLayoutDecides() throws {
    let tensors = [
      ("conv.weight", [2, 2, 2, 3]), ("line.weight", [3, 2, 4]), ("fc.weight", [2, 3]),
    ]
    let plain = try model(tensors).arranged(.oihw)
    #expect(try plain.tensors[0].floats().values == (0..<24).map { Float($0) })
    let hwio = try model(tensors).arranged(.hwio).tensors
    #expect(hwio.map(\.shape.extents) == [[3, 2, 2, 2], [4, 2, 3], [3, 2]])
    #expect(try hwio[0].floats().values.prefix(5) == [0, 6, 12, 18, 3])
    #expect(try hwio[1].floats().values.prefix(4) == [0, 8, 16, 4])
    #expect(try hwio[2].floats().values == [0, 3, 1, 4, 2, 5])
    let ohwi = try model(tensors).arranged(.ohwi).tensors
    #expect(ohwi.map(\.shape.extents) == [[2, 3, 2, 2], [3, 4, 2], [2, 3]])
    #expect(try ohwi[0].floats().values.prefix(5) == [0, 3, 6, 9, 1])
    #expect(try ohwi[1].floats().values.prefix(3) == [0, 4, 1])
  }

  @Test func depthwiseFiltersAreCountedChannelByChannel() throws {
    let weight = try model([("dw/depthwise_kernel", [1, 2, 3, 2])]).arranged(nil).tensors[0]
    #expect(weight.shape.extents == [6, 1, 1, 2])
    #expect(try weight.floats().values == [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
  }

  @Test func otherTensorsAndModelsWithAGraphStayAsTheyAre() throws {
    let tensors = [("a/kernel", [3, 3, 2, 4]), ("a/scale", [2, 3]), ("a/bias", [4])]
    let arranged = try model(tensors).arranged(nil).tensors
    #expect(arranged.map(\.shape.extents) == [[4, 2, 3, 3], [2, 3], [4]])
    let graph = StoredGraph(nodes: [], inputs: [], outputs: [], opset: 17)
    let whole = StoredModel(
      format: .onnx, path: "a.onnx", tensors: try model(tensors).tensors, graph: graph)
    #expect(try whole.arranged(.hwio).tensors.map(\.shape.extents) == tensors.map(\.1))
  }
}
