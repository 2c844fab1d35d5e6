internal import CKernels
package import LinearAlgebra

/// Maps in blocks of 16 channels: images x ceil(channels / 16) x positions x 16 (NCHWc).
///
/// The channels of a block at one position are a vector or a few, whatever the extents of a map are. What
/// the last block has beyond the channels is no part of the value, and means nothing.
package struct BlockedTensor: Sendable {
  /// Images x channels x positions...
  package let shape: Shape
  /// The elements, with those that fill the last block.
  var values: [Float]

  /// Channels of a block.
  static let block = Int(kernel_block)

  /// How many blocks hold some channels.
  static func blocks(_ channels: Int) -> Int { (channels + block - 1) / block }

  /// How many elements maps of some shape take.
  static func count(of shape: Shape) -> Int {
    shape[0] * blocks(shape[1]) * block * shape.count(of: 2..<shape.rank)
  }

  /// Values that lie as blocks do.
  /// - Precondition: they are as many as the shape takes.
  init(shape: Shape, values: [Float]) {
    precondition(values.count == Self.count(of: shape), "blocks hold all channels")
    (self.shape, self.values) = (shape, values)
  }

  /// Positions of a map.
  var positions: Int { shape.count(of: 2..<shape.rank) }
  /// Blocks of an image.
  var blocks: Int { Self.blocks(shape[1]) }

  /// Brings channels that lie one behind the other into blocks.
  /// - Precondition: the tensor has at least three axes.
  init(_ tensor: Tensor) {
    shape = tensor.shape
    let (channels, positions) = (shape[1], tensor.shape.count(of: 2..<tensor.shape.rank))
    let blocks = Self.blocks(channels)
    guard positions > 1 || !channels.isMultiple(of: Self.block) else {
      values = tensor.values
      return
    }
    let given = tensor.values
    values = unsafe [Float](rows: shape[0] * blocks, of: positions * Self.block) { target, range in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        for row in range {
          let first = row % blocks * Self.block
          let count = min(Self.block, channels - first)
          let to = unsafe target + (row - range.lowerBound) * positions * Self.block
          if count < Self.block {
            unsafe to.initialize(repeating: 0, count: positions * Self.block)
          }
          unsafe kernel_transpose(
            to, Self.block, base + (row / blocks * channels + first) * positions, positions, count,
            positions)
        }
      }
    }
  }

  /// The same with its channels one behind the other.
  var plain: Tensor {
    let (channels, positions, blocks) = (shape[1], positions, blocks)
    guard positions > 1 || !channels.isMultiple(of: Self.block) else {
      return Tensor(shape: shape, values: values)
    }
    let given = values
    let plain = unsafe [Float](rows: shape[0] * channels, of: positions) { target, range in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        // The channels of one block at a time, as far as they are in the range.
        var row = range.lowerBound
        while row < range.upperBound {
          let (image, channel) = (row / channels, row % channels)
          let lane = channel % Self.block
          let count = min(Self.block - lane, channels - channel, range.upperBound - row)
          unsafe kernel_transpose(
            target + (row - range.lowerBound) * positions, positions,
            base + (image * blocks + channel / Self.block) * positions * Self.block + lane,
            Self.block, positions, count)
          row += count
        }
      }
    }
    return Tensor(shape: shape, values: plain)
  }
}

extension BlockedTensor {
  /// Changes each map of a block of channels in place, on all threads.
  /// - Parameter change: told of the map, positions x channels of the block, and which one it is.
  mutating func changeMaps(_ change: @Sendable (UnsafeMutablePointer<Float>, Int) -> Void) {
    values.changeRowsInParallel(of: positions * Self.block) { map, index in
      unsafe map.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { unsafe change(base, index) }
      }
    }
  }

  /// The mean over positions of each channel, of sums in double.
  var means: BlockedTensor {
    let ones = [Int](repeating: 1, count: shape.rank - 2)
    guard let shape = Shape(shape.extents.prefix(2) + ones) else { return self }
    let (positions, given) = (positions, values)
    let means = unsafe [Float](
      rows: shape[0] * blocks, of: Self.block, reading: positions * Self.block
    ) { target, range in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        var sums = [Double](repeating: 0, count: Self.block)
        for row in range {
          unsafe kernel_sum_lanes(base + row * positions * Self.block, positions, &sums)
          for (lane, sum) in sums.enumerated() {
            unsafe target[(row - range.lowerBound) * Self.block + lane] =
              Float(sum / Double(positions))
          }
        }
      }
    }
    return BlockedTensor(shape: shape, values: means)
  }

  /// The first images, where there are more.
  func prefix(_ images: Int) -> BlockedTensor {
    guard shape[0] > images, let some = Shape([images] + shape.extents.dropFirst()) else {
      return self
    }
    return BlockedTensor(shape: some, values: Array(values.prefix(Self.count(of: some))))
  }

  /// Ends each element as that of a product, in place.
  mutating func end(with ending: ProductEnding) {
    let (blocks, size) = (blocks, positions * Self.block)
    unsafe ending.withKernelEnding { ending in
      let ending = unsafe SharedEnding(ending: ending)
      unsafe changeMaps { map, index in
        var own = unsafe ending.ending.from(
          filter: index % blocks * Self.block, element: index * size)
        unsafe kernel_end_places(map, map, size / Self.block, &own)
      }
    }
  }
}

/// An ending that threads read.
@unsafe struct SharedEnding: @unchecked Sendable {
  let ending: kernel_ending
}

extension BlockedTensor: Equatable {
  package static func == (a: BlockedTensor, b: BlockedTensor) -> Bool { a.plain == b.plain }
}

extension [Float] {
  /// Numbers of filters, with zeros that fill the last block.
  var filledToBlocks: [Float] {
    let missing = BlockedTensor.blocks(count) * BlockedTensor.block - count
    return missing == 0 ? self : self + [Float](repeating: 0, count: missing)
  }
}
