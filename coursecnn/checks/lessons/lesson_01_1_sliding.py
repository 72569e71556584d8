"""Exercises of lesson 01, Convolution: sliding a kernel, and pictures as bytes."""

import numpy as np

from ... import reference
from ..cases import bytes_of, cases, counted, floats, integers
from ..definition import Exercise, Mistake

SLIDE = "01, 'Slide, multiply, sum'"
TWO_MEANINGS = "01, 'A word with two meanings'"
BYTES = "01, 'A trap: pictures as bytes'"


def cross_correlate(x, w):
    """y[i, j]: the sum of w times the window of x at (i, j); float64."""
    return reference.conv2d(np.asarray(x, float)[None, None], np.asarray(w, float)[None, None])[0, 0]


def _slide(x, w, size=0, at=lambda i, j: (i, j), reduce=np.sum):
    """As ``cross_correlate``, with one thing changed."""
    x, w = np.asarray(x, float), np.asarray(w, float)
    y = np.zeros((x.shape[0] - w.shape[0] + 1 + size, x.shape[1] - w.shape[1] + 1 + size))
    for i, j in np.ndindex(y.shape):
        a, b = at(i, j)
        y[i, j] = reduce(x[a : a + w.shape[0], b : b + w.shape[1]] * w)
    return y


