#!/usr/bin/env python3
"""Installs the Debian package below a folder, and runs the program there as on a machine without a Swift
toolchain.

    package.py PACKAGE

Needs pexpect; zsh and fish are asked to complete where they are.
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

import pexpect

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


def dpkg(root, *arguments, installed):
    """Runs dpkg below a folder, on which some packages are installed: a file as /var/lib/dpkg/status."""
    records = root / "var/lib/dpkg"
    if not records.exists():
        for name in ["info", "updates", "triggers"]:
            (records / name).mkdir(parents=True)
        shutil.copy(installed, records / "status")
    return subprocess.run(
        [*([] if os.geteuid() == 0 else ["unshare", "--map-root-user"]), "dpkg", f"--root={root}",
         "--log=/dev/null", *arguments],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, capture_output=True, text=True)


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.root = cls.folder / "root"
        # It may depend on what this machine has.
        done = dpkg(cls.root, "--install", PACKAGE, installed="/var/lib/dpkg/status")
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
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
        files = [of for of in (self.root / "usr").rglob("*") if of.is_file()]
        self.assertEqual(len(lines), len(files))

    def test_it_is_not_installed_without_what_it_needs(self):
        done = dpkg(self.folder / "bare", "--install", PACKAGE, installed=os.devnull)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ddp-tui depends on libncursesw6", done.stderr)

    def test_nothing_is_left_of_it_when_it_is_removed(self):
        root = self.folder / "other"
        for deed in [("--install", PACKAGE), ("--purge", "ddp-tui")]:
            done = dpkg(root, *deed, installed="/var/lib/dpkg/status")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual((root / "usr").exists(), deed[0] == "--install")

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

    # What Tab makes of a line, where it is certain.
    COMPLETED = {
        "ddp-tui hyp": "hypergraph", "ddp-tui mnist.b": "mnist.bin",
        "ddp-tui spectrum mnist.b": "mnist.bin", "ddp-tui spectrum --matri": "--matrization",
        "ddp-tui hierarchy mnist.bin --polarity pos": "positive",
        "ddp-tui mnist.bin --quant": "--quantile", "ddp-tui mnist.bin --view hier": "hierarchy",
        "ddp-tui export mnist.bin --view scr": "screen",
    }  # fmt: skip

    @unittest.skipUnless(shutil.which("fish"), "there is no fish")
    def test_fish_completes_commands_options_values_and_files(self):
        script = self.share / "fish/vendor_completions.d/ddp-tui.fish"
        for line, word in self.COMPLETED.items():
            found = output(
                "fish", "-c", f"source '{script}'; complete -C '{line}'",
                cwd=self.share / "ddp-tui/samples", env=dict(os.environ, HOME=str(self.folder)))
            self.assertEqual([each.split("\t")[0] for each in found.splitlines()], [word], line)

    @unittest.skipUnless(shutil.which("zsh"), "there is no zsh")
    def test_zsh_completes_commands_options_values_and_files(self):
        for line, word in self.COMPLETED.items():
            shell = pexpect.spawn(
                "zsh", ["-f"], cwd=str(self.share / "ddp-tui/samples"), timeout=30,
                env=dict(os.environ, HOME=str(self.folder), TERM="dumb"))
            self.addCleanup(shell.close, True)
            shell.sendline(
                f"fpath=({self.share}/zsh/vendor-completions $fpath); autoload -U compinit; compinit -D -u")
            shell.sendline("unsetopt zle prompt_cr prompt_sp; setopt zle; PS1='> '; print rea''dy")
            shell.expect("ready\r*\n")
            # Ctrl-a and a word in front, so that the line that Tab has made is printed, not run.
            shell.send(line + "\t\x01print -r -- '<' \x05 '>'\r")
            shell.expect("< ([^<>]*) >\r*\n")
            self.assertEqual(shell.match[1].decode().split()[-1], word, line)


if __name__ == "__main__":
    PACKAGE = str(Path(sys.argv.pop()).resolve())
    unittest.main()
