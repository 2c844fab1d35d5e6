"""Finds with numpy which vectors some images share and which tell them apart.

    python make_image_hypergraphs.py        # needs numpy

Writes beside itself image_hypergraphs.json, which `ImageHypergraphTests` compares with:

    signals, images          the table, a row for each image, and which image each row is
    cases                    of each `between`, `quantile` and `polarity` (positive, negative, both):
        threshold            numpy.quantile of the signals, of the negated ones, or of both
        incidence            of each image the nodes whose signal exceeds it: [vector, is negated]
        groups               nodes of the same images, those of most images first, then in the order
                             of the images: [nodes, images]
        deviations           numpy.std of each vector's signals over all images
        separations          of the first two images: [vector, difference over deviation], those that differ
                             most first
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent

random = np.random.default_rng(11)
# Multiples of 1/64, so that float32 and decimals hold them exactly; image 5 is left out.
signals = np.round(random.normal(0.5, 1, (9, 7)) * [4, 2, 1, 1, 0.5, 0.25, 0] * 64) / 64
images = [0, 1, 2, 3, 4, 6, 7, 8, 9]


def case(between, quantile, polarity):
    rows = {image: signals[images.index(image)] for image in between}
    signs = {"positive": [1], "negative": [-1], "both": [1, -1]}[polarity]
    threshold = np.quantile(np.concatenate([sign * signals for sign in signs]), quantile)
    incidence = {
        image: [[vector, sign < 0] for vector in range(signals.shape[1]) for sign in signs
                if sign * row[vector] > threshold]
        for image, row in rows.items()
    }
    groups = {}
    for node in sorted({tuple(node) for nodes in incidence.values() for node in nodes}):
        key = tuple(place for place, image in enumerate(between) if list(node) in incidence[image])
        groups.setdefault(key, []).append(list(node))
    deviations = signals.std(axis=0)
    first, second = (rows[image] for image in between[:2])
    apart = np.divide(first - second, deviations, out=np.zeros(len(deviations)), where=deviations > 0)
    order = sorted(range(len(apart)), key=lambda vector: (-abs(apart[vector]), vector))
    return {
        "between": between, "quantile": quantile, "polarity": polarity, "threshold": threshold,
        "incidence": [incidence[image] for image in between],
        "groups": [[groups[key], [between[place] for place in key]]
                   for key in sorted(groups, key=lambda key: (-len(key), key))],
        "deviations": deviations.tolist(),
        "separations": [[vector, apart[vector]] for vector in order],
    }


cases = [case(between, quantile, polarity)
         for between in ([2, 7], [9, 0, 4], [8, 6, 1, 3])
         for quantile in (0.2, 0.5, 0.85, 1)
         for polarity in ("positive", "negative", "both")]
truth = {"signals": signals.tolist(), "images": images, "cases": cases}
(HERE / "image_hypergraphs.json").write_text(json.dumps(truth) + "\n")
