internal import CKernels
internal import LinearAlgebra

/// A convolution of three axes made ready, as one of two axes at each place of the first.
struct PreparedVolumeConvolution: PreparedProduct {
  private let volume: VolumeConvolution
  private let product: PreparedConvolution

  /// Prepares a weight: filters x channels of a group x kernel.
  /// - Throws: what reading the weight throws.
  init(_ volume: VolumeConvolution, weight: WeightSource) throws {
    self.volume = volume
    product = PreparedConvolution(volume.planes, weight: try weight.read())
  }

  var byteCount: Int { product.byteCount }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) -> Value {
    guard case .floats(let input) = input.plain else { return input }
    let values = unsafe [Float](unsafeUninitializedCapacity: shape.count) {
      buffer, initialized in
      initialized = shape.count
      guard let base = buffer.baseAddress else { return }
      unsafe ending.withKernelEnding(inBlocks: false) { ending in
        let target = unsafe Target(base: base, ending: ending)
        for image in 0..<shape[0] {
          for places in volume.parts {
            guard let planes = volume.planes(of: input, image: image, places: places),
              let extents = Shape([places.count, shape[1], shape[3], shape[4]])
            else { continue }
            let product = product.apply(
              .floats(planes), shape: extents, ending: ProductEnding())
            guard case .floats(let maps) = product.plain else { continue }
            unsafe finish(maps, places: places, image: image, into: target)
          }
        }
      }
    }
    return .floats(Tensor(shape: shape, values: values))
  }

  /// Writes the maps of some places of an image, places x filters x positions, with the ending.
  private func finish(_ maps: Tensor, places: Range<Int>, image: Int, into target: Target) {
    let (filters, positions) = (maps.shape[1], volume.planes.output.positions)
    inParallel(maps.values.count / positions, inPiecesOf: max(1, elementsOfPiece / positions)) {
      range in
      unsafe maps.values.withUnsafeBufferPointer { maps in
        guard let maps = maps.baseAddress else { return }
        for map in range {
          let (place, filter) = (places.lowerBound + map / filters, map % filters)
          let element = ((image * filters + filter) * volume.places + place) * positions
          var ending = unsafe target.ending.from(filter: filter, element: element)
          unsafe kernel_end_row(
            target.base + element, maps + map * positions, positions, &ending)
        }
      }
    }
  }

  /// What all threads write different parts of, and how.
  @unsafe private struct Target: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let ending: kernel_ending
  }
}

/// The transpose of a convolution of three axes, from the gradient of its output to that of its input.
struct TransposedVolumeConvolution: PreparedProduct {
  private let volume: VolumeConvolution
  private let product: any PreparedProduct

  /// Prepares a weight: filters x channels of a group x kernel.
  /// - Throws: what reading the weight throws.
  init(_ volume: VolumeConvolution, weight: WeightSource) throws {
    self.volume = volume
    product = try volume.planes.transposed(weight)
  }

  var byteCount: Int { product.byteCount }

  /// - Precondition: there is no ending.
  func apply(_ input: Value, shape: Shape, ending: ProductEnding) throws -> Value {
    guard case .floats(let input) = input.plain else { return input }
    let (filters, places) = (input.shape[1], volume.places)
    let (met, positions) = (volume.planes.input, volume.planes.output.positions)
    let count = filters * places * positions
    var values: [Float] = []
    values.reserveCapacity(shape.count)
    for image in 0..<shape[0] {
      var sums = [Float](repeating: 0, count: shape.count / shape[0])
      for range in volume.parts {
        guard let part = Shape([range.count, filters, positions]),
          let extents = Shape([range.count, met.channels, met.height, met.width])
        else { continue }
        let view = StridedView(
          shape: part, strides: [positions, places * positions, 1],
          offset: image * count + range.lowerBound * positions)
        let product = try product.apply(
          .floats(Tensor(shape: part, values: view.elements(of: input.values))), shape: extents,
          ending: ProductEnding())
        guard case .floats(let planes) = product.plain else { continue }
        volume.addUp(planes, places: range, to: &sums)
      }
      values += sums
    }
    return .floats(Tensor(shape: shape, values: values))
  }
}
