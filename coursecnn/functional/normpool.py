"""Batch normalisation, perhaps ReLU, and max pooling in one: pool first, then normalise the fewer numbers.

y = a x + b keeps the order of numbers where a > 0, so the largest number of a window stays the largest: the maximum of
a x + b is a max(x) + b. Mean and variance are still those of all numbers. (Where rounding makes two numbers of a window
equal, the plain way takes the first, this one the larger.)
"""

import numpy as np

from . import fast
from .choice import keep
from .norm import by_rows, each, line, lines, pull, statistics, sums
from .pool import max_pool, max_pool_backward
from .windows import batch_first, batch_last


def norm_pool(x, weight, bias, eps, running, geo, relu=False):
    """``max_pool(batch_norm(x))`` for weights above 0, perhaps with ReLU between them; the arguments are theirs.

    Returns
    -------
    y : (N, C, H_out, W_out)
    mean, var, seen
        As ``batch_norm`` gives them.
    winners : list
        As ``max_pool`` gives them.
    best : (H_out, C, W_out * N)
        The numbers that were normalised.
    """
    if (compiled := fast.kernels(x)) and geo.kernel[0] * geo.kernel[1] <= compiled.TAPS:
        return compiled.norm_pool(x, weight, bias, eps, running, geo, relu)
    x = batch_last(x)
    best, winners = max_pool(batch_first(x), geo)
    best = batch_last(best)
    mean, var, taken, seen = statistics(x, eps, running)
    z, y = lines(best), np.empty_like(best)
    if taken is not None:
        z -= taken
    line(seen, z, weight, bias, lines(y))
    return batch_first(np.maximum(y, 0) if relu else y), mean, var, seen, winners, z


def norm_pool_backward(dy, y, relu, weight, seen, winners, best, geo, of_batch=True):
    """Gradients ``(dx, dweight, dbias)`` of ``norm_pool``: errors meet the numbers that won, then go back to them."""
    if len(seen) == 4:  # as the compiled forward pass remembers it
        return fast.load().norm_pool_backward(dy, y, relu, weight, seen, winners, best, geo, of_batch)
    dy, (z, _, s) = batch_last(keep(dy, y > 0) if relu else dy), seen
    d = lines(dy)
    dweight, dbias = sums(d, best, seen)
    dx = max_pool_backward(batch_first((each(weight * s, d) * d).reshape(dy.shape)), winners, geo)
    if of_batch:
        out, (k, o) = lines(batch_last(dx)), pull(dweight, dbias, weight, seen)

        def piece(rows):
            out[rows] += k * z[rows]
            out[rows] += o

        by_rows(piece, z)
    return dx, dweight.astype(dy.dtype), dbias.astype(dy.dtype)
