"""Data sets: real MNIST where it can be had, drawn digits where it cannot, Fashion-MNIST, and folders of images."""

from dataclasses import replace

from ..arguments import shown
from . import idxsets
from .catalog import SETS
from .dataset import Dataset, DatasetError, NotAvailable, to_float
from .folder import from_folder, split
from .signs import draw_signs, write_signs

__all__ = [
    "Dataset", "DatasetError", "NotAvailable", "draw_signs", "fetch", "from_folder", "load", "split", "to_float",
    "write_signs",
]  # fmt: skip


def load(name="auto"):
    """A data set by its name; ``dataset.source`` says in one sentence which data these are.

    Parameters
    ----------
    name : "mnist", "fashion-mnist", "digits" or "auto"
        ``"mnist"`` and ``"fashion-mnist"``: four IDX files, gzip or not, looked for in the folder that the
        environment variable ``COURSECNN_DATA`` names (MNIST in it or in its subfolder ``mnist``, Fashion-MNIST in
        ``fashion-mnist``), then in the user's cache, then downloaded into the cache. Their contents must be the
        published ones, byte for byte, by SHA-256 of the uncompressed files (Fashion-MNIST: MD5, and SHA-256 of the
        gzip files when they are downloaded).
        ``"digits"``: 60,000 and 10,000 drawn digits, the same every time, drawn once and kept in the cache.
        ``"auto"``: MNIST, or the drawn digits where MNIST is in none of these places; ``dataset.name`` and
        ``dataset.source`` say which.

    Returns
    -------
    Dataset
        Images uint8 (60000, 1, 28, 28) and (10000, 1, 28, 28), labels int64.

    Raises
    ------
    DatasetError
        Where files are cut, corrupt or not what they are called: one sentence that names the file. Nothing is
        deleted. ``NotAvailable``, a kind of it, where the data are nowhere.
    """
    if _is(name, "auto"):
        return _mnist_or_digits()
    if _is(name, "digits"):
        return _digits().load()
    return idxsets.load(_known(name, '"digits" or "auto"'))


def fetch(name="mnist"):
    """Fill the user's cache, so that ``load(name)`` works without internet.

    Parameters
    ----------
    name : "mnist", "fashion-mnist" or "digits"

    Returns
    -------
    Path
        Where the data are now. Files that are there and whole are kept; after a failure call it again.

    Raises
    ------
    DatasetError
        Where a file can neither be downloaded nor written.
    """
    if _is(name, "digits"):
        return _digits().fetch()
    return idxsets.fetch(_known(name, 'or "digits"'))


def _mnist_or_digits():
    try:
        return load("mnist")
    except NotAvailable as error:
        data = load("digits")
        return replace(data, source=f"{data.source.rstrip('.')} (real MNIST could not be had: {error.why}).")


def _digits():
    from . import digits

    return digits


def _is(name, word):  # an array would be compared number by number
    return isinstance(name, str) and name == word


def _known(name, others):
    if not isinstance(name, str) or name not in SETS:
        raise ValueError(f'There is no data set {shown(name)} here: choose "mnist", "fashion-mnist", {others}.')
    return SETS[name]
