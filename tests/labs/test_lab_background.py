"""Work beside the page, with threads and without."""

import asyncio
import threading

from coursecnn.labs.kit import background


def test_work_is_done_in_a_thread():
    done, seen = threading.Event(), []
    background.start(lambda value: (seen.append((value, threading.current_thread().name)), done.set()), "work", 7)
    assert done.wait(5)
    assert seen == [(7, "work")]


def test_without_threads_it_is_done_after_the_cell(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    async def cell():
        seen = []
        background.start(seen.append, "work", 7)
        before = list(seen)
        await asyncio.sleep(0)
        return before, seen

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert asyncio.run(cell()) == ([], [7])
