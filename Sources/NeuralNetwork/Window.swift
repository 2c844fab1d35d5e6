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

    /// An axis that is not slid over.
    static let single = Axis(
      kernel: 1, stride: 1, dilation: 1, paddingBefore: 0, paddingAfter: 0)

    /// Whether it gives each element of the input its own place.
    var isIdentity: Bool { kernel == 1 && stride == 1 && paddingBefore == 0 && paddingAfter == 0 }

    /// Columns of input that the dilated kernel covers.
    var reach: Int { (kernel - 1) * dilation + 1 }

    /// The number of places it takes on an axis of the input.
    func positions(_ extent: Int, roundingUp: Bool = false) throws(OperatorFault) -> Int {
      let free = extent + paddingBefore + paddingAfter - reach
      // Rounded up, a window that ends beyond the padding has a place.
      guard free >= 0 || roundingUp && -free < stride else {
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

  var vertical: Axis
  var horizontal: Axis
  var padding: Padding

  /// The largest kernel, stride, dilation or padding that is believed.
  static let limit = 1 << 20

  init(vertical: Axis, horizontal: Axis, padding: Padding) {
    (self.vertical, self.horizontal, self.padding) = (vertical, horizontal, padding)
  }

  /// Reads `strides`, `dilations`, `pads` and `auto_pad`.
  ///
  /// On a map of one axis it is a window of one row; of three axes it may slide over the first only,
  /// and the elements of the other two are columns.
  /// - Throws: `OperatorFault` when one is malformed, or the kernel slides over more axes.
  init(_ node: StoredNode, kernel: [Int]) throws(OperatorFault) {
    let (axes, padding) = try Self.axes(node, kernel: kernel)
    let rank = axes.count
    guard rank < 3 || axes[1...].allSatisfy(\.isIdentity) else {
      throw OperatorFault("it slides over 3 axes, and only 1 or 2 are supported")
    }
    self.init(
      vertical: rank == 1 ? Axis.single : axes[0],
      horizontal: rank == 3 ? Axis.single : axes[rank - 1], padding: padding)
  }

  /// One to three axes, and how their padding is found.
  static func axes(
    _ node: StoredNode, kernel: [Int]
  ) throws(OperatorFault) -> ([Axis], Padding) {
    let rank = kernel.count
    let ones = [Int](repeating: 1, count: rank)
    let strides = try node.ints("strides") ?? ones
    let dilations = try node.ints("dilations") ?? ones
    let pads = try node.ints("pads") ?? ones.map { _ in 0 } + ones.map { _ in 0 }
    guard (1...3).contains(rank) else {
      throw OperatorFault("its kernel has \(rank) axes, and only 1 to 3 are supported")
    }
    guard strides.count == rank, dilations.count == rank, pads.count == 2 * rank else {
      throw OperatorFault("its strides, dilations or pads are not those of \(rank) axes")
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
    let axes = (0..<rank).map { axis in
      Axis(
        kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis],
        paddingBefore: padding == .explicit ? pads[axis] : 0,
        paddingAfter: padding == .explicit ? pads[rank + axis] : 0)
    }
    return (axes, padding)
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

  /// The maps that it gives where it slides over others; their number may differ.
  func output(
    of maps: Maps, channels: Int? = nil, roundingUp: Bool = false
  ) throws(OperatorFault) -> Maps {
    let axes = axes(height: maps.height, width: maps.width)
    return maps.with(
      channels: channels ?? maps.channels,
      height: try axes.vertical.positions(maps.height, roundingUp: roundingUp),
      width: try axes.horizontal.positions(maps.width, roundingUp: roundingUp))
  }
}
