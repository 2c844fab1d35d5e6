"""Makes ONNX graphs that ask for the impossible, the endless or the vast.

Most hang the nodes in question beside a network that could be run, on constants, so that they are
met when the file is opened. The tests read them all: each must be opened, or refused in a line.

    python -m pip install -r requirements.txt && python make_hostile.py
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
FAR = 2**63 - 1
node = helper.make_node


def floats(*values):
    return np.array(values, np.float32)


def graph(name, nodes, constants=None, opset=17, beside=True, declared=(1, 2, 2), output="y",
          functions=()):
    """Writes a graph of `nodes`; a list among the constants is the shape of a tensor of texts, which
    are not read: any shape is believed.

    `beside` adds a network of one layer that gives the output.
    """
    constants = dict(constants or {})
    if beside:
        constants["weight"] = np.ones((3, 4), np.float32)
        nodes = [*nodes, node("Flatten", ["input"], ["flat"]),
                 node("Gemm", ["flat", "weight"], ["y"], transB=1)]
    tensors = []
    for key, value in constants.items():
        if isinstance(value, list):
            tensors.append(TensorProto(name=key, dims=value, data_type=TensorProto.STRING))
        else:
            tensors.append(numpy_helper.from_array(np.asarray(value), key))
    model = helper.make_model(
        helper.make_graph(
            nodes, name,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", *declared])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)], tensors),
        opset_imports=[helper.make_opsetid("", opset)] + [
            helper.make_opsetid("own", 1)] * bool(functions),
        functions=functions, ir_version=8)  # fmt: skip
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())


def filled(name, extents):
    """A node that gives zeros of a shape, and the constant that it takes."""
    return node("ConstantOfShape", [f"{name}.shape"], [name]), {f"{name}.shape": np.array(extents)}


def on_filled(name, extents, operation, operands=(), constants=None, opset=17, **attributes):
    """A node on zeros of a shape."""
    zeros, shape = filled("zeros", extents)
    graph(name, [zeros, node(operation, ["zeros", *operands], ["result"], **attributes)],
          {**shape, **(constants or {})}, opset)


def on_absent(name, extents, operation, operands=(), constants=None, opset=17, **attributes):
    """A node on a tensor of a shape that nothing can hold."""
    graph(name, [node(operation, ["absent", *operands], ["result"], **attributes)],
          {"absent": list(extents), **(constants or {})}, opset)


def numbers_at_their_ends():
    on_absent("pad_of_all", [FAR], "Pad", opset=10, pads=[1, 1])
    on_filled("pad_by_least", [2], "Pad", opset=10, pads=[-FAR - 1, 0])
    on_filled("pad_by_least_operand", [2], "Pad", ["pads"], {"pads": np.array([-FAR - 1, 0])})
    on_absent("pool_of_all", [1, 1, FAR], "MaxPool", kernel_shape=[1], pads=[1, 1])
    on_absent("pool_up", [1, 1, FAR], "MaxPool", kernel_shape=[1], strides=[3], ceil_mode=1)
    on_absent("pool_same", [1, 1, FAR], "MaxPool", kernel_shape=[1], strides=[3],
              auto_pad="SAME_UPPER")
    on_absent("convolution_of_all", [1, 1, FAR], "Conv", ["kernel"],
              {"kernel": np.ones((1, 1, 1), np.float32)}, pads=[1, 1])
    on_absent("resize_of_all", [1, 2**62], "Resize", ["", "", "sizes"],
              {"sizes": np.array([2**20 - 1, 1])}, 18, keep_aspect_ratio_policy="not_smaller")
    graph("sum_of_parameters", [], {"a": [2**62], "b": [2**62]})
    graph("output_of_all", [node("Flatten", ["input"], ["flat"]),
                            node("Gemm", ["flat", "weight"], ["y"], transB=1)],
          {"weight": np.ones((3, 4), np.float32), "absent": [2**62]}, beside=False, output="absent")
    for name, bounds in [
        ("range_below", floats(1e30, 0, 1)), ("range_of_infinity", floats(0, np.inf, np.inf)),
        ("range_of_all", np.array([FAR, -FAR - 1, 1])), ("range_by_nothing", floats(0, 1, 0)),
    ]:
        graph(name, [node("Range", ["a", "b", "c"], ["result"])], dict(zip("abc", bounds)))


def empty_but_wide():
    on_filled("empty_statistics", [4, 0], "LayerNormalization", ["s"], {"s": floats()}, axis=1)
    on_filled("empty_blocks", [1, 2**29, 0, 0], "SpaceToDepth", blocksize=2**20 - 1)
    on_filled("empty_resize", [1, 1, 0], "Resize", ["", "", "z"],
              {"z": np.array([2**20 - 1, 2**9, 0])})
    on_filled("empty_concat", [2**29, 0], "Concat", ["zeros"] * 3, axis=1)
    on_filled("empty_gather", [2**29, 1, 0], "Gather", ["i"], {"i": np.array([0])}, axis=1)
    on_filled("empty_neighbours", [1, 2**29, 0], "LRN", size=2**62)
    on_filled("empty_pool", [2**29, 1, 0, 1], "MaxPool", kernel_shape=[1, 1], pads=[0, 0, 1, 0],
              ceil_mode=1)
    on_filled("empty_convolution", [0, 2, 1, 2**28], "Conv", ["k"],
              {"k": np.ones((1, 2, 1, 3), np.float32)}, pads=[0, 1, 0, 1])
    on_filled("empty_transposed", [0, 1, 1, 2**28], "ConvTranspose", ["k"],
              {"k": np.ones((1, 1, 1, 2), np.float32)})


def work_without_end():
    side = 2**19
    for operation in "MaxPool", "AveragePool":
        on_filled(f"vast_{operation.lower()}", [1, 1, 64, 64], operation,
                  kernel_shape=[2 * side - 1] * 2, pads=[side, side, side, side - 10])
    on_filled("taps", [1, 2**20], "Resize", ["", "s"], {"s": floats(1, 2.0**-20)}, 18,
              mode="linear", antialias=1)
    image, image_shape = filled("image", [1, 1, 63, 63])
    kernel, kernel_shape = filled("kernel", [1, 1, 64, 64])
    for operation in "Conv", "ConvTranspose":
        graph(f"many_{operation.lower()}", [image, kernel] + [
            node(operation, ["image", "kernel"], [f"{index}"], pads=[32] * 4)
            for index in range(600)], image_shape | kernel_shape)
    one = {"one": floats(1)}
    graph("axes_upon_axes", [
        node("Unsqueeze", [f"{index}" if index else "one", "axes"], [f"{index + 1}"])
        for index in range(500)], one | {"axes": np.arange(1000)})
    graph("endless_shape", [node("Constant", [], ["shape"], value_ints=[2] * 9000)] + [
        node("Reshape", ["one", "shape"], [f"{index}"]) for index in range(500)], one)
    graph("endless_rank", [node("Constant", [], ["shape"], value_ints=[1] * 9000),
                           node("Reshape", ["one", "shape"], ["wide"])] + [
        node("Transpose", ["wide"], [f"{index}"]) for index in range(500)], one)
    graph("vast_fields", [
        *(filled(name, extents)[0] for name, extents in [("w", [1, 2, 2**13, 2**13])]),
        node("Conv", ["input", "w"], ["y"], pads=[2**12] * 4),
    ], filled("w", [1, 2, 2**13, 2**13])[1], beside=False, declared=(2, 4, 4))
    graph("vast_logits", [
        node("Conv", ["input", "w"], ["x"]),
        node("GlobalMaxPool", ["x"], ["m"]),
        node("Flatten", ["m"], ["f"]),
        node("Tile", ["f", "times"], ["y"]),
    ], {"w": np.ones((1, 1, 1, 1), np.float32), "times": np.array([1, 2**20 - 1])},
        beside=False, declared=(1, 28, 28))


def operands_amiss():
    rows, bias = np.ones((2, 3), np.float32), floats(1, 2, 3)
    for name, left, right, attributes in [
        ("gemm_of_a_row", floats(1, 2), np.ones((2, 1, 3), np.float32), {"transA": 1}),
        ("gemm_by_a_row", np.ones((2, 2, 1), np.float32), bias, {"transB": 1}),
        ("gemm_by_nothing", np.ones((2, 3, 1), np.float32), floats(), {"transB": 1}),
    ]:
        graph(name, [node("Gemm", ["a", "b"], ["result"], **attributes)], {"a": left, "b": right})
    for name, left in ("product_and_more", floats(1, 2)), ("products_and_more", np.ones(
            (1, 4, 2), np.float32)):
        graph(name, [node("MatMul", ["a", "b", "c"], ["result"])],
              {"a": left, "b": rows, "c": bias})
    for name, pads in ("reach_before", [0, 20, 0, 0]), ("reach_behind", [0, 0, 0, 24]):
        on_filled(name, [1, 1, 1, 5], "Conv", ["k"], {"k": np.ones((1, 1, 1, 2), np.float32)},
                  dilations=[1, 24], pads=pads)
    weight = {"w": np.ones((3, 4), np.float32)}
    flat = node("Flatten", ["input"], ["flat"])
    gemm = node("Gemm", ["flat", "w"], ["y"], transB=1)
    graph("constant_twice", [node("Constant", [], ["w"], value_floats=[1.0]), flat, gemm], weight,
          beside=False)
    graph("folded_twice", [
        node("Abs", ["v"], ["w"]), node("Constant", [], ["w"], value_floats=[1.0]), flat, gemm,
    ], {"v": weight["w"]}, beside=False)
    graph("made_of_itself", [
        node("Clip", ["", "k"], ["a", ""]), flat, node("MatMul", ["flat", "a"], ["b"]),
    ], {"k": np.ones((4, 3), np.float32)})


def bodies_without_end():
    """Functions and branches that come to more than any memory holds, or lack what they need."""
    own = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]

    def call(name, inputs=("x",), outputs=("y",), **attributes):
        return node(name, [*inputs], [*outputs], domain="own", **attributes)

    def calling(name, *nodes):
        return helper.make_function("own", name, ["x"], ["y"], nodes, own)

    def write(name, functions, nodes):
        graph(name, nodes, functions=functions)

    through = lambda count, inner: calling(
        f"F{count}", *[call(inner, ["x"], ["y" if i == 0 else f"t{i}"]) for i in range(10)])
    write("function_of_itself", [calling("F", call("F"))], [call("F", ["input"], ["z"])])
    write("functions_in_a_circle", [calling("F", call("G")), calling("G", call("F"))],
          [call("F", ["input"], ["z"])])
    write("functions_of_functions", [calling("F0", node("Relu", ["x"], ["y"]))] + [
        through(i, f"F{i - 1}") for i in range(1, 9)], [call("F8", ["input"], ["z"])])
    write("functions_of_constants", [
        calling("F0", *[node("Constant", [], [f"c{i}"], value_int=i) for i in range(200)],
                node("Relu", ["x"], ["y"])),
        *[through(i, f"F{i - 1}") for i in range(1, 9)]], [call("F8", ["input"], ["z"])])
    write("functions_in_a_row", [
        calling(f"F{i}", call(f"F{i + 1}")) for i in range(100)], [call("F0", ["input"], ["z"])])
    write("function_of_what_is_outside", [calling("F", node("Add", ["x", "weight"], ["y"]))],
          [call("F", ["input"], ["z"])])

    def branch(nodes, *outputs):
        return helper.make_graph(
            nodes, "b", [], [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs])

    def deep(depth, inner):
        for _ in range(depth):
            inner = branch([node("If", ["yes"], ["o"], then_branch=inner, else_branch=inner)], "o")
        return inner

    leaf = branch([node("Relu", ["input"], ["o"])], "o")
    yes = {"yes": np.array([True])}
    graph("branches_of_branches", deep(5, leaf).node, yes)
    graph("branches_too_deep", [node("If", ["yes"], ["o"], then_branch=one_sided(20), else_branch=leaf)],
          yes)
    graph("branch_without_another", [node("If", ["yes"], ["o"], then_branch=leaf)], yes)
    graph("branches_without_outputs",
          [node("If", ["yes"], ["o", "p"], then_branch=branch([]), else_branch=leaf)], yes)
    graph("branch_by_many", [node("If", ["input"], ["o"], then_branch=leaf, else_branch=leaf)])
    graph("loop_without_inputs", [node("Loop", ["", ""], ["o"], body=leaf)])


def one_sided(depth):
    """An If within an If, and so on."""
    leaf = helper.make_graph(
        [node("Relu", ["input"], ["o"])], "b", [],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, None)])
    inner = leaf
    for _ in range(depth):
        inner = helper.make_graph(
            [node("If", ["yes"], ["o"], then_branch=inner, else_branch=leaf)], "b", [],
            [helper.make_tensor_value_info("o", TensorProto.FLOAT, None)])
    return inner


def main():
    numbers_at_their_ends()
    bodies_without_end()
    empty_but_wide()
    work_without_end()
    operands_amiss()


if __name__ == "__main__":
    main()
