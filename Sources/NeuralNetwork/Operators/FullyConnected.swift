import Formats
import LinearAlgebra

extension OperatorTable {
  static let fullyConnectedEntries = [
    Entry(name: "Gemm", opset: 7) { node throws(OperatorFault) in try FullyConnected(gemm: node) },
    Entry(name: "MatMul", opset: 1) { _ throws(OperatorFault) in FullyConnected() },
  ]
}

/// A fully connected map (ONNX `Gemm`, or `MatMul` with a constant).
///
/// Input `N x I`; weight `O x I`, or `I x O` when it is not transposed; bias `O`; output `N x O`.
struct FullyConnected: LinearOperator {
  /// Whether the weight lies as outputs x inputs.
  private let isTransposed: Bool
  private let weightFactor: Float
  private let biasFactor: Float

  /// A plain product.
  init() {
    isTransposed = false
    weightFactor = 1
    biasFactor = 1
  }

  init(gemm node: StoredNode) throws(OperatorFault) {
    guard try node.int("transA", default: 0) == 0 else {
      throw OperatorFault("a transposed first operand (transA) is not supported")
    }
    isTransposed = try node.int("transB", default: 0) != 0
    weightFactor = try node.float("alpha", default: 1)
    biasFactor = try node.float("beta", default: 1)
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) -> LinearLayer {
    LinearLayer(
      index: index, name: name, kind: .linear, weightShape: weightShape,
      isInputsFirst: !isTransposed, inputShape: inputShape, outputShape: outputShape)
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    [try output(of: inputs.required(0, "the input"), weight: inputs.required(1, "the weight"))]
  }

  private func output(of input: Shape, weight: Shape) throws(OperatorFault) -> Shape {
    guard input.rank == 2, weight.rank == 2, input[1] == weight[isTransposed ? 1 : 0],
      let output = Shape([input[0], weight[isTransposed ? 0 : 1]])
    else {
      throw OperatorFault("an input of \(input) does not fit a weight of \(weight)")
    }
    return output
  }

  func applyWeight(_ input: Tensor, weight: Tensor) throws(OperatorFault) -> Tensor {
    let shape = try output(of: input.shape, weight: weight.shape)
    var output = Tensor(shape: shape, values: [Float](repeating: 0, count: shape.count))
    var result = output.values.mutableSpan
    multiply(
      input.values.span, weight.values.span, transposingB: isTransposed, into: &result,
      rows: shape[0], inner: input.shape[1], columns: shape[1])
    if weightFactor != 1 {
      for index in result.indices { result[index] *= weightFactor }
    }
    return output
  }

  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    guard let fields = input.reshaped(input.shape.extents + [1, 1]) else {
      throw OperatorFault("its receptive fields are too large")
    }
    return fields
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    guard let bias else { return }
    let count = output.shape[1]
    guard bias.values.count == count || bias.values.count == 1 else {
      throw OperatorFault("a bias of \(bias.values.count) values does not fit \(count) outputs")
    }
    let isScalar = bias.values.count == 1
    for image in 0..<output.shape[0] {
      for index in 0..<count {
        output.values[image * count + index] += biasFactor * bias.values[isScalar ? 0 : index]
      }
    }
  }
}
