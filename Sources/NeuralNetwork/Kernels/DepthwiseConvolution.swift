internal import CKernels
internal import LinearAlgebra

/// A convolution with one filter for each channel: its taps are added up for a block of channels at a time.
struct DepthwiseConvolution: Sendable {
  private let geometry: ConvolutionGeometry
  private let strip: WindowStrip
  private let offsets: [Int]
  /// Blocks x taps x channels of a block.
  private let weights: [Float]

  /// How many bytes its weights take.
  var byteCount: Int { 4 * weights.count }

  /// How many numbers of a block are laid out at a time, for the first-level cache and a little more.
  private static let stripCount = 1 << 14

  /// Whether a convolution is of this kind.
  static func suits(_ geometry: ConvolutionGeometry) -> Bool {
    geometry.channels == 1 && geometry.filters == 1 && geometry.groups > 1
  }

  /// Prepares a weight: channels x kernel.
  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    strip = WindowStrip(
      geometry.axes, from: geometry.input, to: geometry.output, unit: BlockedTensor.block,
      limit: Self.stripCount)
    offsets = strip.offsets
    let (taps, block) = (geometry.fieldRows, BlockedTensor.block)
    let blocks = BlockedTensor.blocks(geometry.groups)
    var weights = [Float](repeating: 0, count: blocks * taps * block)
    for channel in 0..<geometry.groups {
      for tap in 0..<taps {
        weights[(channel / block * taps + tap) * block + channel % block] =
          weight[channel * taps + tap]
      }
    }
    self.weights = weights
  }

  /// Convolves some images.
  func run(_ operands: ConvolutionOperands, images: Range<Int>) {
    let blocks = BlockedTensor.blocks(geometry.groups)
    let work = geometry.output.positions * offsets.count
    inParallel(images.count * blocks, inPiecesOf: max(1, elementsOfPiece / max(1, work))) { range in
      unsafe withRoom(strip.isLaidOut ? strip.count : 0) { room in
        for index in range {
          unsafe run(
            operands, map: images.lowerBound * blocks + index, block: index % blocks, room: room)
        }
      }
    }
  }

  private func run(
    _ operands: ConvolutionOperands, map: Int, block: Int, room: UnsafeMutablePointer<Float>
  ) {
    let (width, taps) = (BlockedTensor.block, offsets.count)
    let output = geometry.output
    let source = unsafe operands.input + map * geometry.input.positions * width
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe offsets.withUnsafeBufferPointer { offsets in
        guard let weights = weights.baseAddress, let offsets = offsets.baseAddress else { return }
        unsafe strip.forEachRow(of: source, outside: 0, in: room) { row, input in
          let place = (map * output.positions + row * output.width) * width
          var ending = unsafe operands.ending.from(filter: block * width, element: place)
          unsafe kernel_sum_places(
            input, offsets, taps, weights + block * taps * width, output.width,
            operands.result + place, &ending)
        }
      }
    }
  }
}
