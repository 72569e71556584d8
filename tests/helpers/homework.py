"""Homework: the exercise notebook of a lesson, filled in by students of all kinds; that of lesson 01 by its names."""

import copy
import functools
import json

from places import ROOT

from coursecnn import checks

FILE = "01_convolution.ipynb"


def points_of(lesson):
    """{name: points} of a lesson's exercises."""
    return {exercise.name: exercise.points for exercise in checks.all() if exercise.lesson == lesson}


def file_of(lesson):
    """The name of a lesson's notebook."""
    return next((ROOT / "solutions").glob(f"{lesson}_*.ipynb")).name


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def answers_of(lesson):
    """{name: (cell id, text of the answer cell)} of a lesson's solutions."""
    found, points = {}, points_of(lesson)
    for cell in read(ROOT / "solutions" / file_of(lesson))["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix(f"{lesson}-")
        if name in points:
            found[name] = cell["id"], "".join(cell["source"])
    return found


def solved(lesson):
    """{name: text} of the answers in a lesson's solutions."""
    return {name: text for name, (_, text) in answers_of(lesson).items()}


POINTS = points_of("01")
SOLVED = solved("01")
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
    names = {cell_id: name for name, (cell_id, _) in answers_of(notebook["cells"][0]["id"][:2]).items()}
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
