"""A notebook that is plain Python runs without IPython, and as with it."""

import json
import subprocess
import sys

import pytest
from places import ROOT

from coursecnn.grading.notebook import read_cells
from coursecnn.grading.room.plain import is_plain

OF_JUPYTER = [
    "%matplotlib inline", "x = 1\n%time x", "!pip install numpy", "files = !ls", "len?", "%%bash\nls", "ls -l", "pwd",
    "time(3)", "get_ipython()", "display(3)", "exit()", "print(_)", "print(Out[3],\n_i2)", "await f()", "x",
    "[x async for x in y]", "async def f():\n    pass", "import os", "from IPython import display", "  x = 1",
    "from coursecnn import labs", "from numpy import *", "from . import x", "exec('1')", "f = eval", "globals()['a']",
    "x = 3\nvars()", "__import__('os')", "\nx = 1", "def f(:", "x = 1\x00",
]  # fmt: skip
PLAIN = ["", "# words", "import numpy as np", "x = 3", "print(x)", "progress('03')", "for _ in range(3):\n    x = 4"]
CELLS = [
    "import numpy as np", "x = 3\nx", "def f(x):\n    return x + 1", "def f(x):\n    return x\n\ndef f(x):\n    ...",
    "y = f(2)\nz = 1 / 0\ny = 5", "a = 1\nreturn 3", "raise SystemExit(3)", "raise KeyboardInterrupt",
    "raise ValueError('b' * 999)", "from coursecnn.checks import no_such\nk = 1", "import coursecnn.checks as c\nk = 2",
    "'''words'''\nb = 2", "x: int = 'a'", "class A:\n    def __repr__(self):\n        raise TypeError\nA()",
    "def g():\n    return missing\ng()", "n = __name__", "while True:\n    pass", "input('?')\nx = 9", "lambda: 3",
    "if x:\n    break",
]  # fmt: skip
RUN = """
import inspect, json, sys
from coursecnn.grading.room.standins import put_in_place
put_in_place([])
from coursecnn.grading.room.{module} import {shell}
shell = {shell}()
notes = [shell.run(number, text, 1) for number, text in enumerate(json.load(sys.stdin), 1)]
names = {{k: v for k, v in shell.names.items() if type(v) in (int, str, float) and not k.startswith("_")}}
above = shell.replaced(4, "def f(x):\\n    return x\\n\\ndef f(x):\\n    ...", "f")
main = sys.modules["__main__"].__name__
text = inspect.getsource(shell.names["g"])
print(json.dumps([notes, names, [one(7) for one in above], main, text, "IPython" in sys.modules]))
"""


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.glob("exercises/*.ipynb")), *sorted(ROOT.glob("solutions/*.ipynb"))], ids=str
)
def test_what_is_handed_out_and_its_solutions_are_plain(path):
    assert is_plain(read_cells(path.read_bytes(), path.name))


@pytest.mark.parametrize("text", OF_JUPYTER)
def test_what_only_jupyter_runs_is_not_plain(text):
    assert not is_plain(["x = 2", text])


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text):
    assert is_plain(["from coursecnn.checks import progress", text])


def test_a_teachers_own_module_may_be_imported():
    assert is_plain(["import own_05"], ["own_05"])
    assert not is_plain(["import own_05"])


def test_both_shells_run_cells_alike():
    """How they end, names, what a cell defines twice, the text of functions."""
    found = []
    for module, shell in (("shell", "Shell"), ("jupyter", "JupyterShell")):
        code = RUN.format(module=module, shell=shell)
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, input=json.dumps(CELLS), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        found.append(json.loads(done.stdout.splitlines()[-1]))
    (*plain, with_ipython), (*jupyter, _) = found
    assert plain == jupyter
    assert not with_ipython
    assert sum(note is not None for note in plain[0]) >= 8
