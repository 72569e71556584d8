"""What a notebook finds in place of the checks, which know right answers and are not in the room.

Its own checks say yes without looking: each answer would be tried twice, and nobody reads what they print.
"""

import sys
import types
from pathlib import Path


class Standin:
    """An exercise, its result, or whatever a notebook asks for: it can be called, and is true."""

    passed, tried, mistake, message = True, True, None, "This is marked when the notebook is collected."

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __bool__(self):
        return True

    def __iter__(self):
        return iter(())

    def __repr__(self):
        return self.message

    __str__ = __repr__


def put_in_place(own):
    """Make ``coursecnn.checks`` a stand-in, and the modules of a teacher's own exercises, given by name."""
    import coursecnn

    checks = _module("coursecnn.checks")
    checks.__path__ = [str(Path(coursecnn.__file__).parent / "checks")]  # the parts that know no answers are there
    coursecnn.checks = checks
    for name in own:
        _module(name)


def _module(name):
    module = sys.modules[name] = types.ModuleType(name)
    module.__getattr__ = lambda name: _standin(name)
    module.__all__ = ["exercise", "progress"] if name == "coursecnn.checks" else []
    return module


def _standin(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Standin()
