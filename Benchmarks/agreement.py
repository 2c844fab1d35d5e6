"""How far singular values are from NumPy's in double. Called by `run`:

    python agreement.py PROGRAM MODEL

MODEL is what vgg16.py wrote. Prints a JSON object: for each matrization, and for fc1, the largest
difference of any value of any layer, as a fraction of the layer's largest value. Of toeplitz spectra two
layers are compared, on maps of 14 x 14.
"""

import json
import os
import subprocess
import sys

import numpy as np
from peers import weights

MAP = 14


def ours(program, model, names, *options):
    command = [program, "spectrum", model, "--values", "--format", "json", *options]
    command += [word for name in names for word in ("--layer", name)]
    environment = dict(os.environ, XDG_CACHE_HOME="/dev/null")
    run = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
    return [np.array(layer["singular_values"]) for layer in json.loads(run.stdout)["layers"]]


def unfolded(weight):
    return np.linalg.svd(weight.reshape(len(weight), -1), compute_uv=False)


def slices(weight):
    return np.linalg.svd(weight.transpose(2, 3, 0, 1), compute_uv=False)


def toeplitz(weight):
    transforms = np.fft.fft2(weight.transpose(2, 3, 0, 1), (MAP, MAP), axes=(0, 1))
    return np.linalg.svd(transforms, compute_uv=False)


def difference(found, exact):
    exact = np.sort(exact.ravel())[::-1]
    assert found.shape == exact.shape
    return abs(found - exact).max() / exact[0]


def main(program, model):
    convolutions = weights(model, "features")
    two = ["features.5", "features.28"]
    cases = [
        ("unfolded", unfolded, convolutions, []),
        ("slices", slices, convolutions, ["--matrization", "slices"]),
        ("toeplitz", toeplitz, {name: convolutions[name] for name in two},
         ["--matrization", "toeplitz", "--map-size", str(MAP)]),
        ("fc1", unfolded, weights(model, "classifier.0"), []),
    ]  # fmt: skip
    print(json.dumps({
        what: max(
            difference(found, exact(weight.astype(np.float64)))
            for found, weight in zip(ours(program, model, chosen, *options), chosen.values())
        )
        for what, exact, chosen, options in cases
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
