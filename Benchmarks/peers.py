"""What the other tools take for the same work. Called by `run`, a process for each measurement:

    python peers.py WORK SECONDS REPEATS MODEL [...]

Repeats the work at least REPEATS times and for SECONDS, and prints a JSON object: `seconds` of
each repeat, without imports and, unless reading is the work, without reading the model; the peak
memory `bytes` of the whole process; and `flops` where they are known.
"""

import contextlib
import json
import os
import resource
import sys
import time
import warnings


def matrices(path, chosen=None):
    """The unfolded matrices of a model by layer, as float32."""
    import onnx
    from onnx import numpy_helper

    found = {}
    for tensor in onnx.load(path).graph.initializer:
        name = tensor.name.removesuffix(".weight")
        if name != tensor.name and chosen in (None, name):
            weight = numpy_helper.to_array(tensor)
            found[name] = weight.reshape(len(weight), -1)
    return found


def spectrum(path):
    """Singular values in double, and the power law of their squares."""
    import numpy as np
    import powerlaw

    found = matrices(path)

    def work():
        for matrix in found.values():
            values = np.linalg.svd(matrix.astype(np.float64), compute_uv=False)
            powerlaw.Fit(values**2, verbose=False)

    return work, None


def singular_values(path, layer, precision):
    """Singular values alone of one layer."""
    import numpy as np

    matrix = matrices(path, layer)[layer]
    short, long = sorted(matrix.shape)
    # dgesdd takes a QR factorisation first where one side is 11/6 times the other.
    flops = (
        2 * short**2 * (long - short / 3) + 8 / 3 * short**3
        if long >= 11 * short / 6
        else 4 * short**2 * long - 4 / 3 * short**3
    )
    return lambda: np.linalg.svd(matrix.astype(precision), compute_uv=False), flops


def predict(path, data):
    """Every image through onnxruntime: opening the model, preparing the images, running it."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()

    def work():
        session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
        with np.load(data) as archive:
            images = archive["images"]
        if images.dtype == np.uint8:
            images = ((images[:, None] / 255 - 0.1307) / 0.3081).astype(np.float32)
        for start in range(0, len(images), 64):
            session.run(None, {"input": images[start : start + 64]})

    return work, None


def read(path):
    """Reading the model."""
    import onnx

    return lambda: onnx.load(path), None


def product(precision):
    """A product of two square matrices, as the limit of what the machine can do."""
    import numpy as np

    order = 2048
    a = np.ones((order, order), precision)
    b = np.ones((order, order), precision)
    return lambda: a @ b, 2 * order**3


def threads():
    return len(os.sched_getaffinity(0))


def main(name, least, repeats, *arguments):
    warnings.simplefilter("ignore")
    works = {
        "spectrum": spectrum,
        "singular_values": singular_values,
        "predict": predict,
        "read": read,
        "product": product,
    }
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        work, flops = works[name](*arguments)
        seconds = []
        while len(seconds) < int(repeats) or sum(seconds) < float(least):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "bytes": peak, "flops": flops}))


if __name__ == "__main__":
    main(*sys.argv[1:])
