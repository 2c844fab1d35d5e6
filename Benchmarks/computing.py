"""How soon a key is followed by its picture while all cores compute, on a pseudo-terminal of 200 x 60
with 24-bit colour. Called by `run`:

    python computing.py PROGRAM MODEL.bin

Prints a list of seconds, each from a key to the last byte of the picture that it leads to: the one on
which what the key changes is first seen. The sample is open, with all five panes, of its second layer all is
known, and the spectrum of that layer on maps of 1000 x 1000 is computed, which takes all cores for over a
minute. The keys go through vectors, images and stages, and move the thresholds.
"""

import json
import os
import re
import select
import sys
import time

import screen

screen.ROWS, screen.COLUMNS = 60, 200
WORK = r"toeplitz +computing \d+ %"
WINDOW = 0.06  # seconds for which what comes is read before it is looked at
END = b"\x1b[39;49m\x1b[m"  # what a picture ends with
# Each key, and what is seen once its picture is there: a pattern, of a number that the key changes.
VECTOR, IMAGE, STAGE = r" v(\d+) of 32 ", r"image (\d+) of 500 ", r" stage (\d+) of "
QUANTILE, MAJORITY = r"4 Hypergraph +conv2 +q (\d+) %", r"4 Hypergraph .* p (\d+) %"
KEYS = [
    ("2", None), *[("j", VECTOR)] * 12, *[("k", VECTOR)] * 6,
    ("3", None), *[("j", IMAGE)] * 12, *[(">", STAGE), ("<", STAGE)] * 6,
    ("4", None), *[("[", QUANTILE)] * 6, *[("]", QUANTILE)] * 6, *[("{", MAJORITY), ("}", MAJORITY)] * 3,
    ("5", None), *[("]", QUANTILE)] * 6, *[("[", QUANTILE)] * 6,
]  # fmt: skip


def shown(explorer, pattern):
    found = re.search(pattern, "\n".join(explorer.screen.display))
    return found and found[1]


def seconds(explorer, key, pattern):
    """From a key to the last byte of the picture on which a number is another."""
    screen.drain(explorer)
    before, terminal = shown(explorer, pattern), explorer.child.fileno()
    readable = select.poll()
    readable.register(terminal, select.POLLIN)
    start = time.perf_counter()
    os.write(terminal, key.encode())
    while (last := time.perf_counter()) < start + 5:
        # Only afterwards is it put on the screen, which takes longer than the explorer does: who does not
        # read keeps it waiting.
        chunks = []
        while (rest := last + WINDOW - time.perf_counter()) > 0:
            if readable.poll(1000 * rest):
                chunks.append((os.read(terminal, 1 << 16), time.perf_counter()))
        moments = [moment for chunk, moment in chunks for _ in chunk]
        pictures = b"".join(chunk for chunk, _ in chunks).split(END)
        place, found = 0, None
        for picture in pictures[:-1]:
            explorer.stream.feed(picture + END)
            place += len(picture + END)
            if found is None and shown(explorer, pattern) not in (None, before):
                found = moments[place - 1]
        explorer.stream.feed(pictures[-1])
        if found is not None:
            return found - start
    sys.exit(f"{key} changes nothing of {pattern}:\n" + "\n".join(explorer.screen.display))


def main(program, model):
    explorer = screen.Explorer(program, model, "--layer", "conv2")
    explorer.finish()
    # The spectrum of toeplitz matrices on a larger map.
    explorer.child.send("2m1000\r")
    times = []
    for key, pattern in KEYS:
        if not pattern:
            explorer.child.send(key)
            continue
        times.append(seconds(explorer, key, pattern))
        if not re.search(WORK, "\n".join(explorer.screen.display)):
            sys.exit("nothing is computed:\n" + "\n".join(explorer.screen.display))
    explorer.child.close(force=True)
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
