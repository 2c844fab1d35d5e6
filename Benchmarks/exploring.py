"""The explorer on data sets of some size, on a pseudo-terminal. Called by `run`:

    python exploring.py redraw PROGRAM MODEL IMAGES
    python exploring.py walk PROGRAM MODEL IMAGES LAYERS

`redraw` prints a JSON object of lists of seconds, from the key `]` (a higher quantile, not seen before)
in the hypergraph of the first layer to the last byte of the picture that it leads to:
    first   as soon as every pane is filled, while signals are being sorted
    sorted  once nothing is done in the background any more
`walk` goes down so many layers, waits at each until every pane is filled, and prints the bytes of
memory that the program then has for itself (RssAnon).
"""

import json
import sys
from pathlib import Path

import pexpect
from screen import Explorer


def redraw(explorer):
    explorer.child.send("4")
    explorer.finish()

    def seconds():
        before = explorer.screen.display
        time = explorer.press("]")
        if explorer.screen.display == before:
            sys.exit("] changed nothing on the screen")
        explorer.finish()
        return time

    times = {"first": [seconds() for _ in range(2)]}
    explorer.rest()
    return times | {"sorted": [seconds() for _ in range(11)]}


def walk(explorer, layers):
    explorer.finish()
    for layer in range(2, int(layers) + 1):
        explorer.child.send("j")
        explorer.finish()
        if not any(f"layer {layer} of " in row for row in explorer.screen.display):
            sys.exit(f"the explorer is not at layer {layer}")
    return explorer.private_memory()


def main(what, program, model, data, *arguments):
    # Signals that are too many for memory are sorted only where a file takes them.
    cache = Path(data).parent if what == "redraw" else "/dev/null"
    explorer = Explorer(program, model, "--data", data, cache=cache)
    print(json.dumps({"redraw": redraw, "walk": walk}[what](explorer, *arguments)))
    explorer.child.send("q")
    explorer.child.expect(pexpect.EOF)
    explorer.child.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
