/// How frameworks name the tensors of a layer: each name is the layer's and an ending.
enum TensorNaming {
  /// The endings of a weight, and of the bias beside it: PyTorch's, then those of Keras and Flax.
  private static let endings = [
    (weight: ".weight", bias: ".bias"), (weight: "/kernel:0", bias: "/bias:0"),
    (weight: "/kernel", bias: "/bias"), (weight: ".kernel", bias: ".bias"),
  ]

  /// The tensors of a batch normalisation, and the epsilon that its framework takes.
  struct Norm {
    /// Scale, shift, mean and variance.
    let tensors: [String]
    let epsilon: Float
  }

  private static let normEndings = [
    Norm(tensors: [".weight", ".bias", ".running_mean", ".running_var"], epsilon: 1e-5),
    Norm(
      tensors: ["/gamma:0", "/beta:0", "/moving_mean:0", "/moving_variance:0"], epsilon: 1e-3),
    Norm(tensors: ["/gamma", "/beta", "/moving_mean", "/moving_variance"], epsilon: 1e-3),
  ]

  /// The name of a layer whose weight has this name: less the ending, when it has one of these.
  static func layer(ofWeight name: String) -> String {
    let ending = endings.first { name.hasSuffix($0.weight) && name != $0.weight }
    return String(name.dropLast(ending?.weight.count ?? 0))
  }

  /// Whether a tensor is a weight by its name.
  static func isWeight(_ name: String) -> Bool { endings.contains { name.hasSuffix($0.weight) } }

  /// The weight of a layer and the bias that it may have.
  static func weight(
    of layer: String, where exists: (String) -> Bool
  ) -> (weight: String, bias: String?)? {
    guard let ending = endings.first(where: { exists(layer + $0.weight) }) else { return nil }
    let bias = layer + ending.bias
    return (layer + ending.weight, exists(bias) ? bias : nil)
  }

  /// The batch normalisation of a name, when all of its tensors are there.
  static func norm(_ name: String, where exists: (String) -> Bool) -> Norm? {
    normEndings.lazy.map { Norm(tensors: $0.tensors.map { name + $0 }, epsilon: $0.epsilon) }
      .first { $0.tensors.allSatisfy(exists) }
  }
}
