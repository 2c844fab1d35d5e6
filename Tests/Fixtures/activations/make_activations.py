"""Makes ONNX models whose layers go through activations in every way of writing them, and what they give.

written.onnx    1 x 1 convolutions of the input, each followed by one of the cases below, and one more of
                their sum, as onnxruntime runs them: the layer of a case bears its name
exported.onnx   the same activations as torch's exporter writes them at opset 13, where many have no
                operator; names of layers are those of the modules
tokens.onnx     fully connected layers on tokens: images x tokens x features, tokens x images x features
                (attention), rows of a matrix, and images x rows x columns x features; by torch's exporter

NAME.npz holds `input`, one image, and for each layer LAYER.output, its output before the bias, and
LAYER.activated, what the activation makes of it (where none follows: its output with the bias), outputs
first, then positions; for tokens LAYER.input, too. activations.json holds what each activation is called.

    python -m pip install -r requirements.txt && python make_activations.py
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

HERE = Path(__file__).parent
CHANNELS = 3
node = helper.make_node


class Written:
    """Writes the nodes of a case between two values."""

    def __init__(self, name):
        self.name, self.nodes, self.constants, self.count = name, [], [], 0

    def constant(self, value, shape=None):
        name = f"{self.name}/constant{len(self.constants)}"
        array = np.asarray(value, np.float32)
        if shape is not None:
            array = np.broadcast_to(array, shape).copy()
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def __call__(self, operation, *inputs, **attributes):
        operands = [x if isinstance(x, str) else self.constant(x) for x in inputs]
        self.count += 1
        output = f"{self.name}/{self.count}"
        self.nodes.append(node(operation, operands, [output], **attributes))
        return output


def channels(values):
    return np.asarray(values, np.float32).reshape(1, CHANNELS, 1, 1)


B = channels([0.5, -0.25, 0.125])
G = channels([1.5, 0.75, -1.25])
SQRT2 = np.sqrt(2.0)
SCALE = np.sqrt(2 / np.pi)


def erf_gelu(f, x):
    return f("Add", f("Erf", f("Div", x, SQRT2)), 1.0)


def tanh_gelu(f, x, cube):
    return f("Add", 1.0, f("Tanh", f("Mul", f("Add", x, f("Mul", cube, 0.044715)), SCALE)))


def batch_norm(f, x):
    arrays = [f.constant(v) for v in ([1.5, 0.5, 2], [0.1, 0.2, -0.3], [0.3, 0, -0.2], [1, 2, 0.5])]
    return f("BatchNormalization", x, *arrays)


def layer_norm(f, x):
    centered = f("Sub", x, f("ReduceMean", x, axes=[1]))
    variance = f("ReduceMean", f("Pow", centered, 2.0), axes=[1])
    return f("Mul", f("Div", centered, f("Sqrt", f("Add", variance, 1e-5))), G)


# Each takes the writer and the layer's output with its own bias, if it has one. It gives the value of the
# activation, or what stands for Y + B, and how the chain goes on from there.
CASES = {
    "add_relu": ("ReLU", lambda f, x: f("Relu", f("Add", x, B))),
    "add_left": ("ReLU", lambda f, x: f("Relu", f("Add", B, x))),
    "add_flat": ("ReLU", lambda f, x: f("Relu", f("Add", x, f.constant(B.reshape(3, 1, 1))))),
    "subtracted": ("ReLU", lambda f, x: f("Relu", f("Sub", x, B))),
    "scaled": ("ReLU", lambda f, x: f("Relu", f("Add", f("Mul", x, G), B))),
    "divided": ("Tanh", lambda f, x: f("Tanh", f("Div", f("Identity", x), G))),
    "negated": ("ReLU", lambda f, x: f("Relu", f("Neg", x))),
    "normalized": ("ReLU", lambda f, x: f("Relu", batch_norm(f, x))),
    "instances": (
        "ReLU",
        lambda f, x: f("Relu", f("InstanceNormalization", x, np.ones(3), np.zeros(3))),
    ),
    "layer_norm": ("ReLU", lambda f, x: f("Relu", layer_norm(f, x))),
    "silu": ("SiLU", lambda f, x: f("Mul", x, f("Sigmoid", x))),
    "silu_left": ("SiLU", lambda f, x: f("Mul", f("Sigmoid", x), x)),
    "silu_added": ("SiLU", lambda f, x: (lambda y: f("Mul", y, f("Sigmoid", y)))(f("Add", x, B))),
    "silu_divided": (
        "SiLU", lambda f, x: f("Div", x, f("Add", 1.0, f("Exp", f("Neg", x)))),
    ),
    "gelu": ("GELU", lambda f, x: f("Mul", f("Mul", x, erf_gelu(f, x)), 0.5)),
    "gelu_half": ("GELU", lambda f, x: f("Mul", f("Mul", 0.5, x), erf_gelu(f, x))),
    "gelu_inner": ("GELU", lambda f, x: f("Mul", f("Mul", erf_gelu(f, x), 0.5), x)),
    "gelu_product": (
        "GELU",
        lambda f, x: f(
            "Mul", 0.5, f("Mul", f("Add", f("Erf", f("Mul", x, 1 / SQRT2)), 1.0), x)),
    ),
    "gelu_tanh": (
        "GELU",
        lambda f, x: f("Mul", f("Mul", 0.5, x), tanh_gelu(f, x, f("Pow", x, 3.0))),
    ),
    "gelu_cube": (
        "GELU",
        lambda f, x: f(
            "Mul", x, f("Mul", tanh_gelu(f, x, f("Mul", f("Mul", x, x), x)), 0.5)),
    ),
    "quick_gelu": ("QuickGELU", lambda f, x: f("Mul", x, f("Sigmoid", f("Mul", 1.702, x)))),
    "hard_swish": (
        "HardSwish", lambda f, x: f("Mul", x, f("HardSigmoid", x, alpha=1 / 6, beta=0.5)),
    ),
    "hard_swish_end": (
        "HardSwish", lambda f, x: f("Div", f("Mul", x, f("Clip", f("Add", x, 3.0), 0.0, 6.0)), 6.0),
    ),
    "hard_swish_inner": (
        "HardSwish", lambda f, x: f("Mul", f("Div", f("Clip", f("Add", 3.0, x), 0.0, 6.0), 6.0), x),
    ),
    "hard_swish_start": (
        "HardSwish",
        lambda f, x: f("Mul", f("Mul", x, 1 / 6), f("Min", f("Relu", f("Add", x, 3.0)), 6.0)),
    ),
    "hard_sigmoid": (
        "HardSigmoid", lambda f, x: f("Div", f("Clip", f("Add", x, 3.0), 0.0, 6.0), 6.0),
    ),
    "mish": ("Mish", lambda f, x: f("Mul", x, f("Tanh", f("Softplus", x)))),
    "mish_left": (
        "Mish", lambda f, x: f("Mul", f("Tanh", f("Log", f("Add", f("Exp", x), 1.0))), x),
    ),
    "relu6": ("ReLU6", lambda f, x: f("Clip", x, 0.0, 6.0)),
    "relu6_nested": ("ReLU6", lambda f, x: f("Min", f("Max", x, 0.0), 6.0)),
    "maximum": ("ReLU", lambda f, x: f("Max", 0.0, x)),
    "leaky": ("LeakyReLU", lambda f, x: f("LeakyRelu", x, alpha=0.2)),
    "leaky_chosen": (
        "LeakyReLU", lambda f, x: f("Where", f("Greater", x, 0.0), x, f("Mul", x, 0.1)),
    ),
    "prelu": ("PReLU", lambda f, x: f("PRelu", x, channels([0.1, 0.2, 0.3]))),
    "elu": ("ELU", lambda f, x: f("Elu", x)),
    "selu": ("SELU", lambda f, x: f("Selu", x)),
    "celu": ("CELU", lambda f, x: f("Celu", x, alpha=2.0)),
    "softplus": ("Softplus", lambda f, x: f("Softplus", x)),
    "softsign": ("Softsign", lambda f, x: f("Softsign", x)),
    "tanh": ("Tanh", lambda f, x: f("Tanh", x)),
    "sigmoid": ("Sigmoid", lambda f, x: f("Sigmoid", x)),
    "thresholded": ("ThresholdedReLU", lambda f, x: f("ThresholdedRelu", x, alpha=0.5)),
    "sine": ("Sin", lambda f, x: f("Sin", x)),
    "own_slope": (
        "Mul-Sigmoid-Mul", lambda f, x: f("Mul", x, f("Sigmoid", f("Mul", x, channels([1, 2, 3])))),
    ),
    "moved": (
        "ReLU",
        lambda f, x: f("Relu", f("Add", f("Transpose", x, perm=[0, 2, 3, 1]), B.reshape(3))),
    ),
}
# Where another branch, or the end, comes first: what stands for the activation, and what goes on.
NONE = {
    "residual": lambda f, x: (x, f("Relu", f("Add", x, "input"))),
    "residual_added": lambda f, x: (
        lambda y: (y, f("Relu", f("Add", y, f("AveragePool", y, kernel_shape=[1, 1])))))(
        f("Add", x, B)),
    "gated": lambda f, x: (x, f("Mul", x, f("Sigmoid", f("GlobalAveragePool", x)))),
    "pooled": lambda f, x: (x, f("Relu", f("MaxPool", x, kernel_shape=[1, 1]))),
    "last": lambda f, x: (x, x),
}


def written():
    random = np.random.default_rng(20221116)
    nodes, constants, layers, names = [], [], {}, {}
    branches = []
    for name in list(CASES) + list(NONE):
        weight = random.normal(size=(CHANNELS, CHANNELS, 1, 1)).astype(np.float32)
        # Values from about -6 to 6, so that every bend is met.
        constants.append(numpy_helper.from_array(weight * (4 / np.abs(weight).sum()), f"{name}.weight"))
        has_bias = len(names) % 2 == 0
        if name == "last":
            nodes.append(node("Mean", branches, ["mean"]))
        inputs = ["mean" if name == "last" else "input", f"{name}.weight"]
        if has_bias:
            constants.append(numpy_helper.from_array(np.full(3, 0.5, np.float32), f"{name}.bias"))
            inputs.append(f"{name}.bias")
        nodes.append(node("Conv", inputs, [f"{name}.y"], name=name))
        f = Written(name)
        if name in CASES:
            names[name], case = CASES[name]
            activated = after = case(f, f"{name}.y")
        else:
            names[name] = None
            activated, after = NONE[name](f, f"{name}.y")
        nodes += f.nodes
        constants += f.constants
        layers[name] = (f"{name}.y", activated, has_bias)
        if name == "moved":
            nodes.append(node("Transpose", [after], [f"{name}.back"], perm=[0, 3, 1, 2]))
            after = f"{name}.back"
        # Where it ends, whatever its function: a window slides over it.
        nodes.append(node("MaxPool", [after], [f"{name}.pool"], kernel_shape=[1, 1]))
        branches.append(f"{name}.pool")
    nodes = [n for n in nodes if n.output[0] != "last.pool"]
    shown = [v for y, a, _ in layers.values() for v in (y, a)]
    end = layers["last"][0]
    outputs = [helper.make_tensor_value_info(v, TensorProto.FLOAT, None) for v in dict.fromkeys([end] + shown)]
    taken = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n", CHANNELS, 2, 4])
    opset = [helper.make_opsetid("", 13)]
    make = lambda outputs: helper.make_model(
        helper.make_graph(nodes, "g", [taken], outputs, constants), opset_imports=opset, ir_version=8)
    onnx.save(make(outputs[:1]), HERE / "written.onnx")
    image = random.normal(size=(1, CHANNELS, 2, 4)).astype(np.float32) * 2
    session = onnxruntime.InferenceSession(make(outputs).SerializeToString())
    found = dict(zip([o.name for o in outputs], session.run(None, {"input": image})))
    arrays = {"input": image}
    for name, (y, activated, has_bias) in layers.items():
        arrays[f"{name}.output"] = found[y][0] - (np.float32(0.5) if has_bias else 0)
        result = found[activated][0]
        arrays[f"{name}.activated"] = np.moveaxis(result, -1, 0) if name == "moved" else result
    np.savez_compressed(HERE / "written.npz", **arrays)
    return names


def observed(module, image, names, kinds):
    """What the layers of a module take and give, and what the next module gives where it is their activation."""
    calls = []
    hooks = [
        part.register_forward_hook(
            lambda part, inputs, output, name=name: calls.append(
                (name, part, inputs[0].detach().numpy(), output.detach().numpy())))
        for name, part in module.named_modules()
        if isinstance(part, (nn.Conv2d, nn.Linear) + kinds)
    ]
    with torch.no_grad():
        module(image)
    for hook in hooks:
        hook.remove()
    found = {}
    for place, (name, part, taken, given) in enumerate(calls):
        if not isinstance(part, kinds):
            activated = calls[place + 1][3] if names[name] else given
            axis = 1 if isinstance(part, nn.Conv2d) else -1
            bias = part.bias.detach().numpy() if part.bias is not None else 0
            own = np.moveaxis(given, axis, -1) - bias
            found[name] = (
                np.moveaxis(taken, axis, 0), np.moveaxis(own, -1, 0), np.moveaxis(activated, axis, 0))
    return found


KINDS = (
    nn.ReLU, nn.SiLU, nn.GELU, nn.Hardswish, nn.Mish, nn.ReLU6, nn.Hardtanh, nn.LeakyReLU, nn.PReLU, nn.ELU,
    nn.SELU, nn.Hardsigmoid, nn.LogSigmoid, nn.Softplus, nn.Softsign, nn.Sigmoid, nn.Tanh,
)


def exported():
    torch.manual_seed(20221116)
    activations = {
        "silu": nn.SiLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh"),
        "hardswish": nn.Hardswish(), "mish": nn.Mish(), "relu6": nn.ReLU6(), "hardtanh": nn.Hardtanh(),
        "leaky": nn.LeakyReLU(0.1), "prelu": nn.PReLU(4), "elu": nn.ELU(), "selu": nn.SELU(),
        "hardsigmoid": nn.Hardsigmoid(), "logsigmoid": nn.LogSigmoid(), "softplus": nn.Softplus(),
        "softsign": nn.Softsign(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "relu": nn.ReLU(),
    }
    called = {
        "silu": "SiLU", "gelu": "GELU", "gelu_tanh": "GELU", "hardswish": "HardSwish", "mish": "Mish",
        "relu6": "ReLU6", "hardtanh": "Hardtanh", "leaky": "LeakyReLU", "prelu": "PReLU", "elu": "ELU",
        "selu": "SELU", "hardsigmoid": "HardSigmoid", "logsigmoid": "LogSigmoid", "softplus": "Softplus",
        "softsign": "Softsign", "sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU",
    }
    parts = {}
    for place, (name, activation) in enumerate(activations.items()):
        parts[name] = nn.Conv2d(4, 4, 1)
        parts[name].weight.data *= 4
        if place % 3 == 1:
            norm = nn.GroupNorm(2, 4)
            norm.weight.data.uniform_(0.5, 2)
            parts[f"{name}_norm"] = norm
        parts[f"{name}_act"] = activation
    model = nn.Sequential()
    for name, part in parts.items():
        model.add_module(name, part)
    model.eval()
    image = torch.randn(1, 4, 2, 3) * 2
    torch.onnx.export(
        model, (image,), HERE / "exported.onnx", dynamo=False, opset_version=13, input_names=["input"],
        dynamic_axes={"input": {0: "n"}})
    arrays = {"input": image.numpy()}
    for name, (_, own, activated) in observed(model, image, called, KINDS).items():
        arrays[f"{name}.output"], arrays[f"{name}.activated"] = own[:, 0], activated[:, 0]
    np.savez_compressed(HERE / "exported.npz", **arrays)
    return called


class Tokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Conv2d(2, 6, 2, 2)
        self.batch_first = nn.Linear(6, 5)
        self.token_first = nn.Linear(5, 6)
        self.rows = nn.Linear(6, 7)
        self.rows_after = nn.Linear(7, 6)
        self.mixing = nn.Linear(6, 4)
        self.square = nn.Linear(4, 5)
        self.head = nn.Linear(5, 3)
        self.act1, self.act2, self.act3, self.act4 = nn.GELU(), nn.SiLU(), nn.ReLU(), nn.GELU()

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)  # images x 6 tokens x 6
        shortcut = x
        x = self.act1(self.batch_first(x))
        x = self.token_first(x.transpose(0, 1))  # tokens x images x features
        n = x.shape[1]
        x = self.act2(self.rows(x.reshape(-1, 6)))  # the rows of all tokens
        x = self.rows_after(x).reshape(6, n, 6).transpose(0, 1)
        x = self.act3(x + shortcut)
        x = self.mixing(x.transpose(1, 2)).reshape(n, 2, 3, 4)  # mixes tokens
        x = self.act4(self.square(x))  # images x rows x columns x features
        return self.head(x.mean((1, 2)))


def tokens():
    torch.manual_seed(7)
    model = Tokens().eval()
    called = {
        "embed": None, "batch_first": "GELU", "token_first": None, "rows": "SiLU", "rows_after": None,
        "mixing": None, "square": "GELU", "head": None,
    }
    image = torch.randn(1, 2, 4, 6)
    torch.onnx.export(
        model, (image,), HERE / "tokens.onnx", dynamo=False, opset_version=17, input_names=["input"],
        dynamic_axes={"input": {0: "n"}}, do_constant_folding=False)
    arrays = {"input": image.numpy()}
    for name, parts in observed(model, image, called, KINDS).items():
        for part, array in zip(("input", "output", "activated"), parts):
            arrays[f"{name}.{part}"] = array.reshape([k for k in array.shape if k != 1])
    np.savez_compressed(HERE / "tokens.npz", **arrays)
    return called


names = {"written": written(), "exported": exported(), "tokens": tokens()}
(HERE / "activations.json").write_text(json.dumps(names, indent=1) + "\n")
