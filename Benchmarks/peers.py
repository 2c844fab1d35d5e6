"""What the other tools take for the same work. Called by `run`, a process for each measurement:

    python peers.py WORK SECONDS REPEATS MODEL [...]

Repeats the work at least REPEATS times and for SECONDS, and prints a JSON object: `seconds` of
each repeat, without imports and, unless reading is the work, without reading the model, or such a list
for each of several works; the peak memory `bytes` of the whole process; `flops` where they are known;
and `value`, what the work comes to, where that is a number.
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
    import onnxruntime  # noqa: F401, so that the work is without importing it

    def work():
        opened = session(path)
        with np.load(data) as archive:
            images = archive["images"]
        if images.dtype == np.uint8:
            images = ((images[:, None] / 255 - 0.1307) / 0.3081).astype(np.float32)
        for start in range(0, len(images), 64):
            opened.run(None, {"input": images[start : start + 64]})

    return work, None


def session(path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])


def batches(path, *sizes):
    """Running images that are ready through an open onnxruntime session, that many at once."""
    import numpy as np

    opened = session(path)
    (value,) = opened.get_inputs()
    generator = np.random.default_rng(0)

    def passed(size):
        images = generator.standard_normal((int(size), *value.shape[1:]), np.float32)
        opened.run(None, {value.name: images})
        return lambda: opened.run(None, {value.name: images})

    return {size: passed(size) for size in sizes}, None


def hierarchy(path, data, quantile):
    """Signals of a fully connected layer by its vectors, their quantile, and how many of each class's
    images are above it."""
    import numpy as np

    with np.load(data) as archive:
        images, labels = archive["images"], archive["labels"]
    images = images.reshape(len(images), -1).astype(np.float32) / 255
    (matrix,) = matrices(path, "fc1")
    left, _, _ = np.linalg.svd(matrix)
    directions = np.ascontiguousarray((left.T @ matrix).T)

    def work():
        signals = images @ directions
        above = signals > np.quantile(signals, float(quantile))
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(labels.max() + 1))
        np.add.reduceat(above[order], starts, axis=0, dtype=np.int32)

    return work, None


def vgg(path, last):
    """VGG-16 to a convolution, by torch."""
    import torch

    torch.set_num_threads(threads())
    state = torch.load(path, mmap=True)
    numbers = [int(name.split(".")[1]) for name in state if name.startswith("features")]
    numbers = [number for number in sorted(set(numbers)) if number <= int(last.split(".")[1])]
    layers = []
    for number, following in zip(numbers, numbers[1:] + [None]):
        weight, bias = (state[f"features.{number}.{kind}"].clone() for kind in ("weight", "bias"))
        layers.append(torch.nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1))
        layers[-1].weight.data, layers[-1].bias.data = weight, bias
        if following:
            layers.append(torch.nn.ReLU(inplace=True))
            layers += [torch.nn.MaxPool2d(2)] * (following - number - 2)
    return torch.nn.Sequential(*layers).requires_grad_(False)


def gradient(path, data, last):
    """A step of feature visualization through VGG-16: to a convolution and back to the images."""
    import numpy as np
    import torch

    model = vgg(path, last)
    with np.load(data) as archive:
        images = torch.from_numpy(archive["images"]).requires_grad_()

    def work():
        output = model(images)
        (found,) = torch.autograd.grad(output, images, output.detach())
        return found.double().norm().item()

    work()
    return work, None


def visualization(path, last):
    """A step of an optimised image: Fourier coefficients, a view that is moved, scaled and turned, the
    network, its gradient and Adam."""
    import torch
    from torch.nn import functional

    model = vgg(path, last)
    size, columns = 224, 113
    frequencies = torch.hypot(torch.fft.fftfreq(size)[:, None], torch.fft.rfftfreq(size)[None])
    scale = 1 / frequencies.clamp(min=1 / size)
    colors = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0, -0.05], [0.27, -0.09, 0.03]]) / 0.461952
    parameters = (0.01 * torch.randn(3, size, columns, 2)).requires_grad_()
    adam = torch.optim.Adam([parameters], lr=0.05, maximize=True)
    channels = model[-1].out_channels
    direction = functional.normalize(torch.randn(channels), dim=0)

    def work():
        spectrum = torch.view_as_complex(parameters) * scale
        latent = torch.fft.irfft2(spectrum, s=(size, size), norm="ortho") / 4
        image = torch.sigmoid(torch.einsum("ij,jhw->ihw", colors, latent))[None]
        angle, zoom = 0.1 * torch.randn(()), 1 + 0.05 * torch.randn(())
        cosine, sine, shift = angle.cos() / zoom, angle.sin() / zoom, 0.02 * torch.randn(2)
        matrix = torch.stack([cosine, -sine, shift[0], sine, cosine, shift[1]]).reshape(1, 2, 3)
        grid = functional.affine_grid(matrix, image.shape, align_corners=True)
        view = functional.grid_sample(image - 0.5, grid, align_corners=True) + 0.5
        adam.zero_grad()
        torch.einsum("o,nohw->nhw", direction, model(view)).mean().backward()
        adam.step()

    work()
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


def timed(work, least, repeats):
    """Seconds of each repeat, and what the last came to."""
    seconds = []
    while len(seconds) < repeats or sum(seconds) < least:
        start = time.perf_counter()
        value = work()
        seconds.append(time.perf_counter() - start)
    return seconds, value


def main(name, least, repeats, *arguments):
    warnings.simplefilter("ignore")
    works = {
        work.__name__: work
        for work in (
            spectrum, values, vectors, toeplitz, complex_values, hermitian_values, torch_values,
            torch_vectors, weightwatcher, predict, batches, hierarchy, gradient, visualization, read,
            product,
        )
    }  # fmt: skip
    least, repeats = float(least), int(repeats)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        work, flops = works[name](*arguments)
        if isinstance(work, dict):
            seconds = {key: timed(each, least, repeats)[0] for key, each in work.items()}
            value = None
        else:
            seconds, value = timed(work, least, repeats)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    number = value if isinstance(value, float) else None
    print(json.dumps({"seconds": seconds, "bytes": peak, "flops": flops, "value": number}))


if __name__ == "__main__":
    main(*sys.argv[1:])
