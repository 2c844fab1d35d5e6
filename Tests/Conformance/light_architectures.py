#!/usr/bin/env python3
"""Compares the logits of nine image classifiers with onnxruntime's.

usage: light_architectures.py PROGRAM

The architectures are the light_*.onnx models of the onnx package. Their weights are all one number
there; here each is drawn anew (seed 20221116): weights of a convolution or a fully connected map
from N(0, 2 / inputs), all other constants (biases, scales, means, variances) from N(1, 0.1^2).
Four images of N(0, 1) go through each. Prints a table and fails when a difference exceeds
2e-4 of the largest logit.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy
import onnx
import onnx.backend.test
import onnxruntime
from onnx import numpy_helper

SEED = 20221116
IMAGES = 4
TOLERANCE = 2e-4


def refilled(path):
    """The model of a file with its constant weights drawn anew, logits its only output."""
    model = onnx.load(path)
    generator = numpy.random.default_rng(SEED)
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes, weights = [], []
    for node in graph.node:
        if node.op_type != "ConstantOfShape" or node.input[0] not in constants:
            nodes.append(node)
            continue
        shape = constants[node.input[0]].astype(int)
        values = generator.standard_normal(shape)
        if len(shape) > 1:
            values *= numpy.sqrt(2 / numpy.prod(shape[1:]))
        else:
            values = 1 + 0.1 * values
        weights.append(numpy_helper.from_array(values.astype(numpy.float32), node.output[0]))
    if nodes[-1].op_type == "Softmax":
        logits = nodes.pop().input[0]
    else:
        logits = graph.output[0].name
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    inputs = [value for value in graph.input if value.name in used and value.name not in constants]
    result = onnx.helper.make_graph(
        nodes, graph.name, inputs, [onnx.helper.make_empty_tensor_value_info(logits)],
        initializer=kept + weights)
    return onnx.helper.make_model(
        result, opset_imports=model.opset_import, ir_version=max(4, model.ir_version))


def compare(program, path, folder):
    """A row of the table: name, largest logit, largest difference, and the seconds of both."""
    name = path.stem.removeprefix("light_")
    model = refilled(path)
    file = folder / f"{name}.onnx"
    onnx.save(model, file)
    shape = [extent.dim_value for extent in model.graph.input[0].type.tensor_type.shape.dim][1:]
    images = numpy.random.default_rng(SEED).standard_normal([IMAGES] + shape).astype(numpy.float32)
    data = folder / f"{name}.npz"
    numpy.savez(data, images=images, labels=numpy.zeros(IMAGES, numpy.int64))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count()
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    start = time.perf_counter()
    expected = numpy.concatenate(
        [session.run(None, {session.get_inputs()[0].name: image[None]})[0] for image in images])
    theirs = time.perf_counter() - start
    del session
    start = time.perf_counter()
    answer = subprocess.run(
        [program, "predict", file, "--data", data, "--logits", "--format", "json"],
        check=True, capture_output=True, text=True)
    ours = time.perf_counter() - start
    logits = numpy.array(json.loads(answer.stdout)["logits"]).reshape(expected.shape)
    file.unlink()
    largest = numpy.abs(expected).max()
    return name, largest, numpy.abs(logits - expected).max() / largest, ours, theirs


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    models = pathlib.Path(onnx.backend.test.__file__).parent / "data" / "light"
    worst = 0
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, {IMAGES} images\n")
    print("| architecture | largest logit | difference / largest logit |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(models.glob("light_*.onnx")):
            name, largest, difference, ours, theirs = compare(program, path, pathlib.Path(folder))
            worst = max(worst, difference)
            print(f"| {name} | {largest:.3g} | {difference:.1e} |", flush=True)
            print(f"{name}: {ours:.2f} s with loading, onnxruntime {theirs:.2f} s without", file=sys.stderr)
    sys.exit(0 if worst <= TOLERANCE else f"a difference of {worst:.1e} exceeds {TOLERANCE}")


if __name__ == "__main__":
    main()
