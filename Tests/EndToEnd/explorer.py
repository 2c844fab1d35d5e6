"""Runs the program on a pseudo-terminal, as a person would: python3 explorer.py PROGRAM

pyte plays the terminal; what is asserted is what stands on its screen, what the terminal's modes
are, and how the program ends. Needs pexpect and pyte.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "SampleModels" / "mnist.bin"
PROGRAM = ""

# A machine under load may be slow; nothing here tests how fast the program is.
PATIENCE = 30

UP, DOWN, ENTER, ESCAPE = "\x1bOA", "\x1bOB", "\r", "\x1b"
LEFT = b"\x1b[?1049l"  # the sequence that leaves the screen


def control(letter):
    return chr(ord(letter) - 64)


def modes(descriptor):
    """The modes of a terminal that a person notices."""
    flags = termios.tcgetattr(descriptor)
    return (
        flags[0] & (termios.ICRNL | termios.IXON), flags[1] & termios.OPOST,
        flags[3] & (termios.ICANON | termios.ECHO | termios.ISIG),
    )  # fmt: skip


class Screen(pyte.Screen):
    """With what pyte leaves out, though terminals have it: ncurses scrolls by these."""

    def scroll(self, change, count):
        before = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        change(count)
        self.cursor.x, self.cursor.y = before

    def scroll_up(self, count=1, *others, private=False):
        # With a question mark it asks what sixels may be.
        if not private:
            self.scroll(self.delete_lines, count)

    def scroll_down(self, count=1):
        self.scroll(self.insert_lines, count)


pyte.Stream.csi = pyte.Stream.csi | {"S": "scroll_up", "T": "scroll_down"}


class Terminal:
    """A program on a pseudo-terminal of a given size."""

    def __init__(self, command, arguments, columns=120, rows=36, directory=None, **environment):
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        variables = {
            "PATH": os.environ["PATH"], "HOME": str(directory or ROOT), "TERM": "screen-256color",
            "LANG": "C.UTF-8",
            # No folder to keep spectra in.
            "XDG_CACHE_HOME": "/dev/null",
            # Nor one to remember anything in.
            "XDG_STATE_HOME": "/dev/null", **environment,
        }  # fmt: skip
        self.process = pexpect.spawn(
            str(command), [str(argument) for argument in arguments], cwd=str(directory or ROOT),
            dimensions=(rows, columns), env=variables, timeout=PATIENCE,
        )  # fmt: skip

    def read(self):
        """Feeds the screen what there is; False at the end."""
        try:
            new = self.process.read_nonblocking(1 << 16, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.bytes += new
        self.stream.feed(new)
        return True

    @property
    def text(self):
        return "\n".join(self.screen.display)

    def settle(self):
        """Reads on until nothing comes, as a picture may come in pieces."""
        before = -1
        while before != len(self.bytes):
            before = len(self.bytes)
            for _ in range(4):
                self.read()

    def wait(self, *words, gone=()):
        """Waits until all words, and none of the gone ones, stand on the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self.read()
            if all(word in self.text for word in words) and not any(
                word in self.text for word in gone
            ):
                return
            if not alive:
                break
        raise AssertionError(f"waited for {words} without {gone} on this screen:\n{self.text}")

    def wait_for_patterns(self, *patterns):
        """Waits until each of these is found in a row of the screen."""
        end = time.monotonic() + PATIENCE
        while missing := [pattern for pattern in patterns if not re.search(pattern, self.text)]:
            if not self.read() or time.monotonic() > end:
                raise AssertionError(f"waited for {missing} on this screen:\n{self.text}")

    def wait_for_bytes(self, *sequences):
        """Waits until the program has sent all of these."""
        end = time.monotonic() + PATIENCE
        while not all(sequence in self.bytes for sequence in sequences):
            if not self.read() or time.monotonic() > end:
                raise AssertionError(f"waited for {sequences}, had {self.bytes[-2000:]}")

    def press(self, *keys):
        for key in keys:
            self.process.send(key)

    def read_to_end(self):
        end = time.monotonic() + PATIENCE
        while self.read():
            if time.monotonic() > end:
                raise AssertionError(f"the program does not end:\n{self.text}")

    def end(self):
        """Waits until the program ends; gives its exit status, or minus its signal."""
        self.read_to_end()
        self.process.close()
        if self.process.signalstatus is not None:
            return -self.process.signalstatus
        return self.process.exitstatus

    @property
    def modes(self):
        return modes(self.process.child_fd)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def wait_for_a_new_picture(self):
        """Waits until the screen is cleared once more, as it is for each size."""
        end, start = time.monotonic() + PATIENCE, len(self.bytes)
        while b"\x1b[2J" not in self.bytes[start:] and b"\x1b[J" not in self.bytes[start:]:
            if not self.read() or time.monotonic() > end:
                raise AssertionError(f"no picture of the new size:\n{self.text}")


