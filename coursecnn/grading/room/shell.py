"""IPython's own shell for the cells of a notebook, without a terminal, a history and a file of its own."""

import ast
import builtins
import linecache
import re
import signal
import sys
import types
from contextlib import contextmanager

from IPython.core.compilerop import CachingCompiler
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

CELL = "<cell "  # how the names of cells begin, in tracebacks
LONGEST = 300  # characters of what an exception says
SKIPPED_LINES = ("cd", "pushd", "popd", "pip", "conda", "mamba", "micromamba", "uv", "sx", "system", "load_ext", "env",
                 "set_env", "store", "history", "logstart", "reset", "bookmark", "edit", "gui", "pylab", "qtconsole",
                 "connect_info", "config")  # fmt: skip
SKIPPED_CELLS = ("bash", "sh", "script", "cmd", "powershell", "perl", "ruby", "python2", "pypy", "sx", "system", "!",
                 "javascript", "js")  # fmt: skip
TICK = 0.5  # seconds


class CellTimeout(BaseException):
    """No ``except Exception`` of a cell catches it."""


class _Compiler(CachingCompiler):
    number = 0

    def get_code_name(self, raw_code, transformed_code, number):
        return f"{CELL}{self.number}>"


class _Shell(InteractiveShell):
    def init_io(self):
        pass

    def showtraceback(self, *_, **__):
        pass

    def ask_exit(self):
        raise SystemExit("exit() ends a notebook's program")

    def init_virtualenv(self):
        pass

    def init_completer(self):
        pass


class Shell:
    """Runs cells one after the other, in the module ``__main__``."""

    def __init__(self):
        HistoryManager.enabled = False
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._shell = _Shell.instance(user_module=module, user_ns=vars(module), colors="NoColor", autocall=0)
        self._shell.compile = _Compiler()
        self._shell.builtin_trap.activate()
        self.names = self._shell.user_ns
        self.skipped = []
        builtins.input = _nobody_to_ask
        self._replace_magics()

    def run(self, number, text, seconds):
        """Run a cell; None where it went well, else how it ended, in a sentence or two.

        Lines that are for a terminal are skipped, and added to ``skipped``.
        """
        self._shell.compile.number = number
        self.skipped = []
        if text.lstrip().startswith("%%") and text.split()[0][2:] in SKIPPED_CELLS:
            self._skip(text.split("\n", 1)[0])
            return None
        try:
            with _limited(seconds):
                outcome = self._shell.run_cell(text, store_history=False)
        except CellTimeout as error:  # between the shell's own steps
            return _say(error, seconds)
        error = outcome.error_before_exec or outcome.error_in_exec
        return None if error is None else _say(error, seconds)

    def replaced(self, number, text, name):
        """Functions of this name in a cell that has run, which another one further down in it has replaced."""
        found = []
        try:
            body = ast.parse(self._shell.transform_cell(text)).body
            defined = [line for line in body if isinstance(line, ast.FunctionDef) and line.name == name]
            for line in defined[:-1]:
                names = {}
                exec(compile(ast.Module([line], []), f"{CELL}{number}>", "exec"), self.names, names)
                found.append(names[name])
        except Exception:  # a cell that is no Python, or a default value that cannot be made again
            return []
        return found

    def _replace_magics(self):
        shell = self._shell
        shell.system = shell.system_raw = shell.system_piped = lambda command: self._skip(f"!{command}")
        shell.getoutput = lambda command, *_, **__: self._skip(f"!{command}") or []
        lines = shell.magics_manager.magics["line"]
        for name in SKIPPED_LINES:
            lines[name] = lambda line="", name=name: self._skip(f"%{name} {line}")
        lines["matplotlib"] = lambda line="": None  # figures go nowhere

    def _skip(self, what):
        self.skipped.append(" ".join(re.sub(r"\\\s*\n", " ", what).split())[:100])


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


def lines_of(number):
    """The text of a cell, as tracebacks find it."""
    return linecache.cache.get(f"{CELL}{number}>", (0, None, [], ""))[2]
