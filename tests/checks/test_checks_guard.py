"""An answer may do what it likes: the check comes back in time, and the session is as it was."""

import _thread
import contextlib
import sys
import threading
import time
import warnings
import weakref
from types import SimpleNamespace

import numpy as np
import pytest

from coursecnn.checks import Case, Exercise, guard
from coursecnn.checks.guard import LONGEST, run

ARGUMENTS = [Case((np.array([1.0, 2.0]), [3, 4]), {"s": 1})]
ARGUMENTS_OF_ONE = [Case((1,))]


def outcome(answer, seconds=5):
    (only,), state = run(answer, ARGUMENTS, seconds)
    assert state == "done"
    return only


def double(expected=None):
    return Exercise(
        id="99.double", kind="implement", title="Double", points=1, hints=("a", "b", "c"),
        see="99, 'Nowhere'", inputs=lambda draw: (draw.int(1, 3),), expected=expected or (lambda n: 2 * n),
    )  # fmt: skip


def endless(n):
    while True:
        pass


def asks_for_ever(n):
    while True:
        try:
            return input("n? ")
        except Exception:
            pass


def prints_for_ever(n):
    while True:
        print(n)


def never_finishes_finally(n):
    try:
        while True:
            pass
    finally:
        while True:
            n += 1


@pytest.mark.parametrize("answer", [endless, asks_for_ever, prints_for_ever, never_finishes_finally])
def test_an_endless_answer_is_stopped(answer, monkeypatch):
    monkeypatch.setattr("coursecnn.checks.judging.trial.SECONDS", 0.3)
    result = double().check(answer)
    assert (result.passed, result.mistake) == (False, "never-ended")
    assert "was stopped" in result.message and "n = 1" in result.message


def ends_in_a_callback(n):
    class Thing:
        pass

    def never_ends(_):
        while True:
            pass

    thing = Thing()
    kept = weakref.ref(thing, never_ends)
    del thing
    while kept:
        pass


@pytest.mark.threads
def test_nothing_is_heard_of_an_end_that_python_could_only_report(monkeypatch):
    heard = []
    monkeypatch.setattr(sys, "unraisablehook", heard.append)
    outcomes, state = run(ends_in_a_callback, ARGUMENTS_OF_ONE, 0.3)
    assert (outcomes, state, heard) == ([], "stopped", [])


@pytest.mark.threads  # without them nothing ends an answer that catches everything
def test_with_the_real_limits_feedback_comes_within_ten_seconds_also_where_nothing_helps():
    end = threading.Event()

    def stubborn(n):
        while not end.is_set():
            with contextlib.suppress(BaseException):
                end.wait(0.2)  # in which nothing can be raised

    begin = time.monotonic()
    result = double().check(stubborn)
    assert time.monotonic() - begin < 10
    assert result.mistake == "never-ended" and "Restart Kernel" in result.message
    assert double().check(lambda n: n + n)
    end.set()


def test_the_input_is_told_on_which_it_never_ends_also_where_it_failed_before(monkeypatch):
    monkeypatch.setattr("coursecnn.checks.judging.trial.SECONDS", 0.3)
    result = double().check(lambda n: 7 if n == 1 else endless(n))
    assert result.mistake == "never-ended" and "n = 2" in result.message


@pytest.mark.threads
def test_ctrl_c_ends_the_check_and_the_answer():
    counted, stdout = [0], sys.stdout

    def answer(n):
        threading.Timer(0.3, _thread.interrupt_main).start()
        while True:
            counted[0] += 1

    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        double().check(answer)
    assert time.monotonic() - begin < 3 and sys.stdout is stdout
    before = counted[0]
    time.sleep(0.1)
    assert counted[0] == before > 0


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError, ZeroDivisionError])
def test_whatever_is_raised_is_an_outcome(error):
    def answer(x, y, s):
        raise error

    assert type(outcome(answer).error) is error


def test_the_line_that_raised_is_found_also_below_numpy():
    def answer(x, y, s):
        return np.concatenate([x, 5])  # this line

    assert outcome(answer).line == "return np.concatenate([x, 5])  # this line"


@pytest.mark.threads
def test_an_answer_that_cannot_be_stopped_does_not_keep_python_from_ending():
    assert outcome(lambda x, y, s: threading.current_thread().daemon).value is True


def test_after_an_exit_no_further_case_is_tried():
    called = []

    def answer(n):
        called.append(n)
        raise SystemExit

    assert double().check(answer).mistake == "exited" and called == [1]


