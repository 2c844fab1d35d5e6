"""Analyses the sample network from the definitions, independently of the Swift sources.

    python -m pip install -r requirements.txt
    python make_chain.py

Reads SampleModels/mnist.onnx and SampleModels/mnist.npz and writes beside itself what
`ChainTests` compares with, all arrays as float32:

    spectra.json               for each matrization alpha_hat, and for each layer the fields that
                               `ddp-tui spectrum --values --format json` prints; singular values
                               from numpy.linalg.svd in double, the power law from powerlaw 1.5;
                               toeplitz on a map of MAP x MAP
    logits.npy                 500 x 10, from onnxruntime
    left_vectors_LAYER.npy     rows of the unfolded matrix x rank, u_i as columns
    right_vectors_LAYER.npy    rank x columns, v_i as rows; of fc1 the first 4
    signals_LAYER.npy          500 x rank, mean over positions
    signals_conv2_max.npy      the same with the largest, and with the smallest, of all positions
    signals_conv2_min.npy
    stages.npz                 the seven stages of image 17 in conv1, named LAYER_STAGE, maps x
                               height x width; of conv2 three stages, the first 4 maps
    hypergraphs.json           hypergraphs with their semantic hierarchies: a list of cases

The network is run in double, by explicit patches; onnxruntime's float32 run of the same file must
agree with it. Hypergraphs, groups and covers are made of Python sets.

An answer that rounding could change is no truth to test with. The script stops when one of these
does not hold: no singular value is near the rank's cutoff or its neighbour, the sign of each u_i
is settled, and for each hypergraph signals may move by MARGIN without changing a set or the order
of exemplary images. No case is left out: choose another quantile when the script stops.
"""

import contextlib
import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import powerlaw
import scipy.optimize
import scipy.stats
from onnx import numpy_helper

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "SampleModels"
LAYERS = ["conv1", "conv2", "fc1", "fc2"]
IMAGE = 17
MARGIN = 1e-4  # of signals, as the tests tolerate
EXEMPLARS = 5
MAP = 8

# Layer, quantile, majority, polarity.
CASES = [
    ("conv1", 0.85, 0.75, "positive"),
    ("conv1", 0.4, 0.6, "positive"),
    ("conv1", 0.6, 0.6, "negative"),
    ("conv1", 0.25, 0.75, "both"),
    ("conv2", 0.85, 0.75, "positive"),  # the paper's
    ("conv2", 0.5, 0.9, "negative"),
    ("conv2", 0.8, 0.6, "both"),
    ("conv2", 0.5, 1.0, "positive"),
    ("conv2", 0.3, 0.1, "both"),
    ("conv2", 0.0, 1.0, "positive"),  # the smallest signal of all does not exceed itself
    ("conv2", 1.0, 0.02, "positive"),  # nothing exceeds the largest: no edges
    ("conv2", 0.9, 0.0, "positive"),  # a fraction of at least 0 is had by all: one group
    ("fc1", 0.95, 0.75, "positive"),  # the paper's
    ("fc1", 0.95, 0.75, "negative"),
    ("fc1", 0.9, 0.5, "both"),
    ("fc1", 0.99, 0.02, "positive"),
    ("fc1", 0.33, 0.7, "both"),
    ("fc1", 0.8, 0.9, "both"),
    ("fc2", 0.85, 0.75, "positive"),
    ("fc2", 0.75, 0.5, "negative"),
    ("fc2", 0.75, 0.02, "both"),
    ("fc2", 0.1, 1.0, "both"),
]


def sample():
    """The weights by name, the prepared images (500 x 1 x 28 x 28) and their labels."""
    graph = onnx.load(str(SAMPLES / "mnist.onnx")).graph
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    with np.load(SAMPLES / "mnist.npz") as archive:
        images, labels = archive["images"], archive["labels"]
    images = (images[:, None] / np.float64(255) - 0.1307) / 0.3081
    return weights, images, labels.astype(int)


def unfolded(weight):
    return weight.reshape(len(weight), -1).astype(np.float64)


def decomposition(matrix):
    """The thin SVD without the vectors past the rank, each u_i's largest entry positive."""
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    cutoff = values[0] * max(matrix.shape) * np.finfo(np.float32).eps
    rank = int((values > cutoff).sum())
    assert np.all(np.abs(values / cutoff - 1) > 0.5), "a singular value is near the cutoff"
    assert np.all(-np.diff(values[:rank]) > 1e-6 * values[0]), "two singular values are equal"
    left, right = left[:, :rank], right[:rank]
    largest = np.sort(np.abs(left), axis=0)[-2:]
    assert np.all(largest[1] - largest[0] > 1e-6), "the sign of a vector is not settled"
    signs = np.sign(left[np.abs(left).argmax(0), np.arange(rank)])
    return left * signs, values, right * signs[:, None]


