"""Writes a network of fully connected layers with ReLU between, which takes 512 features:

    python dense.py FOLDER NAME

FOLDER/NAME.onnx; of the name `shallow`, two layers, `fc1` of 512 outputs and `fc2` of 1000, which are
the classes; of the name `deep`, sixty of 512 before that.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SEED, FEATURES, CLASSES = 16, 512, 1000
HIDDEN = {"shallow": 1, "deep": 60}


def main(folder, name):
    generator = np.random.default_rng(SEED)
    nodes, weights = [helper.make_node("Flatten", ["input"], ["features"])], []
    value = "features"
    outputs = [FEATURES] * HIDDEN[name] + [CLASSES]
    for layer, count in enumerate(outputs, 1):
        weight, output = f"fc{layer}.weight", f"fc{layer}"
        # Student's t with 3 degrees of freedom has variance 3; He's scale keeps the signals finite.
        values = generator.standard_t(3, (count, FEATURES)) * np.sqrt(2 / 3 / FEATURES)
        weights.append(numpy_helper.from_array(values.astype(np.float32), weight))
        nodes.append(helper.make_node("Gemm", [value, weight], [output], output, transB=1))
        value = output
        if layer < len(outputs):
            value = f"{output}.relu"
            nodes.append(helper.make_node("Relu", [output], [value], value))
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 1, 1, FEATURES])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, ["batch", CLASSES])],
        weights,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / f"{name}.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
