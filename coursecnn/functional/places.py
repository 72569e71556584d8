"""Where the numbers lie that a row of a convolution's output sees, and the row itself, as ``conv_kernels`` needs it."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

BLOCK = 16  # numbers; a processor fetches at once what begins at a multiple of so many
LINE = 1024  # numbers that are added up at a time, at most
NEAR = 1 << 17  # numbers that are laid side by side at a time, about: half a second-level cache in float32
RUNS = 6  # that are added up at a time, for two filters
RUNS_FOR_ONE = 9  # for one filter


class Places(NamedTuple):
    """Rows ``(channels, columns, n)`` of an image and of the output, both in groups, in one piece of memory each."""

    height: int
    width: int
    n: int  # images
    groups: int
    channels: int  # of a group
    filters: int  # of a group
    columns: int  # of the output
    stride: tuple
    top: int  # row of the image that the first row of the output sees first, and column
    left: int
    down: np.ndarray  # from there to each row of the window
    tall: int  # rows from the first to the last of the window
    most: int  # columns of the output that are worked on at a time
    wide: int  # columns of the image, a stride apart, that these see
    phases: np.ndarray  # the column at which each copy of a row begins
    pads: np.ndarray  # and how many numbers behind a block
    row: int  # numbers from a copied row to the next channel's
    runs: np.ndarray  # where each entry of a filter sees the first column, in the copies of the window's first row
    begin: int  # where the first number of the output lies, and how far apart its rows, channels and columns are
    by: tuple


@lru_cache(maxsize=256)
def places_of(size, down, right, stride, columns, channels, filters, groups, n, begin, by):
    """``Places`` for windows whose rows lie ``down`` from a row of the output, times the stride; columns ``right``."""
    top, left, tall = min(down), min(right), max(down) - min(down) + 1
    shifts = [divmod(column - left, stride[1]) for column in right]
    copies = sorted({(phase, shift * n % BLOCK) for shift, phase in shifts})
    step = BLOCK // math.gcd(BLOCK, n)  # columns that make up whole blocks
    room = min(LINE, NEAR // (len(copies) * tall * groups * channels)) // n // step * step
    most = -(-columns // -(-columns // max(step, room)))
    most = columns if most == columns else -(-most // step) * step
    wide = most + max(shift for shift, _ in shifts)
    row = (-(-wide * n // BLOCK) + (max(rest for _, rest in copies) > 0)) * BLOCK
    pads = np.array([-rest % BLOCK for _, rest in copies])
    used = [copies.index((phase, shift * n % BLOCK)) for shift, phase in shifts]
    first = [copy * tall * groups * channels * row + pads[copy] + shift * n for copy, (shift, _) in zip(used, shifts)]
    runs = np.tile(np.add.outer(np.arange(channels) * row, first).reshape(-1), len(down))
    phases, down = np.array([phase for phase, _ in copies]), np.array(down) - top
    shape = (*size, n, groups, channels, filters, columns, stride)
    return Places(*shape, top, left, down, tall, most, wide, phases, pads, row, runs, begin, by)
