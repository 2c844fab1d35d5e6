import Formats

/// Cases of functions of elements, reductions and moves.
extension GradientCase {
  static let functions = ["Sqrt", "Reciprocal", "Log"].map {
    GradientCase($0, [[3, 7]], numbers: .positive)
  }

  static let arithmetic =
    ["Add", "Sub", "Mul", "Sum", "Mean"].flatMap {
      [
        GradientCase($0, [[2, 3, 4], [2, 3, 4]]),
        GradientCase($0, note: "broadcast", [[2, 1, 4], [3, 1]]),
      ]
    }
    + ["Add", "Mul", "Sum", "Mean"].map {
      GradientCase($0, note: "with itself", [[2, 3]], operands: ["a", "a"])
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

  static let reductions =
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

  static let moves = [
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

  static let fused = [
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
