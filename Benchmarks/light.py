"""Writes one of the networks that the `onnx` package has for its tests, with random weights:

    python light.py FOLDER NAME

NAME is `light_resnet50` or another. Every weight, which there is one number over and over, is drawn anew
in FOLDER/NAME.onnx: what is multiplied by from Student's t with 3 degrees of freedom at He's scale, what
normalises and what is added near 1 and 0. It takes any number of images, and ends before its softmax, so
that logits can be compared.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

LIGHT = Path(onnx.__file__).parent / "backend/test/data/light"
# What an input of a node is for; what only changes a shape passes it on to the node behind it.
ROLES = {
    "Conv": ("image", "weight", "bias"),
    "Gemm": ("image", "weight", "bias"),
    "BatchNormalization": ("image", "scale", "bias", "bias", "scale"),
    "Mul": ("image", "scale"),
    "Add": ("image", "bias"),
}


def role(nodes, name):
    """What a constant is for, and the node that takes it."""
    for node in nodes:
        if name not in node.input:
            continue
        if node.op_type in ROLES:
            return ROLES[node.op_type][list(node.input).index(name)]
        return role(nodes, node.output[0])
    return "bias"


def drawn(generator, purpose, shape):
    if purpose == "weight":
        inputs = np.prod(shape) / next(extent for extent in shape if extent > 1)
        # Student's t with 3 degrees of freedom has variance 3.
        values = generator.standard_t(3, shape) * np.sqrt(2 / 3 / inputs)
    elif purpose == "scale":
        values = generator.uniform(0.5, 1.5, shape)
    else:
        values = 0.1 * generator.standard_normal(shape)
    return values.astype(np.float32)


def main(folder, name):
    model = onnx.load(LIGHT / f"{name}.onnx")
    graph = model.graph
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    filled = [node for node in graph.node if node.op_type == "ConstantOfShape"]
    nodes = [node for node in graph.node if node.op_type != "ConstantOfShape"]
    shapes = {node.output[0]: constants.pop(node.input[0]) for node in filled}
    for key, values in constants.items():
        if values.dtype == np.float32:
            shapes[key] = values.shape
    for key, shape in shapes.items():
        constants[key] = drawn(generator, role(nodes, key), shape)
    for node in nodes:
        # The first extent of a reshaped image is the number of images; 0 keeps it.
        if node.op_type == "Reshape" and node.input[0] not in constants:
            assert constants[node.input[1]][0] == 1
            constants[node.input[1]] = np.append(0, constants[node.input[1]][1:])
    if nodes[-1].op_type == "Softmax":
        graph.output[0].name = nodes.pop().input[0]
    used = {name for node in nodes for name in node.input}
    constants = {key: values for key, values in constants.items() if key in used}
    (image,) = [each for each in graph.input if each.name in used - constants.keys()]
    for value in (image, graph.output[0]):
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    for field, values in (
        (graph.input, [image]),
        (graph.node, nodes),
        (graph.initializer, [numpy_helper.from_array(v, k) for k, v in constants.items()]),
    ):
        del field[:]
        field.extend(values)
    model.ir_version = 8
    onnx.save(model, folder / f"{name}.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
