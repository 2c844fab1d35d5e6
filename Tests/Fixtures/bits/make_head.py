"""Makes networks that end in large fully connected layers, images for them, and the logits.

In head.onnx all of `output` comes from the flattened maps of two convolutions, while `forked` takes
the image, too; fixed.onnx is the same for four images at a time. The two large weights are products
of thin factors, to keep the files small. head.npz is the data set, head_logits.npz its images as
`input` and the logits that onnxruntime gives them as `output`.

    python -m pip install -r requirements.txt && python make_head.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
IMAGES = 11


def make(name, images=None):
    generator = np.random.default_rng(20221117)
    nodes, constants = [], []

    def constant(name, values):
        constants.append(numpy_helper.from_array(values, name))
        return name

    def weight(name, *shape, inputs):
        values = generator.standard_normal(shape) / inputs**0.5
        return constant(name, values.astype(np.float32))

    def add(operation, *operands, name=None, **attributes):
        output = name or f"v{len(nodes)}"
        nodes.append(helper.make_node(operation, operands, [output], name=output, **attributes))
        return output

    def thin(name, rows, columns, inputs):
        """The product of two matrices, of the size that keeps that of what it multiplies."""
        return add("MatMul", weight(f"{name}_left", rows, 2, inputs=2),
                   weight(f"{name}_right", 2, columns, inputs=inputs), name=name)

    x = add("Conv", "input", weight("w0", 8, 1, 3, 3, inputs=9), name="first")
    x = add("MaxPool", add("Relu", x), kernel_shape=[2, 2], strides=[2, 2])
    x = add("Conv", x, weight("w1", 16, 8, 3, 3, inputs=72), name="second")
    x = add("Reshape", add("Relu", x), constant("shape", np.array([images or 0, 400])))
    bias = weight("b2", 2000, inputs=9)
    x = add("Gemm", x, thin("w2", 2000, 400, 400), bias, name="third", transB=1)
    x = add("MatMul", add("Relu", x), thin("w3", 2000, 700, 2000), name="fourth")
    x = add("Tanh", add("Add", x, weight("b3", 700, inputs=9)))
    x = add("Gemm", x, weight("w4", 700, 5, inputs=700), name="output")
    mean = add("ReduceMean", "input", constant("axes", np.array([2, 3])), keepdims=0)
    outputs = [x, add("Add", x, mean, name="forked")]
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [images or "N", 1, 16, 16])],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [images or "N", 5]) for x in outputs],
        constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx")


def main():
    make("head")
    make("fixed", images=4)
    generator = np.random.default_rng(20221118)
    images = generator.standard_normal((IMAGES, 1, 16, 16)).astype(np.float32)
    session = onnxruntime.InferenceSession(
        HERE / "head.onnx", providers=["CPUExecutionProvider"])
    logits = session.run(["output"], {"input": images})[0]
    np.savez(HERE / "head.npz", images=images, labels=np.arange(IMAGES) % 5)
    np.savez(HERE / "head_logits.npz", input=images, output=logits)


if __name__ == "__main__":
    main()
