"""Makes matrices of Float whose singular values fall from 1 to the edge of the rank, and what NumPy's SVD
of them in Double is.

graded.npz holds, for NAME of wide (24 x 40), tall (40 x 24) and square (30 x 30), NAME, and NAME.U, NAME.S and
NAME.Vt of the singular values above max(rows, columns) 2^-23 s_0, the entry of each column of U that is largest
in magnitude positive.

    python -m pip install numpy==2.4.6 && python make_graded.py
"""

from pathlib import Path

import numpy as np

random = np.random.default_rng(20221116)
arrays = {}
for name, rows, columns in [("wide", 24, 40), ("tall", 40, 24), ("square", 30, 30)]:
    order = min(rows, columns)
    values = np.logspace(0, -5, order)
    left = np.linalg.qr(random.normal(size=(rows, order)))[0]
    right = np.linalg.qr(random.normal(size=(columns, order)))[0]
    weight = (left * values @ right.T).astype(np.float32)
    u, s, vt = np.linalg.svd(weight.astype(np.float64), full_matrices=False)
    rank = int((s > s[0] * max(rows, columns) * 2.0**-23).sum())
    sign = np.sign(u[np.abs(u).argmax(0), np.arange(order)])
    arrays[name] = weight
    arrays[f"{name}.U"] = (u * sign)[:, :rank].astype(np.float32)
    arrays[f"{name}.S"] = s[:rank].astype(np.float32)
    arrays[f"{name}.Vt"] = (vt * sign[:, None])[:rank].astype(np.float32)
np.savez_compressed(Path(__file__).parent / "graded.npz", **arrays)
