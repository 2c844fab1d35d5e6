"""The rows of networks that are run: forward, backward, and for what a whole data set tells."""

import json
import math
import statistics

from measuring import ROOT, SLOW, alternating, compared, ours, script
from models import EXPORTED, LIGHT, SAMPLES
from spectra import CONVOLUTIONS

GRADIENT = ROOT / ".build/release/GradientStep"
# Images in onnxruntime's batches, in the smaller data set of a pair, and how long what the larger one
# has more takes onnxruntime.
BATCHES, FEW, SECONDS = (1, 8, 32), 8, 1
ROUNDS = 5


def an_image(program, arguments, data):
    """Seconds that an image more takes, of two data sets by their numbers of images."""
    (few, small), (many, large) = data.items()
    while True:
        less, more = (ours(program, *arguments, "--data", file)[0] for file in (small, large))
        # It is less where something else took more time than the images; then it tells nothing.
        if more > less:
            return (more - less) / (many - few)


def networks(report):
    """The cost of an image and the logits, beside onnxruntime."""
    cost, logits = "cost of an image", "difference from onnxruntime: logits"
    ratios, differences = {}, {}
    for name in [*LIGHT, *SAMPLES, "vgg16", *EXPORTED]:
        if report.wants(cost, name):
            ratios[name] = network_cost(report, cost, name)
        if report.wants(logits, name):
            model, data = report.models.written(name), report.models.images(name, FEW)
            (differences[name],) = script("outputs.py", "logits", report.program, model, data)
        if name not in ("vgg16", *SAMPLES):
            report.models.forget(name)
    if len(ratios) > 1:
        mean = math.exp(statistics.mean(map(math.log, ratios.values())))
        report.add(f"{cost}: geometric mean", f"{len(ratios)} networks", ratio=mean)
        worst = min(ratios, key=ratios.get)
        report.add(f"{cost}: worst", worst, ratio=ratios[worst])
    for name, difference in differences.items():
        report.add(logits, name, difference, "{:.0e}".format)


def network_cost(report, what, name):
    """A row; its ratio."""
    model = report.models.written(name)
    mine, theirs, data = [], {size: [] for size in BATCHES}, None
    for _ in alternating(ROUNDS):
        found = script("peers.py", "batches", 0.3, 2, model, *BATCHES)["seconds"]
        for size, times in theirs.items():
            times.append(statistics.median(found[str(size)]) / size)
        if data is None:
            more = FEW * math.ceil(SECONDS / min(map(min, theirs.values())) / FEW)
            data = {count: report.models.images(name, count) for count in (FEW, FEW + more)}
        mine.append(an_image(report.program, ["predict", model], data))
    batch = min(theirs, key=lambda size: statistics.median(theirs[size]))
    row = compared(mine, theirs[batch])
    flops = report.forward_flops(name)
    shares = [(flops, row[side], "float32") for side in ("ours", "theirs")]
    report.add(what, name, row["ours"], milliseconds, f"onnxruntime, batches of {batch}",
               row["theirs"], row["ratio"], shares)  # fmt: skip
    return row["ratio"]


def milliseconds(value):
    return f"{value * 1000:.2f} ms"


def signals(report):
    """Signals of VGG-16: how exact they are, and what all convolutions cost beside the last alone."""
    what = "difference from double: signals"
    if report.wants(what, "vgg16"):
        model, data = report.models.written("vgg16"), report.models.images("vgg16", 2)
        found = script("outputs.py", "signals", report.program, model, data, *CONVOLUTIONS)
        report.add(f"{what} of 13 convolutions", "vgg16", max(found), "{:.0e}".format)
    what = "cost of an image: signals of 13 convolutions"
    if report.wants(what, "vgg16"):
        model = report.models.written("vgg16")
        data = {count: report.models.images("vgg16", count) for count in (FEW, 4 * FEW)}
        every = [word for name in CONVOLUTIONS for word in ("--layer", name)]
        sides = {"mine": every, "theirs": every[-2:]}
        times = {side: [] for side in sides}
        for _ in alternating(ROUNDS):
            for side, chosen in sides.items():
                command = ["signals", model, *chosen, "--format", "json"]
                times[side].append(an_image(report.program, command, data))
        row = compared(**times)
        report.add(what, "vgg16", row["ours"], milliseconds, "signals of the last alone",
                   row["theirs"], row["ratio"])  # fmt: skip


