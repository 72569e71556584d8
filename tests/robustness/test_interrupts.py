"""Ctrl-C while the command is loading, while it waits, and again while it ends: heard, whatever the moment."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future

import pytest
from table import count

from coursecnn.interrupts import completed

pytestmark = [pytest.mark.robustness, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]
MOMENTS = 24 if "COURSECNN_LONG" in os.environ else 3

HOOK = """
import os, signal, sys
at, times, listing = os.environ["CTRL_C_AT"], int(os.environ["CTRL_C_TIMES"]), os.environ["CTRL_C_LIST"]
def hook(event, args):
    if event == "import":
        if listing:
            with open(listing, "a") as file:
                file.write(args[0] + "\\n")
        if args[0] == at:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(hook)
"""


def begin(folder, at="", times=1, listing=""):
    """The command, which gets Ctrl-C when it imports a module; what it said, and its exit code."""
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    environment = os.environ | {"CTRL_C_AT": at, "CTRL_C_TIMES": str(times), "CTRL_C_LIST": listing}
    environment["PYTHONPATH"] = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "coursecnn", "train", "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.returncode, done.stderr


def loaded(folder):
    """What the command imports once our first line has run, in its order."""
    assert begin(folder, listing=str(folder / "list"))[0] == 0
    names = (folder / "list").read_text(encoding="utf-8").split()
    return list(dict.fromkeys(names[names.index("coursecnn.interrupts") + 1 :]))


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_in_the_first_second(times, tmp_path):
    names = loaded(tmp_path)
    assert len(names) > 100
    for number in range(MOMENTS):
        name = names[number * (len(names) - 1) // (MOMENTS - 1)]
        answer = begin(tmp_path, name, times)
        count("Ctrl-C while it is loaded", answer == (130, "Interrupted.\n"))
        assert answer == (130, "Interrupted.\n"), f"while {name} was imported"


AGAIN = """
import os, signal, sys
from coursecnn.commands import cli
class Impatient:
    def write(self, text):
        os.kill(os.getpid(), signal.SIGINT)
        return sys.__stderr__.write(text)
    def flush(self):
        os.kill(os.getpid(), signal.SIGINT)
def run(argv):
    raise KeyboardInterrupt
sys.stderr, cli._run = Impatient(), run
sys.exit(cli.main())
"""


def test_ctrl_c_again_while_it_ends():
    done = subprocess.run([sys.executable, "-c", AGAIN], stderr=subprocess.PIPE, text=True)
    count("Ctrl-C while it ends", (done.returncode, done.stderr) == (130, "Interrupted.\n"))
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")


def test_ctrl_c_that_comes_just_before_a_wait_is_heard():
    """Played: another thread of the process takes the signal, so that nothing wakes the main thread."""
    never, asleep, signals = Future(), threading.Event(), {signal.SIGINT}

    def send():
        asleep.wait(10)
        time.sleep(0.1)
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        time.sleep(5)
        never.cancel()

    thread = threading.Thread(target=send)
    thread.start()
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        asleep.set()
        with pytest.raises(KeyboardInterrupt):
            list(completed([never]))
        assert not never.done()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        thread.join()


def test_futures_come_as_they_are_done():
    first, second = Future(), Future()
    second.set_result(2)
    waiting = completed([first, second])
    assert next(waiting) is second
    first.set_exception(ValueError())
    assert list(waiting) == [first] and list(completed([])) == []
