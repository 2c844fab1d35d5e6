internal import CKernels
import Formats
import LinearAlgebra

/// Each element divided by a power of the squares of its neighbours across channels (ONNX `LRN`).
struct LocalResponseNormalization: MapOperator {
  let size: Int
  let alpha: Float
  let beta: Float
  let bias: Float

  var isShort: Bool { false }

  init(_ node: StoredNode) throws(OperatorFault) {
    size = try node.int("size", default: 0)
    alpha = try node.float("alpha", default: 1e-4)
    beta = try node.float("beta", default: 0.75)
    bias = try node.float("bias", default: 1)
    guard size > 0 else { throw OperatorFault("size is not positive") }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let input = try inputs.tensor(0, "the input")
    guard input.shape.rank > 1 else { throw OperatorFault("its input has no channels") }
    let channels = input.shape[1]
    let positions = input.shape.extents.dropFirst(2).reduce(1, *)
    let before = (size - 1) / 2
    let after = min(size - 1 - before, channels)
    let (given, factor) = (input.values, alpha / Float(size))
    let values = unsafe [Float](
      rows: input.shape[0] * channels, of: positions, reading: min(size, channels) * positions
    ) { target, maps in
      unsafe given.withUnsafeBufferPointer { given in
        guard let base = given.baseAddress else { return }
        for map in maps {
          let channel = map % channels
          let first = max(0, channel - before)
          unsafe kernel_normalize_across(
            target + (map - maps.lowerBound) * positions, base + map * positions,
            base + (map - channel + first) * positions,
            min(channels - 1, channel + after) - first + 1, positions, factor, bias, beta)
        }
      }
    }
    return [.floats(Tensor(shape: input.shape, values: values))]
  }
}
