"""Homework of lesson 01: its exercise notebook, filled in by students of all kinds."""

import copy
import json

from places import ROOT

from coursecnn import checks

FILE = "01_convolution.ipynb"
POINTS = {exercise.name: exercise.points for exercise in checks.all() if exercise.lesson == "01"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _answers():
    """{name: (cell id, text of the answer cell)} of the solutions."""
    found = {}
    for cell in read(ROOT / "solutions" / FILE)["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix("01-")
        if name in POINTS:
            found[name] = cell["id"], "".join(cell["source"])
    return found


ANSWERS = _answers()
SOLVED = {name: text for name, (_, text) in ANSWERS.items()}
STUBS = {}  # nothing filled in


def fill_in(notebook, answers, before=None):
    """A copy of a notebook with answers in it.

    Parameters
    ----------
    notebook : dict
        As it was handed out.
    answers : dict of str to str or None
        The text of answer cells by name; None deletes the cell.
    before : dict of str to list of str
        Further code cells before the answer of this name.
    """
    names = {cell_id: name for name, (cell_id, _) in ANSWERS.items()}
    notebook, cells = copy.deepcopy(notebook), []
    for cell in notebook["cells"]:
        name = names.get(cell["id"])
        cells += [_code(text) for text in (before or {}).get(name, [])]
        text = answers.get(name, cell["source"])
        if text is not None:
            cells.append({**cell, "source": text})
    return {**notebook, "cells": cells}


def _code(text):
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}


def handed_out():
    """The exercise notebook of lesson 01."""
    return read(ROOT / "exercises" / FILE)


def hand_in(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
