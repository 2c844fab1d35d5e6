internal import CKernels
import LinearAlgebra

/// Channels split into groups of which each then gives one after the other (ShuffleNet; Zhang et al.,
/// 2018), as exporters write it: `Reshape`, `Transpose`, `Reshape`.
///
/// It works on maps in blocks of channels alone.
struct ChannelShuffle: Operator {
  let split: Reshaping
  let exchange: Rearrangement
  let merge: Reshaping
  /// What is known of the operands of both reshapings beside what they reshape.
  let operands: (split: [Fact?], merge: [Fact?])

  var choosesElements: Bool { true }

  var takesBlocks: Bool { true }

  func declines(_ operand: Value) -> Bool {
    guard case .blocked(let maps) = operand else { return true }
    return groups(of: maps.shape) == nil
  }

  /// How many groups the channels of maps are split into; nil where these nodes do something else to them.
  private func groups(of maps: Shape) -> Int? {
    guard let extents = try? split.extents(maps, [Fact(shape: maps)] + operands.split),
      extents.count == maps.rank + 1, extents[0] == maps[0],
      extents[2...] == [maps[1] / max(1, extents[1])] + maps.extents[2...],
      let apart = Shape(extents), apart.count == maps.count,
      let view = try? exchange.view(apart, [Fact(shape: apart)]),
      view.strides
        == StridedView.transposing(apart, [0, 2, 1] + Array(3..<apart.rank))?.strides,
      (try? merge.extents(view.shape, [Fact(shape: view.shape)] + operands.merge)) == maps.extents
    else { return nil }
    return extents[1]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    guard case .blocked(let maps)? = inputs[0], let groups = groups(of: maps.shape) else {
      throw OperatorFault("its channels are not in blocks")
    }
    let size = maps.shape[1] / groups
    return [.blocked(maps.gathering { $0 % groups * size + $0 / groups })]
  }
}

extension BlockedTensor {
  /// The same channels in another order: for each channel of the result, `channel` tells which of these
  /// it is.
  func gathering(_ channel: @Sendable (Int) -> Int) -> BlockedTensor {
    let (given, blocks, positions, block) = (values, blocks, positions, Self.block)
    let channels = shape[1]
    let values = unsafe [Float](
      rows: shape[0] * blocks, of: positions * block, reading: positions * block
    ) { target, rows in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        for row in rows {
          let first = row % blocks * block
          let offsets = (first..<first + block).map { place in
            guard place < channels else { return -1 }
            let source = channel(place)
            return source / block * positions * block + source % block
          }
          unsafe kernel_gather_lanes(
            base + row / blocks * blocks * positions * block, offsets, positions,
            target + (row - rows.lowerBound) * positions * block)
        }
      }
    }
    return BlockedTensor(shape: shape, values: values)
  }
}
