"""Writes `operators.npz`: what is right for the files here whose layers are hard to read.

qdq_weight_only.onnx        DequantizeLinear of constants (onnx-tool 49)
quantize_static_qdq.onnx    onnxruntime's quantize_static, also around activations (onnxruntime 10728)
stdconv_bn_training.onnx    a standardised convolution as TorchScript writes it: BatchNormalization in
                            training mode on constants (timm 522, pytorch 75252)
fusedconv.onnx              saved by onnxruntime after optimising (openvino 13177)

For each file: `NAME I`, the singular values of layer I, of the unfolded weight that onnxruntime (or,
where it trains, ONNX's reference evaluator) computes for the node; `NAME output`, what the network
gives for `input`.

    python -m pip install -r requirements.txt && python make_operator_truth.py
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator

HERE = Path(__file__).parent


def run(model, images):
    """All outputs; onnxruntime's, but it does not train."""
    if any(node.op_type == "BatchNormalization" for node in model.graph.node):
        return ReferenceEvaluator(model).run(None, {"x": images})
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": images})


def main():
    images = np.random.default_rng(20221118).standard_normal((2, 3, 16, 16)).astype(np.float32)
    results = {"input": images}
    for name in ["qdq_weight_only", "quantize_static_qdq", "stdconv_bn_training", "fusedconv"]:
        model = onnx.load(HERE / f"{name}.onnx")
        products = [node for node in model.graph.node
                    if node.op_type in ("Conv", "FusedConv", "Gemm", "FusedGemm", "MatMul")]
        constants = {item.name: onnx.numpy_helper.to_array(item) for item in model.graph.initializer}
        unknown = [node.input[1] for node in products if node.input[1] not in constants]
        model.graph.output.extend(helper.make_empty_tensor_value_info(item) for item in unknown)
        output, *made = run(model, images)
        constants.update(zip(unknown, made))
        results[f"{name} output"] = output
        for index, node in enumerate(products):
            weight = constants[node.input[1]]
            matrix = weight.reshape(len(weight), -1).astype(np.float64)
            results[f"{name} {index}"] = np.linalg.svd(matrix, compute_uv=False)
    np.savez(HERE / "operators.npz", **results)


if __name__ == "__main__":
    main()
