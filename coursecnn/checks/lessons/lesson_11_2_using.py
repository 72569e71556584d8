"""Exercises of lesson 11, Your own images: augmentation, the test, and what a net looks at."""

import numpy as np

from ..definition import Exercise
from ..slips import combined, slip

FITS = "11, 'Augmentation that fits'"
TEST = "11, 'One test, with its interval'"
LOOKS = "11, 'What does it look at?'"


def given_flip(images, labels):
    """Every image with left and right exchanged, and its label."""
    return images[..., ::-1].copy(), labels.copy()


def flip(images, labels):
    """Images with left and right exchanged; the labels 2 (left) and 4 (right) are exchanged with them."""
    flipped = images[..., ::-1, :] if slip("upside-down") else images[..., ::-1]
    flipped = images if slip("images-not-flipped") else flipped
    new = labels.copy()
    if not slip("labels-kept"):
        new[labels == 2] = 4
        if not slip("one-way-only"):
            new[(new if slip("exchanged-twice") else labels) == 4] = 2
    return flipped.copy(), new


def _signs(draw):
    n = draw.int(1, 5)
    return draw.array(n, draw.int(1, 2), *draw.ints(2, 1, 4)), draw.labels(n, 5)


def _both_arrows():
    return [(np.arange(12.0).reshape(2, 1, 2, 3), np.array([2, 4]))]


def by_object(right, objects):
    """The mean over the objects of the share of their pictures that are right."""
    right = np.asarray(right, bool)
    if slip("by-picture"):
        return right.mean()
    every = np.arange(np.max(objects) + 1) if slip("numbers-from-0") else np.unique(objects)
    if slip("right-per-object"):
        return right.sum() / len(every)
    shares = [right[objects == one].mean() for one in every]
    if slip("all-must-be-right"):
        return np.mean([share == 1 for share in shares])
    if slip("one-is-enough"):
        return np.mean([share > 0 for share in shares])
    if slip("most-must-be-right"):
        return np.mean([share > 0.5 for share in shares])
    return np.sum(shares) if slip("shares-summed") else combined("the shares of the objects", shares, np.mean)


def _answers(draw):
    n = draw.int(1, 9)
    return draw.labels(n, 2), draw.labels(n, draw.int(4, 4))


def covered(image, k):
    """The image (C, H, W) with its middle k x k pixels set to each channel's mean; H - k and W - k are even."""
    h, w = image.shape[1:]
    top, left = (h - k) // 2, (w - k) // 2
    if slip("corner"):
        top = left = 0
    hidden = image.astype(float)
    inside = hidden[:, top : top + k, left : left + k]
    mean = hidden.mean(axis=(1, 2), keepdims=True)
    if slip("one-mean-for-all"):
        mean = hidden.mean()
    if slip("mean-of-the-patch"):
        mean = inside.mean(axis=(1, 2), keepdims=True)
    if slip("the-rest-covered"):
        rest = np.broadcast_to(mean, hidden.shape).copy()
        rest[:, top : top + k, left : left + k] = inside
        return rest
    if slip("size-for-margin"):
        hidden[:, k : h - k, k : w - k] = mean
        return hidden
    hidden[:, top : top + k, left : left + k] = 0 if slip("black") else mean
    return hidden


def _framed(draw):
    k = draw.int(1, 3)
    h, w = (k + 2 * n for n in draw.ints(2, 0, 2))
    return draw.array(draw.int(1, 3), h, w), k


EXERCISES = [
    Exercise(
        id="11.flip",
        kind="debug",
        title="A flip that lies",
        points=2,
        see=FITS,
        expected=flip,
        given=given_flip,
        inputs=_signs,
        also=_both_arrows,
        output=("flipped", "new labels"),
        hints=(
            "Flip a sign that says left. What does it say now?",
            "Class 2 becomes 4, and class 4 becomes 2; all others stay.",
            "Ask the old labels both times: after new[labels == 2] = 4 the new ones have both kinds of 4.",
        ),
        slips=[
            ("labels-kept", "The images are flipped and the labels are not: left is called left, and shows right."),
            ("images-not-flipped", "The labels are exchanged, but the images are as they were."),
            ("upside-down", "The rows are reversed, so the images stand on their heads: reverse the columns."),
            ("one-way-only", "Class 2 becomes 4, but 4 does not become 2."),
            ("exchanged-twice", "No label is 4 behind it, but 2 should become 4; where one class is changed after the "
             "other, look at the old labels for both."),
        ],
    ),
    Exercise(
        id="11.by_object",
        kind="implement",
        title="Each sign counts once",
        points=2,
        see=TEST,
        expected=by_object,
        inputs=_answers,
        also=lambda: [(np.array([1, 1, 0]), np.array([7, 7, 7])), (np.array([1, 0, 0, 1]), np.array([9, 7, 7, 7]))],
        output="accuracy",
        hints=(
            "First a share for each object: how many of its pictures are right?",
            "right[objects == one].mean() is that of one object; np.unique(objects) lists them.",
            "The answer is the mean of these shares.",
        ),
        slips=[
            ("by-picture", "That is the share of the pictures: an object with many pictures counts more."),
            ("all-must-be-right", "An object counts as right only where all its pictures are: take its share."),
            ("one-is-enough", "An object counts as right where one of its pictures is: take its share."),
            ("most-must-be-right", "An object counts as right where most of its pictures are: take its share."),
            ("numbers-from-0", "Objects are taken to have the numbers 0, 1, 2, ..., and one that none has gives nan: take "
             "those of np.unique(objects)."),
            ("right-per-object", "The right pictures are divided by the number of objects: first a share for each object."),
            ("shares-summed", "The shares are added up: divide by the number of objects."),
        ],
    ),
    Exercise(
        id="11.covered",
        kind="implement",
        title="Cover the sign",
        points=2,
        see=LOOKS,
        expected=covered,
        inputs=_framed,
        output="hidden",
        hints=(
            "Copy the image first: the original is still needed.",
            "The patch begins at (h - k) // 2 and (w - k) // 2.",
            "image.mean(axis=(1, 2), keepdims=True) is one mean for each channel, and fits into the patch.",
        ),
        slips=[
            ("black", "The patch is 0: black is a strange sight itself. Take the mean of each channel."),
            ("one-mean-for-all", "All channels get the same mean: each has its own."),
            ("mean-of-the-patch", "The mean is that of the patch, which still tells the sign's colour: take the "
             "whole image's."),
            ("size-for-margin", "k is taken as the margin: it is the side of the patch, which begins at (h - k) // 2."),
            ("corner", "The patch lies in the upper left corner: it belongs into the middle."),
            ("the-rest-covered", "The rest is covered and the middle kept: it is the other way round."),
        ],
    ),
]  # fmt: skip
