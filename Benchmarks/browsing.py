"""How soon a key is followed by its picture where there are many pictures, on a pseudo-terminal of
200 x 60 with 24-bit colour, the pane in focus having the whole screen. Called by `run`:

    python browsing.py PROGRAM MODEL LAYER

Prints a JSON object of lists of seconds, each from a key to the last byte of the picture that it leads to,
everything near having been computed before:
    images      `l` through all images
    exemplars   `l` through vectors, the strongest images of each beside their projections
    vectors     `j` through vectors' pages
    hierarchy   `h` and `l` through groups, each with its optimised image and exemplary images
"""

import json
import sys

import screen

screen.ROWS, screen.COLUMNS = 60, 200
# For each the key that goes to its slot, those that go to its page, and those that are timed.
PANES = {
    "images": ("3", "<<<<<", "l"),
    "exemplars": ("3", "<<<<<<<<<<<", "l"),
    "vectors": ("2", "<<<<", "j"),
    "hierarchy": ("5", "", "hl"),
}
COUNT = 30


def times(program, model, layer, focus, pages, keys):
    explorer = screen.Explorer(program, model)
    explorer.finish()
    for key in "j" * (layer - 1) + focus + pages + "z":
        explorer.press(key)
    explorer.finish()
    explorer.rest()
    found = []
    for place in range(COUNT):
        before = explorer.screen.display
        found.append(explorer.press(keys[place % len(keys)]))
        if explorer.screen.display == before:
            sys.exit(f"{keys[place % len(keys)]} changed nothing on the screen")
    explorer.child.send("q")
    explorer.child.close()
    return found


def main(program, model, layer):
    print(json.dumps({n: times(program, model, int(layer), *p) for n, p in PANES.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