def slices(weight):
    """The filters x channels matrices of each kernel element."""
    return [np.float64(weight[:, :, i, j]) for i in range(3) for j in range(3)]


def symbols(weight):
    """The matrices of the kernel's DFT on a map of MAP x MAP at half of the frequencies, and how many
    frequencies have the singular values of each: opposite ones have exactly the same."""
    transform = np.fft.fft2(weight.astype(np.float64), (MAP, MAP))
    frequencies = [(i, j) for i in range(MAP) for j in range(MAP)]
    counts = {}
    for i, j in frequencies:
        first = min((i, j), (-i % MAP, -j % MAP))
        counts[first] = counts.get(first, 0) + 1
    return [transform[:, :, i, j] for i, j in counts], list(counts.values())


def allowance(long, short, trials):
    """By what fraction of the edge the largest eigenvalue of the noise of some independent matrices
    exceeds it in 1 of 100 cases: 2.0234 of Johnstone's scale for one, where Tracy and Widom's
    distribution of order 1 has 99 %, and for more what its tail gives."""
    tail = lambda t: np.exp(-2 / 3 * t**1.5) / t**0.75
    quantile = scipy.optimize.brentq(lambda t: tail(t) * trials - tail(2.0234), 2, 20, xtol=1e-12)
    scale = np.cbrt(1 / np.sqrt(long) + 1 / np.sqrt(short)) / (np.sqrt(long) + np.sqrt(short))
    return quantile * scale


def spectrum(index, name, matrices, counts=None, trials=1):
    """The metrics of one layer, of matrices of one size, each of which stands `counts` times."""
    counts = counts or [1] * len(matrices)
    rows, columns = matrices[0].shape
    parts = [np.linalg.svd(matrix, compute_uv=False) for matrix in matrices]
    values = np.sort(np.concatenate([np.repeat(*pair) for pair in zip(parts, counts)]))[::-1]
    cutoff = values[0] * max(rows, columns) * np.finfo(np.float32).eps
    assert np.all(np.abs(values / cutoff - 1) > 0.5), "a singular value is near the cutoff"
    eigenvalues = values[values > cutoff] ** 2
    rank = len(eigenvalues)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(None):
            fit = powerlaw.Fit(eigenvalues, verbose=False)
    alpha, largest = float(fit.power_law.alpha), eigenvalues[0]
    nats = scipy.stats.entropy(eigenvalues)

    long, short = max(rows, columns), min(rows, columns)
    stretch = (np.sqrt(long) + np.sqrt(short)) ** 2
    variance, kept = eigenvalues.sum() / (long * short * sum(counts)), eigenvalues
    beyond = 1 + allowance(long, short, trials)
    has_spikes = largest > variance * stretch * beyond
    while True:
        upper = variance * stretch
        remaining = kept[kept <= upper]
        if len(remaining) == len(kept):
            break
        kept = remaining
        variance = kept.sum() / (long * len(kept))
    lower = variance * (np.sqrt(long) - np.sqrt(short)) ** 2
    spikes = int((eigenvalues > upper * beyond).sum()) if has_spikes else 0
    has_bulk = short > 1
    norm = sum(count * np.linalg.norm(matrix) ** 2 for matrix, count in zip(matrices, counts))

    return {
        "index": index + 1,
        "name": name,
        "count": len(values),
        "rank": rank,
        "lambda_max": float(largest),
        "alpha": alpha,
        "xmin": float(fit.power_law.xmin),
        "ks_distance": float(fit.power_law.D),
        "alpha_sigma": float(fit.power_law.sigma),
        "tail_count": int((eigenvalues >= fit.power_law.xmin).sum()),
        "alpha_weighted": float(alpha * np.log10(largest)),
        "log_norm": float(np.log10(norm)),
        "log_spectral_norm": float(np.log10(largest)),
        "log_alpha_norm": float(np.log10((eigenvalues**alpha).sum())),
        "stable_rank": float(eigenvalues.sum() / largest),
        "entropy": float(nats / np.log(rank)),
        "effective_rank": float(np.exp(nats)),
        "mp_sigma2": float(variance) if has_bulk else None,
        "mp_lambda_minus": float(lower) if has_bulk else None,
        "mp_lambda_plus": float(upper) if has_bulk else None,
        "mp_spikes": spikes if has_bulk else None,
        "mp_softrank": float(upper / largest) if has_bulk else None,
        "fit": "ok",
        "singular_values": values.tolist(),
    }