def _size_swapped(x, w):
    y = np.zeros((x.shape[1] - w.shape[1] + 1, x.shape[0] - w.shape[0] + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y


def _in_place(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1))
    for i, j in np.ndindex(y.shape):
        window = x[i : i + w.shape[0], j : j + w.shape[1]]
        window *= w
        y[i, j] = window.sum()
    return y


def _as_large_as_the_image(x, w, everywhere):
    y, small = np.zeros(x.shape), cross_correlate(x, w)
    y[: small.shape[0], : small.shape[1]] = small
    if everywhere and w.size > 1:
        raise ValueError("the last windows hang over the end")
    return y


def _square(x, w):
    k = len(w)
    y = np.zeros((x.shape[0] - k + 1, x.shape[1] - k + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i : i + k, j : j + k] * w).sum()
    return y


def _in_bytes(x, w):
    y = np.zeros((x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1), x.dtype)
    for i, j in np.ndindex(y.shape):
        window = x[i : i + w.shape[0], j : j + w.shape[1]]
        y[i, j] = (window * w.astype(x.dtype)).sum(dtype=x.dtype)
    return y


def _images():
    return cases(
        (integers(1, 1), integers(1, 1, seed=1)),
        (integers(2, 2), integers(1, 1, seed=1)),
        (integers(1, 3), integers(1, 2, seed=1)),
        (integers(3, 1), integers(2, 1, seed=1)),
        (counted(3, 3), counted(2, 2)),
        (integers(3, 4), integers(2, 3, seed=1)),
        (integers(4, 3), integers(3, 1, seed=1)),
        (integers(5, 4, seed=2), integers(2, 2, seed=3)),
        (floats(5, 7), floats(3, 2, seed=1)),
        (floats(6, 5), floats(3, 3, seed=1)),
        (bytes_of(6, 6), integers(2, 2, low=1, high=3)),
    )


def convolve(x, w):
    """Convolution in the strict sense: w is turned by 180 degrees first."""
    return cross_correlate(x, w[::-1, ::-1])


def output_with_bias():
    """The numbers of the exercise: 3 x 3 image, 2 x 2 kernel, bias 10."""
    x = np.array([[2, 0, 1], [1, 3, 0], [0, 1, 2]])
    return cross_correlate(x, np.array([[1, -1], [0, 2]])) + 10


def _with_bias(**change):
    x, w = np.array([[2, 0, 1], [1, 3, 0], [0, 1, 2]]), np.array([[1, -1], [0, 2]])
    return _slide(x, change.get("w", w), reduce=change.get("reduce", np.sum)) + change.get("b", 10)


def brightness_steps(picture):
    """Right neighbour minus left neighbour, for each pair in a row."""
    return picture[:, 1:] - picture[:, :-1]


def _steps(picture, dtype=float, sign=1, axis=1, size=np.array):
    return size(sign * np.diff(picture.astype(dtype), axis=axis))


def _pictures():
    return cases(
        (np.array([[20, 10]], np.uint8),),
        (np.array([[10, 20, 5], [0, 200, 255]], np.uint8),),
        (bytes_of(4, 5),),
        (bytes_of(7, 3, seed=1),),
        (floats(3, 4),),
    )


EXERCISES = [
    Exercise(
        id="01.cross_correlate",
        kind="implement",
        title="Slide, multiply, sum",
        minutes=10,
        difficulty=1,
        points=2,
        see=SLIDE,
        cases=_images,
        expected=cross_correlate,
        hints=(
            "How many places has a window of w.shape[0] rows in an image of x.shape[0] rows?",
            "Make y of zeros for all places. For each place (i, j), cut the window out of x with a slice.",
            "The window is x[i : i + rows, j : j + columns], with the kernel's rows and columns; y[i, j] is the sum of "
            "window * w.",
        ),
        mistakes=[
            Mistake("integer-overflow", _in_bytes, see=BYTES),
            Mistake("kernel-flipped", lambda x, w: cross_correlate(x, w[::-1, ::-1]), see=TWO_MEANINGS),
            Mistake("kernel-transposed", lambda x, w: _slide(x, w.T)),
            Mistake(
                "changed-input",
                _in_place,
                "`window *= w` writes into the image, because a slice is a view. Use window * w: it makes a new array.",
                "90, 'Two traps'",
            ),
            Mistake("off-by-one", lambda x, w: _slide(x, w, size=-1)),
            Mistake(
                "kernel-forgotten",
                lambda x, w: _as_large_as_the_image(x, w, everywhere=True),
                "i and j go over all rows and columns of the image. A window must lie inside: count its places.",
            ),
            Mistake(
                "kernel-forgotten",
                lambda x, w: _as_large_as_the_image(x, w, everywhere=False),
                "y has the size of the image, so its last rows and columns stay 0. Make it one place for each window.",
            ),
            Mistake("square-assumed", _square),
            Mistake("h-w-swapped", _size_swapped),
            Mistake("windows-transposed", lambda x, w: _slide(x, w, at=lambda i, j: (j, i))),
            Mistake("first-window-only", lambda x, w: _slide(x, w, at=lambda i, j: (0, 0))),
            Mistake("averaged", lambda x, w: _slide(x, w, reduce=np.mean)),
        ],
    ),
    Exercise(
        id="01.output_with_bias",
        kind="predict",
        title="By hand, with a bias",
        minutes=5,
        difficulty=1,
        points=1,
        see="01, 'The bias'",
        value=output_with_bias,
        hints=(
            "The output has 2 rows and 2 columns: one number for each window of 2 x 2.",
            "The first window is 2, 0 above 1, 3. Multiply each by the weight that lies on it, and add.",
            "The first number is 2*1 + 0*(-1) + 1*0 + 3*2, and then the bias is added, once.",
        ),
        mistakes=[
            Mistake("bias-forgotten", _with_bias(b=0)),
            Mistake("kernel-flipped", _with_bias(w=np.array([[2, 0], [-1, 1]])), see=TWO_MEANINGS),
            Mistake("kernel-transposed", _with_bias(w=np.array([[1, 0], [-1, 2]]))),
            Mistake("bias-per-weight", _with_bias(b=40)),
            Mistake("sign-lost", _with_bias(w=np.array([[1, 1], [0, 2]]))),
            Mistake(
                "h-w-swapped",
                [[18, 10], [9, 17]],
                "Rows and columns are exchanged: the first row holds the windows at the top.",
            ),
        ],
    ),
    Exercise(
        id="01.convolve",
        kind="implement",
        title="The convolution of mathematics",
        minutes=5,
        difficulty=1,
        points=1,
        see=TWO_MEANINGS,
        cases=_images,
        expected=convolve,
        hints=(
            "In which order must the weights stand, so that the last one comes first?",
            "Turning by 180 degrees reverses the rows and the columns.",
            "w[::-1, ::-1] is the turned kernel; slide it as in exercise 1.",
        ),
        mistakes=[
            Mistake("integer-overflow", lambda x, w: _in_bytes(x, w[::-1, ::-1]), see=BYTES),
            Mistake("kernel-not-flipped", cross_correlate),
            Mistake("flipped-one-direction", lambda x, w: cross_correlate(x, w[::-1])),
            Mistake("flipped-one-direction", lambda x, w: cross_correlate(x, w[:, ::-1])),
            Mistake("kernel-transposed", lambda x, w: _slide(x, w.T)),
            Mistake("output-flipped", lambda x, w: cross_correlate(x, w)[::-1, ::-1]),
            Mistake("off-by-one", lambda x, w: _slide(x, w[::-1, ::-1], size=-1), see=SLIDE),
        ],
    ),
    Exercise(
        id="01.brightness_steps",
        kind="debug",
        title="A picture with strange edges",
        minutes=5,
        difficulty=1,
        points=1,
        see=BYTES,
        cases=_pictures,
        expected=lambda picture: np.diff(picture.astype(float), axis=1),
        given=brightness_steps,
        hints=(
            "Print picture.dtype, and the answer for [[20, 10]].",
            "In bytes (uint8) there is no -10: the number goes round the end of the scale.",
            "Turn the picture into floats, with .astype(float), before you subtract.",
        ),
        mistakes=[
            Mistake(
                "integer-overflow",
                lambda picture: (picture[:, 1:] - picture[:, :-1]).astype(float),
                "The subtraction is still done in bytes (uint8), where 10 - 20 is 246: convert before it, not after.",
            ),
            Mistake("sign-lost", lambda picture: np.abs(_steps(picture))),
            Mistake("wrong-order", lambda picture: _steps(picture, sign=-1)),
            Mistake("h-w-swapped", lambda picture: _steps(picture, axis=0), see="01, 'An edge detector'"),
            Mistake("clipped", lambda picture: np.clip(_steps(picture), 0, 255)),
            Mistake("divided-as-well", lambda picture: np.diff(picture / 255, axis=1)),
            Mistake(
                "integer-dtype",
                lambda picture: _steps(picture, dtype=int),
                "astype(int) cuts the fractions of a picture of floats off: use astype(float).",
            ),
        ],
    ),
]
