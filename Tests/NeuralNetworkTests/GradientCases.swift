import Formats

extension GradientCase {
  /// Cases of every operator that has a gradient.
  static let all =
    linear + activations + normalizations + pools + functions + arithmetic + reductions + moves
    + fused

  private static let linear = [
    GradientCase(
      "Conv", "padded", [[2, 3, 6, 5]], ["a", "w", "d"],
      ["w": .weight([4, 3, 3, 2]), "d": .weight([4])], ["pads": .ints([1, 0, 1, 1])]),
    GradientCase(
      "Conv", "strides", [[1, 3, 9, 8]], ["a", "w"], ["w": .weight([5, 3, 3, 3])],
      ["strides": .ints([2, 3]), "pads": .ints([1, 2, 0, 1])]),
    GradientCase(
      "Conv", "a stride beyond the kernel", [[2, 3, 7, 7]], ["a", "w"],
      ["w": .weight([2, 3, 1, 1])], ["strides": .ints([2, 2])]),
    GradientCase(
      "Conv", "dilated", [[1, 2, 9, 8]], ["a", "w"], ["w": .weight([3, 2, 3, 2])],
      ["dilations": .ints([2, 3]), "pads": .ints([2, 1, 2, 1])]),
    GradientCase(
      "Conv", "groups", [[2, 6, 5, 6]], ["a", "w"], ["w": .weight([9, 2, 3, 3])],
      ["group": .int(3), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", "groups with strides", [[1, 6, 7, 6]], ["a", "w"], ["w": .weight([4, 3, 3, 3])],
      ["group": .int(2), "strides": .ints([2, 2])]),
    GradientCase(
      "Conv", "depthwise", [[2, 5, 6, 7]], ["a", "w"], ["w": .weight([5, 1, 3, 3])],
      ["group": .int(5), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", "depthwise with strides", [[2, 4, 7, 6]], ["a", "w"], ["w": .weight([8, 1, 3, 3])],
      ["group": .int(4), "strides": .ints([2, 2]), "pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", "in tiles", [[2, 16, 9, 10]], ["a", "w"], ["w": .weight([18, 16, 3, 3])],
      ["pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", "in tiles without padding", [[1, 17, 8, 11]], ["a", "w"],
      ["w": .weight([16, 17, 3, 3])]),
    GradientCase("Conv", "pointwise", [[2, 6, 4, 5]], ["a", "w"], ["w": .weight([7, 6, 1, 1])]),
    GradientCase(
      "Conv", "of few channels and many filters", [[1, 2, 6, 6]], ["a", "w"],
      ["w": .weight([24, 2, 3, 3])], ["pads": .ints([1, 1, 1, 1])]),
    GradientCase(
      "Conv", "padding beyond its reach", [[1, 4, 4, 5]], ["a", "w"], ["w": .weight([3, 4, 2, 2])],
      ["pads": .ints([3, 2, 2, 4])]),
    GradientCase(
      "Conv", "SAME_LOWER", [[1, 4, 7, 6]], ["a", "w"], ["w": .weight([3, 4, 4, 3])],
      ["auto_pad": .string("SAME_LOWER"), "strides": .ints([2, 1])]),
    GradientCase(
      "Conv", "one axis", [[2, 3, 9]], ["a", "w"], ["w": .weight([3, 3, 3])],
      ["pads": .ints([1, 1]), "strides": .ints([2])]),
    GradientCase(
      "Conv", "three axes", [[2, 4, 4, 5, 4]], ["a", "w"], ["w": .weight([6, 2, 2, 3, 2])],
      ["group": .int(2), "strides": .ints([1, 2, 1]), "pads": .ints([1, 1, 0, 0, 1, 1])]),
    GradientCase(
      "ConvTranspose", [[2, 4, 4, 5]], ["a", "w", "d"],
      ["w": .weight([4, 3, 3, 2]), "d": .weight([3])],
      ["strides": .ints([2, 3]), "pads": .ints([1, 0, 0, 1])]),
    GradientCase(
      "ConvTranspose", "groups", [[1, 4, 4, 4]], ["a", "w"], ["w": .weight([4, 3, 3, 3])],
      ["group": .int(2), "output_padding": .ints([1, 1]), "strides": .ints([2, 2])]),
    GradientCase(
      "Gemm", [[3, 4], [4, 5], [5]], nil, [:], ["alpha": .float(0.7), "beta": .float(1.3)]),
    GradientCase(
      "Gemm", "transposed", [[4, 3], [5, 4], [3, 1]], nil, [:],
      ["transA": .int(1), "transB": .int(1), "alpha": .float(0.7)]),
    GradientCase(
      "Gemm", "its first factor transposed", [[4, 3], [4, 5]], nil, [:], ["transA": .int(1)]),
    GradientCase(
      "Gemm", "its second factor transposed", [[3, 4], [5, 4]], nil, [:], ["transB": .int(1)]),
    GradientCase(
      "Gemm", "with a weight", [[3, 4]], ["a", "w", "d"],
      ["w": .weight([5, 4]), "d": .weight([5])], ["transB": .int(1)]),
    GradientCase("MatMul", [[3, 4], [4, 5]]),
    GradientCase("MatMul", "stacks", [[2, 1, 3, 4], [3, 4, 2]]),
    GradientCase("MatMul", "a row", [[4], [2, 4, 3]]),
    GradientCase("MatMul", "a column", [[2, 3, 4], [4]]),
    GradientCase("MatMul", "two vectors", [[4], [4]]),
    GradientCase("MatMul", "a weight", [[2, 3, 4]], ["a", "w"], ["w": .weight([4, 5])]),
    GradientCase("MatMul", "a weight first", [[2, 4, 3]], ["w", "a"], ["w": .weight([5, 4])]),
    GradientCase(
      "com.microsoft.FusedMatMul", [[2, 4, 3], [2, 5, 4]], nil, [:],
      ["transA": .int(1), "transB": .int(1), "alpha": .float(0.6)]),
    GradientCase("Einsum", [[2, 3, 4], [4, 5]], nil, [:], ["equation": .string("bij,jk->bik")]),
    GradientCase(
      "Einsum", "an ellipsis", [[2, 3, 4], [1, 4, 2]], nil, [:],
      ["equation": .string("...ij,...jk->...ki")]),
    GradientCase(
      "Einsum", "three operands", [[2, 3], [3, 4], [4, 2]], nil, [:],
      ["equation": .string("ij,jk,kl->li")]),
    GradientCase(
      "Einsum", "sums and diagonals", [[3, 2, 3], [4, 2]], nil, [:],
      ["equation": .string("iji,kj->i")]),
    GradientCase("Einsum", "one operand", [[2, 3, 4]], nil, [:], ["equation": .string("ijk->ki")]),
  ]

  private static let activations =
    [
      "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Celu", "Selu", "HardSigmoid", "HardSwish",
      "Softsign", "Clip", "Abs",
    ].map { GradientCase($0, [[3, 14]], nil, [:], [:], .apart) }
    + [
      "Sigmoid", "Softplus", "Mish", "Swish", "Tanh", "Gelu", "Erf", "Sin", "Cos", "Exp", "Neg",
      "com.microsoft.Gelu", "com.microsoft.QuickGelu",
    ].map { GradientCase($0, [[3, 7]]) } + [
      GradientCase("Gelu", "by tanh", [[3, 7]], nil, [:], ["approximate": .string("tanh")]),
      GradientCase("Elu", "alpha", [[3, 7]], nil, [:], ["alpha": .float(0.4)], .apart),
      GradientCase("Celu", "alpha", [[3, 7]], nil, [:], ["alpha": .float(0.4)], .apart),
      GradientCase(
        "Selu", "alpha", [[3, 7]], nil, [:], ["alpha": .float(0.4), "gamma": .float(1.7)], .apart),
      GradientCase("LeakyRelu", "alpha", [[3, 7]], nil, [:], ["alpha": .float(-0.4)], .apart),
      GradientCase("HardSigmoid", "alpha", [[3, 14]], nil, [:], ["alpha": .float(1 / 3)], .apart),
      GradientCase("Swish", "alpha", [[3, 7]], nil, [:], ["alpha": .float(0.4)]),
      GradientCase("PRelu", [[2, 3, 4], [3, 1]], nil, [:], [:], .apart),
      GradientCase(
        "Clip", "bounds", [[3, 14]], ["a", "low", "high"],
        ["low": .float(-1.05), "high": .float(0.9)], [:], .apart),
      GradientCase(
        "Clip", "a bound that varies", [[3, 14], [1, 1]], ["a", "", "b"], [:], [:], .apart),
      GradientCase(
        "Clip", "attributes", [[3, 14]], nil, [:], ["min": .float(0), "max": .float(0.9)], .apart,
        opset: 10),
    ]

  private static let normalizations = [
    GradientCase(
      "BatchNormalization", [[2, 3, 2, 3]], ["a", "s", "t", "m", "v"],
      ["s": .weight([3]), "t": .weight([3]), "m": .weight([3]), "v": .positive([3])]),
    GradientCase(
      "InstanceNormalization", [[2, 3, 3, 2]], ["a", "s", "t"],
      ["s": .weight([3]), "t": .weight([3])]),
    GradientCase(
      "GroupNormalization", [[2, 6, 2, 2]], ["a", "s", "t"],
      ["s": .weight([6]), "t": .weight([6])], ["num_groups": .int(2)]),
    GradientCase(
      "GroupNormalization", "a scale for a group", [[2, 6, 2, 2]], ["a", "s", "t"],
      ["s": .weight([3]), "t": .weight([3])], ["num_groups": .int(3)], opset: 18),
    GradientCase(
      "LayerNormalization", [[2, 3, 5]], ["a", "s", "t"], ["s": .weight([5]), "t": .weight([5])]),
    GradientCase(
      "LayerNormalization", "two axes", [[2, 3, 4]], ["a", "s"], ["s": .weight([4])],
      ["axis": .int(1)]),
    GradientCase(
      "LRN", [[2, 7, 2, 2]], nil, [:], ["size": .int(3), "alpha": .float(0.6), "bias": .float(1.5)]),
    GradientCase(
      "LRN", "an even size", [[1, 6, 2, 3]], nil, [:],
      ["size": .int(4), "alpha": .float(0.6), "beta": .float(0.5)]),
    GradientCase("Softmax", [[2, 3, 4]]),
    GradientCase("Softmax", "another axis", [[2, 3, 4]], nil, [:], ["axis": .int(1)]),
    GradientCase("Softmax", "as a matrix", [[2, 3, 2]], nil, [:], [:], opset: 11),
    GradientCase("LogSoftmax", [[2, 3, 4]]),
    GradientCase("LogSoftmax", "another axis", [[2, 3, 4]], nil, [:], ["axis": .int(0)]),
  ]

  private static let pools = [
    GradientCase(
      "MaxPool", [[2, 3, 6, 7]], nil, [:],
      ["kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])], .apart),
    GradientCase(
      "MaxPool", "overlapping and padded", [[1, 2, 7, 6]], nil, [:],
      [
        "kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1]), "strides": .ints([1, 2]),
        "ceil_mode": .int(1),
      ], .apart),
    GradientCase(
      "MaxPool", "dilated", [[1, 2, 9]], nil, [:],
      ["kernel_shape": .ints([3]), "dilations": .ints([2])], .apart),
    GradientCase(
      "AveragePool", [[2, 3, 6, 7]], nil, [:],
      ["kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])]),
    GradientCase(
      "AveragePool", "padded", [[1, 2, 7, 6]], nil, [:],
      [
        "kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1]), "ceil_mode": .int(1),
        "strides": .ints([2, 2]),
      ]),
    GradientCase(
      "AveragePool", "padding counted", [[1, 2, 7, 6]], nil, [:],
      ["kernel_shape": .ints([3, 2]), "pads": .ints([1, 1, 1, 0]), "count_include_pad": .int(1)]),
    GradientCase("GlobalAveragePool", [[2, 3, 4, 3]]),
    GradientCase("GlobalMaxPool", [[2, 3, 4, 3]], nil, [:], [:], .apart),
  ]

  private static let functions = ["Sqrt", "Reciprocal", "Log"].map {
    GradientCase($0, [[3, 7]], nil, [:], [:], .positive)
  }

  private static let arithmetic =
    ["Add", "Sub", "Mul", "Sum", "Mean"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]]),
        GradientCase($0, "broadcast", [[2, 1, 4], [3, 1]]),
        GradientCase($0, "with itself", [[2, 3]], ["a", "a"]),
      ]
    }
    + ["Div", "Pow"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]], nil, [:], [:], .positive),
        GradientCase($0, "broadcast", [[3, 1], [2, 1, 4]], nil, [:], [:], .positive),
      ]
    }
    + ["Max", "Min"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]], nil, [:], [:], .apart),
        GradientCase($0, "broadcast", [[2, 1, 4], [3, 1], [1]], nil, [:], [:], .apart),
      ]
    } + [
      GradientCase("Pow", "squares", [[2, 5]], ["a", "two"], ["two": .float(2)]),
      GradientCase("Pow", "cubes of any sign", [[2, 5]], ["a", "three"], ["three": .float(3)]),
      GradientCase("Mod", [[2, 9]], ["a", "m"], ["m": .float(0.75)], ["fmod": .int(1)], .apart),
      GradientCase(
        "Mod", "of its divisor", [[1, 5], [1, 1]], nil, [:], ["fmod": .int(1)], .positive),
      GradientCase(
        "Where", [[2, 3, 4], [3, 1]], ["isTrue", "a", "b"],
        ["isTrue": .ints([1, 0, 0, 1, 1, 0, 1, 1], shape: [2, 1, 4])]),
    ]

  private static let reductions =
    ["ReduceMean", "ReduceSum", "ReduceSumSquare", "ReduceL2", "ReduceProd"].flatMap {
      [
        GradientCase($0, [[2, 3, 4]], ["a", "axes"], ["axes": .ints([1])]),
        GradientCase(
          $0, "two axes away", [[2, 3, 4]], ["a", "axes"], ["axes": .ints([-1, 0])],
          ["keepdims": .int(0)]),
        GradientCase($0, "all axes", [[2, 3]]),
      ]
    }
    + ["ReduceL1", "ReduceMax", "ReduceMin"].map {
      GradientCase($0, [[2, 3, 4]], ["a", "axes"], ["axes": .ints([0, 2])], [:], .apart)
    } + [
      GradientCase(
        "ReduceLogSum", [[2, 3, 4]], ["a", "axes"], ["axes": .ints([1])], [:], .positive)
    ]

  private static let moves = [
    GradientCase("Concat", [[2, 1, 3], [2, 2, 3], [2, 3, 3]], nil, [:], ["axis": .int(1)]),
    GradientCase(
      "Concat", "with a constant", [[2, 3]], ["w", "a"], ["w": .weight([1, 3])], ["axis": .int(0)]),
    GradientCase(
      "Split", [[2, 5, 2]], ["a", "sizes"], ["sizes": .ints([1, 4])], ["axis": .int(1)], outputs: 2),
    GradientCase(
      "Slice", [[4, 5]], ["a", "starts", "ends", "axes", "steps"],
      [
        "starts": .ints([-1, 1]), "ends": .ints([-9, 5]), "axes": .ints([0, 1]),
        "steps": .ints([-2, 3]),
      ]),
    GradientCase(
      "Gather", [[3, 4, 2]], ["a", "places"], ["places": .ints([1, -1, 1, 0], shape: [2, 2])],
      ["axis": .int(1)]),
    GradientCase(
      "ScatterND", [[4, 3], [2, 3]], ["a", "places", "b"],
      ["places": .ints([2, 0], shape: [2, 1])]),
    GradientCase(
      "ScatterND", "twice the same", [[4, 3], [3, 3]], ["a", "places", "b"],
      ["places": .ints([2, 0, 2], shape: [3, 1])]),
    GradientCase(
      "ScatterND", "sums", [[4, 3], [3, 3]], ["a", "places", "b"],
      ["places": .ints([2, 0, 2], shape: [3, 1])], ["reduction": .string("add")]),
    GradientCase(
      "Pad", [[2, 3, 4]], ["a", "pads", "filler"],
      ["pads": .ints([0, 1, 2, 1, 0, -1]), "filler": .float(0.5)]),
    GradientCase(
      "Pad", "reflected", [[2, 3, 4]], ["a", "pads"], ["pads": .ints([1, 2, 3, 0, 1, 2])],
      ["mode": .string("reflect")]),
    GradientCase(
      "Pad", "edges", [[2, 3]], ["a", "pads"], ["pads": .ints([1, 2, 0, 1])],
      ["mode": .string("edge")]),
    GradientCase(
      "Pad", "wrapped", [[2, 3]], ["a", "pads"], ["pads": .ints([1, 4, 0, 1])],
      ["mode": .string("wrap")]),
    GradientCase("Flatten", [[2, 3, 4]]),
    GradientCase("Reshape", [[2, 3, 4]], ["a", "to"], ["to": .ints([4, -1])]),
    GradientCase("Squeeze", [[2, 1, 4]], ["a", "axes"], ["axes": .ints([1])]),
    GradientCase("Unsqueeze", [[2, 4]], ["a", "axes"], ["axes": .ints([0, -1])]),
    GradientCase("Transpose", [[2, 3, 4]], nil, [:], ["perm": .ints([2, 0, 1])]),
    GradientCase("Expand", [[3, 1]], ["a", "to"], ["to": .ints([2, 1, 4])]),
    GradientCase("Tile", [[2, 3]], ["a", "times"], ["times": .ints([3, 2])]),
    GradientCase("DepthToSpace", [[1, 8, 2, 3]], nil, [:], ["blocksize": .int(2)]),
    GradientCase("SpaceToDepth", [[1, 2, 4, 6]], nil, [:], ["blocksize": .int(2)]),
    GradientCase(
      "Upsample", [[1, 2, 3, 2]], ["a", "scales"], ["scales": .floats([1, 1, 2, 3])], [:], opset: 9),
    GradientCase(
      "Upsample", "linear", [[1, 2, 3, 2]], ["a", "scales"], ["scales": .floats([1, 1, 2, 3])],
      ["mode": .string("linear")], opset: 9),
    GradientCase(
      "Resize", [[1, 2, 3, 4]], ["a", "", "scales"], ["scales": .floats([1, 1, 2.5, 0.6])]),
    GradientCase(
      "Resize", "linear", [[1, 2, 5, 4]], ["a", "", "", "sizes"], ["sizes": .ints([1, 2, 3, 7])],
      ["mode": .string("linear"), "antialias": .int(1)]),
    GradientCase(
      "Resize", "cubic", [[1, 2, 5, 4]], ["a", "", "scales"], ["scales": .floats([1, 1, 1.6, 2])],
      ["mode": .string("cubic"), "coordinate_transformation_mode": .string("align_corners")]),
    GradientCase("Identity", [[2, 3]]),
    GradientCase("Dropout", [[2, 3]]),
    GradientCase("Cast", [[2, 3]], nil, [:], ["to": .int(1)]),
    GradientCase("CastLike", [[2, 3]], ["a", "one"], ["one": .float(1)]),
    GradientCase(
      "If", "the branch that is taken", [[2, 3]], ["holds"], ["holds": .ints([1])],
      [
        "then_branch": .graph(
          StoredBody(nodes: [node("Mul", ["a", "a"], "t")], inputs: [], outputs: ["t"])),
        "else_branch": .graph(
          StoredBody(nodes: [node("Neg", ["a"], "e")], inputs: [], outputs: ["e"])),
      ]),
  ]

  private static func node(_ operation: String, _ inputs: [String], _ output: String) -> StoredNode
  {
    StoredNode(name: output, operation: operation, inputs: inputs, outputs: [output])
  }

  private static let fused = [
    GradientCase(
      "com.microsoft.FusedConv", [[1, 3, 5, 5]], ["a", "w", "d", "b"],
      ["w": .weight([2, 3, 3, 3]), "d": .weight([2]), "b": .weight([1, 2, 3, 3])],
      ["activation": .string("Tanh")]),
    GradientCase(
      "com.microsoft.FusedGemm", [[3, 4]], ["a", "w"], ["w": .weight([4, 5])],
      ["activation": .string("Sigmoid")]),
    GradientCase("com.microsoft.BiasGelu", [[3, 4]], ["a", "d"], ["d": .weight([4])]),
    GradientCase(
      "com.microsoft.MatMulNBits", [[3, 4]], ["a", "w", "s"],
      [
        "w": .ints([1, 250, 33, 7, 90, 18, 200, 40, 77, 3, 5, 181], shape: [3, 1, 8]),
        "s": .positive([3, 1]),
      ], ["K": .int(4), "N": .int(3), "bits": .int(4), "block_size": .int(16)]),
  ]
}
