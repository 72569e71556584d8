"""Sizes: what comes out of a sliding window, and what an output sees."""

import operator
from functools import lru_cache
from typing import NamedTuple

from .numbers import shown

MOST = 1_000_000  # pixels of a side
MOST_PIXELS = 1 << 30  # of an image with its padding


def pair(value, name, least=1):
    """``(h, w)`` from an integer or a pair of integers, each at least ``least``.

    Raises ``ValueError`` in one sentence that names the argument and the value.
    """
    items = value if isinstance(value, (tuple, list)) else (value, value)
    try:
        h, w = (_index(item) for item in items)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an integer or a pair (h, w) of integers, not {shown(value)}.") from None
    if h < least or w < least:
        raise ValueError(f"{name} must be at least {least}, not {shown(value)}.")
    if h > MOST or w > MOST:
        raise ValueError(f"{name} must be at most {MOST:,}, not {shown(value)}.")
    return h, w


def _index(value):
    if isinstance(value, bool):
        raise TypeError
    return operator.index(value)


def same_padding(kernel, dilation=1):
    """``(before, after)``: the zeros that keep a size at stride 1.

    Their sum is ``dilation * (kernel - 1)``; where it is odd, the extra zero goes to the end, as in PyTorch.
    """
    kernel, dilation = _whole(kernel, "kernel"), _whole(dilation, "dilation")
    total = dilation * (kernel - 1)
    return total // 2, total - total // 2


def padding_sides(padding, kernel=(1, 1), dilation=(1, 1), stride=(1, 1)):
    """``((top, bottom), (left, right))`` from any way in which a padding may be given.

    Parameters
    ----------
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros per side. ``"same"`` keeps the size and needs stride 1.
    kernel, dilation, stride : (h, w)
        Needed for ``"same"``.
    """
    if isinstance(padding, str):
        if padding == "valid":
            return (0, 0), (0, 0)
        if padding != "same":
            raise ValueError(f'padding must be "same", "valid" or numbers, not {shown(padding)}.')
        if tuple(stride) != (1, 1):
            raise ValueError(
                f'padding="same" needs stride 1, but stride is {tuple(stride)}: give the padding as numbers.'
            )
        return same_padding(kernel[0], dilation[0]), same_padding(kernel[1], dilation[1])
    if isinstance(padding, (tuple, list)) and len(padding) == 2 and all(isinstance(p, (tuple, list)) for p in padding):
        return pair(padding[0], "padding (top, bottom)", 0), pair(padding[1], "padding (left, right)", 0)
    h, w = pair(padding, "padding", 0)
    return (h, h), (w, w)


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    """Number of places at which a window fits: floor((n + 2p - d(k - 1) - 1) / s) + 1.

    Parameters
    ----------
    n, kernel, stride, dilation : int or (h, w)
    padding : int, (h, w), ((top, bottom), (left, right)), "same" or "valid"
        Zeros *per side*.

    Returns
    -------
    int, or (int, int) where any argument is a pair

    Raises
    ------
    ValueError
        Where the window is larger than the padded input.

    Notes
    -----
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 15.
    """
    n_, k, s, d = pair(n, "n"), pair(kernel, "kernel"), pair(stride, "stride"), pair(dilation, "dilation")
    p = padding_sides(padding, k, d, s)
    size = tuple(_places(n_[i], k[i], s[i], sum(p[i]), d[i]) for i in (0, 1))
    as_pair = any(isinstance(value, (tuple, list)) for value in (n, kernel, stride, padding, dilation))
    return size if as_pair else size[0]


def no_room(n, k, d=1):
    """What is wrong with a window of ``k`` pixels, ``d`` apart, in ``n`` pixels: the beginning of a sentence.

    Empty where the window fits.
    """
    window = d * (k - 1) + 1
    spread = f" (kernel {k} with dilation {d})" if d > 1 else ""
    return f"A window of {window}{spread} does not fit into {n}" if window > n else ""


def _places(n, k, s, total_padding, d):
    if words := no_room(n + total_padding, k, d):
        raise ValueError(
            f"{words} (input {n} + padding {total_padding}): use a smaller kernel or dilation, or more padding."
        )
    return (n + total_padding - d * (k - 1) - 1) // s + 1


class Geometry(NamedTuple):
    """How windows lie on an image; every field is a pair, first h, then w."""

    kernel: tuple
    stride: tuple
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple
    size: tuple  # of the image, without padding
    out: tuple  # places of the window

    @property
    def padded(self):
        return tuple(n + sum(p) for n, p in zip(self.size, self.padding))


def geometry(size, kernel, stride=1, padding=0, dilation=1):
    """The ``Geometry`` of a window of ``kernel`` on an image of ``size``; one sentence where it does not fit."""
    given = size, kernel, stride, padding, dilation
    if all(map(_is_plain, given)):
        return _geometry(*given)
    return _geometry.__wrapped__(*given)  # lists cannot be looked up in a cache, and there 1.0 and True are 1


@lru_cache(maxsize=256)  # a training asks for the same few thousands of times
def _geometry(size, kernel, stride, padding, dilation):
    kernel, stride, dilation = pair(kernel, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    padding = padding_sides(padding, kernel, dilation, stride)
    out = output_size(size, kernel, stride, padding, dilation)
    geo = Geometry(kernel, stride, padding, dilation, tuple(size), out)
    if geo.padded[0] * geo.padded[1] > MOST_PIXELS:
        raise ValueError(f"padding makes images of {geo.padded[0]:,} x {geo.padded[1]:,}: more than memory holds.")
    return geo


def _is_plain(value):
    return type(value) is int or type(value) is str or (type(value) is tuple and all(map(_is_plain, value)))


def pool_geometry(x_shape, kernel_size, stride=None, padding=0):
    """The ``Geometry`` of a pooling window; stride is the window's size unless given, padding at most half of it."""
    geo = geometry(tuple(x_shape[2:]), kernel_size, kernel_size if stride is None else stride, padding)
    for sides, kernel in zip(geo.padding, geo.kernel):
        if max(sides) > kernel // 2:
            raise ValueError(
                f"padding must be at most half of the pooling window, but {max(sides)} is more than {kernel} // 2: "
                f"some windows would see nothing but padding."
            )
    return geo


def receptive_field(layers):
    """Size of the input patch that one output sees, layer by layer.

    Parameters
    ----------
    layers : sequence of (kernel, stride) or (kernel, stride, dilation), first layer first

    Returns
    -------
    list of int
        After each layer: r = r + d (k - 1) j, where j is the product of the strides before it.
    """
    if not isinstance(layers, (tuple, list)):
        raise ValueError(
            f"layers must be a list of pairs (kernel, stride), such as [(3, 1), (2, 2)], not {shown(layers)}."
        )
    field, jump, fields = 1, 1, []
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, (tuple, list)) or len(layer) not in (2, 3):
            raise ValueError(
                f"Layer {number} must be (kernel, stride) or (kernel, stride, dilation), not {shown(layer)}."
            )
        names = ("kernel", "stride", "dilation")
        kernel, stride, dilation = (_whole(n, f"The {name} of layer {number}") for n, name in zip((*layer, 1), names))
        field += dilation * (kernel - 1) * jump
        jump *= stride
        fields.append(field)
    return fields


def _whole(value, name):
    try:
        number = _index(value)
    except TypeError:
        raise ValueError(f"{name} must be a whole number, not {shown(value)}.") from None
    if not 1 <= number <= MOST:
        raise ValueError(f"{name} must be from 1 to {MOST:,}, not {number}.")
    return number
