internal import CKernels
internal import LinearAlgebra

/// A convolution of one or two axes made ready for inputs of one size: its weight packed, and the way
/// it is computed chosen.
///
/// Each element of the result is summed in one order, whatever images, threads and positions are
/// computed beside it.
struct PreparedConvolution: PreparedProduct {
  /// How it is computed.
  private enum Algorithm: Sendable {
    /// One channel a filter: its taps are added up over the whole map.
    case sliding(weight: [Float])
    /// A product of the unfolded weight of each group with receptive fields.
    case fields([PackedRows])
    /// A 3 x 3 kernel by Winograd's tiles, and by receptive fields for images that these would not suit.
    case tiles(TiledConvolution, otherwise: [PackedRows])
  }

  private let algorithm: Algorithm
  private let geometry: ConvolutionGeometry
  private let window: kernel_window

  /// Prepares a weight: filters x channels of a group x kernel.
  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    window = geometry.kernelWindow
    let (filters, channels) = (geometry.filters, geometry.channels)
    if channels == 1, filters <= Self.fewFilters, window.rows * window.columns <= Self.mostTaps {
      algorithm = .sliding(weight: weight.indices.map { weight[$0] })
    } else {
      let size = filters * geometry.fieldRows
      let weights = (0..<geometry.groups).map { group in
        PackedRows(
          weight.extracting(group * size..<(group + 1) * size), rows: filters,
          inner: geometry.fieldRows)
      }
      algorithm =
        TiledConvolution.suits(geometry)
        ? .tiles(TiledConvolution(geometry, weight: weight), otherwise: weights)
        : .fields(weights)
    }
  }

  /// Up to how many filters of one channel each are summed without a product of matrices.
  private static let fewFilters = 4
  private static let mostTaps = Int(kernel_most_taps)
  /// How many numbers of receptive fields are laid out at a time, for the second-level cache.
  private static let fieldCount = 1 << 16
  /// How many rows of receptive fields are laid out at a time, for the first-level cache.
  private static let rowCount = 256

  func apply(_ input: Tensor, shape: Shape, ending: ProductEnding) -> Tensor {
    let images = shape[0]
    precondition(
      input.values.count == images * geometry.input.imageCount
        && shape.count == images * geometry.output.imageCount, "input and result fit the extents")
    let values = unsafe [Float](unsafeUninitializedCapacity: shape.count) { buffer, initialized in
      unsafe input.values.withUnsafeBufferPointer { input in
        guard let from = input.baseAddress, let to = buffer.baseAddress else { return }
        unsafe ending.withKernelEnding { ending in
          unsafe run(ConvolutionOperands(input: from, result: to, ending: ending), images: images)
        }
      }
      initialized = shape.count
    }
    return Tensor(shape: shape, values: values)
  }

  private func run(_ operands: ConvolutionOperands, images: Int) {
    switch algorithm {
    case .sliding(let weight): unsafe slide(weight, operands, images: images)
    case .fields(let weights): unsafe multiplyFields(weights, operands, images: 0..<images)
    case .tiles(let tiles, let weights):
      let isEven = concurrently(images, inPiecesOf: 1) { range in
        unsafe tiles.suits(operands, image: range.lowerBound)
      }
      var first = 0
      while first < images {
        let end = isEven[first...].firstIndex { $0 != isEven[first] } ?? images
        if isEven[first] {
          unsafe tiles.run(operands, images: first..<end)
        } else {
          unsafe multiplyFields(weights, operands, images: first..<end)
        }
        first = end
      }
    }
  }

  private func slide(_ weight: [Float], _ operands: ConvolutionOperands, images: Int) {
    let (places, taps) = (geometry.output.positions, geometry.fieldRows)
    let maps = images * geometry.output.channels
    inParallel(maps, inPiecesOf: max(1, Self.fieldCount / places)) { range in
      var window = window
      let roomCount = unsafe withUnsafePointer(to: &window) { unsafe kernel_slide_room($0) }
      unsafe withRoom(roomCount) { room in
        unsafe weight.withUnsafeBufferPointer { weight in
          guard let weight = weight.baseAddress else { return }
          for map in range {
            let filter = map % geometry.output.channels
            let channel =
              map / geometry.output.channels * geometry.input.channels + filter / geometry.filters
            var ending = unsafe operands.ending.from(filter: filter, element: map * places)
            unsafe kernel_slide_sum(
              operands.input + channel * geometry.input.positions, &window, weight + filter * taps,
              room, operands.result + map * places, &ending)
          }
        }
      }
    }
  }

  /// Some receptive fields of a group at a time: of a part of an image, or of several images.
  private func multiplyFields(
    _ weights: [PackedRows], _ operands: ConvolutionOperands, images: Range<Int>
  ) {
    let (positions, panel) = (geometry.output.positions, PackedRows.panelColumns)
    let rows = min(geometry.fieldRows, Self.rowCount)
    let columns = max(panel, Self.fieldCount / rows / panel * panel)
    let together = positions >= columns ? 1 : min(images.count, max(1, columns / positions))
    // Parts of an image that are about as large as one another.
    let parts = (positions + columns - 1) / columns
    let width = ((positions + parts - 1) / parts + panel - 1) / panel * panel
    let blocks = (images.count + together - 1) / together
    let units = blocks * geometry.groups * parts
    inParallel(units, inPiecesOf: 1) { range in
      for unit in range {
        let first = images.lowerBound + unit / (geometry.groups * parts) * together
        let group = unit / parts % geometry.groups
        let start = unit % parts * width
        guard start < positions else { continue }
        unsafe multiplyFields(
          weights[group], operands, group: group,
          images: first..<min(images.upperBound, first + together),
          places: start..<min(positions, start + width))
      }
    }
  }

  private func multiplyFields(
    _ weight: PackedRows, _ operands: ConvolutionOperands, group: Int, images: Range<Int>,
    places: Range<Int>
  ) {
    let (filters, panel, positions) = (
      geometry.filters, PackedRows.panelColumns, geometry.output.positions
    )
    let columns = images.count * places.count
    let padded = (columns + panel - 1) / panel * panel
    let rows = min(geometry.fieldRows, Self.rowCount)
    let isAlone = images.count == 1
    unsafe withRoom(rows * padded, isAlone ? 0 : filters * columns) { fields, products in
      for first in stride(from: 0, to: geometry.fieldRows, by: Self.rowCount) {
        let part = first..<min(geometry.fieldRows, first + Self.rowCount)
        for image in images {
          unsafe layOut(
            operands.input + (image * geometry.groups + group) * geometry.channels
              * geometry.input.positions,
            rows: part, places: places, into: fields,
            column: (image - images.lowerBound) * places.count)
        }
        let isLast = part.upperBound == geometry.fieldRows
        let element =
          (images.lowerBound * geometry.output.channels + group * filters) * positions
          + places.lowerBound
        unsafe weight.multiply(
          rows: 0..<filters, part: part, by: fields, columns: columns,
          into: isAlone ? operands.result + element : products,
          leading: isAlone ? positions : columns,
          ending: isLast && isAlone
            ? operands.ending.from(filter: group * filters, element: element) : nil)
      }
      guard !isAlone else { return }
      for image in images {
        for filter in 0..<filters {
          let map = image * geometry.output.channels + group * filters + filter
          var ending = unsafe operands.ending.from(
            filter: group * filters + filter, element: map * positions)
          unsafe kernel_end_row(
            operands.result + map * positions,
            products + filter * columns + (image - images.lowerBound) * positions, positions,
            &ending)
        }
      }
    }
  }

  /// Lays out receptive fields of one image in panels of columns.
  private func layOut(
    _ channels: UnsafePointer<Float>, rows: Range<Int>, places: Range<Int>,
    into fields: UnsafeMutablePointer<Float>, column: Int
  ) {
    if geometry.isPointwise, column.isMultiple(of: PackedRows.panelColumns) {
      unsafe kernel_pack_columns(
        channels + rows.lowerBound * geometry.input.positions + places.lowerBound, rows.count,
        places.count, geometry.input.positions, 1, fields + column * rows.count, rows.count)
    } else {
      var window = window
      unsafe kernel_pack_fields(
        channels, &window, rows.lowerBound, rows.count, places.lowerBound, places.count, fields,
        column)
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
