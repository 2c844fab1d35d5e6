"""Makes ONNX models with weights that are those of no linear layer, and one with such weights alone.

    left_out     a convolution; beside it the weights of an LSTM, of an operator of another domain
                 (quantised, with scales), an embedding, and an initializer that no node takes;
                 constants that are added or scale are no such weights
    nothing_left the LSTM alone
    loop         a convolution, and another in the body of a Loop; loop.npz is an image for it
    shared       a weight that two nodes multiply by, one of them by its transpose made twice, and a
                 tensor of running statistics

    python -m pip install -r ../graphs/requirements.txt && python make_left_out.py
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
node = helper.make_node


def numbers(name, *shape):
    """Numbers of N(0, 1), the same for the same name."""
    return np.random.default_rng(list(name.encode())).standard_normal(shape).astype(np.float32)


def write(name, nodes, constants, inputs):
    graph = helper.make_graph(
        nodes, name, inputs, [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, key) for key, value in constants.items()])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets), HERE / f"{name}.onnx")


image = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 2, 6, 6])
words = helper.make_tensor_value_info("words", TensorProto.INT64, [4])
lstm = {"lstm.W": numbers("lstm.W", 1, 20, 48), "lstm.R": numbers("lstm.R", 1, 20, 5)}
step = np.array([1, -1, 48], np.int64)

write("left_out", [
    node("Conv", ["x", "conv.weight"], ["c"], "conv"),
    node("Add", ["c", "positions"], ["p"]),
    node("Mul", ["p", "scales"], ["s"]),
    node("Reshape", ["s", "step"], ["r"]),
    node("LSTM", ["r", "lstm.W", "lstm.R"], ["l"], "/lstm/LSTM", hidden_size=5),
    node("Product", ["l", "product.scales", "product.weight"], ["q"], domain="com.example"),
    node("Gather", ["table", "words"], ["w"]),
    node("Add", ["q", "w"], ["y"]),
], {
    "conv.weight": numbers("conv.weight", 3, 2, 3, 3), "positions": numbers("positions", 3, 4, 4),
    "scales": numbers("scales", 4, 4), "step": step, **lstm,
    "product.scales": numbers("product.scales", 7, 2),
    "product.weight": np.arange(35, dtype=np.int8).reshape(7, 5),
    "table": numbers("table", 11, 3), "unused.weight": numbers("unused.weight", 4, 9),
}, [image, words])
write("nothing_left", [
    node("Reshape", ["x", "step"], ["r"]),
    node("LSTM", ["r", "lstm.W", "lstm.R"], ["y"], "/lstm/LSTM", hidden_size=5),
], {"step": step, **lstm}, [image])

body = helper.make_graph(
    [
        node("Conv", ["before", "inner.weight"], ["c"], pads=[1, 1, 1, 1]),
        node("Relu", ["c"], ["after"]),
        node("Identity", ["go"], ["on"]),
    ], "body", [
        helper.make_tensor_value_info("i", TensorProto.INT64, []),
        helper.make_tensor_value_info("go", TensorProto.BOOL, []),
        helper.make_tensor_value_info("before", TensorProto.FLOAT, None),
    ], [
        helper.make_tensor_value_info("on", TensorProto.BOOL, []),
        helper.make_tensor_value_info("after", TensorProto.FLOAT, None),
    ], [numpy_helper.from_array(numbers("inner.weight", 3, 3, 3, 3), "inner.weight")])
write("loop", [
    node("Conv", ["x", "conv.weight"], ["c"]),
    node("Loop", ["times", "", "c"], ["y"], "loop", body=body),
], {"conv.weight": numbers("conv.weight", 3, 2, 3, 3), "times": np.array(3, np.int64)}, [image])

write("shared", [
    node("Conv", ["x", "conv.weight"], ["c"]),
    node("BatchNormalization", ["c", "n.weight", "n.bias", "mean", "variance"], ["n"]),
    node("Conv", ["n", "point.weight"], ["p"]),
    node("Relu", ["p"], ["r"]),
    node("Conv", ["r", "point.weight"], ["q"]),
    node("GlobalAveragePool", ["q"], ["g"]),
    node("Flatten", ["g"], ["f"]),
    node("Transpose", ["fc.weight"], ["t1"], perm=[1, 0]),
    node("MatMul", ["f", "t1"], ["m"]),
    node("Transpose", ["fc.weight"], ["t2"], perm=[1, 0]),
    node("MatMul", ["m", "t2"], ["k"]),
    node("Mul", ["k", "factor"], ["y"]),
], {
    "conv.weight": numbers("conv.weight", 3, 2, 3, 3), "n.weight": numbers("n", 3),
    "n.bias": numbers("b", 3), "mean": numbers("m", 3), "variance": np.ones(3, np.float32),
    "point.weight": numbers("point.weight", 3, 3, 1, 1), "fc.weight": numbers("fc.weight", 3, 3),
    "factor": np.float32(2),
}, [image])
np.savez(HERE / "loop.npz", images=numbers("images", 1, 2, 6, 6), labels=np.zeros(1, np.int64))
