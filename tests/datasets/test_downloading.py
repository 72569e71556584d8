"""Downloads: which mirror is asked, what is taken of what comes, and what is said of each that fails."""

import hashlib
import queue
import threading
from types import SimpleNamespace

import pytest
from data_places import Mirror

from coursecnn.datasets import DatasetError, download

pooch = pytest.importorskip("pooch", reason="pooch is not installed")
requests = pytest.importorskip("requests", reason="requests is not installed")
pytestmark = pytest.mark.threads


@pytest.fixture
def mirror():
    server = Mirror()
    yield server
    server.close()


class Answers(queue.Queue):
    """A queue that notes how long it is waited for an answer."""

    def get(self, block=True, timeout=None):
        self.waits.append(timeout)
        return super().get(block, timeout)


@pytest.fixture
def waits(monkeypatch):
    monkeypatch.setattr(Answers, "waits", [], raising=False)
    monkeypatch.setattr(download, "queue", SimpleNamespace(Queue=Answers, Empty=queue.Empty))
    return Answers.waits


# --- which mirror answers ---------------------------------------------------------------------------------------------


def asked_through(monkeypatch, answer):
    """Mirrors whose answers to ``url`` are ``answer(url)``; the list of how they were asked."""
    asked = []

    class Downloader:
        def __init__(self, **options):
            self.options = options

        def __call__(self, url, output, pooch, check_only=False):
            asked.append((url, self.options, output, check_only))
            return answer(url)

    monkeypatch.setattr(pooch, "HTTPDownloader", Downloader)
    return asked


def test_mirrors_are_asked_whether_they_have_the_file(monkeypatch):
    asked = asked_through(monkeypatch, lambda url: True)
    assert download.reachable(["http://one/x.gz"], 7) == ["http://one/x.gz"]
    assert asked == [("http://one/x.gz", {"timeout": 14}, None, True)]


def test_one_that_answers_comes_first(monkeypatch):
    urls = [f"http://{name}/x.gz" for name in ("one", "two", "three")]
    asked = asked_through(monkeypatch, lambda url: "two" in url)
    assert download.reachable(urls, 60) == [urls[1], urls[0], urls[2]]
    assert {url for url, *_ in asked} <= set(urls)


def test_of_each_that_does_not_answer_it_is_said_why(monkeypatch):
    until = threading.Event()

    def answer(url):
        if "one" in url:
            raise requests.ConnectionError("refused")
        if "two" in url:
            raise ValueError("odd")
        return "three" in url and until.wait(60)

    asked_through(monkeypatch, answer)
    urls = [f"http://{name}/x.gz" for name in ("one", "two", "three", "four")]
    with pytest.raises(DatasetError) as error:
        download.reachable(urls, 0.5)
    until.set()
    assert str(error.value) == (
        "no mirror could be reached: one (ConnectionError), two (ValueError), three (no answer within 0.5 seconds), "
        "four (does not have the file)"
    )


