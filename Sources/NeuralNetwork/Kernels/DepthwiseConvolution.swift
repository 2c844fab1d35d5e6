internal import CKernels
internal import LinearAlgebra

/// A convolution with one filter for each channel: its taps are added up for a block of channels at a
/// time, where the map lies.
struct DepthwiseConvolution: Sendable {
  private let geometry: ConvolutionGeometry
  /// Blocks x taps x channels of a block.
  private let weights: [Float]

  /// How many bytes its weights take.
  var byteCount: Int { 4 * weights.count }

  /// Whether a convolution is of this kind.
  static func suits(_ geometry: ConvolutionGeometry) -> Bool {
    geometry.channels == 1 && geometry.filters == 1 && geometry.groups > 1
  }

  /// Prepares a weight: channels x kernel.
  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
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
    let work = geometry.output.positions * geometry.fieldRows
    inParallel(images.count * blocks, inPiecesOf: max(1, elementsOfPiece / max(1, work))) { range in
      for index in range {
        unsafe run(operands, map: images.lowerBound * blocks + index, block: index % blocks)
      }
    }
  }

  private func run(_ operands: ConvolutionOperands, map: Int, block: Int) {
    let (width, output) = (BlockedTensor.block, geometry.output)
    let source = unsafe operands.input + map * geometry.input.positions * width
    var window = kernel_window(geometry.axes, over: geometry.input)
    unsafe weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for row in 0..<output.height {
        let place = (map * output.positions + row * output.width) * width
        var ending = unsafe operands.ending.from(filter: block * width, element: place)
        unsafe kernel_slide(
          source, &window, row, weights + block * geometry.fieldRows * width, output.width,
          operands.result + place, &ending)
      }
    }
  }
}

extension kernel_window {
  /// A window that slides over maps.
  init(_ axes: (vertical: Window.Axis, horizontal: Window.Axis), over maps: Maps) {
    self.init(
      height: maps.height, width: maps.width, rows: axes.vertical.kernel,
      columns: axes.horizontal.kernel, row_step: axes.vertical.dilation,
      column_step: axes.horizontal.dilation, row_stride: axes.vertical.stride,
      column_stride: axes.horizontal.stride, top: axes.vertical.paddingBefore,
      left: axes.horizontal.paddingBefore)
  }
}
