"""Makes ONNX models with weights that are those of no linear layer, and one with such weights alone.

    left_out     a convolution; beside it the weights of an LSTM, of an operator of another domain
                 (quantised, with scales), an embedding, and an initializer that no node takes;
                 constants that are added or scale are no such weights
    nothing_left the LSTM alone
    loop         a convolution, and another in the body of a Loop; loop.npz is an image for it
    changing     weights that are chosen for each image (by If, Where and the place in a loop) or made
                 for it (a kernel times a factor for each channel), factors of a product of three, a
                 packed weight of onnxruntime's and a sparse one
    tied         a weight that is multiplied by as it is and as its transpose, both by Transpose nodes
    parts        weights made of parts as torch.nn.utils names these, by their nodes
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
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1),
              helper.make_opsetid("com.microsoft", 1)]
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


def loop_body(nodes, weights=()):
    """The body of a Loop that makes `after` of `before`."""
    return helper.make_graph(
        [*nodes, node("Identity", ["go"], ["on"])], "body", [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("before", TensorProto.FLOAT, None),
        ], [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("after", TensorProto.FLOAT, None),
        ], weights)


body = loop_body([
    node("Conv", ["before", "inner.weight"], ["c"], pads=[1, 1, 1, 1]),
    node("Relu", ["c"], ["after"]),
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

def branch(name, weight):
    """A branch that gives a weight of the graph around it."""
    output = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
    return helper.make_graph([node("Identity", [weight], [name])], name, [], [output])


body = loop_body([
    node("Gather", ["stack.weight", "i"], ["chosen"], axis=0),
    node("MatMul", ["before", "chosen"], ["after"]),
])
places = np.array([0, 3, 7], np.int64)
sparse = helper.make_sparse_tensor(
    numpy_helper.from_array(np.array([1, 2, 3], np.float32), "values"),
    numpy_helper.from_array(places, "places"), [3, 3])
write("changing", [
    node("Conv", ["x", "conv.weight"], ["c"]),
    node("ReduceMean", ["c"], ["style"], axes=[0, 2, 3], keepdims=0),
    node("Mul", ["style", "modulated.weight"], ["kernel"]),
    node("Conv", ["c", "kernel"], ["k"]),
    node("ReduceMean", ["k"], ["m"], axes=[2, 3], keepdims=0),
    node("ReduceSum", ["m"], ["sum"], keepdims=0),
    node("Greater", ["sum", "zero"], ["holds"]),
    node("If", ["holds"], ["one"], then_branch=branch("yes", "then.weight"),
         else_branch=branch("no", "else.weight")),
    node("MatMul", ["m", "one"], ["a"]),
    node("Where", ["holds", "first.weight", "second.weight"], ["two"]),
    node("MatMul", ["a", "two"], ["b"]),
    node("Loop", ["times", "", "b"], ["l"], "loop", body=body),
    node("Einsum", ["l", "left.weight", "right.weight"], ["e"], equation="bi,ij,jk->bk"),
    node("MatMulBnb4", ["e", "packed", "absmax"], ["p"], domain="com.microsoft", K=3, N=3,
         block_size=16, quant_type=1),
    node("Constant", [], ["sparse.weight"], sparse_value=sparse),
    node("MatMul", ["p", "sparse.weight"], ["y"]),
], {
    "conv.weight": numbers("conv.weight", 3, 2, 3, 3), "zero": np.float32(0),
    "modulated.weight": numbers("modulated", 3, 3, 1), "times": np.array(3, np.int64),
    "stack.weight": numbers("stack", 3, 3, 3), "packed": np.zeros(8, np.uint8),
    "absmax": np.ones(1, np.float32),
    **{f"{name}.weight": numbers(name, 3, 3) for name in [
        "then", "else", "first", "second", "left", "right"]},
}, [image])

write("tied", [
    node("GlobalAveragePool", ["x"], ["g"]),
    node("Flatten", ["g"], ["f"]),
    node("Transpose", ["fc.weight"], ["t1"], perm=[1, 0]),
    node("MatMul", ["f", "t1"], ["code"]),
    node("Transpose", ["fc.weight"], ["t2"], perm=[1, 0]),
    node("Transpose", ["t2"], ["t3"], perm=[1, 0]),
    node("MatMul", ["code", "t3"], ["y"]),
], {"fc.weight": numbers("fc.weight", 5, 2)}, [image])

write("parts", [
    node("ReduceL2", ["normed.weight_v"], ["norm"], axes=[1, 2, 3]),
    node("Div", ["normed.weight_g", "norm"], ["ratio"]),
    node("Mul", ["ratio", "normed.weight_v"], ["w1"]),
    node("Conv", ["x", "w1"], ["c1"]),
    node("Mul", ["pruned.weight_mask", "pruned.weight_orig"], ["w2"]),
    node("Conv", ["c1", "w2"], ["c2"]),
    node("Where", ["chosen", "plain.weight", "zero"], ["w3"]),
    node("Conv", ["c2", "w3"], ["c3"]),
    node("Mul", ["listed.parametrizations.weight.original", "two"], ["w4"]),
    node("Conv", ["c3", "w4"], ["c4"]),
    node("QuantizeLinear", ["quantized.weight", "two"], ["quantized.weight_QuantizeLinear_Output"]),
    node("DequantizeLinear", ["quantized.weight_QuantizeLinear_Output", "two"], ["w5"]),
    node("Conv", ["c4", "w5"], ["y"]),
], {
    "normed.weight_g": np.ones((3, 1, 1, 1), np.float32), "zero": np.float32(0),
    "normed.weight_v": numbers("v", 3, 2, 3, 3), "two": np.float32(2),
    "pruned.weight_mask": np.ones((3, 3, 1, 1), np.float32), "chosen": np.ones((3, 3, 1, 1), bool),
    "pruned.weight_orig": numbers("orig", 3, 3, 1, 1), "plain.weight": numbers("plain", 3, 3, 1, 1),
    "listed.parametrizations.weight.original": numbers("listed", 3, 3, 1, 1),
    "quantized.weight": numbers("quantized", 3, 3, 1, 1),
}, [image])
np.savez(HERE / "loop.npz", images=numbers("images", 1, 2, 6, 6), labels=np.zeros(1, np.int64))
