"""Downloads from mirrors, each file checked by its checksum (pooch speaks with them)."""

import queue
import threading
import time
from importlib.util import find_spec
from urllib.parse import urlsplit

from .catalog import digest
from .dataset import DatasetError

CHUNK = 1 << 14  # bytes that come at a time
STALLED = 30  # seconds in which not even a chunk came: too slow
LONGEST = 900  # seconds for a file


def reachable(urls, seconds):
    """``urls`` with one that answers in front, where one answers within ``seconds``.

    All are asked at once, so that a machine without internet is told after ``seconds``, however long its look-up of
    names takes.

    Raises
    ------
    DatasetError
        Where none answers; the message says why, for each.
    """
    import requests  # noqa: F401  # before threads import it at the same time
    from pooch import HTTPDownloader

    def ask(url):
        try:
            there = HTTPDownloader(timeout=2 * seconds)(url, None, None, check_only=True)
            answers.put((url, None if there else "does not have the file"))
        except Exception as error:  # whatever a strange answer makes of the libraries below
            answers.put((url, type(error).__name__))

    answers, reasons = queue.Queue(), dict.fromkeys(urls, f"no answer within {seconds} seconds")
    for url in urls:
        threading.Thread(target=ask, args=(url,), daemon=True).start()
    deadline = time.monotonic() + seconds
    for _ in urls:
        try:
            url, reason = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if reason is None:
            return [url, *(other for other in urls if other != url)]
        reasons[url] = reason
    raise DatasetError(f"no mirror could be reached: {_listed(reasons)}")


def download(urls, checksum, most):
    """Contents of the first of ``urls`` that gives a file with this checksum, with a progress bar.

    Parameters
    ----------
    urls : list of str
    checksum : str
        "algorithm:hex" of the file as it is served.
    most : int
        Bytes; a larger file is none of ours, and not taken to its end.

    Returns
    -------
    bytes

    Raises
    ------
    DatasetError
        Where none does; nothing of what came stays on the disk.
    """
    reasons = {}
    for url in urls:
        try:
            data = _fetch(url, most)
        except _Refused as refused:
            reasons[url] = str(refused)
        except OSError as error:
            response = getattr(error, "response", None)
            if response is None:
                reasons[url] = type(error).__name__
            else:
                reasons[url] = f"HTTP error {response.status_code}"
        except ValueError as error:
            reasons[url] = f"what it sends cannot be read: {type(error).__name__}"
        else:
            if digest(data, checksum) == checksum:
                return data
            reasons[url] = "what came is not the file, by its checksum"
    raise DatasetError(f"{urls[0].rpartition('/')[2]} could not be downloaded: {_listed(reasons)}")


class _Refused(Exception):
    """What comes is too large, or comes too slowly; the message is the reason."""


def _fetch(url, most):
    """What ``url`` gives, taken in by a thread of its own: this one watches that something comes."""
    import pooch
    import requests  # noqa: F401  # not in a thread that may be left behind

    inbox, answer, responses = _Inbox(most), queue.Queue(), []
    options = {"chunk_size": CHUNK, "timeout": STALLED, "headers": {"Accept-Encoding": "identity"}}
    hooks = {"response": lambda response, **_: responses.append(response)}  # pooch closes none that failed

    def work():
        error = None
        try:
            pooch.HTTPDownloader(progressbar=inbox, hooks=hooks, **options)(url, inbox, None)
        except BaseException as raised:
            error = raised
        for response in responses:
            response.close()
        answer.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        while True:
            try:
                error = answer.get(timeout=0.2)
                break
            except queue.Empty:
                inbox.look()
    finally:
        inbox.close()
    if error is not None:
        raise error
    return bytes(inbox.data)


class _Inbox:
    """Where a download goes: the file and the progress bar that pooch writes to; it knows how much came, and when."""

    def __init__(self, most):
        self.most, self.total, self.data, self.bar, self.refused = most, 0, bytearray(), None, None
        self.began = self.last = time.monotonic()

    def write(self, chunk):
        if self.refused is None and len(self.data) + len(chunk) > self.most:
            self.refused = f"it sends more than {self.most:,} bytes"
        if self.refused is not None:
            raise _Refused(self.refused)
        self.data += chunk
        self.last = time.monotonic()

    def look(self):
        """Give up where nothing comes, or where it takes too long."""
        now = time.monotonic()
        if now - self.last > STALLED or now - self.began > LONGEST:
            self.refused = "it is too slow"
            raise _Refused(self.refused)

    def update(self, n):
        if self.bar is None and find_spec("tqdm") is not None:
            from tqdm import tqdm

            self.bar = tqdm(total=self.total or None, unit="B", unit_scale=True, ncols=79)
        if self.bar is not None:
            self.bar.update(n)

    def reset(self):
        if self.bar is not None:
            self.bar.reset()

    def flush(self):
        pass

    def close(self):
        if self.bar is not None:
            self.bar.close()


def _listed(reasons):
    if len(reasons) > 1 and len(set(reasons.values())) == 1:
        return f"all {len(reasons)} ({next(iter(reasons.values()))})"
    return ", ".join(f"{urlsplit(url).netloc} ({reason})" for url, reason in reasons.items())
