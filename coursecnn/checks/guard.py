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
from functools import partial
from pathlib import Path

import numpy as np

SECONDS = 5.0  # for all cases of one check
LONGEST = 2000  # characters of what an answer prints that are kept
STOPPING = 2.0  # seconds in which an answer whose time is over is asked to end
OURS = str(Path(__file__).parent.parent)
NOT_ANSWERS = OURS, str(Path(contextlib.__file__).parent), "<frozen"  # and what lies in site-packages
MONITORING, TOOL = getattr(sys, "monitoring", None), 4  # one of the numbers that Python leaves to anybody


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
    outcomes, ended = [], threading.Event()
    worker = threading.Thread(target=_work, args=(answer, cases, outcomes, ended), daemon=True)
    with _shielded():
        try:
            worker.start()
        except RuntimeError:  # a Python without threads
            with _limited(seconds) as limit:
                _work(answer, cases, outcomes, ended)
            return outcomes, "stopped" if limit.over else "done"
        try:
            late = not _ends(worker, ended, seconds)
        except KeyboardInterrupt:
            _stop(worker, ended)
            raise
        stopped = late and _stop(worker, ended)
    return outcomes, "done" if not late else "stopped" if stopped else "lost"


def _work(answer, cases, outcomes, ended):
    with contextlib.suppress(TimeUp), np.errstate(all="ignore"):
        for case in cases:
            outcome = _call(answer, case)
            outcomes.append(outcome)
            if isinstance(outcome.error, SystemExit | KeyboardInterrupt):
                break
    ended.set()


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
    """The last line of the notebook that the error went through; of the answer, where there is none.

    "" where the call itself raised, "?" where Python does not have the line's text.
    """
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if not frame.filename.startswith(OURS) and "site-packages" not in frame.filename]
    return (own or frames)[-1].line or "?" if frames else ""


def _ends(worker, ended, seconds):
    """Wait, and say whether the worker has ended.

    In short steps: on Windows nothing interrupts a long one, not even Ctrl-C. And not with ``Thread.join``: interrupted
    by Ctrl-C, it takes the thread for dead (bpo-45274).
    """
    until = time.monotonic() + seconds
    while not ended.wait(0.05) and worker.is_alive():
        if time.monotonic() >= until:
            return False
    return True


def _stop(worker, ended):
    """Raise TimeUp in the worker, again where it is caught; False where it goes on all the same."""
    until = time.monotonic() + STOPPING
    while time.monotonic() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(TimeUp))
        if _ends(worker, ended, 0.1):
            return True
    return False


class _limited:
    """Without threads: Python looks at the time at the lines and jumps of an answer, and ends it when its time is over.

    Again and again, where the answer catches that. Python 3.11 cannot (but has threads: those without are newer).
    """

    def __init__(self, seconds):
        self.until, self.over = time.monotonic() + seconds, False

    def __enter__(self):
        if MONITORING is not None:
            MONITORING.use_tool_id(TOOL, "coursecnn")
            self._watch(self._look, MONITORING.events.LINE | MONITORING.events.JUMP)
        return self

    def __exit__(self, *_):
        if MONITORING is not None:
            self._watch(None, 0)
            MONITORING.free_tool_id(TOOL)

    def _watch(self, look, events):
        MONITORING.set_events(TOOL, events)
        for event in (MONITORING.events.LINE, MONITORING.events.JUMP):
            MONITORING.register_callback(TOOL, event, look)

    def _look(self, code, *_):
        if code.co_filename.startswith(NOT_ANSWERS) or "site-packages" in code.co_filename:
            return MONITORING.DISABLE
        if time.monotonic() > self.until:
            self.over = True
            raise TimeUp
        return None


@contextlib.contextmanager
def _shielded():
    """Keep what an answer prints, refuse ``input``, hide warnings, and TimeUp where Python can only report it."""
    kept, ask, output = (sys.stdout, sys.stderr, sys.unraisablehook), builtins.input, _Output()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.stdout = sys.stderr = output
        sys.unraisablehook = partial(_report, kept[-1])
        builtins.input = _no_input
        try:
            yield
        finally:
            sys.stdout, sys.stderr, sys.unraisablehook = kept
            builtins.input = ask


def _report(report, unraisable):
    """In the callback of a weak reference TimeUp ends nothing: it comes again, and is no news."""
    if unraisable.exc_type is not TimeUp:
        report(unraisable)


def _no_input(*_):
    raise RuntimeError("an answer cannot ask with input(): it gets all that it needs as arguments")


class _Output(io.TextIOBase):
    """Counts lines, and keeps the first of them."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.text, self.lines, self.open = "", 0, False
        return self

    def write(self, text):
        self.lines += text.count("\n")
        self.open = not text.endswith("\n") if text else self.open
        if len(self.text) < LONGEST:
            self.text += text[: LONGEST - len(self.text)]
        return len(text)

    def since_begin(self):
        return self.text, self.lines + self.open
