"""MNIST and Fashion-MNIST: found in a folder or in the cache, or downloaded; always verified."""

import os
import sys

from ..arguments.packages import missing
from ..storage.own import typed
from . import idx, site
from .cache import cache_folder, expanded, save
from .catalog import digest, recognise
from .dataset import Dataset, DatasetError, NotAvailable
from .download import download, reachable
from .places import find, find_npz, idx_files, near_misses, why_not

PATIENCE = 5  # seconds until a machine counts as offline
PATIENCE_FETCH = 30  # seconds, where someone asked for a download and will wait


def load(kind):
    """The Dataset of an ``IdxSet``: from ``COURSECNN_DATA``, the cache, or the mirrors, in this order."""
    folder, missing = _data_folder(kind)
    if folder is not None:
        return _read_set(kind, folder, f"{kind.title}, from {folder}")
    try:
        cached = cache_folder() / kind.name
    except DatasetError as error:
        why = f"{missing}; {_phrase(error)}"
        raise NotAvailable(f"{kind.title} could not be had ({why}).", why) from None
    unused = "" if missing.endswith("is not set") else f" ({missing})"
    try:
        if all(find(cached, file) for file in kind.files):
            return _read_set(kind, cached, f"{kind.title}, from the cache {cached}{unused}")
        state = f"{cached} does not hold {'it' if not _any(cached, kind) else 'all of it'}"
    except DatasetError as error:
        state = f"the cache is broken: {_phrase(error)}"
    try:
        _fill(cached, kind, PATIENCE)
    except DatasetError as error:
        why = f"{missing}; {state}; {_phrase(error)}"
        raise NotAvailable(f"{kind.title} could not be had ({why}): {_remedy(kind)}.", why) from None
    return _read_set(kind, cached, f"{kind.title}, downloaded to {cached}{unused}")


def is_here(kind):
    """Whether the set is on this machine, so that ``load`` needs no network."""
    try:
        cached = cache_folder() / kind.name
        return _data_folder(kind)[0] is not None or all(find(cached, file) for file in kind.files)
    except DatasetError:  # no home, and no such folder
        return False


def fetch(kind):
    """Fill the cache with the files of an ``IdxSet``; files that are there and whole are kept.

    Returns the folder. Raises ``DatasetError`` where a file cannot be had or saved.
    """
    folder = cache_folder() / kind.name
    try:
        _fill(folder, kind, PATIENCE_FETCH)
    except DatasetError as error:
        raise DatasetError(
            f"{kind.title} could not be fetched ({_phrase(error)}): try again later or with another connection; "
            f"what is whole stays in {folder}."
        ) from None
    return folder


def _fill(folder, kind, patience):
    wanted = [file for file in kind.files if not _is_whole(folder, file, kind)]
    if not wanted:
        return
    if sys.platform == "emscripten":  # a browser: it may ask the site that it is on, and nobody else
        for file in wanted:
            data = site.fetch(file.name, file.contents)
            save(folder / f"{file.name}.gz", lambda target, data=data: target.write(data))
        return
    try:
        urls = reachable([f"{mirror}{wanted[0].name}.gz" for mirror in kind.mirrors], patience)
    except ImportError as error:
        raise DatasetError(missing(error.name, "a download")) from None
    mirrors = [url.removesuffix(f"{wanted[0].name}.gz") for url in urls]
    for file in wanted:
        data = download([f"{mirror}{file.name}.gz" for mirror in mirrors], file.gzipped, idx.MOST)
        save(folder / f"{file.name}.gz", lambda target, data=data: target.write(data))


def _phrase(error):
    return str(error).rstrip(".")


def _data_folder(kind):
    """``(folder, None)`` where ``COURSECNN_DATA`` holds the set, else ``(None, reason)``."""
    given = os.environ.get("COURSECNN_DATA")
    if not given:
        return None, "COURSECNN_DATA is not set"
    given = expanded(given, "COURSECNN_DATA")
    if reason := why_not(given):
        return None, reason
    folders = [given / subfolder for subfolder in kind.subfolders]
    for folder in folders:
        if _any(folder, kind):
            return folder, None
    near = dict.fromkeys(name for folder in folders for name in near_misses(folder))
    hint = f" (there is {', '.join([*near][:3])})" if near else ""
    places = f"{given} or its folders {', '.join(name for name in kind.subfolders if name != '.')}"
    return None, f"COURSECNN_DATA is set, but there is no {kind.files[0].name} (or .gz) in {places}{hint}"


def _any(folder, kind):
    return any(find(folder, file) for file in kind.files) or (kind.in_npz and find_npz(folder) is not None)


def _read_file(folder, file, kind):
    """The array in one file, once its contents are proved to be the known ones."""
    path = find(folder, file)
    if path is None:
        raise DatasetError(f"{folder} holds other files of {kind.title} but no {file.name} (or .gz): put it there too.")
    return _proved(idx.read_bytes(path), path, file, kind)


def _proved(data, path, file, kind):
    found = digest(data, file.contents)
    if found == file.contents:
        return idx.parse(data, path)
    if other := recognise(data):
        raise DatasetError(f"{path} holds {other}, not {file.name} of {kind.title}: put the right file in its place.")
    shape = idx.parse(data, path).shape  # or it says what is wrong
    if shape != file.shape:
        raise DatasetError(f"{path} holds an array of shape {shape}, but {file.name} of {kind.title} is {file.shape}.")
    (algorithm, is_), (_, should) = found.split(":"), file.contents.split(":")
    raise DatasetError(
        f"{path} is not {file.name} of {kind.title}: the {algorithm} of its contents begins with {is_[:8]} instead of "
        f"{should[:8]}; copy or download it again."
    )


def _is_whole(folder, file, kind):
    try:
        _read_file(folder, file, kind)
    except DatasetError:
        return False
    return True


def _read_set(kind, folder, source):
    packed = find_npz(folder) if kind.in_npz and not any(find(folder, file) for file in kind.files) else None
    if packed is None:
        arrays = [_read_file(folder, file, kind) for file in kind.files]
    else:
        arrays = [_proved(data, packed, file, kind) for data, file in zip(idx_files(packed), kind.files)]
    x_train, y_train, x_test, y_test = arrays
    return Dataset(
        name=kind.name,
        x_train=x_train[:, None],
        y_train=y_train.astype("int64"),
        x_test=x_test[:, None],
        y_test=y_test.astype("int64"),
        source=f"{source}.",
        class_names=kind.class_names,
    )


def _remedy(kind):
    folder = "set COURSECNN_DATA to its folder"
    fetch = f"run `{typed(f'coursecnn data fetch {kind.name}')}` online"
    return f"{folder}, {fetch}, or use --data digits" if kind.name == "mnist" else f"{folder}, or {fetch}"
