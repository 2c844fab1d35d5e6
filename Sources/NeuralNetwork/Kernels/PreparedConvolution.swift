internal import CKernels
internal import LinearAlgebra

/// A convolution of one or two axes made ready for inputs of one size: its weight packed, and the way
/// it is computed chosen.
///
/// It gives maps in blocks of channels. Each element of the result is summed in one order, whatever images,
/// threads and positions are computed beside it.
struct PreparedConvolution: PreparedProduct {
  /// How it is computed.
  private enum Algorithm: Sendable {
    case depthwise(DepthwiseConvolution)
    case direct(DirectConvolution)
    /// A 3 x 3 kernel by Winograd's tiles, and directly for images that these would not suit.
    case tiled(TiledConvolution)
  }

  private let algorithm: Algorithm

  /// Prepares a weight: filters x channels of a group x kernel.
  /// - Throws: what reading the weight throws.
  init(_ geometry: ConvolutionGeometry, weight: @escaping @Sendable () throws -> [Float]) throws {
    algorithm = try Self.algorithm(for: geometry, weight)
  }

  private static func algorithm(
    for geometry: ConvolutionGeometry, _ weight: @escaping @Sendable () throws -> [Float]
  ) throws -> Algorithm {
    let values = try weight()
    if DepthwiseConvolution.suits(geometry) {
      return .depthwise(DepthwiseConvolution(geometry, weight: values.span))
    }
    guard TiledConvolution.suits(geometry) else {
      return .direct(DirectConvolution(geometry, weight: values.span))
    }
    return .tiled(TiledConvolution(geometry, weight: values.span))
  }

  var byteCount: Int {
    switch algorithm {
    case .depthwise(let depthwise): depthwise.byteCount
    case .direct(let direct): direct.byteCount
    case .tiled(let tiled): tiled.direct.byteCount
    }
  }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) throws -> Value {
    let images = shape[0]
    let given = arranged(input)
    let count = BlockedTensor.count(of: shape)
    let values = try unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try unsafe given.withUnsafeBufferPointer { input in
        guard let from = input.baseAddress, let to = buffer.baseAddress else { return }
        try unsafe ending.withKernelEnding { ending in
          try unsafe run(
            ConvolutionOperands(input: from, result: to, ending: ending), images: images)
        }
      }
      initialized = count
    }
    return .blocked(BlockedTensor(shape: shape, values: values))
  }

  /// The elements of an input as the convolution takes them.
  private func arranged(_ input: Value) -> [Float] {
    if case .direct(let direct) = algorithm, direct.takesPlanes {
      guard case .floats(let tensor) = input.plain else { return [] }
      return tensor.values
    }
    return input.blocked?.values ?? []
  }

  private func run(_ operands: ConvolutionOperands, images: Int) throws {
    switch algorithm {
    case .depthwise(let depthwise): unsafe depthwise.run(operands, images: 0..<images)
    case .direct(let direct): unsafe direct.run(operands, images: 0..<images)
    case .tiled(let tiles):
      let isEven = unsafe tiles.suits(operands, images: images)
      var first = 0
      while first < images {
        let end = isEven[first...].firstIndex { $0 != isEven[first] } ?? images
        if isEven[first] {
          unsafe tiles.run(operands, images: first..<end)
        } else {
          unsafe tiles.direct.run(operands, images: first..<end)
        }
        first = end
      }
    }
  }
}

/// What a convolution reads and writes while it runs.
///
/// Threads read the same input and write different parts of the result.
@unsafe struct ConvolutionOperands: @unchecked Sendable {
  let input: UnsafePointer<Float>
  let result: UnsafeMutablePointer<Float>
  let ending: kernel_ending
}

/// Lends room for some numbers, which hold anything at first.
func withRoom(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
  unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, count)) { room in
    guard let room = room.baseAddress else { return }
    unsafe body(room)
  }
}

/// Lends two rooms.
func withRoom(
  _ first: Int, _ second: Int,
  _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) {
  unsafe withRoom(first) { first in unsafe withRoom(second) { unsafe body(first, $0) } }
}
