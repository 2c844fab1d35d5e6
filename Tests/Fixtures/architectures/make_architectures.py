"""Makes the fixtures here: what torchvision's networks are, and three tiny ones with their logits.

    python make_architectures.py        # needs torchvision (python3-torchvision) and numpy

- networks.npz has an array of bytes for each network, JSON: the names and shapes of its tensors, and
  for images of two sizes the shape of what each convolution and linear layer gives, in the order in
  which torchvision runs them.
- NAME.npz is the state dict of a network of one of the classes, small, in half precision; logits.npz
  has images and torchvision's logits for them.
- adaptive.npz has PyTorch's adaptive average poolings of one input to 6 x 6 and to 7 x 7.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torchvision.models import densenet, mobilenetv2, resnet
from torchvision.ops import Conv2dNormActivation

from networks import NAMES, build, randomize

HERE = Path(__file__).parent
SIZES = [(224, 224), (201, 264)]


def outputs(network, size):
    """The shape of what each linear layer gives for one image."""
    found, hooks = [], []
    for name, module in network.named_modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):

            def note(_, __, output, name=name):
                found.append([name, list(output.shape[1:])])

            hooks.append(module.register_forward_hook(note))
    with torch.no_grad():
        network(torch.zeros(1, 3, *size))
    for hook in hooks:
        hook.remove()
    return found


def describe(name):
    network = build(name)
    tensors = [[key, list(value.shape)] for key, value in network.state_dict().items()]
    layers = {"x".join(map(str, size)): outputs(network, size) for size in SIZES}
    return json.dumps({"tensors": tensors, "layers": layers}, separators=(",", ":"))


class NarrowResNet(resnet.ResNet):
    """A thirty-second as wide behind its first convolution."""

    def _make_layer(self, block, planes, blocks, stride=1, dilate=False):
        return super()._make_layer(block, planes // 32, blocks, stride, dilate)


def tiny():
    residual = NarrowResNet(resnet.Bottleneck, [1, 2, 1, 1], groups=2, width_per_group=64)
    residual.fc = torch.nn.Linear(512 // 32 * 4, 7)
    dense = densenet.DenseNet(4, (2, 1, 2, 1), num_init_features=8, bn_size=2, num_classes=3)
    dense.features.conv0 = torch.nn.Conv2d(1, 8, 7, 2, 3, bias=False)
    mobile = mobilenetv2.MobileNetV2(width_mult=0.05, round_nearest=2)
    mobile.features[18] = Conv2dNormActivation(16, 24, 1, activation_layer=torch.nn.ReLU6)
    mobile.classifier[1] = torch.nn.Linear(24, 5)
    return {"resnet": residual.eval(), "densenet": dense.eval(), "mobilenet_v2": mobile.eval()}


def main():
    texts = {name: np.frombuffer(describe(name).encode(), np.uint8) for name in NAMES}
    np.savez_compressed(HERE / "networks.npz", **texts)
    arrays = {}
    for seed, (name, network) in enumerate(tiny().items()):
        network = randomize(network, seed).half().float()
        state = {
            key: value.half().numpy() if value.is_floating_point() else value.numpy()
            for key, value in network.state_dict().items()
        }
        np.savez_compressed(HERE / f"{name}.npz", **state)
        channels = next(network.parameters()).shape[1]
        images = torch.randn(2, channels, 40, 56, generator=torch.Generator().manual_seed(seed))
        images = images.half().float()
        with torch.no_grad():
            logits = network(images)
        arrays[f"{name}.images"] = images.half().numpy()
        arrays[f"{name}.logits"] = logits.numpy()
    np.savez_compressed(HERE / "logits.npz", **arrays)
    maps = torch.randn(2, 3, 4, 13, generator=torch.Generator().manual_seed(0))
    pooled = {
        f"{count}x{count}": torch.nn.functional.adaptive_avg_pool2d(maps, count).numpy()
        for count in [6, 7]
    }
    np.savez(HERE / "adaptive.npz", input=maps.numpy(), **pooled)


if __name__ == "__main__":
    main()
