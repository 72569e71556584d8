"""One convolution timed on the spot: by loops, by im2col, and by the package."""

import statistics
import time
from dataclasses import dataclass

import numpy as np

from .. import functional as F
from .. import reference
from ..bench import plain
from ..bench.shapes import Conv
from ..bench.timing import interleaved
from .kit import background

LOOPS = 0.25  # seconds that a call of the loops may take; else they run on a part
ALL = 1.5  # seconds for the timed calls of the other two, about
ROUNDS = 3, 15  # at least and at most so many timed calls


@dataclass(frozen=True)
class SpeedFrame:
    """Times of one convolution.

    Attributes
    ----------
    shape : coursecnn.bench.shapes.Conv
    backward : bool
        Forward and backward were timed together, or forward alone.
    part : Conv
        What the loops ran on: the whole, or some of its images and filters.
    seconds : dict of str to float
        Medians for "loops", "im2col" and "package", for the whole shape; that of the loops is scaled up from ``part``.
    timings : dict of str to int
        How many timed calls each median is of.
    difference : float
        The largest between any two results, as a share of the largest number.
    """

    shape: Conv
    backward: bool
    part: Conv
    seconds: dict
    timings: dict
    difference: float

    @property
    def multiplications(self):
        return (3 if self.backward else 1) * self.shape.multiplications

    def is_of(self, shape, backward):
        """Whether it is of these sizes."""
        return (self.shape, self.backward) == (shape, backward)

    @property
    def scale(self):
        """How many times as much as ``part`` the whole is."""
        return self.shape.multiplications / self.part.multiplications

    def rate(self, name):
        """Operations per second; a multiplication and an addition are two."""
        return 2 * self.multiplications / self.seconds[name]

    def ratio(self, name):
        """How many times as fast as the loops."""
        return self.seconds["loops"] / self.seconds[name]


def speed_frame(shape, backward=False, told=lambda share: None):
    """Time a convolution of random numbers (float32) in three ways, and compare the results.

    Each way gets its arrays in the order of memory that it works in. Where the loops would take more than a quarter of
    a second, they run on some of the images and filters.

    Parameters
    ----------
    shape : coursecnn.bench.shapes.Conv
    backward : bool
        Time forward and backward, or forward alone.
    told : function (float)
        Called between timed calls with the share that is done; may raise to end the measurement.

    Returns
    -------
    SpeedFrame
    """
    return background.finish(speed_job(shape, backward, told))


def speed_job(shape, backward, told):
    """``speed_frame`` for ``background``, in pieces."""
    arrays = _arrays(shape)
    one = _loops(shape._replace(n=1, filters=1), arrays, backward)
    began = time.perf_counter()
    one()
    part = _part(shape, time.perf_counter() - began)
    loops, slow = _loops(part, arrays, backward), []
    for turn in range(ROUNDS[0]):
        told(0.1 * (turn + 1))
        yield
        slow.append(interleaved({"loops": loops}, 1, 1)["loops"])
    seconds = statistics.median(slow) * shape.multiplications / part.multiplications
    told(0.4)
    yield
    calls = {"im2col": _im2col(arrays, backward), "package": _package(arrays, backward)}
    whole = _difference(*(call() for call in calls.values()))
    difference = max(whole, _difference(loops(), _package(_cut(part, arrays), backward)()))
    times, rounds = yield from _medians(calls, told)
    timings = {"loops": ROUNDS[0]} | dict.fromkeys(calls, rounds)
    return SpeedFrame(shape, backward, part, {"loops": seconds} | times, timings, difference)


def _medians(calls, told):
    """Median seconds of functions that take turns, and of how many timings."""
    (least, most), rounds, share = ROUNDS, 0, 0
    times, began = {name: [] for name in calls}, time.perf_counter()
    while rounds < least or share < 1:
        told(0.5 + 0.5 * min(share, 0.99))
        yield
        for name, found in interleaved(calls, 1, 1).items():
            times[name].append(found)
        rounds += 1
        share = max(rounds / most, (time.perf_counter() - began) / ALL)
    return {name: statistics.median(found) for name, found in times.items()}, rounds


def _arrays(shape):
    """x, weight and dy in batch-last memory."""
    generator, out = np.random.default_rng(0), shape.size - shape.kernel + 1
    sizes = (shape.n, shape.c, shape.size), (shape.filters, shape.c, shape.kernel), (shape.n, shape.filters, out)
    return tuple(generator.standard_normal((s, c, s, n), np.float32).transpose(3, 1, 0, 2) for n, c, s in sizes)


def _cut(part, arrays):
    """The arrays of fewer images and filters."""
    x, weight, dy = arrays
    return x[: part.n], weight[: part.filters], dy[: part.n, : part.filters]


def _part(shape, seconds):
    """As many filters, and then images, as fit, where one filter on one image takes ``seconds``."""
    count = max(1, int(LOOPS / seconds))
    return shape._replace(n=min(shape.n, max(1, count // shape.filters)), filters=min(shape.filters, count))


def _loops(part, arrays, backward):
    x, weight, dy = map(np.ascontiguousarray, _cut(part, arrays))

    def call():
        y = reference.conv2d(x, weight)
        return (y, *reference.conv2d_backward(dy, x, weight)[:2]) if backward else (y,)

    return call


def _im2col(arrays, backward):
    x, weight, dy = map(np.ascontiguousarray, arrays)

    def call():
        y, cols = plain.conv2d(x, weight)
        return (y, *plain.conv2d_backward(dy, x, weight, cols)) if backward else (y,)

    return call


def _package(arrays, backward):
    x, weight, dy = arrays

    def call():
        y = F.conv2d(x, weight)
        return (y, *F.conv2d_backward(dy, x, weight)[:2]) if backward else (y,)

    return call


def _difference(first, second):
    """The largest, as a share of the largest number; of each pair of arrays."""
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(first, second))
