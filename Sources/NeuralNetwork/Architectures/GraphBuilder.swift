import Formats

/// Writes down the graph of a weight file, step by step, in ONNX's operators.
///
/// Each method that adds a step takes the name of a value and gives the name of what comes of it.
struct GraphBuilder {
  /// The opset whose operators it writes.
  static let opset = 20
  /// The name of the value by which images enter.
  static let input = "input"

  /// The steps up to here, in order.
  private(set) var nodes: [StoredNode] = []

  /// Adds a node with one output.
  mutating func add(
    _ operation: String, _ name: String, _ inputs: [String],
    _ attributes: [String: StoredAttribute] = [:]
  ) -> String {
    // With its number in front, no value has the name of a tensor.
    let output = "\(nodes.count + 1):\(name)"
    nodes.append(
      StoredNode(
        name: name, operation: operation, inputs: inputs, outputs: [output],
        attributes: attributes))
    return output
  }

  /// Adds a convolution; `axes` is the number of the kernel's axes.
  mutating func convolution(
    _ name: String, of value: String, weight: String, bias: String?, axes: Int = 2,
    stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) -> String {
    add(
      "Conv", name, [value, weight] + [bias].compactMap { $0 },
      [
        "strides": .ints(Array(repeating: stride, count: axes)),
        "pads": .ints(Array(repeating: padding, count: 2 * axes)),
        "dilations": .ints(Array(repeating: dilation, count: axes)), "group": .int(groups),
      ])
  }

  /// Adds a fully connected map whose weight is outputs x inputs.
  mutating func linear(_ name: String, of value: String, weight: String, bias: String?) -> String {
    add("Gemm", name, [value, weight] + [bias].compactMap { $0 }, ["transB": .int(1)])
  }

  /// Adds a batch normalisation; `tensors` are its scale, shift, mean and variance.
  mutating func batchNormalization(
    _ name: String, of value: String, tensors: [String], epsilon: Float = 1e-5
  ) -> String {
    add("BatchNormalization", name, [value] + tensors, ["epsilon": .float(epsilon)])
  }

  /// Adds bounds of 0 and 6.
  mutating func relu6(_ name: String, of value: String) -> String {
    let bounds = [0, 6].map { add("Constant", name, [], ["value_float": .float($0)]) }
    return add("Clip", name, [value] + bounds)
  }

  /// Adds a pooling, `MaxPool` or `AveragePool`, with PyTorch's defaults.
  mutating func pool(
    _ operation: String, _ name: String, of value: String, size: Int, stride: Int,
    padding: Int = 0, isRoundedUp: Bool = false
  ) -> String {
    var attributes: [String: StoredAttribute] = [
      "kernel_shape": .ints([size, size]), "strides": .ints([stride, stride]),
      "pads": .ints([padding, padding, padding, padding]), "ceil_mode": .int(isRoundedUp ? 1 : 0),
    ]
    if operation == "AveragePool" { attributes["count_include_pad"] = .int(1) }
    return add(operation, name, [value], attributes)
  }

  /// Adds PyTorch's adaptive average pooling of one axis, from `extent` elements to `count`: element
  /// i is the mean of those from ⌊i · extent / count⌋ to ⌈(i + 1) · extent / count⌉.
  mutating func adaptiveAverage(
    _ name: String, of value: String, axis: Int, from extent: Int, to count: Int
  ) -> String {
    let axes = list(name, [axis])
    let means = (0..<count).map { index in
      let start = list(name, [index * extent / count])
      let end = list(name, [((index + 1) * extent + count - 1) / count])
      return add("ReduceMean", name, [add("Slice", name, [value, start, end, axes]), axes])
    }
    return add("Concat", name, means, ["axis": .int(axis)])
  }

  /// Adds a flattening of all axes but the first.
  ///
  /// Where channels are last in the network that the weights come from, they are so in what it
  /// flattens, and its fully connected maps take their inputs in that order.
  mutating func flatten(
    _ name: String, of value: String, axes: Int = 2, isChannelsLast: Bool
  ) -> String {
    guard isChannelsLast else { return add("Flatten", name, [value]) }
    let order = [0] + (2..<axes + 2) + [1]
    return add("Flatten", name, [add("Transpose", name, [value], ["perm": .ints(order)])])
  }

  /// The graph of the steps up to here.
  /// - Parameters:
  ///   - output: the name of what it gives.
  ///   - image: the extents of one image; nil when unknown.
  /// - Returns: the graph, which takes any number of images.
  func graph(to output: String, image: [Int]?) -> StoredGraph {
    let extents = image.map { [nil] + $0.map(Optional.some) } ?? []
    return StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: Self.input, extents: extents)],
      outputs: [StoredValue(name: output, extents: [])], opset: Self.opset)
  }

  private mutating func list(_ name: String, _ numbers: [Int]) -> String {
    add("Constant", name, [], ["value_ints": .ints(numbers)])
  }
}
