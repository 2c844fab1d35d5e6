#!/usr/bin/env python3
"""Records what every command prints, so that a change that should change nothing is seen to.

    record.py PROGRAM FOLDER

runs a few thousand commands (every command and format, every pane and chart at three sizes, on both
samples and five fixtures, and commands that fail) and writes a file for each into FOLDER: the command,
its status, standard error and standard output. `diff -r` of the folders of two programs tells what
differs between them. Both must be recorded on the same machine: last digits depend on the BLAS.
"""

import itertools
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SAMPLES, FAULTS = "SampleModels", "Tests/Fixtures/faults"
SIZES = ["80x24", "120x36", "200x60"]
PANES = ["layers", "spectrum", "projection", "hypergraph", "hierarchy"]
CHARTS = ["histogram", "density", "log-histogram", "distances", "matrizations", "shuffled",
          "filters", "gram", "beside"]
STAGES = ["input", "fields", "correlations", "projections", "output", "activated", "reprojected"]

# A model, where its images are if its card does not say, some of its layers, and a model beside it.
MODELS = [
    (f"{SAMPLES}/mnist.bin", None, ["conv1", "conv2", "fc1", "fc2"], f"{SAMPLES}/mnist.onnx"),
    (f"{SAMPLES}/fashion.onnx", None, ["1", "2", "3", "4"], f"{SAMPLES}/mnist.bin"),
    (f"{FAULTS}/loop.onnx", f"{FAULTS}/loop.npz", ["conv", "inner"], f"{FAULTS}/shared.onnx"),
    (f"{FAULTS}/plain.onnx", f"{FAULTS}/clean.npz", ["conv1", "fc"], f"{FAULTS}/dynamo_names.onnx"),
    (f"{FAULTS}/depthwise.onnx", f"{FAULTS}/clean.npz", ["conv1", "dw"], f"{FAULTS}/depthwise.pth"),
    (f"{FAULTS}/two_dicts.pth", None, ["1"], None),
    ("Tests/Fixtures/bits/mixed.onnx", "Tests/Fixtures/bits/mixed.npz", ["w0", "w1"], None),
]


def commands():
    yield ["--help"]
    yield ["themes"]
    for name in ["layers", "spectrum", "compare", "svd", "predict", "signals", "hypergraph",
                 "hierarchy", "project", "export"]:
        yield [name, "--help"]
        yield [name]
        yield [name, "/nowhere.onnx"]
        yield [name, f"{SAMPLES}/README.md"]
        yield [name, f"{FAULTS}/loop.npz"]
    for model, data, layers, beside in MODELS:
        data = ["--data", data] if data else []
        beside = ["--beside", beside] if beside else []
        yield from of_weights(model, layers)
        yield from of_images(model, data, layers)
        yield from exports(model, data, layers, beside)
        yield from failures(model, data)
    for format in ["text", "json", "csv"]:
        models = [f"{SAMPLES}/mnist.bin", f"{SAMPLES}/mnist.onnx", f"{SAMPLES}/fashion.onnx"]
        yield ["compare", *models, "--format", format]
        yield ["compare", *models, "--accuracy", "0.98,0.98,0.9", "--format", format]


def of_weights(model, layers):
    for format in ["text", "json", "csv"]:
        yield ["layers", model, "--format", format]
        for options in [[], ["--values"], ["--shuffled", "--seed", "3"], ["--natural-log"],
                        ["--mean"], ["--per-filter"], ["--as", "weightwatcher"],
                        ["--as", "deepdataprofiler"], ["--matrization", "slices"],
                        ["--matrization", "toeplitz", "--map-size", "8"]]:
            yield ["spectrum", model, *options, "--format", format]
        for layer in layers:
            yield ["spectrum", model, "--layer", layer, "--format", format]
            yield ["svd", model, "--layer", layer, "--format", format]


def of_images(model, data, layers):
    for format in ["text", "json", "csv"]:
        yield ["predict", model, *data, "--format", format]
        yield ["predict", model, *data, "--logits", "--format", format]
    for layer in layers:
        here = [model, *data, "--layer", layer]
        for format, pool in itertools.product(["text", "json", "csv", "npy"],
                                              ["mean", "max", "min"]):
            yield ["signals", *here, "--pool", pool, "--format", format]
        for options in [[], ["--quantile", "0.95"], ["--majority", "0.5"],
                        ["--polarity", "negative"], ["--polarity", "both"]]:
            for format in ["text", "json", "csv", "hif"]:
                yield ["hypergraph", *here, *options, "--format", format]
            for format in ["text", "json", "csv"]:
                yield ["hierarchy", *here, *options, "--format", format]
        for stage, format in itertools.product(STAGES, ["text", "json", "npy"]):
            yield ["project", *here, "--image", "1", "--stage", stage, "--format", format]
        yield ["project", *here, "--image", "2", "--vector", "0,1"]
    several = [word for layer in layers for word in ["--layer", layer]]
    for format in ["text", "json", "csv"]:
        for name in ["signals", "hypergraph", "hierarchy"]:
            yield [name, model, *data, *several, "--format", format]


def exports(model, data, layers, beside):
    for size, layer in itertools.product(SIZES, layers):
        def export(view, *options):
            return ["export", model, "--view", view, "--layer", layer, "--size", size, *options]

        for view in PANES:
            yield export(view, *data)
            yield export(view, *data, "--ansi")
            yield export(view, *beside)
        for chart in CHARTS:
            yield export("spectrum", "--chart", chart, *beside)
            yield export("spectrum", "--chart", chart, "--ansi")
    for size in ["1x1", "7x3", "40x10"]:
        for view in PANES:
            yield ["export", model, *data, "--view", view, "--size", size]


def failures(model, data):
    yield ["spectrum", model, "--layer", "nothing"]
    yield ["spectrum", model, "--layer", "99"]
    yield ["signals", model, *data, "--layer", "nothing"]
    yield ["signals", model, "--data", "/nowhere", "--layer", "1"]
    yield ["signals", model, "--data", f"{FAULTS}/one_nan.npz", "--layer", "1"]
    yield ["hypergraph", model, *data, "--layer", "1", "--quantile", "7"]
    yield ["project", model, *data, "--layer", "1", "--image", "100000"]
    yield ["project", model, *data, "--layer", "1", "--image", "0", "--vector", "100000"]
    yield ["export", model, "--view", "spectrum", "--size", "0x9"]
    yield ["export", model, "--view", "nothing"]
    yield ["predict", model, *data, "--output", "nothing"]


def record(program, words, environment, path):
    outputs = b""
    with tempfile.TemporaryDirectory() as folder:
        if words[0] == "svd" and len(words) > 2:
            words = [*words, "-o", os.path.join(folder, "parts.npz")]
        run = subprocess.run([program, *words], cwd=ROOT, env=environment, capture_output=True,
                             stdin=subprocess.DEVNULL)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                outputs += file.read()
    with open(path, "wb") as file:
        file.write(f"$ {' '.join(words)}\nstatus {run.returncode}\n".replace(folder, "").encode())
        for part in [run.stderr, run.stdout, outputs]:
            file.write(part.replace(folder.encode(), b"") + b"\n")


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder)
    # Kept spectra of other runs, a theme or a locale of the user's would be seen in what is recorded.
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(os.cpu_count()) as pool:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8",
                       "XDG_CACHE_HOME": os.path.join(home, "cache")}
        runs = [
            pool.submit(record, program, words, environment, os.path.join(folder, f"{number:04}"))
            for number, words in enumerate(commands())
        ]
        for run in runs:
            run.result()
    print(f"{len(runs)} commands recorded")


if __name__ == "__main__":
    main()
