"""What WeightWatcher and DeepDataProfiler say of the sample networks.

    python -m pip install -r requirements.txt && python make_peers.py

limits.pth: a state dict of layers whose sizes are at the limits of WeightWatcher's rules: it takes 8
eigenvalues and not 7, and fits 19 in another way than 20.

unknown.pth: a fully connected layer and a convolution of which nothing tells the groups.

peers.json: for each model and program the numbers of each layer, by the names that `ddp-tui spectrum
--as PROGRAM --format json` has for them, and the mean that the program reports.

WeightWatcher is run as it is, with its defaults, on the state dict and on the ONNX file; its means are
those of get_summary(). DeepDataProfiler is not on a package index: of its `SpectralAnalysis` these are
the steps, singular values by torch in float32 and `powerlaw.Fit`.
"""

import contextlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import powerlaw
import torch
import weightwatcher
from onnx import numpy_helper

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "SampleModels"
COLUMNS = {
    "count": "num_evals",
    "rank": "matrix_rank",
    "lambda_max": "lambda_max",
    "alpha": "alpha",
    "xmin": "xmin",
    "ks_distance": "D",
    "alpha_sigma": "sigma",
    "tail_count": "num_pl_spikes",
    "alpha_weighted": "alpha_weighted",
    "log_norm": "log_norm",
    "log_spectral_norm": "log_spectral_norm",
    "log_alpha_norm": "log_alpha_norm",
    "stable_rank": "stable_rank",
    "entropy": "entropy",
}


def watched(model):
    watcher = weightwatcher.WeightWatcher(model=model)
    details = watcher.analyze()
    layers = [
        {"name": row["name"].removesuffix(".weight"), "warning": row["warning"]}
        | {name: float(row[column]) for name, column in COLUMNS.items()}
        for _, row in details.iterrows()
    ]
    return {"mean": float(watcher.get_summary()["alpha_weighted"]), "layers": layers}


def profiled(weights):
    layers = []
    for name, weight in weights.items():
        matrix = torch.flatten(torch.from_numpy(weight.copy()), start_dim=1)
        values = torch.linalg.svdvals(matrix).numpy()
        eigenvalues = values * values / len(matrix)
        fit = powerlaw.Fit(eigenvalues, verbose=False)
        layers.append({
            "name": name.removesuffix(".weight"),
            "count": len(eigenvalues),
            "lambda_max": float(eigenvalues.max()),
            "alpha": float(fit.power_law.alpha),
            "xmin": float(fit.xmin),
            "ks_distance": float(fit.power_law.D),
            "alpha_sigma": float(fit.power_law.sigma),
            "tail_count": int((eigenvalues >= fit.xmin).sum()),
            "alpha_weighted": float(fit.power_law.alpha * np.log(eigenvalues.max())),
        })
    return {"mean": float(np.mean([layer["alpha_weighted"] for layer in layers])), "layers": layers}


def weights(graph):
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    return {name: tensor for name, tensor in tensors.items() if tensor.ndim in (2, 4)}


def unknown():
    """The weights of unknown.pth, with heavy tails."""
    random = np.random.default_rng(14)
    return {
        f"{name}.weight": random.standard_t(3, shape).astype(np.float32) / 10
        for name, shape in (("linear", (12, 20)), ("conv", (24, 10, 3, 3)))
    }


def limits():
    generator = np.random.default_rng(14)
    layers = {
        f"rows{rows}.weight": torch.from_numpy(generator.standard_t(4, (rows, 40)).astype(np.float32))
        for rows in (7, 8, 19, 20)
    }
    torch.save(layers, HERE / "limits.pth")
    return layers


def main():
    warnings.simplefilter("ignore")
    tensors = {name: torch.from_numpy(weight) for name, weight in unknown().items()}
    torch.save(tensors, HERE / "unknown.pth")
    mnist, fashion = (onnx.load(str(SAMPLES / f"{name}.onnx")) for name in ("mnist", "fashion"))
    with contextlib.redirect_stdout(io.StringIO()):
        found = {
            "mnist.bin": {
                "weightwatcher": watched(torch.load(SAMPLES / "mnist.bin")),
                "deepdataprofiler": profiled(weights(mnist.graph)),
            },
            "fashion.onnx": {
                "weightwatcher": watched(fashion),
                "deepdataprofiler": profiled(weights(fashion.graph)),
            },
            "unknown.pth": {
                "weightwatcher": watched(tensors),
                "deepdataprofiler": profiled(unknown()),
            },
            "limits.pth": {"weightwatcher": watched(limits())},
        }
    (HERE / "peers.json").write_text(json.dumps(found, indent=0) + "\n")


if __name__ == "__main__":
    main()
