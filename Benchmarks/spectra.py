"""The rows of spectra and singular vectors, and of what else is measured on the two small models."""

import statistics

from measuring import QUICK, SLOW, TORCH, script

CONVOLUTIONS = [f"features.{place}" for place in (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)]
FC1 = "classifier.0"


def values_flops(rows, columns):
    """Our singular values: a Gram matrix's triangle, and its reduction to a tridiagonal one."""
    short, long = sorted((rows, columns))
    return short * (short + 1) * long + 4 / 3 * short**3


def vectors_flops(rows, columns):
    """The same, the eigenvectors, and the products that make right vectors of them."""
    short, long = sorted((rows, columns))
    return values_flops(rows, columns) + 2 * short**3 + 2 * short**2 * long


def toeplitz_flops(layer):
    """At half the frequencies a complex Gram matrix and its reduction; four for each real one."""
    short, long = sorted(layer["weight_shape"][:2])
    height, width = layer["input_shape"][1:]
    return height * width / 2 * (4 * short**2 * long + 16 / 3 * short**3)


def small_models(report):
    """The sample, and the shape of VGG-16 for small images."""
    sizes = {"sample": QUICK, "larger": SLOW}
    for model, size in sizes.items():
        path = report.models.path(model)
        report.compare("spectrum", model, ["spectrum", path], ["spectrum", path], size,
                       "numpy (float64) and powerlaw",
                       lambda: flops(values_flops, report.layers(model)), memory=True)  # fmt: skip
    report.measure_peak()
    for model, images in (("sample", 500), ("larger", 200)):
        path = report.models.path(model)
        data = path.with_suffix(".npz")
        report.compare(f"predict, {images} images", model, ["predict", path, "--data", data],
                       ["predict", path, data], QUICK, "onnxruntime",
                       lambda: images * report.forward_flops(model), single=True)  # fmt: skip
    for model in sizes:
        path = report.models.path(model)
        report.compare("open", model, ["layers", path], ["read", path], QUICK, "onnx.load")


def flops(formula, layers):
    """Of the unfolded matrices of layers."""
    return sum(formula(*layer["matrix_shape"]) for layer in layers)


def vgg16(report):
    """Spectra and singular vectors of VGG-16."""
    model = report.models.path("vgg16")
    checkpoint = model.with_suffix(".bin")
    chosen = [word for name in CONVOLUTIONS for word in ("--layer", name)]

    def convolutions():
        return [each for each in report.layers("vgg16") if each["name"] in CONVOLUTIONS]

    def compare(what, arguments, peer, name, size=SLOW, **options):
        report.compare(what, "vgg16", arguments, peer, size, name, **options)

    what, spectra = "13 convolutions: values and fits", ["spectrum", model, *chosen]
    values = {"flops": lambda: flops(values_flops, convolutions())}
    for precision in ("float64", "float32"):
        compare(what, spectra, ["values", model, "features", precision],
                f"numpy svd alone ({precision})", precision=precision, **values)  # fmt: skip
    if TORCH.is_file():
        compare(what, spectra, ["torch_values", checkpoint, "features"], "torch svdvals alone",
                precision="float32", python=TORCH, **values)  # fmt: skip
        for what, arguments in ((what, []),
                                ("13 convolutions: slices", ["--matrization", "slices"])):
            compare(what, spectra + arguments, ["weightwatcher", checkpoint],
                    "WeightWatcher analyze()", python=TORCH)  # fmt: skip
    report.measure_peak()
    what, svd = "13 convolutions: U, S and V", ["svd", model, *chosen, "-o", "/dev/null"]
    vectors = {"flops": lambda: flops(vectors_flops, convolutions())}
    for precision in ("float64", "float32"):
        compare(what, svd, ["vectors", model, "features", precision],
                f"numpy thin svd ({precision})", precision=precision, **vectors)  # fmt: skip
    if TORCH.is_file():
        compare(what, svd, ["torch_vectors", checkpoint, "features"], "torch thin svd",
                precision="float32", python=TORCH, **vectors)  # fmt: skip
    for precision in ("float64", "float32"):
        compare("fc1, 4096 x 25088: values and fit",
                ["spectrum", model, "--layer", FC1, "--values"], ["values", model, FC1, precision],
                f"numpy svd alone ({precision})", precision=precision,
                flops=lambda: values_flops(4096, 25088), memory=precision == "float64")  # fmt: skip
    report.measure_peak()
    if report.wants("fc1 on the screen", "vgg16"):
        times = script("early.py", report.program, report.models.written("vgg16"), SLOW[0])
        for what, key in (("64 largest", "provisional"), ("all", "exact")):
            report.add(f"fc1: {what} on the screen", "vgg16", statistics.median(times[key]))
    maps = [224, 224, 112, 112, 56, 56, 56, 28, 28, 28, 14, 14, 14]
    compare("13 convolutions: toeplitz", spectra + ["--matrization", "toeplitz"],
            ["toeplitz", model, "features", *maps], "numpy fft and svd (float64)", (1, 1),
            flops=lambda: sum(map(toeplitz_flops, convolutions())), memory=True)  # fmt: skip
    if report.wants("difference from numpy", "vgg16"):
        found = script("agreement.py", report.program, report.models.written("vgg16"))
        for what, value in found.items():
            report.add(f"difference from numpy: {what}", "vgg16", value, "{:.0e}".format)
