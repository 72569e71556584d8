"""What a compiler adds: pooling, ReLU and batch normalisation as loops, compiled by numba.

``compiled`` calls these functions. Images lie batch-last, ``(H, C, W, N)``: in the innermost loops only ``n`` grows,
which the compiler does for 8 or 16 numbers at once. Numba's own threads are not used.
"""

import numpy as np

from .fast import kernel

FAR = 4  # as in ``norm``
U = np.uint64  # a place that is not counted from the end, which numba would ask for each number


@kernel
def _meets(place, axis, size, k, s, p, d):
    """Where the window at a place begins, and which of its rows (or columns) lie on the image."""
    begin = place * s[axis] - p[axis]
    return begin, max(0, -(begin // d[axis])), min(k[axis], -((begin - size) // d[axis]))


@kernel
def _tiled(x, y, k, s, p):
    """Whether each number of x lies in one window."""
    return s == k and p == (0, 0) and (len(x), x.shape[2]) == (len(y) * k[0], y.shape[2] * k[1])


@kernel
def keep(numbers, x, kept, first, last, forward):
    numbers, x, kept, zero = _lines(numbers), _lines(x), _lines(kept), x.dtype.type(0)
    for h in range(len(x)):
        for c in range(first, last):
            for n in range(x.shape[2]):
                passes = not x[h, c, n] <= 0 if forward else x[h, c, n] > 0  # what is not a number stays so
                kept[h, c, n] = numbers[h, c, n] if passes else zero


@kernel
def max_pool(x, y, winners, first, last, k, s, p, d):
    for h in range(len(y)):
        top, i_0, i_1 = _meets(h, 0, len(x), k, s, p, d)
        for c in range(first, last):
            for w in range(y.shape[2]):
                left, j_0, j_1 = _meets(w, 1, x.shape[2], k, s, p, d)
                if k == (2, 2) and i_1 - i_0 == j_1 - j_0 == 2:  # most windows are: the best need not wait in memory
                    for n in range(x.shape[3]):
                        x_0, x_1 = x[top, c, left, n], x[top, c, left + 1, n]
                        x_2, x_3 = x[top + 1, c, left, n], x[top + 1, c, left + 1, n]
                        wins = (not x_1 <= x_0) & (x_0 == x_0)
                        best, winner = x_1 if wins else x_0, np.uint8(1) if wins else np.uint8(0)
                        wins = (not x_2 <= best) & (best == best)
                        best, winner = x_2 if wins else best, np.uint8(2) if wins else winner
                        wins = (not x_3 <= best) & (best == best)
                        y[h, c, w, n], winners[h, c, w, n] = x_3 if wins else best, np.uint8(3) if wins else winner
                    continue
                for n in range(x.shape[3]):
                    y[h, c, w, n] = x[top + i_0, c, left + j_0, n]
                    winners[h, c, w, n] = i_0 * k[1] + j_0
                for i in range(i_0, i_1):
                    for j in range(j_0, j_1, 3):
                        j_b, j_c = min(j + 1, j_1 - 1), min(j + 2, j_1 - 1)
                        a, b, e = np.uint8(i * k[1] + j), np.uint8(i * k[1] + j_b), np.uint8(i * k[1] + j_c)
                        for n in range(x.shape[3]):  # all is fetched before anything is asked: so there is no branch
                            x_a, x_b = x[top + i, c, left + j, n], x[top + i, c, left + j_b, n]
                            x_c, best, winner = x[top + i, c, left + j_c, n], y[h, c, w, n], winners[h, c, w, n]
                            wins = (not x_a <= best) & (best == best)  # the first that is not a number wins, too
                            best, winner = x_a if wins else best, a if wins else winner
                            wins = (not x_b <= best) & (best == best)
                            best, winner = x_b if wins else best, b if wins else winner
                            wins = (not x_c <= best) & (best == best)
                            y[h, c, w, n], winners[h, c, w, n] = x_c if wins else best, e if wins else winner


@kernel
def pool_backward(dx, dy, given, first, last, k, s, p, d):
    """Errors to what won each window or, where how many numbers a window averages is given ``(H, W)``, to all of it."""
    alone, zero = s[0] >= k[0] and s[1] >= k[1], dy.dtype.type(0)  # alone: no two windows share a number
    for c in range(first, last):
        if not _tiled(dx, dy, k, s, p):
            dx[:, c] = 0
        for h in range(len(dy)):
            top, i_0, i_1 = _meets(h, 0, len(dx), k, s, p, d)
            for w in range(dy.shape[2]):
                left, j_0, j_1 = _meets(w, 1, dx.shape[2], k, s, p, d)
                for i in range(i_0, i_1):
                    for j in range(j_0, j_1):
                        place = np.uint8(i * k[1] + j)
                        for n in range(dy.shape[3]):
                            if given.ndim == 2:  # one of the two ways is left when this is compiled
                                error = dy[h, c, w, n] / given[h, w]
                            else:
                                error = dy[h, c, w, n] if given[h, c, w, n] == place else zero
                            dx[top + i, c, left + j, n] = error if alone else dx[top + i, c, left + j, n] + error


@kernel
def avg_pool(x, y, count, first, last, k, s, p, d):
    for c in range(first, last):
        for h in range(len(y)):
            top, i_0, i_1 = _meets(h, 0, len(x), k, s, p, d)
            for w in range(y.shape[2]):
                left, j_0, j_1 = _meets(w, 1, x.shape[2], k, s, p, d)
                y[h, c, w] = 0
                for i in range(i_0, i_1):
                    for j in range(j_0, j_1):
                        for n in range(x.shape[3]):
                            y[h, c, w, n] += x[top + i, c, left + j, n]
                for n in range(x.shape[3]):
                    y[h, c, w, n] /= count[h, w]


@kernel
def batch_norm(x, z, y, first, last, weight, bias, eps, taken, mean, var, of_batch):
    """Of x mean and variance, if they are the batch's own; from z y, which is x or the largest of its windows."""
    x, z, y = _lines(x), _lines(z), _lines(y)
    for c in range(first, last):
        if of_batch:
            for _ in range(2):  # the second time for what is far from 0
                total, squares = _sums(x, x, c, taken[c], taken[c])
                mean[c] = total / (len(x) * x.shape[2])
                var[c] = max(squares / (len(x) * x.shape[2]) - mean[c] ** 2, 0.0)
                if mean[c] ** 2 <= FAR * var[c]:
                    break
                taken[c] += x.dtype.type(mean[c])
        scale = weight[c] / np.sqrt(var[c] + eps)
        a, b, t = x.dtype.type(scale), x.dtype.type(bias[c] - scale * mean[c]), taken[c]
        for h in range(len(z)):
            for n in range(z.shape[2]):
                y[h, c, n] = a * (z[h, c, n] - t) + b


@kernel
def _sums(d, z, c, of_d, of_z):
    """Of a channel the sum of d, and of the products of d and z, after something is taken off."""
    total = products = 0.0
    for h in range(len(d)):
        in_row = products_in_row = 0.0
        for n in range(d.shape[2]):
            in_row += d[h, c, n] - of_d
            products_in_row += (d[h, c, n] - of_d) * (z[h, c, n] - of_z)
        total += in_row
        products += products_in_row
    return total, products


@kernel
def batch_norm_backward(dx, dy, z, first, last, spread, x, weight, taken, mean, s, dweight, dbias, of_batch):
    """From dy, of the line that z lay on, dx; with ``spread`` the errors stand there, handed to the largest numbers."""
    x, z, dx, dy = _lines(x), _lines(z), _lines(dx), _lines(dy)
    for c in range(first, last):
        total, products = _sums(dy, z, c, dy.dtype.type(0), taken[c])
        dbias[c], dweight[c] = total, s[c] * (products - mean[c] * total)
        scale, count = weight[c] * s[c], len(x) * x.shape[2]
        factor = -scale * s[c] * dweight[c] / count
        rest = -scale * total / count - factor * mean[c]
        a, k, o, t = x.dtype.type(scale), x.dtype.type(factor), x.dtype.type(rest), taken[c]
        for h in range(len(x)):
            if spread:
                for n in range(x.shape[2]):
                    dx[h, c, n] = a * dx[h, c, n] + (k * (x[h, c, n] - t) + o if of_batch else x.dtype.type(0))
            else:
                for n in range(x.shape[2]):
                    dx[h, c, n] = a * dy[h, c, n] + (k * (x[h, c, n] - t) + o if of_batch else x.dtype.type(0))


@kernel
def _lines(x):
    return x.reshape((x.shape[0], x.shape[1], x.shape[2] * x.shape[3]))


@kernel
def norm_pool(x, best, winners, first, last, k, s, p, d, y, z, relu, *rest):
    for c in range(first, last):  # what one has read is near for the other
        max_pool(x, best, winners, c, c + 1, k, s, p, d)
        batch_norm(x, best, y, c, c + 1, *rest)
        if relu:
            keep(y, y, z, c, c + 1, True)


@kernel
def norm_pool_backward(dx, dy, winners, first, last, k, s, p, d, dz, z, relu, best, *rest):
    for c in range(first, last):
        if relu:
            keep(dz, z, dy, c, c + 1, False)
        pool_backward(dx, dy, winners, c, c + 1, k, s, p, d)
        batch_norm_backward(dx, dy, best, c, c + 1, True, *rest)
