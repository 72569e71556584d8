"""Exercises of lesson 01, Convolution: what one output sees, smoothing, learning a kernel."""

from functools import cache

import numpy as np

from ... import functional, receptive_field
from ...datasets import pictures
from ..cases import cases, floats, integers
from ..definition import Exercise, Mistake
from .lesson_01_1_sliding import cross_correlate


def sees():
    """Pixels of a row that one number sees after 3 x 3, 3 x 3 with stride 2, 3 x 3."""
    return receptive_field([(3, 1, 1), (3, 2, 1), (3, 1, 1)])[-1]


def kernel_gradient(x, w, y):
    """dw[a, b] of the sum of the squared errors of the cross-correlation of x with w against y."""
    error = cross_correlate(x, w) - y
    return 2 * cross_correlate(x, error)


def _gradient(x, w, y, sign=1, factor=2, flip=False, kernel=False):
    error = sign * (cross_correlate(x, w) - y)
    dw = factor * cross_correlate(x, error[::-1, ::-1] if flip else error)
    return dw * w if kernel else dw


def _gradient_cases():
    made, sizes = [], [((1, 2), (1, 1)), ((1, 3), (1, 2)), ((3, 3), (2, 2)), ((4, 3), (2, 1)), ((5, 6), (3, 2))]
    for number, (n, k) in enumerate(sizes):
        x, w = integers(*n, seed=number), integers(*k, seed=10 + number)
        made.append((x, w, integers(*(a - b + 1 for a, b in zip(n, k)), seed=20 + number)))
    return cases(*made, (floats(5, 5), floats(2, 3, seed=1), floats(4, 3, seed=2)))


@cache
def noise_in_edges():
    """("false", ratio): Sobel on a noisy picture after the Gaussian, against Sobel alone."""
    photo = pictures.photograph().astype(float)
    noisy = photo + np.random.default_rng(0).normal(0, 20, photo.shape)
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    gaussian = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16

    def slide(image, w):
        return functional.conv2d(image[None, None], w[None, None])[0, 0]

    without = slide(noisy, sobel) - slide(photo, sobel)
    smoothed = slide(slide(noisy, gaussian), sobel) - slide(slide(photo, gaussian), sobel)
    return "false", float(np.abs(smoothed).mean() / np.abs(without).mean())


def _noise_ratio(answer):
    verdict, ratio = answer
    if not 0 < ratio < 10:
        return f"The ratio is a positive number near 1, not {ratio:.3g}."
    if not 0.45 < ratio < 0.52:
        return (
            f"{ratio:.2f} is not what this measurement gives: smooth both pictures, the noisy and the clean one, take np.abs before "
            "the mean, and divide the noise after smoothing by the noise without."
        )
    if verdict.strip().lower() != "false":
        return f"Your ratio {ratio:.2f} is below 1: there is less noise after smoothing. Does that fit the claim?"
    return True


EXERCISES = [
    Exercise(
        id="01.sees",
        kind="predict",
        title="How far it sees",
        minutes=5,
        difficulty=2,
        points=1,
        see="01, 'What one output sees'",
        value=sees,
        hints=(
            "Begin with r = 1 and j = 1, and go layer by layer.",
            "After the first layer r is 3 and j is 1. The second adds (3 - 1) * j, and then its stride makes j larger.",
            "The stride of the second layer counts for the layers after it: the third adds (3 - 1) * 2.",
        ),
        mistakes=[
            Mistake(
                "stride-missing",
                receptive_field([(3, 1, 1)] * 3)[-1],
                "The stride is left out: after the second layer one step is two pixels of the image.",
            ),
            Mistake("stride-too-early", receptive_field([(3, 2, 1), (3, 1, 1), (3, 1, 1)])[-1]),
            Mistake("product-for-sum", 27),
            Mistake("area-for-side", sees() ** 2),
        ],
    ),
    Exercise(
        id="01.noise_in_edges",
        kind="explore",
        title="Smooth first?",
        minutes=10,
        difficulty=2,
        points=2,
        see="01, 'Kernels on a picture'",
        value=noise_in_edges,
        accepts=_noise_ratio,
        choices=("true", "false"),
        hints=(
            "You need four maps: Sobel of the picture and of the noisy one, and both again with the Gaussian first.",
            "The noise in a map is the mean of np.abs(map of the noisy picture - map of the clean picture).",
            "ratio = noise with the Gaussian / noise without. Below 1 there is less noise, above 1 more.",
        ),
        mistakes=[
            Mistake("wrong-verdict", lambda: ("true", noise_in_edges()[1])),
            Mistake("ratio-upside-down", lambda: ("true", 1 / noise_in_edges()[1])),
            Mistake("ratio-upside-down", lambda: ("false", 1 / noise_in_edges()[1])),
        ],
    ),
    Exercise(
        id="01.kernel_gradient",
        kind="challenge",
        title="The slope for every weight",
        minutes=15,
        difficulty=3,
        points=3,
        see="01, 'Learn the kernel'",
        cases=_gradient_cases,
        expected=kernel_gradient,
        hints=(
            "Which pixels has weight (a, b) met? In the lesson, w[0] met x[:, :-1], w[1] met x[:, 1:].",
            "Weight (a, b) meets the pixels x[a : a + rows, b : b + columns], with the rows and columns of y.",
            "dw[a, b] is the sum of 2 * error * these pixels: once more a sliding window, and error plays the kernel.",
        ),
        mistakes=[
            Mistake("factor-forgotten", lambda x, w, y: _gradient(x, w, y, factor=1)),
            Mistake(
                "wrong-way",
                lambda x, w, y: _gradient(x, w, y, sign=-1),
                "This is minus the slope: the error is cross_correlate(x, w) - y, not y - cross_correlate(x, w).",
            ),
            Mistake(
                "dw-flipped",
                lambda x, w, y: _gradient(x, w, y, flip=True),
                "dw is turned by 180 degrees: nothing is turned here, weight [a, b] meets the pixels that begin at row a, column b.",
            ),
            Mistake(
                "dw-flipped",
                lambda x, w, y: _gradient(x, w, y)[::-1, ::-1],
                "dw is turned by 180 degrees: nothing is turned here, weight [a, b] meets the pixels that begin at row a, column b.",
            ),
            Mistake("loss-averaged", lambda x, w, y: _gradient(x, w, y, factor=2 / y.size)),
            Mistake("error-not-squared", lambda x, w, y: cross_correlate(x, np.sign(cross_correlate(x, w) - y))),
            Mistake("kernel-in-dw", lambda x, w, y: _gradient(x, w, y, kernel=True)),
        ],
    ),
]
