import Formats
import LinearAlgebra

extension OperatorTable {
  static let fullyConnectedEntries = [
    Entry("Gemm", opset: 7) { node throws(OperatorFault) in try FullyConnected(gemm: node) },
    Entry("MatMul", opset: 1) { _ throws(OperatorFault) in FullyConnected() },
    Entry("Einsum", opset: 12) { node throws(OperatorFault) in try Einsum(node) },
  ]
}

/// A product of matrices (ONNX `Gemm` and `MatMul`); with a constant as one factor, a fully connected
/// map.
///
/// Input `N x I`, or `N x ... x I` for `MatMul`; weight `O x I`, or `I x O` when it is not
/// transposed; bias `O`; output `N x O` or `N x ... x O`. With the weight as the first factor, `W X`,
/// the last two axes of input and output are the other way round.
struct FullyConnected: LinearOperator {
  /// Whether the weight is the first factor of the product; it is always the second operand here.
  private(set) var isWeightFirst = false
  let transposesFirst: Bool
  let transposesSecond: Bool
  let weightFactor: Float
  let biasFactor: Float
  private let isGemm: Bool

  /// A plain product.
  init() {
    (transposesFirst, transposesSecond, isGemm) = (false, false, false)
    (weightFactor, biasFactor) = (1, 1)
  }

  init(gemm node: StoredNode) throws(OperatorFault) {
    isGemm = true
    transposesFirst = try node.flag("transA")
    transposesSecond = try node.flag("transB")
    weightFactor = try node.float("alpha", default: 1)
    biasFactor = try node.float("beta", default: 1)
  }

  init(fusedMatMul node: StoredNode) throws(OperatorFault) {
    isGemm = false
    transposesFirst = try node.flag("transA")
    transposesSecond = try node.flag("transB")
    weightFactor = try node.float("alpha", default: 1)
    biasFactor = 1
    guard try !node.flag("transBatchA"), try !node.flag("transBatchB") else {
      throw OperatorFault("its transBatchA or transBatchB is not supported")
    }
  }

  var exchanged: (any LinearOperator)? {
    var exchanged = self
    exchanged.isWeightFirst.toggle()
    return exchanged
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer {
    guard let matrix = Shape(Array(weightShape.extents.suffix(2))), matrix.rank == 2,
      matrix.count == weightShape.count
    else {
      throw OperatorFault(
        "a constant of \(weightShape.rank) axes in a product of matrices: not one matrix")
    }
    return LinearLayer(
      index: index, name: name, kind: .linear, weightShape: matrix,
      isInputsFirst: isWeightFirst ? transposesFirst : !transposesSecond,
      inputShape: isLast(.input) ? inputShape?.featuresFirst : inputShape,
      outputShape: isLast(.output) ? outputShape?.featuresFirst : outputShape)
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let (input, weight) = (try inputs.shape(0, "the input"), try inputs.shape(1, "the weight"))
    guard !isGemm || input.rank == 2 && weight.rank == 2 else {
      throw OperatorFault("its operands are not matrices")
    }
    return [try product(input, weight).shape]
  }

  private func product(_ input: Shape, _ weight: Shape) throws(OperatorFault) -> MatrixProduct {
    try MatrixProduct(
      isWeightFirst ? weight : input, transposingA: transposesFirst,
      isWeightFirst ? input : weight, transposingB: transposesSecond)
  }

  /// Only features as the last axis, times a matrix as it is.
  var isPreparable: Bool { !isWeightFirst && !transposesFirst }

  func prepared(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    let matrix = weight.shape.extents
    guard matrix.count == 2, weight.shape.count > 0, input.rank > 1, input.count > 0 else {
      return nil
    }
    _ = try product(input, weight.shape)
    // Rows of features that an image has one of.
    if transposesSecond, input.rank == 2 {
      return MatrixInPlace(
        try weight.stored.map { .stored($0) } ?? .read(weight.read()), inputs: matrix[1],
        outputs: matrix[0], factor: weightFactor)
    }
    return PreparedMatrix(
      try weight.read(), inputs: matrix[transposesSecond ? 1 : 0],
      outputs: matrix[transposesSecond ? 0 : 1], isOutputsFirst: transposesSecond,
      factor: weightFactor)
  }

  func filterAxis(of shape: Shape) -> Int { shape.rank - 1 }

  func endingPart(bias: Tensor, of shape: Shape) -> EndingPart? {
    let outputs = shape[shape.rank - 1]
    return biasFactor == 1 && bias.values.count == outputs && bias.shape.extents.last == outputs
      ? .bias(bias.values) : nil
  }

  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor {
    let product = try product(input.shape, weight.shape)
    var output =
      isWeightFirst
      ? product.multiply(weight.values, input.values)
      : product.multiply(input.values, weight.values)
    if weightFactor != 1 {
      var values = output.mutableSpan
      for index in values.indices { values[index] *= weightFactor }
    }
    return Tensor(shape: shape, values: output)
  }

  /// Whether the features of what it takes or gives are the last axis, not the one before.
  private func isLast(_ side: LayerSide) -> Bool {
    switch side {
    case .input: isWeightFirst ? transposesSecond : !transposesFirst
    case .output: !isWeightFirst
    }
  }

  func arrangement(of side: LayerSide, _ shape: Shape) throws(OperatorFault) -> Arrangement? {
    guard !isLast(side), shape.rank > 1 else { return nil }
    let last = shape.rank - 1
    return Arrangement(
      shape, order: last == 1 ? [1, 0] : [0, last - 1] + Array(1..<last - 1) + [last])
  }

  func outputsFirst(_ output: Tensor) -> Tensor {
    let rank = output.shape.rank
    guard rank > 2,
      let view = StridedView.transposing(output.shape, [0, rank - 1] + Array(1..<rank - 1))
    else { return output }
    return Tensor(shape: view.shape, values: view.elements(of: output.values))
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    guard let bias else { return }
    let shape = output.shape
    guard isGemm, bias.shape.broadcast(with: shape) == shape else {
      throw OperatorFault("a bias of \(bias.shape) does not fit an output of \(shape)")
    }
    // What is not a number, or infinite, would be one times 0.
    guard biasFactor != 0 else { return }
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
