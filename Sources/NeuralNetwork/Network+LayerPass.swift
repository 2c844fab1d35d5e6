import Formats
package import LinearAlgebra

extension Network {
  /// What a linear layer took and gave in one forward pass.
  package struct LayerPass {
    /// The layer, as an index of `layers`.
    package let layer: Int
    /// `Y` as it came.
    let given: Output
    /// Arranges what the layer took, which few ask for.
    let arrangedInput: () throws(OperatorFault) -> Tensor

    /// What a layer gave, images x outputs x positions.
    enum Output {
      case plain(Tensor)
      case blocked(BlockedTensor)
    }

    /// How many images went through it.
    package var images: Int {
      switch given {
      case .plain(let tensor): tensor.shape[0]
      case .blocked(let maps): maps.shape[0]
      }
    }

    /// `Y`, before the bias: images x outputs x positions.
    package var output: Tensor {
      switch given {
      case .plain(let tensor): tensor
      case .blocked(let maps): maps.plain
      }
    }

    /// The mean over positions of each output of `Y`, image after image, of sums in double.
    package var means: [Float] {
      switch given {
      case .plain(let tensor):
        let shape = tensor.shape
        let positions = shape.count(of: 2..<shape.rank)
        if positions == 1 { return tensor.values }
        return tensor.values.reduced(rowsOf: positions, count: shape.count(of: 0..<2)) {
          Float($0.sum / Double(positions))
        }
      case .blocked(let maps): return maps.means.plain.values
      }
    }
  }

  /// The same with the axes of a pass: images, channels or outputs, positions.
  ///
  /// Where images are no axis of their own, as where tokens of all images are the rows of one matrix,
  /// a pass of one image still has them all.
  /// - Parameters:
  ///   - tensor: what a layer takes or gives, or what became of that element by element.
  ///   - images: how many of the images that went through are meant, the first.
  ///   - layer: the layer.
  ///   - side: whether it is of what the layer takes or gives.
  /// - Returns: images x outputs x positions.
  /// - Throws: `OperatorFault` when it can't be told which part is which image's.
  func arranged(
    _ tensor: Tensor, images: Int, of layer: Int, _ side: LayerSide
  ) throws(OperatorFault) -> Tensor {
    guard let linear = try node(of: layer).operation.get() as? any LinearOperator else {
      return tensor
    }
    let all = imagesAtOnce ?? images
    if let arrangement = try linear.arrangement(of: side, tensor.shape) {
      guard arrangement.shape[0] == all else {
        throw OperatorFault("it has \(tensor.shape) for \(all) images")
      }
      return arrangement(tensor).prefix(images)
    }
    let extents = tensor.shape.extents
    if extents.count > 1, extents[0] == all {
      return linear.outputsFirst(tensor).prefix(images)
    }
    let known = [1] + extents.dropLast().filter { $0 != 1 } + extents.suffix(1)
    guard all == 1, layers[layer].kind == .linear, let whole = tensor.reshaped(known) else {
      throw OperatorFault("it gives \(tensor.shape) for \(all) images")
    }
    return linear.outputsFirst(whole)
  }

  /// The same of what a layer gave, which is left in blocks of channels where images are an axis.
  func arranged(
    _ output: Value, images: Int, of layer: Int
  ) throws(OperatorFault) -> LayerPass.Output {
    switch output {
    case .blocked(let maps) where maps.shape[0] == imagesAtOnce ?? images:
      return .blocked(maps.prefix(images))
    default: return .plain(try arranged(output.tensor, images: images, of: layer, .output))
    }
  }

  /// Follows the elements of a layer's output through the nodes that move them, on the way to its
  /// activation.
  struct Trail {
    let layer: Int
    private let moves: Set<Int>
    /// The shape of the layer's output, and for each element of what it became its place there.
    private var origin: (shape: Shape, places: IntegerTensor?)?

    /// A trail that begins when the layer is passed.
    init(to activation: Activation, from layer: Int) {
      self.layer = layer
      moves = Set(activation.moves)
    }

    /// Begins with the layer's output.
    mutating func begin(_ shape: Shape) {
      let places = IntegerTensor(shape: shape, values: Array(0..<shape.count))
      origin = (shape, moves.isEmpty ? nil : places)
    }

    /// Goes through a node, if it is one of those that move elements.
    mutating func pass(_ node: Node, at index: Int, _ inputs: [Value?]) throws(OperatorFault) {
      guard moves.contains(index), let places = origin?.places else { return }
      var inputs = inputs
      inputs[0] = .integers(places)
      guard case .integers(let moved)? = try node.run(&inputs).first else { return }
      origin?.places = moved
    }

    /// What stands at its end, with each element at its place in the layer's output.
    func restored(_ value: Tensor) throws(OperatorFault) -> Tensor {
      guard let (shape, places) = origin, value.shape.count == shape.count else {
        throw OperatorFault("what follows it has another number of elements")
      }
      guard let places else { return Tensor(shape: shape, values: value.values) }
      var values = [Float](repeating: 0, count: shape.count)
      for (place, element) in zip(places.values, value.values) { values[place] = element }
      return Tensor(shape: shape, values: values)
    }
  }
}

extension Tensor {
  /// The images of a range.
  func images(_ range: Range<Int>) -> Tensor {
    guard let part = Shape([range.count] + shape.extents.dropFirst()) else { return self }
    let size = part.count / max(1, range.count)
    return Tensor(
      shape: part, values: Array(values[range.lowerBound * size..<range.upperBound * size]))
  }

  /// The first images, where there are more.
  func prefix(_ images: Int) -> Tensor {
    guard let all = shape.extents.first, all > images else { return self }
    return self.images(0..<images)
  }
}
