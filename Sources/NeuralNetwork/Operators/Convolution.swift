import Formats
import LinearAlgebra

extension OperatorTable {
  static let convolutionEntries = [
    Entry(name: "Conv", opset: 1) { node throws(OperatorFault) in try Convolution(node) }
  ]
}

/// Two-dimensional cross-correlation (ONNX `Conv`), as the product of the unfolded weight and the
/// receptive field matrix of each image (paper equation 8).
///
/// Input `N x C x H x W`, weight `D x C/groups x kH x kW`, bias `D`, output `N x D x oH x oW`.
struct Convolution: LinearOperator {
  private let node: StoredNode
  private let groups: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    self.node = node
    groups = try node.int("group", default: 1)
    guard groups > 0 else { throw OperatorFault("group is not positive") }
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) -> LinearLayer {
    LinearLayer(
      index: index, name: name, kind: .convolution, weightShape: weightShape, groups: groups,
      inputShape: inputShape, outputShape: outputShape)
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    let input: Shape = try inputs.required(0, "the input")
    let geometry = try Geometry(self, input: input, weight: inputs.required(1, "the weight"))
    return [geometry.output]
  }

  func applyWeight(_ input: Tensor, weight: Tensor) throws(OperatorFault) -> Tensor {
    let geometry = try Geometry(self, input: input.shape, weight: weight.shape)
    var output = Tensor(
      shape: geometry.output, values: [Float](repeating: 0, count: geometry.output.count))
    geometry.multiply(input.values.span, weight.values.span, into: &output.values)
    return output
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    guard let bias else { return }
    let channels = output.shape[1]
    guard bias.values.count == channels else {
      throw OperatorFault("a bias of \(bias.values.count) values does not fit \(channels) filters")
    }
    let positions = output.shape[2] * output.shape[3]
    let maps = output.shape[0] * channels
    var values = output.values.mutableSpan
    for map in 0..<maps {
      let shift = bias.values[map % channels]
      var row = values._mutatingExtracting(map * positions..<(map + 1) * positions)
      for index in row.indices { row[index] += shift }
    }
  }

  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    try Geometry(self, input: input.shape, weight: weight).receptiveFields(input)
  }

  /// The extents that an input and a weight settle together.
  private struct Geometry {
    let output: Shape
    private let window: Window
    private let groups: Int
    private let channels: Int
    private let height: Int
    private let width: Int
    private let fieldRows: Int

    init(_ convolution: Convolution, input: Shape, weight: Shape) throws(OperatorFault) {
      guard input.rank == 4, weight.rank == 4 else {
        throw OperatorFault(
          "an input of \(input) and a weight of \(weight) are not those of a 2-D convolution")
      }
      groups = convolution.groups
      channels = input[1]
      height = input[2]
      width = input[3]
      let (covered, overflow) = weight[1].multipliedReportingOverflow(by: groups)
      guard !overflow, channels == covered, weight[0] % groups == 0 else {
        throw OperatorFault(
          "a weight of \(weight) in \(groups) groups does not fit an input of \(input)")
      }
      let kernel = [weight[2], weight[3]]
      guard try convolution.node.ints("kernel_shape") ?? kernel == kernel else {
        throw OperatorFault("kernel_shape differs from the weight's \(weight)")
      }
      window = try Window(convolution.node, kernel: kernel)
      let size = try window.outputSize(height: height, width: width)
      guard let output = Shape([input[0], weight[0], size.height, size.width]),
        Shape([channels, kernel[0], kernel[1], size.height, size.width]) != nil
      else { throw OperatorFault("its output is too large") }
      self.output = output
      fieldRows = weight[1] * kernel[0] * kernel[1]
    }

    private var positions: Int { output[2] * output[3] }

    /// Multiplies each group's weight with the receptive fields of some images side by side, as a
    /// product of few columns takes its time to read the weight.
    func multiply(_ input: Span<Float>, _ weight: Span<Float>, into output: inout [Float]) {
      let filters = self.output[1] / groups
      let planes = channels / groups * height * width
      let together = max(1, min(self.output[0], Self.columns / max(1, positions)))
      var fields = [Float](repeating: 0, count: fieldRows * together * positions)
      var product = [Float](repeating: 0, count: filters * together * positions)
      var result = output.mutableSpan
      for first in stride(from: 0, to: self.output[0], by: together) {
        let images = first..<min(self.output[0], first + together)
        let columns = images.count * positions
        for group in 0..<groups {
          var rows = fields.mutableSpan
          for image in images {
            let start = (image * groups + group) * planes
            window.layOut(
              input.extracting(start..<start + planes), height: height, width: width,
              outputHeight: self.output[2], outputWidth: self.output[3], into: &rows,
              column: (image - first) * positions, columns: columns)
          }
          var maps = product.mutableSpan
          var products = maps._mutatingExtracting(0..<filters * columns)
          LinearAlgebra.multiply(
            weight.extracting(group * filters * fieldRows..<(group + 1) * filters * fieldRows),
            fields.span.extracting(0..<fieldRows * columns), into: &products, rows: filters,
            inner: fieldRows, columns: columns)
          for image in images {
            for filter in 0..<filters {
              let map = (image * groups + group) * filters + filter
              var target = result._mutatingExtracting(map * positions..<(map + 1) * positions)
              let start = filter * columns + (image - first) * positions
              let source = products.span.extracting(start..<start + positions)
              for index in source.indices { target[index] = source[index] }
            }
          }
        }
      }
    }

    /// How many columns a product should have at least, if there are as many.
    private static let columns = 512

    func receptiveFields(_ input: Tensor) throws(OperatorFault) -> Tensor {
      let size = fieldRows * groups * positions
      guard let shape = Shape([output[0], fieldRows * groups, output[2], output[3]]) else {
        throw OperatorFault("its receptive fields are too large")
      }
      var values = [Float](repeating: 0, count: shape.count)
      var all = values.mutableSpan
      let planes = channels * height * width
      for image in 0..<output[0] {
        var fields = all._mutatingExtracting(image * size..<(image + 1) * size)
        window.layOut(
          input.values.span.extracting(image * planes..<(image + 1) * planes), height: height,
          width: width, outputHeight: output[2], outputWidth: output[3], into: &fields,
          columns: positions)
      }
      return Tensor(shape: shape, values: values)
    }
  }
}
