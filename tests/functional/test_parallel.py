"""Pieces, workers and BLAS threads."""

import os
import subprocess
import sys
import threading
import time
from importlib.util import find_spec

import numpy as np
import pytest
import threadpoolctl

import coursecnn as cnn
from coursecnn.functional import fast, parallel

pytestmark = pytest.mark.threads
if find_spec("numba"):
    import scipy.linalg  # noqa: F401  # numba loads its BLAS when it compiles: before any is counted


@pytest.fixture(autouse=True)
def workers_as_before():
    yield
    parallel.set_workers(None)


def blas_threads():
    return {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}


@pytest.mark.parametrize("number", [1, 2, 3, 7])
def test_results_come_in_the_order_of_the_items(number):
    parallel.set_workers(number)

    def square(i):
        time.sleep(0.002 * (i % 3))
        return i * i

    assert parallel.run(square, range(20)) == [i * i for i in range(20)]
    assert parallel.run(square, iter([])) == []


def test_the_work_is_spread():
    parallel.set_workers(3)
    barrier = threading.Barrier(3, timeout=20)
    names = parallel.run(lambda _: (barrier.wait(), threading.current_thread().name)[1], range(3))
    assert len(set(names)) == 3 and threading.current_thread().name in names


def test_one_worker_is_the_thread_that_asks():
    parallel.set_workers(1)
    before = threading.active_count()
    assert set(parallel.run(lambda _: threading.get_ident(), range(5))) == {threading.get_ident()}
    assert threading.active_count() <= before  # threads of earlier pools may just be ending


def test_work_within_the_work_stays_in_its_thread():
    parallel.set_workers(3)

    def outer(_):
        return {threading.get_ident(), *parallel.run(lambda _: threading.get_ident(), range(10))}

    assert all(len(threads) == 1 for threads in parallel.run(outer, range(6)))


def test_what_is_to_be_done_alone_stays_in_the_thread_that_asks():
    parallel.set_workers(3)
    threads = parallel.run(lambda _: (time.sleep(0.01), threading.get_ident())[1], range(6), alone=True)
    assert threads == [threading.get_ident()] * 6


def test_the_largest_pieces_are_begun_first():
    parallel.set_workers(1)
    pieces = parallel.even_pieces(14, 3)
    assert [piece.stop - piece.start for piece in pieces] == [2, 2, 3, 2, 2, 3]
    for items in (pieces, list(enumerate(pieces)), [(piece, "masks") for piece in pieces]):
        begun = []
        assert parallel.run(lambda item: begun.append(item) or item, items) == items
        assert begun == [items[index] for index in (2, 5, 0, 1, 3, 4)]


