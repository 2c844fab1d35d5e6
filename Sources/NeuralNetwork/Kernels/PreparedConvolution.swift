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
  init(_ geometry: ConvolutionGeometry, weight: [Float]) {
    algorithm =
      if DepthwiseConvolution.suits(geometry) {
        .depthwise(DepthwiseConvolution(geometry, weight: weight.span))
      } else if TiledConvolution.suits(geometry) {
        .tiled(TiledConvolution(geometry, weight: weight.span))
      } else {
        .direct(DirectConvolution(geometry, weight: weight.span))
      }
  }

  var byteCount: Int {
    switch algorithm {
    case .depthwise(let depthwise): depthwise.byteCount
    case .direct(let direct): direct.byteCount
    case .tiled(let tiled): tiled.direct.byteCount
    }
  }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) -> Value {
    let images = shape[0]
    let given = arranged(input)
    let count = BlockedTensor.count(of: shape)
    let values = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe given.withUnsafeBufferPointer { input in
        guard let from = input.baseAddress, let to = buffer.baseAddress else { return }
        unsafe ending.withKernelEnding { ending in
          unsafe run(
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

  private func run(_ operands: ConvolutionOperands, images: Int) {
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
