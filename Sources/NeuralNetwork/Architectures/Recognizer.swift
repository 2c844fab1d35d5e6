import Formats
import LinearAlgebra

/// Follows the definition of a family of networks through the tensors of a file, and writes the
/// graph down on the way.
///
/// A definition asks for one tensor after the other by name; the first one that is missing or of
/// another shape than it must have ends it with a `Mismatch`. So does, at the end, a tensor that the
/// definition has no use for: the network has a part then that the graph would lack.
struct Recognizer {
  /// The file does not hold such a network.
  struct Mismatch: Error {}

  /// What a step gives: maps, or features where there is one number for each.
  struct Maps {
    let name: String
    let channels: Int
  }

  /// A network of a family's: its name and what it gives.
  struct Member {
    let name: String
    let output: Maps
  }

  /// Height and width of an image where nothing tells them: those that torchvision trains with.
  private static let defaultExtents = [224, 224]

  private let model: StoredModel
  private let shapes: [String: Shape]
  private var unused: Set<String>
  private var builder = GraphBuilder()
  /// Channels, height, width; the channels are known once the first weight is.
  private var image: [Int]

  /// Begins with a file.
  /// - Parameters:
  ///   - model: the file.
  ///   - imageShape: channels, height, width of an image, when these are known; the network's own
  ///     number of channels is its first weight's.
  init(_ model: StoredModel, imageShape: [Int]?) {
    self.model = model
    let floats = model.tensors.filter { $0.elementType.isFloatingPoint }
    shapes = Dictionary(floats.map { ($0.name, $0.shape) }) { first, _ in first }
    unused = Set(model.tensors.map(\.name))
    let extents = imageShape.map { $0.dropFirst() } ?? []
    image = [0] + (extents.count == 2 ? Array(extents) : Self.defaultExtents)
  }

  /// Whether the file has a tensor of this name.
  func has(_ name: String) -> Bool { shapes[name] != nil }

  /// The shape of a tensor.
  func shape(_ name: String) throws(Mismatch) -> Shape {
    guard let shape = shapes[name], shape.count > 0, shape.rank > 0,
      shape.extents.allSatisfy({ $0 < Window.limit })
    else { throw Mismatch() }
    return shape
  }

  /// The images, with as many channels as the first convolution takes.
  mutating func images(for first: String) throws(Mismatch) -> Maps {
    let weight = try shape("\(first).weight")
    guard weight.rank == 4 else { throw Mismatch() }
    image[0] = weight[1]
    return Maps(name: GraphBuilder.input, channels: weight[1])
  }

  /// A convolution with a square kernel.
  mutating func convolution(
    _ name: String, of maps: Maps, kernel: Int, stride: Int = 1, padding: Int = 0,
    groups: Int = 1, hasBias: Bool = false
  ) throws(Mismatch) -> Maps {
    let filters = try shape("\(name).weight")[0]
    guard groups > 0, maps.channels.isMultiple(of: groups), filters.isMultiple(of: groups) else {
      throw Mismatch()
    }
    try take("\(name).weight", [filters, maps.channels / groups, kernel, kernel])
    let output = builder.convolution(
      name, of: maps.name, weight: "\(name).weight",
      bias: hasBias ? try bias(of: name, count: filters) : nil,
      stride: stride, padding: padding, groups: groups)
    return Maps(name: output, channels: filters)
  }

  /// A fully connected map with a bias.
  mutating func linear(_ name: String, of features: Maps) throws(Mismatch) -> Maps {
    let outputs = try shape("\(name).weight")[0]
    try take("\(name).weight", [outputs, features.channels])
    let output = builder.linear(
      name, of: features.name, weight: "\(name).weight",
      bias: try bias(of: name, count: outputs))
    return Maps(name: output, channels: outputs)
  }

  /// A batch normalisation.
  mutating func batchNormalization(_ name: String, of maps: Maps) throws(Mismatch) -> Maps {
    let tensors = ["weight", "bias", "running_mean", "running_var"].map { "\(name).\($0)" }
    for tensor in tensors { try take(tensor, [maps.channels]) }
    return Maps(
      name: builder.batchNormalization(name, of: maps.name, tensors: tensors),
      channels: maps.channels)
  }

