"""Downloads from mirrors, each file checked by its checksum (pooch does the work)."""

import contextlib
import logging
import queue
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from .dataset import DatasetError


def reachable(urls, seconds):
    """``urls`` with one that answers in front, where one answers within ``seconds``.

    All are asked at once, so that a machine without internet is told after ``seconds``, however long its look-up of
    names takes.

    Raises
    ------
    DatasetError
        Where none answers; the message says why, for each.
    """
    from pooch import HTTPDownloader

    def ask(url):
        try:
            there = HTTPDownloader(timeout=2 * seconds)(url, None, None, check_only=True)
            answers.put((url, None if there else "does not have the file"))
        except (OSError, ValueError) as error:
            answers.put((url, type(error).__name__))

    answers, reasons = queue.Queue(), dict.fromkeys(urls, f"no answer within {seconds} seconds")
    for url in urls:
        threading.Thread(target=ask, args=(url,), daemon=True).start()
    deadline = time.monotonic() + seconds
    with contextlib.suppress(queue.Empty):
        for _ in urls:
            url, reason = answers.get(timeout=max(0.0, deadline - time.monotonic()))
            if reason is None:
                return [url, *(other for other in urls if other != url)]
            reasons[url] = reason
    raise DatasetError(f"no mirror could be reached: {_listed(reasons)}")


def download(urls, checksum):
    """Contents of the first of ``urls`` that gives a file with this checksum, with a progress bar.

    Parameters
    ----------
    urls : list of str
    checksum : str
        "algorithm:hex" of the file as it is served.

    Returns
    -------
    bytes

    Raises
    ------
    DatasetError
        Where none does; nothing of what came stays on the disk.
    """
    import pooch

    reasons = {}
    for url in urls:
        fetcher = pooch.HTTPDownloader(progressbar=True, chunk_size=2**16, timeout=30)
        try:
            with TemporaryDirectory() as folder, _only_warnings(pooch.get_logger()):
                return Path(pooch.retrieve(url, checksum, path=folder, downloader=fetcher)).read_bytes()
        except ValueError:
            reasons[url] = "what came is not the file, by its checksum"
        except OSError as error:
            response = getattr(error, "response", None)
            if response is None:
                reasons[url] = type(error).__name__
            else:
                response.close()
                reasons[url] = f"HTTP error {response.status_code}"
    raise DatasetError(f"{urls[0].rpartition('/')[2]} could not be downloaded: {_listed(reasons)}")


@contextlib.contextmanager
def _only_warnings(logger):
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def _listed(reasons):
    return ", ".join(f"{urlsplit(url).netloc} ({reason})" for url, reason in reasons.items())
