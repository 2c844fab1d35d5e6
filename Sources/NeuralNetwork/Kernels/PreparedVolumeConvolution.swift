internal import CKernels
internal import LinearAlgebra

/// A convolution of three axes made ready, as one of two axes at each place of the first.
struct PreparedVolumeConvolution: PreparedProduct {
  private let volume: VolumeConvolution
  private let product: PreparedConvolution

  /// Prepares a weight: filters x channels of a group x kernel.
  init(_ volume: VolumeConvolution, weight: [Float]) {
    self.volume = volume
    product = PreparedConvolution(volume.planes, weight: weight.span)
  }

  func apply(_ input: Tensor, shape: Shape, ending: ProductEnding) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(shape.count)
    for image in 0..<shape[0] {
      var maps: [Float] = []
      for places in volume.parts {
        guard let planes = volume.planes(of: input, image: image, places: places),
          let extents = Shape([places.count, shape[1], shape[3], shape[4]])
        else { continue }
        maps += product.apply(planes, shape: extents, ending: ProductEnding()).values
      }
      values += finished(maps, filters: shape[1], image: image, ending)
    }
    return Tensor(shape: shape, values: values)
  }

  /// What is places x filters x positions as filters x places x positions, with the ending.
  private func finished(
    _ maps: [Float], filters: Int, image: Int, _ ending: ProductEnding
  ) -> [Float] {
    let (places, positions) = (volume.places, volume.planes.output.positions)
    var values: [Float] = []
    unsafe ending.withKernelEnding { ending in
      let ending = unsafe SharedEnding(ending: ending)
      values = unsafe [Float](rows: filters * places, of: positions) { target, rows in
        unsafe maps.withUnsafeBufferPointer { maps in
          guard let maps = maps.baseAddress else { return }
          for row in rows {
            let (filter, place) = (row / places, row % places)
            var ending = unsafe ending.ending.from(
              filter: filter, element: (image * filters * places + row) * positions)
            unsafe kernel_end_row(
              target + (row - rows.lowerBound) * positions,
              maps + (place * filters + filter) * positions, positions, &ending)
          }
        }
      }
    }
    return values
  }
}

/// The transpose of a convolution of three axes, from the gradient of its output to that of its input.
struct TransposedVolumeConvolution: PreparedProduct {
  private let volume: VolumeConvolution
  private let product: any PreparedProduct

  /// Prepares a weight: filters x channels of a group x kernel.
  init(_ volume: VolumeConvolution, weight: [Float]) {
    self.volume = volume
    product = volume.planes.transposed(weight)
  }

  /// - Precondition: there is no ending.
  func apply(_ input: Tensor, shape: Shape, ending: ProductEnding) -> Tensor {
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
        let planes = product.apply(
          Tensor(shape: part, values: view.elements(of: input.values)), shape: extents,
          ending: ProductEnding())
        volume.addUp(planes, places: range, to: &sums)
      }
      values += sums
    }
    return Tensor(shape: shape, values: values)
  }
}
