"""Writes layers that PyTorch reparametrises in each of its ways, and the weights as they are used.

    python make_parametrizations.py      # needs torch, timm and numpy

For each file of a state dict, `NAME.pth`, there is `NAME.npz` with `LAYER.weight` of every layer as
the layer itself computes it in evaluation. `unknown.pth` has layers whose file does not tell how
their weights are computed; `ruined.pth` has parts whose shapes contradict each other, or norms of 0.
`standardized.pth` has timm's convolutions of standardised filters, and a layer with a gain of its own.
"""

from pathlib import Path

import numpy as np
import torch
from timm.layers import ScaledStdConv2d
from torch import nn
from torch.ao.pruning.sparsifier.utils import FakeSparsity
from torch.nn.utils import parametrizations, parametrize, prune
from torch.nn.utils import spectral_norm, weight_norm

HERE = Path(__file__).parent


def conv(**arguments):
    return nn.Conv2d(4, 6, 3, **arguments)


def square(kind=nn.Conv2d):
    """Six filters of six channels: which axis is normalised can't be told from a vector's length."""
    return kind(6, 6, 3)


def pruned(layer, name="weight", amount=0.4):
    return prune.random_unstructured(layer, name, amount)


def warmed(layer, inputs=(2, 6, 5, 5)):
    """After some steps of the power method, and a change of the weight behind its back."""
    layer.train()
    for _ in range(20):
        layer(torch.randn(inputs))
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += 0.05 * torch.randn_like(parameter)
    return layer


def old():
    twice = prune.ln_structured(pruned(conv()), "weight", 0.3, n=2, dim=0)
    both = weight_norm(nn.Linear(5, 4))
    pruned(both, "weight_v")
    pruned(both, "weight_g", 0.25)
    spectral_pruned = pruned(spectral_norm(nn.Linear(5, 4)), "weight_orig")
    biased = pruned(conv(), "bias")
    return {
        "plain": conv(),
        "norm": weight_norm(conv()),
        "norm1": weight_norm(conv(), dim=1),
        "norm_last": weight_norm(conv(), dim=3),
        "norm_all": weight_norm(conv(), dim=None),
        "norm_linear": weight_norm(nn.Linear(5, 4)),
        "norm_transposed": weight_norm(nn.ConvTranspose2d(4, 6, 3), dim=1),
        "norm_1d": weight_norm(nn.Conv1d(3, 4, 5)),
        "norm_one": weight_norm(nn.Linear(5, 1)),
        "spectral": warmed(spectral_norm(conv()), (2, 4, 5, 5)),
        "spectral_linear": spectral_norm(nn.Linear(5, 4)),
        "spectral_square": warmed(spectral_norm(square())),
        "spectral_transposed": warmed(spectral_norm(square(nn.ConvTranspose2d))),
        "spectral_dim": warmed(spectral_norm(square(), dim=1)),
        "pruned": pruned(conv()),
        "pruned_twice": twice,
        "pruned_bias": biased,
        "pruned_norm": both,
        "pruned_spectral": spectral_pruned,
    }


def new():
    chained = parametrizations.spectral_norm(parametrizations.weight_norm(conv()))
    doubled = parametrizations.spectral_norm(parametrizations.spectral_norm(conv()))
    inside = parametrizations.weight_norm(nn.Linear(5, 4))
    pruned(inside.parametrizations.weight, "original1")
    return {
        "plain": conv(),
        "norm": parametrizations.weight_norm(conv()),
        "norm1": parametrizations.weight_norm(conv(), dim=1),
        "norm_last": parametrizations.weight_norm(conv(), dim=3),
        "norm_all": parametrizations.weight_norm(conv(), dim=None),
        "norm_linear": parametrizations.weight_norm(nn.Linear(5, 4)),
        "spectral": warmed(parametrizations.spectral_norm(conv()), (2, 4, 5, 5)),
        "spectral_square": warmed(parametrizations.spectral_norm(square())),
        "spectral_transposed": warmed(parametrizations.spectral_norm(square(nn.ConvTranspose2d))),
        "chained": chained,
        "doubled": doubled,
        "pruned_inside": inside,
    }


