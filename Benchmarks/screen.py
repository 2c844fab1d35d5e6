"""How soon the explorer answers, on a pseudo-terminal of 120 x 40 with 24-bit colour. Called by
`run`:

    python screen.py PROGRAM MODEL REPEATS

Prints a JSON object of lists of seconds:
    first    from the start of the program until the first whole frame has been read: the alternate
             screen with its header, five panes and footer, whatever is still being computed
    filled   from the start until every pane has its answer and nothing more comes
    redraw   from the key `]` (a higher quantile) in the hypergraph pane of layer fc1 until the last
             byte of the picture that it leads to
"""

import json
import os
import re
import sys
import time
from pathlib import Path

import pexpect
import pyte

ROWS, COLUMNS = 40, 120
QUIET = 0.4  # seconds without a byte after which a picture is taken to be whole


class Explorer:
    def __init__(self, program, *arguments, cache="/dev/null"):
        environment = dict(
            os.environ, TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8",
            XDG_CACHE_HOME=str(cache),
            # Nothing that was remembered, and no settings, decide on what a key does.
            XDG_STATE_HOME="/dev/null", XDG_CONFIG_HOME="/dev/null",
        )  # fmt: skip
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.began = time.perf_counter()
        self.child = pexpect.spawn(
            program, list(map(str, arguments)), dimensions=(ROWS, COLUMNS), env=environment, timeout=30
        )
        self.child.delaybeforesend = None

    def settle(self):
        """What comes until nothing does for QUIET seconds: (moment, bytes) of each read.

        Only afterwards is it put on the screen, which takes longer than the explorer does.
        """
        chunks = []
        while True:
            try:
                chunk = self.child.read_nonblocking(1 << 16, QUIET)
            except pexpect.TIMEOUT:
                return chunks
            chunks.append((time.perf_counter(), chunk))

    def finish(self):
        """Waits until every pane has its answer, as the last row tells."""
        while True:
            for _, chunk in self.settle():
                self.stream.feed(chunk)
            if self.is_whole() and not re.search(r" \d+/\d+ *$", self.screen.display[-1]):
                return

    def rest(self):
        """Waits until it does nothing in the background, not even now and then, as it would while a disk
        keeps it waiting."""
        before, quiet = -1, 0
        while quiet < 6:
            self.settle()
            fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
            ticks = int(fields[11]) + int(fields[12])
            before, quiet = ticks, quiet + 1 if ticks == before else 0

    def private_memory(self):
        """Bytes that are not of the mapped files."""
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) * 1024

    def press(self, key):
        """Seconds from a key to the last byte of the picture it leads to."""
        start = time.perf_counter()
        self.child.send(key)
        chunks = self.settle()
        for _, chunk in chunks:
            self.stream.feed(chunk)
        return chunks[-1][0] - start if chunks else sys.exit(f"nothing follows the key {key}")

    def is_whole(self):
        """Whether header, panes and footer are on the screen."""
        rows = self.screen.display
        text = "\n".join(rows)
        names = ("Layers", "Spectrum", "Projection", "Hypergraph", "Hierarchy")
        return rows[0].startswith(" ddp-tui") and "? help" in rows[-1] and all(
            name in text for name in names
        )  # fmt: skip


def drain(explorer):
    """Puts on the screen what comes until nothing does, or for a moment: progress is told all the time."""
    end = time.perf_counter() + 0.1
    while time.perf_counter() < end:
        try:
            explorer.stream.feed(explorer.child.read_nonblocking(1 << 16, 0.02))
        except pexpect.TIMEOUT:
            return


def main(program, model, repeats):
    times = {"first": [], "filled": [], "redraw": []}
    for _ in range(int(repeats)):
        explorer = Explorer(program, model)
        chunks = explorer.settle()
        whole = []
        for moment, chunk in chunks:
            explorer.stream.feed(chunk)
            if explorer.is_whole():
                whole.append(moment)
        if not whole:
            sys.exit("the explorer shows no whole frame")
        times["first"].append(whole[0] - explorer.began)
        times["filled"].append(chunks[-1][0] - explorer.began)
        for key in "jj4":
            explorer.press(key)
        for key in "]]][[[":
            before = explorer.screen.display
            times["redraw"].append(explorer.press(key))
            if explorer.screen.display == before:
                sys.exit(f"{key} changed nothing on the screen")
        explorer.child.send("q")
        explorer.child.expect(pexpect.EOF)
        explorer.child.close()
        if explorer.child.exitstatus:
            sys.exit(f"the explorer ended with {explorer.child.exitstatus}")
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
