"""A package that is not installed: one sentence, with a command that works where it is read."""

import importlib.util
import subprocess
import sys

import pytest

from coursecnn.arguments import packages

WITHOUT = """
import sys
sys.modules[{package!r}] = None
{statement}
"""
NEEDED = {
    "sliders": ("ipywidgets", "from coursecnn.labs import ConvolutionLab", "ConvolutionLab needs ipywidgets"),
    "drawing": ("anywidget", "import coursecnn.labs; coursecnn.labs.JourneyLab", "JourneyLab needs anywidget"),
    "picture": ("matplotlib", "from coursecnn.plots import images", "A picture needs matplotlib"),
}


@pytest.mark.parametrize("package, statement, words", NEEDED.values(), ids=NEEDED)
def test_what_is_missing_is_named_with_the_command(package, statement, words):
    program = WITHOUT.format(package=package, statement=statement)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    said = done.stderr.strip().splitlines()[-1]
    command = packages.installing(package).removeprefix("!").replace("%pip", f"{sys.executable} -m pip")
    assert said == f"ModuleNotFoundError: {words}, which is not installed: run `{command}`."


@pytest.mark.parametrize(
    ("in_notebook", "pip", "command"),
    [
        (True, True, "%pip install tqdm"),
        (True, False, '!uv pip install --python "/a b/python" tqdm'),
        (False, True, '"/a b/python" -m pip install tqdm'),
        (False, False, 'uv pip install --python "/a b/python" tqdm'),
    ],
)
def test_the_command_is_one_for_this_python(in_notebook, pip, command, monkeypatch):
    """An environment that uv made has no pip, and a notebook's cell is no terminal."""
    monkeypatch.setattr(sys, "executable", "/a b/python")
    monkeypatch.setattr(packages, "find_spec", lambda name: pip or None)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    sys.modules.pop("ipykernel", None)
    if in_notebook:
        sys.modules["ipykernel"] = pytest
    assert packages.installing("tqdm") == command
    assert packages.installing("tqdm>=4.66").endswith(' "tqdm>=4.66"')


def test_the_command_does_something_here():
    """Its program is there: whatever it would install, it can say what it is."""
    command = packages.installing("tqdm").removeprefix("!").replace("%pip", f"{sys.executable} -m pip").split()
    beginning = command[: command.index("install")]
    assert subprocess.run([*beginning, "--help"], capture_output=True).returncode == 0
    assert importlib.util.find_spec("pip") is not None or beginning[0] == "uv"
