import Formats
import LinearAlgebra

/// A convolution of three axes: planes of receptive fields, a place of the first axis at a time.
///
/// Input `N x C x L x H x W`, weight `D x C/groups x kL x kH x kW`, output `N x D x oL x oH x oW`.
struct VolumeConvolution {
  private let depth: Window.Axis
  private let window: Window
  private let groups: Int
  private let images: Int
  private let channels: Int
  private let filters: Int
  private let length: Int
  private let places: Int
  private let plane: Maps
  private let outputPlane: Maps

  /// - Throws: `OperatorFault` when the extents do not fit.
  init(_ node: StoredNode, groups: Int, input: Shape, weight: Shape) throws(OperatorFault) {
    guard input.rank == 5, weight.rank == 5,
      let plane = Shape([1, 1, input[3], input[4]])
    else {
      throw OperatorFault("a weight of \(weight) does not fit an input of \(input)")
    }
    let (axes, padding) = try Window.axes(node, kernel: Array(weight.extents[2...]))
    let isSame = padding == .sameUpper || padding == .sameLower
    depth =
      isSame ? axes[0].paddedToSame(input[2], excessFirst: padding == .sameLower) : axes[0]
    window = Window(vertical: axes[1], horizontal: axes[2], padding: padding)
    self.plane = try Maps(plane)
    (self.groups, images, channels, filters) = (groups, input[0], input[1], weight[0])
    length = input[2]
    places = try depth.positions(input[2])
    outputPlane = try window.output(of: self.plane)
    let rows = weight.extents.dropFirst().reduce(1, *)
    guard rows <= Node.greatestCount / max(1, outputPlane.positions) else {
      throw OperatorFault("its receptive fields are too large")
    }
  }

  /// The output's shape.
  var shape: Shape? { shape(channels: filters) }

  private func shape(channels: Int) -> Shape? {
    Shape([images, channels, places, outputPlane.height, outputPlane.width])
  }

  /// Channels of a group, and rows of its receptive field matrix.
  private var width: Int { channels / groups }
  private var kernelPlane: Int { window.vertical.kernel * window.horizontal.kernel }
  private var fieldRows: Int { width * depth.kernel * kernelPlane }

  /// Writes `W1 . Psi(X)` of each image: images x filters x places.
  func multiply(_ input: Span<Float>, _ weight: Span<Float>, into output: inout [Float]) {
    let positions = outputPlane.positions
    guard positions > 0, filters > 0 else { return }
    var result = output.mutableSpan
    var fields = [Float](repeating: 0, count: fieldRows * positions)
    let rows = filters / groups
    for part in 0..<images * groups {
      let group = part % groups
      for place in 0..<places {
        var span = fields.mutableSpan
        layOut(input, part: part, place: place, into: &span, column: 0, columns: positions)
        let start = (part * rows * places + place) * positions
        var target = result._mutatingExtracting(
          start..<start + (rows - 1) * places * positions + positions)
        LinearAlgebra.multiply(
          weight.extracting(group * rows * fieldRows..<(group + 1) * rows * fieldRows),
          fields.span, into: &target, rows: rows, inner: fieldRows, columns: positions,
          leading: places * positions)
      }
    }
  }

  /// The gradient of the input, from that of the output.
  /// - Parameters:
  ///   - gradient: images x filters x places.
  ///   - weight: the weight.
  ///   - shape: that of the input.
  /// - Returns: of that shape.
  func backward(_ gradient: Tensor, _ weight: Tensor, _ shape: Shape) -> Tensor {
    let (positions, rows) = (outputPlane.positions, filters / groups)
    var values = [Float](repeating: 0, count: shape.count)
    guard positions > 0, filters > 0 else { return Tensor(shape: shape, values: values) }
    var result = values.mutableSpan
    var fields = [Float](repeating: 0, count: fieldRows * positions)
    let size = kernelPlane * positions
    for part in 0..<images * groups {
      let group = part % groups
      for place in 0..<places {
        let given = (0..<rows).flatMap { row in
          let start = ((part * rows + row) * places + place) * positions
          return gradient.values[start..<start + positions]
        }
        var span = fields.mutableSpan
        LinearAlgebra.multiply(
          weight.values.span.extracting(
            group * rows * fieldRows..<(group + 1) * rows * fieldRows),
          transposingA: true, given.span, into: &span, rows: fieldRows, inner: rows,
          columns: positions)
        for row in 0..<width * depth.kernel {
          let (channel, element) = (row / depth.kernel, row % depth.kernel)
          let source = place * depth.stride + element * depth.dilation - depth.paddingBefore
          guard (0..<length).contains(source) else { continue }
          let start = ((part * width + channel) * length + source) * plane.positions
          var target = result._mutatingExtracting(start..<start + plane.positions)
          window.addUp(
            fields.span.extracting(row * size..<(row + 1) * size), input: plane,
            output: outputPlane, places: 0..<outputPlane.height, into: &target)
        }
      }
    }
    return Tensor(shape: shape, values: values)
  }

  /// The receptive field matrices: images x columns of the unfolded matrix x places.
  func receptiveFields(_ input: Tensor) throws(OperatorFault) -> Tensor {
    guard let shape = shape(channels: fieldRows * groups), shape.count <= Node.greatestCount else {
      throw OperatorFault("its receptive fields are too large")
    }
    var values = [Float](repeating: 0, count: shape.count)
    var all = values.mutableSpan
    let columns = places * outputPlane.positions
    for part in 0..<images * groups {
      var fields = all._mutatingExtracting(
        part * fieldRows * columns..<(part + 1) * fieldRows * columns)
      for place in 0..<places {
        layOut(
          input.values.span, part: part, place: place, into: &fields,
          column: place * outputPlane.positions, columns: columns)
      }
    }
    return Tensor(shape: shape, values: values)
  }

  /// Lays out the receptive fields at one place of the first axis, of one group of one image.
  @_lifetime(fields: copy fields)
  private func layOut(
    _ input: Span<Float>, part: Int, place: Int, into fields: inout MutableSpan<Float>,
    column: Int, columns: Int
  ) {
    let size = plane.positions
    for channel in 0..<width {
      for element in 0..<depth.kernel {
        let row = (channel * depth.kernel + element) * kernelPlane
        var rows = fields._mutatingExtracting(row * columns..<(row + kernelPlane) * columns)
        let source = place * depth.stride + element * depth.dilation - depth.paddingBefore
        guard (0..<length).contains(source) else {
          for line in 0..<kernelPlane {
            let start = line * columns + column
            rows.clear(start..<start + outputPlane.positions)
          }
          continue
        }
        let start = ((part * width + channel) * length + source) * size
        window.layOut(
          input.extracting(start..<start + size), input: plane, output: outputPlane,
          places: 0..<outputPlane.height, into: &rows, column: column, columns: columns)
      }
    }
  }
}
