internal import CKernels
internal import LinearAlgebra

/// A convolution of 3 x 3 and stride 1 by Winograd's F(4 x 4, 3 x 3): a quarter of the multiplications.
///
/// S. Winograd, *Arithmetic Complexity of Computations*, 1980; A. Lavin and S. Gray, *Fast Algorithms
/// for Convolutional Neural Networks*, CVPR 2016.
struct TiledConvolution: Sendable {
  private let geometry: ConvolutionGeometry
  /// For each panel of filters and each element of a tile, channels x filters of the panel.
  private let weights: [Float]

  /// How many bytes its weights take.
  var byteCount: Int { 4 * weights.count }
  /// The first block of filters of each panel, and after them how many there are.
  private let blocks: [Int]

  /// Extent of a tile's result.
  private static let step = 4
  private static let elements = 36
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
    let (filters, channels, block) = (geometry.filters, geometry.channels, BlockedTensor.block)
    precondition(weight.count == 9 * filters * channels, "a filter has 9 elements a channel")
    let all = BlockedTensor.blocks(filters)
    let blocks = Array(stride(from: 0, to: all, by: kernel_most_blocks())) + [all]
    self.blocks = blocks
    let size = Self.elements * channels * block
    weights = unsafe [Float](unsafeUninitializedCapacity: size * all) { buffer, initialized in
      unsafe weight.withUnsafeBufferPointer { weight in
        guard let from = weight.baseAddress, let to = buffer.baseAddress else { return }
        let operands = unsafe PackingOperands(weight: from, panels: to)
        inParallel(blocks.count - 1, inPiecesOf: 1) { range in
          for panel in range {
            let width = blocks[panel + 1] - blocks[panel]
            let first = blocks[panel] * block
            let count = min(filters - first, width * block)
            unsafe withRoom(Self.elements * count * channels) { transformed in
              unsafe kernel_transform_filters(
                operands.weight + first * channels * 9, count * channels, transformed)
              for element in 0..<Self.elements {
                unsafe kernel_pack_filters(
                  transformed + element * count * channels, channels, 1, channels,
                  kernel_lanes(first: 0, count: count), width,
                  operands.panels + blocks[panel] * size + element * channels * width * block)
              }
            }
          }
        }
      }
      initialized = size * all
    }
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
    unsafe withRoom(Self.elements * elementStep, Self.elements * productStep) {
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
      for first in stride(from: 0, to: blocks.count - 1, by: Self.panelCount) {
        let panels = first..<min(blocks.count - 1, first + Self.panelCount)
        unsafe multiply(
          transformed, elementStep, list, tiles: tiles, panels: panels, into: products, productStep)
        for filter in blocks[panels.lowerBound]..<blocks[panels.upperBound] {
          for image in images {
            let map = (image * filterBlocks + filter) * output.positions * block
            var ending = unsafe operands.ending.from(filter: filter * block, element: map)
            unsafe kernel_transform_block_back(
              products
                + ((filter - blocks[first]) * tiles + (image - images.lowerBound) * size) * block,
              productStep, rows.lowerBound, rows.count, tileColumns, operands.result + map,
              output.height, output.width, &ending)
          }
        }
      }
    }
  }

  /// Multiplies each element of the tiles by that of some panels of filters.
  private func multiply(
    _ transformed: UnsafePointer<Float>, _ elementStep: Int, _ list: [kernel_term], tiles: Int,
    panels: Range<Int>, into products: UnsafeMutablePointer<Float>, _ productStep: Int
  ) {
    let block = BlockedTensor.block
    let size = geometry.channels * block
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe list.withUnsafeBufferPointer { list in
        guard let weights = weights.baseAddress else { return }
        var terms = unsafe kernel_terms(terms: list.baseAddress, count: list.count)
        for element in 0..<Self.elements {
          for panel in panels {
            let width = blocks[panel + 1] - blocks[panel]
            unsafe kernel_multiply_places(
              transformed + element * elementStep, block, &terms,
              weights + (blocks[panel] * Self.elements + element * width) * size, width, tiles,
              products + element * productStep
                + (blocks[panel] - blocks[panels.lowerBound]) * tiles * block, tiles * block, nil,
              nil
            )
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
