"""Files of arrays: a net's parameters, and what a checkpoint needs. Always npz, never pickle; written to the side, then renamed."""

import json
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

FORMAT = "coursecnn 1"


class FileError(RuntimeError):
    """A file that is not what it should be; the message is one sentence that names it."""


def save(model, path):
    """Write the parameters and buffers of a net to ``path`` (npz).

    The file is complete or not there: it is written beside ``path`` and renamed.
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
    if info["architecture"] != repr(model):
        raise FileError(
            f"{Path(path).name} holds the parameters of another net: it was saved from {_flat(info['architecture'])}, "
            f"but this net is {_flat(repr(model))}."
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
    """Set all parameters and buffers of a net; nothing is set where a name or shape does not fit."""
    own = arrays_of(model)
    for key, array in own.items():
        if key not in arrays or arrays[key].shape != array.shape:
            there = f"has shape {arrays[key].shape}" if key in arrays else "is missing"
            raise FileError(f"{Path(path).name}: {key} {there}, but the net needs shape {array.shape}.")
    for key, array in own.items():
        kind, name = key.split("/", 1)
        getattr(model, kind)[name] = arrays[key].astype(array.dtype)


def write(path, kind, info, arrays):
    """An npz file with a description (JSON) and arrays."""
    path = Path(path)
    header = json.dumps({"format": FORMAT, "kind": kind, **info})
    if not path.parent.is_dir():
        raise FileError(f"The folder {path.parent} for {path.name} does not exist: make it first.")
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            np.savez(file, __info__=np.frombuffer(header.encode(), np.uint8), **arrays)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            os.unlink(file.name)
            raise
    os.replace(file.name, path)


def read(path, kind):
    """``(info, arrays)`` of a file that ``write`` wrote."""
    path = Path(path)
    if not path.is_file():
        raise FileError(f"There is no file {path}.")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        info = json.loads(bytes(arrays.pop("__info__")))
        recognised = info["format"] == FORMAT and info["kind"] == kind
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, zipfile.BadZipFile, zipfile.zlib.error):
        raise FileError(f"{path.name} is not a {kind} file of coursecnn, or it was cut or damaged.") from None
    if not recognised:
        raise FileError(f"{path.name} is a file of another kind ({info.get('kind')}, {info.get('format')}), not a {kind}.")
    return info, arrays


def _flat(text):
    return " ".join(text.split())
