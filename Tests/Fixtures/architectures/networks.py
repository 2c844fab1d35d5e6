"""torchvision's networks with random weights, for the scripts beside this one."""

import torch
import torchvision

NAMES = [
    "alexnet",
    "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152",
    "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d",
    "wide_resnet50_2", "wide_resnet101_2",
    "squeezenet1_0", "squeezenet1_1",
    "densenet121", "densenet161", "densenet169", "densenet201",
    "mobilenet_v2",
]  # fmt: skip


def build(name, **settings):
    """A network of torchvision's with torchvision's random weights, in evaluation mode."""
    return getattr(torchvision.models, name)(weights=None, **settings).eval()


def randomize(network, seed):
    """Gives all parameters random numbers, by which the logits of different images differ.

    torchvision's own would leave biases and normalisations at 0 and 1. The spread of each normalisation's statistics is that of the maps that reach it for random
    images, so that the numbers of a deep network stay within bounds.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)

    def uniform(tensor, low, high):
        tensor.copy_(torch.rand(tensor.shape, generator=generator) * (high - low) + low)

    def measure(module, inputs):
        maps = inputs[0].transpose(0, 1).flatten(1)
        module.running_mean.copy_(maps.mean(1))
        module.running_var.copy_(maps.var(1) + 1e-3)
        module.running_var.mul_(torch.rand(len(maps), generator=generator) + 0.5)
        module.running_mean.add_(
            (torch.rand(len(maps), generator=generator) - 0.5) * module.running_var.sqrt()
        )

    hooks = []
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                torch.nn.init.kaiming_normal_(module.weight)
            if getattr(module, "bias", None) is not None:
                uniform(module.bias, -0.2, 0.2)
            if isinstance(module, torch.nn.BatchNorm2d):
                uniform(module.weight, 0.5, 1.5)
                hooks.append(module.register_forward_pre_hook(measure))
        first = next(network.parameters())
        network(torch.randn(4, first.shape[1], 96, 96, generator=generator))
    for hook in hooks:
        hook.remove()
    return network
