"""Trains a small residual network on Fashion-MNIST.

    apt-get install python3-torch python3-numpy dataset-fashion-mnist
    /usr/bin/python3 train_fashion.py     # half an hour on two cores

It has what larger networks are made of: batch normalisation, residual blocks, a depthwise and a
grouped convolution, a projected shortcut, global average pooling. It is trained on the 60,000
training images for a fixed number of epochs; the 10,000 test images are met once, after the last
step, and 50 of each class, drawn by the seed, are written for analysis.

Writes beside itself:
    fashion.onnx   the network with its graph, batch normalisation not folded, without a softmax
    fashion.npz    `images` (500 x 28 x 28, bytes) and `labels` (500, bytes)
"""

import argparse
import gzip
import os
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent
DATA = Path("/usr/share/datasets/fashion-mnist")
SEED = 20221116
ANALYSED = 50  # images a class
MEAN, STD = 0.2860, 0.3530  # of the training images

EPOCHS = 16
BATCH = 128
RATE = 0.1  # at its height
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4


def read(role):
    """Images and labels of an IDX pair."""
    with gzip.open(DATA / f"{role}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(DATA / f"{role}-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return images, labels


def normalized(images):
    """Byte images (n x 28 x 28) as the network takes them (n x 1 x 28 x 28)."""
    return (torch.from_numpy(images[:, None].astype(np.float32)) / 255 - MEAN) / STD


def convolution(inputs, outputs, size, stride=1, groups=1):
    """A convolution that keeps the size but for its stride; the normalisation after it shifts."""
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)


class Residual(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, inputs, outputs, stride=1, groups=1, last=3):
        super().__init__()
        self.conv1 = convolution(inputs, outputs, 3, stride, groups)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs, last)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class Separable(nn.Module):
    """A depthwise convolution of stride 2 and a pointwise one."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.depthwise = convolution(inputs, inputs, 3, 2, groups=inputs)
        self.norm1 = nn.BatchNorm2d(inputs)
        self.pointwise = convolution(inputs, outputs, 1)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        x = torch.relu(self.norm1(self.depthwise(x)))
        return torch.relu(self.norm2(self.pointwise(x)))


class Network(nn.Module):
    """28 x 28, 16 maps -> 14 x 14, 48 maps -> 7 x 7, 96 maps -> 10 logits."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(1, 16, 3)
        self.norm = nn.BatchNorm2d(16)
        self.block1 = Residual(16, 16)
        self.reduce = Separable(16, 48)
        self.block2 = Residual(48, 48, groups=4, last=1)
        self.block3 = Residual(48, 96, stride=2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(96, 10)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        x = self.block3(self.block2(self.reduce(self.block1(x))))
        return self.classifier(torch.flatten(self.pool(x), 1))


def augmented(images, generator):
    """Each image shifted by up to 2 pixels, half of them mirrored."""
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    result = np.empty_like(images)
    shifts = generator.integers(0, 5, (len(images), 2))
    mirrored = generator.random(len(images)) < 0.5
    for index, (row, column) in enumerate(shifts):
        image = padded[index, row : row + 28, column : column + 28]
        result[index] = image[:, ::-1] if mirrored[index] else image
    return result


def train(network, images, labels, seed):
    """Stochastic gradient descent with Nesterov momentum; the rate rises, and falls to 0."""
    generator = np.random.default_rng([seed, 1])
    optimizer = torch.optim.SGD(
        network.parameters(), RATE, MOMENTUM, weight_decay=WEIGHT_DECAY, nesterov=True
    )
    steps = len(labels) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, EPOCHS * steps)
    network.train()
    for epoch in range(EPOCHS):
        order = generator.permutation(len(labels))
        total = 0.0
        for index in range(steps):
            chosen = order[index * BATCH : (index + 1) * BATCH]
            batch = normalized(augmented(images[chosen], generator))
            target = torch.from_numpy(labels[chosen].astype(np.int64))
            loss = nn.functional.cross_entropy(network(batch), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / steps:.4f}", flush=True)
    network.eval()


def accuracy(network, images, labels):
    with torch.no_grad():
        parts = [network(normalized(images[i : i + 500])) for i in range(0, len(images), 500)]
    return float((torch.cat(parts).argmax(1).numpy() == labels).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()

    torch.manual_seed(arguments.seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(os.cpu_count())
    network = Network().to(memory_format=torch.channels_last)  # twice as fast
    train(network, *read("train"), arguments.seed)

    network = network.to(memory_format=torch.contiguous_format)
    images, labels = read("t10k")
    print(f"accuracy on the {len(labels)} test images: {accuracy(network, images, labels)}")
    order = np.random.default_rng(arguments.seed).permutation(len(labels))
    chosen = np.concatenate([order[labels[order] == label][:ANALYSED] for label in range(10)])
    chosen = chosen[np.random.default_rng([arguments.seed, 2]).permutation(len(chosen))]
    print(f"accuracy on the {len(chosen)}: {accuracy(network, images[chosen], labels[chosen])}")
    np.savez_compressed(HERE / "fashion.npz", images=images[chosen], labels=labels[chosen])
    torch.onnx.export(
        network, torch.zeros(1, 1, 28, 28), str(HERE / "fashion.onnx"), opset_version=13,
        input_names=["input"], output_names=["logits"], do_constant_folding=False,
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
        training=torch.onnx.TrainingMode.PRESERVE,
    )  # fmt: skip


if __name__ == "__main__":
    main()
