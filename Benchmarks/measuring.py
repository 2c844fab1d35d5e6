"""A measurement: our process, a peer's, and the table that both go into."""

import functools
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from models import Models

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where torch and WeightWatcher are; their rows are left out when they are not.
TORCH = ROOT / ".build/bench-torch/bin/python"
THREADS = len(os.sched_getaffinity(0))
# Rounds of a row, and the repeats in each round of a peer, which keeps its process.
QUICK, SLOW = (9, 3), (3, 1)


def ours(program, *arguments, output=subprocess.DEVNULL):
    """Runs a command: seconds from its start to its end, and its peak memory in bytes.

    This process must stay small: what it takes counts as taken by a child that it forks.
    """
    # No folder to keep spectra in, so that each run computes its own.
    environment = dict(os.environ, XDG_CACHE_HOME="/dev/null")
    start = time.perf_counter()
    with subprocess.Popen([program, *arguments], stdout=output, env=environment) as child:
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{program} {' '.join(map(str, arguments))} ended with {child.returncode}")
    return seconds, usage.ru_maxrss * 1024


def script(name, *arguments, python=sys.executable):
    """The JSON that a script of this folder prints."""
    command = [python, HERE / name, *map(str, arguments)]
    environment = dict(os.environ, OPENBLAS_NUM_THREADS=str(THREADS), OMP_NUM_THREADS=str(THREADS))
    run = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
    return json.loads(run.stdout)


def alternating(count):
    """The rounds of a row, in each of which both sides are measured."""
    for round in range(count):
        print(".", end="", file=sys.stderr, flush=True)
        yield round


def compared(mine, theirs):
    """Our and the peer's medians, and the median of the rounds' ratios."""
    return {
        "ours": statistics.median(mine),
        "theirs": statistics.median(theirs),
        "ratio": statistics.median(their / own for their, own in zip(theirs, mine)),
    }


def rounds(program, arguments, peer, size, python=sys.executable):
    """Our and the peer's median seconds and peak bytes, the median of the rounds' ratios, and the
    peer's number of operations."""
    count, repeats = size
    mine, theirs = [], []
    for _ in alternating(count):
        mine.append(ours(program, *arguments))
        theirs.append(script("peers.py", peer[0], 0, repeats, *peer[1:], python=python))
    return compared(
        [seconds for seconds, _ in mine], [statistics.median(each["seconds"]) for each in theirs]
    ) | {
        "our bytes": statistics.median(peak for _, peak in mine),
        "their bytes": statistics.median(each["bytes"] for each in theirs),
        "flops": theirs[0]["flops"],
    }


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def megabytes(value):
    return f"{value / 1e6:.0f} MB"


class Report:
    """The rows of the table, and the speed of products that their shares of the peak refer to."""

    def __init__(self, program, words, folder):
        self.program = program
        self.words = words
        self.models = Models(folder)
        self.rows = []
        self.peak = {"float64": 0, "float32": 0}

    def wants(self, what, model):
        """Whether a row is to be measured: every one, or those that have one of the words."""
        return not self.words or any(word in f"{what} {model}" for word in self.words)

    @functools.cache
    def layers(self, model):
        command = [self.program, "layers", self.models.written(model), "--format", "json"]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["layers"]

    def forward_flops(self, model, last=None):
        """Of one image: a multiplication and an addition for each weight at each position that it is
        used at."""
        total = 0
        for layer in self.layers(model):
            height, width = (layer["output_shape"] + [1, 1])[1:3]
            total += 2 * layer["parameters"] * height * width
            if layer["name"] == last:
                break
        return total

    def measure_peak(self):
        """The best seen anywhere in the run counts, as something else may run meanwhile."""
        for precision in self.peak:
            product = script("peers.py", "product", 2, 10, precision)
            speed = product["flops"] / min(product["seconds"])
            self.peak[precision] = max(self.peak[precision], speed)

    def add(self, what, model, mine=None, text=seconds, peer="", theirs=None, ratio=None, shares=()):
        """A row; `shares` has operations, seconds and precision of each side."""
        mine, theirs = ("" if value is None else text(value) for value in (mine, theirs))
        row = (what, model, mine, theirs, peer, "" if ratio is None else f"{ratio:.2f}")
        print("", *filter(None, row), file=sys.stderr, sep="  ", flush=True)
        self.rows.append(row + tuple(shares))

    def add_memory(self, what, model, mine, peer, theirs):
        self.add(f"peak memory of {what}", model, mine, megabytes, peer, theirs, theirs / mine)

    def compare(self, what, model, arguments, peer, size, name, flops=lambda: None,
                precision="float64", single=False, python=sys.executable, memory=False):  # fmt: skip
        """A row of seconds, and one of peak memory where it is wanted; what was found.

        `flops` tells our number of operations, once the model is there; the peer tells its own, in
        its `precision`. Or both sides do the same ones in `single` precision.
        """
        if not self.wants(what, model):
            return None
        self.models.written(model)
        found = rounds(self.program, arguments, peer, size, python)
        mine, theirs, own = flops(), found["flops"], "float64"
        if single:
            theirs, precision, own = mine, "float32", "float32"
        shares = [mine and (mine, found["ours"], own), theirs and (theirs, found["theirs"], precision)]
        self.add(what, model, found["ours"], seconds, name, found["theirs"], found["ratio"], shares)
        if memory:
            self.add_memory(what, model, found["our bytes"], name, found["their bytes"])
        return found

    def share(self, value):
        if not isinstance(value, tuple):
            return value or ""
        flops, time, precision = value
        return f"{100 * flops / time / self.peak[precision]:.0f} %"

    def print(self):
        double, single = (speed / 1e9 for speed in self.peak.values())
        print(f"{THREADS} threads; products of 2048 x 2048 by numpy: {double:.0f} Gflop/s in "
              f"double, {single:.0f} in single precision\n")  # fmt: skip
        heading = ("what", "model", "ddp-tui", "peer", "", "ratio", "of peak", "peer of peak")
        table = [heading] + [
            tuple(map(self.share, row + (None,) * (len(heading) - len(row)))) for row in self.rows
        ]
        widths = [max(len(row[column]) for row in table) for column in range(len(heading))]
        for row in table:
            cells = [
                cell.ljust(width) if column in (0, 1, 4) else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths))
            ]
            print("  ".join(cells).rstrip())
