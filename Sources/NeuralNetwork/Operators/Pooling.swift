import Formats
import LinearAlgebra

extension OperatorTable {
  static let poolingEntries = [
    Entry(name: "MaxPool", opset: 1) { node throws(OperatorFault) in try MaximumPooling(node) }
  ]
}

/// The largest value in each window (ONNX `MaxPool`); padding never wins.
///
/// Input `N x C x H x W`, output `N x C x oH x oW`.
struct MaximumPooling: Operator {
  private let window: Window
  private let isRoundedUp: Bool

  init(_ node: StoredNode) throws(OperatorFault) {
    window = try Window(node, kernel: node.ints("kernel_shape") ?? [])
    isRoundedUp = try node.int("ceil_mode", default: 0) != 0
    guard try node.int("storage_order", default: 0) == 0, node.outputs.count == 1 else {
      throw OperatorFault("its second output (indices) is not supported")
    }
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    let input: Shape = try inputs.required(0, "the input")
    guard input.rank == 4 else { throw OperatorFault("an input of \(input) is not N x C x H x W") }
    let size = try window.outputSize(
      height: input[2], width: input[3], roundingUp: isRoundedUp)
    guard let shape = Shape([input[0], input[1], size.height, size.width]) else {
      throw OperatorFault("its output is too large")
    }
    return [shape]
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    let input: Tensor = try inputs.required(0, "the input")
    let shape = try outputShapes([input.shape])[0]
    let (height, width) = (input.shape[2], input.shape[3])
    let (vertical, horizontal) = window.axes(height: height, width: width)
    var output = [Float](repeating: -.infinity, count: shape.count)
    var results = output.mutableSpan
    let source = input.values.span
    for map in 0..<shape[0] * shape[1] {
      let plane = source.extracting(map * height * width..<(map + 1) * height * width)
      for place in 0..<shape[2] {
        let start = (map * shape[2] + place) * shape[3]
        var target = results._mutatingExtracting(start..<start + shape[3])
        for kernelRow in 0..<vertical.kernel {
          let row = place * vertical.stride - vertical.paddingBefore + kernelRow * vertical.dilation
          guard row >= 0, row < height else { continue }
          let values = plane.extracting(row * width..<(row + 1) * width)
          for kernelColumn in 0..<horizontal.kernel {
            let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
            for index in horizontal.inside(width, offset: left, places: shape[3]) {
              let value = values[index * horizontal.stride + left]
              if value > target[index] || value.isNaN { target[index] = value }
            }
          }
        }
      }
    }
    return [Tensor(shape: shape, values: output)]
  }
}
