"""A helper that stays awake for a moment: it does what it is given, says what went wrong, and sleeps in between."""

import threading
import time
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from coursecnn.functional import fast, parallel

pytestmark = [pytest.mark.threads, pytest.mark.skipif(find_spec("numba") is None, reason="missing: numba")]


@pytest.fixture(autouse=True)
def helpers():
    from coursecnn.functional.awake import Helper

    before = parallel._state["helper"]
    parallel.set_workers(3)
    parallel.set_helper(Helper)
    yield
    parallel.set_workers(None)
    parallel.set_helper(before)


@pytest.fixture
def submitted(monkeypatch):
    """What is given to the pool: each helper once, and again when it has fallen asleep."""
    pool, asked = parallel._pool(), []
    submit = lambda work: asked.append(work) or pool.submit(work)  # noqa: E731
    monkeypatch.setattr(parallel, "_pool", lambda: SimpleNamespace(submit=submit))
    return asked


def squares():
    return parallel.run(lambda i: i * i, range(40)) == [i * i for i in range(40)]


def patience(monkeypatch, looks):
    from coursecnn.functional import awake

    monkeypatch.setattr(awake, "LOOKS", looks)


@pytest.mark.parametrize(("looks", "pause"), [(1, 0), (1 << 12, 0), (1 << 12, 0.002), (1 << 24, 0)])
def test_results_are_right_whether_it_sleeps_or_not(monkeypatch, looks, pause):
    patience(monkeypatch, looks)
    for _ in range(50):
        assert squares()
        time.sleep(pause)


def test_one_that_is_awake_is_given_work_without_the_pool(monkeypatch, submitted):
    patience(monkeypatch, 1 << 26)
    assert squares() and len(submitted) == 2
    assert all(squares() for _ in range(20)) and len(submitted) == 2
    patience(monkeypatch, 1)
    assert squares()  # the last work after which they look for so long
    deadline = time.monotonic() + 20
    while any(helper.awake for helper in parallel._state["helpers"]):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert squares() and len(submitted) == 4


def test_they_are_other_threads():
    barrier = threading.Barrier(3, timeout=20)
    for _ in range(5):
        found = parallel.run(lambda _: (barrier.wait(), threading.get_ident())[1], range(3))
        assert len(set(found)) == 3


def test_an_error_comes_to_the_thread_that_asked_and_work_goes_on():
    def fail(i):
        if threading.get_ident() != here:
            raise ZeroDivisionError("in a helper")
        time.sleep(0.01)

    here = threading.get_ident()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError, match="in a helper"):
            parallel.run(fail, range(9))
        assert len(parallel._state["helpers"]) == 2 and squares()


def test_an_interrupt_in_the_thread_that_asks_leaves_the_helpers_free():
    def interrupted(i):
        if threading.get_ident() == here:
            raise KeyboardInterrupt
        time.sleep(0.01)

    here = threading.get_ident()
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            parallel.run(interrupted, range(9))
        assert len(parallel._state["helpers"]) == 2 and squares()


def test_threads_that_ask_at_the_same_time_do_not_share_a_helper():
    right = []
    asking = [threading.Thread(target=lambda: right.extend(squares() for _ in range(100))) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert right == [True] * 400
    assert len(parallel._state["helpers"]) == 2


def test_numpy_goes_without():
    assert squares() and len(parallel._state["helpers"]) == 2
    for on in (False, True):
        fast.set_fast(on)
        try:
            fast.compiled()
            assert squares() and bool(parallel._state["helpers"]) == on
        finally:
            fast.set_fast(None)
