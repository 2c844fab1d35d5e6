"""Makes small quantised networks in onnxruntime's ways, and what numpy and onnxruntime make of them.

The network is a convolution, a depthwise convolution, both with ReLU, and two fully connected layers.
NAME.onnx is the model. NAME.npz holds `input`, `output` (what onnxruntime gives, each image by itself,
as dynamic quantisation scales what goes through the network together by its range) and for each layer
`weight I`: `(W - zero point) * scale`, by numpy, filters x channels x kernel or inputs x outputs as
the node has it.

    python -m pip install -r requirements.txt && python make_quantized.py
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static)
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer)

HERE = Path(__file__).parent
SEED = 20221117


def save(model_name, nodes, weights, shape, opset):
    graph = helper.make_graph(
        nodes, model_name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value.astype(np.float32), key) for key, value in weights.items()])
    path = Path(tempfile.mkdtemp()) / f"{model_name}.onnx"
    onnx.save(helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9), path)
    return path


def network(opset=17):
    generator = np.random.default_rng(SEED)
    array = lambda *shape: generator.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))
    weights = {
        "conv.weight": array(4, 2, 3, 3), "conv.bias": array(4), "depthwise.weight": array(4, 1, 3, 3),
        "depthwise.bias": array(4), "fc1.weight": array(6, 36), "fc1.bias": array(6),
        "fc2.weight": array(3, 6), "fc2.bias": array(3)}
    node = helper.make_node
    nodes = [
        node("Conv", ["input", "conv.weight", "conv.bias"], ["c"], name="conv", pads=[1, 1, 1, 1]),
        node("Relu", ["c"], ["r"], name="relu"),
        node("Conv", ["r", "depthwise.weight", "depthwise.bias"], ["d"], name="depthwise", group=4,
             pads=[1, 1, 1, 1]),
        node("Add", ["d", "r"], ["a"], name="add"),
        node("Relu", ["a"], ["s"], name="relu2"),
        node("MaxPool", ["s"], ["p"], name="pool", kernel_shape=[2, 2], strides=[2, 2]),
        node("Flatten", ["p"], ["f"], name="flatten"),
        node("Gemm", ["f", "fc1.weight", "fc1.bias"], ["g"], name="fc1", transB=1),
        node("Relu", ["g"], ["t"], name="relu3"),
        node("Gemm", ["t", "fc2.weight", "fc2.bias"], ["y"], name="fc2", transB=1)]
    return save("network", nodes, weights, [2, 6, 6], opset)


def matrices():
    generator = np.random.default_rng(SEED + 1)
    weights = {"a": generator.standard_normal((40, 12)), "b": generator.standard_normal((12, 5))}
    nodes = [
        helper.make_node("MatMul", ["input", "a"], ["m"], name="a"),
        helper.make_node("Relu", ["m"], ["r"], name="relu"),
        helper.make_node("MatMul", ["r", "b"], ["y"], name="b")]
    return save("matrices", nodes, weights, [40], 21)


class Images(CalibrationDataReader):
    def __init__(self):
        generator = np.random.default_rng(SEED + 2)
        self.images = iter(
            {"input": generator.standard_normal((4, 2, 6, 6)).astype(np.float32)} for _ in range(4))

    def get_next(self):
        return next(self.images, None)


def dequantized(weight, scale, zero, axis=0, block=0):
    weight, scale = weight.astype(np.float32), np.asarray(scale, dtype=np.float32)
    zero = np.zeros_like(scale) if zero is None else np.asarray(zero, dtype=np.float32)
    if block:
        last = weight.shape[axis]
        scale = np.repeat(scale, block, axis=axis).take(range(last), axis=axis)
        zero = np.repeat(zero, block, axis=axis).take(range(last), axis=axis)
    elif scale.size > 1:
        form = [1] * weight.ndim
        form[axis] = -1
        scale, zero = scale.reshape(form), zero.reshape(form)
    return (weight - zero) * scale


def packed(weight, scale, zero, attributes):
    """The weight of a MatMulNBits, inputs x outputs."""
    bits, block = attributes["bits"], attributes["block_size"]
    rows, columns = attributes["N"], attributes["K"]

    def numbers(bytes_):
        spread = [bytes_ >> shift & (2**bits - 1) for shift in range(0, 8, bits)]
        return np.stack(spread, axis=-1).reshape(rows, -1).astype(np.float32)

    blocks = -(-columns // block)
    zeros = (np.full((rows, blocks), 2 ** (bits - 1)) if zero is None
             else numbers(zero.reshape(rows, -1))[:, :blocks])
    matrix = numbers(weight.reshape(rows, -1))[:, :columns]
    return dequantized(matrix, scale.reshape(rows, blocks), zeros, axis=1, block=block).T


def weights(model):
    """Each layer's, in the order of the nodes that multiply."""
    values = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    makers = {name: node for node in model.graph.node for name in node.output}
    found = []
    for node in model.graph.node:
        attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        names = [values.get(name) for name in node.input]
        kind = node.op_type
        if kind in ("Conv", "Gemm", "MatMul", "FusedConv", "FusedGemm"):
            maker = makers.get(node.input[1])
            if maker is None:
                found.append(names[1])
                continue
            settings = {item.name: helper.get_attribute_value(item) for item in maker.attribute}
            parts = [values[name] for name in maker.input]
            found.append(dequantized(
                parts[0], parts[1], parts[2] if len(parts) > 2 else None,
                settings.get("axis", 1), settings.get("block_size", 0)))
        elif kind in ("QLinearConv", "QGemm"):
            found.append(dequantized(names[3], names[4], names[5]))
        elif kind in ("ConvInteger", "MatMulInteger"):
            cast = next(item for item in model.graph.node if node.output[0] in item.input)
            scaling = next(item for item in model.graph.node if cast.output[0] in item.input)
            scales = makers[next(name for name in scaling.input if name != cast.output[0])]
            scale = next(values[name] for name in scales.input if name in values)
            found.append(dequantized(names[1], scale, names[3], axis=-1))
        elif kind == "MatMulNBits":
            found.append(packed(*names[1:3], names[3] if len(names) > 3 else None, attributes))
    return found


