"""Makes one network as frameworks with other orders of axes would store it, and its logits.

    python make_layouts.py        # needs torch and numpy

pytorch.npz is a state dict. The others hold the same weights: keras.npz as Keras names and lays them
out, hwio.npz in TensorFlow's order under PyTorch's names, mlx.npz as MLX does. Frameworks whose
channels are last flatten maps as height x width x channels. truth.npz has images and PyTorch's
logits for them, images.npz the images as a data set.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
CHANNELS, MAPS, SIDE = 6, 8, 3

torch.manual_seed(0)
conv1 = torch.nn.Conv2d(3, MAPS, 3, padding=1)
norm = torch.nn.BatchNorm2d(MAPS)
depthwise = torch.nn.Conv2d(MAPS, 2 * MAPS, 3, groups=MAPS)
conv2 = torch.nn.Conv2d(2 * MAPS, CHANNELS, 5, bias=False)
fc1 = torch.nn.Linear(CHANNELS * SIDE * SIDE, 11)
fc2 = torch.nn.Linear(11, 4)
with torch.no_grad():
    for tensor in [norm.weight, norm.bias, norm.running_mean]:
        tensor.uniform_(-1, 1)
    norm.running_var.uniform_(0.5, 2)
norm.eps = 1e-3
norm.eval()

images = torch.randn(3, 3, 18, 18)
with torch.no_grad():
    maps = F.relu(norm(conv1(images)))
    maps = F.avg_pool2d(F.relu6(depthwise(maps)), 2, padding=1)
    maps = F.max_pool2d(torch.tanh(conv2(maps)), 2, ceil_mode=True)
    logits = fc2(torch.sigmoid(fc1(maps.flatten(1))))
assert maps.shape[1:] == (CHANNELS, SIDE, SIDE)
np.savez(HERE / "truth.npz", input=images.numpy(), logits=logits.numpy())
np.savez(HERE / "images.npz", images=images.numpy(), labels=np.arange(3))

modules = {"conv1": conv1, "bn": norm, "dw": depthwise, "conv2": conv2, "fc1": fc1, "fc2": fc2}
state = {
    f"{name}.{key}": value.numpy()
    for name, module in modules.items()
    for key, value in module.state_dict().items()
    if key != "num_batches_tracked"
}
np.savez(HERE / "pytorch.npz", **state)


def channels_last(name, weight):
    """The weight of fc1 for inputs in the order height x width x channels."""
    if name != "fc1":
        return weight
    return weight.reshape(-1, CHANNELS, SIDE, SIDE).transpose(0, 2, 3, 1).reshape(len(weight), -1)


def hwio(name, weight):
    weight = channels_last(name, weight)
    return weight.transpose(2, 3, 1, 0) if weight.ndim == 4 else weight.T


def ohwi(name, weight):
    weight = channels_last(name, weight)
    return weight.transpose(0, 2, 3, 1) if weight.ndim == 4 else weight


def converted(rename, lay_out):
    arrays = {}
    for key, value in state.items():
        name, part = key.split(".")
        is_weight = part == "weight" and name != "bn"
        value = lay_out(name, value) if is_weight else value
        arrays[rename(name, part)] = np.ascontiguousarray(value)
    return arrays


def keras(name, part):
    if name == "bn":
        names = {"weight": "gamma", "bias": "beta"}
        part = names.get(part, part.replace("running", "moving").replace("var", "variance"))
        return f"bn/{part}:0"
    if part == "weight":
        part = "depthwise_kernel" if name == "dw" else "kernel"
    return f"{name}/{part}:0"


np.savez(HERE / "mlx.npz", **converted(lambda name, part: f"{name}.{part}", ohwi))
np.savez(HERE / "hwio.npz", **converted(lambda name, part: f"{name}.{part}", hwio))
arrays = converted(keras, hwio)
# Keras holds the two filters of each channel on the last axis.
arrays["dw/depthwise_kernel:0"] = np.ascontiguousarray(
    state["dw.weight"].reshape(MAPS, 2, 3, 3).transpose(2, 3, 0, 1)
)
np.savez(HERE / "keras.npz", **arrays)
