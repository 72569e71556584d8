"""The last check of this session, and a report of it for those who made the course."""

import platform
from importlib import import_module

import numpy as np

_last = []  # (exercise, what is known of the answer, result)


def keep(exercise, about, result):
    """Call it after each check."""
    _last[:] = [(exercise, about, result)]


def report(file="report.txt"):
    """Write the last check into a file to send, where its message seems to be wrong: nothing is sent by itself.

    Parameters
    ----------
    file : str or path
        It holds the exercise's name, the answer's text, the message, and the versions of coursecnn, NumPy and Python;
        nothing else. There must be no such file yet.
    """
    if not _last:
        raise ValueError("There is nothing to report: no answer was checked since the kernel started.")
    exercise, about, result = _last[0]
    versions = ", ".join(
        f"{name} {version}"
        for name, version in (
            ("coursecnn", import_module(__package__.partition(".")[0]).__version__),
            ("NumPy", np.__version__),
            ("Python", platform.python_version()),
            ("on", platform.system()),
        )
    )
    answer = about.source if about.callable else about.words
    parts = [f"Exercise: {exercise.id}", f"Answer:\n{answer or 'its text is not known'}", f"Message:\n{result.message}"]
    try:
        with open(file, "x", encoding="utf-8") as out:
            out.write("\n\n".join([*parts, f"Versions: {versions}", ""]))
    except FileExistsError:
        raise FileExistsError(f"There is a {file} already: give another name, such as report('report2.txt').") from None
    print(f"Written to {file}: read it, and send it to those who made the course.")
