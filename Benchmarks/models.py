"""The networks that are measured, by the names that the table has for them."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = {
    "sample": HERE.parent / "SampleModels/mnist.onnx",
    "fashion sample": HERE.parent / "SampleModels/fashion.onnx",
}
LIGHT = [
    "light_bvlc_alexnet", "light_densenet121", "light_inception_v1", "light_inception_v2",
    "light_resnet50", "light_shufflenet", "light_squeezenet", "light_vgg19", "light_zfnet512",
]  # fmt: skip
EXPORTED = ["resnet50", "mobilenet_v2", "efficientnet_b0", "densenet121", "squeezenet1_0"]
DENSE = ["shallow", "deep"]
SCRIPTS = {"larger": "synthetic.py", "vgg16": "vgg16.py"}
SCRIPTS |= dict.fromkeys(LIGHT, "light.py")
SCRIPTS |= dict.fromkeys(EXPORTED, "exports.py")
SCRIPTS |= dict.fromkeys(DENSE, "dense.py")
# Debian's Python has the torch that writes PyTorch's files and exports networks.
DEBIAN = Path(sys.base_prefix) / "bin/python3"


class Models:
    """The files of networks in a temporary folder, each written when it is first asked for."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, name):
        """Where its file is, or would be."""
        return SAMPLES.get(name, self.folder / f"{name}.onnx")

    def written(self, name):
        path = self.path(name)
        if not path.exists():
            python = DEBIAN if name == "vgg16" or name in EXPORTED else sys.executable
            command = [python, HERE / SCRIPTS[name], self.folder, name]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return path

    def images(self, name, count):
        """A data set of random images of its size, or of features in classes."""
        path = self.folder / f"images-{name}-{count}.npz"
        if not path.exists():
            words = ["features.py"] if name in DENSE else ["images.py", self.written(name)]
            subprocess.run([sys.executable, HERE / words[0], *words[1:], str(count), path], check=True)
        return path

    def forget(self, name):
        """Removes what is not measured again."""
        for path in (self.folder / f"{name}.onnx", *self.folder.glob(f"images-{name}-*.npz")):
            path.unlink(missing_ok=True)
