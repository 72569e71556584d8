"""IPython's own shell for the cells of a notebook, without a terminal, a history and a file of its own."""

import re

from IPython.core.compilerop import CachingCompiler
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from .shell import CELL, Shell

SKIPPED_LINES = ("cd", "pushd", "popd", "pip", "conda", "mamba", "micromamba", "uv", "sx", "system", "load_ext", "env",
                 "set_env", "store", "history", "logstart", "reset", "bookmark", "edit", "gui", "pylab", "qtconsole",
                 "connect_info", "config")  # fmt: skip
SKIPPED_CELLS = ("bash", "sh", "script", "cmd", "powershell", "perl", "ruby", "python2", "pypy", "sx", "system", "!",
                 "javascript", "js")  # fmt: skip


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


class JupyterShell(Shell):
    """Runs cells as Jupyter does, with magics."""

    def __init__(self):
        super().__init__()
        HistoryManager.enabled = False
        self._shell = _Shell.instance(user_module=self._module, user_ns=self.names, colors="NoColor", autocall=0)
        self._shell.compile = _Compiler()
        self._shell.builtin_trap.activate()
        self._replace_magics()

    def _run(self, number, text):
        self._shell.compile.number = number
        if text.lstrip().startswith("%%") and text.split()[0][2:] in SKIPPED_CELLS:
            self._skip(text.split("\n", 1)[0])
            return None
        outcome = self._shell.run_cell(text, store_history=False)
        return outcome.error_before_exec or outcome.error_in_exec

    def _as_python(self, text):
        return self._shell.transform_cell(text)

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