def fixture(name, path, shape):
    model = onnx.load(path)
    # What the quantiser notes for itself, and the shapes of every value.
    model.graph.ClearField("value_info")
    del model.metadata_props[:]
    onnx.save(model, HERE / f"{name}.onnx")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        str(HERE / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
    images = np.random.default_rng([SEED, *name.encode()]).standard_normal(shape).astype(np.float32)
    output = np.concatenate(
        [session.run(None, {"input": images[i:i + 1]})[0] for i in range(len(images))])
    np.savez(HERE / f"{name}.npz", input=images, output=output,
             **{f"weight {i}": weight for i, weight in enumerate(weights(model))})


def main():
    folder = Path(tempfile.mkdtemp())
    shape = (3, 2, 6, 6)
    plain = network()
    for name, kind, per_channel in [
            ("dynamic_int8", QuantType.QInt8, False), ("dynamic_uint8", QuantType.QUInt8, False),
            ("dynamic_channels", QuantType.QInt8, True)]:
        quantize_dynamic(plain, folder / "m.onnx", weight_type=kind, per_channel=per_channel)
        fixture(name, folder / "m.onnx", shape)
    for name, form, kind, activation, per_channel, opset in [
            ("qdq_int8", QuantFormat.QDQ, "QInt8", "QUInt8", False, 17),
            ("qdq_channels", QuantFormat.QDQ, "QInt8", "QInt8", True, 17),
            ("qdq_uint8", QuantFormat.QDQ, "QUInt8", "QUInt8", False, 17),
            ("qdq_int16", QuantFormat.QDQ, "QInt16", "QUInt16", False, 17),
            ("qdq_int4", QuantFormat.QDQ, "QInt4", "QUInt8", False, 21),
            ("qoperator_int8", QuantFormat.QOperator, "QInt8", "QInt8", False, 17),
            ("qoperator_channels", QuantFormat.QOperator, "QInt8", "QUInt8", True, 17),
            ("qoperator_uint8", QuantFormat.QOperator, "QUInt8", "QUInt8", False, 17)]:
        quantize_static(
            network(opset), folder / "m.onnx", Images(), quant_format=form, per_channel=per_channel,
            weight_type=QuantType[kind], activation_type=QuantType[activation])
        fixture(name, folder / "m.onnx", shape)
    for name, bits, symmetric, form in [
            ("nbits_4", 4, True, QuantFormat.QOperator), ("nbits_4_zero", 4, False, QuantFormat.QOperator),
            ("nbits_8_zero", 8, False, QuantFormat.QOperator), ("blocks_4", 4, False, QuantFormat.QDQ)]:
        settings = DefaultWeightOnlyQuantConfig(
            block_size=16, is_symmetric=symmetric, quant_format=form, bits=bits)
        quantizer = MatMulNBitsQuantizer(onnx.load(matrices()), algo_config=settings)
        quantizer.process()
        quantizer.model.save_model_to_file(str(folder / "m.onnx"), False)
        fixture(name, folder / "m.onnx", (3, 40))
    # What onnxruntime saves after it optimised: FusedConv and FusedGemm.
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / "m.onnx")
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    fixture("fused", folder / "m.onnx", shape)


if __name__ == "__main__":
    main()
