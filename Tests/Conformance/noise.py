"""What the program says of layers whose weights are independent random numbers.

    python noise.py PROGRAM

needs NumPy. For each shape and matrization it writes layers of pure noise, and prints the share that have
a spike, the share that are called like their shuffle, and what 99 of 100 of them stay below: how far
the largest eigenvalue is beyond the bulk's upper edge (in Johnstone's unit), how far the counts of
eigenvalues differ from those of the shuffle, and by how much the largest eigenvalue is larger (in the
same unit). The rules in LayerMatrices.swift come from the last three; Documentation/Noise.md has a
table.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

# Shape, size of the map, number of layers.
CASES = [
    ((8, 16), None, 400),
    ((64, 64), None, 400),
    ((64, 200), None, 300),
    ((256, 256), None, 100),
    ((1000, 1000), None, 40),
    ((8, 4, 3, 3), 8, 300),
    ((16, 16, 3, 3), 8, 200),
    ((64, 32, 3, 3), 8, 100),
    ((64, 32, 3, 3), 16, 40),
    ((32, 16, 5, 5), 12, 100),
    ((64, 3, 7, 7), 14, 100),
    ((64, 16, 1, 1), 7, 200),
]
KINDS = {
    "normal": lambda generator, shape: generator.standard_normal(shape),
    "uniform": lambda generator, shape: generator.uniform(-1, 1, shape),
    "t4": lambda generator, shape: generator.standard_t(4, shape),
}


def spectra(program, layers, options):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "noise.npz"
        np.savez(path, **{f"{i:04}.weight": layer for i, layer in enumerate(layers)})
        if layers[0].ndim > 2:
            # They are no chain, so that their widths tell nothing of groups.
            groups = "".join(f'"{i:04}" = 1\n' for i in range(len(layers)))
            path.with_suffix(".toml").write_text("[weights.groups]\n" + groups)
        run = subprocess.run(
            [program, "spectrum", path, "--shuffled", "--format", "json", *options],
            stdout=subprocess.PIPE, check=True, env=dict(os.environ, XDG_CACHE_HOME="/dev/null"))
    return json.loads(run.stdout)["layers"]


def unit(rows, columns):
    long, short = np.sqrt(max(rows, columns)), np.sqrt(min(rows, columns))
    return np.cbrt(1 / long + 1 / short) / (long + short)


def row(program, shape, size, kind, matrization, layers):
    options = ["--matrization", matrization]
    if matrization == "toeplitz":
        options += ["--map-size", str(size)]
    found = spectra(program, layers, options)
    columns = int(np.prod(shape[1:])) if matrization == "unfolded" else shape[1]
    scale = unit(shape[0], columns)

    def below(values):
        return np.quantile(values, 0.99)

    spikes = np.mean([layer["mp_spikes"] > 0 for layer in found])
    alike = np.mean(["like shuffled" in layer["doubts"] for layer in found])
    edge = below([(r["lambda_max"] / r["mp_lambda_plus"] - 1) / scale for r in found])
    counts = below([r["shuffled_distance"] * r["count"] for r in found])
    largest = below([(r["lambda_max"] / r["shuffled_lambda_max"] - 1) / scale for r in found])
    name = "x".join(map(str, shape)) + (f" on {size}" if matrization == "toeplitz" else "")
    print(
        f"| {name} | {kind} | {matrization} | {len(found)} | {spikes:.1%} | {alike:.1%} "
        f"| {edge:.2f} | {counts:.0f} | {largest:.2f} |", flush=True)


def main():
    generator = np.random.default_rng(1)
    print("| shape | weights | matrization | layers | with spikes | alike | edge | counts | largest |")
    print("|---|---|---|---|---|---|---|---|---|")
    for shape, size, count in CASES:
        for kind, draw in KINDS.items():
            layers = [draw(generator, shape).astype(np.float32) for _ in range(count)]
            names = ["unfolded"] if len(shape) == 2 else ["unfolded", "slices", "toeplitz"]
            for matrization in names:
                row(sys.argv[1], shape, size, kind, matrization, layers)


if __name__ == "__main__":
    main()
