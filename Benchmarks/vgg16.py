"""Writes a VGG-16 of random weights (138,357,544 parameters, 553 MB) in every format of weights. Their
spectra are heavy-tailed, as those of trained networks are.

    apt-get install python3-torch python3-onnx python3-numpy
    /usr/bin/python3 vgg16.py FOLDER

FOLDER/vgg16.onnx, vgg16.bin (a state dict as torch.save writes it), vgg16.pth (as it did before
PyTorch 1.6) and vgg16.safetensors hold the same numbers under torchvision's names.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

SEED = 16
# Filters of each convolution; None is a max-pool that halves the maps, 224 x 224 at first.
CONVOLUTIONS = [
    64, 64, None, 128, 128, None, 256, 256, 256, None, 512, 512, 512, None, 512, 512, 512, None
]  # fmt: skip
LINEAR = {"classifier.0": 4096, "classifier.3": 4096, "classifier.6": 1000}


def network():
    """The weights by name, and the nodes of the graph."""
    generator = np.random.default_rng(SEED)
    weights, nodes = {}, []
    value, channels, place = "input", 3, 0

    def parameters(name, shape):
        # Student's t with 3 degrees of freedom has variance 3; He's scale keeps the signals finite.
        scale = np.float32(np.sqrt(2 / 3 / np.prod(shape[1:])))
        weights[f"{name}.weight"] = generator.standard_t(3, shape).astype(np.float32) * scale
        weights[f"{name}.bias"] = np.zeros(shape[0], np.float32)
        return [f"{name}.weight", f"{name}.bias"]

    def add(operator, output, inputs=(), **attributes):
        nonlocal value
        nodes.append(helper.make_node(operator, [value, *inputs], [output], output, **attributes))
        value = output

    for filters in CONVOLUTIONS:
        name = f"features.{place}"
        if filters is None:
            add("MaxPool", name, kernel_shape=[2, 2], strides=[2, 2])
            place += 1
            continue
        add("Conv", name, parameters(name, (filters, channels, 3, 3)), pads=[1, 1, 1, 1])
        add("Relu", f"{name}.relu")
        channels, place = filters, place + 2
    add("Flatten", "flatten")
    inputs = channels * 7 * 7
    for name, outputs in LINEAR.items():
        add("Gemm", name, parameters(name, (outputs, inputs)), transB=1)
        if name != "classifier.6":
            add("Relu", f"{name}.relu")
        inputs = outputs
    return weights, nodes, value


def write_safetensors(weights, path):
    """The format: the length of a JSON header, the header, the tensors one behind the other."""
    header, offset = {}, 0
    for name, values in weights.items():
        header[name] = {
            "dtype": "F32", "shape": values.shape, "data_offsets": [offset, offset + values.nbytes]
        }  # fmt: skip
        offset += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in weights.values():
            file.write(values.tobytes())


def main(folder):
    weights, nodes, output = network()
    graph = helper.make_graph(
        nodes, "vgg16",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, 224, 224])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", 1000])],
        [numpy_helper.from_array(values, name) for name, values in weights.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.save(model, str(folder / "vgg16.onnx"))
    state = {name: torch.from_numpy(values) for name, values in weights.items()}
    torch.save(state, folder / "vgg16.bin")
    torch.save(state, folder / "vgg16.pth", _use_new_zipfile_serialization=False)
    write_safetensors(weights, folder / "vgg16.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