class Symmetric(nn.Module):
    def forward(self, weight):
        return weight.triu() + weight.triu(1).transpose(-1, -2)


class LowRank(nn.Module):
    def forward(self, left, right):
        return left @ right

    def right_inverse(self, weight):
        u, s, v = torch.linalg.svd(weight, full_matrices=False)
        return u[:, :1] * s[0], v[:1]


def unknown():
    own, low = nn.Linear(4, 4), nn.Linear(4, 4)
    parametrize.register_parametrization(own, "weight", Symmetric())
    parametrize.register_parametrization(low, "weight", LowRank(), unsafe=True)
    over, sparse = nn.Linear(4, 4), nn.Linear(4, 4)
    # Its mask is not saved.
    parametrize.register_parametrization(sparse, "weight", FakeSparsity(torch.eye(4)))
    parametrize.register_parametrization(over, "weight", Symmetric())
    parametrizations.spectral_norm(over)
    return {
        "plain": conv(),
        "orthogonal": parametrizations.orthogonal(nn.Linear(5, 4)),
        "exponential": parametrizations.orthogonal(nn.Linear(5, 4), orthogonal_map="matrix_exp"),
        "own": own,
        "low_rank": low,
        "over_own": over,
        "sparse": sparse,
    }


def ruined():
    state = nn.ModuleDict(
        {
            "plain": conv(),
            "short_g": weight_norm(conv()),
            "flat_g": weight_norm(conv()),
            "small_mask": pruned(conv()),
            "long_u": spectral_norm(conv()),
            "lone": pruned(conv()),
            "zero_norm": weight_norm(conv()),
            "zero_sigma": spectral_norm(conv()),
            "both": weight_norm(conv()),
        }
    ).state_dict()
    state["short_g.weight_g"] = state["short_g.weight_g"][:5]
    state["flat_g.weight_g"] = state["flat_g.weight_g"].flatten()
    state["small_mask.weight_mask"] = state["small_mask.weight_mask"][:3]
    state["long_u.weight_u"] = torch.ones(7)
    del state["lone.weight_mask"]
    state["zero_norm.weight_v"][2] = 0
    state["zero_sigma.weight_orig"][:] = 0
    # The weight itself is beside what it was made of.
    state["both.weight"] = torch.ones(6, 4, 3, 3)
    # No weight of PyTorch's, though it is called like a part of one.
    state["head_g"], state["head_v"] = torch.ones(3), torch.ones(5, 5)
    return state


def standardized():
    other = conv()
    other.gain = nn.Parameter(torch.ones(()))
    return {
        "plain": conv(),
        "convolution": ScaledStdConv2d(4, 6, 3),
        "depthwise": ScaledStdConv2d(4, 4, 3, groups=4, gamma=1.7),
        "pointwise": ScaledStdConv2d(4, 6, 1, bias=False),
        "other": other,
    }


def inputs(layer):
    if isinstance(layer, nn.Linear):
        return torch.randn(1, layer.in_features)
    axes = 1 if isinstance(layer, nn.Conv1d) else 2
    return torch.randn(1, layer.in_channels, *[5] * axes)


def main():
    torch.manual_seed(14)
    for name, layers in [("old", old()), ("new", new())]:
        layers = nn.ModuleDict(layers).eval()
        torch.save(layers.state_dict(), HERE / f"{name}.pth")
        weights = {}
        for key, layer in layers.items():
            layer(inputs(layer))
            weights[f"{key}.weight"] = layer.weight.detach().numpy()
        np.savez_compressed(HERE / f"{name}.npz", **weights)
    torch.save(nn.ModuleDict(unknown()).state_dict(), HERE / "unknown.pth")
    torch.save(ruined(), HERE / "ruined.pth")
    torch.save(nn.ModuleDict(standardized()).state_dict(), HERE / "standardized.pth")


main()
