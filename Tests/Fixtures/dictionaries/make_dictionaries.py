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
# An optimizer that is not torch's own, under a name in capitals.
save("stepped", {"state_dict": layer(1), "Optimizer_G": {"momentum": layer(4)}})
torch.manual_seed(14)
save(
    "gated",
    {"first.weight": torch.randn(16, 3, 3, 3), "second.weight": torch.randn(16, 8, 3, 3)})
# Names as wrappers leave them: sharded training around the network and a module of it, with a compiled
# one; the mean of a network's weights.
save("wrapped_inside", {
    "_fsdp_wrapped_module.first.weight": torch.ones(2, 3),
    "_fsdp_wrapped_module.block._fsdp_wrapped_module.second.weight": torch.ones(2, 2),
    "_fsdp_wrapped_module.block._checkpoint_wrapped_module.third.weight": torch.ones(2, 2),
    "_fsdp_wrapped_module.head._orig_mod.weight": torch.ones(4, 2)})
network = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(2, 2))
save("mean", torch.optim.swa_utils.AveragedModel(network).state_dict())
# Quantised layers, whose weight and bias are one value; tensors that are no plain arrays.
save("packed", torch.ao.quantization.quantize_dynamic(network, {torch.nn.Linear}).state_dict())
save("unplain", {
    "plain.weight": torch.ones(2, 3), "row.weight": torch.eye(3).to_sparse_csr(),
    "coordinate.weight": torch.eye(4).to_sparse(),
    "meta.weight": torch.empty(5, 2, device="meta")})
weight = torch.ones(2, 3)
save("many", {f"head{number}": {"fc.weight": weight} for number in range(500)})
