import Formats
import LinearAlgebra

extension OperatorTable {
  static let convolutionEntries = [
    Entry("Conv", opset: 1, limits: "1-D to 3-D") { node throws(OperatorFault) in
      try Convolution(node)
    },
    Entry("ConvTranspose", opset: 1, limits: "1-D and 2-D") { node throws(OperatorFault) in
      try TransposedConvolution(node)
    },
  ]
}

/// Cross-correlation of one to three axes (ONNX `Conv`), as the product of the unfolded weight and the
/// receptive field matrix of each image (paper equation 8).
///
/// Input `N x C x H x W`, weight `D x C/groups x kH x kW`, bias `D`, output `N x D x oH x oW`.
struct Convolution: LinearOperator, MapOperator {
  private let node: StoredNode
  let groups: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    self.node = node
    groups = try node.int("group", default: 1)
    guard groups > 0 else { throw OperatorFault("group is not positive") }
  }

  /// The same that pads its input further on each side; nil where it can't.
  func padded(by sides: [(Int, Int)]) -> Convolution? {
    let spatial = sides.dropFirst(2)
    guard (try? node.string("auto_pad", default: "NOTSET")) == "NOTSET",
      sides.prefix(2).allSatisfy({ $0 == (0, 0) }), (1...2).contains(spatial.count),
      spatial.allSatisfy({ min($0.0, $0.1) >= 0 }),
      let own = try? node.ints("pads") ?? spatial.flatMap({ _ in [0, 0] }),
      own.count == 2 * spatial.count
    else { return nil }
    var attributes = node.attributes
    attributes["pads"] = .ints(
      zip(own, spatial.map(\.0) + spatial.map(\.1)).map { $0 + $1 })
    return try? Convolution(
      StoredNode(
        name: node.name, operation: node.operation, domain: node.domain, inputs: node.inputs,
        outputs: node.outputs, attributes: attributes, metadata: node.metadata))
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer {
    guard (3...5).contains(weightShape.rank) else {
      throw OperatorFault(
        "the weight of a convolution of \(max(0, weightShape.rank - 2)) axes; 1 to 3 are supported")
    }
    guard weightShape[0].isMultiple(of: groups),
      !weightShape[1].multipliedReportingOverflow(by: groups).overflow
    else { throw OperatorFault("its \(weightShape[0]) filters are not \(groups) groups") }
    let axes = try? Window.axes(node, kernel: Array(weightShape.extents[2...])).0
    return LinearLayer(
      index: index, name: name, kind: .convolution, weightShape: weightShape, groups: groups,
      dilations: axes?.map(\.dilation), inputShape: inputShape, outputShape: outputShape)
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let (input, weight) = (try inputs.shape(0, "the input"), try inputs.shape(1, "the weight"))
    if weight.rank == 5 {
      let volume = try volume(input: input, weight: weight)
      guard let shape = volume.shape(images: input[0], channels: weight[0]) else {
        throw OperatorFault("its output is too large")
      }
      return [shape]
    }
    return [try geometry(input: input, weight: weight).output.shape()]
  }

  var isPreparable: Bool { true }

  func prepared(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    weight.shape.rank == 5
      ? try PreparedVolumeConvolution(volume(input: input, weight: weight.shape), weight: weight)
      : try PreparedConvolution(
        geometry(input: input, weight: weight.shape), weight: weight.read())
  }

  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor {
    try computed(input, shape: shape) {
      try prepared(WeightSource(weight), input: input.shape)
    }
  }

  func endingPart(bias: Tensor, of shape: Shape) -> EndingPart? {
    bias.values.count == shape[1] ? .bias(bias.values) : nil
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    try output.addToChannels(bias)
  }

  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    weight.rank == 5
      ? try volume(input: input.shape, weight: weight).receptiveFields(input)
      : try geometry(input: input.shape, weight: weight).receptiveFields(input)
  }

  /// A convolution of three axes.
  func volume(
    input: Shape, weight: Shape
  ) throws(OperatorFault) -> VolumeConvolution {
    try check(input: input, weight: weight)
    return try VolumeConvolution(node, groups: groups, input: input, weight: weight)
  }

  private func check(input: Shape, weight: Shape) throws(OperatorFault) {
    guard weight.rank == input.rank, weight.count > 0 else {
      throw OperatorFault("a weight of \(weight) does not fit an input of \(input)")
    }
    let (covered, overflow) = weight[1].multipliedReportingOverflow(by: groups)
    guard !overflow, input[1] == covered, weight[0].isMultiple(of: groups) else {
      throw OperatorFault(
        "a weight of \(weight) in \(groups) groups does not fit an input of \(input)")
    }
    let kernel = Array(weight.extents[2...])
    guard try node.ints("kernel_shape") ?? kernel == kernel else {
      throw OperatorFault("kernel_shape differs from the weight's \(weight)")
    }
  }

  /// The extents that an input and a weight settle together, of one or two axes.
  func geometry(
    input: Shape, weight: Shape
  ) throws(OperatorFault) -> ConvolutionGeometry {
    let maps = try Maps(input)
    try check(input: input, weight: weight)
    let kernel = Array(weight.extents[2...])
    let window = try Window(node, kernel: kernel)
    let geometry = ConvolutionGeometry(
      window: window, groups: groups, input: maps,
      output: try window.output(of: maps, channels: weight[0]),
      fieldRows: weight.extents.dropFirst().reduce(1, *))
    guard !geometry.isTooLarge else { throw OperatorFault("its receptive fields are too large") }
    return geometry
  }
}

extension Tensor {
  /// Adds a number to each channel of images x channels x positions...
  mutating func addToChannels(_ bias: Tensor?) throws(OperatorFault) {
    guard let bias else { return }
    let channels = shape[1]
    guard bias.values.count == channels else {
      throw OperatorFault("a bias of \(bias.values.count) values does not fit \(channels) filters")
    }
    let positions = shape.extents.dropFirst(2).reduce(1, *)
    let maps = shape[0] * channels
    var values = values.mutableSpan
    for map in 0..<maps {
      let shift = bias.values[map % channels]
      var row = values._mutatingExtracting(map * positions..<(map + 1) * positions)
      for index in row.indices { row[index] += shift }
    }
  }
}
