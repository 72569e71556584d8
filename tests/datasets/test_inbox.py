"""The inbox of a download: how much it takes, how long it waits, and its bar."""

from types import SimpleNamespace

import pytest

from coursecnn.datasets import download


def test_no_byte_more_than_the_most_is_taken():
    inbox = download._Inbox(10)
    inbox.write(b"12345")
    inbox.write(b"67890")
    for chunk in (b"1", b"", b"2"):  # once it is too much, all is refused
        with pytest.raises(download._Refused, match=r"^it sends more than 10 bytes$"):
            inbox.write(chunk)
    assert inbox.data == b"1234567890"
    with pytest.raises(download._Refused, match=r"^it sends more than 1,000 bytes$"):
        download._Inbox(1000).write(bytes(1001))


@pytest.mark.parametrize(
    "times, is_slow",
    [
        ([1000, 1030], False), ([1000, 1030.5], True), ([1000, 1020, 1050], False), ([1000, 1020, 1050.5], True),
        ([1000, *range(1025, 1900, 25), 1900], False), ([1000, *range(1025, 1900, 25), 1900.5], True),
    ],
)  # fmt: skip
def test_what_comes_too_slowly_is_given_up(monkeypatch, times, is_slow):
    """Something comes at each of the times but the last, at which it is looked."""
    now = iter(times)
    monkeypatch.setattr(download, "time", SimpleNamespace(monotonic=lambda: next(now)))
    inbox = download._Inbox(10_000)
    for _ in times[1:-1]:
        inbox.write(b"a")
    if not is_slow:
        assert inbox.look() is None and inbox.refused is None
        return
    with pytest.raises(download._Refused, match="^it is too slow$"):
        inbox.look()
    with pytest.raises(download._Refused, match="^it is too slow$"):
        inbox.write(b"late")
    assert len(inbox.data) == len(times) - 2


def test_a_bar_shows_what_came():
    pytest.importorskip("tqdm")
    inbox = download._Inbox(10)
    inbox.reset()
    inbox.close()  # of a file without contents there is no bar
    assert inbox.bar is None
    inbox.total = 100
    inbox.update(30)
    bar = inbox.bar
    inbox.update(20)
    assert inbox.bar is bar and (bar.n, bar.total, bar.unit, bar.unit_scale, bar.ncols) == (50, 100, "B", True, 79)
    inbox.reset()
    inbox.flush()
    assert bar.n == 0 and not bar.disable
    inbox.close()
    assert bar.disable
    unknown = download._Inbox(10)
    unknown.update(3)
    assert unknown.bar.n == 3 and unknown.bar.total is None
    unknown.close()


def test_without_tqdm_there_is_no_bar(monkeypatch):
    monkeypatch.setattr(download, "find_spec", lambda name: None)
    inbox = download._Inbox(10)
    inbox.update(3)
    inbox.reset()
    inbox.close()
    assert inbox.bar is None
