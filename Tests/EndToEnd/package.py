#!/usr/bin/env python3
"""Unpacks the Debian package into a folder, and runs the program there as on a machine without a Swift
toolchain.

    package.py PACKAGE
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PACKAGE = ""
COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
_ddp-tui ddp-tui "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def output(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command}: {result.stderr}")
    return result.stdout


def toolchain():
    """The folder that has the toolchain, or none."""
    swift = shutil.which("swift")
    place = Path(swift).resolve().parents[2] if swift else None
    return place if place and place not in (Path("/"), Path("/usr")) else None


def hiding(place, folder):
    """What runs a command without a place to be seen, where this machine lets programs do so."""
    empty = folder / "empty"
    empty.mkdir()
    unshare = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    command = [*unshare, "sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"', "sh",
               str(empty), str(place)]
    if not place or subprocess.run([*command, "true"], capture_output=True).returncode != 0:
        return []
    return command


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.root = cls.folder / "root"
        subprocess.run(["dpkg-deb", "--extract", PACKAGE, cls.root], check=True)
        subprocess.run(["dpkg-deb", "--control", PACKAGE, cls.folder / "control"], check=True)
        cls.program = cls.root / "usr/bin/ddp-tui"
        cls.share = cls.root / "usr/share"
        cls.hidden = hiding(toolchain(), cls.folder)

    def run_program(self, *arguments):
        """What the program prints with next to nothing in its environment."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return output(*self.hidden, str(self.program), *map(str, arguments), env=environment)

    def test_the_program_runs_without_a_toolchain(self):
        sample = self.share / "ddp-tui/samples/mnist.bin"
        layers = json.loads(self.run_program("layers", sample, "--format", "json"))["layers"]
        self.assertEqual([of["name"] for of in layers], ["conv1", "conv2", "fc1", "fc2"])
        accuracy = json.loads(self.run_program("predict", sample, "--format", "json"))["accuracy"]
        self.assertAlmostEqual(accuracy, 0.986)

    def test_a_picture_of_a_pane_is_written(self):
        picture = self.folder / "pane.png"
        sample = self.share / "ddp-tui/samples/mnist.bin"
        self.run_program("export", sample, "--view", "layers", "--size", "80x24", "-o", picture)
        contents = picture.read_bytes()
        self.assertEqual(contents[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(contents[16:24], (1280).to_bytes(4, "big") + (768).to_bytes(4, "big"))

    def test_no_library_of_a_toolchain_is_needed(self):
        for line in output("ldd", str(self.program)).splitlines():
            self.assertNotIn("not found", line)
            self.assertNotRegex(line, r"libswift|/opt/")

    def test_the_control_file_says_what_it_needs(self):
        fields = {name: output("dpkg-deb", "--field", PACKAGE, name).strip() for name in [
            "Package", "Version", "Architecture", "Depends", "Maintainer", "Description",
            "Installed-Size"]}
        self.assertEqual(fields["Package"], "ddp-tui")
        self.assertEqual(fields["Version"], self.run_program("--version").split()[0])
        self.assertEqual(fields["Architecture"], output("dpkg", "--print-architecture").strip())
        for library in [
            "libc6", "libopenblas0", "libncursesw6", "libpng16-16", "libturbojpeg",
            "libfontconfig1", "libfreetype6",
        ]:  # fmt: skip
            self.assertIn(library, fields["Depends"])
        self.assertGreater(int(fields["Installed-Size"]), 1000)

    def test_every_file_is_as_its_sum_says(self):
        lines = (self.folder / "control/md5sums").read_text().splitlines()
        for line in lines:
            digest, name = line.split("  ")
            self.assertEqual(hashlib.md5((self.root / name).read_bytes()).hexdigest(), digest)
        files = [of for of in self.root.rglob("*") if of.is_file()]
        self.assertEqual(len(lines), len(files))

    def test_files_lie_where_others_look_for_them(self):
        for place in [
            "man/man1/ddp-tui.1.gz", "bash-completion/completions/ddp-tui",
            "zsh/vendor-completions/_ddp-tui", "fish/vendor_completions.d/ddp-tui.fish",
            "doc/ddp-tui/copyright", "ddp-tui/themes/colour-blind.toml",
        ]:  # fmt: skip
            self.assertTrue((self.share / place).is_file(), place)

    def test_the_manual_page_is_well_formed_and_has_every_command_and_option(self):
        page = gzip.decompress((self.share / "man/man1/ddp-tui.1.gz").read_bytes())
        result = subprocess.run(
            ["groff", "-man", "-ww", "-Tutf8", "-Kutf8", "-rLL=200n", "-P-cbou"], input=page,
            capture_output=True)
        self.assertEqual(result.stderr.decode(), "")
        text = result.stdout.decode().replace("\u2010", "-")
        dump = json.loads(self.run_program("--experimental-dump-help"))
        for command in dump["command"]["subcommands"]:
            if command["commandName"] == "help":
                continue
            self.assertIn(f"ddp-tui {command['commandName']}", text)
            for argument in command["arguments"]:
                for name in argument.get("names", []):
                    dashes = "-" if name["kind"] == "short" else "--"
                    self.assertIn(dashes + name["name"], text)

    def complete(self, *words):
        script = self.share / "bash-completion/completions/ddp-tui"
        samples = self.share / "ddp-tui/samples"
        return output("bash", "-c", COMPLETE, "bash", str(script), *words, cwd=samples).split()

    def test_bash_completes_commands_options_values_and_files(self):
        self.assertEqual(self.complete("ddp-tui", "hyp"), ["hypergraph"])
        self.assertIn("--theme", self.complete("ddp-tui", "mnist.bin", "--th"))
        self.assertEqual(
            self.complete("ddp-tui", "hypergraph", "mnist.bin", "--polarity", "p"), ["positive"])
        self.assertEqual(
            sorted(self.complete("ddp-tui", "layers", "mnist")),
            ["mnist.bin", "mnist.npz", "mnist.toml"])
        # Readline offers files where nothing else is found.
        self.assertEqual(self.complete("ddp-tui", "mnist"), [])
        script = (self.share / "bash-completion/completions/ddp-tui").read_text()
        self.assertIn("complete -o filenames -o default -F _ddp-tui ddp-tui", script)

    def test_zsh_and_fish_read_their_completions(self):
        for shell, place in [
            ("zsh", "zsh/vendor-completions/_ddp-tui"),
            ("fish", "fish/vendor_completions.d/ddp-tui.fish"),
        ]:
            if shutil.which(shell):
                output(shell, "-n", str(self.share / place))


if __name__ == "__main__":
    PACKAGE = str(Path(sys.argv.pop()).resolve())
    unittest.main()
