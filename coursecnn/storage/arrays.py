"""Files of arrays: a net's parameters, and what a checkpoint needs. Always npz, never pickle."""

import hashlib
import io
import json
import os
import zipfile

import numpy as np

from .files import as_path, flat, open_regular, reason, replacing
from .npz import read_npz

FORMAT = "coursecnn 1"
SLACK = 10_000_000  # bytes of an array's worth that a description may have


class FileError(RuntimeError):
    """A file that is not what it should be; the message is one sentence that names it."""


def save(model, path):
    """Write the parameters and buffers of a net to ``path`` (npz).

    The file is complete or not there: it is written beside ``path`` and renamed.

    Raises
    ------
    FileError
        Where it cannot be written.
    """
    write(path, "model", {"architecture": repr(_net(model))}, arrays_of(model))


def load(model, path):
    """Read parameters and buffers that ``save`` wrote into a net of the same architecture. Returns the net.

    Raises
    ------
    FileError
        Where the file is missing, cut, foreign, or of another architecture; the net is then as it was.
    """
    own = arrays_of(_net(model))
    info, arrays = read(path, "model", most=2 * sum(array.nbytes for array in own.values()))
    saved_from = info.get("architecture")
    if saved_from != repr(model):
        raise FileError(
            f"{as_path(path).name} holds the parameters of another net: it was saved from {flat(saved_from, 300)}, "
            f"but this net is {flat(repr(model), 300)}."
        )
    put_arrays(model, arrays, path)
    return model


def arrays_of(model):
    """Copies of all parameters and buffers, by kind and name."""
    return {
        f"{kind}/{name}": np.array(array)
        for kind in ("params", "buffers")
        for name, array in getattr(_net(model), kind).items()
    }


def put_arrays(model, arrays, path="The file"):
    """Set all parameters and buffers of a net; nothing is set where a name, shape or type does not fit."""
    own = arrays_of(model)
    for key, array in own.items():
        found = arrays.get(key)
        if found is None or found.shape != array.shape or not np.can_cast(found.dtype, array.dtype, "same_kind"):
            there = "is missing" if found is None else f"is {found.dtype} of shape {found.shape}"
            needed = f"{array.dtype} of shape {array.shape}"
            raise FileError(f"{as_path(path).name}: {key} {there}, but the net needs {needed}.")
    for key, array in own.items():
        kind, name = key.split("/", 1)
        getattr(model, kind)[name] = arrays[key].astype(array.dtype)


def write(path, kind, info, arrays):
    """An npz file with a description (JSON), which has a checksum over all of it, and arrays."""
    path = as_path(path)
    info = {"format": FORMAT, "kind": kind, **info}
    header = json.dumps(info | {"checksum": _checksum(info, arrays)})
    check_folder(path)
    try:
        with replacing(path) as file:
            np.savez(file, __info__=np.frombuffer(header.encode(), np.uint8), **arrays)
    except OSError as error:
        raise FileError(f"{path} cannot be written ({reason(error)}).") from None


def read(path, kind, most=10**9):
    """``(info, arrays)`` of a file that ``write`` wrote, whose arrays have at most ``most`` bytes.

    Every file has a checksum but models of the first version.
    """
    path = as_path(path)
    try:
        file = open_regular(path)
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read ({reason(error)}).") from None
    with file:
        try:
            arrays = read_npz(file, most + SLACK)
            info = json.loads(bytes(arrays.pop("__info__")))
            found, checksum = (info["kind"], info["format"]), info.pop("checksum", None)
            whole = checksum == _checksum(info, arrays) or (checksum is None and kind == "model")
        except Exception:  # there is no end to what zipfile and NumPy raise for a file that is damaged
            raise FileError(f"{path.name} is not a {kind} file of coursecnn, or it was cut or damaged.") from None
    if found != (kind, FORMAT):
        its, form = (flat(text, 100) for text in found)
        of, wanted = ("", "") if form == FORMAT else (f" of {form}", f" of {FORMAT}")
        raise FileError(f"{path.name} is a {its}{of}, not a {kind}{wanted}: give another file.")
    if not whole:
        raise FileError(
            f"The checksum of {path.name} is wrong: it was changed, or written by an early version; make it anew."
        )
    return info, arrays


def written_as(path):
    """The kind of a file that ``write`` wrote, such as "model"; None where it is another file, or damaged."""
    try:
        with open_regular(path) as file, zipfile.ZipFile(file) as archive, archive.open("__info__.npy") as member:
            return json.loads(np.lib.format.read_array(io.BytesIO(member.read(SLACK))).tobytes())["kind"]
    except Exception:  # there is no end to what a damaged file raises
        return None


def check_folder(path):
    """Refuse a file whose folder does not exist."""
    path = as_path(path)
    if not os.path.isdir(path.parent):
        raise FileError(f"The folder {path.parent} for {path.name} does not exist: make it first.")


def _net(model):
    if not hasattr(model, "params") or not hasattr(model, "buffers") or isinstance(model, type):
        raise TypeError(f"model must be a net or a layer, such as models.mnist_cnn(), not {flat(repr(model), 200)}.")
    return model


def _checksum(info, arrays):
    """SHA-256 of a description and of arrays: their names, dtypes, shapes and contents."""
    found = hashlib.sha256(json.dumps(info, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.asarray(arrays[name])
        found.update(json.dumps([name, array.dtype.str, array.shape]).encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()
