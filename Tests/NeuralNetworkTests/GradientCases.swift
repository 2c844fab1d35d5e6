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

  private static let functions = ["Sqrt", "Reciprocal", "Log"].map {
    GradientCase($0, [[3, 7]], numbers: .positive)
  }

  private static let arithmetic =
    ["Add", "Sub", "Mul", "Sum", "Mean"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]]),
        GradientCase($0, note: "broadcast", [[2, 1, 4], [3, 1]]),
        GradientCase($0, note: "with itself", [[2, 3]], operands: ["a", "a"]),
      ]
    }
    + ["Div", "Pow"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]], numbers: .positive),
        GradientCase($0, note: "broadcast", [[3, 1], [2, 1, 4]], numbers: .positive),
      ]
    }
    + ["Max", "Min"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]], numbers: .apart),
        GradientCase($0, note: "broadcast", [[2, 1, 4], [3, 1], [1]], numbers: .apart),
      ]
    } + [
      GradientCase(
        "Pow", note: "squares", [[2, 5]], operands: ["a", "two"], constants: ["two": .float(2)]),
      GradientCase(
        "Pow", note: "cubes of any sign", [[2, 5]], operands: ["a", "three"],
        constants: ["three": .float(3)]),
      GradientCase(
        "Mod", [[2, 9]], operands: ["a", "m"], constants: ["m": .float(0.75)],
        attributes: ["fmod": .int(1)], numbers: .apart),
      GradientCase(
        "Mod", note: "of its divisor", [[1, 5], [1, 1]], attributes: ["fmod": .int(1)],
        numbers: .positive),
      GradientCase(
        "Where", [[2, 3, 4], [3, 1]], operands: ["isTrue", "a", "b"],
        constants: ["isTrue": .ints([1, 0, 0, 1, 1, 0, 1, 1], shape: [2, 1, 4])]),
    ]

  private static let reductions =
    ["ReduceMean", "ReduceSum", "ReduceSumSquare", "ReduceL2", "ReduceProd"].flatMap {
      [
        GradientCase($0, [[2, 3, 4]], operands: ["a", "axes"], constants: ["axes": .ints([1])]),
        GradientCase(
          $0, note: "two axes away", [[2, 3, 4]], operands: ["a", "axes"],
          constants: ["axes": .ints([-1, 0])], attributes: ["keepdims": .int(0)]),
        GradientCase($0, note: "all axes", [[2, 3]]),
      ]
    }
    + ["ReduceL1", "ReduceMax", "ReduceMin"].map {
      GradientCase(
        $0, [[2, 3, 4]], operands: ["a", "axes"], constants: ["axes": .ints([0, 2])],
        numbers: .apart)
    } + [
      GradientCase(
        "ReduceLogSum", [[2, 3, 4]], operands: ["a", "axes"], constants: ["axes": .ints([1])],
        numbers: .positive)
    ]

  private static let moves = [
    GradientCase("Concat", [[2, 1, 3], [2, 2, 3], [2, 3, 3]], attributes: ["axis": .int(1)]),
    GradientCase(
      "Concat", note: "with a constant", [[2, 3]], operands: ["w", "a"],
      constants: ["w": .weight([1, 3])], attributes: ["axis": .int(0)]),
    GradientCase(
      "Split", [[2, 5, 2]], operands: ["a", "sizes"], constants: ["sizes": .ints([1, 4])],
      attributes: ["axis": .int(1)], outputs: 2),
    GradientCase(
      "Slice", [[4, 5]], operands: ["a", "starts", "ends", "axes", "steps"],
      constants: [
        "starts": .ints([-1, 1]), "ends": .ints([-9, 5]), "axes": .ints([0, 1]),
        "steps": .ints([-2, 3]),
      ]),
    GradientCase(
      "Gather", [[3, 4, 2]], operands: ["a", "places"],
      constants: ["places": .ints([1, -1, 1, 0], shape: [2, 2])], attributes: ["axis": .int(1)]),
    GradientCase(
      "ScatterND", [[4, 3], [2, 3]], operands: ["a", "places", "b"],
      constants: ["places": .ints([2, 0], shape: [2, 1])]),
    GradientCase(
      "ScatterND", note: "twice the same", [[4, 3], [3, 3]], operands: ["a", "places", "b"],
      constants: ["places": .ints([2, 0, 2], shape: [3, 1])]),
    GradientCase(
      "ScatterND", note: "sums", [[4, 3], [3, 3]], operands: ["a", "places", "b"],
      constants: ["places": .ints([2, 0, 2], shape: [3, 1])],
      attributes: ["reduction": .string("add")]),
    GradientCase(
      "Pad", [[2, 3, 4]], operands: ["a", "pads", "filler"],
      constants: ["pads": .ints([0, 1, 2, 1, 0, -1]), "filler": .float(0.5)]),
    GradientCase(
      "Pad", note: "reflected", [[2, 3, 4]], operands: ["a", "pads"],
      constants: ["pads": .ints([1, 2, 3, 0, 1, 2])], attributes: ["mode": .string("reflect")]),
    GradientCase(
      "Pad", note: "edges", [[2, 3]], operands: ["a", "pads"],
      constants: ["pads": .ints([1, 2, 0, 1])], attributes: ["mode": .string("edge")]),
    GradientCase(
      "Pad", note: "wrapped", [[2, 3]], operands: ["a", "pads"],
      constants: ["pads": .ints([1, 4, 0, 1])], attributes: ["mode": .string("wrap")]),
    GradientCase("Flatten", [[2, 3, 4]]),
    GradientCase(
      "Reshape", [[2, 3, 4]], operands: ["a", "to"], constants: ["to": .ints([4, -1])]),
    GradientCase(
      "Squeeze", [[2, 1, 4]], operands: ["a", "axes"], constants: ["axes": .ints([1])]),
    GradientCase(
      "Unsqueeze", [[2, 4]], operands: ["a", "axes"], constants: ["axes": .ints([0, -1])]),
    GradientCase("Transpose", [[2, 3, 4]], attributes: ["perm": .ints([2, 0, 1])]),
    GradientCase("Expand", [[3, 1]], operands: ["a", "to"], constants: ["to": .ints([2, 1, 4])]),
    GradientCase(
      "Tile", [[2, 3]], operands: ["a", "times"], constants: ["times": .ints([3, 2])]),
    GradientCase("DepthToSpace", [[1, 8, 2, 3]], attributes: ["blocksize": .int(2)]),
    GradientCase("SpaceToDepth", [[1, 2, 4, 6]], attributes: ["blocksize": .int(2)]),
    GradientCase(
      "Upsample", [[1, 2, 3, 2]], operands: ["a", "scales"],
      constants: ["scales": .floats([1, 1, 2, 3])], opset: 9),
    GradientCase(
      "Upsample", note: "linear", [[1, 2, 3, 2]], operands: ["a", "scales"],
      constants: ["scales": .floats([1, 1, 2, 3])], attributes: ["mode": .string("linear")],
      opset: 9),
    GradientCase(
      "Resize", [[1, 2, 3, 4]], operands: ["a", "", "scales"],
      constants: ["scales": .floats([1, 1, 2.5, 0.6])]),
    GradientCase(
      "Resize", note: "linear", [[1, 2, 5, 4]], operands: ["a", "", "", "sizes"],
      constants: ["sizes": .ints([1, 2, 3, 7])],
      attributes: ["mode": .string("linear"), "antialias": .int(1)]),
    GradientCase(
      "Resize", note: "cubic", [[1, 2, 5, 4]], operands: ["a", "", "scales"],
      constants: ["scales": .floats([1, 1, 1.6, 2])],
      attributes: [
        "mode": .string("cubic"), "coordinate_transformation_mode": .string("align_corners"),
      ]),
    GradientCase("Identity", [[2, 3]]),
    GradientCase("Dropout", [[2, 3]]),
    GradientCase("Cast", [[2, 3]], attributes: ["to": .int(1)]),
    GradientCase("CastLike", [[2, 3]], operands: ["a", "one"], constants: ["one": .float(1)]),
    GradientCase(
      "If", note: "the branch that is taken", [[2, 3]], operands: ["holds"],
      constants: ["holds": .ints([1])],
      attributes: [
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
      "com.microsoft.FusedConv", [[1, 3, 5, 5]], operands: ["a", "w", "d", "b"],
      constants: ["w": .weight([2, 3, 3, 3]), "d": .weight([2]), "b": .weight([1, 2, 3, 3])],
      attributes: ["activation": .string("Tanh")]),
    GradientCase(
      "com.microsoft.FusedGemm", [[3, 4]], operands: ["a", "w"], constants: ["w": .weight([4, 5])],
      attributes: ["activation": .string("Sigmoid")]),
    GradientCase(
      "com.microsoft.BiasGelu", [[3, 4]], operands: ["a", "d"], constants: ["d": .weight([4])]),
    GradientCase(
      "com.microsoft.MatMulNBits", [[3, 4]], operands: ["a", "w", "s"],
      constants: [
        "w": .ints((0..<24).map { $0 * 37 % 256 }, shape: [3, 1, 8]),
        "s": .positive([3, 1]),
      ], attributes: ["K": .int(4), "N": .int(3), "bits": .int(4), "block_size": .int(16)]),
  ]
}
