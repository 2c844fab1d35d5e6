internal import CKernels
internal import LinearAlgebra

/// A convolution as products of receptive fields, which are read where they lie, with panels of filters.
struct DirectConvolution: Sendable {
  /// Some blocks of filters of one group.
  struct Panel: Sendable {
    fileprivate let group: Int
    /// The first block of filters.
    let block: Int
    let blocks: Int
    /// The filters of the block, where others of it are of another group.
    fileprivate let lanes: kernel_lanes?
    /// Where its weights begin.
    let start: Int
  }

  private let geometry: ConvolutionGeometry
  /// Whether the channels of its input lie one behind the other: there are too few to fill a block.
  let takesPlanes: Bool
  private let strip: WindowStrip
  /// For each group, what its filters take.
  private let terms: [[kernel_term]]
  let panels: [Panel]
  /// For each panel and each term of its group, the numbers that a place takes x filters.
  let weights: [Float]

  /// How many bytes its weights take.
  var byteCount: Int { 4 * weights.count }

  /// Up to how many channels are not brought into blocks.
  private static let fewChannels = 4
  /// How many numbers of an input are read again and again, for the second-level cache.
  private static let inputCount = 1 << 16

  /// Prepares a weight: filters x channels of a group x kernel.
  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    let (groups, filters, channels) = (geometry.groups, geometry.filters, geometry.channels)
    let takesPlanes = groups == 1 && channels <= Self.fewChannels
    self.takesPlanes = takesPlanes
    let maps = takesPlanes ? channels : BlockedTensor.blocks(geometry.input.channels)
    let strip = WindowStrip(
      geometry.axes, from: geometry.input, to: geometry.output,
      unit: takesPlanes ? 1 : BlockedTensor.block, limit: Self.inputCount / max(1, maps))
    self.strip = strip
    let block = BlockedTensor.block
    /// Channels that lie side by side, of a group: how far the first is, which of the group's it is, and
    /// how many there are.
    @Sendable func runs(_ group: Int) -> [(offset: Int, channel: Int, count: Int)] {
      guard !takesPlanes else { return (0..<channels).map { ($0 * strip.count, $0, 1) } }
      let (start, end) = (group * channels, (group + 1) * channels)
      return (start / block...(end - 1) / block).map { index in
        let first = max(start, index * block)
        return (
          index * strip.count + first % block, first - start, min(end, (index + 1) * block) - first
        )
      }
    }
    let offsets = strip.offsets
    terms = (0..<groups).map { group in
      runs(group).flatMap { run in
        offsets.map { kernel_term(offset: run.offset + $0, depth: run.count) }
      }
    }
    var panels: [Panel] = []
    var count = 0
    for group in 0..<groups {
      var first = group * filters
      let end = first + filters
      while first < end {
        let lane = first % block
        let isWhole = lane == 0 && (end - first >= block || groups == 1)
        let most = isWhole ? kernel_most_blocks() : 1
        // Of a group that ends within a block, the whole blocks before it.
        let left = groups == 1 ? BlockedTensor.blocks(end - first) : max(1, (end - first) / block)
        let blocks = min(most, left)
        let next = min(end, first - lane + blocks * block)
        panels.append(
          Panel(
            group: group, block: first / block, blocks: blocks,
            lanes: isWhole ? nil : kernel_lanes(first: lane, count: next - first), start: count))
        count += geometry.fieldRows * blocks * block
        first = next
      }
    }
    self.panels = panels
    weights = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe weight.withUnsafeBufferPointer { weight in
        guard let from = weight.baseAddress, let to = buffer.baseAddress else { return }
        let operands = unsafe PackingOperands(weight: from, panels: to)
        let taps = offsets.count
        let all = panels
        inParallel(all.count, inPiecesOf: 1) { range in
          for panel in all[range] {
            let first = max(panel.block * block, panel.group * filters)
            let end = min(
              (panel.group + 1) * filters, (panel.block + panel.blocks) * block)
            var target = unsafe operands.panels + panel.start
            for run in runs(panel.group) {
              for tap in 0..<taps {
                unsafe kernel_pack_filters(
                  operands.weight + first * geometry.fieldRows + run.channel * taps + tap,
                  run.count,
                  taps, geometry.fieldRows, kernel_lanes(first: first % block, count: end - first),
                  panel.blocks, target)
                unsafe target += run.count * panel.blocks * block
              }
            }
          }
        }
        initialized = count
      }
    }
  }

  /// Convolves some images: some rows of the result, or some positions of a pointwise one, at a time.
  func run(_ operands: ConvolutionOperands, images: Range<Int>) {
    let isRow = geometry.isPointwise && !strip.isLaidOut
    let output = geometry.output
    // Positions of a pointwise convolution are one row.
    let rows = isRow ? output.positions : output.height
    let wanted =
      isRow ? max(64, Self.inputCount / max(1, geometry.input.channels)) : strip.placeRows
    let parts = (rows + wanted - 1) / wanted
    let height = (rows + parts - 1) / parts
    // Where there are few, threads share the filters.
    let units = images.count * parts
    let shares = min(panels.count, max(1, 2 * linearAlgebraThreads() / units))
    inParallel(units * shares, inPiecesOf: 1) { range in
      for item in range {
        let (unit, share) = (item / shares, item % shares)
        let some =
          share * panels.count / shares..<(share + 1) * panels.count / shares
        let first = unit % parts * height
        guard first < rows else { continue }
        unsafe run(
          operands, image: images.lowerBound + unit / parts,
          rows: first..<min(rows, first + height), isRow: isRow, panels: some)
      }
    }
  }

  private func run(
    _ operands: ConvolutionOperands, image: Int, rows: Range<Int>, isRow: Bool, panels: Range<Int>
  ) {
    let input = geometry.input
    let maps = takesPlanes ? input.channels : BlockedTensor.blocks(input.channels)
    let size = input.positions * strip.unit
    let source = unsafe operands.input + image * maps * size
    guard strip.isLaidOut else {
      if isRow {
        unsafe multiply(
          operands, source + rows.lowerBound * strip.unit, image: image, rows: 0..<1,
          first: rows.lowerBound, places: rows.count, panels: panels)
      } else {
        unsafe multiply(
          operands, source + strip.start(ofRow: rows.lowerBound), image: image, rows: rows,
          first: 0, places: geometry.output.width, panels: panels)
      }
      return
    }
    unsafe withRoom(maps * strip.count) { room in
      for map in 0..<maps {
        unsafe strip.layOut(
          source + map * size, rows: rows, into: room + map * strip.count)
      }
      unsafe multiply(
        operands, room, image: image, rows: rows, first: 0, places: geometry.output.width,
        panels: panels)
    }
  }

  /// Multiplies some places of each of some rows of the result, from the `first` one on.
  private func multiply(
    _ operands: ConvolutionOperands, _ input: UnsafePointer<Float>, image: Int, rows: Range<Int>,
    first: Int, places: Int, panels range: Range<Int>
  ) {
    let (output, block) = (geometry.output, BlockedTensor.block)
    let blocks = BlockedTensor.blocks(output.channels)
    unsafe weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for panel in panels[range] {
        unsafe terms[panel.group].withUnsafeBufferPointer { list in
          var terms = unsafe kernel_terms(terms: list.baseAddress, count: list.count)
          for row in rows {
            let place =
              ((image * blocks + panel.block) * output.positions + row * output.width + first)
              * block
            var ending = unsafe operands.ending.from(
              filter: panel.block * block, element: place)
            func multiply(_ lanes: UnsafePointer<kernel_lanes>?) {
              unsafe kernel_multiply_places(
                input + strip.start(ofRow: row - rows.lowerBound), strip.unit, &terms,
                weights + panel.start, panel.blocks, places, operands.result + place,
                output.positions * block, lanes, &ending)
            }
            if let lanes = panel.lanes {
              unsafe withUnsafePointer(to: lanes) { unsafe multiply($0) }
            } else {
              multiply(nil)
            }
          }
        }
      }
    }
  }
}

/// What packing reads and writes: threads write different panels.
@unsafe struct PackingOperands: @unchecked Sendable {
  let weight: UnsafePointer<Float>
  let panels: UnsafeMutablePointer<Float>
}
