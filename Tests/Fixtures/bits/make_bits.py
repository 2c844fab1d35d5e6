"""Makes a network of every kind of product, images for it, and the logits onnxruntime gives them.

A convolution makes tokens of patches; they are normalised, attend to one another (two values of an
image multiplied, by MatMul and by Einsum), and become volumes for a convolution of three axes and maps
for transposed convolutions. mixed.npz is the data set, mixed_logits.npz its images as `input` and
the logits as `output`.

    python -m pip install -r requirements.txt && python make_bits.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
IMAGES, WIDTH, HEADS = 11, 20, 4
generator = np.random.default_rng(20221116)
nodes, constants = [], []


def constant(name, values):
    constants.append(numpy_helper.from_array(values, name))
    return name


def weight(name, *shape):
    """Random numbers that keep the size of what they are multiplied by."""
    inputs = np.prod(shape[1:]) if len(shape) > 2 else shape[0]
    return constant(name, (generator.standard_normal(shape) / inputs**0.5).astype(np.float32))


def add(operation, *operands, name=None, **attributes):
    output = name or f"v{len(nodes)}"
    nodes.append(helper.make_node(operation, operands, [output], name=output, **attributes))
    return output


def reshape(value, *extents):
    shape = constant(f"shape{len(nodes)}", np.array(extents))
    return add("Reshape", value, shape)


def main():
    x = add("Conv", "input", weight("w0", WIDTH, 2, 2, 2), weight("b0", WIDTH), name="patches",
            strides=[2, 2])
    x = tokens = add("Transpose", reshape(x, 0, WIDTH, 36), perm=[0, 2, 1])
    x = add("LayerNormalization", x, weight("scale", WIDTH), weight("shift", WIDTH))
    x = add("MatMul", x, weight("w1", WIDTH, 3 * WIDTH), name="attend")
    x = add("Add", x, weight("b1", 3 * WIDTH))
    nodes.append(helper.make_node("Split", [x], list("qkv"), axis=2, num_outputs=3))
    q, k, v = (
        add("Transpose", reshape(part, 0, 36, HEADS, WIDTH // HEADS), perm=order)
        for part, order in [("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])])
    x = add("Mul", add("MatMul", q, k), constant("factor", np.float32(0.4)))
    x = add("MatMul", add("Softmax", x, axis=-1), v)
    x = add("Add", reshape(add("Transpose", x, perm=[0, 2, 1, 3]), 0, 36, WIDTH), tokens)
    gram = add("Einsum", x, tokens, equation="bti,bsi->bst")
    x = add("Einsum", add("Softmax", gram, axis=-1), x, equation="bst,bti->bis")
    x = reshape(x, 0, WIDTH // 2, 2, 6, 6)
    x = add("Conv", x, weight("w2", 16, WIDTH // 2, 2, 3, 3), weight("b2", 16), name="volume",
            pads=[1, 1, 1, 0, 1, 1])
    x = reshape(add("Relu", x), 0, 32, 6, 6)
    x = add("ConvTranspose", x, weight("w3", 32, 6, 3, 3), weight("b3", 6), name="larger",
            strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])
    x = add("ConvTranspose", add("Relu", x), weight("w4", 6, 4, 3, 3), name="turned")
    x = add("AveragePool", add("Tanh", x), kernel_shape=[2, 2], strides=[2, 2])
    add("Gemm", add("Flatten", x), weight("w5", 196, 5), weight("b5", 5), name="output")
    graph = helper.make_graph(
        nodes, "mixed",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 2, 12, 12])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", 5])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / "mixed.onnx")
    images = generator.standard_normal((IMAGES, 2, 12, 12)).astype(np.float32)
    session = onnxruntime.InferenceSession(
        HERE / "mixed.onnx", providers=["CPUExecutionProvider"])
    logits = session.run(None, {"input": images})[0]
    np.savez(HERE / "mixed.npz", images=images, labels=np.arange(IMAGES) % 5)
    np.savez(HERE / "mixed_logits.npz", input=images, output=logits)


if __name__ == "__main__":
    main()