def receptive_fields(maps):
    """Psi of maps (images x channels x h x w) for a 3 x 3 kernel, stride 1 and no padding: images
    x channels * 9 x positions."""
    count, channels, height, width = maps.shape
    patches = np.empty((count, channels, 3, 3, height - 2, width - 2))
    for row in range(height - 2):
        for column in range(width - 2):
            patches[..., row, column] = maps[:, :, row : row + 3, column : column + 3]
    return patches.reshape(count, channels * 9, -1)


def run(weights, images):
    """What each layer takes, as receptive fields (images x columns x positions), and gives before
    the bias (images x rows x positions); and the logits."""
    passes = {}

    def linear(name, fields):
        output = np.einsum("ij,njp->nip", unfolded(weights[name + ".weight"]), fields, optimize=True)
        passes[name] = (fields, output)
        return output + weights[name + ".bias"][:, None]

    count = len(images)
    x = np.maximum(linear("conv1", receptive_fields(images)), 0).reshape(count, 32, 26, 26)
    x = np.maximum(linear("conv2", receptive_fields(x)), 0).reshape(count, 32, 24, 24)
    corners = [x[:, :, row::2, column::2] for row in (0, 1) for column in (0, 1)]
    x = np.maximum.reduce(corners).reshape(count, 4608, 1)
    x = np.maximum(linear("fc1", x), 0)
    return passes, linear("fc2", x)[:, :, 0]


def signal_tables(weights, images, decompositions):
    """Signals pooled by mean, max and min, images x rank for each layer; and the logits."""
    pools = {"mean": np.mean, "max": np.max, "min": np.min}
    tables = {(name, pool): [] for name in LAYERS for pool in pools}
    logits = []
    for batch in np.array_split(images, 20):
        passes, output = run(weights, batch)
        logits.append(output)
        for name in LAYERS:
            _, values, right = decompositions[name]
            # s_i <v_i, x>, the other side of the identity u_i . (W x).
            scaled = values[: len(right), None] * right
            signals = np.einsum("ij,njp->nip", scaled, passes[name][0], optimize=True)
            for pool, function in pools.items():
                tables[name, pool].append(function(signals, axis=2))
    return {key: np.concatenate(parts) for key, parts in tables.items()}, np.concatenate(logits)


def stages(weights, image, decompositions):
    """The stages of figure 5 for one image."""
    passes, _ = run(weights, image)

    def maps(values, side):
        return values.reshape(-1, side, side)

    found = {}
    for name, side in (("conv1", 26), ("conv2", 24)):
        left, values, right = decompositions[name]
        fields, output = passes[name][0][0], passes[name][1][0]
        activated = np.maximum(output + weights[name + ".bias"][:, None], 0)
        correlations = right @ fields
        found |= {
            f"{name}_fields": maps(fields, side),
            f"{name}_correlations": maps(correlations, side),
            f"{name}_projections": maps(values[: len(right), None] * correlations, side),
            f"{name}_output": maps(output, side),
            f"{name}_activated": maps(activated, side),
            f"{name}_reprojected": maps(left.T @ activated, side),
        }
    found["conv1_input"] = image[0]
    kept = {"conv2_projections", "conv2_activated", "conv2_reprojected"}
    return {
        name: value[:4] if name in kept else value
        for name, value in found.items()
        if name.startswith("conv1") or name in kept
    }


def hyperedges(signals, threshold, majority, labels):
    """For each class the set of nodes that are significant for it; empty classes are dropped."""
    edges = {}
    for label in sorted(set(labels.tolist())):
        rows = labels == label
        needed = Fraction(str(majority)) * int(rows.sum())
        nodes = {
            node for node, values in signals.items() if int((values[rows] > threshold).sum()) >= needed
        }
        if nodes:
            edges[label] = nodes
    return edges


def check_edges(signals, threshold, majority, labels, edges, case):
    """Stops unless each edge stays when every signal moves by MARGIN against the threshold, which
    moves by MARGIN itself. A signal that is the threshold itself moves with it."""
    for shift in (-2 * MARGIN, 2 * MARGIN):
        moved = {
            node: np.where(values == threshold, values, values + shift)
            for node, values in signals.items()
        }
        if hyperedges(moved, threshold, majority, labels) != edges:
            raise SystemExit(f"{case}: signals near the threshold {threshold} decide on an edge")


