"""Exercises of lesson 01, Convolution: sliding a kernel, and pictures as bytes."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip, step
from ..windows import PRODUCTS, counted, window_at

SLIDE = "01, 'Slide, multiply, sum'"
TWO_MEANINGS = "01, 'A word with two meanings'"
BYTES = "01, 'A trap: pictures as bytes'"
IN_BYTES = (
    "The result is kept in the type of the image, bytes: numbers below 0 and above 255 go round. Use np.zeros(shape)."
)


def cross_correlate(x, w):
    """y[i, j]: the sum of w times the window of x at (i, j)."""
    w = w[::-1, ::-1] if slip("kernel-flipped") else w.T if slip("kernel-transposed") else w
    w = w.astype(x.dtype) if slip("kernel-in-bytes") else w
    x = x.copy() if slip("kernel-in-bytes") or slip("integer-overflow") else x.astype(float)
    rows, columns = w.shape[0], w.shape[0] if slip("square-assumed") else w.shape[1]
    size = [counted(n - k + 1, n, k) for n, k in zip(x.shape, (rows, columns))]
    size = size[::-1] if slip("h-w-swapped") else x.shape if slip("kernel-forgotten") else size
    size = (size[0] - 1, size[1] - 1) if slip("off-by-one") else size
    y = np.zeros(size, x.dtype if slip("integer-overflow") else float)
    for i, j in np.ndindex(y.shape):
        a, b = (j, i) if slip("windows-transposed") else (0, 0) if slip("first-window-only") else (i, j)
        window = x[window_at(a, b, (1, 1), (rows, columns))]
        products = window + w if slip("added-for-multiplied") else window * w
        if slip("window-overwritten"):
            window[:] = products
        y[i, j] = products.mean() if slip("averaged") else combined(PRODUCTS, products, np.sum)
    if slip("size-of-the-image"):
        y = np.pad(y, ((0, x.shape[0] - y.shape[0]), (0, x.shape[1] - y.shape[1])))
    return y


SLIDING = [
    ("integer-overflow", IN_BYTES, BYTES),
    ("kernel-in-bytes", "The kernel is turned into bytes, which hold no minus sign and no fraction: leave w as it is, "
     "or make floats of both.", BYTES),
    "off-by-one",
    ("kernel-forgotten", "i and j go over all rows and columns of the image. A window must lie inside: count its "
     "places."),
    ("size-of-the-image", "y has the size of the image, so its last rows and columns stay 0. Make it one place for "
     "each window."),
    "square-assumed",
    "h-w-swapped",
    "windows-transposed",
    "first-window-only",
    "averaged",
    ("added-for-multiplied", "Kernel and window are added: they are multiplied, pixel by pixel, and then added up."),
    ("window-overwritten", "`window *= w` writes into the image, because a slice is a view. Use window * w: it makes a "
     "new array.", "90, 'Two traps'"),
]  # fmt: skip


def _images(draw):
    rows, columns = draw.ints(2, 1, 6)
    k, m = draw.ints(2, 1, 3)
    if k > rows or m > columns:
        return None
    bytes_ = draw.level > 1 and draw.rng.random() < 0.3
    return draw.bytes(rows, columns) if bytes_ else draw.array(rows, columns), draw.array(k, m)


def _large_pictures():
    """Bytes, large enough that nothing is empty if a size is one too small; and the numbers of the example."""
    example = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    x = (37 * np.arange(30) % 256).astype(np.uint8).reshape(5, 6)
    return [
        example,
        (x, np.array([[1.5, -2.0, 0.5], [3.0, -1.0, 2.0]])),
        (x.T.copy(), np.array([[2.0, -1.5], [-3.0, 1.0]])),
    ]


def convolve(x, w):
    """Convolution in the strict sense: w is turned by 180 degrees first."""
    turned = w[::-1] if slip("rows-reversed-only") else w[:, ::-1] if slip("columns-reversed-only") else w[::-1, ::-1]
    turned = w.T if slip("kernel-transposed-only") else turned
    as_it_is = slip("kernel-not-flipped") or slip("output-flipped")
    y = cross_correlate(x, w if as_it_is else turned)
    return y[::-1, ::-1] if slip("output-flipped") else y


def output_with_bias():
    """The numbers of the exercise: 3 x 3 image, 2 x 2 kernel, bias 10."""
    w = step("the kernel", np.array([[1, -1], [0, 2]]))
    x = step("the image", np.array([[2, 0, 1], [1, 3, 0], [0, 1, 2]]))
    bias = step("the bias", 0 if slip("bias-forgotten") else 40 if slip("bias-per-weight") else 10)
    y = step("the sums", cross_correlate(x, np.abs(w) if slip("sign-lost") else w))
    y = step("the output", y + bias, "the sums", "the bias")
    return y.T if slip("rows-for-columns") else y


def given_steps(picture):
    """As the notebook gives it."""
    return picture[:, 1:] - picture[:, :-1]


def brightness_steps(picture):
    """Right neighbour minus left neighbour, for each pair in a row."""
    numbers = picture if slip("integer-overflow") else picture.astype(float)
    numbers = numbers / 255 if slip("divided-as-well") else numbers
    if slip("h-w-swapped"):
        return numbers[1:] - numbers[:-1]
    apart = 2 if slip("two-apart") else 1
    left, right = numbers[:, :-apart], numbers[:, apart:]
    return step("a step", right - left, left=left, right=right)


def _pictures(draw):
    return (draw.rng.integers(0, 256, (draw.int(1, 4), draw.int(2, 6)), dtype=np.uint8),)


def _one_step():
    return [
        (np.array([[20, 10]], np.uint8),),
        (np.array([[10, 20, 5], [0, 200, 255]], np.uint8),),
        (np.array([[20.0, 10.0, 200.0], [2.0, 0.0, 1.0]]),),
    ]


EXERCISES = [
    Exercise(
        id="01.cross_correlate",
        kind="implement",
        title="Slide, multiply, sum",
        points=2,
        see=SLIDE,
        expected=cross_correlate,
        inputs=_images,
        also=_large_pictures,
        output="y",
        hints=(
            "How many places does a window of w.shape[0] rows have in an image of x.shape[0] rows?",
            "Make y of zeros for all places. For each place (i, j), cut the window out of x with a slice.",
            "The window is x[i : i + rows, j : j + columns], with the kernel's rows and columns; y[i, j] is the sum of "
            "window * w.",
        ),
        slips=[*SLIDING, ("kernel-flipped", "", TWO_MEANINGS), "kernel-transposed"],
    ),
    Exercise(
        id="01.output_with_bias",
        kind="predict",
        title="By hand, with a bias",
        points=1,
        see="01, 'The bias'",
        value=output_with_bias,
        hints=(
            "There is one number for each place of the kernel: two places in a row, and two rows of places.",
            "The first window is 2, 0 above 1, 3. Multiply each by the weight that lies on it, and add.",
            "The first number is 2*1 + 0*(-1) + 1*0 + 3*2, and then the bias is added, once.",
        ),
        slips=[
            "bias-forgotten",
            ("kernel-flipped", "", TWO_MEANINGS),
            "kernel-transposed",
            "bias-per-weight",
            "sign-lost",
            ("rows-for-columns", "Rows and columns are exchanged: the first row holds the windows at the top."),
            "averaged",
        ],
    ),
    Exercise(
        id="01.convolve",
        kind="implement",
        title="The convolution of mathematics",
        points=1,
        see=TWO_MEANINGS,
        expected=convolve,
        inputs=_images,
        also=_large_pictures,
        output="y",
        hints=(
            "In which order must the weights stand, so that the last one comes first?",
            "Turning by 180 degrees reverses the rows and the columns.",
            "w[::-1, ::-1] is the turned kernel; slide it as in exercise 1.",
        ),
        slips=[
            "kernel-not-flipped",
            ("rows-reversed-only", "Only the kernel's rows are reversed: its columns have to be, too."),
            ("columns-reversed-only", "Only the kernel's columns are reversed: its rows have to be, too."),
            ("kernel-transposed-only", "Rows and columns of the kernel are exchanged (w.T): turning by 180 degrees "
             "reverses both."),
            "output-flipped",
            *SLIDING,
        ],
    ),
    Exercise(
        id="01.brightness_steps",
        kind="debug",
        title="A picture with strange edges",
        points=1,
        see=BYTES,
        expected=brightness_steps,
        inputs=_pictures,
        also=_one_step,
        given=given_steps,
        output="steps",
        hints=(
            "Print picture.dtype, and the answer for [[20, 10]].",
            "In bytes (uint8) there is no -10: the number goes round the end of the scale.",
            "Turn the picture into floats, with .astype(float), before you subtract.",
        ),
        slips=[
            ("integer-overflow", "The subtraction is done in bytes (uint8), where 10 - 20 is 246: convert before it, "
             "not after."),
            ("h-w-swapped", "These are the steps from each pixel to the one below it: neighbours in a row are wanted.",
             "01, 'An edge detector'"),
            "divided-as-well",
            ("two-apart", "Each pixel is subtracted from the next but one: neighbours lie side by side."),
        ],
    ),
]  # fmt: skip
