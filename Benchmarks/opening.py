"""How soon, and in how much memory, the explorer shows a model of 553 MB in each format. Called by
`run`:

    python opening.py PROGRAM FOLDER REPEATS

FOLDER is what vgg16.py wrote. Prints a JSON object of FILE: {"first": [seconds], "private": [bytes]}:
    first     from the start of the program until the first whole frame has been read; the file is
              put out of the system's memory before, so that it comes from the disk
    private   the memory that the program had then for itself: pages that are not of the mapped file
              (RssAnon of /proc/PID/status); the program is stopped as soon as that frame is read
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pexpect
from screen import Explorer


def forget(file):
    """Puts a file out of the system's page cache."""
    descriptor = os.open(file, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def first_frame(program, model):
    forget(model)
    explorer = Explorer(program, model)
    while not explorer.is_whole():
        chunk = explorer.child.read_nonblocking(1 << 16, 30)
        moment = time.perf_counter()
        os.kill(explorer.child.pid, signal.SIGSTOP)
        explorer.stream.feed(chunk)
        private = explorer.private_memory()
        os.kill(explorer.child.pid, signal.SIGCONT)
    explorer.child.send("q")
    explorer.child.expect(pexpect.EOF)
    explorer.child.close()
    return moment - explorer.began, private


def main(program, folder, repeats):
    results = {}
    for model in sorted(Path(folder).glob("vgg16.*")):
        pairs = [first_frame(program, str(model)) for _ in range(int(repeats))]
        results[model.name] = {"first": [p[0] for p in pairs], "private": [p[1] for p in pairs]}
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
