"""Exercises of lesson 09, Looking inside: neighbours, and what a net can bear."""

import numpy as np

from ..cases import cases, counted, floats, integers
from ..definition import Exercise, Mistake

NEIGHBOURS = "09, 'Neighbours in feature space'"
BEAR = "09, 'What does the net withstand?'"


def nearest(a, b):
    """For each row of a the number of the nearest row of b (Euclidean distance)."""
    return ((a[:, None] - b[None]) ** 2).sum(axis=2).argmin(axis=1)


def _rows():
    return cases(
        (np.array([[1.0]]), np.array([[0.0], [1.5]])),
        (np.array([[0.0], [4.0]]), np.array([[5.0], [1.0], [-9.0]])),
        (np.array([[1.0, 1.0]]), np.array([[9.0, 9.0], [1.0, 2.0], [3.0, 0.0]])),
        (np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([[2.0, 2.0], [0.0, 3.0], [3.5, 0.0]])),
        (integers(4, 3), integers(5, 3, seed=1)),
        (floats(6, 4), floats(7, 4, seed=1)),
        (floats(3, 2, seed=4), floats(9, 2, seed=5)),
    )


def shift_right(images, pixels):
    """The images moved to the right by so many pixels."""
    return np.roll(images, pixels, axis=2)


def _shift(images, pixels):
    moved = np.zeros_like(images)
    moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]
    return moved


def _pictures():
    return cases(
        (np.array([[[1.0, 2]]]), 1),
        (np.array([[[1.0, 2, 3]]]), 1),
        (counted(1, 2, 3) + 1, 2),
        (counted(2, 3, 3) + 1, 1),
        (integers(2, 4, 5), 3),
        (floats(3, 4, 4), 2),
    )


def _bears(answer):
    verdict, shifted, noisy = answer
    if isinstance(shifted, str) or isinstance(noisy, str) or not (0 < shifted <= 100 and 0 < noisy <= 100):
        return "The second and the third part are percentages of right answers."
    if not (shifted < noisy - 5 and shifted < 80):
        return (
            f"{shifted:.1f} % after the shift and {noisy:.1f} % after the noise is not what this net does: is the order (shift, noise), and "
            "are the pixels still between 0 and 255?"
        )
    if str(verdict).strip().lower() != "false":
        return f"You measured {shifted:.1f} % after the shift and {noisy:.1f} % with noise. What does that say about the claim?"
    return True


EXERCISES = [
    Exercise(
        id="09.nearest",
        kind="implement",
        title="The nearest neighbour",
        minutes=6,
        difficulty=2,
        points=2,
        see=NEIGHBOURS,
        cases=_rows,
        expected=nearest,
        hints=(
            "For one row of a: subtract it from all rows of b, square, and add up along each row.",
            "The place of the smallest of these sums is the answer; argmin gives it.",
            "Do it for every row of a, and put the numbers into an array.",
        ),
        mistakes=[
            Mistake("farthest", lambda a, b: ((a[:, None] - b[None]) ** 2).sum(axis=2).argmax(axis=1)),
            Mistake("largest-product", lambda a, b: (a @ b.T).argmax(axis=1)),
            Mistake("not-squared", lambda a, b: (b[None] - a[:, None]).sum(axis=2).argmin(axis=1)),
            Mistake("not-squared", lambda a, b: (a[:, None] - b[None]).sum(axis=2).argmin(axis=1)),
            Mistake("distance-for-place", lambda a, b: ((a[:, None] - b[None]) ** 2).sum(axis=2).min(axis=1)),
            Mistake("distance-for-place", lambda a, b: np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2)).min(axis=1)),
            Mistake("first-number-only", lambda a, b: np.abs(a[:, None, 0] - b[None, :, 0]).argmin(axis=1)),
            Mistake("wrong-direction", lambda a, b: nearest(b, a)),
        ],
    ),
    Exercise(
        id="09.shift_right",
        kind="debug",
        title="What leaves on the right",
        minutes=5,
        difficulty=1,
        points=1,
        see=BEAR,
        cases=_pictures,
        expected=_shift,
        given=shift_right,
        hints=(
            "Move [[1, 2, 3]] by one pixel. What stands on the left, and where does it come from?",
            "np.roll brings back on the left what left on the right. Black belongs there.",
            "moved = np.zeros_like(images); then copy the part that stays into its place.",
        ),
        mistakes=[
            Mistake("wrapped-around", lambda images, pixels: np.roll(images, pixels, axis=2) * 1.0,
                    "What leaves on the right comes back on the left: black belongs there."),
            Mistake("wrong-direction", lambda images, pixels: _shift(images[:, :, ::-1], pixels)[:, :, ::-1],
                    "The images are moved to the left."),
            Mistake("h-w-swapped", lambda images, pixels: _shift(images.swapaxes(1, 2), pixels).swapaxes(1, 2),
                    "The images are moved down: the columns are the last axis."),
            Mistake("edge-repeated", lambda images, pixels: np.pad(images, ((0, 0), (0, 0), (pixels, 0)), mode="edge")[:, :, : images.shape[2]],
                    "The first column is repeated on the left: black belongs there."),
            Mistake("too-wide", lambda images, pixels: np.pad(images, ((0, 0), (0, 0), (pixels, 0)))),
        ],
    ),
    Exercise(
        id="09.bears",
        kind="explore",
        title="What hurts more?",
        minutes=10,
        difficulty=2,
        points=2,
        see=BEAR,
        value=lambda: ("false", 50.0, 90.0),
        accepts=_bears,
        choices=("true", "false"),
        hints=(
            "accuracy(changed_images) measures the net on test images that you changed.",
            "distortions.shift(images, right=4) moves them; distortions.add_noise(images, 0.5, np.random.default_rng(0)) adds noise.",
            "The answer is (verdict, accuracy after the shift, accuracy with noise).",
        ),
        mistakes=[Mistake("wrong-verdict", ("true", 50.0, 90.0))],
    ),
]  # fmt: skip
