"""Makes optimised images by torch.autograd, torch.optim.Adam, torch.fft and grid_sample, in double.

NAME.npz holds, for a case, `pictures`, channels x height x width each, from 0 to 1, the image after as many
steps as `steps` tells, and `objectives`, those of the first and the last. Random numbers are SplitMix64's,
the same that the program draws.

    python -m pip install torch numpy onnx && python make_visualization.py
"""

import math
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
STEPS = 20
CROPS = 4

sys.dont_write_bytecode = True


class SplitMix:
    """Steele, Lea, Flood 2014."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        bits = self.state
        bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & mask
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & mask
        return bits ^ (bits >> 31)

    def uniform(self, low, high):
        return low + (high - low) * ((self.next() >> 11) * 2.0**-53)

    def normal(self):
        radius = math.sqrt(-2 * math.log(((self.next() >> 11) + 1) * 2.0**-53))
        return radius * math.cos(self.uniform(0, 2 * math.pi))


def graph(path):
    """The network as a function from images to each node's output."""
    model = onnx.load(path)
    constants = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy())
        for tensor in model.graph.initializer
    }
    constants = {k: v.double() if v.is_floating_point() else v for k, v in constants.items()}

    def run(images):
        values = dict(constants)
        values[model.graph.input[0].name] = images
        for node in model.graph.node:
            settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            x = [values[name] if name else None for name in node.input]
            pads = settings.get("pads", [0] * 4)
            assert pads[:2] == pads[2:]
            window = dict(stride=settings.get("strides", 1), padding=pads[:2])
            match node.op_type:
                case "Conv": y = functional.conv2d(*x, **window)
                case "Relu": y = functional.relu(x[0])
                case "MaxPool": y = functional.max_pool2d(x[0], settings["kernel_shape"], **window)
                case "Flatten": y = x[0].flatten(settings.get("axis", 1))
                case "Gemm": y = functional.linear(x[0], x[1], x[2])
                case other: raise ValueError(other)  # fmt: skip
            values[node.output[0]] = y
        return values

    nodes = [node for node in model.graph.node if node.op_type in ("Conv", "Gemm")]
    return run, nodes, constants


def left_vectors(weight):
    """U, of which the largest entry of each column is positive."""
    left = np.linalg.svd(weight.numpy().reshape(len(weight), -1), full_matrices=False)[0]
    largest = np.abs(left).argmax(axis=0)
    return torch.from_numpy(left * np.sign(left[largest, range(left.shape[1])]))


COLORS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0, -0.05], [0.27, -0.09, 0.03]]).double()
COLORS = COLORS / 0.461952


def from_image(image, basis):
    """The latents of an image, or the phases of what it is made of."""
    latent = image
    if basis is not Phases:
        latent = torch.logit(image, eps=0.5 / 255)
    if len(latent) == 3:
        latent = torch.einsum("ij,jhw->ihw", torch.linalg.inv(COLORS), latent)
    return latent


def to_image(latent):
    if len(latent) == 3:
        latent = torch.einsum("ij,jhw->ihw", COLORS, latent)
    return torch.sigmoid(latent)


class Fft:
    """Fourier coefficients."""

    def __init__(self, shape, random):
        channels, height, width = shape
        columns = width // 2 + 1
        start = [random.normal() * 0.01 for _ in range(channels * 2 * height * columns)]
        self.shape = shape
        self.parameters = torch.tensor(start).double().reshape(channels, 2, height, columns)
        down = np.abs(np.fft.fftfreq(height))[:, None]
        frequencies = np.sqrt(down**2 + np.fft.rfftfreq(width)[None] ** 2)
        self.scale = torch.from_numpy(1 / np.maximum(frequencies, 1 / max(height, width)))

    def begin(self, image):
        spectrum = torch.fft.rfft2(4 * from_image(image, Fft), norm="ortho") / self.scale
        self.parameters = torch.stack([spectrum.real, spectrum.imag], 1)

    def image(self):
        spectrum = torch.complex(self.parameters[:, 0], self.parameters[:, 1]) * self.scale
        return to_image(torch.fft.irfft2(spectrum, s=self.shape[1:], norm="ortho") / 4)

    views = 1

    def view(self, image, random):
        _, height, width = image.shape
        pixel = min(height, width) / 224
        scale = 0.9 + 0.02 * math.floor(random.uniform(0, 11))
        angle = random.uniform(-10, 10) * math.pi / 180
        rows = pixel * (random.uniform(-4, 4) + random.uniform(-2, 2))
        columns = pixel * (random.uniform(-4, 4) + random.uniform(-2, 2))
        middle = (height - 1) / 2, (width - 1) / 2
        down = torch.arange(height).double()[:, None] - middle[0] - rows
        across = torch.arange(width).double()[None] - middle[1] - columns
        cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
        return sampled(
            image, middle[0] + cosine * down - sine * across,
            middle[1] + sine * down + cosine * across)  # fmt: skip


