"""How soon a key is followed by its picture where there are many pictures, on a pseudo-terminal of
200 x 60 with 24-bit colour, the pane in focus having the whole screen. Called by `run`:

    python browsing.py PROGRAM MODEL LAYER

Prints a JSON object of two objects, `near` and `held`, of lists of seconds from a key to the last byte of
the first picture after it. Of `held` the next key follows the picture at once, from the first screen on, and
nothing was kept from before; of `near` all that is shown was computed, and the program is at rest.
    images      through all images
    exemplars   through vectors, the strongest images of each beside their projections
    vectors     through vectors' pages
    hierarchy   from a group to its neighbour and back, each with its optimised image and exemplary images
"""

import json
import re
import sys
import time

import pexpect
import screen

screen.ROWS, screen.COLUMNS = 60, 200
# For each the key that goes to its slot, what its pane is called, and the keys that go on and back.
COUNT = 30
PANES = {
    "images": ("3", "Images  all", "l" * COUNT, "h" * COUNT),
    "exemplars": ("3", "Exemplars", "j" * COUNT, "k" * COUNT),
    "vectors": ("2", "Vector", "j" * COUNT, "k" * COUNT),
    "hierarchy": ("5", "Hierarchy", "lh" * (COUNT // 2), "lh" * (COUNT // 2)),
}
GAP = 0.004  # seconds without a byte after which a picture is whole: it is written in one go


def picture(explorer, key):
    """Seconds from a key to the last byte of the first picture after it."""
    start = time.perf_counter()
    explorer.child.send(key)
    chunks = []
    while True:
        try:
            chunk = explorer.child.read_nonblocking(1 << 16, GAP if chunks else 2)
        except pexpect.TIMEOUT:
            break
        chunks.append((time.perf_counter(), chunk))
    # Only now is it put on the screen, which takes longer than the explorer does.
    for _, chunk in chunks:
        explorer.stream.feed(chunk)
    return chunks[-1][0] - start if chunks else sys.exit(f"nothing follows the key {key}")


def finish(explorer):
    """Waits until all that is on the screen is computed, as the last row tells."""
    while True:
        for _, chunk in explorer.settle():
            explorer.stream.feed(chunk)
        if not re.search(r" \d+/\d+ *$", explorer.screen.display[-1]):
            return


def opened(program, model, layer, focus, title):
    """The explorer with a pane on the whole screen."""
    explorer = screen.Explorer(program, model)
    finish(explorer)
    for key in "j" * (layer - 1) + focus + "z":
        picture(explorer, key)
    for _ in range(40):
        for _, chunk in explorer.settle():
            explorer.stream.feed(chunk)
        if any(f"{focus} {title}" in row for row in explorer.screen.display[:4]):
            return explorer
        picture(explorer, "<")
    sys.exit(f"there is no pane {title}")


def times(program, model, layer, focus, title, on, back):
    """Of keys that are held, and of keys to what is near."""
    explorer = opened(program, model, layer, focus, title)
    held = [picture(explorer, key) for key in on]
    for key in back:
        explorer.press(key)
        finish(explorer)
    explorer.rest()
    near = []
    for key in on:
        before = explorer.screen.display
        near.append(picture(explorer, key))
        for _, chunk in explorer.settle():
            explorer.stream.feed(chunk)
        if explorer.screen.display == before:
            sys.exit(f"{key} changed nothing on the screen")
    explorer.child.send("q")
    explorer.child.close()
    return held, near


def main(program, model, layer):
    found = {name: times(program, model, int(layer), *pane) for name, pane in PANES.items()}
    print(json.dumps({
        "held": {name: held for name, (held, _) in found.items()},
        "near": {name: near for name, (_, near) in found.items()},
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
