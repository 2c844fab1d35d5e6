"""Makes more of what make_operators.py makes: exact limits, ties, uneven and batched operands, and
values that are not finite.

A model that holds several operators joins what they give, each flattened, side by side.

    python -m pip install -r requirements.txt && python make_edges.py
"""

import numpy as np
from make_operators import SEED, case, convolution
from onnx import TensorProto, helper

NODE = helper.make_node
INF, NAN = np.inf, np.nan
LEAST, MOST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def several(name, shape, parts, constants=None, **options):
    """A case of several operators on one image: (operation, operands, attributes) each."""
    nodes, ends = [], []
    for number, (operation, operands, attributes) in enumerate(parts):
        given, flat = f"given{number}", f"flat{number}"
        nodes.append(NODE(operation, operands, [given], **attributes))
        if operation.startswith(("Arg", "Equal", "Greater", "Less")):
            nodes.append(NODE("Cast", [given], [given := f"cast{number}"], to=TensorProto.FLOAT))
        nodes.append(NODE("Flatten", [given], [flat]))
        ends.append(flat)
    case(name, [*nodes, NODE("Concat", ends, ["y"], axis=1)], shape, constants, **options)


def slices():
    """x[start:end:step] as Python takes it; a reversed axis ends before its first element."""
    parts, constants = [], {"axes": np.array([2, -1])}
    for number, (starts, ends, steps) in enumerate([
        ([-1, -1], [LEAST, -100], [-1, -1]), ([MOST, 4], [LEAST, 0], [-2, -3]),
        ([-6, 1], [MOST, -1], [4, 2]), ([1, -100], [100, 100], [100, 6]),
    ]):
        operands = {f"starts{number}": starts, f"ends{number}": ends, f"steps{number}": steps}
        constants |= {key: np.array(value, np.int64) for key, value in operands.items()}
        start, end, step = operands
        parts.append(("Slice", ["x", start, end, "axes", step], {}))
    several("edge_slices", (2, 2, 6, 7), parts, constants)


