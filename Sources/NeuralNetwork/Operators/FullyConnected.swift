import Formats
import LinearAlgebra

extension OperatorTable {
  static let fullyConnectedEntries = [
    Entry("Gemm", opset: 7) { node throws(OperatorFault) in try FullyConnected(gemm: node) },
    Entry("MatMul", opset: 1) { _ throws(OperatorFault) in FullyConnected() },
  ]
}

/// A product of matrices (ONNX `Gemm` and `MatMul`); with a constant as the second factor, a fully
/// connected map.
///
/// Input `N x I`, or `N x ... x I` for `MatMul`; weight `O x I`, or `I x O` when it is not
/// transposed; bias `O`; output `N x O` or `N x ... x O`.
struct FullyConnected: LinearOperator {
  /// Whether the weight lies as outputs x inputs.
  private let isTransposed: Bool
  private let isInputTransposed: Bool
  private let weightFactor: Float
  private let biasFactor: Float
  private let isGemm: Bool

  /// A plain product.
  init() {
    (isTransposed, isInputTransposed, isGemm) = (false, false, false)
    (weightFactor, biasFactor) = (1, 1)
  }

  init(gemm node: StoredNode) throws(OperatorFault) {
    isGemm = true
    isInputTransposed = try node.flag("transA")
    isTransposed = try node.flag("transB")
    weightFactor = try node.float("alpha", default: 1)
    biasFactor = try node.float("beta", default: 1)
  }

  init(fusedMatMul node: StoredNode) throws(OperatorFault) {
    isGemm = false
    isInputTransposed = try node.flag("transA")
    isTransposed = try node.flag("transB")
    weightFactor = try node.float("alpha", default: 1)
    biasFactor = 1
    guard try !node.flag("transBatchA"), try !node.flag("transBatchB") else {
      throw OperatorFault("its transBatchA or transBatchB is not supported")
    }
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer {
    guard weightShape.rank == 2 else {
      throw OperatorFault("a constant of \(weightShape.rank) axes in a product of matrices")
    }
    guard !isInputTransposed else { throw OperatorFault("Gemm transposes its input (transA)") }
    return LinearLayer(
      index: index, name: name, kind: .linear, weightShape: weightShape,
      isInputsFirst: !isTransposed, inputShape: inputShape?.featuresFirst,
      outputShape: outputShape?.featuresFirst)
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    let (input, weight) = (try inputs.shape(0, "the input"), try inputs.shape(1, "the weight"))
    guard !isGemm || input.rank == 2 && weight.rank == 2 else {
      throw OperatorFault("its operands are not matrices")
    }
    let product = try MatrixProduct(
      input, transposingA: isInputTransposed, weight, transposingB: isTransposed)
    return [product.shape]
  }

  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor {
    let product = try MatrixProduct(
      input.shape, transposingA: isInputTransposed, weight.shape, transposingB: isTransposed)
    var output = product.multiply(input.values, weight.values)
    if weightFactor != 1 {
      var values = output.mutableSpan
      for index in values.indices { values[index] *= weightFactor }
    }
    return Tensor(shape: shape, values: output)
  }

  func outputsFirst(_ output: Tensor) -> Tensor {
    let rank = output.shape.rank
    guard rank > 2,
      let view = StridedView.transposing(output.shape, [0, rank - 1] + Array(1..<rank - 1))
    else { return output }
    return Tensor(shape: view.shape, values: view.elements(of: output.values))
  }

  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    let extents = input.shape.extents
    guard let fields = input.reshaped(extents.count == 2 ? extents + [1, 1] : extents) else {
      throw OperatorFault("its receptive fields are too large")
    }
    return fields
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    guard let bias else { return }
    let shape = output.shape
    guard isGemm, bias.shape.broadcast(with: shape) == shape else {
      throw OperatorFault("a bias of \(bias.shape) does not fit an output of \(shape)")
    }
    let view = StridedView.broadcasting(bias.shape, to: shape)
    let (count, step) = (shape[1], view.strides[1])
    var values = output.values.mutableSpan
    for (row, start) in view.rowStarts.enumerated() {
      for index in 0..<count {
        values[row * count + index] += biasFactor * bias.values[start + index * step]
      }
    }
  }
}

extension Shape {
  /// Tokens x features as features x tokens, as maps lie.
  fileprivate var featuresFirst: Shape {
    Shape([extents.last ?? 1] + extents.dropLast()) ?? self
  }
}
