"""Makes networks of one linear layer whose weight does not lie as filters x inputs behind its input.

NAME.onnx is the model: the layer, its bias if it has one, ReLU, and a mean over positions. NAME.npz
holds `input`, `output` (what onnxruntime gives), `weight` (the blocks of the unfolded matrix one below
the other, by numpy: outputs x inputs of a group) and `maps` (what the layer gives before its bias, by
numpy or onnxruntime: images x outputs x positions).

    python -m pip install -r requirements.txt && python make_layers.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
SEED = 20221119
node = helper.make_node


def run(nodes, constants, values, shape, output):
    graph = helper.make_graph(
        nodes, "layer",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, key) for key, value in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    return model, session.run(None, {"input": values})[0]


def case(name, layer, weight, shape, matrix, maps, bias=None, before=(), after=(), positions=None):
    """Writes a case.

    layer: makes the node that gives `m` of `x` (the input, or what `before` makes of it) and `w`.
    matrix: of the weight. maps: of what the layer gives without its bias, or, where it is a function
    of weight and input, those. after: nodes from `m` to `n`. positions: the axes of `n` that are averaged.
    """
    generator = np.random.default_rng([SEED, *name.encode()])
    array = lambda *extents: generator.standard_normal(extents).astype(np.float32)
    values, constants = array(3, *shape), {"fc.weight": array(*weight)}
    x = before[-1].output[0] if before else "input"
    _, plain = run([*before, layer(x, None)], constants, values, shape, "m")
    if bias is not None:
        constants["bias"] = array(*bias)
    nodes = [*before, layer(x, "bias" if bias else None), *after,
             node("Relu", [after[-1].output[0] if after else "m"], ["r"], name="relu")]
    if positions:
        nodes.append(node("ReduceMean", ["r"], ["y"], axes=positions, keepdims=0, name="mean"))
    else:
        nodes.append(node("Identity", ["r"], ["y"], name="end"))
    model, output = run(nodes, constants, values, shape, "y")
    onnx.save(model, HERE / f"{name}.onnx")
    np.savez(HERE / f"{name}.npz", input=values, output=output,
             weight=np.ascontiguousarray(matrix(constants["fc.weight"])),
             maps=np.ascontiguousarray(maps(plain)))


def product(operation, **attributes):
    """A node whose first factor is the weight."""
    return lambda x, bias: node(
        operation, ["fc.weight", x, *([bias] if bias else [])], ["m"], name="fc", **attributes)


def transposed(groups, kernel, **attributes):
    def matrix(weight):
        # C x D/g x kernel as D x C/g x kernel, the kernel turned by half a turn.
        blocks = [np.flip(part, axis=tuple(range(2, part.ndim))).swapaxes(0, 1)
                  for part in np.split(weight, groups)]
        return np.concatenate([block.reshape(len(block), -1) for block in blocks])
    layer = lambda x, bias: node(
        "ConvTranspose", [x, "fc.weight", *([bias] if bias else [])], ["m"], name="fc", group=groups,
        kernel_shape=kernel, **attributes)
    return layer, matrix


def convolution(**attributes):
    return lambda x, bias: node(
        "Conv", [x, "fc.weight", *([bias] if bias else [])], ["m"], name="fc", **attributes)


def einsum(name, equation, weight, shape, matrix, maps, isFirst=False, **more):
    """`matrix` and `maps` are equations as numpy's; then all but the last axis become rows."""
    layer = lambda x, _: node(
        "Einsum", ["fc.weight", x] if isFirst else [x, "fc.weight"], ["m"], name="fc",
        equation=equation)
    rows = lambda array: array.reshape(-1, array.shape[-1])
    case(name, layer, weight, shape, lambda w: rows(matrix(w)), maps, **more)


