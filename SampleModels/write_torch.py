"""Writes mnist.bin, a PyTorch checkpoint (a state dict) of the weights in mnist.onnx.

Needs torch, numpy and onnx; on Debian 12 without anything else:

    apt-get install python3-torch python3-numpy python3-onnx
    /usr/bin/python3 write_torch.py
"""

from collections import OrderedDict
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

HERE = Path(__file__).parent


def main():
    state = OrderedDict(
        (tensor.name, torch.from_numpy(numpy_helper.to_array(tensor).copy()))
        for tensor in onnx.load(str(HERE / "mnist.onnx")).graph.initializer
    )
    torch.save(state, str(HERE / "mnist.bin"))
    loaded = torch.load(str(HERE / "mnist.bin"))
    assert all(torch.equal(loaded[name], value) for name, value in state.items())
    print(f"{sum(value.numel() for value in loaded.values()):,} parameters")


if __name__ == "__main__":
    main()
