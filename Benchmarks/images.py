"""Writes random images of the size that a network takes:

    python images.py MODEL COUNT FILE.npz
"""

import sys

import numpy as np
import onnx


def main(model, count, file):
    (value,) = onnx.load(model).graph.input
    extents = [extent.dim_value for extent in value.type.tensor_type.shape.dim[1:]]
    images = np.random.default_rng(16).standard_normal((count, *extents), np.float32)
    np.savez(file, images=images, labels=np.zeros(count, np.int64))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
