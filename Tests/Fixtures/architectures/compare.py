"""Compares the program's logits with torchvision's, for every network that it recognises.

    python compare.py PROGRAM [NAME ...]      # needs torchvision (python3-torchvision) and numpy

Each network gets random weights, is written as a state dict without a word on its graph, and run on
a few random images, of two sizes. The truth is what torchvision computes in 64 bits. The spread is
how far the logits of one class are apart; differences are told in parts of the largest logit, and
beside them those of torchvision's own 32 bits. The status is 1 when one is above 2e-4, or a network
is taken for another.
"""

import copy
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

from networks import NAMES, build, randomize

TOLERANCE = 2e-4
IMAGES = 3
#: Height x width of the images. The second is none that AlexNet's and VGG's poolings divide evenly.
SIZES = [(224, 224), (201, 264)]


def answer(program, *arguments):
    run = subprocess.run([program, *arguments, "--format", "json"], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def released(state):
    """The state dict as torchvision released DenseNet's, with dots before the numbers."""
    return {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", k): v for k, v in state.items()}


def compare(program, name, folder, network, state, size):
    model, data = folder / f"{name}.pt", folder / "images.npz"
    torch.save(state, model)
    images = np.random.default_rng(1).standard_normal((IMAGES, 3, *size)).astype(np.float32)
    np.savez(data, images=images, labels=np.arange(IMAGES))
    with torch.no_grad():
        single = network(torch.from_numpy(images)).numpy()
        truth = copy.deepcopy(network).double()(torch.from_numpy(images).double()).numpy()
    told = answer(program, "predict", str(model), "--data", str(data), "--logits")
    logits = np.array(told["logits"])
    largest = np.abs(truth).max()
    difference, own = (np.abs(values - truth).max() / largest for values in [logits, single])
    architecture = answer(program, "layers", str(model))["architecture"]
    return architecture, difference, own, truth


def main():
    program, names = sys.argv[1], sys.argv[2:] or NAMES
    is_good = True
    print(
        f"{'network':24} {'recognised as':18} {'images':>8} {'largest':>8} {'spread':>8} {'difference':>10} {'torchvision':>11}"
    )
    for name in names:
        network = randomize(build(name), seed=7)
        states = {name: network.state_dict()}
        if name.startswith("densenet"):
            states[f"{name} (released)"] = released(network.state_dict())
        for label, state in states.items():
            for size in SIZES:
                with tempfile.TemporaryDirectory() as folder:
                    architecture, difference, own, truth = compare(
                        program, name, Path(folder), network, state, size
                    )
                is_good = is_good and architecture == name and difference <= TOLERANCE
                print(
                    f"{label:24} {architecture:18} {size[0]:>4}x{size[1]:<3} "
                    f"{np.abs(truth).max():8.3g} {np.ptp(truth, axis=0).max():8.3g} "
                    f"{difference:10.1e} {own:11.1e}",
                    flush=True,
                )
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
