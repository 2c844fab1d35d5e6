import Formats

/// A kernel that slides over the rows and columns of a map.
struct Window: Hashable, Sendable {
  /// One of its two axes.
  struct Axis: Hashable, Sendable {
    var kernel: Int
    var stride: Int
    var dilation: Int
    var paddingBefore: Int
    var paddingAfter: Int

    /// Columns of input that the dilated kernel covers.
    var reach: Int { (kernel - 1) * dilation + 1 }

    /// The number of places it takes on an axis of the input.
    func positions(_ extent: Int, roundingUp: Bool = false) throws(OperatorFault) -> Int {
      let free = extent + paddingBefore + paddingAfter - reach
      guard free >= 0 else {
        throw OperatorFault("a kernel that covers \(reach) does not fit an input of \(extent)")
      }
      guard roundingUp else { return free / stride + 1 }
      let count = (free + stride - 1) / stride + 1
      // The last window must begin inside the input or its leading padding.
      return (count - 1) * stride >= extent + paddingBefore ? count - 1 : count
    }

    /// The axis with the padding that keeps `ceil(extent / stride)` places.
    func paddedToSame(_ extent: Int, excessFirst: Bool) -> Axis {
      let places = (extent + stride - 1) / stride
      let total = max(0, (places - 1) * stride + reach - extent)
      var axis = self
      axis.paddingBefore = excessFirst ? total - total / 2 : total / 2
      axis.paddingAfter = total - axis.paddingBefore
      return axis
    }
  }

  /// How padding is found.
  enum Padding: String, Sendable {
    case explicit = "NOTSET"
    case valid = "VALID"
    case sameUpper = "SAME_UPPER"
    case sameLower = "SAME_LOWER"
  }

  private var vertical: Axis
  private var horizontal: Axis
  private let padding: Padding

  /// The largest kernel, stride, dilation or padding that is believed.
  private static let limit = 1 << 20

  /// Reads `kernel_shape`, `strides`, `dilations`, `pads` and `auto_pad`.
  /// - Throws: `OperatorFault` when one is malformed, or the kernel is not two-dimensional.
  init(_ node: StoredNode, kernel: [Int]) throws(OperatorFault) {
    let strides = try node.ints("strides") ?? [1, 1]
    let dilations = try node.ints("dilations") ?? [1, 1]
    let pads = try node.ints("pads") ?? [0, 0, 0, 0]
    guard kernel.count == 2, strides.count == 2, dilations.count == 2, pads.count == 4 else {
      throw OperatorFault("its kernel is not two-dimensional, and only those are supported")
    }
    guard (kernel + strides + dilations).allSatisfy({ $0 > 0 && $0 < Self.limit }),
      pads.allSatisfy({ $0 >= 0 && $0 < Self.limit })
    else {
      throw OperatorFault("its kernel, strides, dilations or pads are out of range")
    }
    let word = try node.string("auto_pad", default: "NOTSET")
    guard let padding = Padding(rawValue: word) else {
      throw OperatorFault("auto_pad \(word) is not known")
    }
    self.padding = padding
    let isExplicit = padding == .explicit
    vertical = Axis(
      kernel: kernel[0], stride: strides[0], dilation: dilations[0],
      paddingBefore: isExplicit ? pads[0] : 0, paddingAfter: isExplicit ? pads[2] : 0)
    horizontal = Axis(
      kernel: kernel[1], stride: strides[1], dilation: dilations[1],
      paddingBefore: isExplicit ? pads[1] : 0, paddingAfter: isExplicit ? pads[3] : 0)
  }

  /// The two axes for an input of a given size, padding settled.
  func axes(height: Int, width: Int) -> (vertical: Axis, horizontal: Axis) {
    switch padding {
    case .explicit, .valid: return (vertical, horizontal)
    case .sameUpper, .sameLower:
      let first = padding == .sameLower
      return (
        vertical.paddedToSame(height, excessFirst: first),
        horizontal.paddedToSame(width, excessFirst: first)
      )
    }
  }

  /// Rows and columns of the output for an input of a given size.
  func outputSize(
    height: Int, width: Int, roundingUp: Bool = false
  ) throws(OperatorFault) -> (height: Int, width: Int) {
    let axes = axes(height: height, width: width)
    return (
      try axes.vertical.positions(height, roundingUp: roundingUp),
      try axes.horizontal.positions(width, roundingUp: roundingUp)
    )
  }
}
