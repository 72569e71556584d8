"""What a lab is given to look into: a net, or the file of one; images; what classes are called."""

from pathlib import Path

import numpy as np

from ...layers import Sequential
from ...training import images_for, open_net
from . import trained as nets

DIGITS = tuple("0123456789")


def given(net, images):
    """A net and images as a lab looks at them.

    Parameters
    ----------
    net : Sequential, str or Path of a file, or None
    images : (N, C, H, W) or (C, H, W) of uint8 or floats, or None

    Returns
    -------
    net : Sequential or None
    images : (N, C, H, W)
        Without ``images`` drawn digits where the net reads digits; else none (N is 0), of the kind that the file says.
    classes : list of str, or None
        As the file of the net says.

    Raises
    ------
    ValueError
        One sentence on what is no net and what are no images; a ``FileError`` on a file.
    """
    path, about = net, {}
    if isinstance(path, (str, Path)):
        net, about = open_net(path)
    if net is not None and not isinstance(net, Sequential):
        raise ValueError(f"net must be a Sequential net or the path of its file, not {type(net).__name__}.")
    if images is not None:
        return net, _checked(images), about.get("classes")
    if net is path:
        return net, _samples(), None
    size, grey, classes = images_for(path, about)
    if (size, grey, tuple(classes)) == (28, True, DIGITS):
        return net, _samples(), classes
    return net, np.zeros((0, 1 if grey else 3, size, size), np.uint8), classes


def named(classes, count):
    """``count`` names of classes: ``classes``, or numbers for None."""
    names = [str(name) for name in (range(count) if classes is None else classes)]
    if len(set(names)) != count or len(names) != count:
        raise ValueError(f"classes must be {count} different names, one for each score of the net, not {names}.")
    return names


def _samples():
    return nets.samples().reshape(-1, 1, 28, 28)


def _checked(images):
    images = np.asarray(images)
    images = images[None] if images.ndim == 3 else images
    right = images.dtype == np.uint8 or images.dtype.kind == "f"
    if images.ndim != 4 or not images.size or not right:
        expected = "uint8 or floats of shape (N, C, H, W)"
        raise ValueError(f"images must be {expected}, not {images.dtype} of shape {images.shape}.")
    return images