class Opening(unittest.TestCase):
    """Opens the program in a folder that is empty and gone afterwards."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def open(self, *arguments, **options):
        terminal = Terminal(PROGRAM, arguments or [SAMPLE], directory=self.folder, **options)
        self.addCleanup(terminal.process.close, True)
        terminal.wait("ddp-tui")
        return terminal


class TourTests(Opening):
    """The tour goes through as the documentation tells it, on every terminal."""

    PAGE = ROOT / "Documentation" / "Tour.md"
    NAMED = {"Enter": ENTER, "Space": " "}
    # What there is to be seen after the keys of each heading, as patterns; for each part of the keys, as
    # commas divide them.
    PROMISES = {
        "Open": [["1 Layers", "2 Spectrum", "3 Projection", "4 Hypergraph", "5 Hierarchy", r"98\.6 %"]],
        "The smallest alpha": [["1 Layers  by alpha", r"> 1 conv1 +32x9 +2\.04 ", "few in tail, poor fit"]],
        "Its strongest vector": [[r"> v0 +2\.912", "j/k vector"]],
        "What it looks like": [
            ["2 Vector  conv1"],
            ["2 Vector  conv1  all of v0", r"one .* 80 %", r"v0  [19] = 0\.5625", "81 one"],
        ],
        "The classes that it separates": [
            ["1 Layers"],
            [r"5 Hierarchy .*conv1", r"v3 \(1\) +\[v0 \(2\)\]", "zero, eight", r"vectors  \[\+v0.* \+v8",
             "classes  one ", "k/j cover"],
        ],
        "The images that show it": [
            ["3 Exemplars"],
            ["3 Exemplars  of v0", r"\[0 six\] +81 one +459 one", r"\+0\.4898", "one scale for all"],
        ],
        "One that is misclassified": [
            ["3 Images  mistakes", ">343 nine"], [">478 zero", "taken for eight"],
        ],
        "Why": [
            [r"478 zero is chosen"], ["layer 3 of 4|fc1", r"at fc1.* eight"], ["2 images in all"],
            ["4 Chosen images  fc1  images 478, 2 ", r"both \(11\)", r"\*478 zero", r"\*2 eight",
             "Vectors that tell 478 from 2 most"],
        ],
        "Export of that view": [["wrote chosen-fc1-images478-2.txt"]],
    }  # fmt: skip

    def steps(self):
        """Each heading of the tour, and what the parts of its keys send."""
        for heading in re.findall(r"^## (.*)$", self.PAGE.read_text(), re.MULTILINE):
            title, _, keys = heading.partition(": ")
            parts = [re.findall(r"`([^`]+)`|([^` ][^`]*[^` ])", part) for part in keys.split(", ")]
            yield title, [[self.NAMED.get(key, key) if key else text for key, text in part] for part in parts]

    def take(self, columns, rows, cache, **environment):
        terminal = self.open(columns=columns, rows=rows, XDG_CACHE_HOME=str(cache), **environment)
        terminal.wait("98.6 %")
        for title, parts in self.steps():
            for keys, patterns in zip(parts, self.PROMISES[title], strict=True):
                terminal.press(*keys)
                terminal.wait_for_patterns(*patterns)
        exported = self.folder / "chosen-fc1-images478-2.txt"
        text = exported.read_text()
        for words in ["images 478, 2", "11 both", "478 zero", "v126"]:
            self.assertIn(words, text)
        # A line below the frame says what it leaves out.
        frame = [line for line in text.splitlines() if not re.fullmatch(r"vectors \d+ to \d+ of \d+", line)]
        self.assertEqual({len(line) for line in frame}, {columns})
        exported.unlink()
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_every_heading_promises_something(self):
        self.assertEqual([title for title, _ in self.steps()], list(self.PROMISES))

    def test_the_tour_goes_through_at_every_size_and_on_every_terminal(self):
        colors = {"COLORTERM": "truecolor", "TERM": "xterm-256color"}
        small, usual, large = (80, 24), (120, 36), (200, 60)
        terminals = [
            (small, colors), (usual, colors), (large, colors),
            (usual, {"TERM": "screen-256color"}), (small, {"TERM": "xterm"}),
            (usual, {"TERM": "linux"}), (small, {"TERM": "screen"}), (small, {"TERM": "vt100"}),
            (usual, {"NO_COLOR": "1"}), (small, {"LANG": "C", "LC_ALL": "C"}),
        ]  # fmt: skip
        with tempfile.TemporaryDirectory() as cache:
            for (columns, rows), environment in terminals:
                with self.subTest(columns=columns, rows=rows, **environment):
                    self.take(columns, rows, cache, **environment)


class ExplorerTests(Opening):

    def test_a_session_from_opening_to_quitting(self):
        terminal = self.open()
        terminal.wait("mnist.bin", "600,810 parameters", "98.6 %", "1 Layers", "5 Hierarchy")
        terminal.wait("alpha-hat 12.28")

        # Moving in the list of layers moves every pane.
        terminal.press("j")
        terminal.wait("2 Spectrum  conv2", "4 Hypergraph  conv2", "5 Hierarchy  conv2", "2.265")
        terminal.press(DOWN)
        terminal.wait("2 Spectrum  fc1", "5 Hierarchy  fc1")
        terminal.press(UP)
        terminal.wait("2 Spectrum  conv2")

        # Another singular vector is projected.
        terminal.press("2", "g", "j")
        terminal.wait("3 Projection  v1", "stage 4 of 22")

        # The thresholds move the hypergraph and the hierarchy.
        terminal.press("4", "[", "[", "{")
        terminal.wait("4 Hypergraph  conv2  q 83 %  p 70 %", "5 Hierarchy  conv2  q 83 %  p 70 %")

        # Zooming shows this pane alone, and back.
        terminal.press("z")
        terminal.wait("─ 4 Hypergraph", gone=["─ 1 Layers", "─ 5 Hierarchy"])
        terminal.press("z")
        terminal.wait("─ 1 Layers", "─ 5 Hierarchy")

        # The help names every key; Esc closes it and never quits.
        terminal.press("?")
        terminal.wait("Words and marks of")
        terminal.press(ESCAPE)
        terminal.wait("1 Layers", gone=["Words and marks of"])
        terminal.press(ESCAPE, ESCAPE)

        # A filter goes to what it finds.
        terminal.press("1", "/", "fc2", ENTER)
        terminal.wait("2 Spectrum  fc2")

        # What is exported is what the command prints. Esc ends the filter.
        terminal.press(ESCAPE)
        terminal.wait("─ 1 Layers ─", gone=["/fc2"])
        # The table asks for the other matrizations once it is seen.
        terminal.press("z")
        terminal.wait("3.48", gone=["…"])
        terminal.press("e", control("U"), "layers.txt", ENTER)
        terminal.wait("wrote layers.txt")
        exported = (self.folder / "layers.txt").read_text()
        self.assertIn("128x4608", exported)
        printed = subprocess.run(
            [PROGRAM, "export", SAMPLE, "--view", "layers", "--layer", "fc2", "--size", "120x36"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        self.assertEqual(exported, printed.stdout)

        # A file that is there stays as it is, unless the person says otherwise.
        terminal.press("e", control("U"), "layers.txt", ENTER)
        terminal.wait("layers.txt is there already: replace it?")
        self.assertEqual((self.folder / "layers.txt").read_text(), exported)
        terminal.press("n", control("U"), "nowhere/layers.txt", ENTER)
        terminal.wait("nowhere/layers.txt: there is no folder nowhere")

        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(LEFT in terminal.bytes)

    def test_pictures_are_kittys_where_the_terminal_has_them(self):
        terminal = self.open(TERM="xterm-256color")
        terminal.wait_for_bytes(b"\x1b_Ga=q,i=31,", b"\x1b[>q", b"\x1b[16t", b"\x1b[c")
        terminal.press("\x1b_Gi=31;OK\x1b\\", "\x1bP>|kitty(0.32.2)\x1b\\", "\x1b[6;20;10t", "\x1b[?62;c")
        # A picture, the first of its cells, and neither an answer nor its letters on the screen.
        terminal.wait_for_bytes(b"\x1b_Ga=T,U=1,q=2,f=32,", "\U0010eeee\u0305\u0305".encode())
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        sent = set(re.findall(rb"a=T,U=1[^;]*,i=(\d+)", terminal.bytes))
        self.assertEqual(sent, set(re.findall(rb"a=d,d=I,q=2,i=(\d+)", terminal.bytes)))
        last = terminal.bytes.rindex(b"\x1b_Ga=d")
        self.assertLess(last, terminal.bytes.rindex(LEFT))

    def test_pictures_are_sixels_where_the_terminal_has_them(self):
        terminal = self.open(TERM="xterm-256color")
        terminal.wait_for_bytes(b"\x1b[c")
        terminal.press("\x1b[6;20;10t", "\x1b[?63;1;4;22c")
        terminal.wait_for_bytes(b"\x1b[?1;1;0S\x1b[?2;4;0S\x1b[c")
        terminal.press("\x1b[?1;0;256S\x1b[?2;0;1000;1000S\x1b[?63;1;4;22c")
        terminal.wait_for_bytes(b'\x1bP0;1q"1;1;')
        # The help takes their place: blanks are written there, and no picture afterwards.
        terminal.press("?")
        terminal.wait("Words and marks of")
        last = terminal.bytes.rindex(b"\x1bP0;1q")
        self.assertTrue(b"\x1b7\x1b[" in terminal.bytes[last:])
        terminal.press(ESCAPE, "q")
        self.assertEqual(terminal.end(), 0)

    def test_no_pictures_are_sent_unasked_or_where_none_are_wanted(self):
        for arguments, environment in [([], {}), (["--graphics", "none"], {}), ([], {"NO_COLOR": "1"})]:
            terminal = self.open(SAMPLE, *arguments, TERM="xterm-256color", **environment)
            terminal.wait("98.6 %")
            if not arguments and not environment:
                # A terminal that has neither, and answers late and in pieces.
                terminal.press("\x1b[?62;", "22c", "\x1b_Gi=31;", "ENOTSUP\x1b\\")
            else:
                self.assertNotIn(b"\x1b[c", terminal.bytes)
            terminal.press("j")
            terminal.wait("2 Spectrum  conv2")
            self.assertNotIn(b"a=T", terminal.bytes)
            self.assertNotIn(b"\x1bP0;1q", terminal.bytes)
            terminal.press("q")
            self.assertEqual(terminal.end(), 0)

    def test_resizing_redraws_at_every_size(self):
        terminal = self.open()
        terminal.wait("5 Hierarchy")
        terminal.resize(80, 24)
        terminal.wait("─ 1 Layers", "─ 2 Spectrum", gone=["─ 5 Hierarchy"])
        terminal.resize(30, 8)
        terminal.wait("40x12", gone=["1 Layers"])
        for columns, rows in [(1, 1), (2, 60), (200, 1)]:
            terminal.resize(columns, rows)
            terminal.wait_for_a_new_picture()
        terminal.resize(200, 60)
        terminal.wait("1 Layers", "5 Hierarchy", "98.6 % accurate")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_key_held_down_is_caught_up_with(self):
        terminal = self.open()
        terminal.wait("98.6 %")
        terminal.press("4", "j", *["["] * 60, *["]"] * 57, "1", *[DOWN] * 300)
        terminal.wait("2 Spectrum  fc2", "q 82 %")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_what_computes_steps_back_behind_the_keys(self):
        terminal = self.open()
        terminal.wait("98.6 %", "alpha-hat 12.28")
        process = terminal.process.pid
        own = os.getpriority(os.PRIO_PROCESS, process)
        others = [int(task) for task in os.listdir(f"/proc/{process}/task") if int(task) != process]
        worked = [
            task for task in others
            if sum(map(int, Path(f"/proc/{process}/task/{task}/stat").read_text().rpartition(")")[2].split()[11:13]))
        ]  # fmt: skip
        steps = {task: os.getpriority(os.PRIO_PROCESS, task) - own for task in others}
        self.assertLessEqual({steps[task] for task in worked}, {5, 10})
        # What takes a moment goes before what takes long.
        self.assertLessEqual({5, 10}, set(steps.values()))
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_unknown_sequences_are_no_keys(self):
        terminal = self.open()
        terminal.wait("98.6 %")
        # Ctrl with an arrow, a focus report, a function key: their letters and digits are keys.
        terminal.press("4", "\x1b[1;5B", "\x1b[I", "\x1b[24~", "\x1b[15;2~")
        terminal.press("j")
        terminal.wait("q 85 %", "4 Hypergraph")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_what_is_pasted_is_not_run_and_the_mouse_selects(self):
        terminal = self.open(TERM="xterm-256color")
        terminal.wait("98.6 %", "layer 1 of 4")
        terminal.wait_for_bytes(b"\x1b[?2004h", b"\x1b[?1006h")
        terminal.press("\x1b[200~quick paste\x1b[201~")
        terminal.wait("not run as keys")
        # The third row of the first pane is the second layer.
        terminal.press("\x1b[<0;10;6M", "\x1b[<0;10;6m")
        terminal.wait("layer 2 of 4")
        terminal.press("\x1b[<65;10;6M")
        terminal.wait("layer 3 of 4")
        terminal.press(":", "conv2 v3 image 17 q 70", ENTER)
        terminal.wait("at conv2, image 17, q 70 %, v3", "v3 of 32")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        self.assertIn(b"\x1b[?2004l", terminal.bytes.split(b"v3 of 32")[-1])

    def test_a_light_terminal_has_the_light_theme(self):
        terminal = self.open(TERM="xterm-256color")
        terminal.wait("98.6 %")
        terminal.wait_for_bytes(b"\x1b]11;?")
        terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.press("t")
        terminal.wait("> light")
        terminal.press(ESCAPE, "q")
        self.assertEqual(terminal.end(), 0)

    def test_the_prompt_comes_on_a_line_of_its_own(self):
        for kind in ["vt100", "linux"]:
            with self.subTest(kind):
                terminal = self.open(TERM=kind)
                terminal.wait("98.6 %")
                terminal.press("q")
                self.assertEqual(terminal.end(), 0)
                self.assertTrue(terminal.bytes.endswith(b"\r\n"), terminal.bytes[-40:])

    def test_another_model_is_opened_from_inside(self):
        shutil.copy(ROOT / "SampleModels" / "mnist.onnx", self.folder / "alone.onnx")
        terminal = self.open()
        terminal.wait("98.6 %")
        terminal.press(":", "open model", ENTER, "al\t", ENTER)
        terminal.wait("opened alone.onnx", "onnx", gone=["98.6 %"])
        terminal.press(":", "open model", ENTER, "nowhere.bin", ENTER)
        terminal.wait("nowhere.bin", "no such file", "alone.onnx")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_model_that_is_opened_inside_has_its_own_images(self):
        shutil.copy(ROOT / "SampleModels" / "mnist.onnx", self.folder / "alone.onnx")
        terminal = self.open()
        terminal.wait("98.6 %")
        terminal.press(":", f"open data {SAMPLE.with_suffix('.npz')}", ENTER)
        terminal.wait("opened ", "mnist.npz")
        terminal.press(":", f"open model {SAMPLE.with_name('fashion.onnx')}", ENTER)
        terminal.wait("opened ", "fashion.npz", gone=["mnist.npz"])
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_model_that_is_opened_inside_is_where_it_was_left(self):
        shutil.copy(ROOT / "SampleModels" / "mnist.onnx", self.folder / "alone.onnx")
        terminal = self.open(XDG_STATE_HOME=str(Path(self.folder) / "state"))
        terminal.wait("98.6 %")
        terminal.press(":", "fc1 q 70", ENTER)
        terminal.wait("at fc1", "q 70 %")
        terminal.press(":", "open model alone.onnx", ENTER)
        terminal.wait("opened alone.onnx", "layer 3 of 4")
        terminal.press("g")
        terminal.wait("layer 1 of 4")
        terminal.press(":", f"open model {SAMPLE}", ENTER)
        terminal.wait("opened ", "layer 3 of 4", "q 70 %")
        terminal.press(":", "open model alone.onnx", ENTER)
        terminal.wait("opened alone.onnx", "layer 1 of 4")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_joined_characters_shift_no_row(self):
        names = [
            "\u65e5\u672c\u8a9e", "e\u0301te\u0301", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 family", "\U0001f1e9\U0001f1ea flag",
            "\U0001f44d\U0001f3fd thumb", "\u2764\ufe0f heart", "1\ufe0f\u20e3 key",
            "\u0e01\u0e33 \u0915\u094d\u0937\u093f", "\ud55c\u202e\x07",
        ]  # fmt: skip
        for name in ["mnist.bin", "mnist.npz"]:
            shutil.copy(ROOT / "SampleModels" / name, self.folder)
        card = SAMPLE.with_suffix(".toml").read_text()
        # As TOML's escapes.
        escaped = ["".join(f"\\U{ord(letter):08x}" for letter in name) for name in names]
        classes = "classes = " + str(escaped).replace("'", '"').replace("\\\\", "\\")
        (self.folder / "mnist.toml").write_text(re.sub("classes = .*", lambda _: classes, card))
        for environment in [{"TERM": "xterm-256color"}, {"TERM": "linux"}, {"LANG": "C", "LC_ALL": "C"}]:
            with self.subTest(**environment):
                terminal = self.open("mnist.bin", **environment)
                terminal.wait("98.6 %")
                terminal.press("G", "4", *["["] * 5, "z")
                terminal.wait("q 80 %", "zoomed", "8 classes")
                terminal.settle()
                bar = "|" if "LANG" in environment else "\u2502"
                for row in range(4, 34):
                    cells = terminal.screen.buffer[row]
                    self.assertEqual(
                        [column for column in range(120) if cells[column].data == bar], [0, 119], row)
                seen = "\n".join(terminal.screen.display[:-1])
                if "LANG" not in environment:
                    for words in ["\U0001f468 ", "DE flag", "\U0001f44d ", "\u2764  heart", "\\u202e\\x07"]:
                        self.assertIn(words, seen)
                    self.assertNotIn("?", seen)
                # An overlay comes and goes, and leaves nothing behind.
                terminal.press("?")
                terminal.wait("Words and marks of")
                terminal.press(ESCAPE)
                terminal.wait("8 classes", gone=["Words and marks of"])
                terminal.settle()
                self.assertEqual("\n".join(terminal.screen.display[:-1]), seen)
                # What is exported has the names whole.
                terminal.press("e", control("U"), "classes.txt", ENTER)
                terminal.wait("wrote classes.txt")
                self.assertIn(names[3], (self.folder / "classes.txt").read_text())
                (self.folder / "classes.txt").unlink()
                terminal.press("q")
                self.assertEqual(terminal.end(), 0)

    def test_every_display_is_served(self):
        # What a colour's sequence has in its fourth place: 2 for 24 bits, 5 for 256 colours, nothing
        # for the named ones; no sequence at all without colours.
        for kind, environment in [
            (b"2", {"COLORTERM": "truecolor"}),
            (b"2", {"COLORTERM": "truecolor", "TERM": "tmux-256color"}),
            (b"5", {"TERM": "screen-256color"}),
            (b"", {"TERM": "xterm"}),
            (b"", {"TERM": "linux"}),
            (None, {"TERM": "vt100"}),
            (None, {"NO_COLOR": "1"}),
        ]:
            with self.subTest(**environment):
                terminal = self.open(**environment)
                terminal.wait("98.6 %", "5 Hierarchy")
                colors = re.findall(rb"\x1b\[([34]8;2;|[34]8;5;|[34][0-7])[0-9;]*m", terminal.bytes)
                kinds = {color[3:4] for color in colors}
                self.assertEqual(kinds, {kind} if kind is not None else set())
                terminal.press("q")
                self.assertEqual(terminal.end(), 0)

    def test_with_eight_colours_everything_is_seen(self):
        for kind in ["xterm", "linux", "screen"]:
            for theme in ["dark", "light", "high-contrast", "colour-blind", "sixteen", "mono"]:
                with self.subTest(kind=kind, theme=theme):
                    terminal = self.open(SAMPLE, "--theme", theme, TERM=kind)
                    terminal.wait("98.6 %", "5 Hierarchy")
                    terminal.press("j", "4", "l")
                    terminal.wait("2 Spectrum  conv2")
                    cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
                    hidden = {cell for cell in cells if cell.data != " " and cell.fg == cell.bg != "default"}
                    self.assertEqual(hidden, set())
                    # The terminal's own background may be either of these.
                    inks = {cell.fg for cell in cells if cell.bg == "default"}
                    self.assertFalse(inks & {"black", "white"})
                    terminal.press("q")
                    self.assertEqual(terminal.end(), 0)

    def test_without_utf_8_no_byte_is_outside_ascii(self):
        terminal = self.open(LANG="C", LC_ALL="C")
        terminal.wait("98.6 %", "5 Hierarchy", "+- 1 Layers")
        terminal.press("j", "3", "z")
        terminal.wait("3 Projection")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.bytes.isascii())

    def test_without_data_the_spectra_work_and_the_other_panes_say_so(self):
        shutil.copy(ROOT / "SampleModels" / "mnist.onnx", self.folder / "alone.onnx")
        terminal = self.open("alone.onnx")
        terminal.wait("alpha-hat 12.28", "--data")
        terminal.press("j")
        terminal.wait("2 Spectrum  conv2", "2.265")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_no_terminal_is_left_in_disorder(self):
        usual = modes(os.openpty()[1])
        for number in [signal.SIGTERM, signal.SIGHUP, signal.SIGABRT, signal.SIGSEGV, signal.SIGILL]:
            with self.subTest(signal=number.name):
                terminal = self.open()
                terminal.wait("98.6 %")
                self.assertNotEqual(terminal.modes, usual)
                terminal.process.kill(number)
                terminal.read_to_end()
                self.assertTrue(LEFT in terminal.bytes)
                self.assertEqual(terminal.modes, usual)
                self.assertEqual(terminal.end(), -number)

    def test_suspending_gives_the_shell_its_terminal(self):
        terminal = Terminal("bash", ["--norc", "-i"], directory=self.folder, PS1="$ ")
        self.addCleanup(terminal.process.close, True)
        terminal.press(f"'{PROGRAM}' '{SAMPLE}'\n")
        terminal.wait("98.6 %", "1 Layers")
        for _ in range(2):
            terminal.press(control("Z"))
            terminal.wait("Stopped")
            terminal.press("stty -a | tr ' ' '\\n' | grep -c -x -E 'icanon|echo|icrnl;?|opost;?'\n")
            terminal.wait("\n4 ")
            terminal.press("fg\n")
            terminal.wait("98.6 %", "1 Layers", gone=["Stopped"])
        terminal.press("j")
        terminal.wait("2 Spectrum  conv2")
        terminal.press("q")
        # What is typed before the shell has the terminal again is the explorer's.
        terminal.wait("\n$ ")
        terminal.press("echo status=$?\n")
        terminal.wait("status=0")

    def test_stopped_by_another_it_takes_the_terminal_again(self):
        terminal = self.open()
        terminal.wait("98.6 %", "1 Layers")
        taken = terminal.modes
        for _ in range(2):
            terminal.process.kill(signal.SIGSTOP)
            # Whoever has the terminal meanwhile changes its modes and what stands on it.
            usual = termios.tcgetattr(terminal.process.child_fd)
            usual[0] |= termios.ICRNL
            usual[1] |= termios.OPOST
            usual[3] |= termios.ICANON | termios.ECHO | termios.ISIG
            termios.tcsetattr(terminal.process.child_fd, termios.TCSANOW, usual)
            terminal.read()
            terminal.screen.reset()
            terminal.process.kill(signal.SIGCONT)
            terminal.wait("98.6 %", "1 Layers", "5 Hierarchy")
            self.assertEqual(terminal.modes, taken)
        terminal.press("j")
        terminal.wait("2 Spectrum  conv2")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_size_that_changed_while_it_stood_still_is_seen(self):
        terminal = self.open()
        terminal.wait("98.6 %", "5 Hierarchy")
        terminal.process.kill(signal.SIGSTOP)
        terminal.resize(80, 24)
        terminal.process.kill(signal.SIGCONT)
        terminal.wait("─ 1 Layers", "─ 2 Spectrum", gone=["─ 5 Hierarchy"])
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_terminal_that_goes_without_a_signal_ends_it(self):
        # The terminal is not the one that its session is controlled by, so nothing is sent.
        master, slave = os.openpty()
        variables = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "TERM": "screen-256color",
            "LANG": "C.UTF-8", "XDG_CACHE_HOME": "/dev/null",
        }  # fmt: skip
        process = subprocess.Popen(
            [PROGRAM, SAMPLE], stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, env=variables,
            start_new_session=True,
        )  # fmt: skip
        self.addCleanup(process.kill)
        os.close(slave)
        shown = b""
        while b"Hierarchy" not in shown:
            shown += os.read(master, 1 << 16)
        os.close(master)
        self.assertEqual(process.wait(PATIENCE), -signal.SIGHUP)

    def test_interrupting_cancels_and_then_quits(self):
        terminal = self.open()
        terminal.wait("98.6 %")
        terminal.press(control("C"))
        terminal.wait("Ctrl-c again quits")
        terminal.press(control("C"))
        self.assertEqual(terminal.end(), 0)

    def test_the_clipboard_is_the_terminals(self):
        terminal = self.open()
        terminal.wait("98.6 %", "alpha-hat 12.28")
        terminal.press("y")
        terminal.wait("copied")
        self.assertTrue(b"\x1b]52;c;" in terminal.bytes)
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_settings_and_keys_are_those_of_the_file(self):
        folder = Path(self.folder) / "config" / "ddp-tui"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(
            "quantile = 0.8\nmouse = false\nsofa = 1\n[keys]\nquit = 'Q'\n")
        terminal = self.open(XDG_CONFIG_HOME=str(folder.parent))
        terminal.wait("line 3: sofa is no setting", "98.6 %", "q 80 %")
        self.assertNotIn(b"\x1b[?1002h", terminal.bytes)
        terminal.press("q")
        terminal.wait("q does nothing")
        terminal.press("Q")
        self.assertEqual(terminal.end(), 0)

    def test_what_was_chosen_is_remembered(self):
        environment = {"XDG_STATE_HOME": str(Path(self.folder) / "state")}
        terminal = self.open(**environment)
        terminal.wait("98.6 %", "5 Hierarchy  conv1")
        terminal.press("j")
        terminal.wait("5 Hierarchy  conv2")
        terminal.press("4", "]", "]")
        terminal.wait("q 87 %")
        terminal.press("t", DOWN, ENTER, "q")
        self.assertEqual(terminal.end(), 0)
        state = (Path(self.folder) / "state/ddp-tui/state.toml").read_text()
        self.assertIn('layer = "conv2"', state)

        terminal = self.open(**environment)
        terminal.wait("5 Hierarchy  conv2", "q 87 %")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)
        terminal = self.open(SAMPLE, "--layer", "1", "--quantile", "0.5", **environment)
        terminal.wait("5 Hierarchy  conv1", "q 50 %")
        terminal.press("q")
        self.assertEqual(terminal.end(), 0)

    def test_a_home_that_takes_nothing_breaks_nothing(self):
        terminal = self.open(HOME="/proc", XDG_STATE_HOME="", XDG_CONFIG_HOME="")
        terminal.wait("98.6 %")
        terminal.press("j", "q")
        self.assertEqual(terminal.end(), 0)

    def test_where_there_is_no_terminal_it_says_what_to_do(self):
        result = subprocess.run(
            [PROGRAM, SAMPLE], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        self.assertEqual(result.returncode, 64)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\A[^\n]*export[^\n]*\n\Z")

    def test_a_terminal_that_can_do_nothing_is_told_so(self):
        for kind, words in [("dumb", "TERM is dumb"), ("", "TERM is not set")]:
            terminal = Terminal(PROGRAM, [SAMPLE], TERM=kind)
            self.assertEqual(terminal.end(), 64)
            self.assertIn(words.encode(), terminal.bytes)


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=2)
