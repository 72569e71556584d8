"""Jupyter's interrupt ends a training behind a lab, too, whether the kernel is busy or idle."""

import asyncio
import signal
import sys
import threading

SETTLED = 0.3  # seconds, after which the kernel has put its own handler back that it changes while it answers


class Interrupts:
    """Call ``stop`` when the kernel is interrupted, from ``begin`` to ``end``; outside of a notebook nothing happens.

    While a cell runs, the interrupt ends the cell, and the shell tells of it afterwards. While the kernel is idle, it
    would ignore the signal: then a handler listens.
    """

    def __init__(self, stop):
        self._stop, self._loop, self._before, self._listening = stop, None, None, False

    def begin(self):
        """In the main thread, where the loop runs."""
        shell = _shell()
        if shell is None or threading.current_thread() is not threading.main_thread():
            return
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if not self._listening:
            self._listening = True
            shell.events.register("post_run_cell", self._after)
            self._loop.call_later(SETTLED, self._listen)

    def end(self):
        """From any thread."""
        if self._listening:
            self._listening = False
            self._loop.call_soon_threadsafe(self._leave)

    def _listen(self):
        if self._listening:
            self._before = signal.signal(signal.SIGINT, lambda *_: self._stop())

    def _leave(self):
        _shell().events.unregister("post_run_cell", self._after)
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _after(self, result):
        if isinstance(result.error_in_exec, KeyboardInterrupt):
            self._stop()


def cell():
    """The name of the cell that runs, where the notebook tells it; else None."""
    shell = _shell()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return parent.get("metadata", {}).get("cellId")


def _shell():
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
