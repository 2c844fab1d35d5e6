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


def weights(path, chosen=""):
    """The weights of the layers whose names begin with `chosen`, as float32."""
    import onnx
    from onnx import numpy_helper

    return {
        tensor.name.removesuffix(".weight"): numpy_helper.to_array(tensor)
        for tensor in onnx.load(path).graph.initializer
        if tensor.name.endswith(".weight") and tensor.name.startswith(chosen)
    }


def matrices(path, chosen=""):
    """Their unfolded matrices."""
    return [weight.reshape(len(weight), -1) for weight in weights(path, chosen).values()]


def spectrum(path):
    """Singular values in double, and the power law of their squares."""
    import numpy as np
    import powerlaw

    found = matrices(path)

    def work():
        for matrix in found:
            values = np.linalg.svd(matrix.astype(np.float64), compute_uv=False)
            powerlaw.Fit(values**2, verbose=False)

    return work, None


def svd_flops(matrix, vectors=False):
    """LAPACK's gesdd, which takes a QR factorisation first where one side is 11/6 times the other."""
    short, long = sorted(matrix.shape)
    if vectors:
        return 6 * short**2 * long + 20 * short**3
    if long >= 11 * short / 6:
        return 2 * short**2 * (long - short / 3) + 8 / 3 * short**3
    return 4 * short**2 * long - 4 / 3 * short**3


def values(path, chosen, precision):
    """Singular values alone."""
    import numpy as np

    found = [matrix.astype(precision) for matrix in matrices(path, chosen)]

    def work():
        for matrix in found:
            np.linalg.svd(matrix, compute_uv=False)

    return work, sum(map(svd_flops, found))


def vectors(path, chosen, precision):
    """The thin decomposition."""
    import numpy as np

    found = [matrix.astype(precision) for matrix in matrices(path, chosen)]

    def work():
        for matrix in found:
            np.linalg.svd(matrix, full_matrices=False)

    return work, None


def toeplitz(path, chosen, *maps):
    """Singular values of circular convolutions, as Sedghi, Gupta and Long publish it."""
    import numpy as np

    found = [
        weight.transpose(2, 3, 0, 1).astype(np.float64) for weight in weights(path, chosen).values()
    ]

    def work():
        for kernel, size in zip(found, map(int, maps), strict=True):
            transforms = np.fft.fft2(kernel, (size, size), axes=(0, 1))
            np.linalg.svd(transforms, compute_uv=False)

    return work, None


def complex_matrix(rows, columns):
    import numpy as np

    generator = np.random.default_rng(0)
    parts = generator.standard_normal((2, int(rows), int(columns)))
    return np.asfortranarray(parts[0] + 1j * parts[1])


def complex_values(rows, columns):
    """LAPACK's singular values of a complex matrix, as one of a toeplitz spectrum."""
    from scipy.linalg import lapack

    matrix = complex_matrix(rows, columns)
    return lambda: lapack.zgesdd(matrix, compute_uv=0), None


def hermitian_values(rows, columns):
    """LAPACK's eigenvalues of its Gram matrix."""
    from scipy.linalg import blas, lapack

    matrix = complex_matrix(rows, columns)
    return lambda: lapack.zheevd(blas.zherk(1, matrix, trans=2), compute_v=0), None


def torch_matrices(path, chosen):
    import torch

    torch.set_num_threads(threads())
    state = torch.load(path)
    return [
        state[name].reshape(len(state[name]), -1)
        for name in state
        if name.startswith(chosen) and name.endswith(".weight")
    ]


def torch_values(path, chosen):
    """Singular values alone."""
    import torch

    found = torch_matrices(path, chosen)
    return lambda: [torch.linalg.svdvals(matrix) for matrix in found], None


def torch_vectors(path, chosen):
    """The thin decomposition."""
    import torch

    found = torch_matrices(path, chosen)
    return lambda: [torch.linalg.svd(matrix, full_matrices=False) for matrix in found], None


def weightwatcher(path):
    """WeightWatcher's analysis of the convolutions, with its defaults: slices, and a fit of each."""
    import torch
    from weightwatcher import WeightWatcher

    torch.set_num_threads(threads())
    state = torch.load(path)
    layers = []
    for name, weight in state.items():
        if name.startswith("features") and name.endswith(".weight"):
            layers.append(torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:]))
            layers[-1].weight.data = weight
    model = torch.nn.Sequential(*layers)

    def work():
        details = WeightWatcher(model=model).analyze()
        assert len(details) == len(layers)

    return work, None


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
        work.__name__: work
        for work in (
            spectrum, values, vectors, toeplitz, complex_values, hermitian_values, torch_values,
            torch_vectors, weightwatcher, predict, read, product,
        )
    }  # fmt: skip
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
