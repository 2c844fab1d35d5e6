"""How soon a key is followed by its picture while something that takes long is under way, and how soon
what was kept on disk is seen. On a pseudo-terminal. Called by `run`:

    python responding.py toeplitz PROGRAM MODEL.bin
    python responding.py decomposition PROGRAM VGG16.onnx IMAGES
    python responding.py pass PROGRAM DEEP.onnx IMAGES
    python responding.py kept PROGRAM MODEL REPEATS [IMAGES]

The first three print a list of 50 times in seconds, each from a key to the last byte of the picture
that it leads to, all while the footer tells of the work named:
    toeplitz        the spectrum of a 500 x 500 map; the key goes to another image
    decomposition   the singular vectors of VGG-16's fc1; the key goes to a layer whose spectrum was kept
    pass            all images through 60 layers; the key goes to another vector
`kept` prints a list of seconds from the start of the program, when every spectrum has been kept by an
earlier one, until every alpha and alpha-hat are on the screen.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time

import pexpect
from screen import Explorer, drain

COUNT = 50


def until(explorer, holds, patience=60):
    """The moment at which the byte came after which something holds of the screen."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        try:
            chunk = explorer.child.read_nonblocking(1 << 16, 1)
        except pexpect.TIMEOUT:
            continue
        moment = time.perf_counter()
        explorer.stream.feed(chunk)
        if holds("\n".join(explorer.screen.display)):
            return moment
    sys.exit("not on the screen within a minute:\n" + "\n".join(explorer.screen.display))


def seconds(explorer, keys, holds, work):
    """From keys to the picture that they lead to, while the footer tells of some work."""
    drain(explorer)
    if not re.search(work, explorer.screen.display[-1]):
        until(explorer, lambda text: re.search(work, text.splitlines()[-1]))
    start = time.perf_counter()
    explorer.child.send(keys)
    return until(explorer, holds) - start


def turns(explorer, shows, work):
    """From keys that go to the places 1 and 2 of a list in turn, each of which `shows` tells apart."""
    return [
        seconds(explorer, "j" if step % 2 else "gj", shows(1 + step % 2), work)
        for step in range(COUNT)
    ]


def title(text, number):
    """What a pane's border says from its number on, without that of the pane beside it."""
    line = re.search(rf" {number} (Layers|Spectrum|Projection)[^┐]*", text)
    return line[0] if line else ""


def toeplitz(program, model):
    explorer = Explorer(program, model)
    explorer.finish()
    # The second layer on a larger map; then the projection alone.
    explorer.child.send("1j2m500\r3z")
    return turns(
        explorer, lambda image: lambda text: f"on image {image} (a" in title(text, 3), "toeplitz"
    )


def decomposition(program, model, images):
    with tempfile.TemporaryDirectory() as cache:
        keep(program, model, cache)
        explorer = Explorer(program, model, "--data", images, cache=cache)
        until(explorer, lambda text: "? help" in text)
        times = []
        for _ in range(COUNT):
            # The third layer from the end, whose vectors the projection needs.
            explorer.child.send("Gkk")
            until(explorer, lambda text: re.search("vectors [^ ]*classifier.0", text.splitlines()[-1]))
            times.append(
                seconds(
                    explorer, "g",
                    lambda text: re.search(r"features\.0 +[a-z ]+ ─", title(text, 2)), "vectors",
                )
            )  # fmt: skip
        return times


def forward(program, model, images):
    explorer = Explorer(program, model, "--data", images)
    until(explorer, lambda text: re.search(r"> v\d+ ", text))
    explorer.child.send("2")
    return turns(
        explorer, lambda vector: lambda text: re.search(rf"> v{vector} ", text),
        r" \d+ %  \d+/\d+ *$",
    )  # fmt: skip


def keep(program, model, cache):
    environment = dict(os.environ, XDG_CACHE_HOME=str(cache))
    subprocess.run([program, "spectrum", model], stdout=subprocess.DEVNULL, env=environment, check=True)


def kept(program, model, repeats, *images):
    with tempfile.TemporaryDirectory() as cache:
        keep(program, model, cache)
        times = []
        for _ in range(int(repeats)):
            data = ["--data", *images] if images else []
            explorer = Explorer(program, model, *data, cache=cache)
            moment = until(
                explorer,
                lambda text: re.search(r"alpha-hat -?\d", text)
                and not re.search(r"^│[> ] +\d+ .*… ", text, re.MULTILINE),
            )
            times.append(moment - explorer.began)
            explorer.child.send("q")
            explorer.child.expect(pexpect.EOF)
            explorer.child.close()
        return times


def main(what, *arguments):
    measure = {"toeplitz": toeplitz, "decomposition": decomposition, "pass": forward, "kept": kept}
    print(json.dumps(measure[what](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