def windows():
    generator = np.random.default_rng([SEED, 3])
    array = lambda *shape: generator.standard_normal(shape).astype(np.float32)

    # Each image and each group has its own share of the weight; nothing is as high as wide.
    parts, constants = [], {}
    for number, (weight, attributes) in enumerate([
        ((6, 3, 3, 2), {"group": 2, "strides": [2, 3], "pads": [1, 0, 2, 1],
                        "output_padding": [1, 2]}),
        ((6, 2, 2, 3), {"group": 6, "dilations": [2, 1]}),
        ((6, 1, 4, 3), {"group": 3, "strides": [3, 2], "auto_pad": "SAME_LOWER"}),
        ((6, 2, 3, 3), {"strides": [2, 2], "output_shape": [8, 6]}),
    ]):
        constants[f"weight{number}"] = array(*weight)
        constants[f"bias{number}"] = array(weight[1] * attributes.get("group", 1))
        parts.append(("ConvTranspose", ["x", f"weight{number}", f"bias{number}"], attributes))
    several("edge_transposed", (3, 6, 4, 3), parts, constants)

    # Two filters, and five, on each channel.
    convolution("conv_two_a_channel", (2, 3, 5, 6), (6, 1, 3, 2), group=3, strides=[1, 2])
    convolution("conv_five_a_channel", (2, 2, 5, 4), (10, 1, 2, 3), group=2, pads=[0, 1, 1, 0])
    # A window begins between two elements of a dilated kernel.
    several("edge_dilated", (2, 2, 7, 6), [
        (operation, ["x"], {"kernel_shape": [3, 2], "dilations": [3, 2], "strides": strides,
                            "pads": [2, 1, 1, 1]})
        for operation in ("MaxPool", "AveragePool") for strides in ([1, 1], [2, 1])
    ], opset=19)

    # Whether padding counts shows where there is more of it on one side than on the other.
    parts = [
        ("AveragePool", ["x"], {"kernel_shape": [3, 4], "pads": [0, 1, 2, 3], **attributes})
        for attributes in [
            {"count_include_pad": 1}, {}, {"count_include_pad": 1, "ceil_mode": 1, "strides": [2, 2]},
            {"ceil_mode": 1, "strides": [2, 2]},
        ]
    ] + [
        ("AveragePool", ["x"], {"kernel_shape": [4, 2], "strides": [3, 1], "count_include_pad": 1,
                                "auto_pad": f"SAME_{side}"}) for side in ("UPPER", "LOWER")
    ]
    several("edge_averages", (2, 2, 6, 5), parts, opset=19)
    # Rounded up, a kernel larger than the padded map has one place.
    several("edge_larger_than_maps", (2, 2, 2, 5), [
        (operation, ["x"], {"ceil_mode": 1, **attributes})
        for operation in ("MaxPool", "AveragePool") for attributes in [
            {"kernel_shape": [3, 3], "strides": [2, 2]},
            {"kernel_shape": [5, 6], "strides": [4, 3], "pads": [1, 0, 0, 0]},
        ]
    ] + [("AveragePool", ["x"], {
        "ceil_mode": 1, "kernel_shape": [5, 6], "strides": [4, 3], "pads": [0, 0, 1, 0],
        "count_include_pad": 1})], opset=19)
    # Of a window where all is as small as can be, that is the largest.
    case("edge_maximum", [NODE("MaxPool", ["x"], ["y"], kernel_shape=[2, 2])], (1, 1, 3, 3),
         values=[-INF, -INF, 1, -INF, -INF, INF, 2, -INF, 3])

    # An even number of neighbours has one more after than before; they end with the channels. For
    # onnxruntime takes odd numbers alone, this is the formula of the standard.
    sizes = (2, 3, 4, 9)

    def neighbours(_, values):
        x = 2 * values
        ends = []
        for size in sizes:
            before, after = (size - 1) // 2, size // 2
            sums = np.stack([(x[:, max(0, c - before):c + after + 1] ** 2).sum(1)
                             for c in range(x.shape[1])], 1)
            ends.append((x / (2 + 0.5 / size * sums) ** 0.6).reshape(len(x), -1))
        return np.concatenate(ends, 1).astype(np.float32)

    parts = [("LRN", ["x"], {"size": size, "alpha": 0.5, "beta": 0.6, "bias": 2.0})
             for size in sizes]
    several("edge_neighbours", (2, 6, 2, 3), parts, run=neighbours)
    several("edge_odd_neighbours", (2, 6, 2, 3), parts[1::2])
    several("edge_pads", (2, 2, 3, 4), [
        ("Pad", ["x", "less" if mode == "reflect" else "more"], {"mode": mode})
        for mode in ("reflect", "edge", "wrap", "constant")
    ], {"more": np.array([0, 1, 2, 3, 0, 1, 1, 2]), "less": np.array([0, 1, 2, 3, 0, 0, 1, 2])},
        opset=19)
    several("edge_blocks", (2, 4, 4, 6), [
        (operation, ["x"], {"blocksize": 2}) for operation in ("SpaceToDepth", "DepthToSpace")
    ] + [("DepthToSpace", ["x"], {"blocksize": 2, "mode": "CRD"})])


def values_at_limits():
    # Half of them, as the first layer doubles.
    values = [NAN, INF, -INF, 0.0, -0.0, 0.25, -0.25, 0.5, -0.5, 1.25, -1.25, 1.5, -1.5, 3, -3, 44,
              -44, 52, -52, 1e30, -1e30, 1e-30, -1e-30, 1]
    shape = (1, 1, 4, 6)
    several("edge_activations", shape, [
        (operation, ["x"], attributes) for operation, attributes in [
            ("Relu", {}), ("LeakyRelu", {"alpha": 0.3}), ("Elu", {"alpha": 1.5}),
            ("Celu", {"alpha": 0.7}), ("Selu", {}), ("Sigmoid", {}), ("HardSigmoid", {}),
            ("HardSwish", {}), ("Softplus", {}), ("Softsign", {}), ("Mish", {}), ("Tanh", {}),
            ("Gelu", {}), ("Gelu", {"approximate": "tanh"}), ("ThresholdedRelu", {"alpha": 0.5}),
        ]
    ], opset=20, values=values)
    several("edge_functions", shape, [
        (operation, ["x"], {}) for operation in
        ("Abs", "Neg", "Sqrt", "Reciprocal", "Exp", "Log", "Erf", "Floor", "Ceil", "Round", "Sign")
    ], values=values)
    other = np.array([1, NAN, -INF, -0.0, 0.0, 0.5, -1, 1, 0, NAN, 2, 3, -3, INF, 5, 6, 7, 8, -9, 2,
                      -2, 0, 0, 2], np.float32).reshape(shape)
    orders = (["x", "other"], ["other", "x"])
    several("edge_pairs", shape, [
        (operation, order, {}) for operation in
        ("Max", "Min", "Add", "Sub", "Mul", "Div", "Pow", "Equal", "Greater", "GreaterOrEqual",
         "Less", "LessOrEqual") for order in orders
    ] + [("PRelu", orders[0], {})], {"other": other}, opset=19, values=values)
    # Where what is least is more than what is most, the most wins.
    several("edge_clips", shape, [
        ("Clip", ["x", least, most], {}) for least, most in
        [("low", "high"), ("high", "low"), ("low", ""), ("", "low")]
    ], {"low": np.float32(-0.5), "high": np.float32(1.5)}, values=values)
    # A bias that does not count does not even where it is not finite.
    case("edge_no_bias", [
        NODE("Flatten", ["x"], ["flat"]),
        NODE("Gemm", ["flat", "weight", "bias"], ["y"], alpha=0.5, beta=0.0),
    ], (2, 1, 1, 2), {"weight": np.array([[1, 2, 3], [4, 5, 6]], np.float32),
                      "bias": np.array([NAN, INF, 1], np.float32)}, values=[1, 2, 3, -4])
    # Powers of whole numbers are whole, one after the other and beside their base.
    case("edge_powers", [
        NODE("Cast", ["x"], ["whole"], to=TensorProto.INT64), NODE("Pow", ["whole", "two"], ["square"]),
        NODE("Pow", ["square", "three"], ["sixth"]), NODE("Add", ["sixth", "square"], ["sum"]),
        NODE("Cast", ["sum"], ["y"], to=TensorProto.FLOAT),
    ], (1, 1, 2, 3), {"two": np.float32(2), "three": np.float32(3)},
        values=[0, 0.75, -1, 1.25, -2.5, 4])
    # The last row has nothing but what is infinite, or is not a number.
    several("edge_softmax", (1, 1, 4, 3), [
        (operation, ["x"], {"axis": axis}) for operation in ("Softmax", "LogSoftmax")
        for axis in (-1, 2)
    ], values=[1, NAN, 2, -INF, 0, 1, 700, -700, 0, INF, -INF, 1])


