"""In a browser's Python: files that the web site of the course carries, fetched when they are asked for."""

import gzip

from .catalog import digest
from .dataset import DatasetError


def fetch(name, checksum):
    """A file of the site, compressed; the browser keeps it for the next time.

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
    from js import XMLHttpRequest, location

    request = XMLHttpRequest.new()
    request.open("GET", f"{location.href.partition('/lite/')[0]}/lite/data/{name}.gz", False)
    request.responseType = "arraybuffer"
    try:
        request.send(None)
    except Exception:  # whatever JavaScript says of a network that fails
        raise DatasetError(f"the site did not answer when it was asked for {name}") from None
    if request.status != 200:
        raise DatasetError(f"this site does not carry {name}")
    data = request.response.to_bytes()
    try:
        whole = digest(gzip.decompress(data), checksum) == checksum
    except (OSError, EOFError):
        whole = False
    if not whole:
        raise DatasetError(f"what the site sent for {name} is not the file, by its checksum")
    return data
