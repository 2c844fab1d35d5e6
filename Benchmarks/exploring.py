"""The explorer on data sets of some size, on a pseudo-terminal. Called by `run`:

    python exploring.py redraw PROGRAM MODEL IMAGES
    python exploring.py walk PROGRAM MODEL IMAGES LAYERS

`redraw` prints a JSON list of seconds, from the key `]` (a higher quantile, not seen before) in the
hypergraph of the first layer, once every pane is filled, to the last byte of the picture that it leads
to. `walk` goes down so many layers, waits at each until every pane is filled, and prints the bytes of
memory that the program then has for itself (RssAnon).
"""

import json
import sys

import pexpect
from screen import Explorer


def redraw(explorer):
    explorer.child.send("4")
    explorer.finish()
    seconds = []
    for _ in range(5):
        before = explorer.screen.display
        seconds.append(explorer.press("]"))
        if explorer.screen.display == before:
            sys.exit("] changed nothing on the screen")
        explorer.finish()
    return seconds


def walk(explorer, layers):
    explorer.finish()
    for layer in range(2, int(layers) + 1):
        explorer.child.send("j")
        explorer.finish()
        if not any(f"layer {layer} of " in row for row in explorer.screen.display):
            sys.exit(f"the explorer is not at layer {layer}")
    return explorer.private_memory()


def main(what, program, model, data, *arguments):
    explorer = Explorer(program, model, "--data", data)
    print(json.dumps({"redraw": redraw, "walk": walk}[what](explorer, *arguments)))
    explorer.child.send("q")
    explorer.child.expect(pexpect.EOF)
    explorer.child.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
