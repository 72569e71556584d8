"""Work beside the page, with threads and without."""

import asyncio
import threading
import time

import pytest

pytest.importorskip("anywidget")

import coursecnn
from coursecnn.labs.kit import background
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.draw_digit import DrawDigitLab
from coursecnn.labs.speed import SpeedLab
from coursecnn.labs.training.lab import TrainingLab
from coursecnn.labs.training.runs import Run

SMALL = {"filters": [4, 6], "kernel_sizes": 3, "batch_size": 20, "lr": 0.05}
TASK = {"configuration": SMALL, "data": "digits:400:150", "epochs": 1, "seed": 3}


@pytest.fixture
def threadless(monkeypatch):
    """No thread can be started, as in a browser's Python."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    coursecnn.set_workers(1)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    yield
    coursecnn.set_workers(None)


def counting(seen, pieces=3):
    for number in range(pieces):
        seen.append((number, threading.current_thread().name))
        yield


def test_a_thread_does_all_pieces():
    done, seen = threading.Event(), []

    def job(value):
        yield from counting(seen)
        yield 0.01
        done.set()
        return value

    background.start(job, "work", 7)
    assert done.wait(5)
    assert seen == [(0, "work"), (1, "work"), (2, "work")]
    assert background.finish(job(7)) == 7


def test_without_threads_it_is_done_after_the_cell(threadless):
    async def cell():
        seen = []
        background.start(counting, "work", seen)
        before = list(seen)
        await asyncio.sleep(0)
        return before, [number for number, _ in seen]

    assert asyncio.run(cell()) == ([], [0, 1, 2])


def test_without_threads_the_page_has_its_turn(threadless):
    """About every 50 ms, however many pieces there are; and a job that waits for a lock holds nobody up."""

    async def page():
        gaps, lock, ended = [], threading.Lock(), []

        def work():
            yield from background.turn(lock)
            for _ in range(300):
                time.sleep(0.002)
                yield
            lock.release()
            ended.append(True)

        lock.acquire()
        background.start(work, "first")
        background.start(work, "second")
        await asyncio.sleep(0.1)
        assert not ended
        lock.release()
        while len(ended) < 2:
            began = time.perf_counter()
            await asyncio.sleep(0)
            gaps.append(time.perf_counter() - began)
        return gaps

    gaps = asyncio.run(page())
    assert sum(gap > background.SLICE / 2 for gap in gaps) > 10
    assert sorted(gaps)[len(gaps) * 9 // 10] < 5 * background.SLICE


def test_without_threads_the_result_of_a_training_is_the_same(digits, threadless):
    async def page():
        states, run = [], Run(TASK)
        run.start(lambda: states.append(run.state))
        while run.busy:
            await asyncio.sleep(0.001)
        return states, run.result

    states, result = asyncio.run(page())
    expected = Run(TASK)
    expected.train()
    assert states[0] == "loading" and states[-1] == "finished"
    assert {**result, "seconds": 0} == {**expected.result, "seconds": 0}
    assert result["correct"] > 50


def test_without_threads_a_training_shows_its_progress_and_stops(digits, threadless):
    async def page():
        lab = TrainingLab(images=60_000, epochs=20)
        lab.start.click()
        bars = set()
        while lab.runs[0].step < 5 or len(bars) < 3:
            assert lab.busy, lab.runs[0].sentence
            bars.add(lab.stage.html)
            await asyncio.sleep(0.001)
        lab.stop.click()
        step = lab.runs[0].step
        assert lab.runs[0].state == "stopped" and not lab.start.disabled
        await asyncio.sleep(0.1)
        assert lab.runs[0].step == step
        lab.images.value, lab.epochs.value = 500, 1
        lab.start.click()  # the stopped one gave its turn back
        while lab.busy:
            await asyncio.sleep(0.001)
        return lab.runs[1].state

    assert asyncio.run(page()) == "finished"


def test_without_threads_a_measurement_shows_its_progress_and_stops(threadless):
    async def page():
        lab, shares = SpeedLab(4, 3, 10, 3, 5), set()
        lab.measure.click()
        while lab.busy:
            shares.add(lab._job.share)
            await asyncio.sleep(0)
        assert lab.frame is not None and len(shares) > 3
        lab.reset()
        lab.measure.click()
        await asyncio.sleep(0)
        lab.stop.click()
        await asyncio.sleep(0.2)
        return lab.frame, lab.measure.disabled

    assert asyncio.run(page()) == (None, False)


def test_without_threads_a_lab_gets_its_net(digits, threadless, monkeypatch, tmp_path):
    monkeypatch.setattr(nets, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(nets, "digit_task", lambda kind=None: TASK)

    async def page():
        labs = DrawDigitLab(), DrawDigitLab()  # the second one waits for the first one's net
        assert all("A net is trained for this lab" in lab.says.value for lab in labs)
        while any(lab.net is None for lab in labs):
            await asyncio.sleep(0.01)
        return labs

    first, second = asyncio.run(page())
    assert "400 drawn digits" in first.stage.html and second.about == first.about
