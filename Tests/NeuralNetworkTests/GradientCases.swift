import Formats

extension GradientCase {
  /// Cases of every operator that has a gradient.
  static let all = [
    linear, activations, normalizations, pools, functions, arithmetic, reductions, moves, fused,
  ].flatMap { $0 }

  private static let linear = [
    GradientCase(
      "Conv", note: "padded", [[2, 3, 6, 5]], operands: ["a", "w", "d"],
      constants: ["w": .weight([4, 3, 3, 2]), "d": .weight([4])],
      attributes: ["pads": .ints([1, 0, 1, 1])]),
    GradientCase(
      "Conv", note: "strides", [[1, 3, 9, 8]], operands: ["a", "w"],
      constants: ["w": .weight([5, 3, 3, 3])],
      attributes: ["strides": .ints([2, 3]), "pads": .ints([1, 2, 0, 1])]),
    GradientCase(
      "Conv", note: "a stride beyond the kernel", [[2, 3, 7, 7]], operands: ["a", "w"],
      constants: ["w": .weight([2, 3, 1, 1])], attributes: ["strides": .ints([2, 2])]),
    GradientCase(
      "Conv", note: "dilated", [[1, 2, 9, 8]], operands: ["a", "w"],
      constants: ["w": .weight([3, 2, 3, 2])],
      attributes: ["dilations": .ints([2, 3]), "pads": .ints([2, 1, 2, 1])]),
    GradientCase(
      "Conv", note: "groups", [[2, 6, 5, 6]], operands: ["a", "w"],
      constants: ["w": .weight([9, 2, 3, 3])],
      attributes: ["group": .int(3), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", note: "groups with strides", [[1, 6, 7, 6]], operands: ["a", "w"],
      constants: ["w": .weight([4, 3, 3, 3])],
      attributes: ["group": .int(2), "strides": .ints([2, 2])]),
    GradientCase(
      "Conv", note: "depthwise", [[2, 5, 6, 7]], operands: ["a", "w"],
      constants: ["w": .weight([5, 1, 3, 3])],
      attributes: ["group": .int(5), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", note: "depthwise with strides", [[2, 4, 7, 6]], operands: ["a", "w"],
      constants: ["w": .weight([8, 1, 3, 3])],
      attributes: ["group": .int(4), "strides": .ints([2, 2]), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", note: "in tiles", [[2, 16, 9, 10]], operands: ["a", "w"],
      constants: ["w": .weight([18, 16, 3, 3])], attributes: ["pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", note: "in tiles without padding", [[1, 17, 8, 11]], operands: ["a", "w"],
      constants: ["w": .weight([16, 17, 3, 3])]),
    GradientCase(
      "Conv", note: "pointwise", [[2, 6, 4, 5]], operands: ["a", "w"],
      constants: ["w": .weight([7, 6, 1, 1])]),
    GradientCase(
      "Conv", note: "of few channels and many filters", [[1, 2, 6, 6]], operands: ["a", "w"],
      constants: ["w": .weight([24, 2, 3, 3])], attributes: ["pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", note: "padding beyond its reach", [[1, 4, 4, 5]], operands: ["a", "w"],
      constants: ["w": .weight([3, 4, 2, 2])], attributes: ["pads": .ints([3, 2, 2, 4])]),
    GradientCase(
      "Conv", note: "SAME_LOWER", [[1, 4, 7, 6]], operands: ["a", "w"],
      constants: ["w": .weight([3, 4, 4, 3])],
      attributes: ["auto_pad": .string("SAME_LOWER"), "strides": .ints([2, 1])]),
    GradientCase(
      "Conv", note: "one axis", [[2, 3, 9]], operands: ["a", "w"],
      constants: ["w": .weight([3, 3, 3])],
      attributes: ["pads": .ints([1, 1]), "strides": .ints([2])]),
    GradientCase(
      "Conv", note: "three axes", [[2, 4, 4, 5, 4]], operands: ["a", "w"],
      constants: ["w": .weight([6, 2, 2, 3, 2])],
      attributes: [
        "group": .int(2), "strides": .ints([1, 2, 1]), "pads": .ints([1, 1, 0, 0, 1, 1]),
      ]),
    GradientCase(
      "ConvTranspose", [[2, 4, 4, 5]], operands: ["a", "w", "d"],
      constants: ["w": .weight([4, 3, 3, 2]), "d": .weight([3])],
      attributes: ["strides": .ints([2, 3]), "pads": .ints([1, 0, 0, 1])]),
    GradientCase(
      "ConvTranspose", note: "groups", [[1, 4, 4, 4]], operands: ["a", "w"],
      constants: ["w": .weight([4, 3, 3, 3])],
      attributes: ["group": .int(2), "output_padding": .ints([1, 1]), "strides": .ints([2, 2])]),
    GradientCase(
      "Gemm", [[3, 4], [4, 5], [5]], attributes: ["alpha": .float(0.7), "beta": .float(1.3)]),
    GradientCase(
      "Gemm", note: "transposed", [[4, 3], [5, 4], [3, 1]],
      attributes: ["transA": .int(1), "transB": .int(1), "alpha": .float(0.7)]),
    GradientCase(
      "Gemm", note: "its first factor transposed", [[4, 3], [4, 5]], attributes: ["transA": .int(1)]
    ),
    GradientCase(
      "Gemm", note: "its second factor transposed", [[3, 4], [5, 4]],
      attributes: ["transB": .int(1)]),
    GradientCase(
      "Gemm", note: "with a weight", [[3, 4]], operands: ["a", "w", "d"],
      constants: ["w": .weight([5, 4]), "d": .weight([5])], attributes: ["transB": .int(1)]),
    GradientCase("MatMul", [[3, 4], [4, 5]]),
    GradientCase("MatMul", note: "stacks", [[2, 1, 3, 4], [3, 4, 2]]),
    GradientCase("MatMul", note: "a row", [[4], [2, 4, 3]]),
    GradientCase("MatMul", note: "a column", [[2, 3, 4], [4]]),
    GradientCase("MatMul", note: "two vectors", [[4], [4]]),
    GradientCase(
      "MatMul", note: "a weight", [[2, 3, 4]], operands: ["a", "w"],
      constants: ["w": .weight([4, 5])]),
    GradientCase(
      "MatMul", note: "a weight first", [[2, 4, 3]], operands: ["w", "a"],
      constants: ["w": .weight([5, 4])]),
    GradientCase(
      "com.microsoft.FusedMatMul", [[2, 4, 3], [2, 5, 4]],
      attributes: ["transA": .int(1), "transB": .int(1), "alpha": .float(0.6)]),
    GradientCase(
      "Einsum", [[2, 3, 4], [4, 5]], attributes: ["equation": .string("bij,jk->bik")]),
    GradientCase(
      "Einsum", note: "an ellipsis", [[2, 3, 4], [1, 4, 2]],
      attributes: ["equation": .string("...ij,...jk->...ki")]),
    GradientCase(
      "Einsum", note: "three operands", [[2, 3], [3, 4], [4, 2]],
      attributes: ["equation": .string("ij,jk,kl->li")]),
    GradientCase(
      "Einsum", note: "sums and diagonals", [[3, 2, 3], [4, 2]],
      attributes: ["equation": .string("iji,kj->i")]),
    GradientCase(
      "Einsum", note: "one operand", [[2, 3, 4]], attributes: ["equation": .string("ijk->ki")]),
  ]

  private static let activations =
    [
      "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Celu", "Selu", "HardSigmoid", "HardSwish",
      "Softsign", "Clip", "Abs",
    ].map { GradientCase($0, [[3, 14]], numbers: .apart) }
    + [
      "Sigmoid", "Softplus", "Mish", "Swish", "Tanh", "Gelu", "Erf", "Sin", "Cos", "Exp", "Neg",
      "com.microsoft.Gelu", "com.microsoft.QuickGelu",
    ].map { GradientCase($0, [[3, 7]]) } + [
      GradientCase(
        "Gelu", note: "by tanh", [[3, 7]], attributes: ["approximate": .string("tanh")]),
      GradientCase(
        "Elu", note: "alpha", [[3, 7]], attributes: ["alpha": .float(0.4)], numbers: .apart),
      GradientCase(
        "Celu", note: "alpha", [[3, 7]], attributes: ["alpha": .float(0.4)], numbers: .apart),
      GradientCase(
        "Selu", note: "alpha", [[3, 7]], attributes: ["alpha": .float(0.4), "gamma": .float(1.7)],
        numbers: .apart),
      GradientCase(
        "LeakyRelu", note: "alpha", [[3, 7]], attributes: ["alpha": .float(-0.4)], numbers: .apart),
      GradientCase(
        "HardSigmoid", note: "alpha", [[3, 14]], attributes: ["alpha": .float(1 / 3)],
        numbers: .apart),
      GradientCase("Swish", note: "alpha", [[3, 7]], attributes: ["alpha": .float(0.4)]),
      GradientCase("PRelu", [[2, 3, 4], [3, 1]], numbers: .apart),
      GradientCase(
        "Clip", note: "bounds", [[3, 14]], operands: ["a", "low", "high"],
        constants: ["low": .float(-1.05), "high": .float(0.9)], numbers: .apart),
      GradientCase(
        "Clip", note: "a bound that varies", [[3, 14], [1, 1]], operands: ["a", "", "b"],
        numbers: .apart),
      GradientCase(
        "Clip", note: "attributes", [[3, 14]], attributes: ["min": .float(0), "max": .float(0.9)],
        numbers: .apart, opset: 10),
    ]

  private static let normalizations = [
    GradientCase(
      "BatchNormalization", [[2, 3, 2, 3]], operands: ["a", "s", "t", "m", "v"],
      constants: ["s": .weight([3]), "t": .weight([3]), "m": .weight([3]), "v": .positive([3])]),
    GradientCase(
      "InstanceNormalization", [[2, 3, 3, 2]], operands: ["a", "s", "t"],
      constants: ["s": .weight([3]), "t": .weight([3])]),
    GradientCase(
      "GroupNormalization", [[2, 6, 2, 2]], operands: ["a", "s", "t"],
      constants: ["s": .weight([6]), "t": .weight([6])], attributes: ["num_groups": .int(2)]),
    GradientCase(
      "GroupNormalization", note: "a scale for a group", [[2, 6, 2, 2]], operands: ["a", "s", "t"],
      constants: ["s": .weight([3]), "t": .weight([3])], attributes: ["num_groups": .int(3)],
      opset: 18),
    GradientCase(
      "LayerNormalization", [[2, 3, 5]], operands: ["a", "s", "t"],
      constants: ["s": .weight([5]), "t": .weight([5])]),
    GradientCase(
      "LayerNormalization", note: "two axes", [[2, 3, 4]], operands: ["a", "s"],
      constants: ["s": .weight([4])], attributes: ["axis": .int(1)]),
    GradientCase(
      "LRN", [[2, 7, 2, 2]],
      attributes: ["size": .int(3), "alpha": .float(0.6), "bias": .float(1.5)]),
    GradientCase(
      "LRN", note: "an even size", [[1, 6, 2, 3]],
      attributes: ["size": .int(4), "alpha": .float(0.6), "beta": .float(0.5)]),
    GradientCase("Softmax", [[2, 3, 4]]),
    GradientCase("Softmax", note: "another axis", [[2, 3, 4]], attributes: ["axis": .int(1)]),
    GradientCase("Softmax", note: "as a matrix", [[2, 3, 2]], opset: 11),
    GradientCase("LogSoftmax", [[2, 3, 4]]),
    GradientCase("LogSoftmax", note: "another axis", [[2, 3, 4]], attributes: ["axis": .int(0)]),
  ]

  private static let pools = [
    GradientCase(
      "MaxPool", [[2, 3, 6, 7]],
      attributes: ["kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])], numbers: .apart),
    GradientCase(
      "MaxPool", note: "overlapping and padded", [[1, 2, 7, 6]],
      attributes: [
        "kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1]), "strides": .ints([1, 2]),
        "ceil_mode": .int(1),
      ], numbers: .apart),
    GradientCase(
      "MaxPool", note: "dilated", [[1, 2, 9]],
      attributes: ["kernel_shape": .ints([3]), "dilations": .ints([2])], numbers: .apart),
    GradientCase(
      "AveragePool", [[2, 3, 6, 7]],
      attributes: ["kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])]),
    GradientCase(
      "AveragePool", note: "padded", [[1, 2, 7, 6]],
      attributes: [
        "kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1]), "ceil_mode": .int(1),
        "strides": .ints([2, 2]),
      ]),
    GradientCase(
      "AveragePool", note: "padding counted", [[1, 2, 7, 6]],
      attributes: [
        "kernel_shape": .ints([3, 2]), "pads": .ints([1, 1, 1, 0]), "count_include_pad": .int(1),
      ]),
    GradientCase("GlobalAveragePool", [[2, 3, 4, 3]]),
    GradientCase("GlobalMaxPool", [[2, 3, 4, 3]], numbers: .apart),
  ]
}
