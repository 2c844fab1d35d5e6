#!/usr/bin/env python3
"""Runs the program of Examples/Summary and compares what it prints with what NumPy, powerlaw and
Python's sets made of the same network (Tests/Fixtures/chain).

    summary.py PROGRAM
"""

import array
import ast
import json
import math
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHAIN = ROOT / "Tests" / "Fixtures" / "chain"
LAYER, IMAGE = "conv2", 17


def values(npy):
    """The shape and the values of an array of 32-bit floats."""
    length = int.from_bytes(npy[8:10], "little")
    header = ast.literal_eval(npy[10:10 + length].decode())
    assert header["descr"] == "<f4" and not header["fortran_order"], header
    return header["shape"], array.array("f", npy[10 + length:])


def expected():
    spectra = json.loads((CHAIN / "spectra.json").read_text())
    spectrum = next(of for of in spectra["unfolded"]["layers"] if of["name"] == LAYER)
    yield "rank", spectrum["rank"]
    yield "largest eigenvalue", spectrum["lambda_max"]
    yield "alpha", spectrum["alpha"]
    yield "eigenvalues in the tail", spectrum["tail_count"]
    yield "eigenvalues above noise", spectrum["mp_spikes"]

    case = next(
        case for case in json.loads((CHAIN / "hypergraphs.json").read_text())
        if [case["layer"], case["quantile"], case["majority"], case["polarity"]]
        == [LAYER, 0.85, 0.75, "positive"])
    yield "threshold", case["threshold"]
    for edge in case["classes"]:
        yield f"vectors of class {edge['class']}", edge["vectors"]
    for group in case["groups"]:
        yield f"images of vectors {group['vectors']}", group["exemplars"]

    with zipfile.ZipFile(CHAIN / "stages.npz") as stages:
        (_, height, width), maps = values(stages.read(f"{LAYER}_projections.npy"))
    yield f"maps of image {IMAGE}", f"{spectrum['rank']} of {height}x{width}"
    yield "projections on vector 0", [min(maps[:height * width]), max(maps[:height * width])]
    (_, vectors), signals = values((CHAIN / f"signals_{LAYER}.npy").read_bytes())
    yield "signal of vector 0", signals[IMAGE * vectors]


def agree(printed, value):
    if isinstance(value, str):
        return printed == value
    printed = json.loads(printed)
    if not isinstance(value, list):
        printed, value = [printed], [value]
    return len(printed) == len(value) and all(
        math.isclose(*pair, rel_tol=1e-4) for pair in zip(printed, value))


def main(program):
    model = ROOT / "SampleModels" / "mnist.onnx"
    output = subprocess.run(
        [program, model, "1", str(IMAGE)], check=True, capture_output=True, text=True).stdout
    printed = dict(line.split(": ", 1) for line in output.splitlines())
    wanted = {"layer": LAYER, **dict(expected())}
    assert printed.keys() == wanted.keys(), printed.keys() ^ wanted.keys()
    wrong = {name for name in wanted if not agree(printed[name], wanted[name])}
    for name in sorted(wrong):
        print(f"{name}: {printed[name]}, expected {wanted[name]}")
    return len(wrong)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
