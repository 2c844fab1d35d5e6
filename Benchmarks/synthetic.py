"""Writes a larger model than the sample: the shape of VGG-16, for images of 32 x 32, with random
weights whose spectra are heavy-tailed as those of trained networks are.

    python synthetic.py FOLDER

FOLDER/larger.onnx (130 MB) and FOLDER/larger.npz (200 random images of 10 classes).
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SEED = 16
IMAGES = 200
# Filters of each convolution; None is a max-pool that halves the maps, 32 x 32 at first.
CONVOLUTIONS = [64, 64, None, 128, 128, None, 256, 256, 256, None, 512, 512, 512, None]
LINEAR = [4096, 4096, 10]


def main(folder):
    generator = np.random.default_rng(SEED)
    nodes, weights = [], []
    value = "input"

    def add(operator, inputs, name, **attributes):
        nonlocal value
        nodes.append(helper.make_node(operator, [value, *inputs], [name], name, **attributes))
        value = name

    def weight(name, shape):
        # Student's t with 3 degrees of freedom has variance 3; He's scale keeps the signals finite.
        values = generator.standard_t(3, shape) * np.sqrt(2 / 3 / np.prod(shape[1:]))
        weights.append(numpy_helper.from_array(values.astype(np.float32), name + ".weight"))
        weights.append(numpy_helper.from_array(np.zeros(shape[0], np.float32), name + ".bias"))
        return [name + ".weight", name + ".bias"]

    channels, size = 3, 32
    for index, filters in enumerate(CONVOLUTIONS):
        name = f"features.{index}"
        if filters is None:
            add("MaxPool", [], name, kernel_shape=[2, 2], strides=[2, 2])
            size //= 2
        else:
            add("Conv", weight(name, (filters, channels, 3, 3)), name, pads=[1, 1, 1, 1])
            add("Relu", [], name + ".relu")
            channels = filters
    add("Flatten", [], "flatten")
    features = channels * size * size
    for index, outputs in enumerate(LINEAR):
        name = f"classifier.{index}"
        add("Gemm", weight(name, (outputs, features)), name, transB=1)
        if outputs != LINEAR[-1]:
            add("Relu", [], name + ".relu")
        features = outputs

    graph = helper.make_graph(
        nodes,
        "vgg",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, 32, 32])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, ["batch", LINEAR[-1]])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / "larger.onnx")
    images = generator.standard_normal((IMAGES, 3, 32, 32)).astype(np.float32)
    np.savez(folder / "larger.npz", images=images, labels=np.arange(IMAGES, dtype=np.uint8) % 10)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
