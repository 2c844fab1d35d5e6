"""Makes small ONNX models, an input each, and what onnxruntime gives for it.

Each case is a graph of one or a few operators behind a 1x1 convolution that scales its input (so
that every model has a linear layer). NAME.onnx is the model; NAME.npz holds `input` and `output`.

    python -m pip install -r requirements.txt && python make_operators.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
SEED = 20221116


def run(path, values):
    """What onnxruntime gives for a model."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"input": values})[0]


def case(name, nodes, shape, constants=None, opset=13, values=None, run=run):
    """Writes a model that runs `nodes` from `x` to `y` behind a convolution, and its fixture.

    The image is random, unless its values are given.
    """
    generator = np.random.default_rng([SEED, *name.encode()])
    channels = shape[1]
    first = 2 * np.eye(channels, dtype=np.float32).reshape(channels, channels, 1, 1)
    constants = {"first.weight": first, **(constants or {})}
    graph = helper.make_graph(
        [helper.make_node("Conv", ["input", "first.weight"], ["x"], name="first"), *nodes],
        name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", *shape[1:]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, key) for key, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path = HERE / f"{name}.onnx"
    onnx.save(model, path)
    if values is None:
        values = generator.standard_normal(shape)
    values = np.asarray(values, np.float32).reshape(shape)
    np.savez(HERE / f"{name}.npz", input=values, output=run(path, values))


def convolution(name, shape, weight, bias=True, **attributes):
    """A case of one convolution."""
    generator = np.random.default_rng([SEED, 1, *name.encode()])
    constants = {"conv.weight": generator.standard_normal(weight).astype(np.float32)}
    if bias:
        constants["conv.bias"] = generator.standard_normal(weight[0]).astype(np.float32)
    node = helper.make_node("Conv", ["x", *constants], ["y"], name="conv", **attributes)
    case(name, [node], shape, constants)


def main():
    convolution("conv_plain", (2, 3, 7, 6), (4, 3, 3, 3))
    convolution("conv_no_bias", (1, 2, 5, 5), (3, 2, 1, 1), bias=False)
    convolution("conv_stride_pad", (2, 2, 9, 8), (3, 2, 3, 2), strides=[2, 3], pads=[1, 0, 2, 1])
    convolution("conv_dilation", (1, 2, 9, 9), (2, 2, 3, 3), dilations=[2, 3], pads=[2, 3, 2, 3])
    convolution("conv_groups", (2, 4, 6, 6), (6, 2, 3, 3), group=2, pads=[1, 1, 1, 1])
    convolution("conv_depthwise", (1, 3, 6, 6), (3, 1, 3, 3), group=3, strides=[2, 2])
    convolution("conv_same_upper", (1, 2, 7, 6), (2, 2, 4, 4), auto_pad="SAME_UPPER", strides=[2, 2])
    convolution("conv_same_lower", (1, 2, 7, 6), (2, 2, 4, 4), auto_pad="SAME_LOWER", strides=[2, 2])
    convolution("conv_valid", (1, 2, 7, 6), (2, 2, 3, 3), auto_pad="VALID")
    # Kernel wider than the padded rows of some places: whole windows lie in the padding.
    convolution("conv_wide_pad", (1, 1, 2, 2), (1, 1, 3, 3), pads=[3, 3, 3, 3])

    pool = lambda name, shape, **attributes: case(
        name, [helper.make_node("MaxPool", ["x"], ["y"], name="pool", **attributes)], shape)
    pool("maxpool_plain", (2, 2, 6, 6), kernel_shape=[2, 2], strides=[2, 2])
    pool("maxpool_pad", (1, 2, 7, 5), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    pool("maxpool_ceil", (1, 1, 6, 7), kernel_shape=[3, 2], strides=[2, 2], ceil_mode=1)
    pool("maxpool_ceil_pad", (1, 1, 5, 5), kernel_shape=[2, 2], strides=[3, 3], ceil_mode=1,
         pads=[1, 1, 1, 1])
    pool("maxpool_dilation", (1, 1, 8, 8), kernel_shape=[2, 2], dilations=[3, 2])
    pool("maxpool_same", (1, 1, 7, 7), kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")

    generator = np.random.default_rng([SEED, 2])
    array = lambda *shape: generator.standard_normal(shape).astype(np.float32)
    flatten = helper.make_node("Flatten", ["x"], ["flat"], name="flatten")
    for name, weight, bias, attributes in [
        ("gemm_transposed", (5, 12), (5,), {"transB": 1}),
        ("gemm_plain", (12, 5), (5,), {}),
        ("gemm_factors", (5, 12), (1,), {"transB": 1, "alpha": 0.5, "beta": -2.0}),
    ]:
        node = helper.make_node(
            "Gemm", ["flat", "fc.weight", "fc.bias"], ["y"], name="fc", **attributes)
        case(name, [flatten, node], (3, 3, 2, 2),
             {"fc.weight": array(*weight), "fc.bias": array(*bias)})
    case("matmul_add_relu",
         [flatten, helper.make_node("MatMul", ["flat", "fc.weight"], ["product"], name="fc"),
          helper.make_node("Add", ["product", "fc.bias"], ["sum"], name="bias"),
          helper.make_node("Relu", ["sum"], ["y"], name="relu")],
         (3, 3, 2, 2), {"fc.weight": array(12, 5), "fc.bias": array(5)})
    case("add_broadcast",
         [helper.make_node("Add", ["x", "a"], ["sum"], name="a"),
          helper.make_node("Add", ["sum", "b"], ["y"], name="b")],
         (2, 3, 2, 4), {"a": array(3, 1, 4), "b": array(1)})
    for name, opset, attributes in [("softmax_13", 13, {}), ("softmax_13_axis", 13, {"axis": 1}),
                                    ("softmax_11", 11, {"axis": 2})]:
        case(name, [helper.make_node("Softmax", ["x"], ["soft"], name="softmax", **attributes),
                    helper.make_node("Relu", ["soft"], ["y"], name="relu")],
             (2, 3, 2, 4), opset=opset)

    # Before opset 8 these take several operands of one shape.
    case("sums_7", [
        helper.make_node("Neg", ["x"], ["n"]),
        helper.make_node("Sum", ["x", "n", "x"], ["s"]),
        helper.make_node("Max", ["s", "n"], ["g"]),
        helper.make_node("Min", ["g", "c"], ["l"]),
        helper.make_node("Mean", ["l", "x"], ["y"]),
    ], (1, 2, 3, 5), {"c": np.full((1, 2, 3, 5), 1.5, np.float32)}, opset=7)

    # An output that nobody wants is no operand of the node after it, which leaves one out.
    case("empty_names", [
        helper.make_node("Dropout", ["x"], ["d", ""]),
        helper.make_node("Clip", ["d", "", "most"], ["c"]),
        helper.make_node("MaxPool", ["c"], ["m", ""], kernel_shape=[2, 2]),
        helper.make_node("LayerNormalization", ["m", "s"], ["y", "", "i"], axis=-1),
    ], (2, 2, 5, 5), {"most": np.float32(0.5), "s": np.ones(4, np.float32)}, opset=17)

    # A pool that slides over the first of three axes, as across channels.
    for name, kind, attributes in [
        ("averagepool_depth", "AveragePool", {"kernel_shape": [3, 1, 1], "strides": [2, 1, 1],
                                             "pads": [1, 0, 0, 1, 0, 0]}),
        ("maxpool_depth", "MaxPool", {"kernel_shape": [2, 1, 1], "dilations": [2, 1, 1]}),
    ]:
        case(name, [
            helper.make_node("Unsqueeze", ["x", "axis"], ["u"]),
            helper.make_node(kind, ["u"], ["p"], **attributes),
            helper.make_node("Squeeze", ["p", "axis"], ["y"]),
        ], (2, 6, 3, 5), {"axis": np.array([1])})
    # A kernel of which most elements never meet the input.
    pool("maxpool_vast", (1, 1, 5, 4), kernel_shape=[900, 801], pads=[450, 400, 450, 400])
    case("averagepool_vast", [helper.make_node(
        "AveragePool", ["x"], ["y"], kernel_shape=[900, 801], pads=[450, 400, 450, 400])],
        (1, 1, 5, 4))

    def resize(name, opset=18, scales=(), sizes=(), **attributes):
        """A case of a Resize; before opset 11 scales are its second operand."""
        constants = {"scales": np.array(scales, np.float32), "sizes": np.array(sizes, np.int64)}
        operands = ["scales"] if opset < 11 else ["", "scales"] + (["sizes"] if sizes else [])
        case(name, [helper.make_node("Resize", ["x", *operands], ["y"], **attributes)],
             (1, 2, 10, 7), {key: constants[key] for key in operands if key}, opset)

    # Opset 10 rounds up where the output is smaller.
    resize("resize_10_smaller", 10, [1, 1, 0.8, 0.6])
    resize("resize_10_larger", 10, [1, 1, 1.5, 2])
    # In Float 5 x 1.4 is 7, in Double it would be less.
    resize("resize_rounded", 13, [1, 1, 1.4, 1.4], mode="nearest", nearest_mode="floor",
           coordinate_transformation_mode="asymmetric")
    for mode in "linear", "cubic":
        for end in "", "_inside":
            resize(f"resize_antialias_{mode}{end}", scales=[1, 1, 0.55, 0.4], mode=mode,
                   antialias=1, exclude_outside=1 if end else 0)
    resize("resize_antialias_sizes", sizes=[1, 2, 4, 9], mode="linear", antialias=1)


if __name__ == "__main__":
    main()
