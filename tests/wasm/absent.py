"""A plugin of pytest for a browser's Python: what a test needs and this Python lacks skips the test.

That is SciPy, and threads, processes or servers that the test itself starts. Where the package starts one, it gets the
error that it must live with.
"""

import os
import socketserver
import subprocess
import sys
import threading
import types

import pytest

TESTS = "/project/tests/"
asked = []  # did the test that runs ask SciPy for something?


class Absent:
    """Stands for whatever of SciPy a test imports; to use it skips the test."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent()

    def __call__(self, *args, **kwargs):
        if "PYTEST_CURRENT_TEST" in os.environ:
            asked.append(True)
            pytest.skip("SciPy is not in this Python")
        return Absent()  # a parameter of a test


class Module(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """A check keeps what an answer raises, so that a test of SciPy's answer may see it fail."""
    asked.clear()
    try:
        return (yield)
    except Exception:
        if asked:
            pytest.skip("SciPy is not in this Python")
        raise


def refuse(kind, method, what):
    """``kind.method`` skips a test that calls it, and is as ever for anybody else."""
    real = getattr(kind, method)

    def refusing(self, *args, **kwargs):
        frame = sys._getframe(1)
        while frame.f_code.co_filename == sys.modules[kind.__module__].__file__:
            frame = frame.f_back
        if frame.f_code.co_filename.startswith(TESTS):
            pytest.skip(f"this Python has no {what}")
        return real(self, *args, **kwargs)

    setattr(kind, method, refusing)


for name in ("", ".interpolate", ".ndimage", ".signal", ".spatial", ".spatial.distance", ".special", ".stats"):
    sys.modules[f"scipy{name}"] = Module(f"scipy{name}")
refuse(threading.Thread, "start", "threads")
refuse(subprocess.Popen, "__init__", "processes")
refuse(socketserver.TCPServer, "__init__", "servers")
