"""Makes unnamed.onnx: two 1 x 1 convolutions of the input, which meet in a sum.

clipped   goes through Clip to 0...20, which is ReLU only as far as 20
shrunk    goes through Shrink, an operator that the program doesn't have

    python make_unnamed.py        # needs onnx and numpy of requirements.txt
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

node = helper.make_node
constants = {
    "clipped.weight": np.float32([[[[10]]]]), "shrunk.weight": np.float32([[[[1]]]]),
    "low": np.float32(0), "high": np.float32(20),
}
graph = helper.make_graph(
    [
        node("Conv", ["input", "clipped.weight"], ["a"]),
        node("Clip", ["a", "low", "high"], ["b"]),
        node("Conv", ["input", "shrunk.weight"], ["c"]),
        node("Shrink", ["c"], ["d"], lambd=0.5),
        node("Add", ["b", "d"], ["output"]),
    ],
    "unnamed",
    [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 1, 1, 4])],
    [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, 4])],
    [numpy_helper.from_array(values, name) for name, values in constants.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, Path(__file__).with_name("unnamed.onnx"))
