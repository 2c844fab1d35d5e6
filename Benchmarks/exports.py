"""Exports one of torchvision's networks with random weights, as torch draws them:

    apt-get install python3-torch python3-torchvision
    /usr/bin/python3 exports.py FOLDER NAME

FOLDER/NAME.onnx takes any number of images. What batch normalisation knows of its inputs it has from
four random images, so that signals stay finite.
"""

import sys
import warnings
from pathlib import Path

import torch
import torchvision


def main(folder, name):
    warnings.simplefilter("ignore")
    torch.manual_seed(16)
    model = torchvision.models.get_model(name, weights=None).eval()
    images = torch.randn(4, 3, 224, 224)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
            module.train()
    with torch.no_grad():
        model(images)
    torch.onnx.export(
        model.eval(), images[:1], str(folder / f"{name}.onnx"), opset_version=17,
        input_names=["input"], output_names=["logits"],
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
