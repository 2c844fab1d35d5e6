"""Writes checkpoints that hold several state dictionaries, what looks like some, and one whose layers
do not tell their groups.

    python make_dictionaries.py      # needs torch
"""

from pathlib import Path

import torch

HERE = Path(__file__).parent


def layer(value, name="fc"):
    return {f"{name}.weight": torch.full((2, 3), float(value)), f"{name}.bias": torch.zeros(2)}


def optimizer():
    parameter = torch.nn.Parameter(torch.ones(2, 3))
    adam = torch.optim.Adam([parameter])
    parameter.sum().backward()
    adam.step()
    return adam.state_dict()


def save(name, value):
    torch.save(value, HERE / f"{name}.pth")


save(
    "averaged",
    {
        "epoch": 3, "arch": "resnetblur50", "state_dict_ema": layer(2), "state_dict": layer(1),
        "optimizer": optimizer(), "amp": optimizer(),
    })
save("generator", {"models": {"G": layer(1), "D": layer(2, "conv")}, "scaler": {"scale": torch.ones(())}})
shared = layer(1)
cyclic = {"model": shared, "again": shared, "list": [layer(3)]}
cyclic["itself"] = cyclic
cyclic["list"].append(cyclic["list"])
save("cyclic", cyclic)
save("one", {"state_dict": layer(1), "mean": torch.zeros(3)})
torch.manual_seed(14)
save(
    "gated",
    {"first.weight": torch.randn(16, 3, 3, 3), "second.weight": torch.randn(16, 8, 3, 3)})
weight = torch.ones(2, 3)
save("many", {f"head{number}": {"fc.weight": weight} for number in range(500)})
