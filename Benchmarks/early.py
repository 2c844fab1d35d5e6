"""How soon the explorer tells of the largest layer of VGG-16, fc1, 4096 x 25088. Called by `run`:

    python early.py PROGRAM MODEL REPEATS

MODEL is what vgg16.py wrote. Prints a JSON object of lists of seconds, from the key that selects the
layer, while nothing else has been computed of it:
    provisional  until its 64 largest singular values are on the screen
    exact        until all of them are
"""

import json
import re
import sys
import time

import pexpect
from screen import Explorer


def main(program, model, repeats):
    times = {"provisional": [], "exact": []}
    for _ in range(int(repeats)):
        explorer = Explorer(program, model)
        explorer.settle()
        # The third from the end, in the pane of layers; then the pane of the spectrum.
        explorer.child.send("1Gkk2")
        start = time.perf_counter()
        missing = {"provisional": r"64 largest of 4,096", "exact": r"tail \d+ of 4096"}
        while missing:
            try:
                explorer.stream.feed(explorer.child.read_nonblocking(1 << 16, 120))
            except pexpect.TIMEOUT:
                sys.exit(f"not on the screen: {missing}")
            text = "\n".join(explorer.screen.display)
            for name, words in list(missing.items()):
                if re.search(words, text):
                    times[name].append(time.perf_counter() - start)
                    del missing[name]
        explorer.child.close(force=True)
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
