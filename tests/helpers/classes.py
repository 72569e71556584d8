"""A class whose notebooks are made here."""

import csv
import json
import subprocess
import time
from pathlib import Path

OWN = '''\
import numpy as np
from coursecnn.checks import Exercise


def inputs(draw):
    return (np.arange(draw.int(1, 3)),)


HINTS = {"hints": ("one", "two", "three"), "see": "90"}
double = Exercise(
    id="50.double", kind="implement", title="Double & more", points=2, **HINTS,
    inputs=inputs, expected=lambda x: 2 * x,
)
total = Exercise(
    id="50.total", kind="implement", title="Total", points=3, **HINTS,
    inputs=inputs, expected=lambda x: int(x.sum()),
)
answer = Exercise(id="50.answer", kind="predict", title="Answer", points=0.5, **HINTS, value=lambda: 42)
'''  # fmt: skip

IMPORTS = 'import os, sys\nfrom coursecnn.checks import exercise\nname = "50.double"'
DOUBLE = "def double(x):\n    return 2 * x"
TOTAL = "def total(x):\n    return int(sum(x))"
ANSWER = "answer = 42"
RIGHT = (IMPORTS, DOUBLE, TOTAL, ANSWER)


def write_notebook(path, *cells):
    """A notebook of code cells."""
    cells = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


def make_class(folder, students):
    """A folder of notebooks, and beside it a file of three exercises: the arguments that mark them."""
    for student, cells in students.items():
        write_notebook(folder / "class" / student / "50_own.ipynb", *cells)
    (folder / "own.py").write_text(OWN, encoding="utf-8")
    out, own = str(folder / "marks.csv"), str(folder / "own.py")
    return ["grade", str(folder / "class"), "--out", out, "--exercises", own]


def read_marks(path):
    """{student: {exercise: (points, mistake)}}"""
    marks = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            marks.setdefault(row["student"], {})[row["exercise"]] = (float(row["points"]), row["mistake"])
    return marks


def points(marks):
    """{student: sum of points}"""
    return {student: sum(points for points, _ in rows.values()) for student, rows in marks.items()}


def children(pid):
    """Ids of the processes that mark for another."""
    listed = _processes()
    return [child for child, parent, _, command in listed if parent == pid and "coursecnn.grading.room" in command]


def alive(ids):
    """Those of the processes that live."""
    return [one for one, _, state, _ in _processes() if one in ids and state != "Z"]


def alive_with(text):
    """Commands of processes that live and have a text in them."""
    return [command for _, _, state, command in _processes() if text in command and state != "Z"]


def wait_until(true):
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise TimeoutError


def _processes():
    """(id, parent's id, state, command) of all."""
    if not Path("/proc/self/stat").exists():
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat=,args="], stdout=subprocess.PIPE, text=True)
        rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
        return [(int(one), int(parent), state[0], command) for one, parent, state, command in rows]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            found.append((int(folder.name), int(parent), state, (folder / "cmdline").read_text().replace("\0", " ")))
        except (OSError, UnicodeDecodeError):  # it has ended
            pass
    return found
