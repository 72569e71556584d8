"""The process in which one notebook runs and is marked: ``python -m coursecnn.grading.child NOTEBOOK REQUEST``.

REQUEST is a file in JSON (see ``supervisor``). What happens is told on standard output, a list in JSON on each line::

    ["cell", 3]                                the third code cell begins
    ["note", 3, "ZeroDivisionError: ..."]      how it ended, unless it went well
    ["memory", 3]                              it used up the memory, and the process ends
    ["exercise", "01.pad"]                     marking begins
    ["result", "01.pad", false, "padding-forgotten", "..."]
    ["broken", "..."]                          it is not a notebook
    ["done"]
"""

import json
import linecache
import os
import re
import signal
import sys
import threading
import types
from contextlib import contextmanager
from pathlib import Path

from .exercises import find_exercises
from .fence import CELL, close_fence, set_limits
from .notebook import parse, read_cells

MISSING = object()
TICK = 0.5  # seconds


class CellTimeout(BaseException):
    """No ``except Exception`` of a cell catches it."""


def main():
    request = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    tell = _open_channel()
    set_limits(request["memory"], request["seconds"])
    try:
        cells = read_cells(Path(sys.argv[1]).read_bytes())
    except ValueError as error:
        tell("broken", str(error))
        return
    exercises = find_exercises(request["exercises"], request["own"])
    _prepare(cells)
    close_fence(os.getcwd(), request["closed"], 4 + (os.cpu_count() or 1))
    with _checks_put_off():
        namespace, notes = _run_cells(cells, request, tell)
    for exercise in exercises:
        tell("exercise", exercise.id)
        tell("result", exercise.id, *_mark(exercise, namespace, cells, notes))
    tell("done")


def _open_channel():
    """A function that tells the supervisor; what the notebook prints and reads goes nowhere."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    parent = os.dup(0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()

    def tell(*event):
        channel.write(json.dumps(event) + "\n")
        channel.flush()

    return tell


def _end_with(parent):
    """End this process when the supervisor is gone, whatever happened to it: the system closes its side of the pipe."""
    os.read(parent, 1)
    os._exit(1)


def _prepare(cells):
    """Import what would need more than the fence allows when it is imported or used for the first time."""
    import ctypes

    from ..functional import parallel

    ctypes.pythonapi.PyThreadState_SetAsyncExc
    with parallel.one_blas_thread():
        pass
    if any("plot" in text or "plt" in text for text in cells):
        try:
            import matplotlib.font_manager  # makes its list of fonts once for all
        except ImportError:
            pass


@contextmanager
def _checks_put_off():
    """The notebook's own checks say yes without looking: each answer would be tried twice."""
    from ..checks import Exercise, Result

    check = Exercise.check
    Exercise.check = lambda self, answer: Result(True, None, f"{self.id} is marked later.")
    try:
        yield
    finally:
        Exercise.check = check


def _run_cells(cells, request, tell):
    """``(namespace, notes)`` after all cells; an exception ends its cell only. Notes: {number: how the cell ended}."""
    module = types.ModuleType("__main__")
    module.display = print
    sys.modules["__main__"] = module
    notes = {int(number): note for number, note in request["left_out"].items()}
    for number, text in enumerate(cells, 1):
        if number in notes:
            continue
        tell("cell", number)
        try:
            _run_cell(number, text, vars(module), request["cell_seconds"])
        except CellTimeout:
            notes[number] = f"It was not finished after {request['cell_seconds']:g} s and was stopped."
        except BaseException as error:
            notes[number] = _say(error)
            if isinstance(error, MemoryError) or "can't start new thread" in notes[number]:
                tell("memory", number)
                os._exit(1)
        if number in notes:
            tell("note", number, notes[number])
    return vars(module), notes


def _run_cell(number, text, namespace, seconds):
    name = f"{CELL}{number}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)  # for tracebacks
    code = compile(parse(text), name, "exec", dont_inherit=True)
    if not hasattr(signal, "setitimer"):
        exec(code, namespace)
        return
    ticks = 0  # counted, so that time does not pass while the computer sleeps

    def tick(_, frame):
        nonlocal ticks
        ticks += 1
        if ticks * TICK >= seconds and _is_of_cell(frame):  # again and again: a cell may catch the first
            raise CellTimeout

    signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        exec(code, namespace)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _is_of_cell(frame):
    while frame is not None and not frame.f_code.co_filename.startswith(CELL):
        frame = frame.f_back
    return frame is not None


def _say(error):
    """What an exception says, with its line in the cell."""
    lines, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(CELL):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    line = lines[-1] if lines else getattr(error, "lineno", None)
    try:
        what = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    except Exception:  # of its own __str__
        what = type(error).__name__
    return what.rstrip(": ") + (f" (line {line})" if line else "")


def _mark(exercise, namespace, cells, notes):
    """``(passed, mistake, message)``."""
    answer = namespace.get(exercise.name, MISSING)
    if answer is MISSING:
        return False, "missing", _why_missing(exercise.name, cells, notes)
    try:
        result = exercise.check(answer)
    except Exception as error:  # checks do not raise, unless the answer reached into them
        return False, "unknown", f"The check failed: {_say(error)}"
    if not result.tried:
        return False, "not-tried", str(result.message)
    return bool(result.passed), result.mistake, str(result.message)


def _why_missing(name, cells, notes):
    makes = re.compile(rf"\b(?:def|class)\s+{name}\b|\b{name}\b[\w, ]*=")
    for number, note in notes.items():
        if makes.search(cells[number - 1]):
            return f"There is no {name}: the cell that makes it (code cell {number}) failed. {note}"
    return f"There is no {name} in this notebook: was its cell deleted, or the name changed?"


if __name__ == "__main__":
    try:
        main()
    finally:
        sys.stdout.flush()
        os._exit(0)  # whatever threads the notebook has begun
