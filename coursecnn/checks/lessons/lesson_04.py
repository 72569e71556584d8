"""Exercises of lesson 04, Pooling."""

import numpy as np

from ..cases import bytes_of, cases, counted, floats, integers
from ..definition import Exercise, Mistake

WINDOW = "04, 'One number for each window'"
HALVES = "04, 'Stride 2 halves the map'"
APART = "04, 'Channels stay apart, and nothing is learned'"
INFINITY = "04, 'Padding: minus infinity, not zero'"
SHIFT = "04, 'A shift of one pixel'"


def _pool(x, k, s, reduce=np.max, at=lambda i, j, s: (s * i, s * j), grow=0, divide=None):
    """As ``max_pool``, with one thing changed."""
    x = np.asarray(x)
    size = [(n - k) // s + 1 + grow for n in x.shape]
    y = np.zeros(size)
    for i, j in np.ndindex(y.shape):
        a, b = at(i, j, s)
        window = x[a : a + k, b : b + k]
        y[i, j] = reduce(window) if divide is None else window.sum(dtype=float) / divide(k, s)
    return y


def max_pool(x, k, s):
    """The largest number of each k x k window of the map x, at stride s."""
    return _pool(x, k, s)


def avg_pool(x, k, s):
    """The mean of each k x k window of the map x, at stride s."""
    return _pool(x, k, s, np.mean)


def _maps():
    return cases(
        (integers(1, 1), 1, 1),
        (integers(2, 2), 2, 2),
        (counted(3, 3), 2, 1),
        (-counted(2, 3) - 1, 2, 1),
        (integers(3, 4), 1, 2),
        (integers(4, 4), 2, 2),
        (integers(4, 6, seed=1), 2, 2),
        (integers(5, 7), 3, 2),
        (integers(7, 4), 2, 3),
        (floats(6, 5), 3, 1),
        (bytes_of(4, 6), 2, 2),
    )


def max_pool_padded(x, k, s, p):
    """Max pooling of the map x in a frame of p cells that never win."""
    return max_pool(np.pad(np.asarray(x, float), p, constant_values=-np.inf), k, s)


def _framed(x, k, s, p, value=0.0, sides=None):
    sides = ((p, p), (p, p)) if sides is None else sides(p)
    return max_pool(np.pad(np.asarray(x, float), sides, constant_values=value), k, s)


def _frames():
    return cases(
        (np.array([[-3]]), 2, 1, 1),
        (np.array([[-3.0]]), 2, 1, 1),
        (np.array([[-3.0, -1.0]]), 2, 1, 1),
        (-counted(3, 3) - 1, 3, 2, 1),
        (integers(4, 3), 3, 1, 1),
        (integers(5, 5, seed=2) - 5, 4, 2, 2),
        (np.array([[-200.0, -300], [-400, -150]]), 2, 1, 1),
        (floats(4, 6) - 2, 3, 2, 1),
        (integers(4, 4, seed=3), 2, 2, 0),
        (np.array([[-5000.0]]), 2, 1, 1),
    )


def pooled_by_hand():
    """(max, average) of the exercise: 2 x 2 windows at stride 2."""
    x = np.array([[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]])
    return max_pool(x, 2, 2), avg_pool(x, 2, 2)


def _by_hand(k=2, s=2):
    x = np.array([[1, 5, 0, 2], [3, 3, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]])
    return max_pool(x, k, s), avg_pool(x, k, s)


def pool_images(x, k):
    """Max pooling of a batch (N, C, H, W) with k x k windows side by side."""
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    for i in range(h // k):
        for j in range(w // k):
            y[:, :, i, j] = x[:, :, k * i : k * i + k, k * j : k * j + k].max()
    return y


def _images(x, k, axes=(2, 3), at=lambda i, k: k * i):
    n, c, h, w = x.shape
    y = np.zeros((n, c, h // k, w // k))
    for i, j in np.ndindex(h // k, w // k):
        window = x[:, :, at(i, k) : at(i, k) + k, at(j, k) : at(j, k) + k]
        y[:, :, i, j] = window.max(axis=axes, keepdims=True)[:, :, 0, 0]
    return y


def _batches():
    return cases(
        (integers(1, 1, 2, 2), 2),
        (integers(1, 2, 2, 2), 2),
        (integers(2, 1, 2, 2), 2),
        (integers(1, 1, 4, 4), 2),
        (integers(2, 3, 4, 7), 2),
        (floats(2, 2, 7, 6), 3),
    )


def min_pool(x, k, s):
    """The smallest number of each k x k window."""
    return -max_pool(-np.asarray(x, float), k, s)


def tolerance(kind=np.max):
    """Entries of 64 that differ after 2 x 2 pooling of a dot and the dot one pixel further, mean over all places."""
    changed = []
    for i, j in np.ndindex(16, 15):
        a, b = np.zeros((16, 16)), np.zeros((16, 16))
        a[i, j] = b[i, j + 1] = 1
        changed.append((_pool(a, 2, 2, kind) != _pool(b, 2, 2, kind)).sum())
    return float(np.mean(changed))


def _tolerance(answer):
    verdict, mean = answer
    if isinstance(mean, str) or mean < 0:
        return "The second part is a mean number of changed entries, such as 1.5."
    if abs(mean - tolerance()) > 0.02:
        return (
            f"A mean of {mean:.3g} is not what comes out: go through all 16 x 15 places at which the dot and its "
            "right neighbour lie on the map, and count the pooled entries that differ."
        )
    if str(verdict).strip().lower() != "false":
        return f"You found {mean:.2f} changed entries on average, not 0. What does that say about the claim?"
    return True



EXERCISES = [
    Exercise(
        id="04.max_pool",
        kind="implement",
        title="Max pooling",
        minutes=8,
        difficulty=1,
        points=2,
        see=WINDOW,
        cases=_maps,
        expected=max_pool,
        hints=(
            "How many windows fit, down and across? The formula of lesson 02 says it, with no padding.",
            "Window (i, j) begins at row s * i, column s * j.",
            "y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max().",
        ),
        mistakes=[
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("stride-one-direction", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (s * i, j)), see=HALVES),
            Mistake("stride-one-direction", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (i, s * j)), see=HALVES),
            Mistake("window-for-stride", lambda x, k, s: _side_by_side(x, k, s), see=HALVES),
            Mistake("average-for-max", avg_pool),
            Mistake("maximum-from-zero", lambda x, k, s: np.maximum(max_pool(x, k, s), 0)),
            Mistake("smallest-for-largest", min_pool, "This is the smallest number of the window, where the largest is wanted."),
            Mistake("ceil-for-floor", lambda x, k, s: _ceil(x, k, s), see=HALVES),
            Mistake("windows-transposed", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (s * j, s * i))),
            Mistake("window-for-stride", lambda x, k, s: _pool(x, k, s, at=lambda i, j, s: (k * i, k * j)), see=HALVES),
            Mistake("off-by-one", lambda x, k, s: _pool(x, k, s, grow=-1)),
            Mistake("ceil-for-floor", lambda x, k, s: _pool(x, k, s, grow=1), see=HALVES),
        ],
    ),
    Exercise(
        id="04.avg_pool",
        kind="implement",
        title="Average pooling",
        minutes=4,
        difficulty=1,
        points=1,
        see=WINDOW,
        cases=_maps,
        expected=avg_pool,
        hints=(
            "Only one word differs from max pooling.",
            "A window of k rows and k columns has k * k numbers.",
            "y[i, j] is the mean of x[s * i : s * i + k, s * j : s * j + k].",
        ),
        mistakes=[
            Mistake("max-for-average", max_pool),
            Mistake("average-wrong-count", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: k)),
            Mistake("average-wrong-count", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: s * s)),
            Mistake("not-divided", lambda x, k, s: _pool(x, k, s, divide=lambda k, s: 1)),
            Mistake("integer-division", lambda x, k, s: np.floor(avg_pool(x, k, s))),
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, np.mean, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("median-for-average", lambda x, k, s: _pool(x, k, s, np.median)),
        ],
    ),
    Exercise(
        id="04.pooled_by_hand",
        kind="predict",
        title="Both by hand",
        minutes=4,
        difficulty=1,
        points=1,
        see=HALVES,
        value=pooled_by_hand,
        hints=(
            "Windows of 2 x 2 at stride 2 lie side by side: there are four.",
            "The first window is 1, 5 above 3, 3: its largest number is 5, its mean 12 / 4.",
            "The others are 0, 2, 4, 2, then 0, 0, 8, 0, then 6, 1, 1, 0.",
        ),
        mistakes=[
            Mistake("wrong-order", _by_hand()[::-1], "The two are exchanged: max pooling first, average pooling second."),
            Mistake("stride-forgotten", _by_hand(s=1)),
            Mistake("not-divided", (_by_hand()[0], 4 * _by_hand()[1])),
            Mistake("average-wrong-count", (_by_hand()[0], 2 * _by_hand()[1])),
        ],
    ),
    Exercise(
        id="04.max_pool_padded",
        kind="implement",
        title="A frame that never wins",
        minutes=8,
        difficulty=2,
        points=2,
        see=INFINITY,
        cases=_frames,
        expected=max_pool_padded,
        hints=(
            "Which number is smaller than every other? It must stand in the frame.",
            "np.pad(x, p, constant_values=...) makes the frame; -np.inf is minus infinity, and needs floats.",
            "Pad with -np.inf, then pool as before.",
        ),
        mistakes=[
            Mistake("max-padded-with-zero", _framed),
            Mistake("padding-not-low-enough", lambda x, k, s, p: _framed(x, k, s, p, -100.0)),
            Mistake("padding-not-low-enough", lambda x, k, s, p: _framed(x, k, s, p, -999.0)),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((p, 0), (p, 0)))),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((0, p), (0, p)))),
            Mistake("padding-one-side", lambda x, k, s, p: _framed(x, k, s, p, -np.inf, lambda p: ((p, p), (0, 0))),
                    "The frame is above and below only: left and right have one too."),
            Mistake("padding-forgotten", lambda x, k, s, p: max_pool(x, k, s)),
            Mistake("edge-repeated", lambda x, k, s, p: max_pool(np.pad(x, p, mode="wrap"), k, s)),
            Mistake("average-for-max", lambda x, k, s, p: avg_pool(np.pad(x, p), k, s), see=WINDOW),
        ],
    ),
    Exercise(
        id="04.pool_images",
        kind="debug",
        title="One number for all",
        minutes=6,
        difficulty=2,
        points=2,
        see=APART,
        cases=_batches,
        expected=_images,
        given=pool_images,
        hints=(
            "Try a batch of two images with different numbers: what do both get?",
            ".max() without an axis is one number for all images and all channels.",
            "Take the maximum over the rows and columns of the window only: .max(axis=(2, 3)).",
        ),
        mistakes=[
            Mistake("channels-mixed", lambda x, k: _images(x, k, (1, 2, 3))),
            Mistake("images-mixed", lambda x, k: _images(x, k, (0, 2, 3)),
                    "All images get the same number: the maximum must not run over axis 0."),
            Mistake("all-mixed", lambda x, k: pool_images(x, k)),
            Mistake("one-axis-only", lambda x, k: _images(x, k, (2,))),
            Mistake("stride-missing", lambda x, k: _images(x, k, at=lambda i, k: i), see=HALVES),
        ],
    ),
    Exercise(
        id="04.dot_tolerance",
        kind="explore",
        title="What pooling does not notice",
        minutes=10,
        difficulty=2,
        points=2,
        see=SHIFT,
        value=lambda: ("false", tolerance()),
        accepts=_tolerance,
        choices=("true", "false"),
        hints=(
            "Make two maps of zeros. One has a 1 at (i, j), the other at (i, j + 1). Pool both and count the entries that differ.",
            "Two loops: i from 0 to 15, j from 0 to 14, because j + 1 must be a column too.",
            "The dot stays in its window for j = 0, 2, 4, ..., 14, and leaves it for j = 1, 3, ..., 13; then two entries differ.",
        ),
        mistakes=[Mistake("wrong-verdict", lambda: ("true", tolerance()))],
    ),
    Exercise(
        id="04.min_pool",
        kind="challenge",
        title="Min pooling out of max pooling",
        minutes=5,
        difficulty=2,
        points=1,
        see="04, 'Is there a min pooling?'",
        cases=_maps,
        expected=min_pool,
        hints=(
            "What does max pooling give for -x?",
            "The largest of the negatives is minus the smallest.",
            "-max_pool(-x, k, s); bytes must become floats before the minus.",
        ),
        mistakes=[
            Mistake("sign-lost", lambda x, k, s: max_pool(-np.asarray(x, float), k, s)),
            Mistake("max-for-min", max_pool),
            Mistake("max-for-min", lambda x, k, s: -max_pool(x, k, s)),
            Mistake("integer-overflow", lambda x, k, s: -max_pool(-x, k, s),
                    "Bytes (uint8) have no negative numbers: -1 becomes 255. Convert to float before the minus."),
            Mistake("average-for-min", avg_pool),
            Mistake("stride-missing", lambda x, k, s: _pool(x, k, s, np.min, at=lambda i, j, s: (i, j)), see=HALVES),
            Mistake("sign-lost", lambda x, k, s: max_pool(-x, k, s)),
        ],
    ),
]  # fmt: skip


def _side_by_side(x, k, s):
    """The windows lie side by side, whatever the stride."""
    size = [(n - k) // s + 1 for n in x.shape]
    y = np.zeros(size)
    for i, j in np.ndindex(*size):
        window = x[k * i : k * i + k, k * j : k * j + k]
        y[i, j] = window.max() if window.size else 0
    return y


def _ceil(x, k, s):
    y = np.zeros([-(-(n - k) // s) + 1 for n in x.shape])
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[s * i : s * i + k, s * j : s * j + k].max(initial=-np.inf)
    return y

