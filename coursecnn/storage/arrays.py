"""Files of arrays: a net's parameters, and what a checkpoint needs. Always npz, never pickle."""

import json
from pathlib import Path

import numpy as np

from .files import replacing

FORMAT = "coursecnn 1"


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
    write(path, "model", {"architecture": repr(model)}, arrays_of(model))


def load(model, path):
    """Read parameters and buffers that ``save`` wrote into a net of the same architecture. Returns the net.

    Raises
    ------
    FileError
        Where the file is missing, cut, foreign, or of another architecture; the net is then as it was.
    """
    info, arrays = read(path, "model")
    saved_from = info.get("architecture")
    if saved_from != repr(model):
        raise FileError(
            f"{Path(path).name} holds the parameters of another net: it was saved from {flat(saved_from)}, "
            f"but this net is {flat(repr(model))}."
        )
    put_arrays(model, arrays, path)
    return model


def arrays_of(model):
    """Copies of all parameters and buffers, by kind and name."""
    return {
        f"{kind}/{name}": np.array(array)
        for kind in ("params", "buffers")
        for name, array in getattr(model, kind).items()
    }


def put_arrays(model, arrays, path="The file"):
    """Set all parameters and buffers of a net; nothing is set where a name, shape or type does not fit."""
    own = arrays_of(model)
    for key, array in own.items():
        found = arrays.get(key)
        if found is None or found.shape != array.shape or not np.can_cast(found.dtype, array.dtype, "same_kind"):
            there = "is missing" if found is None else f"is {found.dtype} of shape {found.shape}"
            needed = f"{array.dtype} of shape {array.shape}"
            raise FileError(f"{Path(path).name}: {key} {there}, but the net needs {needed}.")
    for key, array in own.items():
        kind, name = key.split("/", 1)
        getattr(model, kind)[name] = arrays[key].astype(array.dtype)


def write(path, kind, info, arrays):
    """An npz file with a description (JSON) and arrays."""
    header = json.dumps({"format": FORMAT, "kind": kind, **info})
    check_folder(path)
    try:
        with replacing(path) as file:
            np.savez(file, __info__=np.frombuffer(header.encode(), np.uint8), **arrays)
    except OSError as error:
        raise FileError(f"{path} cannot be written ({error.strerror or error}).") from None


def read(path, kind):
    """``(info, arrays)`` of a file that ``write`` wrote."""
    path = Path(path)
    if not path.exists():
        raise FileError(f"There is no file {path}.")
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror}).") from None
    with file:
        try:
            with np.load(file, allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
            info = json.loads(bytes(arrays.pop("__info__")))
            found = info["kind"], info["format"]
        except Exception:  # there is no end to what zipfile and NumPy raise for a file that is damaged
            raise FileError(f"{path.name} is not a {kind} file of coursecnn, or it was cut or damaged.") from None
    if found != (kind, FORMAT):
        raise FileError(f"{path.name} is a file of another kind, {found[0]} of {found[1]}, not {kind} of {FORMAT}.")
    return info, arrays


def check_folder(path):
    """Refuse a file whose folder does not exist."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileError(f"The folder {path.parent} for {path.name} does not exist: make it first.")


def flat(text):
    """The text in one line."""
    return " ".join(str(text).split())
