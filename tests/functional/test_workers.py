"""How many workers there are, when their number may change, and what of BLAS and of memory is set for them."""

import contextlib
import os
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from coursecnn.functional import parallel

pytestmark = pytest.mark.threads


@pytest.fixture(autouse=True)
def state_as_before(monkeypatch):
    before = dict(parallel._state)
    parallel.set_helper(None)  # see test_awake
    yield
    monkeypatch.undo()
    parallel._state.update(before)
    parallel.set_workers(None)


def test_there_is_a_worker_for_each_processor_that_we_may_use(monkeypatch):
    parallel.set_workers(None)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0: {1, 4, 5}}[process], raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert parallel.workers() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert parallel.workers() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)  # which it says where it does not know
    assert parallel.workers() == 1


@pytest.mark.parametrize("number", [1, 2, 1023, 1024])
def test_up_to_1024_workers(number):
    parallel.set_workers(number)
    assert parallel.workers() == number


@pytest.mark.parametrize("number", [1025, 0, -1, 2.0, "2", True, False])
def test_numbers_of_workers_that_are_refused(number):
    parallel.set_workers(3)
    with pytest.raises(ValueError, match=r"^workers must be a whole number of at least 1, not .* \(and 1,024 at most"):
        parallel.set_workers(number)
    assert parallel.workers() == 3


class Clock:
    """Time that passes while one sleeps, a quarter of a second at a time."""

    def __init__(self):
        self.now, self.asked, self.slept = 100.0, 0, []

    def monotonic(self):
        self.asked += 1
        assert self.asked < 50, "it waits for ever"
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        assert len(self.slept) < 50, "it waits for ever"
        self.now += 0.25


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(parallel, "time", clock)
    return clock


def test_their_number_does_not_change_while_they_work(clock):
    """A second is waited, in short sleeps, for the work to come to its end."""
    parallel.set_workers(3)
    assert not clock.slept
    with parallel.one_blas_thread(), pytest.raises(RuntimeError, match=r"cannot change while a net is trained or used"):
        parallel.set_workers(5)
    assert clock.slept == [0.01] * 5 and parallel.workers() == 3
    parallel.set_workers(5)
    assert parallel.workers() == 5


def test_work_that_ends_in_time_lets_their_number_change(clock, monkeypatch):
    parallel._state["users"] = 1

    def sleep(seconds):
        parallel._state["users"] = 0

    monkeypatch.setattr(clock, "sleep", sleep)
    parallel.set_workers(5)
    assert parallel.workers() == 5


def test_threads_of_another_number_are_sent_home_and_not_waited_for():
    waits = []
    parallel._state["pool"] = SimpleNamespace(shutdown=lambda wait: waits.append(wait))
    parallel.set_workers(2)
    assert waits == [False] and parallel._state["pool"] is None


@pytest.mark.parametrize(("workers", "threads"), [(1, 1), (2, 1), (3, 2), (7, 6)])
def test_the_thread_that_asks_is_one_of_the_workers(workers, threads):
    parallel.set_workers(workers)
    pool = parallel._pool()
    assert pool._max_workers == threads and parallel._pool() is pool


@pytest.mark.parametrize(("workers", "items", "helpers"), [(1, 9, 0), (2, 9, 1), (5, 9, 4), (5, 3, 2), (5, 2, 1)])
def test_no_more_helpers_than_pieces(monkeypatch, workers, items, helpers):
    parallel.set_workers(workers)
    asked = []

    def submit(work):
        asked.append(work)
        return SimpleNamespace(result=lambda: None)  # one that never comes to it

    monkeypatch.setattr(parallel, "_pool", lambda: SimpleNamespace(submit=submit))
    assert parallel.run(str, range(items)) == [str(i) for i in range(items)]
    assert len(asked) == helpers


def test_one_piece_is_done_by_the_thread_that_asks(monkeypatch):
    parallel.set_workers(3)
    monkeypatch.setattr(parallel, "_pool", None)  # would fail if it were asked
    assert parallel.run(lambda _: threading.get_ident(), [0]) == [threading.get_ident()]
    assert parallel.run(abs, []) == []


def test_a_thread_that_was_alone_for_a_while_shares_again():
    """And one that was alone before stays so."""
    seen = []

    def work():
        with parallel.one_thread():
            with parallel.one_thread():
                pass
            seen.append(parallel._here.inside)
        seen.append(parallel._here.inside)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True, False]


class Blas:
    """What is called of threadpoolctl."""

    def __init__(self):
        self.calls = []
        new = SimpleNamespace(clear_controlling_thread=lambda force: self.calls.append(f"control {force}"))
        self.lib_controllers = [new, SimpleNamespace()]  # of version 3.8, and of an earlier one

    def limit(self, limits):
        self.calls.append(f"limit {limits}")
        return self

    def restore_original_limits(self):
        self.calls.append("restore")


def test_the_first_to_enter_limits_blas_and_the_last_to_leave_restores_it():
    blas = parallel._state["blas"] = Blas()
    with parallel.one_blas_thread():
        with parallel.one_blas_thread():
            assert parallel._state["users"] == 2
        assert blas.calls == ["control True", "limit 1"]
    assert blas.calls == ["control True", "limit 1", "control True", "restore"]
    with contextlib.suppress(KeyError), parallel.one_blas_thread():
        raise KeyError
    assert blas.calls[4:] == blas.calls[:4] and parallel._state["users"] == 0 and parallel._state["blas"] is blas


def test_libraries_are_looked_for_once_and_memory_is_kept_then(monkeypatch):
    sizes, parallel._state["blas"] = [], None
    monkeypatch.setattr(parallel, "np", SimpleNamespace(empty=lambda *given: sizes.append(given), uint8="u1"))
    for _ in range(3):
        with parallel.one_blas_thread():
            found = parallel._state["blas"]
    assert found is not None and found is parallel._state["blas"]
    ((size, dtype),) = sizes  # as much as glibc keeps, and no more: 32 MB with what it writes beside it
    assert 30 << 20 < size < 32 << 20 and dtype == "u1"


def test_a_fork_forgets_threads_that_it_does_not_have(monkeypatch):
    monkeypatch.setattr(parallel, "_lock", parallel._lock)
    lock = parallel._lock
    parallel._state.update(pool=object(), users=3, limit=object())
    parallel._forget_pool()
    assert parallel._lock is not lock and not parallel._lock.locked()
    assert [parallel._state[name] for name in ("pool", "users", "limit")] == [None, 0, None]


def test_an_error_state_is_set_where_it_is_another():
    same = np.geterr()
    assert isinstance(parallel._error_state(same), contextlib.nullcontext)
    other = same | {"over": "ignore" if same["over"] != "ignore" else "raise"}
    with parallel._error_state(other):
        assert np.geterr() == other
    assert np.geterr() == same
