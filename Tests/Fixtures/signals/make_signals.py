"""Makes numbers.npz and compressed.npz: a small signal table as `ddp-tui signals -o` writes it.

    python make_signals.py        # needs numpy
"""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent

# Images 2 to 5 and 8 of a data set; the third of them is left out.
arrays = {
    "signals": np.array([[0.5, -1.25], [3, 0], [-2, 4.5], [1, 1]], dtype=np.float32),
    "labels": np.array([7, 3, 7, 3]),
    "images": np.array([2, 3, 5, 8]),
    "left_out": np.array([4]),
    "left_out_names": np.array(["drei/ä.png"]),
    "left_out_reasons": np.array(["it is cut short"]),
    "image_ranges": np.array([[2, 6], [8, 9]]),
    "layer": np.array("conv2"),
    "pool": np.array("max"),
    "model": np.array("mnist.onnx"),
    "model_sha256": np.array("0123456789abcdef" * 4),
    "card_sha256": np.array(""),
    "weights": np.array("state_dict_ema"),
    "data": np.array("digits"),
    "data_sha256": np.array("fedcba9876543210" * 4),
    "data_images": np.array(12),
    "kernels": np.array(["AVX2, OpenBLAS 0.3.21 Haswell", "AVX-512, OpenBLAS 0.3.21 SkylakeX"]),
    "version": np.array(1),
}
np.savez(HERE / "numbers.npz", **arrays)
np.savez_compressed(HERE / "compressed.npz", **arrays)
