internal import CKernels
internal import LinearAlgebra

/// A convolution of 3 x 3 and stride 1 by Winograd's F(4 x 4, 3 x 3): a quarter of the multiplications.
///
/// S. Winograd, *Arithmetic Complexity of Computations*, 1980; A. Lavin and S. Gray, *Fast Algorithms
/// for Convolutional Neural Networks*, CVPR 2016.
struct TiledConvolution: Sendable {
  private let geometry: ConvolutionGeometry
  /// Holds the filters, which are transformed as they are used: kept, they would take four times the memory,
  /// and reading them would take longer.
  let direct: DirectConvolution

  /// Extent of a tile's result.
  private static let step = 4
  private static let elements = 36
  private static let rowElements = 6
  /// How many numbers of transformed tiles are there at a time, for the second-level cache.
  private static let transformedCount = 1 << 18
  /// How many tiles are transformed at a time: where weights come from farther away, so many that they
  /// are not read too often.
  private static let tileCount = 56...196
  /// How many panels' products are there at a time.
  private static let panelCount = 2

  /// Whether the transforms are worth their while.
  static func suits(_ geometry: ConvolutionGeometry) -> Bool {
    let (vertical, horizontal) = geometry.axes
    return vertical.isThree && horizontal.isThree && geometry.groups == 1
      && geometry.channels.isMultiple(of: BlockedTensor.block)
      && min(geometry.channels, geometry.filters) >= 16
      && min(geometry.output.height, geometry.output.width) >= 4
  }

  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    direct = DirectConvolution(geometry, weight: weight)
  }

  private var tileRows: Int { (geometry.output.height + Self.step - 1) / Self.step }
  private var tileColumns: Int { (geometry.output.width + Self.step - 1) / Self.step }

  /// How many times as large as a typical number of an image its largest may be, in powers of 2.
  ///
  /// What a tile loses is a fraction of its largest number, also where a result does not touch that: at
  /// 2^10 some 1e-4 of what is typical.
  private static let greatestBits: Int32 = 10

  /// Whether no number of an image is so much larger than others that these would be lost, for each.
  func suits(_ operands: ConvolutionOperands, images: Int) -> [Bool] {
    let count = geometry.input.imageCount
    return concurrently(images, inPiecesOf: 1) { range in
      unsafe kernel_is_even(
        operands.input + range.lowerBound * count, count, Self.greatestBits) != 0
    }
  }

  /// Convolves some images: a few rows of tiles of one at a time, or several whole images.
  func run(_ operands: ConvolutionOperands, images: Range<Int>) {
    let (rows, columns) = (tileRows, tileColumns)
    let isLarge = geometry.channels * geometry.filters > Self.transformedCount / Self.elements * 2
    let tiles =
      isLarge
      ? Self.tileCount.upperBound
      : max(
        Self.tileCount.lowerBound,
        min(Self.tileCount.upperBound, Self.transformedCount / Self.elements / geometry.channels))
    let together = min(images.count, max(1, tiles / (rows * columns)))
    let wanted = max(1, tiles / columns)
    let parts = (rows + wanted - 1) / wanted
    let height = (rows + parts - 1) / parts
    let blocks = (images.count + together - 1) / together
    let units = blocks * parts
    // Where there are few, threads share the filters.
    let panels = direct.panels.count
    let shares = min(panels, (linearAlgebraThreads() + units - 1) / units)
    inParallel(units * shares, inPiecesOf: 1) { range in
      for item in range {
        let (unit, share) = (item / shares, item % shares)
        let first = images.lowerBound + unit / parts * together
        let row = unit % parts * height
        guard row < rows else { continue }
        unsafe run(
          operands, images: first..<min(images.upperBound, first + together),
          rows: row..<min(rows, row + height),
          panels: direct.panels[share * panels / shares..<(share + 1) * panels / shares])
      }
    }
  }

  private func run(
    _ operands: ConvolutionOperands, images: Range<Int>, rows: Range<Int>,
    panels: ArraySlice<DirectConvolution.Panel>
  ) {
    let (channels, block) = (geometry.channels, BlockedTensor.block)
    let (input, output) = (geometry.input, geometry.output)
    let (vertical, horizontal) = geometry.axes
    let size = rows.count * tileColumns
    let tiles = images.count * size
    let channelBlocks = channels / block
    // Not a multiple of a page, whose lines would push one another out of the cache.
    let elementStep = channels * tiles + block
    let productStep = Self.panelCount * kernel_most_blocks() * tiles * block + block
    let list = (0..<channelBlocks).map { kernel_term(offset: $0 * tiles * block, depth: block) }
    let filterBlocks = BlockedTensor.blocks(output.channels)
    let filterCount = Self.rowElements * Self.filterStep(channels, kernel_most_blocks())
    unsafe withRoom(Self.elements * elementStep + filterCount, Self.elements * productStep) {
      transformed, products in
      for channel in 0..<channelBlocks {
        for image in images {
          unsafe kernel_transform_block(
            operands.input + (image * channelBlocks + channel) * input.positions * block,
            input.height, input.width, vertical.paddingBefore, horizontal.paddingBefore,
            rows.lowerBound, rows.count, tileColumns,
            transformed + (channel * tiles + (image - images.lowerBound) * size) * block,
            elementStep)
        }
      }
      for first in stride(from: panels.startIndex, to: panels.endIndex, by: Self.panelCount) {
        let some = panels[first..<min(panels.endIndex, first + Self.panelCount)]
        for panel in some {
          unsafe multiply(
            transformed, elementStep, list, tiles: tiles, panel: panel,
            filters: transformed + Self.elements * elementStep,
            into: products + (panel.block - panels[first].block) * tiles * block,
            productStep)
        }
        for panel in some {
          for filter in panel.block..<panel.block + panel.blocks {
            for image in images {
              let map = (image * filterBlocks + filter) * output.positions * block
              var ending = unsafe operands.ending.from(filter: filter * block, element: map)
              unsafe kernel_transform_block_back(
                products
                  + ((filter - panels[first].block) * tiles
                    + (image - images.lowerBound) * size) * block,
                productStep, rows.lowerBound, rows.count, tileColumns, operands.result + map,
                output.height, output.width, &ending)
            }
          }
        }
      }
    }
  }

  /// How far an element of some blocks of filters is from the next: no multiple of a page, either.
  private static func filterStep(_ channels: Int, _ blocks: Int) -> Int {
    (channels * blocks + 3) * BlockedTensor.block
  }

  /// Multiplies each element of the tiles by that of a panel of filters, a row of elements at a time.
  private func multiply(
    _ transformed: UnsafePointer<Float>, _ elementStep: Int, _ list: [kernel_term], tiles: Int,
    panel: DirectConvolution.Panel, filters: UnsafeMutablePointer<Float>,
    into products: UnsafeMutablePointer<Float>, _ productStep: Int
  ) {
    let block = BlockedTensor.block
    let filterStep = Self.filterStep(geometry.channels, panel.blocks)
    unsafe direct.weights.withUnsafeBufferPointer { weights in
      unsafe list.withUnsafeBufferPointer { list in
        guard let weights = weights.baseAddress else { return }
        var terms = unsafe kernel_terms(terms: list.baseAddress, count: list.count)
        for row in stride(from: 0, to: Self.elements, by: Self.rowElements) {
          unsafe kernel_transform_filters(
            weights + panel.start, geometry.channels, panel.blocks, row / Self.rowElements, filters,
            filterStep)
          for column in 0..<Self.rowElements {
            unsafe kernel_multiply_places(
              transformed + (row + column) * elementStep, block, &terms,
              filters + column * filterStep,
              panel.blocks, tiles, products + (row + column) * productStep, tiles * block, nil, nil)
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
