"""Run an answer that may never end, print without end, exit or change what it was given.

A single call into C that keeps the interpreter to itself, such as ``sum(range(10**12))``, cannot be stopped from inside
of a process. All else can.
"""

import builtins
import contextlib
import copy
import ctypes
import io
import sys
import threading
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SECONDS = 5.0  # for all cases of one check
LONGEST = 2000  # characters of what an answer prints that are kept
STOPPING = 2.0  # seconds in which an answer whose time is over is asked to end
OURS = str(Path(__file__).parent.parent)


@dataclass
class Outcome:
    """What one call gave.

    Attributes
    ----------
    value : object
        What was returned.
    error : BaseException or None
        What was raised.
    line : str
        The line of the answer that raised it.
    args, kwargs : what the answer was given, as it left them
    printed : str
        The beginning of what it printed.
    lines : int
        Number of lines that it printed.
    """

    value: object = None
    error: BaseException | None = None
    line: str = ""
    args: tuple = ()
    kwargs: dict | None = None
    printed: str = ""
    lines: int = 0


class TimeUp(BaseException):
    """Raised inside an answer whose time is over."""


def run(answer, cases, seconds):
    """Call ``answer`` on copies of the arguments of each case.

    Returns
    -------
    outcomes : list of Outcome
        Fewer than the cases where the time was over before, or where one of them exited.
    state : "done", "stopped" or "lost"
        "stopped": the time was over. "lost": what is more, the answer cannot be stopped; it goes on in the background.
    """
    outcomes = []
    worker = threading.Thread(target=_work, args=(answer, cases, outcomes), daemon=True)
    with _shielded():
        try:
            worker.start()
        except RuntimeError:  # a Python without threads
            _work(answer, cases, outcomes)
            return outcomes, "done"
        try:
            _wait(worker, seconds)
        finally:
            late = worker.is_alive()
            if late:
                _stop(worker)
    return outcomes, "done" if not late else "lost" if worker.is_alive() else "stopped"


def _work(answer, cases, outcomes):
    with contextlib.suppress(TimeUp), np.errstate(all="ignore"):
        for case in cases:
            outcome = _call(answer, case)
            outcomes.append(outcome)
            if isinstance(outcome.error, SystemExit | KeyboardInterrupt):
                return


def _call(answer, case):
    args, kwargs = copy.deepcopy((case.args, case.kwargs))
    outcome, output = Outcome(args=args, kwargs=kwargs), sys.stdout
    begin = output.begin() if isinstance(output, _Output) else None
    try:
        outcome.value = answer(*args, **kwargs)
    except TimeUp:
        raise
    except BaseException as error:
        outcome.error, outcome.line = error, _line_of(error)
    if begin is not None:
        outcome.printed, outcome.lines = output.since_begin()
    return outcome


def _line_of(error):
    """The last line of the notebook that the error went through; of the answer, where there is none."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if not frame.filename.startswith(OURS) and "site-packages" not in frame.filename]
    return (own or frames)[-1].line or "" if frames else ""


def _wait(worker, seconds):
    """In short steps: on Windows nothing interrupts a long one, not even Ctrl-C."""
    until = time.monotonic() + seconds
    while worker.is_alive() and time.monotonic() < until:
        worker.join(0.05)


def _stop(worker):
    """Raise TimeUp in the worker, again and again: an answer may catch it."""
    until = time.monotonic() + STOPPING
    while worker.is_alive() and time.monotonic() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(TimeUp))
        worker.join(0.02)


@contextlib.contextmanager
def _shielded():
    """Keep what an answer prints, refuse ``input``, hide warnings."""
    kept, ask, output = (sys.stdout, sys.stderr), builtins.input, _Output()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.stdout = sys.stderr = output
        builtins.input = _no_input
        try:
            yield
        finally:
            sys.stdout, sys.stderr = kept
            builtins.input = ask


def _no_input(*_):
    raise RuntimeError("an answer cannot ask with input(): it gets all that it needs as arguments")


class _Output(io.TextIOBase):
    """Counts lines, and keeps the first of them."""

    text, lines = "", 0

    def begin(self):
        self.text, self.lines = "", 0
        return self

    def write(self, text):
        self.lines += text.count("\n")
        if len(self.text) < LONGEST:
            self.text += text[: LONGEST - len(self.text)]
        return len(text)

    def since_begin(self):
        return self.text, self.lines + bool(self.text and not self.text.endswith("\n"))

