"""Makes tensors of all 256 codes of each type of 8-bit floats.

    float8.safetensors, float8.pth   the codes, by the name of the type
    float8.onnx                      a product with a weight of the type e4m3fn, which is scaled by 0.5
    float8.npz                       as 32-bit floats, by ml_dtypes

    python -m pip install torch==2.15.0 safetensors onnx ml_dtypes && python make_float8.py
"""

from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file

HERE = Path(__file__).parent
NAMES = ["float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz"]
codes = np.arange(256, dtype=np.uint8).reshape(16, 16)

tensors = {name: torch.from_numpy(codes.copy()).view(getattr(torch, name)) for name in NAMES}
save_file(tensors, HERE / "float8.safetensors")
torch.save(tensors, HERE / "float8.pth")
np.savez(HERE / "float8.npz", **{
    name: codes.view(getattr(ml_dtypes, name)).astype(np.float32) for name in NAMES})
finite = codes[:, :8].view(ml_dtypes.float8_e4m3fn)[:15]
onnx.save(helper.make_model(helper.make_graph(
    [helper.make_node("DequantizeLinear", ["fc.weight", "scale"], ["w"]),
     helper.make_node("MatMul", ["x", "w"], ["y"])], "float8",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 15])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 8])],
    [numpy_helper.from_array(finite, "fc.weight"),
     numpy_helper.from_array(np.float32(0.5), "scale")]),
    opset_imports=[helper.make_opsetid("", 19)], ir_version=9), HERE / "float8.onnx")
