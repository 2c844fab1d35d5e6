import Formats
import LinearAlgebra
import System

/// The graph of a weight file, as its card's `[network]` gives it: a sequence of layers.
///
/// A word is one of `relu`, `relu6`, `leakyrelu [SLOPE]`, `sigmoid`, `tanh`, `gelu`, `softmax`,
/// `maxpool K [stride S] [padding P] [ceil]`, `avgpool` with the same, `globalavgpool`, `flatten` and
/// `dropout`, or a layer's name, which is that of its weight less `.weight`. A convolution may go on
/// with `stride S`, `padding P`, `dilation D`, `groups G` (by default as many as take all channels of
/// the layer before), a batch normalisation with `epsilon E`.
struct LayerSequence {
  private let shapes: [String: Shape]
  private let isChannelsLast: Bool
  private var builder = GraphBuilder()
  private var value = GraphBuilder.input
  private var count = 0
  /// How many channels the value has; nil when that is not known.
  private var channels: Int?
  /// How many axes positions have; 0 where there is one number for each feature.
  private var axes: Int

  /// The operations that take no numbers.
  private static let plain = [
    "relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh", "gelu": "Gelu", "softmax": "Softmax",
    "globalavgpool": "GlobalAveragePool",
  ]
  private static let heads =
    Array(plain.keys) + ["relu6", "leakyrelu", "maxpool", "avgpool", "flatten", "dropout"]

  /// The graph as nodes of ONNX operators.
  /// - Parameters:
  ///   - words: one for each layer, in order.
  ///   - model: the file, among whose tensors are those that the words name.
  ///   - image: channels x height x width of an image, when the card tells.
  /// - Returns: the graph, from the images to the last layer's output.
  /// - Throws: `Failure` when a word is not understood.
  static func graph(
    of words: [String], model: StoredModel, image: [Int]?
  ) throws(Failure) -> StoredGraph {
    var sequence = LayerSequence(model, image: image)
    for word in words { try sequence.add(LayerWord(word)) }
    return sequence.builder.graph(to: sequence.value, image: image)
  }

  private init(_ model: StoredModel, image: [Int]?) {
    shapes = Dictionary(model.tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    isChannelsLast = model.layout != .oihw
    axes = image.map { max(0, $0.count - 1) } ?? 2
    channels = image.flatMap { $0.count > 1 ? $0[0] : nil }
  }

  private mutating func add(_ word: LayerWord) throws(Failure) {
    var word = word
    count += 1
    let name = "layer \(count) (\(word.text))"
    switch word.head {
    case "relu6": value = builder.relu6(name, of: value)
    case "leakyrelu":
      let slope = Float(word.number("") ?? 0.01)
      value = builder.add("LeakyRelu", name, [value], ["alpha": .float(slope)])
    case "maxpool", "avgpool": try addPool(&word, name)
    case "flatten":
      value = builder.flatten(
        name, of: value, axes: axes, isChannelsLast: isChannelsLast && axes > 0)
      axes = 0
    case "dropout": break
    case let head:
      if let operation = Self.plain[head] {
        value = builder.add(operation, name, [value])
      } else {
        try addLayer(&word, name)
      }
    }
    try word.finish()
  }

  private mutating func addPool(_ word: inout LayerWord, _ name: String) throws(Failure) {
    guard let size = try word.integer("") else {
      throw word.fault("it has no size", "write it as `\(word.head) 2`")
    }
    value = builder.pool(
      word.head == "maxpool" ? "MaxPool" : "AveragePool", name, of: value, size: size,
      stride: try word.integer("stride") ?? size, padding: try word.integer("padding") ?? 0,
      isRoundedUp: word.flag("ceil"))
  }

  /// Adds what a name stands for: a batch normalisation, a fully connected map or a convolution.
  private mutating func addLayer(_ word: inout LayerWord, _ name: String) throws(Failure) {
    func exists(_ tensor: String) -> Bool { shapes[tensor] != nil }
    if let norm = TensorNaming.norm(word.head, where: exists) {
      value = builder.batchNormalization(
        name, of: value, tensors: norm.tensors,
        epsilon: word.number("epsilon").map { Float($0) } ?? norm.epsilon)
      return
    }
    guard let (weight, bias) = TensorNaming.weight(of: word.head, where: exists),
      let shape = shapes[weight], shape.rank > 1
    else { throw unknown(word) }
    if shape.rank == 2 {
      value = builder.linear(name, of: value, weight: weight, bias: bias)
      axes = 0
    } else {
      axes = shape.rank - 2
      let groups = try word.integer("groups") ?? groups(of: shape)
      channels = shape[0]
      value = builder.convolution(
        name, of: value, weight: weight, bias: bias, axes: axes,
        stride: try word.integer("stride") ?? 1, padding: try word.integer("padding") ?? 0,
        dilation: try word.integer("dilation") ?? 1, groups: groups)
    }
  }

  /// The groups of a convolution that takes all channels of the value.
  private func groups(of weight: Shape) -> Int {
    guard let channels, weight[1] > 0, channels.isMultiple(of: weight[1]) else { return 1 }
    return max(1, channels / weight[1])
  }

  private func unknown(_ word: LayerWord) -> Failure {
    let names = shapes.keys.map { WeightName($0) }.filter(\.isWeight).map(\.layer)
    return word.fault(
      "it names neither an operation nor a layer of the file",
      "operations are \(Self.heads.sorted().joined(separator: ", ")); layers are "
        + names.sorted().joined(separator: ", "))
  }
}
