"""Makes narrow networks of torchvision's families, and gradients by torch.autograd.

NAME.onnx is a network with random weights; NAME.npz holds, for it or for the sample model of that
name, `input`, images, and for the linear layers whose numbers follow: `layerN.output`, Y before its bias;
`layerN.cotangent`, dL/dY; `layerN.gradient`, dL/dimages. The graph is run in double by torch's
functions, of which each operator here is one.

    python -m pip install torch torchvision onnx && python make_gradients.py
"""

import io
from pathlib import Path

import numpy as np
import onnx
import torch
import torchvision
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent.parent / "SampleModels"
SEED = 20221116


class Bottleneck(nn.Module):
    """ResNet's block of three convolutions beside a shortcut."""

    def __init__(self, inputs, width, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs),
        )  # fmt: skip
        self.shortcut = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return functional.relu(self.body(x) + self.shortcut(x))


def resnet():
    return nn.Sequential(
        nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        Bottleneck(8, 4, 16, 1), Bottleneck(16, 4, 16, 1), Bottleneck(16, 8, 24, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 5),
    )  # fmt: skip


def vgg():
    layers, inputs = [], 3
    for outputs in [8, 8, "M", 16, 16, "M", 20, "M"]:
        if outputs == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
            inputs = outputs
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(20 * 16, 6), nn.ReLU(), nn.Linear(6, 5))


def mobilenet():
    return torchvision.models.MobileNetV2(
        num_classes=5, width_mult=0.25,
        inverted_residual_setting=[[1, 16, 1, 1], [3, 24, 2, 2], [3, 32, 2, 2]],
    ).features[:-1]  # fmt: skip


def densenet():
    return torchvision.models.DenseNet(
        growth_rate=4, block_config=(2, 3), num_init_features=8, bn_size=2, num_classes=5)  # fmt: skip


def randomize(network, generator):
    """Random normalisations, as those of a new network do nothing."""
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                for tensor, low, high in [
                    (module.weight, 0.5, 1.5), (module.bias, -0.3, 0.3),
                    (module.running_mean, -0.3, 0.3), (module.running_var, 0.3, 1.2),
                ]:  # fmt: skip
                    tensor.copy_(torch.rand(tensor.shape, generator=generator) * (high - low) + low)
    return network.eval()


def run(model, images):
    """Each value of a graph, in double."""
    values = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy())
        for tensor in model.graph.initializer
    }
    values = {k: v.double() if v.is_floating_point() else v for k, v in values.items()}
    values[model.graph.input[0].name] = images
    for node in model.graph.node:
        settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        x = [values[name] if name else None for name in node.input]
        pads = settings.get("pads", [0] * 4)
        assert pads[:2] == pads[2:], "padding is the same on both sides"
        window = dict(stride=settings.get("strides", 1), padding=pads[:2])
        match node.op_type:
            case "Identity": y = x[0]
            case "Constant":
                y = torch.from_numpy(numpy_helper.to_array(settings["value"]).copy())
            case "Conv": y = functional.conv2d(*x, **window, groups=settings.get("group", 1))
            case "BatchNormalization":
                y = functional.batch_norm(
                    x[0], x[3], x[4], x[1], x[2], eps=settings.get("epsilon", 1e-5))  # fmt: skip
            case "Relu": y = functional.relu(x[0])
            case "Clip": y = functional.hardtanh(x[0], float(x[1]), float(x[2]))
            case "MaxPool": y = functional.max_pool2d(x[0], settings["kernel_shape"], **window)
            case "AveragePool": y = functional.avg_pool2d(x[0], settings["kernel_shape"], **window)
            case "GlobalAveragePool": y = x[0].mean((2, 3), keepdim=True)
            case "Flatten": y = x[0].flatten(settings.get("axis", 1))
            case "Gemm": y = functional.linear(x[0], x[1], x[2])
            case "Add": y = x[0] + x[1]
            case "Concat": y = torch.cat(x, settings["axis"])
            case other: raise ValueError(other)  # fmt: skip
        values[node.output[0]] = y
    return values


def write(name, model, shape, layers):
    """Writes the gradients of some linear layers, by their numbers in the graph."""
    generator = torch.Generator().manual_seed(SEED)
    images = torch.randn(shape, generator=generator).float()
    arrays = {"input": images.numpy()}
    nodes = [node for node in model.graph.node if node.op_type in ("Conv", "Gemm")]
    for layer in layers:
        node = nodes[layer]
        taken = images.double().requires_grad_()
        output = run(model, taken)[node.output[0]]
        if len(node.input) > 2:
            bias = next(t for t in model.graph.initializer if t.name == node.input[2])
            bias = torch.from_numpy(numpy_helper.to_array(bias).astype(np.float64))
            output = output - bias.reshape(-1, *[1] * (output.dim() - 2))
        cotangent = torch.randn(output.shape, generator=generator).float()
        (gradient,) = torch.autograd.grad((output * cotangent.double()).sum(), taken)
        arrays[f"layer{layer}.output"] = output.detach().float().numpy()
        arrays[f"layer{layer}.cotangent"] = cotangent.numpy()
        arrays[f"layer{layer}.gradient"] = gradient.float().numpy()
    np.savez_compressed(HERE / f"{name}.npz", **arrays)


def main():
    for build, size in [(vgg, 32), (resnet, 33), (mobilenet, 32), (densenet, 32)]:
        torch.manual_seed(SEED)
        network = randomize(build(), torch.Generator().manual_seed(SEED))
        images = torch.randn(2, 3, size, size)
        file = io.BytesIO()
        torch.onnx.export(
            network, images, file, dynamo=False, input_names=["input"],
            dynamic_axes={"input": {0: "batch"}}, do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE,
        )  # fmt: skip
        model = onnx.load_from_string(file.getvalue())
        given = run(model, images.double())[model.graph.output[0].name]
        assert torch.allclose(given, network.double()(images.double()), atol=1e-6)
        onnx.save(model, HERE / f"{build.__name__}.onnx")
        count = sum(node.op_type in ("Conv", "Gemm") for node in model.graph.node)
        write(build.__name__, model, (2, 3, size, size), [count // 2, count - 1])
    write("mnist", onnx.load(SAMPLES / "mnist.onnx"), (1, 1, 28, 28), [1, 3])
    write("fashion", onnx.load(SAMPLES / "fashion.onnx"), (1, 1, 28, 28), [5, 10])


main()
