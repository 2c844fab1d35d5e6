"""Computes from the definitions what the sample network `fashion.onnx` gives: a network with batch
normalisation, shortcuts, a depthwise and a grouped convolution.

    python -m pip install -r requirements.txt && python make_fashion.py

Writes beside itself:
    logits.npy           500 x 10, by onnxruntime
    values_LAYER.npy     the singular values of a layer's block diagonal unfolded matrix, by NumPy
    signals_LAYER.npy    100 x vectors, of the first images: the mean over positions of U^T Y, Y by onnxruntime

LAYER is reduce.depthwise, block2.conv1 (of four groups) or block3.shortcut.0.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent.parent / "SampleModels"
MEAN, STD = 0.2860, 0.3530
LAYERS = ["reduce.depthwise", "block2.conv1", "block3.shortcut.0"]


def decomposition(weight, groups):
    """Singular values, descending, and left vectors of the whole matrix as columns."""
    filters = len(weight) // groups
    values, vectors = [], []
    for group in range(groups):
        block = weight[group * filters : (group + 1) * filters].reshape(filters, -1)
        u, s, _ = np.linalg.svd(block.astype(np.float64), full_matrices=False)
        for index in range(len(s)):
            vector = np.zeros(len(weight))
            vector[group * filters : (group + 1) * filters] = u[:, index]
            largest = np.argmax(np.abs(vector))
            values.append(s[index])
            vectors.append(vector * np.sign(vector[largest]))
    order = np.argsort(values, kind="stable")[::-1]
    return np.array(values)[order], np.array(vectors)[order].T


def main():
    model = onnx.load(SAMPLES / "fashion.onnx")
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    nodes = {name: node for node in model.graph.node for name in node.input}
    outputs = [nodes[f"{layer}.weight"].output[0] for layer in LAYERS]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in outputs)
    data = np.load(SAMPLES / "fashion.npz")
    images = (data["images"][:, None].astype(np.float32) / np.float32(255) - np.float32(MEAN))
    images /= np.float32(STD)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    logits, *maps = session.run(None, {"input": images})
    np.save(HERE / "logits.npy", logits)
    for layer, y in zip(LAYERS, maps):
        group = [a.i for a in nodes[f"{layer}.weight"].attribute if a.name == "group"]
        values, vectors = decomposition(weights[f"{layer}.weight"], group[0] if group else 1)
        rank = values > values[0] * max(vectors.shape[0], 9) * np.finfo(np.float32).eps
        assert rank.all(), layer
        np.save(HERE / f"values_{layer}.npy", values)
        signals = y[:100].astype(np.float64).mean((2, 3)) @ vectors
        np.save(HERE / f"signals_{layer}.npy", signals.astype(np.float32))
        gap = (values[:-1] - values[1:]) / values[:-1]
        print(layer, len(values), "smallest relative gap", gap.min())


if __name__ == "__main__":
    main()
