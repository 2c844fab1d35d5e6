import Formats
import LinearAlgebra

/// The weight of onnxruntime's `MatMulNBits`, inputs x outputs: numbers of 2, 4 or 8 bits in blocks
/// along the inputs, each with a scale and a zero point.
///
/// Packed weight `N x blocks x bytes of a block`, the lowest bits of a byte first; scales `N x blocks`;
/// zero points `N x blocks` as floats, or packed by rows; without them the middle of the range.
struct PackedWeight: Operator {
  private let inputs: Int
  private let outputs: Int
  private let bits: Int
  private let block: Int
  private let blocks: Int

  /// How many numbers it holds; nil where no memory holds them.
  var count: Int? { Shape([inputs, outputs])?.count }

  init(_ node: StoredNode) throws(OperatorFault) {
    inputs = try node.int("K", default: 0)
    outputs = try node.int("N", default: 0)
    bits = try node.int("bits", default: 4)
    block = try node.int("block_size", default: 0)
    guard [2, 4, 8].contains(bits) else {
      throw OperatorFault("its numbers of \(bits) bits are not supported")
    }
    guard inputs > 0, outputs > 0, (1...1 << 20).contains(block), block.isMultiple(of: 8 / bits)
    else {
      throw OperatorFault("its K, N or block_size is out of range")
    }
    blocks = inputs / block + (inputs.isMultiple(of: block) ? 0 : 1)
  }

  func outputShapes(_ operands: [Fact?]) throws(OperatorFault) -> [Shape] {
    let packed = try operands.shape(0, "the weight")
    guard let shape = Shape([inputs, outputs]),
      let expected = Shape([outputs, blocks, block * bits / 8]), packed.count == expected.count
    else { throw OperatorFault("a weight of \(packed) does not fit \(inputs) x \(outputs)") }
    return [shape]
  }

  func forward(
    _ operands: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let packed = try operands.integers(0, "the weight").values
    let scales = try operands.tensor(1, "the scale").values
    let zeros = try zeroPoints(operands)
    guard scales.count == outputs * blocks, zeros.count == scales.count else {
      throw OperatorFault("its scales or zero points do not fit \(outputs) x \(blocks) blocks")
    }
    var values = [Float](repeating: 0, count: shapes[0].count)
    for output in 0..<outputs {
      for input in 0..<inputs {
        let place = output * blocks + input / block
        let number = Self.number(input % block, of: packed, from: place * block * bits / 8, bits)
        values[input * outputs + output] = (Float(number) - zeros[place]) * scales[place]
      }
    }
    return [.floats(Tensor(shape: shapes[0], values: values))]
  }

  /// One for each block: given as floats or packed, or the middle of the range.
  private func zeroPoints(_ operands: [Value?]) throws(OperatorFault) -> [Float] {
    guard operands.count > 2, let given = operands[2] else {
      return [Float](repeating: Float(1 << (bits - 1)), count: outputs * blocks)
    }
    guard case .integers(let packed) = given else {
      return try operands.tensor(2, "the zero points").values
    }
    let row = (blocks * bits + 7) / 8
    guard packed.values.count == outputs * row else {
      throw OperatorFault("its zero points do not fit \(outputs) x \(blocks) blocks")
    }
    return (0..<outputs * blocks).map {
      Float(Self.number($0 % blocks, of: packed.values, from: $0 / blocks * row, bits))
    }
  }

  /// A number of some that are packed from a byte on.
  private static func number(_ index: Int, of bytes: [Int], from start: Int, _ bits: Int) -> Int {
    bytes[start + index * bits / 8] >> (index * bits % 8) & (1 << bits - 1)
  }
}
