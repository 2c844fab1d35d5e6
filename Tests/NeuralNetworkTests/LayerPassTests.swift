import Formats
import LinearAlgebra
import NeuralNetwork
import Testing

/// What is seen of layers that a pass is looked at in, and that it goes on as if nobody looked.
@Suite struct LayerPassTests {
  /// Convolutions of every kind: of few channels, in groups that share blocks, pointwise, by tiles and
  /// by depth; with endings that are joined with them, and some that can't be.
  private static func network(images: Int?) throws -> Network {
    var random = SplitMix(seed: 15)
    var (nodes, tensors): ([StoredNode], [StoredTensor]) = ([], [])
    func constant(_ name: String, _ extents: [Int], _ range: ClosedRange<Float>) throws {
      let shape = try #require(Shape(extents))
      tensors.append(
        try StoredTensor(
          name: name,
          tensor: Tensor(
            shape: shape,
            values: (0..<shape.count).map { _ in Float.random(in: range, using: &random) })))
    }
    func add(
      _ operation: String, _ inputs: [String], _ output: String,
      _ attributes: [String: StoredAttribute] = [:]
    ) {
      nodes.append(
        StoredNode(
          name: output, operation: operation, inputs: inputs, outputs: [output],
          attributes: attributes))
    }
    func convolution(
      _ input: String, _ output: String, _ weight: [Int], groups: Int = 1, stride: Int = 1,
      hasBias: Bool = true
    ) throws {
      let inner = Float(weight.dropFirst().reduce(1, *))
      try constant("\(output).weight", weight, -2 / inner.squareRoot()...2 / inner.squareRoot())
      if hasBias { try constant("\(output).bias", [weight[0]], -1...1) }
      let padding = weight[2] / 2
      add(
        "Conv", [input, "\(output).weight"] + (hasBias ? ["\(output).bias"] : []), output,
        [
          "group": .int(groups), "strides": .ints([stride, stride]),
          "pads": .ints([Int](repeating: padding, count: 4)),
        ])
    }
    try convolution("in", "few", [20, 3, 3, 3])
    for name in ["scale", "shift", "mean", "variance"] { try constant(name, [20], 0.5...1.5) }
    add("BatchNormalization", ["few", "scale", "shift", "mean", "variance"], "normal")
    add("Relu", ["normal"], "0")
    try convolution("0", "groups", [36, 5, 3, 3], groups: 4, hasBias: false)
    add("Sigmoid", ["groups"], "1")
    try convolution("1", "main", [32, 36, 1, 1])
    // Its sum comes behind another layer.
    try convolution("1", "beside", [32, 36, 1, 1])
    add("Add", ["main", "beside"], "sum")
    add("Relu", ["sum"], "2")
    try convolution("2", "tiles", [32, 32, 3, 3])
    // A product can be limited after it is added to, and not before.
    add("Relu", ["tiles"], "limited")
    add("Add", ["limited", "2"], "3")
    try convolution("3", "depth", [32, 1, 3, 3], groups: 32, stride: 2)
    add("HardSwish", ["depth"], "4")
    try convolution("4", "last", [5, 32, 1, 1])
    add("GlobalAveragePool", ["last"], "5")
    if let images {
      // The number of images is written into the graph.
      add("Constant", [], "shape", ["value_ints": .ints([images, 5])])
      add("Reshape", ["5", "shape"], "out")
    } else {
      add("Flatten", ["5"], "out")
    }
    let graph = StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: "in", extents: [images, 3, 12, 13])],
      outputs: [StoredValue(name: "out", extents: [])], opset: 15)
    return try Network(
      model: StoredModel(format: .onnx, path: "made here", tensors: tensors, graph: graph))
  }

  private static func images(_ count: Int) throws -> Tensor {
    var random = SplitMix(seed: 3)
    let shape = try #require(Shape([count, 3, 12, 13]))
    return Tensor(
      shape: shape, values: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &random) })
  }

  @Test func aPassGoesOnToTheBitAsIfNobodyLooked() throws {
    let (network, images) = (try Self.network(images: nil), try Self.images(3))
    let layers = network.layers.indices
    #expect(
      network.layers.map(\.name) == ["few", "groups", "main", "beside", "tiles", "depth", "last"])
    let logits = try network.forward(images, to: .logits)
    for observed in layers.map({ [$0] }) + [Array(layers)] {
      var seen: [Int] = []
      let found = try network.forward(images, to: .logits, observing: Set(observed)) {
        seen.append($0.layer)
      }
      #expect(found == logits && seen == observed)
    }
    for layer in layers {
      var given: Tensor?
      let activated = try network.forward(images, to: .activation(after: layer))
      let found = try network.forward(
        images, to: .activation(after: layer), observing: [layer]
      ) { given = $0.output }
      let product = try network.forward(images, to: .layer(layer))
      #expect(found == activated && given == product)
    }
  }

  /// Those of images with numbers that are not finite are not, and those of their neighbours are.
  @Test(arguments: [nil, 4, 2]) func meansAreThoseOfTheOutput(_ imagesAtOnce: Int?) throws {
    let network = try Self.network(images: imagesAtOnce)
    #expect(network.imagesAtOnce == imagesAtOnce)
    var images = try Self.images(3)
    let size = images.shape.count / 3
    images.values[size + 40] = .infinity
    images.values[2 * size + 50] = .nan
    var counts = [Int](repeating: 0, count: network.layers.count)
    _ = try network.forward(images, to: .logits, observing: Set(network.layers.indices)) { pass in
      let (output, means) = (pass.output, pass.means)
      let positions = output.shape[2] * output.shape[3]
      #expect(pass.images == output.shape[0])
      #expect(means.count == pass.images * network.layers[pass.layer].rows)
      for (map, mean) in means.enumerated() {
        let values = output.values[map * positions..<(map + 1) * positions]
        // Sums in double differ by less than the last digit of a float.
        let truth = Float(values.reduce(0) { $0 + Double($1) } / Double(positions))
        let isSame = truth.isNaN ? mean.isNaN : mean == truth || abs(mean - truth) <= truth.ulp
        #expect(isSame, "\(network.layers[pass.layer].name) \(map): \(mean), not \(truth)")
      }
      let (first, outputs) = (counts[pass.layer], network.layers[pass.layer].rows)
      for image in 0..<pass.images {
        let own = means[image * outputs..<(image + 1) * outputs]
        #expect(own.allSatisfy(\.isFinite) == (first + image == 0))
      }
      counts[pass.layer] += pass.images
    }
    #expect(counts.allSatisfy { $0 == 3 })
  }
}
