"""Singular values of toeplitz and sliced weights by their definitions, for layers of many kinds.

matrizations.json: for each layer its weight and what numpy.linalg.svd finds, in double:
`toeplitz`, of the circular convolution as one dense matrix, written out element by element (no
Fourier transform is made), and `slices`, of the matrices of each kernel element, pooled.

    python -m pip install -r requirements.txt && python make_matrizations.py
"""

import itertools
import json
from pathlib import Path

import numpy as np

SEED = 20180526

# Name, weight, groups, dilations, map.
LAYERS = [
    ("wide", (3, 6, 3, 3), 1, (1, 1), (5, 4)),
    ("tall", (6, 3, 3, 3), 1, (1, 1), (4, 6)),
    ("square", (4, 4, 2, 3), 1, (1, 1), (5, 5)),
    ("one axis", (5, 4, 3), 1, (1,), (7,)),
    ("one axis, one element", (5, 4, 1), 1, (1,), (6,)),
    ("pointwise", (6, 4, 1, 1), 1, (1, 1), (4, 3)),
    ("one element high", (3, 4, 1, 3), 1, (1, 1), (4, 5)),
    ("grouped", (6, 2, 3, 3), 3, (1, 1), (4, 4)),
    ("depthwise", (6, 1, 3, 3), 6, (1, 1), (5, 4)),
    ("depthwise, two filters each", (6, 1, 3, 3), 3, (1, 1), (3, 4)),
    ("dilated", (4, 3, 3, 3), 1, (2, 3), (6, 7)),
    ("wraps onto itself", (3, 3, 3, 3), 1, (1, 1), (2, 2)),
    ("wraps onto itself, dilated", (3, 2, 3, 3), 1, (2, 2), (4, 3)),
    ("a map of one place", (4, 3, 3, 3), 1, (1, 1), (1, 1)),
    ("three axes", (3, 2, 2, 3, 2), 1, (1, 1, 1), (3, 4, 2)),
    ("three axes, grouped, dilated", (4, 2, 1, 3, 2), 2, (1, 2, 1), (3, 3, 4)),
]


def circulant(weight, dilations, extents):
    """The matrix that maps channels x positions to filters x positions, around the map's edges."""
    filters, channels, *kernel = weight.shape
    positions = list(itertools.product(*map(range, extents)))
    matrix = np.zeros((filters, len(positions), channels, len(positions)))
    place = {position: index for index, position in enumerate(positions)}
    for row, position in enumerate(positions):
        for element in itertools.product(*map(range, kernel)):
            source = tuple(
                (start + index * step) % extent
                for start, index, step, extent in zip(position, element, dilations, extents)
            )
            matrix[:, row, :, place[source]] += weight[(slice(None), slice(None), *element)]
    return matrix.reshape(filters * len(positions), channels * len(positions))


def descending(parts):
    values = [np.linalg.svd(part, compute_uv=False).ravel() for part in parts]
    return np.sort(np.concatenate(values))[::-1].tolist()


def main():
    generator = np.random.default_rng(SEED)
    layers = []
    for name, shape, groups, dilations, extents in LAYERS:
        weight = generator.standard_normal(shape).astype(np.float32)
        blocks = np.split(weight.astype(np.float64), groups)
        layers.append({
            "name": name,
            "shape": shape,
            "groups": groups,
            "dilations": dilations,
            "map": extents,
            "weight": weight.ravel().astype(float).tolist(),
            "toeplitz": descending(circulant(block, dilations, extents) for block in blocks),
            "slices": descending(
                block.reshape(*block.shape[:2], -1).transpose(2, 0, 1) for block in blocks
            ),
        })
    (Path(__file__).parent / "matrizations.json").write_text(json.dumps(layers) + "\n")


if __name__ == "__main__":
    main()
