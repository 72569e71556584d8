"""Nets in files that need no word more: layers, weights, and what the net is for."""

import json
from pathlib import Path

from ..arguments import shown
from ..layers.rebuild import rebuild
from ..storage import FileError, arrays_of, put_arrays, read, write

NORMALISED = "divided by 255"


def save_net(model, path, about):
    """Write a net so that ``open_net`` can make it again.

    Parameters
    ----------
    model : Layer
        Of the package's layers.
    path : str or Path
    about : dict
        Plain data for JSON: classes, size of the images, figures, whatever belongs to the net.

    Raises
    ------
    FileError
        Where it cannot be written.
    """
    try:
        json.dumps(about)
    except (TypeError, ValueError):
        raise TypeError(
            f"about must be texts, numbers, lists and dictionaries of them, which JSON can say, not {shown(about)}."
        ) from None
    write(path, "model", {"architecture": repr(model), "about": about}, arrays_of(model))


def open_net(path):
    """``(net, about)`` of a file of ``save_net`` or ``model.save``; the net is in evaluation mode.

    Of a file of ``model.save`` the dictionary ``about`` is empty.

    Raises
    ------
    FileError
        Where the file is missing, damaged, no net, or of layers that this package does not have.
    """
    info, arrays = read(path, "model")
    dtype = next((array.dtype for name, array in arrays.items() if name.startswith("params/")), "float32")
    try:
        model = rebuild(info["architecture"], dtype)
    except (KeyError, ValueError, TypeError, SyntaxError):
        raise FileError(
            f"{Path(path).name} holds a net with layers of its own making: load it with net.load."
        ) from None
    put_arrays(model, arrays, path)
    return model.eval(), info.get("about") or {}


def images_for(path, about):
    """What images a net of ``open_net`` was trained on.

    Parameters
    ----------
    path : str or Path
        Of the net's file; for the message.
    about : dict

    Returns
    -------
    size : int
        Pixels of a side.
    grey : bool
        One channel instead of red, green and blue.
    classes : list of str

    Raises
    ------
    FileError
        Where the file does not say it.
    """
    try:
        (height, width), channels, classes = about["size"], about["channels"], about["classes"]
        if height != width or channels not in (1, 3) or about["normalisation"] != NORMALISED:
            raise ValueError
    except (KeyError, ValueError, TypeError):
        raise FileError(
            f"{Path(path).name} does not say what images the net takes: use a file that coursecnn train --save has "
            "written."
        ) from None
    return height, channels == 1, classes