def ties():
    values = [1, 3, 3, 0, 2, 2, 2, 2, -1, -2, -2, -1, -INF, INF, INF, -INF]
    several("edge_places", (1, 1, 4, 4), [
        (operation, ["x"], {"axis": axis, "select_last_index": last})
        for operation in ("ArgMax", "ArgMin") for axis in (2, 3) for last in (0, 1)
    ], values=values)
    several("edge_reductions", (2, 3, 2, 4), [
        (operation, ["x"], {"axes": axes}) for operation in
        ("ReduceMax", "ReduceMin", "ReduceMean", "ReduceL1", "ReduceL2", "ReduceProd",
         "ReduceSumSquare", "ReduceLogSum") for axes in ([1, 3], [2])
    ], opset=11, values=np.arange(1, 49) / 16)
    # Halves lie between two whole numbers, and go to the even one.
    case("edge_halves", [NODE("Mul", ["x", "half"], ["h"]), NODE("Round", ["h"], ["y"])],
         (1, 1, 3, 4), {"half": np.float32(0.5)},
         values=[0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, -3.5, 4.5, 0.4999, 0.75, 1e7 + 1])
    # The same for numbers of fewer bits: 8 of a bfloat16, 11 of a float16, with the one that is hidden.
    values = [1 + place / 256 for place in range(8)] + [1 + place / 2048 for place in range(8)]
    nodes = []
    for name, kind in [("brain", TensorProto.BFLOAT16), ("half", TensorProto.FLOAT16)]:
        nodes += [NODE("Cast", ["x"], [name], to=kind),
                  NODE("Cast", [name], [f"{name}s"], to=TensorProto.FLOAT)]
    case("edge_casts", [*nodes, NODE("Concat", ["brains", "halfs"], ["y"], axis=1)], (1, 1, 4, 4),
         opset=13, values=np.array(values) / 2)
    case("edge_casts_like", [NODE("CastLike", ["x", "whole"], ["w"]),
                             NODE("CastLike", ["w", "x"], ["f"]), NODE("Add", ["f", "x"], ["y"])],
         (1, 1, 2, 4), {"whole": np.array([1], np.int64)}, opset=15,
         values=[0.5, 1.5, -0.5, -1.5, 2, -3, 0, 1e6 + 0.5])
    # Three rows of six: each lies between two.
    several("edge_nearest", (1, 1, 6, 5), [
        ("Resize", ["x", "", "", "sizes"], {"mode": "nearest", "nearest_mode": mode})
        for mode in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
    ], {"sizes": np.array([1, 1, 3, 10])}, opset=18)


if __name__ == "__main__":
    slices()
    windows()
    values_at_limits()
    ties()
