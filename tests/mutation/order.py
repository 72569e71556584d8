"""Which test calls which function, and how long it takes: a fault is shown to those first that can see it soonest."""

import ast
import json
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

FIRST = 15  # seconds of a processor that any test has, beside three times what it takes
QUICK = 1.0  # seconds


class Watch:
    """A plugin of pytest: ``{test: (seconds, ["file:first line of a function", ...])}`` is written to a file."""

    def __init__(self, project, file):
        self.package, self.file, self.tests = f"{project / 'coursecnn'}/", file, {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        called, began = {}, time.process_time()

        def look(frame, event, arg):
            called[id(frame.f_code)] = frame.f_code

        sys.settrace(look)
        threading.settrace(look)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            ours = (code for code in list(called.values()) if code.co_filename.startswith(self.package))
            names = sorted({f"coursecnn/{c.co_filename[len(self.package) :]}:{c.co_firstlineno}" for c in ours})
            self.tests[item.nodeid] = time.process_time() - began, names

    def pytest_sessionfinish(self):
        Path(self.file).write_text(json.dumps(self.tests), encoding="utf-8")


class Order:
    """A plugin of pytest: tests that call a function come first, quick ones before slow ones; each has its time.

    Behind them come those that call another function of its file: nobody is seen to call what is compiled, nor a
    constant. The time is that of the processor: what other programs do meanwhile does not count.
    """

    def __init__(self, tests, function):
        self.tests, self.function, self.file = tests, function, f"{function.partition(':')[0]}:"

    def key(self, item):
        seconds, functions = self.tests.get(item.nodeid, (0.0, ()))
        near = any(name.startswith(self.file) for name in functions)
        return self.function not in functions, not near, seconds > QUICK, seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.sort(key=self.key)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        limit(FIRST + 3 * self.tests.get(item.nodeid, (0.0,))[0])
        return (yield)


def limit(seconds):
    """This process ends when it has computed that long; what it computed before does not count."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def function_of(name, text, line):
    """``"file:first line"`` of the innermost function around a line; of none, the file itself."""
    found = [
        min([node.lineno, *(d.lineno for d in node.decorator_list)])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= node.end_lineno
    ]
    return f"{name}:{max(found, default=0)}"
