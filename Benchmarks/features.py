"""Writes a data set of 512 features in 1000 classes, for what dense.py writes:

    python features.py COUNT FILE.npz

Images are 1 x 512 bytes, normal around a random centre for each class.
"""

import sys

import numpy as np

SEED, FEATURES, CLASSES, AT_ONCE = 16, 512, 1000, 10_000


def main(count, file):
    generator = np.random.default_rng(SEED)
    labels = np.arange(count) % CLASSES
    generator.shuffle(labels)
    centres = 128 + 40 * generator.standard_normal((CLASSES, FEATURES), np.float32)
    images = np.empty((count, 1, FEATURES), np.uint8)
    for start in range(0, count, AT_ONCE):
        values = centres[labels[start : start + AT_ONCE]]
        values += 20 * generator.standard_normal(values.shape, np.float32)
        images[start : start + AT_ONCE, 0] = np.clip(values, 0, 255)
    np.savez(file, images=images, labels=labels)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
