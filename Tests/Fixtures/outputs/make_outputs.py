"""Makes the networks and images beside it: what a network gives, and what it is given.

    python make_outputs.py        # needs the packages in requirements.txt

Images are 8 x 8, of one value each but for noise; a convolution that blurs and a mean over all positions
give that value again, and the heads tell bright images (class 1) from dark ones (class 0).

    *.onnx          a network each, named by its output or its input
    images.npz      ten images, the first five dark
    labels.npz      the same, one of them of a third class
    names.npz       the same, labelled by texts; bytes.npz: by bytes of texts
    unfinite.npz    the same with a value that is none, one that is infinite, and one so large that the
                    network overflows
    truth.json      the logits of onnxruntime for images.npz, by network and output
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(14)


def array(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.array(values, dtype), name)


def head(name, weights, bias, source="mean"):
    """A Gemm with one row of weights an output."""
    rows = np.array(weights, np.float32).reshape(-1, 1)
    return [h.make_node("Gemm", [source, f"{name}.weight", f"{name}.bias"], [name], transB=1)], [
        array(f"{name}.weight", rows), array(f"{name}.bias", bias)]


BODY = [
    h.make_node("Conv", ["x", "conv.weight"], ["c"], pads=[1, 1, 1, 1]),
    h.make_node("GlobalAveragePool", ["c"], ["g"]),
    h.make_node("Flatten", ["g"], ["mean"]),
]
BLUR = array("conv.weight", np.full((1, 1, 3, 3), 1 / 9))
LOGIT = head("logit", [20], [-8])
LOGITS = head("logits", [-20, 20], [8, -8])


def save(name, nodes, constants, outputs, inputs=None, body=BODY):
    inputs = inputs or [h.make_tensor_value_info("x", T.FLOAT, ["N", 1, 8, 8])]
    graph = h.make_graph(body + nodes, name, inputs, outputs, [BLUR] + constants)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx")


def value(name, *extents, type=T.FLOAT):
    return h.make_tensor_value_info(name, type, ["N", *extents])


# One number an image.
save("logit", *LOGIT, [value("logit", 1)])
save("sigmoid", LOGIT[0] + [h.make_node("Sigmoid", ["logit"], ["y"])], LOGIT[1], [value("y", 1)])
save(
    "sigmoid_squeezed",
    LOGIT[0] + [
        h.make_node("Sigmoid", ["logit"], ["p"]), h.make_node("Squeeze", ["p", "one"], ["y"])],
    LOGIT[1] + [array("one", [1], np.int64)], [value("y")])
save(
    "sigmoid_written_out",
    LOGIT[0] + [
        h.make_node("Neg", ["logit"], ["n"]), h.make_node("Exp", ["n"], ["e"]),
        h.make_node("Add", ["e", "unit"], ["s"]), h.make_node("Div", ["unit", "s"], ["y"])],
    LOGIT[1] + [array("unit", [1])], [value("y", 1)])
save(
    "hard_sigmoid", LOGIT[0] + [h.make_node("HardSigmoid", ["logit"], ["y"])], LOGIT[1],
    [value("y", 1)])
save(
    "softmax_column",
    LOGITS[0] + [
        h.make_node("Softmax", ["logits"], ["p"]),
        h.make_node("Gather", ["p", "last"], ["y"], axis=1)],
    LOGITS[1] + [array("last", [1], np.int64)], [value("y", 1)])
# What a probability becomes: kept from its ends, in percent, of the other class, a mean, and a tanh.
PROBABILITY = h.make_node("Sigmoid", ["logit"], ["p"])
for name, nodes, constants in [
    ("sigmoid_clipped", [h.make_node("Clip", ["p", "low", "high"], ["y"])], {"low": 1e-7, "high": 1 - 1e-7}),
    ("percent", [h.make_node("Mul", ["p", "hundred"], ["y"])], {"hundred": 100}),
    ("other_class", [
        h.make_node("Neg", ["logit"], ["dark"]), h.make_node("Sigmoid", ["dark"], ["q"]),
        h.make_node("Sub", ["unit", "q"], ["y"])], {"unit": 1}),
    ("mean_of_two", [
        h.make_node("HardSigmoid", ["logit"], ["q"]), h.make_node("Add", ["p", "q"], ["s"]),
        h.make_node("Div", ["s", "two"], ["y"])], {"two": 2}),
    ("tanh", [h.make_node("Tanh", ["logit"], ["y"])], {}),
    ("kept_from_ends", [
        h.make_node("Max", ["p", "low"], ["q"]), h.make_node("Min", ["q", "high"], ["y"])],
     {"low": 1e-6, "high": 1 - 1e-6}),
    ("quantised", [
        h.make_node("QuantizeLinear", ["p", "step"], ["q"]),
        h.make_node("DequantizeLinear", ["q", "step"], ["y"])], {"step": 1 / 255}),
]:
    save(
        name, LOGIT[0] + [PROBABILITY] * (name not in ("other_class", "tanh")) + nodes,
        LOGIT[1] + [array(key, number) for key, number in constants.items()], [value("y", 1)])

# Several outputs.
THREE = head("main", [-20, 20, 0], [8, -8, -50])
LESSER = head("auxiliary", [20, -20, 0], [-8, 8, -50])
save(
    "auxiliary", THREE[0] + LESSER[0], THREE[1] + LESSER[1],
    [value("main", 3), value("auxiliary", 3)])
BOX = head("box", [1, 0.5, 0.2, 0.1], [0, 0, 0, 0])
save("scores_first", LOGITS[0] + BOX[0], LOGITS[1] + BOX[1], [value("logits", 2), value("box", 4)])
save(
    "sigmoid_first", LOGIT[0] + [h.make_node("Sigmoid", ["logit"], ["y"])] + BOX[0],
    LOGIT[1] + BOX[1], [value("y", 1), value("box", 4)])
save(
    "maps_first", *LOGITS, [value("c", 1, 8, 8), value("logits", 2)])
save("maps", [], [], [value("c", 1, 8, 8)], body=BODY[:1])
BOXES = head("flat", [1] * 24, [0] * 24)
SCORES = head("scores", list(range(6)), [0] * 6)
save(
    "detector",
    BOXES[0] + [h.make_node("Reshape", ["flat", "six"], ["boxes"])] + SCORES[0],
    BOXES[1] + SCORES[1] + [array("six", [0, 6, 4], np.int64)],
    [value("boxes", 6, 4), value("scores", 6)])
CORNERS = head("flat", [1, 0.5], [0, 1])
save(
    "one_box",
    CORNERS[0] + [h.make_node("Reshape", ["flat", "single"], ["box"])] + LOGITS[0],
    CORNERS[1] + LOGITS[1] + [array("single", [0, 1, 2], np.int64)],
    [value("box", 1, 2), value("logits", 2)])
save(
    "label_first",
    LOGITS[0] + [h.make_node("ArgMax", ["logits"], ["label"], axis=1, keepdims=0)],
    LOGITS[1], [value("label", type=T.INT64), value("logits", 2)])

# An operator that is not supported before the scores, whose extents the file does not declare.
save(
    "unsupported", LOGITS[0] + [h.make_node("CumSum", ["logits", "one"], ["y"], name="summing")],
    LOGITS[1] + [array("one", 1, np.int64)], [value("y", None)])

# What it is given.
CAST = [h.make_node("Cast", ["raw"], ["whole"], to=T.FLOAT), h.make_node("Div", ["whole", "d"], ["x"])]
for name, type in [("uint8", T.UINT8), ("int32", T.INT32)]:
    save(
        name, *[LOGITS[0], LOGITS[1] + [array("d", 255)]], [value("logits", 2)],
        inputs=[h.make_tensor_value_info("raw", type, ["N", 1, 8, 8])], body=CAST + BODY)
save(
    "float16", *LOGITS, [value("logits", 2)],
    inputs=[h.make_tensor_value_info("half", T.FLOAT16, ["N", 1, 8, 8])],
    body=[h.make_node("Cast", ["half"], ["x"], to=T.FLOAT)] + BODY)
save(
    "second_input",
    LOGITS[0] + [h.make_node("Mul", ["logits", "gain"], ["y"])], LOGITS[1], [value("y", 2)],
    inputs=[
        h.make_tensor_value_info("gain", T.FLOAT, ["N", 1]),
        h.make_tensor_value_info("x", T.FLOAT, ["N", 1, 8, 8])])

labels = np.repeat([0, 1], 5)
level = np.where(labels, 0.7, 0.1)[:, None, None, None]
images = (level + RANDOM.uniform(-0.05, 0.05, (10, 1, 8, 8))).astype(np.float32)
np.savez_compressed(HERE / "images.npz", images=images, labels=labels)
np.savez_compressed(HERE / "labels.npz", images=images, labels=np.append(labels[:-1], 2))
names = np.array(["dark", "light"])
np.savez_compressed(HERE / "names.npz", images=images, labels=names[labels])
np.savez_compressed(HERE / "bytes.npz", images=images, labels=names.astype("S")[labels])
whole = (images * 255).round().astype(np.uint8)
np.savez_compressed(HERE / "whole.npz", images=whole, labels=labels)
spoiled = images.copy()
spoiled[1, 0, 2, 3] = np.nan
spoiled[6, 0, 0, 0] = -np.inf
spoiled[8] = 3e38
np.savez_compressed(HERE / "unfinite.npz", images=spoiled, labels=labels)
np.savez_compressed(HERE / "all_unfinite.npz", images=images * np.nan, labels=labels)

truth = {}
for path in sorted(HERE.glob("*.onnx")):
    session = onnxruntime.InferenceSession(str(path))
    feed = {}
    for entry in session.get_inputs():
        data = whole if "int" in entry.type else images
        feed[entry.name] = (
            np.full((10, 1), 2, np.float32) if entry.name == "gain"
            else data.astype({"tensor(float16)": np.float16, "tensor(int32)": np.int32}.get(entry.type, data.dtype)))
    outputs = session.run(None, feed)
    truth[path.stem] = {
        entry.name: output.reshape(10, -1).astype(float).tolist()
        for entry, output in zip(session.get_outputs(), outputs) if output.size <= 60}
(HERE / "truth.json").write_text(json.dumps(truth) + "\n")
