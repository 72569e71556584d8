"""In a browser's Python: the web site of the course that it is on, and the files that the site carries."""

import gzip
import io
import sys
import zlib

from .catalog import digest
from .dataset import DatasetError


def address():
    """The site's address, such as ``"https://host/course"``; None where this Python is not on such a page."""
    if sys.platform != "emscripten":
        return None
    try:
        from js import location
    except ImportError:  # not in a browser
        return None
    before, found, _ = location.href.partition("/lite/")
    return before if found else None


def ask(name):
    """A file of the site; the browser keeps it for the next time.

    Returns
    -------
    bytes

    Raises
    ------
    DatasetError
        Where the site does not carry it.
    """
    if (site := address()) is None:
        raise DatasetError(f"there is no site to ask for {name}")
    from js import XMLHttpRequest

    request = XMLHttpRequest.new()
    request.open("GET", f"{site}/lite/data/{name}", False)
    request.responseType = "arraybuffer"
    try:
        request.send(None)
    except Exception:  # whatever JavaScript says of a network that fails
        raise DatasetError(f"the site did not answer when it was asked for {name}") from None
    if request.status != 200:
        raise DatasetError(f"this site does not carry {name}")
    return request.response.to_bytes()


def fetch(name, checksum):
    """A compressed file of the site, checked.

    Parameters
    ----------
    name : str
        Without ``.gz``.
    checksum : str
        "algorithm:hex" of its contents.

    Returns
    -------
    bytes
        In gzip.

    Raises
    ------
    DatasetError
        Where the site does not carry it, or it is another one.
    """
    data = ask(f"{name}.gz")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:  # never in memory as a whole
            whole = digest(file, checksum) == checksum
    except (OSError, EOFError, zlib.error):
        whole = False
    if not whole:
        raise DatasetError(f"what the site sent for {name} is not the file, by its checksum")
    return data
