"""How far logits are from onnxruntime's and signals from a pass in double. Called by `run`:

    python outputs.py logits PROGRAM MODEL IMAGES.npz
    python outputs.py signals PROGRAM MODEL IMAGES.npz LAYER...

For signals MODEL is what vgg16.py wrote, and the layers are convolutions of it in order. Prints a JSON
list: the largest difference as a fraction of the largest logit, or of each layer's largest signal.
"""

import json
import os
import subprocess
import sys

import numpy as np
from peers import session, threads


def ours(program, *arguments):
    environment = dict(os.environ, XDG_CACHE_HOME="/dev/null")
    run = subprocess.run(
        [program, *arguments, "--format", "json"], stdout=subprocess.PIPE, env=environment, check=True
    )
    return json.loads(run.stdout)


def difference(found, exact):
    assert found.shape == exact.shape and np.isfinite(found).all()
    return float(abs(found - exact).max() / abs(exact).max())


def logits(program, model, data):
    found = np.array(ours(program, "predict", model, "--data", data, "--logits")["logits"])
    opened = session(model)
    with np.load(data) as archive:
        (exact,) = opened.run(None, {opened.get_inputs()[0].name: archive["images"]})
    return [difference(found, exact.reshape(len(exact), -1).astype(np.float64))]


def left_vectors(matrix):
    """Those of a singular value decomposition; the entry of largest magnitude of each is positive."""
    left, _, _ = np.linalg.svd(matrix, full_matrices=False)
    largest = np.abs(left).argmax(axis=0)
    return left * np.sign(left[largest, range(left.shape[1])])


def signals(program, model, data, *names):
    import onnx
    import torch

    words = [word for name in names for word in ("--layer", name)]
    tables = ours(program, "signals", model, "--data", data, *words)
    found = {table["layer"]: np.array(table["signals"]) for table in tables["layers"]}
    torch.set_num_threads(threads())
    graph = onnx.load(model).graph
    weights = {
        tensor.name: torch.from_numpy(onnx.numpy_helper.to_array(tensor).astype(np.float64))
        for tensor in graph.initializer
        if tensor.name.startswith("features")
    }
    with np.load(data) as archive:
        value = torch.from_numpy(archive["images"].astype(np.float64))
    exact = {}
    for node in graph.node:
        if node.op_type == "Conv":
            weight, bias = (weights[name] for name in node.input[1:])
            # Signals are of what is before the bias.
            value = torch.nn.functional.conv2d(value, weight, padding=1)
            if node.name in names:
                left = left_vectors(weight.reshape(len(weight), -1).numpy())
                exact[node.name] = value.mean((2, 3)).numpy() @ left
            value = value + bias[:, None, None]
        elif node.op_type == "Relu":
            value = torch.relu(value)
        elif node.op_type == "MaxPool":
            value = torch.nn.functional.max_pool2d(value, 2)
        if len(exact) == len(names):
            break
    return [difference(found[name], exact[name]) for name in names]


def main(what, *arguments):
    print(json.dumps({"logits": logits, "signals": signals}[what](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
