"""Makes root.onnx, a network that takes the square root of what a ReLU gives: where that is 0 the root has no
finite gradient, and 0 times that is no number.

    python -m pip install -r ../graphs/requirements.txt && python make_root.py
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(1)
weights = {"conv1.weight": (4, 1, 3, 3), "conv2.weight": (4, 4, 3, 3), "fc.weight": (10, 4)}
nodes = [
    helper.make_node("Conv", ["x", "conv1.weight"], ["a"]),
    helper.make_node("Relu", ["a"], ["b"]),
    helper.make_node("Sqrt", ["b"], ["c"]),
    helper.make_node("Conv", ["c", "conv2.weight"], ["d"]),
    helper.make_node("Relu", ["d"], ["e"]),
    helper.make_node("GlobalAveragePool", ["e"], ["f"]),
    helper.make_node("Flatten", ["f"], ["g"]),
    helper.make_node("Gemm", ["g", "fc.weight"], ["y"], transB=1),
]
graph = helper.make_graph(
    nodes, "root", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, 28, 28])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 10])],
    [numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)
     for name, shape in weights.items()])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
model.ir_version = 8
onnx.save(model, Path(__file__).parent / "root.onnx")
