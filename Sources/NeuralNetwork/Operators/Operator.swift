import Formats
package import LinearAlgebra

/// The arithmetic of one node: a value that knows its attributes and nothing of the graph.
///
/// Operands that the node leaves out are nil. An operator reports what is wrong as an
/// `OperatorFault`; the network adds which node it was.
package protocol Operator: Sendable {
  /// The shape of each output, given what is known of the operands; that of the first operand
  /// unless an operator says otherwise.
  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape]

  /// The outputs; it may take an operand's storage and work in place.
  /// - Parameters:
  ///   - inputs: the operands.
  ///   - shapes: what `outputShapes` gives for them.
  /// - Returns: one value for each shape.
  /// - Throws: `OperatorFault` when the operands are not what it takes.
  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value]

  /// Whether its work is in proportion to its operands and outputs, so that small ones are computed
  /// before the network runs: no window slides over them.
  var isShort: Bool { get }

  /// Whether what it gives for one image depends on the others of the same pass, so that images must
  /// go through the network one at a time.
  var dependsOnAllImages: Bool { get }

  /// Tells whether what it gives at an index of an axis depends on what an operand has at others.
  /// - Parameters:
  ///   - axis: of the operand.
  ///   - shape: the operand's.
  ///   - operand: which it is.
  /// - Returns: whether it does.
  func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool

  /// Whether it is run on constants only: what it makes of images depends on which go through the
  /// network together, as is meant for training.
  var takesConstantsOnly: Bool { get }

  /// Whether each element of its outputs depends on the elements at its place alone.
  var isElementwise: Bool { get }

  /// Whether it takes maps in blocks of channels as they are; any other is given their plain form.
  var takesBlocks: Bool { get }

  /// Whether it does not take such an operand, its first, which then goes through the nodes that it is
  /// made of.
  func declines(_ operand: Value) -> Bool

  /// Whether the elements of its outputs are those of its operands, in whatever order and type.
  var choosesElements: Bool { get }

  /// How many of its first operands it multiplies as matrices or convolutions, so that a constant
  /// among them is a weight.
  var factors: Int { get }

  /// The outputs where they follow from the shapes of the operands alone; else nil.
  func outputs(knowing inputs: [Fact?]) throws(OperatorFault) -> [Value]?

  /// Whether it may finish a product as one with it.
  var canEndProducts: Bool { get }

  /// What it adds to the product that is one of its operands; nil where it does not do so for these.
  /// - Parameters:
  ///   - inputs: the operands; nil for the product.
  ///   - product: which of them the product is.
  ///   - shape: the product's.
  ///   - axis: the axis of the product's filters.
  /// - Returns: what it adds.
  /// - Throws: `OperatorFault` when the operands are not what it takes.
  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart?
}

extension Operator {
  package func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try inputs.shape(0, "the input")]
  }

  package var isShort: Bool { true }

  package var dependsOnAllImages: Bool { false }

  package func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool { false }

  package var takesConstantsOnly: Bool { false }

  package var isElementwise: Bool { false }

  package var takesBlocks: Bool { false }

  package func declines(_ operand: Value) -> Bool { false }

  package var choosesElements: Bool { false }

  package var factors: Int { self is any LinearOperator ? 2 : 0 }

  package func outputs(knowing inputs: [Fact?]) throws(OperatorFault) -> [Value]? { nil }

  package var canEndProducts: Bool { false }

  package func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? { nil }
}

/// An operator on maps, images x channels x positions, each image by itself.
package protocol MapOperator: Operator {}

extension MapOperator {
  package func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool {
    axis > 0 && operand == 0
  }
}

/// An operator that multiplies its first input by a weight, its second, and then adds a bias.
package protocol LinearOperator: Operator {
  /// The layer as its weight describes it: kind, groups, and how the unfolded matrix lies in it.
  /// - Throws: `OperatorFault` that says why a weight of that shape is none of a linear layer; users
  ///   read it beside the weight's name.
  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer

  /// How the operator's weight lies in the axes of the layer's `weightShape`; nil where it has them.
  func weightView(_ weight: Shape) throws(OperatorFault) -> StridedView?

  /// What the operator multiplies its weight by.
  var weightFactor: Float { get }

  /// The same with its first two operands exchanged, for a weight that comes first; nil where that is
  /// no linear layer.
  var exchanged: (any LinearOperator)? { get }

  /// How what it takes or gives becomes images x ... ; nil where images are the first axis and the
  /// others lie as `outputsFirst` expects them.
  /// - Throws: `OperatorFault` when it has no axis of images.
  func arrangement(of side: LayerSide, _ shape: Shape) throws(OperatorFault) -> Arrangement?

  /// `W1 . Psi(X)`, before the bias, as the operator gives it.
  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor

  /// Whether it has products that are made ready.
  var isPreparable: Bool { get }

  /// Its product with a weight, made ready for inputs of one size; nil where it has none for them.
  /// - Throws: `OperatorFault` when weight and input do not fit; what reading the weight throws.
  func prepared(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)?

  /// The axis of a product's filters, or outputs.
  func filterAxis(of shape: Shape) -> Int

  /// The product that takes the gradient of `applyWeight`'s result to that of its input, made ready for
  /// inputs of one size; nil where it has none for them.
  func preparedGradient(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)?

  /// What a bias adds to such a product; nil for one that does not fit.
  func endingPart(bias: Tensor, of shape: Shape) -> EndingPart?

  /// What `applyWeight` took or gave as images x channels or outputs x positions...
  func outputsFirst(_ output: Tensor) -> Tensor

  /// The receptive field matrix `Psi(X)` of each image: images x columns of the unfolded matrix x
  /// positions... (paper equation 7), of an input that `outputsFirst` gave.
  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor

  /// Adds the bias, if there is one, to what `applyWeight` gave.
  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault)
}

