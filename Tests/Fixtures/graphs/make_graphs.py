"""Makes small ONNX models as different exporters write them, and what onnxruntime gives for each.

NAME.onnx is the model; NAME.npz holds `input`, images x channels x height x width whatever the model
takes, and `output`. The cases:

    folded          weights that reach their operator through Slice, Reshape, Transpose and Cast
    constants       no initializers: every weight is stated by a Constant node
    half, bfloat, double   weights of these types, cast to float
    channels_last   takes images x height x width x channels, with a Transpose first
    channels_last_late     the same, with a Mul before the Transpose
    fixed_batch     exported for one image: the number is written into a Reshape
    fixed_batch_4   exported for four images
    dynamic_batch   takes the number of images from its input by Shape, Gather, Concat, Reshape
    tokens          positions as an axis before the features, through MatMul and LayerNormalization
    one_axis        a one-dimensional convolution behind a Squeeze
    residual        batch normalisation, a grouped convolution, a shortcut, Concat, global pooling
    flat            takes images x features
    depthwise       depthwise convolutions with a multiplier, strides and dilation
    exported        weights that PyTorch's exporter named by numbers, nodes by their modules
    large_maps      convolutions of maps large enough to be laid out in blocks, and pointwise
    squeezed        a Squeeze that names no axes, and takes that of the images from a single one
    squeezed_batch  the same, exported for one image
    fixed_size      exported for two images: the number is a size of a Resize, not declared
    squeezed_end    gives features without an axis of images, as its Reshape is for one image
    functions       local functions: one calls another with a setting of its own call; one states its
                    weight, and is called twice; one passes its operand through
    branches        If by what is in the image, one within another; both branches have a weight of
                    one name, and the branch that is not taken can't be run
    branch_by_shape If by the number of axes, as PyTorch exports a squeeze, and by a constant

    python -m pip install -r requirements.txt && python make_graphs.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
SEED = 20221116
node = helper.make_node


def numbers(name, *shape):
    """Numbers of N(0, 1), the same for the same name."""
    return np.random.default_rng([SEED, *name.encode()]).standard_normal(shape).astype(np.float32)


def ints(*values):
    return np.array(values, np.int64)


def case(name, nodes, shape, constants, opset=17, declared=None, enter=lambda x: x, batch=None,
         functions=()):
    """Writes a model that runs `nodes` from `input` to `y`, and its fixture.

    `shape` is that of the images kept; `enter` makes of them what the model takes, `declared` is the
    shape that the model states, and `batch` how many images onnxruntime gets at a time.
    """
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, declared or ["N", *shape[1:]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [value if isinstance(value, onnx.TensorProto) else numpy_helper.from_array(value, key)
         for key, value in constants.items()],
    )  # fmt: skip
    opsets = [helper.make_opsetid("", opset)] + [helper.make_opsetid("own", 1)] * bool(functions)
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, functions=functions)
    onnx.save(model, HERE / f"{name}.onnx")
    images = numbers(name, *shape)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    size = batch or shape[0]
    padded = np.concatenate([images, np.zeros_like(images)])[: -(-shape[0] // size) * size]
    parts = [session.run(None, {"input": enter(padded[i : i + size])})[0]
             for i in range(0, len(padded), size)]
    output = np.concatenate([part.reshape(size, -1) if part.ndim < 2 else part for part in parts])
    np.savez(HERE / f"{name}.npz", input=images, output=output[: shape[0]])


def weights_of_type(name, element):
    """A convolution whose weight is of another type, cast to float."""
    values = numbers(name, 3, 2, 3, 3)
    weight = helper.make_tensor(
        "conv.weight", element, values.shape, values.ravel().tolist())
    case(name, [
        node("Cast", ["conv.weight"], ["w"], to=TensorProto.FLOAT),
        node("Conv", ["input", "w"], ["y"], pads=[1, 1, 1, 1]),
    ], (2, 2, 5, 5), {"conv.weight": weight})


def main():
    case("folded", [
        node("Slice", ["store", "starts", "ends", "axes"], ["part"]),
        node("Reshape", ["part", "shape"], ["kernel"]),
        node("Transpose", ["kernel"], ["w"], perm=[3, 2, 0, 1]),
        node("Cast", ["bias.half"], ["b"], to=TensorProto.FLOAT),
        node("Conv", ["input", "w", "b"], ["c"]),
        node("Relu", ["c"], ["r"]),
        node("Flatten", ["r"], ["f"]),
        node("Transpose", ["dense.weight"], ["dw"], perm=[1, 0]),
        node("MatMul", ["f", "dw"], ["m"]),
        node("Add", ["m", "dense.bias"], ["y"]),
    ], (3, 2, 5, 5), {
        "store": numbers("store", 100), "starts": ints(20), "ends": ints(92), "axes": ints(0),
        "shape": ints(3, 3, 2, 4), "bias.half": numbers("b", 4).astype(np.float16),
        "dense.weight": numbers("d", 5, 36), "dense.bias": numbers("db", 5),
    })

    state = lambda name, value: node(
        "Constant", [], [name], value=numpy_helper.from_array(value, name))
    case("constants", [
        state("conv.weight", numbers("cw", 4, 1, 3, 3)), state("conv.bias", numbers("cb", 4)),
        node("Conv", ["input", "conv.weight", "conv.bias"], ["c"]),
        node("Constant", [], ["half"], value_float=0.5),
        node("Mul", ["c", "half"], ["h"]),
        node("Constant", [], ["shape"], value_ints=[0, -1]),
        node("Reshape", ["h", "shape"], ["f"]),
        state("fc.weight", numbers("fw", 3, 64)),
        node("Gemm", ["f", "fc.weight"], ["y"], transB=1),
    ], (2, 1, 6, 6), {})

    weights_of_type("half", TensorProto.FLOAT16)
    weights_of_type("bfloat", TensorProto.BFLOAT16)
    weights_of_type("double", TensorProto.DOUBLE)

    last = lambda x: x.transpose(0, 2, 3, 1)
    kernel = {"w": numbers("kernel", 4, 3, 3, 3)}
    case("channels_last", [
        node("Transpose", ["input"], ["x"], perm=[0, 3, 1, 2]),
        node("Conv", ["x", "w"], ["y"], strides=[2, 2], auto_pad="SAME_UPPER"),
    ], (2, 3, 6, 8), kernel, declared=["N", 6, 8, 3], enter=last)
    case("channels_last_late", [
        node("Mul", ["input", "factor"], ["scaled"]),
        node("Transpose", ["scaled"], ["x"], perm=[0, 3, 1, 2]),
        node("Conv", ["x", "w"], ["y"], auto_pad="SAME_LOWER"),
    ], (2, 3, 6, 8), {**kernel, "factor": numbers("factor", 3)}, declared=["N", 6, 8, 3], enter=last)

    for name, count in [("fixed_batch", 1), ("fixed_batch_4", 4)]:
        case(name, [
            node("Conv", ["input", "w"], ["c"]),
            node("Reshape", ["c", "groups"], ["g"]),
            node("Transpose", ["g"], ["t"], perm=[0, 2, 1, 3, 4]),
            node("Reshape", ["t", "flat"], ["f"]),
            node("Gemm", ["f", "fc"], ["y"], transB=1),
        ], (6, 1, 4, 4), {
            "w": numbers("w", 4, 1, 3, 3), "groups": ints(count, 2, 2, 2, 2),
            "flat": ints(count, 16), "fc": numbers("fc", 3, 16),
        }, declared=[count, 1, 4, 4], batch=count)

    case("dynamic_batch", [
        node("Conv", ["input", "w"], ["c"]),
        node("Shape", ["c"], ["extents"]),
        node("Gather", ["extents", "zero"], ["n"], axis=0),
        node("Unsqueeze", ["n", "axis"], ["n1"]),
        node("Concat", ["n1", "rest"], ["shape"], axis=0),
        node("Reshape", ["c", "shape"], ["f"]),
        node("Gemm", ["f", "fc"], ["y"], transB=1),
    ], (3, 1, 4, 4), {
        "w": numbers("w", 4, 1, 3, 3), "zero": np.array(0, np.int64), "axis": ints(0),
        "rest": ints(-1), "fc": numbers("fc", 3, 16),
    })

    case("tokens", [
        node("Conv", ["input", "w"], ["c"], strides=[2, 2]),
        node("Reshape", ["c", "shape"], ["p"]),
        node("Transpose", ["p"], ["t"], perm=[0, 2, 1]),
        node("LayerNormalization", ["t", "scale", "shift"], ["n"], axis=-1),
        node("MatMul", ["n", "dense"], ["m"]),
        node("Relu", ["m"], ["r"]),
        node("MatMul", ["r", "back"], ["b"]),
        node("Add", ["t", "b"], ["s"]),
        node("ReduceMean", ["s"], ["mean"], axes=[1], keepdims=0),
        node("Gemm", ["mean", "head"], ["y"], transB=1),
    ], (2, 3, 8, 8), {
        "w": numbers("patch", 6, 3, 2, 2), "shape": ints(0, 6, -1), "scale": numbers("s", 6),
        "shift": numbers("t", 6), "dense": numbers("dense", 6, 9), "back": numbers("back", 9, 6),
        "head": numbers("head", 4, 6),
    })

    case("one_axis", [
        node("Squeeze", ["input", "axis"], ["x"]),
        node("Conv", ["x", "w", "b"], ["c"], strides=[2], pads=[2, 1], dilations=[2]),
        node("MaxPool", ["c"], ["p"], kernel_shape=[2], strides=[2]),
        node("Flatten", ["p"], ["f"]),
        node("Gemm", ["f", "fc"], ["y"], transB=1),
    ], (3, 2, 1, 17), {
        "axis": ints(2), "w": numbers("w", 4, 2, 3), "b": numbers("b", 4),
        "fc": numbers("fc", 3, 16),
    })

    statistics = {
        f"{name}.{role}": abs(numbers(name + role, 8)) + 0.5 if role == "var" else
        numbers(name + role, 8)
        for name in ("n1", "n2") for role in ("scale", "shift", "mean", "var")
    }  # fmt: skip
    norm = lambda name, x, y: node(
        "BatchNormalization", [x, *(f"{name}.{r}" for r in ("scale", "shift", "mean", "var"))], [y])
    case("residual", [
        node("Conv", ["input", "stem"], ["a"], pads=[1, 1, 1, 1]),
        norm("n1", "a", "an"), node("Relu", ["an"], ["ar"]),
        node("Conv", ["ar", "grouped"], ["b"], group=2, pads=[1, 1, 1, 1]),
        norm("n2", "b", "bn"),
        node("Add", ["bn", "ar"], ["sum"]), node("Relu", ["sum"], ["out"]),
        node("AveragePool", ["out"], ["ap"], kernel_shape=[3, 3], strides=[2, 2],
             ceil_mode=1),
        node("MaxPool", ["out"], ["mp"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Concat", ["ap", "mp"], ["cat"], axis=1),
        node("GlobalAveragePool", ["cat"], ["g"]),
        node("Flatten", ["g"], ["f"]),
        node("Gemm", ["f", "fc"], ["l"], transB=1), node("Softmax", ["l"], ["y"], axis=-1),
    ], (2, 3, 8, 8), {
        "stem": numbers("stem", 8, 3, 3, 3), "grouped": numbers("g", 8, 4, 3, 3),
        "fc": numbers("fc", 5, 16), **statistics,
    })  # fmt: skip

    case("flat", [
        node("Gemm", ["input", "a", "ab"], ["h"], transB=1), node("Tanh", ["h"], ["t"]),
        node("Gemm", ["t", "b"], ["y"], transB=1),
    ], (3, 1, 4, 4), {
        "a": numbers("a", 7, 16), "ab": numbers("ab", 7), "b": numbers("b", 3, 7),
    }, declared=["N", 16], enter=lambda x: x.reshape(-1, 16))

    case("depthwise", [
        node("Conv", ["input", "a"], ["x"], group=3, pads=[1, 1, 1, 1]),
        node("Conv", ["x", "b"], ["z"], group=6, pads=[2, 2, 2, 2], dilations=[2, 2]),
        node("Conv", ["z", "c"], ["y"], group=6, strides=[2, 2], pads=[1, 0, 0, 1]),
    ], (2, 3, 9, 7), {
        "a": numbers("a", 6, 1, 3, 3), "b": numbers("b", 6, 1, 3, 3), "c": numbers("c", 6, 1, 2, 3),
    })

    case("exported", [
        node("Conv", ["input", "onnx::Conv_9"], ["a"], "/layer1/layer1.0/conv1/Conv"),
        node("Relu", ["a"], ["r"], "/layer1/layer1.0/Relu"),
        node("Flatten", ["r"], ["f"], "/Flatten"),
        node("MatMul", ["f", "onnx::MatMul_12"], ["m"], "/head/MatMul"),
        node("MatMul", ["m", "onnx::MatMul_13"], ["n"], "/head/MatMul_1"),
        node("Gemm", ["n", "fc.weight"], ["y"], "/fc/Gemm", transB=1),
    ], (2, 1, 4, 4), {
        "onnx::Conv_9": numbers("e", 2, 1, 3, 3), "onnx::MatMul_12": numbers("f", 8, 5),
        "onnx::MatMul_13": numbers("g", 5, 4), "fc.weight": numbers("h", 3, 4),
    })

    case("large_maps", [
        node("Conv", ["input", "a"], ["x"], pads=[1, 1, 1, 1]),
        node("Relu", ["x"], ["r"]),
        node("Conv", ["r", "b"], ["z"], group=2, pads=[2, 2, 2, 2], strides=[1, 2]),
        node("Conv", ["z", "c"], ["p"], group=2),
        node("AveragePool", ["p"], ["y"], kernel_shape=[19, 10], strides=[19, 10]),
    ], (2, 1, 38, 40), {
        "a": numbers("a", 72, 1, 3, 3), "b": numbers("b", 6, 36, 5, 5), "c": numbers("c", 4, 3, 1, 1),
    })  # fmt: skip

    for name, batch in ("squeezed", None), ("squeezed_batch", 1):
        case(name, [
            node("Conv", ["input", "a"], ["x"]),
            node("GlobalAveragePool", ["x"], ["p"]),
            node("Squeeze", ["p"], ["s"]),
            node("MatMul", ["s", "w"], ["y"]),
        ], (3, 2, 4, 5), {"a": numbers("a", 5, 2, 3, 3), "w": numbers("w", 5, 4)},
            declared=batch and [1, 2, 4, 5], batch=batch)
    case("squeezed_end", [
        node("Reshape", ["input", "flat"], ["f"]),
        node("MatMul", ["f", "w"], ["m"]),
        node("Squeeze", ["m"], ["y"]),
    ], (3, 2, 4, 5), {"flat": ints(1, 40), "w": numbers("w", 40, 4)},
        declared=[1, 2, 4, 5], batch=1)

    case("fixed_size", [
        node("Conv", ["input", "a"], ["x"]),
        node("Resize", ["x", "", "", "sizes"], ["r"], mode="linear"),
        node("Flatten", ["r"], ["y"]),
    ], (3, 2, 5, 6), {"a": numbers("a", 3, 2, 3, 3), "sizes": ints(2, 3, 5, 7)}, batch=2)

    local_functions()
    branches()


def local_functions():
    """A graph of calls of functions that are defined in the file."""
    function = lambda name, inputs, outputs, nodes, opset=17, **more: helper.make_function(
        "own", name, inputs, outputs, nodes,
        [helper.make_opsetid("", opset), helper.make_opsetid("own", 1)], **more)

    def refer(made, name, setting, kind):
        made.attribute.append(onnx.AttributeProto(name=name, ref_attr_name=setting, type=kind))
        return made

    INTS, FLOAT = onnx.AttributeProto.INTS, onnx.AttributeProto.FLOAT
    mix = numpy_helper.from_array(numbers("mix", 4, 4, 1, 1), "mix")
    slope = helper.make_attribute("slope", 0.25)
    case("functions", [
        node("Block", ["input", "first.weight", "first.bias"], ["a"], "one", domain="own",
             strides=[2, 1]),
        node("Mix", ["a"], ["b"], "two", domain="own"),
        node("Mix", ["b"], ["c"], "three", domain="own"),
        node("Block", ["c", "second.weight"], ["d"], "four", domain="own", strides=[1, 1], slope=0.5),
        node("Pass", ["d"], ["p", "q"], "five", domain="own"),
        node("Concat", ["p", "q"], ["s"], axis=1),
        node("Flatten", ["s"], ["y"]),
    ], (3, 2, 7, 6), {
        "first.weight": numbers("a", 4, 2, 3, 3), "first.bias": numbers("b", 4),
        "second.weight": numbers("c", 3, 4, 2, 2),
    }, functions=[
        function("Act", ["t"], ["u"], [
            refer(node("LeakyRelu", ["t"], ["u"]), "alpha", "slope", FLOAT)], attributes=["slope"]),
        function("Block", ["x", "w", "b"], ["y"], [
            refer(node("Conv", ["x", "w", "b"], ["t"]), "strides", "strides", INTS),
            refer(node("Act", ["t"], ["y"], domain="own"), "slope", "slope", FLOAT),
        ], attributes=["strides"], attribute_protos=[slope]),
        function("Mix", ["input"], ["a"], [
            node("Constant", [], ["w"], value=mix),
            node("Conv", ["input", "w"], ["t"]),
            node("Relu", ["t"], ["a"]),
        ]),
        function("Pass", ["x"], ["y", "z"], [node("Identity", ["x"], ["y"]), node("Neg", ["x"], ["z"])]),
    ])  # fmt: skip


def branches():
    """Graphs within nodes."""
    def branch(name, nodes, output, **weights):
        return helper.make_graph(
            nodes, name, [], [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
            [numpy_helper.from_array(value, key) for key, value in weights.items()])

    wide = branch("wide", [
        node("Conv", ["s", "weight"], ["c"], pads=[1, 1, 1, 1]), node("Relu", ["c"], ["o"]),
    ], "o", weight=numbers("wide", 4, 3, 3, 3))  # fmt: skip
    narrow = branch("narrow", [node("Conv", ["s", "weight"], ["o"])], "o",
                    weight=numbers("narrow", 4, 3, 1, 1))
    # It only fits an image of another size.
    never = branch("never", [
        node("Reshape", ["s", "impossible"], ["r"]), node("Conv", ["r", "weight"], ["n"]),
    ], "n", impossible=ints(-1, 3, 1, 77), weight=numbers("never", 4, 3, 1, 1))  # fmt: skip
    inner = branch("inner", [
        node("ReduceMax", ["input"], ["high"], keepdims=0),
        node("Less", ["high", "hundred"], ["isLow"]),
        node("If", ["isLow"], ["i"], "inner", then_branch=narrow, else_branch=never),
    ], "i", hundred=np.float32(100))
    case("branches", [
        node("Conv", ["input", "stem.weight"], ["s"]),
        node("ReduceMean", ["input"], ["mean"], keepdims=0),
        node("Greater", ["mean", "zero"], ["isBright"]),
        node("If", ["isBright"], ["b"], "outer", then_branch=wide, else_branch=inner),
        node("Flatten", ["b"], ["f"]),
        node("Gemm", ["f", "fc.weight"], ["y"], transB=1),
    ], (6, 2, 5, 5), {
        "stem.weight": numbers("stem", 3, 2, 2, 2), "zero": np.float32(0),
        "fc.weight": numbers("fc", 5, 64),
    }, batch=1)

    squeezed = branch("squeezed", [node("Squeeze", ["p", "last"], ["o"])], "o", last=ints(2, 3))
    kept = branch("kept", [node("Identity", ["p"], ["o"])], "o")
    linear = lambda name: branch(
        name, [node("MatMul", ["q", name + ".weight"], ["o"])], "o",
        **{name + ".weight": numbers(name, 3, 4)})
    case("branch_by_shape", [
        node("Conv", ["input", "conv.weight"], ["c"]),
        node("GlobalAveragePool", ["c"], ["p"]),
        node("Shape", ["p"], ["shape"]),
        node("Gather", ["shape", "two"], ["height"]),
        node("Equal", ["height", "one"], ["isFlat"]),
        node("If", ["isFlat"], ["q"], then_branch=squeezed, else_branch=kept),
        node("If", ["no"], ["y"], then_branch=linear("never"), else_branch=linear("always")),
    ], (3, 2, 5, 6), {
        "conv.weight": numbers("conv", 3, 2, 3, 3), "two": ints(2), "one": ints(1),
        "no": np.array(False),
    })


if __name__ == "__main__":
    main()
