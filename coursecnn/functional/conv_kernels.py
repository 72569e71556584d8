"""What a compiler adds to convolution: images are multiplied as they lie, row by row, compiled by numba.

``compiled`` calls ``convolve``. Images lie batch-last, ``(H, C, W, N)``: of a channel, a row of all images is one run
of numbers. Some columns of the rows that a row of the output sees are laid side by side, with their padding. What an
entry of the filter sees of them is a run, and a row of the output is a sum of such runs, each times a weight: two
filters take six runs at a time, so that what was fetched once is used often; one filter alone takes nine.

``mix`` is what is added up before and after the products that neighbours share: see ``winograd``.
"""

import numpy as np

from .fast import kernel
from .places import BLOCK, LINE, RUNS, RUNS_FOR_ONE

PAGE = 1024  # numbers; to read what lies a multiple of this from what was just written has to wait
NEXT = LINE + PAGE // 4 + BLOCK  # from one line of sums to the other
U = np.uint64  # a place that is not counted from the end, which numba would ask for each number


@kernel
def convolve(x, y, w, backward, first, last, origin, places):
    """Some rows of y, which begins with row ``origin``, from x and w; or, backward, what they add to dw, in w."""
    channels, (row_by, by, column_by) = places.groups * places.channels, places.by
    nothing = len(places.pads) * places.tall * channels * places.row
    room = np.empty(4 * PAGE + 8 * BLOCK + nothing + places.row, x.dtype)
    room = room[-room.ctypes.data // room.itemsize % PAGE :]
    laid, at = room[3 * PAGE + 8 * BLOCK :], np.empty(w.shape[1], np.int64)
    laid[nothing : nothing + places.row] = 0
    for a in range(0, places.columns, places.most):
        count, done = min(places.most, places.columns - a), 0
        n = count * places.n
        for h in range(first, last):
            top = h * places.stride[0] + places.top
            for row in range(max(done, top, 0), min(top + places.tall, places.height)):
                _lay(x, laid, row, a, places)
            done = top + places.tall
            begin, end = _runs(at, top, nothing, places)
            for g in range(places.groups):
                for f in range(g * places.filters, (g + 1) * places.filters - 1, 2):
                    place = places.begin + (h - origin) * row_by + f * by + a * column_by
                    if backward:
                        _copy(y, place, by, column_by, room, 0, NEXT, places.n, 2, count, places.n)
                        for k in range(begin // RUNS * RUNS, end, RUNS):
                            _dots_of_two(w, f, k, room, n, laid, at)
                    else:
                        room[:n] = 0
                        room[NEXT : NEXT + n] = 0
                        for k in range(begin // RUNS * RUNS, end, RUNS):
                            _sums_for_two(room, n, laid, at, w, f, k)
                        _copy(room, 0, NEXT, places.n, y, place, by, column_by, 2, count, places.n)
                if places.filters % 2:
                    f = (g + 1) * places.filters - 1
                    place = places.begin + (h - origin) * row_by + f * by + a * column_by
                    _last(y, place, places, backward, count, room, laid, at, begin, end, w, f, nothing)
                for k in range(len(at)):
                    at[k] += places.channels * places.row if at[k] < nothing else 0


@kernel
def _last(y, place, places, backward, count, room, laid, at, begin, end, w, f, nothing):
    """As for two filters; the sums lie in two lines by turns, and in y after the last."""
    column_by, n, source, source_at, to = places.by[2], count * places.n, laid, nothing, 0
    if backward:
        _copy(y, place, 0, column_by, room, 0, 0, places.n, 1, count, places.n)
        for k in range(begin // RUNS_FOR_ONE * RUNS_FOR_ONE, end, RUNS_FOR_ONE):
            _dots(w, f, k, room, n, laid, at)
        return
    for k in range(begin // RUNS_FOR_ONE * RUNS_FOR_ONE, end, RUNS_FOR_ONE):
        target, target_at = (y, place) if column_by == places.n and k + RUNS_FOR_ONE >= end else (room, to)
        _sums(target, target_at, source, source_at, n, laid, at, w, f, k)
        source, source_at, to = target, target_at, NEXT - to
    if column_by != places.n:
        _copy(room, source_at, 0, places.n, y, place, 0, column_by, 1, count, places.n)


@kernel
def _runs(at, top, nothing, places):
    """Where the runs begin that a row of the output sees of the first group, and which are not beyond the image."""
    at[:] = nothing
    slot = places.groups * places.channels * places.row
    begin, end, size = len(at), 0, len(places.runs) // len(places.down)
    for i in range(len(places.down)):
        row = top + places.down[i]
        if 0 <= row < places.height:
            for k in range(i * size, (i + 1) * size):
                at[k] = places.runs[k] + row % places.tall * slot
            begin, end = min(begin, i * size), (i + 1) * size
    return (begin, end) if end else (0, 1)


@kernel
def _sums_for_two(y, n, x, at, w, f, k):
    a0, a1, a2, a3, a4, a5 = w[f, k], w[f, k + 1], w[f, k + 2], w[f, k + 3], w[f, k + 4], w[f, k + 5]
    f += 1
    b0, b1, b2, b3, b4, b5 = w[f, k], w[f, k + 1], w[f, k + 2], w[f, k + 3], w[f, k + 4], w[f, k + 5]
    x0, x1, x2, x3, x4, x5 = at[k], at[k + 1], at[k + 2], at[k + 3], at[k + 4], at[k + 5]
    for i in range(n):
        p, q, r, s, t, u = x[U(x0 + i)], x[U(x1 + i)], x[U(x2 + i)], x[U(x3 + i)], x[U(x4 + i)], x[U(x5 + i)]
        y[U(i)] += a0 * p + a1 * q + a2 * r + a3 * s + a4 * t + a5 * u
        y[U(i + NEXT)] += b0 * p + b1 * q + b2 * r + b3 * s + b4 * t + b5 * u


@kernel
def _sums(y, to, z, z_at, n, x, at, w, f, k):
    a0, a1, a2, a3, a4, a5 = w[f, k], w[f, k + 1], w[f, k + 2], w[f, k + 3], w[f, k + 4], w[f, k + 5]
    a6, a7, a8 = w[f, k + 6], w[f, k + 7], w[f, k + 8]
    x0, x1, x2, x3, x4, x5 = at[k], at[k + 1], at[k + 2], at[k + 3], at[k + 4], at[k + 5]
    x6, x7, x8 = at[k + 6], at[k + 7], at[k + 8]
    for i in range(n):
        p, q, r, s, t, u = x[U(x0 + i)], x[U(x1 + i)], x[U(x2 + i)], x[U(x3 + i)], x[U(x4 + i)], x[U(x5 + i)]
        more = a6 * x[U(x6 + i)] + a7 * x[U(x7 + i)] + a8 * x[U(x8 + i)]
        y[U(to + i)] = z[U(z_at + i)] + (a0 * p + a1 * q + a2 * r + a3 * s + a4 * t + a5 * u + more)


@kernel
def _dots_of_two(dw, f, k, y, n, x, at):
    a0 = a1 = a2 = a3 = a4 = a5 = b0 = b1 = b2 = b3 = b4 = b5 = y.dtype.type(0)
    x0, x1, x2, x3, x4, x5 = at[k], at[k + 1], at[k + 2], at[k + 3], at[k + 4], at[k + 5]
    for i in range(n):
        p, q, r, s, t, u = x[U(x0 + i)], x[U(x1 + i)], x[U(x2 + i)], x[U(x3 + i)], x[U(x4 + i)], x[U(x5 + i)]
        a, b = y[U(i)], y[U(i + NEXT)]
        a0, a1, a2, a3, a4, a5 = a0 + a * p, a1 + a * q, a2 + a * r, a3 + a * s, a4 + a * t, a5 + a * u
        b0, b1, b2, b3, b4, b5 = b0 + b * p, b1 + b * q, b2 + b * r, b3 + b * s, b4 + b * t, b5 + b * u
    for j, (a, b) in enumerate(((a0, b0), (a1, b1), (a2, b2), (a3, b3), (a4, b4), (a5, b5))):
        dw[f, k + j] += a
        dw[f + 1, k + j] += b


@kernel
def _dots(dw, f, k, y, n, x, at):
    a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = y.dtype.type(0)
    x0, x1, x2, x3, x4, x5 = at[k], at[k + 1], at[k + 2], at[k + 3], at[k + 4], at[k + 5]
    x6, x7, x8 = at[k + 6], at[k + 7], at[k + 8]
    for i in range(n):
        a = y[U(i)]
        a0, a1, a2 = a0 + a * x[U(x0 + i)], a1 + a * x[U(x1 + i)], a2 + a * x[U(x2 + i)]
        a3, a4, a5 = a3 + a * x[U(x3 + i)], a4 + a * x[U(x4 + i)], a5 + a * x[U(x5 + i)]
        a6, a7, a8 = a6 + a * x[U(x6 + i)], a7 + a * x[U(x7 + i)], a8 + a * x[U(x8 + i)]
    for j, a in enumerate((a0, a1, a2, a3, a4, a5, a6, a7, a8)):
        dw[f, k + j] += a


@kernel
def _lay(x, laid, row, a, places):
    """Of a row of the image, from column a of the windows on: columns a stride apart side by side, beyond them 0.

    Once for each place, within a block, at which a column of the window begins: so that all runs begin with a block.
    """
    step, wide, channels = places.stride[1], places.wide, places.groups * places.channels
    for v in range(len(places.pads)):
        begin = places.left + a * step + places.phases[v]
        first = min(wide, max(0, -(begin // step)))
        last = max(first, min(wide, -((begin - places.width) // step)))
        at, by = (row * channels * places.width + begin + first * step) * places.n, step * places.n
        to = (v * places.tall + row % places.tall) * channels * places.row + places.pads[v]
        for _ in range(channels):
            laid[to : to + first * places.n] = 0
            laid[to + last * places.n : to + wide * places.n] = 0
            _copy(x, at, 0, by, laid, to + first * places.n, 0, places.n, 1, last - first, places.n)
            at += places.width * places.n
            to += places.row


@kernel
def _copy(x, at, line, run, y, to, line_to, run_to, lines, runs, size):
    """Runs of so many numbers in each of some lines, from x to y, and how far both are apart in x and in y."""
    if run == run_to == size:
        runs, size = 1, runs * size
    for v in range(lines):
        for r in range(runs):
            for i in range(size):
                y[U(to + v * line_to + r * run_to + i)] = x[U(at + v * line + r * run + i)]


@kernel
def magnitudes(bits, largest):
    mask = bits.dtype.type(~(1 << (8 * bits.itemsize - 1)))  # all but the sign
    for h in range(len(bits)):
        for c in range(bits.shape[1]):
            for n in range(bits.shape[2]):
                largest[h, n] = max(largest[h, n], bits[h, c, n] & mask)


@kernel
def mix(matrix, source, target, size, row, shape, steps, m, left, back):
    (height, channels, columns), (_, points, rows, share, places, n) = size, shape
    count = len(matrix) if back else matrix.shape[1]
    room = (places + (count - 1) // m) * n
    apart, rest = np.zeros(m * room, target.dtype), np.empty(places * n, target.dtype)
    under = np.array([j % m * room + j // m * n for j in range(count)])  # columns that lie m apart, side by side
    at = np.arange(points) * steps[0]
    for r in range(max(0, row), min(height, row + rows)) if back else range(row, row + rows):
        for c in range(channels):
            first = c // share * points * steps[0] + (r - row) * steps[1] + c % share * places * n
            if back:
                apart[:] = 0
                _add(apart, under, source, at + first, matrix, places * n, m, rest)
            for w in range(-left, room // n * m - left):
                near, far = (w + left) % m * room + (w + left) // m * n, ((r * channels + c) * columns + w) * n
                if back and 0 <= w < columns:
                    for i in range(n):
                        target[U(far + i)] = apart[U(near + i)]
                elif not back and 0 <= w < columns and 0 <= r < height:
                    for i in range(n):
                        apart[U(near + i)] = source[U(far + i)]
                elif not back:
                    apart[near : near + n] = 0
            if not back:
                _add(target, at + first, apart, under, matrix, places * n, points, rest)


@kernel
def _add(y, to, x, at, matrix, n, m, rest):
    """To runs of y, from the m-th on, or in the place of the first m: rows of a matrix times runs of x.

    Two rows take three runs at a time. A row too many goes into ``rest``.
    """
    for j in range(0, len(to), 2):
        z, a, b, last = (y, to[j], to[j + 1], j + 1) if j + 1 < len(to) else (rest, to[j], 0, j)
        for k in range(0, len(at), 3):
            p, q = min(k + 1, len(at) - 1), min(k + 2, len(at) - 1)
            x_0, x_1, x_2, zero = at[k], at[p], at[q], y.dtype.type(0)
            a_0, a_1, a_2 = matrix[j, k], matrix[j, p] if p > k else zero, matrix[j, q] if q > p else zero
            b_0, b_1, b_2 = matrix[last, k], matrix[last, p] if p > k else zero, matrix[last, q] if q > p else zero
            if k or j >= m:
                for i in range(n):
                    e, f, g = x[U(x_0 + i)], x[U(x_1 + i)], x[U(x_2 + i)]
                    y[U(a + i)] += a_0 * e + a_1 * f + a_2 * g
                    z[U(b + i)] += b_0 * e + b_1 * f + b_2 * g
            else:
                for i in range(n):
                    e, f, g = x[U(x_0 + i)], x[U(x_1 + i)], x[U(x_2 + i)]
                    y[U(a + i)] = a_0 * e + a_1 * f + a_2 * g
                    z[U(b + i)] = b_0 * e + b_1 * f + b_2 * g
