"""Makes small files that were once read, shown or named wrongly.

conv_add_relu.onnx   Conv, Add of a constant, Relu
conv_silu.onnx       Conv, and x sigmoid(x) written out
one_image.npz        one image, -3 -1 2 5
names.pt             a state dict whose names have ESC, CR, LF, commas and quotes
nan_layer.pt         a state dict of which one layer has a weight that is no number

    python -m pip install onnx==1.23.2 torch==2.15.0 && python make_stages.py
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent


def save(name, middle, constants):
    nodes = [helper.make_node("Conv", ["x", "w.weight"], ["c"])] + middle
    nodes += [helper.make_node("GlobalAveragePool", ["r"], ["g"]), helper.make_node("Flatten", ["g"], ["y"])]
    weight = numpy_helper.from_array(np.float32([1, -1]).reshape(2, 1, 1, 1), "w.weight")
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, 2, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 2])], [weight] + constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, HERE / name)


one = numpy_helper.from_array(np.float32([1, 1]).reshape(1, 2, 1, 1), "b")
save(
    "conv_add_relu.onnx",
    [helper.make_node("Add", ["c", "b"], ["a"]), helper.make_node("Relu", ["a"], ["r"])], [one])
save(
    "conv_silu.onnx",
    [helper.make_node("Sigmoid", ["c"], ["s"]), helper.make_node("Mul", ["c", "s"], ["r"])], [])
image = np.float32([-3, -1, 2, 5]).reshape(1, 1, 2, 2)
np.savez(HERE / "one_image.npz", images=image, labels=np.array([0]))

torch.manual_seed(0)
names = ["a,b", 'c"d', "e\nf", "g\rh", "\x1b]0;title\x07"]
torch.save({f"{name}.weight": torch.randn(8, 8) for name in names}, HERE / "names.pt")
layers = {
    "conv1.weight": torch.randn(4, 2, 3, 3), "conv2.weight": torch.randn(6, 4, 3, 3),
    "fc.weight": torch.randn(5, 24),
}
layers["conv2.weight"][0, 0, 0, 0] = float("nan")
torch.save(layers, HERE / "nan_layer.pt")
