#!/usr/bin/env python3
"""Compares the layers of sixty image classifiers as state dict with those of the same as ONNX.

usage: state_dicts.py PROGRAM [NAME ...]

The networks are torchvision's and timm's (`timm:NAME`), with random weights (seed 20221116); nothing
is downloaded. Each is saved as a state dict, which tells neither groups nor operators, and exported
to ONNX in evaluation without folding anything into its weights. A layer of the state dict agrees
when the ONNX file has one of its name, matrix, groups and largest eigenvalue (to 1e-5 of it). It is
unknown when the program says that it does not know its groups, or leaves it out with a reason;
anything else is wrong. Filters of the graph that are no parameters are passed over. Prints a line for each network and a sum; fails when a layer is wrong. The
packages are in requirements.txt.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import timm
import torch
import torchvision

SEED = 20221116
TOLERANCE = 1e-5
TORCHVISION = """alexnet vgg11 vgg11_bn resnet18 resnet34 resnet50 resnext50_32x4d wide_resnet50_2
squeezenet1_0 squeezenet1_1 densenet121 googlenet inception_v3 mobilenet_v2 mobilenet_v3_small
mobilenet_v3_large mnasnet0_5 shufflenet_v2_x0_5 shufflenet_v2_x1_0 efficientnet_b0 regnet_x_400mf
regnet_y_400mf convnext_tiny vit_b_32 swin_t""".split()
TIMM = """resnet10t resnet14t resnet26d resnet50 resnetblur50 resnetaa34d resnext26ts seresnext26ts
ecaresnet26t skresnet18 resnest14d res2net50_26w_4s regnetx_002 regnety_002 regnetz_b16
mobilenetv2_050 mobilenetv3_small_050 mobilenetv4_conv_small efficientnet_lite0 mixnet_s
ghostnet_100 hrnet_w18_small dla34 cspresnet50 darknet17 repvgg_a0 nf_regnet_b0 dpn48b hardcorenas_a
tinynet_e fbnetc_100 xception41 deit_tiny_patch16_224 convnext_atto convmixer_768_32""".split()
NAMES = TORCHVISION + [f"timm:{name}" for name in TIMM]


def build(name):
    torch.manual_seed(SEED)
    if name.startswith("timm:"):
        return timm.create_model(name.removeprefix("timm:"), pretrained=False)
    settings = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    return torchvision.models.get_model(name, weights=None, **settings)


def size(network):
    """Height and width of an image: those of the network's configuration, or torchvision's."""
    told = getattr(network, "pretrained_cfg", {}).get("input_size", (3, 224, 224))[-1]
    return 299 if type(network).__name__ == "Inception3" else told


def answer(program, *arguments):
    run = subprocess.run(
        [program, *map(str, arguments), "--format", "json"], capture_output=True, text=True,
        env={**os.environ, "XDG_CACHE_HOME": "/dev/null"})
    if run.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: {run.stderr.strip()}")
    return json.loads(run.stdout)


def layers(program, model):
    """The layers of a model by name, each with its largest eigenvalue; and what is left out."""
    told = answer(program, "layers", model)
    spectra = answer(program, "spectrum", model)["layers"]
    largest = {layer["name"]: layer["lambda_max"] for layer in spectra}
    found = {layer["name"]: {**layer, "lambda_max": largest[layer["name"]]}
             for layer in told["layers"]}
    return found, {weight["name"].removesuffix(".weight") for weight in told["left_out"]}


def compare(program, name, folder):
    """The numbers of layers that agree, are unknown and are wrong, and what is wrong with these."""
    network = build(name).eval()
    state, graph = folder / "model.pth", folder / "model.onnx"
    torch.save(network.state_dict(), state)
    image = torch.zeros(1, 3, size(network), size(network))
    torch.onnx.export(
        network, image, str(graph), dynamo=False, do_constant_folding=False,
        training=torch.onnx.TrainingMode.PRESERVE)
    stated, left_out = layers(program, state)
    true, _ = layers(program, graph)
    agreed, unknown, wrong = 0, 0, []
    # What is no parameter is constant in the graph and not in the state dict: filters that blur.
    parameters = {key.removesuffix(".weight") for key in network.state_dict()}
    for layer, truth in true.items():
        if layer not in parameters:
            continue
        told = stated.get(layer)
        if told is None:
            if layer in left_out:
                unknown += 1
            else:
                wrong.append(f"{layer}: not told")
        elif told["groups"] is None:
            unknown += 1
        elif told["matrix_shape"] != truth["matrix_shape"] or told["groups"] != truth["groups"]:
            wrong.append(
                f"{layer}: {told['matrix_shape']} in {told['groups']} groups, in truth "
                f"{truth['matrix_shape']} in {truth['groups']}")
        elif not near(told["lambda_max"], truth["lambda_max"]):
            wrong.append(f"{layer}: {told['lambda_max']}, in truth {truth['lambda_max']}")
        else:
            agreed += 1
    more = [layer for layer in stated if layer not in true]
    return agreed, unknown, wrong, more


def near(first, second):
    if first is None or second is None:
        return first is second
    return abs(first - second) <= TOLERANCE * abs(second)


def main():
    warnings.filterwarnings("ignore")
    program, names = sys.argv[1], sys.argv[2:] or NAMES
    sums, failed = [0, 0, 0], 0
    exact = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            try:
                agreed, unknown, wrong, more = compare(program, name, pathlib.Path(folder))
            except Exception as error:
                print(f"{name:28} failed: {str(error).splitlines()[0]}", flush=True)
                failed += 1
                continue
        print(f"{name:28} {agreed:4} agree {unknown:4} unknown {len(wrong):4} wrong"
              + (f"  only in the state dict: {', '.join(more[:3])}" if more else ""), flush=True)
        for line in wrong[:5]:
            print(f"    {line}", flush=True)
        sums = [total + part for total, part in zip(sums, (agreed, unknown, len(wrong)))]
        exact += not unknown and not wrong
    print(f"{len(names)} networks: all layers of {exact} agree; {sums[0]} layers agree, "
          f"{sums[1]} unknown, {sums[2]} wrong; {failed} networks could not be compared")
    sys.exit(1 if sums[2] or failed else 0)


main()
