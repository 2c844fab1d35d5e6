"""Fits samples of many kinds with the Python package powerlaw 1.5.

powerlaw.json: for each sample its values and the package's alpha, xmin, D, sigma and the number of
values in the tail.

    python -m pip install -r requirements.txt && python make_powerlaw.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
import powerlaw

SEED = 20090204


def samples():
    generator = np.random.default_rng(SEED)
    for count in (3, 10, 64, 300):
        yield f"pareto {count}", generator.pareto(1.7, count) + 1
    yield "pareto with ties", np.round(generator.pareto(1.2, 200) + 1, 1)
    yield "few distinct values", generator.integers(1, 6, 120).astype(float)
    yield "lognormal", generator.lognormal(0, 1.5, 150)
    yield "exponential", generator.exponential(3.0, 150)
    yield "uniform", generator.uniform(0.5, 1.5, 150)
    # Eigenvalues of a random Gram matrix: what an untrained layer has.
    weight = generator.standard_normal((48, 90))
    yield "noise spectrum", np.linalg.eigvalsh(weight @ weight.T)
    yield "two values", np.array([1.0, 4.0])
    yield "two values, repeated", np.array([1.0, 1.0, 1.0, 4.0, 4.0])
    yield "large scale", 1e8 * (generator.pareto(2.5, 80) + 1)
    yield "small scale", 1e-8 * (generator.pareto(2.5, 80) + 1)


def main():
    warnings.simplefilter("ignore")
    cases = []
    for name, values in samples():
        fit = powerlaw.Fit(values, verbose=False)
        cases.append({
            "name": name,
            "values": [float(value) for value in values],
            "alpha": float(fit.power_law.alpha),
            "xmin": float(fit.xmin),
            "distance": float(fit.power_law.D),
            "sigma": float(fit.power_law.sigma),
            "tail_count": int((values >= fit.xmin).sum()),
        })
    text = json.dumps({"powerlaw": powerlaw.__version__, "cases": cases}, indent=0)
    (Path(__file__).parent / "powerlaw.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
