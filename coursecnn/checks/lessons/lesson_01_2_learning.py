"""Exercises of lesson 01, Convolution: what one output sees, smoothing, learning a kernel."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import slip, step
from .lesson_01_1_sliding import cross_correlate

LEARN = "01, 'Learn the kernel'"


def sees():
    """Pixels of a row that one number sees after kernel 3, kernel 3 with stride 2, kernel 3."""
    r, j = step("the pixel at which it begins", 1), 1
    for number, (k, s) in enumerate(((3, 1), (3, 2), (3, 1)), 1):
        k = step(f"the kernel of layer {number}", k)
        s = step(f"the stride of layer {number}", s)
        if slip("stride-too-early"):
            j *= s
        j = step(f"the distance of layer {number}'s steps", j)
        added = step(f"what layer {number} adds", (k if slip("kernel-for-steps") else k - 1) * j)
        r = step(f"what is seen after layer {number}", r * k if slip("product-for-sum") else r + added)
        if not slip("stride-missing") and not slip("stride-too-early"):
            j *= s
    return r**2 if slip("area-for-side") else r


def noise_in_edges():
    """The verdict, and the ratio: 0.472 to 0.485 over twelve seeds of the noise, 0.483 for the notebook's own."""
    ratio = Range(0.465, 0.492)
    for name, low, high in (
        ("clean-not-smoothed", 0.73, 0.76),
        ("edges-for-noise", 0.755, 0.765),
        ("maps-for-noise", 0.63, 0.64),
        ("abs-forgotten", 1.54, 1.58),
        ("before-sobel", 0.3775, 0.379),
        ("means-subtracted", 0.3738, 0.3752),
        ("squared-noise", 0.23, 0.24),
        ("not-divided-by-16", 7.6, 7.8),
        ("no-ratio", 20, 45),
    ):
        ratio = Range(low, high) if slip(name) else ratio
    return "true" if slip("wrong-verdict") else "false", ratio


def kernel_gradient(x, w, y):
    """dw[a, b] of the sum of the squared errors of the cross-correlation of x with w against y."""
    error = cross_correlate(x, w) - (0 if slip("target-forgotten") else y)
    error = step("the error", error, prediction=error + y, y=y)
    error = np.sign(error) / 2 if slip("error-not-squared") else error
    dw = np.zeros(w.shape)
    for a, b in np.ndindex(w.shape):
        met = x[a : a + y.shape[0], b : b + y.shape[1]]
        dw[a, b] = (error.mean() * met.mean() if slip("means-multiplied") else (error * met).sum()) * 2
    dw = dw / 2 if slip("factor-forgotten") else dw
    if slip("loss-itself"):
        return float((error * error).sum())
    dw = w - dw if slip("new-kernel") else dw
    dw = dw * w if slip("kernel-in-dw") else dw
    dw = dw[::-1, ::-1] if slip("dw-flipped") else dw
    return (-dw if slip("wrong-way") else dw) / (y.size if slip("loss-averaged") else 1)


def _images_with_answers(draw):
    (h, b), (k, m) = draw.ints(2, 1, 5), draw.ints(2, 1, 3)
    if k > h or m > b:
        return None
    return draw.array(h, b), draw.array(k, m), draw.array(h - k + 1, b - m + 1)


EXERCISES = [
    Exercise(
        id="01.sees",
        kind="predict",
        title="How far it sees",
        points=1,
        see="01, 'What one output sees'",
        value=sees,
        hints=(
            "Begin with r = 1 and j = 1, and go layer by layer.",
            "After the first layer r is 3 and j is 1. The second adds (3 - 1) * j, and then its stride makes j larger.",
            "The stride of the second layer counts for the layers after it: the third adds (3 - 1) * 2.",
        ),
        slips=[
            ("stride-missing", "The stride is left out: after the second layer one step is two pixels of the image."),
            "stride-too-early",
            "product-for-sum",
            "area-for-side",
            ("kernel-for-steps", "Each layer adds k - 1 steps, not k: the first pixel of its window is counted "
             "already."),
        ],
    ),
    Exercise(
        id="01.noise_in_edges",
        kind="explore",
        title="Smooth first?",
        points=2,
        see="01, 'Kernels on a picture'",
        value=noise_in_edges,
        choices=("true", "false"),
        hints=(
            "You need four maps: Sobel of the picture and of the noisy one, and both again with the Gaussian first.",
            "The noise in a map is the mean of np.abs(map of the noisy picture - map of the clean picture).",
            "ratio = noise with the Gaussian / noise without. Below 1 there is less noise, above 1 more.",
        ),
        slips=[
            "wrong-verdict",
            ("clean-not-smoothed", "This comes out where only the noisy picture is smoothed: then the difference also "
             "holds what smoothing does to the picture. Smooth both."),
            ("edges-for-noise", "That is what is left of the clean picture's edges: the noise is what differs from them."),
            ("maps-for-noise", "These are the means of the maps of the noisy picture: the noise is what differs from "
             "the map of the clean one."),
            ("abs-forgotten", "np.abs is forgotten: noise above and below 0 cancels in the mean."),
            ("before-sobel", "This is the noise of the pictures: Sobel comes after the Gaussian, and then you "
             "measure."),
            ("means-subtracted", "The means of two maps are subtracted: subtract the maps, pixel by pixel, and then "
             "take np.abs and the mean."),
            ("squared-noise", "The differences are squared: the mean of their sizes, np.abs, is wanted."),
            ("no-ratio", "So much is one of the two noises, or their difference: the one with the Gaussian is divided by "
             "the one without."),
            ("not-divided-by-16", "The Gaussian is not divided by 16, so it makes the picture 16 times as bright."),
        ],
    ),
    Exercise(
        id="01.kernel_gradient",
        kind="challenge",
        title="The slope for every weight",
        points=3,
        see=LEARN,
        expected=kernel_gradient,
        inputs=_images_with_answers,
        output="dw",
        hints=(
            "Which pixels did weight (a, b) meet? In the lesson, w[0] met x[:, :-1], w[1] met x[:, 1:].",
            "Weight (a, b) meets the pixels x[a : a + rows, b : b + columns], with the rows and columns of y.",
            "dw[a, b] is the sum of 2 * error * these pixels: once more a sliding window, and error plays the kernel.",
        ),
        slips=[
            ("factor-forgotten", "Half of the slope comes out: that of e squared is 2 * e; a difference to one side is "
             "divided by h."),
            ("wrong-way", "This is minus the slope: the error is cross_correlate(x, w) - y, not y - "
             "cross_correlate(x, w)."),
            ("dw-flipped", "dw is turned by 180 degrees: nothing is turned here, weight [a, b] meets the pixels that "
             "begin at row a, column b."),
            "loss-averaged",
            "error-not-squared",
            "kernel-in-dw",
            ("target-forgotten", "y is not subtracted: the error is cross_correlate(x, w) - y."),
            ("means-multiplied", "Two means are multiplied: multiply each error with its pixel first, and then add "
             "up."),
            "averaged",
            "off-by-one",
            ("loss-itself", "That is the loss itself: its slope is wanted, a number for each weight."),
            ("new-kernel", "That is a new kernel, w minus the slope: the slope itself is wanted."),
        ],
    ),
]  # fmt: skip
