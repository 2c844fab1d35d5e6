"""Makes state dicts with transposed convolutions, which say nothing of being transposed.

    generator.pth    of a generator: four transposed convolutions, normalisations and no biases
    decoder.pth      with biases: an encoder, and a decoder with groups; a U-net's skip connection
    transposed.npz   FILE.LAYER: the weight as the convolution that does the same, D x C/g x k x k, which
                     is checked against the layer's output

    python -m pip install torch==2.15.0 && python make_transposed.py
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
torch.manual_seed(20221119)

generator = nn.Sequential(
    nn.ConvTranspose2d(10, 16, 4, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
    nn.ConvTranspose2d(16, 8, 4, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
    nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
    nn.ConvTranspose2d(4, 3, 4, 2, 1, bias=False))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3)
        self.second = nn.Conv2d(8, 12, 3)
        self.up = nn.ConvTranspose2d(12, 8, 2, 2)
        self.joined = nn.Conv2d(16, 8, 3)
        self.grouped = nn.ConvTranspose2d(8, 12, 3, groups=4)
        self.last = nn.Conv2d(12, 2, 1)


def convolution(layer):
    """The weight of the convolution that does the same, which is checked."""
    blocks = [part.transpose(0, 1).flip(2, 3) for part in layer.weight.split(
        layer.in_channels // layer.groups)]
    weight = torch.cat(blocks)
    image = torch.randn(1, layer.in_channels, 5, 5)
    margin = layer.kernel_size[0] - 1
    plain = functional.conv_transpose2d(image, layer.weight, groups=layer.groups)
    same = functional.conv2d(functional.pad(image, [margin] * 4), weight, groups=layer.groups)
    assert torch.allclose(plain, same, atol=1e-5)
    return weight


truth = {}
for name, network in ("generator", generator), ("decoder", Decoder()):
    torch.save(network.state_dict(), HERE / f"{name}.pth")
    for layer, module in network.named_modules():
        if isinstance(module, nn.ConvTranspose2d):
            truth[f"{name}.{layer}"] = convolution(module).detach().numpy()
        elif isinstance(module, nn.Conv2d):
            truth[f"{name}.{layer}"] = module.weight.detach().numpy()
np.savez(HERE / "transposed.npz", **truth)