def test_what_is_printed_is_kept_counted_and_not_shown(capsys):
    def answer(x, y, s):
        print("first")
        print("second", file=sys.stderr)
        return 1

    found = outcome(answer)
    assert (found.value, found.printed, found.lines) == (1, "first\nsecond\n", 2)
    assert capsys.readouterr() == ("", "")


def test_huge_output_is_cut():
    def answer(x, y, s):
        for _ in range(1000):
            print("x" * 100_000)

    found = outcome(answer)
    assert len(found.printed) == LONGEST and found.lines == 1000


@pytest.mark.parametrize("spoil", [lambda: sys.stdout.close(), lambda: setattr(sys, "stdout", None)])
def test_the_sessions_output_comes_back(spoil, capsys):
    before = sys.stdout, sys.stderr
    outcome(lambda x, y, s: spoil())
    assert (sys.stdout, sys.stderr) == before
    print("still here")
    assert capsys.readouterr().out == "still here\n"


def test_input_is_refused_in_a_sentence_and_comes_back():
    before = input
    assert "input()" in str(outcome(lambda x, y, s: input("?")).error)
    assert input is before


def test_arguments_are_copies_and_are_kept_as_the_answer_left_them():
    def answer(x, y, s):
        x[0] = 99
        y.append(5)

    found = outcome(answer)
    assert found.args[0].tolist() == [99, 2] and found.args[1] == [3, 4, 5]
    assert ARGUMENTS[0].args[0].tolist() == [1, 2] and ARGUMENTS[0].args[1] == [3, 4]


def test_warnings_of_an_answer_and_of_numpy_stay_quiet():
    def answer(x, y, s):
        warnings.warn("careful", stacklevel=1)
        return np.array([1.0]) / np.array([0.0])

    assert outcome(answer).value[0] == np.inf


def test_without_threads_answers_are_tried_all_the_same(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert double().check(lambda n: 2 * n)


def catches_everything(n):
    while True:
        with contextlib.suppress(BaseException):
            while True:
                n += 1


def catches_everything_bare(n):
    while True:
        try:  # noqa: SIM105
            n += 1
        except:  # noqa: E722
            pass


def never_ends_in_a_line(n):
    return sum(n for n in iter(int, 1))


ENDLESS = [endless, asks_for_ever, prints_for_ever, never_finishes_finally, catches_everything, catches_everything_bare,
           never_ends_in_a_line]  # fmt: skip


if hasattr(sys, "monitoring"):  # Python 3.11, which has none, has threads everywhere

    @pytest.mark.parametrize("answer", ENDLESS)
    def test_without_threads_an_endless_answer_is_ended(answer, monkeypatch):
        def refuse(self):
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading.Thread, "start", refuse)
        outcomes, state = run(answer, [Case((1,))], 0.3)
        assert (outcomes, state) == ([], "stopped")
        assert sys.monitoring.get_tool(4) is None
        outcomes, state = run(lambda n: 2 * n, [Case((1,)), Case((2,))], 5)
        assert ([outcome.value for outcome in outcomes], state) == ([2, 4], "done")


class Monitoring:
    """``sys.monitoring`` as far as it is used, where Python has none."""

    events, DISABLE = SimpleNamespace(LINE=1, JUMP=2), "disabled"

    def __init__(self):
        self.tools, self.watched, self.called = {}, {}, {}

    def use_tool_id(self, tool, name):
        self.tools[tool] = name

    def free_tool_id(self, tool):
        del self.tools[tool]

    def set_events(self, tool, events):
        self.watched[tool] = events

    def register_callback(self, tool, event, function):
        self.called[tool, event] = function


def test_the_lines_and_jumps_of_an_answer_are_looked_at_until_its_time_is_over(monkeypatch):
    python = Monitoring()
    monkeypatch.setattr(guard, "MONITORING", python)
    with guard._limited(60) as limit:
        assert python.tools == {4: "coursecnn"} and python.watched == {4: 3}
        assert python.called == {(4, 1): limit._look, (4, 2): limit._look}
        for file in (guard.__file__, contextlib.__file__, "<frozen importlib>", "/x/site-packages/numpy/a.py"):
            assert limit._look(SimpleNamespace(co_filename=file)) == "disabled"
        assert limit._look(SimpleNamespace(co_filename="<cell>")) is None and not limit.over
        limit.until = time.monotonic() - 1
        for _ in range(2):  # again, where it is caught
            with pytest.raises(guard.TimeUp):
                limit._look(SimpleNamespace(co_filename="<cell>"), 3)
        assert limit.over
    assert python.tools == {} and python.watched == {4: 0} and set(python.called.values()) == {None}
    monkeypatch.setattr(guard, "MONITORING", None)
    with guard._limited(60) as limit:
        assert not limit.over