def main():
    turn = lambda x, y: node("Transpose", [x], [y], perm=[1, 0], name=f"turn {y}")
    same = lambda array: array
    # A constant left operand: W x.
    case("left_tokens", product("MatMul"), (5, 7), (7, 4), same, same, positions=[2])
    case("left_deep", product("MatMul"), (5, 7), (2, 7, 6), same, lambda m: m.swapaxes(1, 2),
         positions=[1, 3])
    case("left_rows", product("MatMul"), (5, 7), (7,), same, np.transpose,
         before=[turn("input", "x")], after=[turn("m", "n")])
    case("left_gemm", product("Gemm", transB=1, alpha=0.5, beta=2.0), (5, 7), (7,),
         lambda w: 0.5 * w, np.transpose, bias=(5, 1), after=[turn("m", "n")])
    case("left_gemm_turned", product("Gemm", transA=1, transB=1, alpha=-2.0), (7, 5), (7,),
         lambda w: -2 * w.T, np.transpose, after=[turn("m", "n")])
    case("left_gemm_columns", product("Gemm", transA=1), (7, 5), (7,), np.transpose, np.transpose,
         before=[turn("input", "x")], after=[turn("m", "n")])
    gemm = lambda **attributes: lambda x, bias: node(
        "Gemm", [x, "fc.weight", *([bias] if bias else [])], ["m"], name="fc", **attributes)
    case("gemm_alpha", gemm(alpha=0.25), (7, 5), (7,), lambda w: 0.25 * w.T, same, bias=(5,))
    case("gemm_columns", gemm(transA=1, transB=1, alpha=3.0), (5, 7), (7,), lambda w: 3 * w, same,
         bias=(5,), before=[turn("input", "x")])
    case("stack_of_one", lambda x, _: node("MatMul", [x, "fc.weight"], ["m"], name="fc"), (1, 7, 5),
         (4, 7), lambda w: w[0].T, lambda m: m.swapaxes(1, 2), positions=[1])
    # Transposed convolutions.
    for name, groups, weight, shape, kernel, more in [
            ("transposed", 1, (4, 6, 3, 3), (4, 4, 5), [3, 3],
             dict(strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])),
            ("transposed_groups", 2, (4, 3, 3, 2), (4, 4, 3), [3, 2],
             dict(strides=[3, 2], dilations=[2, 1])),
            ("transposed_cropped", 1, (2, 3, 3, 3), (2, 6, 6), [3, 3], dict(pads=[2, 3, 4, 1])),
            ("transposed_line", 1, (4, 3, 5), (4, 6), [5], dict(strides=[4], auto_pad="SAME_UPPER"))]:
        layer, matrix = transposed(groups, kernel, **more)
        case(name, layer, weight, shape, matrix, same,
             bias=(weight[1] * groups,), positions=list(range(2, len(weight))))
    # Convolutions of three axes.
    flat = lambda w: w.reshape(len(w), -1)
    case("volume", convolution(strides=[2, 1, 1], pads=[1, 1, 1, 0, 2, 1]), (4, 2, 3, 3, 2),
         (2, 5, 4, 4), flat, same, bias=(4,), positions=[2, 3, 4])
    case("volume_same", convolution(strides=[2, 2, 1], auto_pad="SAME_LOWER"), (3, 2, 2, 3, 3),
         (2, 5, 4, 4), flat, same, positions=[2, 3, 4])
    case("volume_groups", convolution(group=2, dilations=[1, 2, 1], pads=[0, 2, 0, 1, 1, 0]),
         (6, 2, 2, 3, 1), (4, 4, 5, 3), flat, same, positions=[2, 3, 4])
    case("volume_dilated", convolution(dilations=[2, 1, 1], pads=[1, 0, 0, 0, 0, 0]), (3, 2, 2, 2, 1),
         (2, 6, 3, 2), flat, same, positions=[2, 3, 4])
    # Products that an equation states.
    einsum("einsum_tokens", "bij,jk->bik", (7, 5), (4, 7), np.transpose,
           lambda m: m.swapaxes(1, 2), positions=[1])
    einsum("einsum_maps", "b c h w, o c -> b o h w", (5, 3), (3, 2, 4), same, same, positions=[2, 3])
    einsum("einsum_turned", "ij,kj->ki", (5, 7), (7,), same, np.transpose, after=[turn("m", "n")])
    einsum("einsum_first", "oc,bcl->bol", (5, 7), (7, 4), same, same, isFirst=True, positions=[2])
    einsum("einsum_implicit", "ij,jk", (7, 5), (7,), np.transpose, same)
    einsum("einsum_hidden", "...j,jk->...k", (7, 5), (4, 7), np.transpose,
           lambda m: m.swapaxes(1, 2), positions=[1])
    # Heads: two axes are the inputs, then two are the outputs.
    einsum("einsum_heads_in", "bthd,hdk->btk", (3, 7, 5), (6, 3, 7),
           lambda w: w.transpose(2, 0, 1).reshape(5, 21), lambda m: m.swapaxes(1, 2), positions=[1])
    einsum("einsum_heads_out", "btd,dhk->bthk", (7, 3, 4), (6, 7), lambda w: w.transpose(1, 2, 0),
           lambda m: m.reshape(3, 6, 12).swapaxes(1, 2), positions=[1])
    # A vector: one output, which has no axis.
    einsum("einsum_vector", "bti,i->bt", (5,), (4, 5), lambda w: w[None], lambda m: m[:, None])
    # An axis that all three have: groups.
    einsum("einsum_groups", "bgi,gio->bgo", (3, 4, 5), (3, 4), lambda w: w.swapaxes(1, 2),
           lambda m: m.reshape(3, 15), after=[node("Flatten", ["m"], ["n"], name="flatten")])


if __name__ == "__main__":
    main()