  /// The larger of each number and 0.
  mutating func relu(_ maps: Maps) -> Maps {
    Maps(name: builder.add("Relu", "relu", [maps.name]), channels: maps.channels)
  }

  /// Each number within 0 and 6.
  mutating func relu6(_ maps: Maps) -> Maps {
    Maps(name: builder.relu6("relu6", of: maps.name), channels: maps.channels)
  }

  /// The largest numbers of windows.
  mutating func maximumPool(
    _ maps: Maps, size: Int, stride: Int = 2, padding: Int = 0, isRoundedUp: Bool = false
  ) -> Maps {
    let output = builder.pool(
      "MaxPool", "maxpool", of: maps.name, size: size, stride: stride, padding: padding,
      isRoundedUp: isRoundedUp)
    return Maps(name: output, channels: maps.channels)
  }

  /// The means of windows of 2 x 2.
  mutating func averagePool(_ maps: Maps) -> Maps {
    let output = builder.pool("AveragePool", "avgpool", of: maps.name, size: 2, stride: 2)
    return Maps(name: output, channels: maps.channels)
  }

  /// The mean of each map, as features.
  mutating func globalAverage(_ maps: Maps) -> Maps {
    let mean = builder.add("GlobalAveragePool", "avgpool", [maps.name])
    return Maps(
      name: builder.flatten("flatten", of: mean, isChannelsLast: false), channels: maps.channels)
  }

  /// Maps of `count` x `count` means, as features.
  mutating func adaptiveAverage(_ maps: Maps, to count: Int) -> Maps {
    var value = maps.name
    // Without extents a step before can't take images of this size, and is named when it is met.
    for (axis, extent) in zip([2, 3], extents(of: maps)) where extent != count {
      value = builder.adaptiveAverage("avgpool", of: value, axis: axis, from: extent, to: count)
    }
    return Maps(
      name: builder.flatten("flatten", of: value, isChannelsLast: model.layout != .oihw),
      channels: maps.channels * count * count)
  }

  /// The sum of two of the same number of channels.
  mutating func sum(_ first: Maps, _ second: Maps) throws(Mismatch) -> Maps {
    guard first.channels == second.channels else { throw Mismatch() }
    return Maps(
      name: builder.add("Add", "add", [first.name, second.name]), channels: first.channels)
  }

  /// The channels of both.
  mutating func concatenation(_ first: Maps, _ second: Maps) -> Maps {
    Maps(
      name: builder.add("Concat", "cat", [first.name, second.name], ["axis": .int(1)]),
      channels: first.channels + second.channels)
  }

  /// The graph up to here, in which every tensor of the file has its place.
  ///
  /// Batch normalisation's counts of batches have none in inference.
  func graph(to output: Maps) throws(Mismatch) -> StoredGraph {
    guard unused.allSatisfy({ $0.hasSuffix(".num_batches_tracked") }) else { throw Mismatch() }
    return builder.graph(to: output.name, image: image)
  }

  private mutating func take(_ name: String, _ extents: [Int]) throws(Mismatch) {
    guard try shape(name).extents == extents else { throw Mismatch() }
    unused.remove(name)
  }

  private mutating func bias(of name: String, count: Int) throws(Mismatch) -> String {
    try take("\(name).bias", [count])
    return "\(name).bias"
  }

  /// Height and width of maps; none when images of this size don't get there.
  private func extents(of maps: Maps) -> [Int] {
    let stored = builder.graph(to: maps.name, image: image)
    guard let graph = try? Graph(stored, tensors: model.tensors), let output = graph.outputs.first
    else { return [] }
    let inferred = ShapeInference(
      graph: graph, imageInput: ImageInput(graph, declared: stored.inputs)
    )
    .result(imageShape: Shape(image), output: output)
    return inferred.facts[output].map { Array($0.shape.extents.suffix(2)) } ?? []
  }
}