def hierarchy(report):
    """The whole way from 80,000 images to a hierarchy."""
    what, count = "hierarchy, 80,000 x 512 x 1000", 80_000
    if not report.wants(what, "shallow"):
        return
    model, data = report.models.path("shallow"), report.models.images("shallow", count)
    arguments = ["hierarchy", model, "--data", data, "--layer", "fc1", "--quantile", "0.85"]
    peer = "numpy product, quantile, counts"
    found = report.compare(what, "shallow", arguments, ["hierarchy", model, data, 0.85], SLOW, peer)
    mine, theirs = (
        (found[side] - data.stat().st_size) / (count * 512) for side in ("our bytes", "their bytes")
    )
    report.add("peak memory of it, a signal", "shallow", mine, "{:.1f} B".format, peer,
               theirs, theirs / mine)  # fmt: skip


def gradient(report):
    """A step of feature visualization."""
    what, last = "gradient step, features.28", CONVOLUTIONS[-1]
    if not report.wants(what, "vgg16") or not GRADIENT.is_file():
        return
    model, data = report.models.written("vgg16"), report.models.images("vgg16", 1)
    mine, theirs = [], []
    for _ in alternating(ROUNDS):
        printed = report.models.folder / "step.json"
        with open(printed, "w") as output:
            _, peak = ours(GRADIENT, model, data, last, "5", output=output)
        mine.append(json.loads(printed.read_text()) | {"bytes": peak})
        theirs.append(script("peers.py", "gradient", 0, 5, model.with_suffix(".bin"), data, last))
        lengths = mine[-1]["value"], theirs[-1]["value"]
        assert math.isclose(*lengths, rel_tol=1e-4), f"not the same gradient: {lengths}"
    row = compared(*(
        [statistics.median(each["seconds"]) for each in side] for side in (mine, theirs)
    ))  # fmt: skip
    flops = 2 * report.forward_flops("vgg16", last)
    shares = [(flops, row[side], "float32") for side in ("ours", "theirs")]
    report.add(what, "vgg16", row["ours"], peer="torch", theirs=row["theirs"], ratio=row["ratio"],
               shares=shares)  # fmt: skip
    peaks = (statistics.median(each["bytes"] for each in side) for side in (mine, theirs))
    report.add_memory(what, "vgg16", next(peaks), "torch", next(peaks))


def visualization(report):
    """A step of an optimised image, from the difference of two numbers of them."""
    what, last, few, many = "step of an optimised image, features.28", CONVOLUTIONS[-1], 2, 12
    if not report.wants(what, "vgg16"):
        return
    model, mine, theirs = report.models.written("vgg16"), [], []
    for round in alternating(ROUNDS):
        times = []
        for steps in (few, many):
            file = report.models.folder / f"{round}-{steps}.png"
            arguments = ["--layer", last, "--vector", "0", "--steps", f"{steps}", "-o", file]
            times.append(ours(report.program, "visualize", model, *arguments)[0])
        mine.append((times[1] - times[0]) / (many - few))
        script_arguments = ["peers.py", "visualization", 0, 5, model.with_suffix(".bin"), last]
        theirs.append(statistics.median(script(*script_arguments)["seconds"]))
    row = compared(mine, theirs)
    report.add(what, "vgg16", row["ours"], peer="torch", theirs=row["theirs"], ratio=row["ratio"])


def memory(report):
    """What is resident beside weights."""
    what = "predict, 8 images"
    if report.wants(f"peak memory of {what}", "vgg16"):
        model, data = report.models.written("vgg16"), report.models.images("vgg16", 8)
        peaks = [
            ours(report.program, "predict", model, "--data", data)[1] for _ in alternating(SLOW[0])
        ]
        report.add_memory(what, "vgg16", statistics.median(peaks), "the weights",
                          model.stat().st_size)  # fmt: skip
