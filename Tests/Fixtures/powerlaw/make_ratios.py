"""Likelihood ratios of power laws to exponential and lognormal tails, for the samples of powerlaw.json.

ratios.json: for each sample the normalised ratio and its p against both, by powerlaw 1.5's
`loglikelihood_ratio`. The other laws' parameters are optimised to the last digits, where the package's
simplex search stops at the fourth; the script checks that its numbers are as near as that allows.

The lognormal law's are null where its likelihood has no maximum: it grows towards that of the power law
as the law's median goes to 0. The package ends there at likelihoods above it, because the integral that
it divides by has become a subnormal number.

    python -m pip install -r requirements.txt && python make_ratios.py
"""

import contextlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import powerlaw
from make_powerlaw import samples
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_ndtr

TIGHT = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}


def exponential(tail, xmin):
    def likelihoods(rate):
        return np.log(rate) - rate * (tail - xmin)

    scale = np.mean(tail - xmin)
    rate = minimize_scalar(
        lambda factor: -likelihoods(factor / scale).sum(), bounds=(0.5, 2), options={"xatol": 1e-12}
    ).x
    return likelihoods(rate / scale)


def lognormal(tail, xmin):
    """The likelihoods, in the logarithms' own scale; None when the median runs away."""
    logarithms = np.log(tail / xmin)

    def likelihoods(parameters):
        mean, deviation = parameters[0], np.exp(parameters[1])
        return (
            -((logarithms - mean) ** 2) / (2 * deviation**2)
            - np.log(deviation) - np.log(2 * np.pi) / 2 - log_ndtr(mean / deviation)
            - np.log(tail)
        )

    start = [logarithms.mean(), np.log(logarithms.std())]
    for _ in range(6):
        found = minimize(
            lambda p: -likelihoods(p).sum(), start, method="Nelder-Mead", options=TIGHT)
        start = found.x
    runaway = -found.x[0] / np.exp(found.x[1]) > 100
    return None if runaway else likelihoods(found.x)


def main():
    warnings.simplefilter("ignore")
    cases = []
    for name, values in samples():
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            fit = powerlaw.Fit(values, verbose=False)
            law = fit.power_law.loglikelihoods(fit.data)
            case = {"name": name}
            for other, compute in (("exponential", exponential), ("lognormal", lognormal)):
                likelihoods = compute(fit.data, fit.xmin)
                if likelihoods is None:
                    case[other] = None
                    continue
                ratio, p = powerlaw.loglikelihood_ratio(law, likelihoods, normalized_ratio=True)
                own, _ = fit.distribution_compare("power_law", other, normalized_ratio=True)
                assert abs(ratio - own) < 4e-3, (name, other, ratio, own)
                case[other] = {"ratio": float(ratio), "p": float(p)}
        cases.append(case)
    (Path(__file__).parent / "ratios.json").write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main()
