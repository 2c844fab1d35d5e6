"""What a page of one vector tells, from the arrays of make_chain.py, by numpy alone.

    python make_vectors.py

Writes vectors.json beside itself, which `VectorSignalsTests` and `LinksTests` compare with:

    labels       of the 500 images
    quantiles    for each layer and some vectors, for each class, ascending, the quantiles 0, 1/4, 1/2,
                 3/4 and 1 of its signals, in double
    links        for each layer, for each of its vectors m and each vector n of the next layer,
                 A[n, m] = sum over z of (sum over o of V_next[o, z, n] * U[o, m])^2; of fc1 the first
                 4 vectors n, z being the positions of the maps that are flattened for it
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "SampleModels"
VECTORS = {"conv1": [0, 8], "conv2": [0, 5, 31], "fc1": [0, 1]}
NEXT = {"conv1": "conv2", "conv2": "fc1", "fc1": "fc2"}
FRACTIONS = [0, 0.25, 0.5, 0.75, 1]


def load(name):
    return np.load(HERE / f"{name}.npy").astype(np.float64)


def links(layer, following):
    u, v = load(f"left_vectors_{layer}"), load(f"right_vectors_{following}")
    v = v.reshape(len(v), len(u), -1)
    return (np.einsum("noz,om->nmz", v, u) ** 2).sum(axis=2).T


labels = np.load(SAMPLES / "mnist.npz")["labels"].astype(int)
found = {
    "labels": labels.tolist(),
    "quantiles": {
        layer: {
            str(vector): [
                np.quantile(load(f"signals_{layer}")[labels == label, vector], FRACTIONS).tolist()
                for label in np.unique(labels)
            ]
            for vector in vectors
        }
        for layer, vectors in VECTORS.items()
    },
    "links": {layer: links(layer, following).tolist() for layer, following in NEXT.items()},
}
(HERE / "vectors.json").write_text(json.dumps(found) + "\n")
