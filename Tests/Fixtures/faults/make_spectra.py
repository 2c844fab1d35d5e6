"""Weights whose spectra are easy to get wrong, and what NumPy makes of them.

    python make_spectra.py

spectra.npz: one matrix for each kind.

    orthogonal   3 times an orthogonal matrix, rounded to float32: its singular values differ by rounding
    two_levels   half of the singular values are 2, half are 1, but for rounding
    rank3        singular values 1.2, 1.1, 1 and no others: all are beyond the bulk
    ties         filters that are equal or opposite: the entries of u_0 are of one magnitude
    tiny, huge   float64 beyond Float's range
    signed, unsigned, wide    whole numbers of 8, 8 and 64 bits; some of the last are beyond 2^24

spectra.json: the singular values of each, by numpy.linalg.svd in double.
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def rotations(generator, size):
    return np.linalg.qr(generator.standard_normal((size, size)))[0]


def main():
    generator = np.random.default_rng(14)
    levels = np.repeat([2.0, 1.0], 12)
    tall, wide = rotations(generator, 24), rotations(generator, 24)
    ranks = np.zeros(24)
    ranks[:3] = [1.2, 1.1, 1.0]
    row = generator.standard_normal(12)
    weights = {
        "orthogonal": (3 * tall).astype(np.float32),
        "two_levels": (tall * levels @ wide).astype(np.float32),
        "rank3": (tall * ranks @ wide).astype(np.float32),
        "ties": np.stack([-row, row, row, -row]).astype(np.float32),
        "tiny": np.diag([1e-50, 0.5e-50, 0.2e-50]),
        "huge": np.diag([1e60, 3e59, 1e59]) @ rotations(generator, 3),
        "signed": generator.integers(-128, 128, (6, 18)).astype(np.int8),
        "unsigned": generator.integers(0, 256, (6, 9)).astype(np.uint8),
        "wide": generator.integers(-(2**40), 2**40, (6, 9)),
    }
    np.savez_compressed(
        HERE / "spectra.npz", **{f"{name}.weight": weight for name, weight in weights.items()}
    )
    values = {
        name: np.linalg.svd(
            weight.reshape(len(weight), -1).astype(np.float64), compute_uv=False
        ).tolist()
        for name, weight in weights.items()
    }
    (HERE / "spectra.json").write_text(json.dumps(values, indent=0) + "\n")


if __name__ == "__main__":
    main()
