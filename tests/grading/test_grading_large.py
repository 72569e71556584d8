"""A class of 200 as Moodle and Canvas deliver it, with 30 kinds of odd hand-ins: every one is accounted for."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from classes import RIGHT, make_class, write_notebook
from oddities import odd_files, odd_places, put

pytestmark = pytest.mark.acceptance

COUNT, ABSENT = 165, 5  # who handed in as they should, with 0 to 5.5 points, and who handed in nothing
EARNED = (0, 2, 5, 5.5)
FLAT = 12_000  # kB by which the memory of the marking process may differ from a quarter of the class on
NAMES = ("Zo\u00eb M\u00fcller", "Jos\u00e9 de la Cruz", "\u5f20 \u4f1f", "Anne-Marie O'Neill", "X")


def moodle(student, number, rest):
    """The path of a file in what Moodle gives."""
    inside = rest.lstrip("/") if rest.startswith("/") else f"hand in{rest}"
    kind = "onlinetext" if "onlinetext" in rest else "file"
    return f"{student}_{number}_assignsubmission_{kind}_/{inside.rpartition('assignsubmission_onlinetext_/')[2]}"


def canvas(student, number, rest):
    """The same in what Canvas gives: names without spaces, no folders."""
    late = "_LATE" if "LATE" in rest else ""
    inside = re.sub(r"^_LATE_88_99_|^.*assignsubmission_\w*_/", "", rest).lstrip("/").replace("/", "-")
    inside = f"hand in{inside}" if inside.startswith(".") and inside != ".DS_Store" else inside
    return f"{student.replace(' ', '').lower()}{late}_{number}_{number + 50_000}_{inside}"


def make_large_class(folder, layout):
    """(command, {name: points, or the mistake}); beside the class there is its list."""
    command, expected, listed = make_class(folder, {}), {}, [("id", "name", "pattern")]
    place = folder / "class"
    place.mkdir()
    for n in range(COUNT + ABSENT):
        name, number = f"{NAMES[n % len(NAMES)]} {n}", 7000 + n
        listed.append((number, name, ""))
        if n < COUNT:
            write_notebook(place / layout(name, number, "/50_own.ipynb"), *RIGHT[: 1 + n % 4], f"# {n}")
        expected[name] = EARNED[n % 4] if n < COUNT else "no-notebook"
    for n, (student, rest, data, mistake) in enumerate(odd_files(folder)):
        put(place, layout(student, 9000 + n, rest), data=data)
        listed.append((9000 + n, f"odd {student}", ""))
        expected[f"odd {student}"] = mistake or 5.5
    expected |= odd_places(place)
    if layout is canvas:  # which gives files as they are: this one is no longer Moodle's text, nor made by a system
        expected |= {"odd c3": "other-file", "odd c4": "other-file"}
    with open(folder / "list.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(listed)
    return [*command, "--students", str(folder / "list.csv"), "--workers", "2"], expected


def run_and_weigh(command):
    """(output, kB of memory of the marking process after each notebook)"""
    weights, lines = [], []
    with subprocess.Popen([sys.executable, "-m", "coursecnn", *command], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            lines.append(line)
            status = Path(f"/proc/{process.pid}/status")
            if re.match(r"\d+ of \d+: ", line) and status.exists():
                weights.append(int(re.search(r"VmRSS:\s+(\d+)", status.read_text())[1]))
    assert process.returncode == 0
    return "".join(lines), weights


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
@pytest.mark.parametrize("layout", [moodle, canvas])
def test_a_class_of_200_is_accounted_for_in_flat_memory(layout, tmp_path):
    command, expected = make_large_class(tmp_path, layout)
    assert len(expected) >= 200
    printed, weights = run_and_weigh(command)
    out = tmp_path / "marks.csv"
    with open(out, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"] for row in rows} == expected.keys()
    for name, wanted in expected.items():
        of = [row for row in rows if row["student"] == name]
        if isinstance(wanted, str):
            assert wanted in {row["mistake"] for row in of} and f"  {name}: " in printed, (name, of)
        else:
            assert sum(float(row["points"]) for row in of) == wanted, (name, of)
    with open(out.with_suffix(".totals.csv"), encoding="utf-8-sig", newline="") as file:
        totals = {row["student"]: row for row in csv.DictReader(file)}
    assert totals.keys() == expected.keys()
    assert all(float(totals[name]["points"]) == wanted for name, wanted in expected.items() if wanted in EARNED)
    assert totals[f"{NAMES[1]} 1"]["id"] == "7001"
    with open(out.with_suffix(".moodle-50.csv"), encoding="utf-8-sig", newline="") as file:
        worksheet = {row["Identifier"]: float(row["Grade"]) for row in csv.DictReader(file)}
    assert {number: worksheet[f"Participant {7000 + number}"] for number in range(COUNT)} == {
        number: EARNED[number % 4] for number in range(COUNT)
    }
    assert len(list((tmp_path / "marks.feedback").iterdir())) == len(expected)
    settled = weights[len(weights) // 4 :]
    print(f"\n{layout.__name__}: {len(weights)} notebooks, {weights[0]:,} kB first, then "
          f"{min(settled):,} to {max(settled):,} kB")  # fmt: skip
    assert max(settled) - settled[0] < FLAT