def hypergraph(table, labels, case):
    layer, quantile, majority, polarity = case
    signs = {"positive": "+", "negative": "-", "both": "+-"}[polarity]
    # Pairs of vector and sign sort as the nodes do: by vector, + before -.
    signals = {
        (vector, sign): values if sign == "+" else -values
        for vector, values in enumerate(table.T)
        for sign in signs
    }
    threshold = np.quantile(np.concatenate(list(signals.values())), quantile)
    edges = hyperedges(signals, threshold, majority, labels)
    check_edges(signals, threshold, majority, labels, edges, case)

    classes = {}
    for node in signals:
        containing = frozenset(label for label, nodes in edges.items() if node in nodes)
        if containing:
            classes.setdefault(containing, []).append(node)
    # Most classes first, then in lexicographic order.
    order = sorted(classes, key=lambda labels: (-len(labels), sorted(labels)))
    groups = []
    for key in order:
        nodes = sorted(classes[key])
        sums = sum(signals[node] for node in nodes)
        own = [image for image in range(len(sums)) if labels[image] in key]
        rankings = []
        for images in (own, range(len(sums))):
            ranking = sorted(images, key=lambda image: (-sums[image], image))
            gaps = -np.diff(sums[ranking[: EXEMPLARS + 1]])
            if gaps.min() < 2 * MARGIN:
                raise SystemExit(f"{case}: exemplary images of {nodes} are {gaps.min():.1e} apart")
            rankings.append(ranking[:EXEMPLARS])
        groups.append({
            "vectors": [vector for vector, _ in nodes],
            "signs": [sign for _, sign in nodes],
            "classes": sorted(key),
            "exemplars": rankings[0],
            "exemplars_of_all": rankings[1],
            "exemplar_signals": [float(sums[image]) for image in rankings[0]],
        })  # fmt: skip
    covers = [
        [upper, lower]
        for upper, above in enumerate(order)
        for lower, below in enumerate(order)
        if above > below and not any(above > between > below for between in order)
    ]
    return {
        "layer": layer,
        "quantile": quantile,
        "majority": majority,
        "polarity": polarity,
        "threshold": float(threshold),
        "classes": [
            {
                "class": label,
                "vectors": [vector for vector, _ in sorted(nodes)],
                "signs": [sign for _, sign in sorted(nodes)],
            }
            for label, nodes in edges.items()
        ],
        "groups": groups,
        "covers": covers,
    }


def main():
    weights, images, labels = sample()
    matrices = {name: unfolded(weights[name + ".weight"]) for name in LAYERS}
    decompositions = {name: decomposition(matrix) for name, matrix in matrices.items()}

    spectra = {}
    for matrization in ("unfolded", "toeplitz", "slices"):
        layers = []
        for index, name in enumerate(LAYERS):
            weight = weights[name + ".weight"]
            if matrization == "unfolded" or weight.ndim == 2:
                layers.append(spectrum(index, name, [matrices[name]]))
            elif matrization == "toeplitz":
                layers.append(spectrum(index, name, *symbols(weight), trials=2))
            else:
                layers.append(spectrum(index, name, slices(weight), trials=9))
        alpha_hat = sum(layer["alpha_weighted"] for layer in layers)
        spectra[matrization] = {"alpha_hat": alpha_hat, "layers": layers}
    (HERE / "spectra.json").write_text(json.dumps(spectra, indent=1) + "\n")

    def save(name, values):
        np.save(HERE / f"{name}.npy", np.ascontiguousarray(values, dtype=np.float32))

    for name, (left, _, right) in decompositions.items():
        save(f"left_vectors_{name}", left)
        save(f"right_vectors_{name}", right[:4] if name == "fc1" else right)

    tables, exact = signal_tables(weights, images, decompositions)
    for name in LAYERS:
        save(f"signals_{name}", tables[name, "mean"])
    save("signals_conv2_max", tables["conv2", "max"])
    save("signals_conv2_min", tables["conv2", "min"])

    session = onnxruntime.InferenceSession(
        str(SAMPLES / "mnist.onnx"), providers=["CPUExecutionProvider"]
    )
    (logits,) = session.run(None, {"input": images.astype(np.float32)})
    difference = np.abs(logits - exact).max()
    assert difference < 1e-4, f"onnxruntime differs from the double run by {difference}"
    save("logits", logits)
    print(f"logits differ by at most {difference:.1e} from a run in double")
    print(f"accuracy {np.mean(logits.argmax(1) == labels):.4f}")

    picture = stages(weights, images[IMAGE : IMAGE + 1], decompositions)
    np.savez_compressed(
        HERE / "stages.npz", **{name: value.astype(np.float32) for name, value in picture.items()}
    )

    cases = [hypergraph(tables[case[0], "mean"], labels, case) for case in CASES]
    for case in cases:
        print(
            f"{case['layer']} {case['quantile']} {case['majority']} {case['polarity']}: "
            f"threshold {case['threshold']:.5f}, {len(case['classes'])} classes, "
            f"{len(case['groups'])} groups, {len(case['covers'])} covers"
        )
    (HERE / "hypergraphs.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