class Pixels(Fft):
    """Each pixel."""

    def __init__(self, shape, random):
        start = [random.normal() * 0.01 for _ in range(math.prod(shape))]
        self.parameters = torch.tensor(start).double().reshape(shape)

    def begin(self, image):
        self.parameters = from_image(image, Pixels)

    def image(self):
        return to_image(self.parameters)


class Phases(Fft):
    """Phases, of magnitudes that stay."""

    views = CROPS

    def __init__(self, shape, random, magnitudes):
        channels, height, width = shape
        count = channels * height * (width // 2 + 1)
        start = [random.uniform(-math.pi, math.pi) for _ in range(count)]
        self.shape = shape
        self.parameters = torch.tensor(start).double().reshape(channels, height, width // 2 + 1)
        self.magnitudes = magnitudes

    def begin(self, image):
        self.parameters = torch.fft.rfft2(from_image(image, Phases)).angle()

    def image(self):
        spectrum = torch.polar(self.magnitudes, self.parameters)
        latent = torch.fft.irfft2(spectrum, s=self.shape[1:], norm="ortho")
        return to_image((latent - latent.mean()) / (latent.std(unbiased=False) + 1e-5))

    def view(self, image, random):
        _, height, width = image.shape
        side = random.uniform(math.sqrt(0.05), math.sqrt(0.2))
        top = random.uniform(0, 1) * (1 - side) * height
        left = random.uniform(0, 1) * (1 - side) * width
        rows = top + (torch.arange(height).double()[:, None] + 0.5) * side - 0.5
        columns = left + (torch.arange(width).double()[None] + 0.5) * side - 0.5
        return sampled(image, rows.expand(height, width), columns.expand(height, width))


def sampled(image, rows, columns):
    """The image at some places, grey beyond it."""
    _, height, width = image.shape
    grid = torch.stack([2 * columns / (width - 1) - 1, 2 * rows / (height - 1) - 1], dim=-1)
    found = functional.grid_sample(
        image[None] - 0.5, grid[None], mode="bilinear", padding_mode="zeros", align_corners=True)  # fmt: skip
    return found[0] + 0.5


def likeness(outputs):
    """The sum over ordered pairs of the cosine similarity of Gram matrices: Olah, Mordvintsev, Schubert, 2017."""
    grams = [(y @ y.T).flatten() for y in outputs]
    return sum(
        torch.dot(a, b) / (a.norm() * b.norm())
        for i, a in enumerate(grams) for j, b in enumerate(grams) if i != j)  # fmt: skip


def case(
    name, path, shape, layer, terms, basis, mean, std, pool="mean", magnitudes=None, seed=0, starts=1,
    diversity=0.5, begin=None,
):  # fmt: skip
    run, nodes, constants = graph(path)
    node = nodes[layer]
    left = left_vectors(constants[node.input[1]])
    bias = constants[node.input[2]]
    direction = sum(weight * left[:, vector] for vector, weight in terms)
    random = SplitMix(seed)

    def new_start():
        if begin is None:
            return basis(shape, random) if magnitudes is None else basis(shape, random, magnitudes)
        unused = SplitMix(0)
        start = basis(shape, unused) if magnitudes is None else basis(shape, unused, magnitudes)
        start.begin(begin)
        return start

    all_starts = [new_start() for _ in range(starts)]
    for start in all_starts:
        start.parameters.requires_grad_()
    adam = torch.optim.Adam([start.parameters for start in all_starts], lr=0.05, maximize=True)

    def outputs(images):
        output = run((images - mean) / std)[node.output[0]]
        output = output - bias.reshape(-1, *[1] * (output.dim() - 2))
        return output.reshape(*output.shape[:2], -1)

    def objective(output):
        signals = torch.einsum("o,nop->np", direction, output)
        return (signals.mean(1) if pool == "mean" else signals.sum(1)).mean()

    def all_images():
        return torch.stack([start.image() for start in all_starts])

    def all_objectives():
        return [objective(outputs(image[None])).item() for image in all_images()]

    images, objectives = [all_images().detach()], [all_objectives()]
    for _ in range(STEPS):
        seen = []
        for start in all_starts:
            whole = start.image()
            views = [start.view(whole, random) for _ in range(start.views)]
            if magnitudes is not None:
                noise = [[random.normal() for _ in range(whole.numel())] for _ in views]
                views = [
                    view + 0.1 * torch.tensor(numbers).double().reshape(shape)
                    for view, numbers in zip(views, noise, strict=True)
                ]
            seen.append(torch.stack(views))
        adam.zero_grad()
        found = [outputs(views) for views in seen]
        values = [objective(output) for output in found]
        total = sum(values)
        if starts > 1:
            scale = max(abs(value.item()) for value in values)
            maps = [output.permute(1, 0, 2).flatten(1) for output in found]
            total = total - diversity * scale * likeness(maps) / (starts - 1)
        total.backward()
        adam.step()
        images.append(all_images().detach())
    objectives.append(all_objectives())
    kept = list(range(STEPS + 1)) if shape[0] == 1 and starts == 1 else [0, 1, 2, 10, 20]
    pictures = torch.stack([images[step] for step in kept]).float()
    arrays = {
        "steps": np.array(kept), "objectives": np.array(objectives).T.squeeze(),
        "pictures": (pictures if starts > 1 else pictures[:, 0]).numpy(),
    }  # fmt: skip
    if magnitudes is not None:
        arrays["magnitudes"] = magnitudes.numpy()
    if begin is not None:
        arrays["begin"] = begin.numpy()
    np.savez_compressed(HERE / f"{name}.npz", **arrays)
    print(name, objectives)


def main():
    mnist = ROOT / "SampleModels/mnist.onnx"
    digits = (1, 28, 28)
    case("conv2", mnist, digits, 1, [(0, 1)], Fft, 0.1307, 0.3081)
    case("fc1", mnist, digits, 2, [(1, 1), (3, -0.5)], Fft, 0.1307, 0.3081, seed=7)
    case("sum", mnist, digits, 1, [(2, 1)], Pixels, 0.1307, 0.3081, pool="sum")
    vgg = HERE.parent / "gradients/vgg.onnx"
    colored = (3, 32, 32)
    case("colors", vgg, colored, 3, [(0, 1)], Fft, 0, 1)
    frequencies = np.hypot(np.fft.fftfreq(32)[:, None], np.fft.rfftfreq(32)[None])
    falling = 1 / np.maximum(frequencies, 1 / 32)
    magnitudes = torch.from_numpy(np.stack([falling, 0.5 * falling, 0.25 * falling]))
    case("phases", vgg, colored, 3, [(0, 1)], Phases, 0, 1, magnitudes=magnitudes)
    case("facets", mnist, digits, 1, [(0, 1)], Fft, 0.1307, 0.3081, starts=3, seed=2)
    case("flat-facets", mnist, digits, 2, [(1, 1)], Fft, 0.1307, 0.3081, starts=2, diversity=1)
    phased = dict(magnitudes=magnitudes, starts=2)
    case("phased-facets", vgg, colored, 3, [(0, 1)], Phases, 0, 1, **phased)
    # Some of it black, some white.
    rows, columns = np.mgrid[0:32, 0:32]
    waves = [0.5 + 0.6 * np.sin(rows / (3 + c) + columns / (5 - c)) for c in range(3)]
    begin = torch.from_numpy(np.clip(np.stack(waves), 0, 1))
    for name, basis in [("begun-fft", Fft), ("begun-pixels", Pixels), ("begun-phases", Phases)]:
        given = magnitudes if basis is Phases else None
        case(name, vgg, colored, 3, [(0, 1)], basis, 0, 1, magnitudes=given, begin=begin)


main()
