"""The cells of a notebook run one after the other, in the module ``__main__``."""

import ast
import builtins
import linecache
import signal
import sys
import types
from contextlib import contextmanager

CELL = "<cell "  # how the names of cells begin, in tracebacks
LONGEST = 300  # characters of what an exception says
TICK = 0.5  # seconds


class CellTimeout(BaseException):
    """No ``except Exception`` of a cell catches it."""


class Shell:
    """Runs cells that are plain Python (see ``plain``)."""

    def __init__(self):
        self._module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.names, self.skipped = vars(self._module), []
        builtins.input = _nobody_to_ask

    def run(self, number, text, seconds):
        """Run a cell; None where it went well, else how it ended, in a sentence or two.

        Lines that are for a terminal are skipped, and added to ``skipped``.
        """
        self.skipped = []
        try:
            with _limited(seconds):
                error = self._run(number, text)
        except CellTimeout as late:  # between the shell's own steps
            error = late
        return None if error is None else _say(error, seconds)

    def replaced(self, number, text, name):
        """Functions of this name in a cell that has run, which another one further down in it has replaced."""
        found = []
        try:
            body = ast.parse(self._as_python(text)).body
            defined = [line for line in body if isinstance(line, ast.FunctionDef) and line.name == name]
            for line in defined[:-1]:
                names = {}
                exec(compile(ast.Module([line], []), f"{CELL}{number}>", "exec"), self.names, names)
                found.append(names[name])
        except Exception:  # a cell that is no Python, or a default value that cannot be made again
            return []
        return found

    def _run(self, number, text):
        """What a cell raised, or None."""
        name = f"{CELL}{number}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)  # for tracebacks
        try:
            for line in ast.parse(text).body:  # one by one, as IPython does: what stands before an error has run
                exec(compile(ast.Module([line], []), name, "exec", dont_inherit=True), self.names)
        except BaseException as error:
            return error
        return None

    def _as_python(self, text):
        return text


def _nobody_to_ask(*_):
    raise RuntimeError("input() has nobody to ask while a notebook is marked; give the value in the cell")


@contextmanager
def _limited(seconds):
    """Raise CellTimeout in the cell when its time is over, again and again: a cell may catch the first."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    ticks = 0  # counted, so that time does not pass while the computer sleeps

    def tick(_, frame):
        nonlocal ticks
        ticks += 1
        if ticks * TICK >= seconds and _is_of_cell(frame):
            raise CellTimeout

    signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _is_of_cell(frame):
    while frame is not None and not frame.f_code.co_filename.startswith(CELL):
        frame = frame.f_back
    return frame is not None


def _say(error, seconds):
    """What an exception says, with its line in the cell."""
    if isinstance(error, CellTimeout):
        return f"It was not finished after {seconds:g} s and was stopped."
    number, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(CELL):
            number = trace.tb_lineno
        trace = trace.tb_next
    if number is None:
        number = getattr(error, "lineno", None)
    try:
        what = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    except BaseException:  # of its own __str__
        what = type(error).__name__
    what = " ".join(what[: 4 * LONGEST].split())
    what = what if len(what) <= LONGEST else what[:LONGEST] + " ..."
    return what.rstrip(": ") + (f" (line {number})" if isinstance(number, int) else "")
