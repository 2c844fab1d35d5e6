"""Makes digits.npz: a few images of the sample's data set.

    python make_digits.py        # needs numpy

Few enough for tests that run the program many times: the first four of each class, and those that
the sample's network takes for another class.
"""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
MISTAKEN = [117, 147, 245, 264, 268, 343, 478]

sample = np.load(HERE.parents[2] / "SampleModels" / "mnist.npz")
first = [np.flatnonzero(sample["labels"] == label)[:4] for label in range(10)]
chosen = np.unique(np.concatenate(first + [MISTAKEN]))
np.savez_compressed(
    HERE / "digits.npz", images=sample["images"][chosen], labels=sample["labels"][chosen]
)
