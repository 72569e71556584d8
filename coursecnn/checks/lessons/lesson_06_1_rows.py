"""Exercises of lesson 06, Fast convolution: windows as rows of a matrix, and back."""

import numpy as np

from ..definition import Exercise
from ..slips import laid, slip, step
from ..windows import begin_of, counted

ROWS = "06, 'Windows become rows'"
FIVE = "06, 'Five lines'"
BACK = "06, 'Backward: col2im'"


def _places(n, k, s=1):
    return counted((n - k) // s + (0 if slip("off-by-one") else 1), n, k, s)


def im2col(x, k, s):
    """One row for each window of x (N, C, H, W): image by image, row by row; in it channel by channel."""
    down, across = 1 if slip("stride-across-only") else s, 1 if slip("stride-down-only") else s
    x = x[:1] if slip("first-image-only") else x
    rows = {}
    for n, i, j in np.ndindex(len(x), _places(x.shape[2], k, s), _places(x.shape[3], k, s)):
        top, left = begin_of(i, j, (1, 1) if slip("stride-missing") else (down, across), (k, k))
        window = x[n, :, top : top + k, left : left + k]
        window = window[:1] if slip("first-channel-only") else window
        order = (1, 2, 0) if slip("channels-last-in-row") else (0, 2, 1) if slip("window-transposed") else (0, 1, 2)
        place = (i, j, n) if slip("images-inside") else (n, j, i) if slip("columns-before-rows") else (n, i, j)
        rows[place] = window.transpose(order).ravel()
    cols = np.array([rows[place] for place in sorted(rows)])
    return cols.T if slip("table-transposed") else cols


def _images(draw):
    k, s = draw.int(1, 3), draw.int(1, 3)
    n, c, h, w = draw.int(1, 2), draw.int(1, 3), draw.int(1, 6), draw.int(1, 6)
    return (draw.array(n, c, h, w), k, s) if min(h, w) >= k else None


def rows_shape():
    """Shape of the matrix for a batch of 32 colour images of 20 x 20 and a 5 x 5 kernel."""
    places = step("the number of places in a row", 20 if slip("kernel-forgotten") else _places(20, 5))
    places = step("the number of places in an image", places if slip("places-of-one-row") else places**2)
    images = step("the number of images", 1 if slip("batch-forgotten") else 32)
    window = step("the number of pixels of a window", 5 if slip("window-not-square") else 25)
    channels = step("the number of channels", 1 if slip("first-channel-only") else 3)
    rows, columns = step("the number of rows", images * places), step("the number of columns", channels * window)
    return (columns, rows) if slip("wrong-order") else (rows, columns)


def conv_by_product(x, w):
    """Convolution of x (N, C, H, W) with w (filters, C, k, k), stride 1, no padding."""
    w = w[:, :, ::-1, ::-1] if slip("kernel-flipped") else w[:, ::-1] if slip("channels-flipped") else w
    w = np.repeat(w[:1], len(w), 0) if slip("same-filter-for-all") else w
    (n, _, height, width), (filters, _, k, _) = x.shape, w.shape
    rows, columns = _places(height, k), _places(height if slip("square-only") else width, k)
    flat = w.transpose(0, 1, 3, 2).reshape(filters, -1).T if slip("filters-transposed") else w.reshape(filters, -1).T
    flat = w.reshape(-1, filters) if slip("filters-cut-through") else flat
    y = im2col(x, k, 1) @ flat
    if slip("reshape-for-transpose"):
        return y.reshape(n, filters, rows, columns)
    y = y.reshape(n, rows, columns, filters)
    return y if slip("channels-last-left") else y.transpose((0, 3, 2, 1) if slip("output-transposed") else (0, 3, 1, 2))


def _layers(draw):
    k, n, c, filters = draw.int(1, 3), draw.int(1, 2), draw.int(1, 3), draw.int(1, 3)
    size = draw.ints(2, 1, 5)
    return (draw.array(n, c, *size), draw.array(filters, c, k, k)) if min(size) >= k else None


def col2im(cols, h, w, k):
    """One map: the rows of windows (rows * columns, k * k) added back to where they were cut out, at stride 1."""
    parts = []
    rows, columns = h - k + 1, w - k + 1
    for number, row in enumerate(cols[:1] if slip("first-window-only") else cols):
        i, j = (number % rows, number // rows) if slip("columns-before-rows") else divmod(number, columns)
        i, j = (
            divmod(number, rows)
            if slip("rows-for-columns")
            else divmod(number, w)
            if slip("width-for-places")
            else (i, j)
        )
        i = step("the row of place n", i, n=number, rows=rows, columns=columns)
        j = step("the column of place n", j, n=number, rows=rows, columns=columns)
        parts.append(
            (np.s_[i : i + k, j : j + k], row.reshape(k, k).T if slip("window-transposed") else row.reshape(k, k))
        )
    return laid("the numbers that meet in one place", (h, w), parts)


def _columns(draw):
    k, h, w = draw.int(1, 3), draw.int(1, 5), draw.int(1, 5)
    return (draw.array((h - k + 1) * (w - k + 1), k * k), h, w, k) if min(h, w) >= k else None


EXERCISES = [
    Exercise(
        id="06.im2col",
        kind="implement",
        title="Windows become rows",
        points=2,
        see=ROWS,
        expected=im2col,
        inputs=_images,
        also=lambda: [(np.arange(40.0).reshape(1, 2, 4, 5) + 1, 2, 1)],  # more than one row and column if one is lost
        output="cols",
        hints=(
            "The matrix has a row for each image and each place of the window. How many columns?",
            "Loop over the images, then over the rows, then over the columns of the output; that is the order of the "
            "rows.",
            "x[n, :, s*i : s*i + k, s*j : s*j + k] holds all channels of one window; .ravel() or .reshape(-1) makes a "
            "row of it.",
        ),
        slips=[
            "stride-missing",
            ("stride-down-only", "The stride moves the window down only: it moves it to the right, too."),
            ("stride-across-only", "The stride moves the window to the right only: it moves it down, too."),
            "channels-last-in-row",
            "window-transposed",
            "images-inside",
            "columns-before-rows",
            ("table-transposed", "Rows and columns of the matrix are exchanged: each *row* is a window."),
            "first-channel-only",
            ("first-image-only", "Only the first image is there: each of them has its rows."),
            "off-by-one",
        ],
    ),
    Exercise(
        id="06.rows_shape",
        kind="predict",
        title="How large the matrix gets",
        points=1,
        see=ROWS,
        value=rows_shape,
        hints=(
            "How many places does a 5 x 5 kernel have on 20 x 20 pixels?",
            "A row for each image and each place; a column for each number under the kernel, in all channels.",
            "32 images, 16 * 16 places each; 3 channels, 5 * 5 numbers each.",
        ),
        slips=[
            ("wrong-order", "The two numbers are exchanged: rows first."),
            "batch-forgotten",
            ("first-channel-only", "Only one channel is counted: a row holds the windows of all three."),
            "kernel-forgotten",
            "off-by-one",
            ("places-of-one-row", "The places of one row are counted: there are as many rows of places below each "
             "other."),
            "window-not-square",
        ],
    ),
    Exercise(
        id="06.conv_by_product",
        kind="implement",
        title="One matrix product",
        points=2,
        see=FIVE,
        expected=conv_by_product,
        inputs=_layers,
        output="y",
        hints=(
            "One row of im2col times one filter, laid out in the same order, is one number of the output.",
            "w.reshape(len(w), -1).T has a column for each filter; the product has a row for each image and place.",
            "Bring the product to (N, rows, columns, filters), and move the last axis to place 1 with transpose(0, 3, "
            "1, 2).",
        ),
        slips=[
            "reshape-for-transpose",
            "channels-last-left",
            ("filters-transposed", "Rows and columns of the filters are exchanged, or those of the windows: both are laid "
             "out in one order."),
            "kernel-flipped",
            ("channels-flipped", "The order of the channels in the filters is not that of the rows."),
            "same-filter-for-all",
            "output-transposed",
            "square-only",
            ("filters-cut-through", "w.reshape(-1, filters) mixes the filters: reshape to (filters, -1) first, then "
             ".T."),
            "off-by-one",
        ],
    ),
    Exercise(
        id="06.col2im",
        kind="implement",
        title="Rows become an image again",
        points=2,
        see=BACK,
        expected=col2im,
        inputs=_columns,
        output="x",
        hints=(
            "Row number i * columns + j was cut out at (i, j), where columns is the number of places across.",
            "row.reshape(k, k) is the window again.",
            "x[i : i + k, j : j + k] += window, because windows overlap.",
        ),
        slips=[
            "assigned-not-added",
            "columns-before-rows",
            ("rows-for-columns", "The number of places down is taken for that across: it is w - k + 1 places across."),
            ("width-for-places", "A row of places has w - k + 1 of them, not w."),
            "window-transposed",
            ("first-window-only", "Only the first window is brought back."),
        ],
    ),
]  # fmt: skip
