import Formats

/// How frameworks name the tensors of a layer.
enum TensorNaming {
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

  /// The weight of a layer and the bias that it may have.
  static func weight(
    of layer: String, where exists: (String) -> Bool
  ) -> (weight: String, bias: String?)? {
    let names = WeightName.endings.map { layer + $0 }
    guard let name = (names + [layer]).first(where: { WeightName($0).isWeight && exists($0) })
    else { return nil }
    // A separable convolution of Keras's adds its bias behind its second, pointwise part.
    let isFirstOfTwo =
      WeightName(name).isDepthwise && exists(name.replacing("depthwise_", with: "pointwise_"))
    let bias = WeightName(name).bias
    return (name, exists(bias) && !isFirstOfTwo ? bias : nil)
  }

  /// The batch normalisation of a name, when all of its tensors are there.
  static func norm(_ name: String, where exists: (String) -> Bool) -> Norm? {
    normEndings.lazy.map { Norm(tensors: $0.tensors.map { name + $0 }, epsilon: $0.epsilon) }
      .first { $0.tensors.allSatisfy(exists) }
  }
}
