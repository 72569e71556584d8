"""Whether compiled kernels do the work: where numba is installed and not switched off. NumPy does it otherwise.

And how they are compiled, and workers share what they do: by channels.
"""

import math
import os
from importlib import import_module

import numpy as np

from ..arguments import flag
from . import parallel

PIECE = 1 << 19  # numbers that a worker takes at a time
ALONE = 1 << 18  # numbers that are met; so few take less time than to share them
FEW = 8  # images: with fewer side by side NumPy is as fast, and numba need not be loaded
_state = {"wanted": None, "kernels": None}


def set_fast(on):
    """Choose whether kernels compiled by numba do convolution, pooling, ReLU and normalisation.

    Of a convolution whose neighbours share products they do what is added up before and after these.

    Unless told otherwise they do, if numba is installed (``pip install "coursecnn[fast]"``) and the environment
    variable ``COURSECNN_FAST`` is not 0. The first call of each takes seconds: it is compiled, and kept in a cache of
    numba's for later processes. Results are those of NumPy within rounding, the same bits for any number of workers.

    Parameters
    ----------
    on : bool or None
        ``None`` goes back to the rule above.

    Raises
    ------
    ImportError
        For ``True`` where numba is not installed, or does not fit to the NumPy that is.
    TypeError
        For anything but ``True``, ``False`` and ``None``.
    """
    on = None if on is None else flag(on, "on")
    if on:
        try:
            load()
        except ImportError as error:
            if getattr(error, "name", None) == "numba":
                text = 'set_fast(True) needs numba, which is not installed: pip install "coursecnn[fast]".'
                raise ImportError(text) from None
            raise ImportError(f"set_fast(True) needs numba, which is installed but says: {error}") from error
    _state.update(wanted=on, kernels=None)


def kernels(images, *others):
    """The module ``compiled``, or ``None`` where NumPy does it: also for few images, or none, and other dtypes."""
    if images.ndim != 4 or len(images) < FEW or not images.size or images.dtype not in (np.float32, np.float64):
        return None
    return None if any(array.dtype != images.dtype for array in others) else compiled()


def compiled():
    """The module ``compiled``; ``None`` where it is switched off, or numba is missing."""
    if _state["kernels"] is None:
        _state["kernels"] = _choose()
        parallel.set_helper(_state["kernels"].Helper if _state["kernels"] else None)
    return _state["kernels"] or None


def _choose():
    wanted = _state["wanted"]
    if wanted is None:
        wanted = os.environ.get("COURSECNN_FAST") != "0"
    try:
        return load() if wanted else False
    except ImportError:  # numba is not there, or does not fit to this NumPy
        return False


def load():
    """The module ``compiled``, whatever is chosen: for a gradient whose forward pass it did."""
    return import_module(".compiled", __package__)


def kernel(function):
    """Compile at the first call, and keep the result in a file for later processes, if one can be written."""
    from numba import njit

    options = dict(nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})  # sums in any order, NaN stays
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # no folder for it
        return njit(**options)(function)


def by_channels(function, geo, arrays, *rest):
    """``function(*arrays, first, last, ...)`` for the channels of the first array, shared by the workers.

    With a geometry its size, stride, padding (at the top and left) and dilation are handed on before ``rest``.
    """
    x, c, taps = arrays[0], arrays[0].shape[1], 1
    if geo is not None:
        taps, sides = math.prod(geo.kernel), (geo.padding[0][0], geo.padding[1][0])
        rest = geo.kernel, geo.stride, sides, geo.dilation, *rest
    few = arrays[1].size * taps <= ALONE
    pieces = parallel.pieces(c, c) if few else parallel.even_pieces(c, PIECE // x[:, 0].size)
    parallel.run(lambda channels: function(*arrays, channels.start, channels.stop, *rest), pieces)