extension LinearOperator {
  package var isShort: Bool { false }

  /// The weight as the layer uses it.
  func used(_ weight: Weight, as shape: Shape) throws(OperatorFault) -> Weight {
    let view = try weightView(weight.shape)
    let factor = weightFactor
    func used<Element: BinaryFloatingPoint & BitwiseCopyable & Sendable>(
      _ values: ArraySlice<Element>
    ) -> ArraySlice<Element> {
      guard view != nil || factor != 1 else { return values }
      var used = view?.elements(of: Array(values)) ?? Array(values)
      if factor != 1 { for index in used.indices { used[index] *= Element(factor) } }
      return used[...]
    }
    let elements: WeightElements =
      switch weight.elements {
      case .floats(let values): .floats(used(values))
      case .doubles(let values): .doubles(used(values))
      }
    guard elements.count == shape.count else {
      throw OperatorFault("a weight of \(weight.shape) is not of \(shape)")
    }
    return Weight(shape: shape, elements: elements)
  }

  /// Whether the layer uses a weight of a shape as it is stored.
  func usesAsStored(_ weight: Shape) -> Bool {
    guard weightFactor == 1 else { return false }
    do throws(OperatorFault) {
      return try weightView(weight) == nil
    } catch {
      return false
    }
  }

  package func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    var output = try applyWeight(
      inputs.tensor(0, "the input"), weight: inputs.tensor(1, "the weight"), shape: shapes[0])
    try addBias(inputs.optionalTensor(2, "the bias"), to: &output)
    return [.floats(output)]
  }

  package var isPreparable: Bool { false }

  package func prepared(
    _ weight: WeightSource, input: Shape
  ) throws -> (any PreparedProduct)? { nil }

  package func filterAxis(of shape: Shape) -> Int { 1 }

  package func preparedGradient(
    _ weight: WeightSource, input: Shape
  ) throws -> (any PreparedProduct)? { nil }

  package func endingPart(bias: Tensor, of shape: Shape) -> EndingPart? { nil }

  package func outputsFirst(_ output: Tensor) -> Tensor { output }

  package func weightView(_ weight: Shape) throws(OperatorFault) -> StridedView? { nil }

  package var weightFactor: Float { 1 }

  package var exchanged: (any LinearOperator)? { nil }

  package func arrangement(
    of side: LayerSide, _ shape: Shape
  ) throws(OperatorFault) -> Arrangement? { nil }

  package func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    let extents = input.shape.extents
    guard let fields = input.reshaped(extents.count == 2 ? extents + [1, 1] : extents) else {
      throw OperatorFault("its receptive fields are too large")
    }
    return fields
  }
}

/// The product of a layer's weight with receptive fields, made ready once for inputs of one size.
package protocol PreparedProduct: Sendable {
  /// How many bytes of memory it holds.
  var byteCount: Int { get }

  /// `W1 . Psi(X)` of each image.
  /// - Parameters:
  ///   - input: of the extents that it was made ready for, and any number of images.
  ///   - shape: that of the result.
  ///   - ending: what is done to the elements then.
  /// - Returns: the result.
  /// - Throws: what reading the weight again throws.
  func apply(_ input: Value, shape: Shape, ending: ProductEnding) throws -> Value
}

/// The weight of a product, which is read when it is needed.
package struct WeightSource: Sendable {
  let shape: Shape
  /// The tensor of the file that it is, where its elements lie there as floats, row by row.
  let stored: StoredTensor?
  /// Its elements, row-major.
  let read: @Sendable () throws -> [Float]

  init(
    shape: Shape, stored: StoredTensor? = nil, read: @escaping @Sendable () throws -> [Float]
  ) {
    (self.shape, self.read) = (shape, read)
    self.stored = stored?.liesInPlace == true ? stored : nil
  }

  init(_ tensor: Tensor) { self.init(shape: tensor.shape) { tensor.values } }
}

extension LinearOperator {
  /// What a product gives that is made ready for one use of a weight in memory: all that can fail is the
  /// operator's.
  func computed(
    _ input: Tensor, shape: Shape, by prepare: () throws -> (any PreparedProduct)?
  ) throws(OperatorFault) -> Tensor {
    do {
      let product = try prepare()?
        .apply(.floats(input), shape: shape, ending: ProductEnding())
      guard case .floats(let output)? = product?.plain else {
        throw OperatorFault("its product gives no floats")
      }
      return output
    } catch let fault as OperatorFault {
      throw fault
    } catch {
      throw OperatorFault("\(error)")
    }
  }
}

/// What an operator finds wrong with its attributes or inputs.
package struct OperatorFault: Error, Equatable, Sendable {
  package let problem: String

  package init(_ problem: String) {
    self.problem = problem
  }
}
