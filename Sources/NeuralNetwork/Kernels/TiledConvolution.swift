internal import CKernels
internal import LinearAlgebra

/// A convolution of 3 x 3 and stride 1 by Winograd's F(4 x 4, 3 x 3): a quarter of the multiplications.
///
/// S. Winograd, *Arithmetic Complexity of Computations*, 1980; A. Lavin and S. Gray, *Fast Algorithms
/// for Convolutional Neural Networks*, CVPR 2016.
struct TiledConvolution: Sendable {
  private let geometry: ConvolutionGeometry
  /// For each element of a tile, the transformed filters: filters x channels.
  private let weights: [PackedRows]

  /// Extent of a tile's result.
  private static let step = 4
  private static let elements = 36
  /// How many tiles are transformed at a time, so that the filters are read not too often.
  private static let tileCount = 192
  /// How many filters' products are there at a time, for the second-level cache.
  private static let filterCount = 64

  /// Whether the transforms are worth their while.
  static func suits(_ geometry: ConvolutionGeometry) -> Bool {
    let (vertical, horizontal) = geometry.axes
    return vertical.isThree && horizontal.isThree && geometry.groups == 1
      && min(geometry.channels, geometry.filters) >= 16
      && min(geometry.output.height, geometry.output.width) >= 4
  }

  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    let (filters, channels) = (geometry.filters, geometry.channels)
    let count = filters * channels
    precondition(weight.count == 9 * count, "a filter has 9 elements a channel")
    let elements = unsafe [Float](unsafeUninitializedCapacity: Self.elements * count) {
      buffer, initialized in
      unsafe weight.withUnsafeBufferPointer { weight in
        guard let from = weight.baseAddress, let to = buffer.baseAddress else { return }
        unsafe kernel_transform_filters(from, count, to)
        initialized = Self.elements * count
      }
    }
    weights = (0..<Self.elements).map { element in
      PackedRows(
        elements.span.extracting(element * count..<(element + 1) * count), rows: filters,
        inner: channels)
    }
  }

  private var tileRows: Int { (geometry.output.height + Self.step - 1) / Self.step }
  private var tileColumns: Int { (geometry.output.width + Self.step - 1) / Self.step }

  /// How many times as large as a typical number of an image its largest may be, in powers of 2.
  ///
  /// What a tile loses is a fraction of its largest number, also where a result does not touch that: at
  /// 2^10 some 1e-4 of what is typical.
  private static let greatestBits: Int32 = 10

  /// Whether no number of an image is so much larger than others that these would be lost.
  func suits(_ operands: ConvolutionOperands, image: Int) -> Bool {
    let count = geometry.input.imageCount
    return unsafe kernel_is_even(operands.input + image * count, count, Self.greatestBits) != 0
  }

  /// Convolves some images: a few rows of tiles of one at a time, or several whole images.
  func run(_ operands: ConvolutionOperands, images: Range<Int>) {
    let (rows, columns) = (tileRows, tileColumns)
    let together = min(images.count, max(1, Self.tileCount / (rows * columns)))
    let wanted = max(1, Self.tileCount / columns)
    let parts = (rows + wanted - 1) / wanted
    let height = (rows + parts - 1) / parts
    let blocks = (images.count + together - 1) / together
    inParallel(blocks * parts, inPiecesOf: 1) { range in
      for unit in range {
        let first = images.lowerBound + unit / parts * together
        let row = unit % parts * height
        guard row < rows else { continue }
        unsafe run(
          operands, images: first..<min(images.upperBound, first + together),
          rows: row..<min(rows, row + height))
      }
    }
  }

  private func run(_ operands: ConvolutionOperands, images: Range<Int>, rows: Range<Int>) {
    let (channels, panel, lanes) = (
      geometry.channels, PackedRows.panelColumns, kernel_lanes()
    )
    let (input, output) = (geometry.input, geometry.output)
    let (vertical, horizontal) = geometry.axes
    let size = rows.count * tileColumns
    let tiles = images.count * size
    let padded = (tiles + panel - 1) / panel * panel
    // Not a multiple of a page, whose lines would push one another out of the cache.
    let planeStep = padded + lanes
    let panelStep = channels * padded + lanes
    let filters = max(1, Self.filterCount / PackedRows.panelRows) * PackedRows.panelRows
    let productStep = filters * padded + lanes
    unsafe withRoom(Self.elements * planeStep, Self.elements * panelStep) { planes, panels in
      for channel in 0..<channels {
        for image in images {
          unsafe kernel_lay_out_tiles(
            operands.input + (image * channels + channel) * input.positions, input.height,
            input.width, vertical.paddingBefore, horizontal.paddingBefore, rows.lowerBound,
            rows.count, tileColumns, planes + (image - images.lowerBound) * size, planeStep)
        }
        unsafe kernel_transform_tiles(
          planes, planeStep, tiles, panels, panelStep, channels, channel)
      }
      unsafe withRoom(Self.elements * productStep) { products in
        for first in stride(from: 0, to: geometry.filters, by: filters) {
          let part = first..<min(geometry.filters, first + filters)
          for element in 0..<Self.elements {
            unsafe weights[element].multiply(
              rows: part, part: 0..<channels, by: panels + element * panelStep, columns: tiles,
              into: products + element * productStep, leading: padded, ending: nil)
          }
          for filter in part {
            for image in images {
              let map = image * output.channels + filter
              var ending = unsafe operands.ending.from(
                filter: filter, element: map * output.positions)
              unsafe kernel_transform_products(
                products + (filter - first) * padded + (image - images.lowerBound) * size,
                productStep, rows.lowerBound, rows.count, tileColumns,
                operands.result + map * output.positions, output.height, output.width, &ending)
            }
          }
        }
      }
    }
  }
}

extension Window.Axis {
  /// Whether a kernel of three elements slides by one.
  fileprivate var isThree: Bool { kernel == 3 && stride == 1 && dilation == 1 }
}