def test_nobody_is_waited_for_longer_than_was_said(monkeypatch, waits):
    clock = iter([100.0, 101.0, 104.5, 106.0])  # asked at 100, then looked at before each answer
    until = threading.Event()
    before = set(threading.enumerate())
    asked_through(monkeypatch, lambda url: until.wait(60) and False)

    def get(self, block=True, timeout=None):
        waits.append(timeout)
        return f"http://{len(waits)}/x.gz", "nothing"

    monkeypatch.setattr(Answers, "get", get)
    monkeypatch.setattr(download, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with pytest.raises(DatasetError, match=r"^no mirror could be reached: all 3 \(nothing\)"):
        download.reachable([f"http://{i}/x.gz" for i in (1, 2, 3)], 5)
    assert waits == [4.0, 0.5, 0.0]
    left = set(threading.enumerate()) - before
    assert len(left) == 3 and all(thread.daemon for thread in left)  # none keeps Python from ending
    until.set()
    for thread in left:
        thread.join()


# --- what comes -------------------------------------------------------------------------------------------------------


def failed(message, status=None):
    response = None if status is None else requests.Response()
    if response is not None:
        response.status_code = status
    return requests.RequestException(message, response=response)


def test_of_each_mirror_that_fails_it_is_said_why(monkeypatch):
    answers = {
        "http://one/x.gz": download._Refused("it is too slow"),
        "http://two/x.gz": failed("Gone", 404),
        "http://three/x.gz": failed("Refused"),
        "http://four/x.gz": OSError(5, "Input/output error"),
        "http://five/x.gz": ValueError("odd"),
        "http://six/x.gz": b"other",
        "http://seven/x.gz": b"right",
    }

    def fetch(url, most):
        assert most == 99
        if isinstance(answers[url], bytes):
            return answers[url]
        raise answers[url]

    monkeypatch.setattr(download, "_fetch", fetch)
    checksum = f"sha256:{hashlib.sha256(b'right').hexdigest()}"
    assert download.download(list(answers), checksum, 99) == b"right"
    with pytest.raises(DatasetError) as error:
        download.download(list(answers)[:-1], checksum, 99)
    assert str(error.value) == (
        "x.gz could not be downloaded: one (it is too slow), two (HTTP error 404), three (RequestException), "
        "four (OSError), five (what it sends cannot be read: ValueError), six (what came is not the file, by its "
        "checksum)"
    )


def test_what_no_mirror_is_to_blame_for_is_passed_on(monkeypatch):
    def fetch(url, most):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(download, "_fetch", fetch)
    with pytest.raises(KeyError):
        download.download(["http://one/x.gz"], "sha256:0", 99)


def test_a_file_comes_in_pieces_and_whole(mirror, monkeypatch, waits):
    content = bytes(range(256)) * 200
    mirror.pages["x.gz"] = content
    pieces, write = [], download._Inbox.write

    def noted(self, chunk):
        pieces.append(len(chunk))
        write(self, chunk)

    monkeypatch.setattr(download._Inbox, "write", noted)
    assert download._fetch(f"{mirror.url}x.gz", len(content)) == content
    assert pieces == [16_384, 16_384, 16_384, 2_048]
    assert set(waits) == {0.2}  # five times a second it is looked whether something came
    with pytest.raises(download._Refused, match=r"^it sends more than 51,199 bytes$"):
        download._fetch(f"{mirror.url}x.gz", len(content) - 1)


def test_how_a_file_is_asked_for_and_what_is_closed(monkeypatch):
    made, closed = [], []

    class Downloader:
        def __init__(self, **options):
            made.append(options)

        def __call__(self, url, inbox, pooch):
            assert threading.current_thread().daemon  # which keeps no Python from ending
            for name in ("moved", "there"):
                response = requests.Response()
                response.close = lambda name=name: closed.append(name)
                made[-1]["hooks"]["response"](response, timeout=1)
            inbox.write(b"half")
            inbox.update(4)
            bars.append(inbox)
            raise requests.ConnectionError("reset")

    bars = []
    monkeypatch.setattr(pooch, "HTTPDownloader", Downloader)
    with pytest.raises(requests.ConnectionError):
        download._fetch("http://one/x.gz", 10)
    (options,) = made
    assert options["timeout"] == 30 and options["headers"] == {"Accept-Encoding": "identity"}
    assert closed == ["moved", "there"] and bars[0].bar.disable  # it was closed


def test_one_who_sends_nothing_is_given_up(monkeypatch):
    until = threading.Event()

    class Downloader:
        def __init__(self, **options):
            pass

        def __call__(self, url, inbox, pooch):
            until.wait(60)

    monkeypatch.setattr(pooch, "HTTPDownloader", Downloader)
    monkeypatch.setattr(download, "STALLED", 0.1)
    with pytest.raises(download._Refused, match="^it is too slow$"):
        download._fetch("http://one/x.gz", 10)
    until.set()
