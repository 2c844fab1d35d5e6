"""Writes down the tensors of networks of torchvision's and timm's, and the groups of their convolutions.

    python make_groups.py      # needs timm, torchvision and numpy

Each array of networks.npz is the bytes of a JSON object: `names` and `extents` of the state dict's
tensors in order, without numbers of batches, biases and running statistics; `groups` of each
convolution's weight, as its module has it; and `unknown`, how many of them need not be told.
"""

import json
from pathlib import Path

import numpy as np
import timm
import torch
import torchvision

#: With how many convolutions names, shapes and order leave open at most.
NETWORKS = {
    "resnext50_32x4d": 0, "mobilenet_v3_small": 0, "shufflenet_v2_x0_5": 4,
    "timm:regnety_002": 0, "timm:skresnet18": 16, "timm:csatv2": 13, "timm:fastvit_t8": 8,
    "timm:inception_v4": 0, "timm:resnext26ts": 0, "timm:maxxvit_rmlp_nano_rw_256": 6,
    "timm:resnest14d": 4, "timm:dla60_res2next": 48, "timm:efficientvit_b0": 8,
}


def build(name):
    with torch.device("meta"):
        if name.startswith("timm:"):
            return timm.create_model(name.removeprefix("timm:"), pretrained=False)
        return torchvision.models.get_model(name, weights=None)


def description(name, unknown):
    network = build(name)
    tensors = [
        (key, list(tensor.shape)) for key, tensor in network.state_dict().items()
        if key.endswith(".weight")
    ]
    groups = {
        f"{path}.weight": module.groups for path, module in network.named_modules()
        if isinstance(module, (torch.nn.Conv1d, torch.nn.Conv2d))
    }
    return {
        "names": [key for key, _ in tensors], "extents": [extents for _, extents in tensors],
        "groups": {key: count for key, count in groups.items() if key in dict(tensors)},
        "unknown": unknown,
    }


np.savez_compressed(
    Path(__file__).parent / "networks.npz",
    **{
        name: np.frombuffer(json.dumps(description(name, unknown)).encode(), np.uint8)
        for name, unknown in NETWORKS.items()
    })