@pytest.mark.parametrize(("n", "alone"), [(1, True), (4, False)])
def test_a_convolution_of_few_multiplications_takes_one_thread(n, alone, monkeypatch):
    """Pieces stay as they are: so the bits do not depend on who does them. Kernels need less time."""
    groups = 1 if fast.compiled() is None else 16
    x, w, asked = np.ones((n, 32, 28, 28), np.float32), np.ones((32, 32 // groups, 3, 3), np.float32), []
    monkeypatch.setattr(parallel, "run", lambda function, items, alone=False, run=parallel.run: (
        asked.append((len(items := list(items)), alone)), run(function, items, alone))[1])  # fmt: skip
    dy = cnn.functional.conv2d(x, w, padding=1, groups=groups)
    cnn.functional.conv2d_backward(dy, x, w, padding=1, groups=groups)
    assert len(asked) == 3 and all(pieces > 1 and said == alone for pieces, said in asked), asked


def test_one_piece_leaves_the_workers_to_what_is_inside():
    parallel.set_workers(2)
    barrier = threading.Barrier(2, timeout=20)
    inside = parallel.run(lambda _: parallel.run(lambda _: (barrier.wait(), threading.get_ident())[1], range(2)), [0])[
        0
    ]
    assert len(set(inside)) == 2


def test_workers_keep_the_error_state_of_numpy():
    parallel.set_workers(2)
    barrier = threading.Barrier(2, timeout=20)

    def divide(_):
        barrier.wait()
        return np.ones(3) / np.zeros(3)

    with np.errstate(divide="ignore"):
        assert np.isinf(parallel.run(divide, range(2))).all()


def test_a_worker_that_ends_leaves_the_error_state_of_the_others():
    """With NumPy 1.26, what one worker ignores was a warning as soon as another had no more to do."""
    parallel.set_workers(2)
    ignoring = threading.Event()

    def work(slow):
        if not slow:
            return ignoring.wait(20)
        with np.errstate(over="ignore"):
            ignoring.set()
            time.sleep(0.1)  # the other ends
            return np.isinf(np.array([1e30], np.float32) * np.float32(1e30)).all()

    assert all(parallel.run(work, [True, False]))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("wrong", [0, 4, 9])
def test_errors_come_out_as_they_are(number, wrong):
    parallel.set_workers(number)

    def fails(i):
        if i == wrong:
            raise KeyError(f"item {i}")
        return i

    with pytest.raises(KeyError, match=f"item {wrong}"):
        parallel.run(fails, range(10))
    assert parallel.run(abs, range(10)) == list(range(10))


@pytest.mark.parametrize("in_helper", [False, True])
def test_after_an_error_nobody_begins_another_piece(in_helper):
    """Ctrl-C strikes the main thread; the others must not do all the rest first."""
    parallel.set_workers(3)
    main, done = threading.get_ident(), []

    def work(i):
        if i > 5 and (threading.get_ident() != main) == in_helper:
            raise KeyboardInterrupt
        time.sleep(0.002)
        done.append(i)

    with pytest.raises(KeyboardInterrupt):
        parallel.run(work, range(1000))
    assert len(done) < 30


def test_blas_has_one_thread_inside_and_its_own_number_outside():
    parallel.set_workers(2)
    with threadpoolctl.threadpool_limits(2, "blas"):
        assert parallel.run(lambda _: blas_threads(), range(4)) == [{1}] * 4
        assert blas_threads() == {2}
        with parallel.one_blas_thread():
            with parallel.one_blas_thread():
                assert blas_threads() == {1}
            assert blas_threads() == {1}
            parallel.run(abs, range(4))
            assert blas_threads() == {1}
        assert blas_threads() == {2}
        with pytest.raises(ZeroDivisionError):
            parallel.run(lambda i: 1 // i, range(2))
        assert blas_threads() == {2}


def test_any_thread_may_limit_blas_and_another_may_end_it():
    """Since version 3.8 threadpoolctl lets only the thread that came first do so, unless it is told otherwise."""
    seen, entered, leave = [], threading.Event(), threading.Event()

    def hold():
        with parallel.one_blas_thread():
            seen.append(blas_threads())
            entered.set()
            leave.wait(30)

    with threadpoolctl.threadpool_limits(2, "blas"):  # this thread comes first
        for _ in range(2):
            thread = threading.Thread(target=hold)
            thread.start()
            entered.wait(30)
            with parallel.one_blas_thread():
                seen.append(blas_threads())
                leave.set()
                thread.join()
                seen.append(blas_threads())
            assert blas_threads() == {2}
            entered.clear()
            leave.clear()
    assert seen == [{1}] * 6


def test_one_thread_is_one_thread():
    parallel.set_workers(3)
    me = threading.get_ident()

    def everywhere(_):
        return {*parallel.run(lambda _: (time.sleep(0.01), threading.get_ident())[1], range(6))}

    with threadpoolctl.threadpool_limits(2, "blas"):
        with parallel.one_thread():
            assert everywhere(0) == {me} and parallel.run(everywhere, range(2)) == [{me}] * 2
            assert blas_threads() == {1}
        assert blas_threads() == {2}
    meet = threading.Barrier(2, timeout=60)  # two threads pass it, or none
    assert len(set(parallel.run(lambda _: (meet.wait(), threading.get_ident())[1], range(2)))) == 2


def test_several_threads_may_ask_at_once():
    parallel.set_workers(2)
    results = {}

    def ask(k):
        results[k] = parallel.run(lambda i: (time.sleep(0.001), k * i)[1], range(30))

    threads = [threading.Thread(target=ask, args=(k,)) for k in range(4)]
    with threadpoolctl.threadpool_limits(2, "blas"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert blas_threads() == {2}
    assert results == {k: [k * i for i in range(30)] for k in range(4)}


@pytest.mark.parametrize(("n", "size"), [(0, 3), (1, 3), (3, 3), (10, 3), (7, 100)])
def test_pieces_cover_everything_once(n, size):
    found = parallel.pieces(n, size)
    assert [i for piece in found for i in range(n)[piece]] == list(range(n))
    assert all(piece.stop - piece.start <= size for piece in found) and len(found) == max(1, -(-n // size))


@pytest.mark.parametrize(("n", "size"), [(0, 3), (1, 3), (3, 3), (10, 3), (28, 5), (7, 100), (8, 0)])
def test_even_pieces_cover_everything_in_equal_shares(n, size):
    found = parallel.even_pieces(n, size)
    assert [i for piece in found for i in range(n)[piece]] == list(range(n))
    lengths = [piece.stop - piece.start for piece in found]
    assert max(lengths) - min(lengths) <= 1 and max(lengths) <= max(1, size)
    assert n < 2 or len(found) % 2 == 0 or len(found) == n


def test_workers():
    assert 1 <= parallel.workers() <= os.cpu_count()
    cnn.set_workers(5)
    assert parallel.workers() == 5
    cnn.set_workers(None)
    assert 1 <= parallel.workers() <= os.cpu_count()


@pytest.mark.parametrize("number", [0, -1, 1.5, "2", True])
def test_numbers_of_workers_that_cannot_be(number):
    with pytest.raises(
        ValueError, match=r"^workers must be a whole number of at least 1, not .* \(and 1,024 at most\)\.$"
    ):
        cnn.set_workers(number)


@pytest.mark.parametrize("shape", [(40, 3, 20, 20), (3, 16, 60, 60), (1, 2, 200, 200), (40, 16, 60, 60)])
def test_functions_give_the_same_bits_for_any_number_of_workers(shape):
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal(shape).astype(np.float32), rng.standard_normal((8, shape[1], 3, 3)).astype(np.float32)
    w_t = w.transpose(1, 0, 2, 3)

    def everything():
        y = cnn.functional.conv2d(x, w, stride=2, padding=1)
        pooled = cnn.functional.max_pool2d(x, 3, 2)
        results = [y, *cnn.functional.conv2d_backward(y, x, w, stride=2, padding=1)]
        results += [pooled, cnn.functional.max_pool2d_backward(pooled, x, 3, 2)]
        results += [cnn.functional.avg_pool2d(x, 3, 2), cnn.functional.conv_transpose2d(x, w_t)]
        return [result.tobytes() for result in results]

    parallel.set_workers(1)
    expected = everything()
    for number in (2, 3):
        parallel.set_workers(number)
        assert everything() == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only some systems can fork")
def test_a_forked_process_has_workers_of_its_own():
    program = """
import os, warnings
from coursecnn.functional import parallel
parallel.set_workers(3)
parallel.run(abs, range(9))
warnings.simplefilter("ignore")
child = os.fork()
if child == 0:
    os._exit(0 if parallel.run(abs, range(9)) == list(range(9)) else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "0\n", done.stderr


def test_a_browser_has_one_worker_whatever_is_chosen(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    parallel.set_workers(4)
    try:
        assert parallel.workers() == 1 and parallel.run(lambda item: 2 * item, range(3)) == [0, 2, 4]
    finally:
        parallel.set_workers(None)
