#!/usr/bin/env python3
"""Tests .ci/cycles on rooms of two or three small files."""

import subprocess
import tempfile
import time
import unittest
from pathlib import Path

CYCLES = Path(__file__).resolve().parents[2] / ".ci" / "cycles"


class CyclesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "Room").mkdir()

    def build(self, **files):
        for name, text in files.items():
            (self.folder / "Room" / f"{name}.swift").write_text(text)
        subprocess.run(
            ["swiftc", "-c", "-module-name", "Room", "-index-store-path", "store",
             *sorted(map(str, self.folder.glob("Room/*.swift")))],
            cwd=self.folder, check=True)

    def cycles(self, status):
        result = subprocess.run(
            [CYCLES, "store", "Room"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(result.returncode, status, result)
        return result.stdout + result.stderr

    def test_finds_a_circle_and_forgets_what_is_gone(self):
        self.build(
            Wheel="struct Wheel {\n  var car: Car? { nil }\n}",
            Car="struct Car: Named {\n  let wheel = Wheel()\n}",
            Named="protocol Named {}")
        self.assertEqual(self.cycles(status=1).splitlines(), [
            "2 files of Room depend on each other in a circle:",
            "  Room/Car.swift:2 uses Wheel of Wheel.swift",
            "  Room/Wheel.swift:2 uses Car of Car.swift"])
        (self.folder / "Room" / "Car.swift").unlink()
        self.build(Wheel="struct Wheel: Named {}")
        self.assertEqual(self.cycles(status=0), "")

    def test_what_is_used_without_the_name_of_its_type_counts(self):
        self.build(
            Color="enum Color: String { case red }\nfunc print() -> String { favourite() }",
            Print="func favourite() -> String { chosen().rawValue }",
            Choice="func chosen() -> Color { .red }")
        self.assertIn("Room/Print.swift:1 uses rawValue of Color.swift", self.cycles(status=1))

    def test_members_belong_to_the_file_of_their_extension(self):
        self.build(
            Wheel="struct Wheel {}",
            Spokes="extension Wheel { func count(_ car: Car) -> Int { car.spokes } }",
            Car="struct Car { let wheel = Wheel(), spokes = 8 }")
        self.assertEqual(self.cycles(status=0), "")
        self.build(Wheel="struct Wheel { func all() -> Int { count(Car()) } }")
        self.assertIn("Room/Wheel.swift:1 uses count(_:) of Spokes.swift", self.cycles(status=1))

    def test_refuses_an_index_that_is_old_or_missing(self):
        self.assertIn("run swift build", self.cycles(status=1))
        self.build(Wheel="struct Wheel {}")
        time.sleep(0.01)
        (self.folder / "Room" / "Wheel.swift").write_text("struct Wheel { let spokes = 8 }")
        self.assertIn("Room/Wheel.swift is newer than its index", self.cycles(status=1))


if __name__ == "__main__":
    unittest.main()
