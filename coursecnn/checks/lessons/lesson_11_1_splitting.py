"""Exercises of lesson 11, Your own images: size, and the split."""

import numpy as np

from ..definition import Exercise
from ..parts import Range
from ..slips import slip, step

ALIKE = "11, 'Photos of one size'"
SPLIT = "11, 'Two ways to split'"


def photo_bytes():
    """Gigabytes of 20,000 photos of 4,000 x 3,000 pixels in colour, one byte a number; megabytes at 64 x 64."""
    channels = step("the number of colours", 1 if slip("one-channel") else 3)
    bytes_each = step("the bytes of a number", 4 if slip("float32") else 1)
    photos = step("the number of photos", 1 if slip("one-photo") else 20_000)
    large = step("the pixels of a photo", 4000 * 3000)
    small = step("the pixels at 64 x 64", 64 if slip("one-side") else 64 * 64)
    giga, mega = (1024**3, 1024**2) if slip("1024") else (1e9, 1e6)
    return photos * channels * large * bytes_each / giga, photos * channels * small * bytes_each / mega


def middle_square(image):
    """The largest square in the middle of an image (C, H, W)."""
    h, w = image.shape[1:]
    side = max(h, w) if slip("longer-side") else min(image.shape) if slip("channels-as-a-side") else min(h, w)
    top, left = (h - side) // 2, (w - side) // 2
    if slip("corner"):
        top = left = 0
    if slip("far-corner"):
        top, left = h - side, w - side
    if slip("starts-exchanged"):
        top, left = left, top
    if slip("half-of-the-side"):
        top, left = side // 2, side // 2
    if slip("wide-only"):
        return image[:, :, (w - h) // 2 : (w - h) // 2 + h].copy()
    top, left = max(top, 0), max(left, 0)
    return image[:, top : top + side, left : left + side].copy()


def _images(draw):
    return (draw.array(draw.int(1, 3), *draw.ints(2, 1, 7)),)


def leak(train, test):
    """Share of the test pictures whose object is in the training set as well."""
    train, test = np.asarray(train), np.asarray(test)
    if slip("the-other-way-round"):
        train, test = test, train
    if slip("objects-counted"):
        test = np.unique(test)
    if slip("place-by-place"):
        return np.mean(train == test)
    if slip("common-objects"):
        return len(np.intersect1d(train, test)) / len(test)
    shared = np.isin(test, train)
    if slip("of-all-pictures"):
        return shared.sum() / (len(train) + len(test))
    if slip("of-the-training-pictures"):
        return shared.sum() / len(train)
    return shared.sum() if slip("counted-not-divided") else shared.mean()


def _objects(draw):
    return tuple(draw.labels(draw.int(1, 8), draw.int(6, 6)) for _ in range(2))


def copying():
    """The verdict, and the percentages with seed 0; tests/lessons/test_lesson_11.py tries ten others."""
    by_picture, by_sign = Range(52, 60), Range(43, 51)
    if slip("exchanged"):
        by_picture, by_sign = by_sign, by_picture
    if slip("signs-for-classes"):
        by_picture, by_sign = Range(22, 32), Range(-0.1, 0.1)
    return "true" if slip("wrong-verdict") else "false", by_picture, by_sign


EXERCISES = [
    Exercise(
        id="11.photo_bytes",
        kind="predict",
        title="How much memory?",
        points=1,
        see=ALIKE,
        value=photo_bytes,
        hints=(
            "A pixel in colour is three numbers, and a number of a photo is one byte.",
            "Photos x channels x height x width; a gigabyte is 1e9 bytes, a megabyte 1e6.",
            "20000 * 3 * 4000 * 3000 / 1e9, and the same with 64 * 64 and 1e6.",
        ),
        slips=[
            ("one-channel", "One number for each pixel is a grey photo: colours have three."),
            ("float32", "Four bytes a number is float32: photos hold bytes, 0 to 255."),
            ("one-photo", "That is one photo: there are 20,000."),
            ("one-side", "64 x 64 pixels are 4,096, not 64."),
            ("1024", "It is divided by 1024 again and again: giga is 1e9 here, and mega 1e6."),
        ],
    ),
    Exercise(
        id="11.middle_square",
        kind="implement",
        title="The middle square",
        points=2,
        see=ALIKE,
        expected=middle_square,
        inputs=_images,
        output="square",
        hints=(
            "The side of the square is the shorter of height and width.",
            "What is cut off is shared by both ends: the square begins at (h - side) // 2 and (w - side) // 2.",
            "image[:, top : top + side, left : left + side], for all channels alike.",
        ),
        slips=[
            ("corner", "The square begins in the upper left corner: its middle should be the image's."),
            ("far-corner", "The square ends in the lower right corner: its middle should be the image's."),
            ("longer-side", "The side is that of the longer edge, so it is no square: take the shorter."),
            ("channels-as-a-side", "min(image.shape) looks at the channels too: the sides are image.shape[1:]."),
            ("wide-only", "Only images that are wider than high are cut: others lose rows in place of columns."),
            ("starts-exchanged", "Where it begins in height and in width is exchanged."),
            ("half-of-the-side", "It begins at half of the side: it begins at half of what is cut off."),
        ],
    ),
    Exercise(
        id="11.leak",
        kind="implement",
        title="Does it leak?",
        points=2,
        see=SPLIT,
        expected=leak,
        inputs=_objects,
        output="share",
        hints=(
            "For each test picture: is its object among those of the training pictures?",
            "np.isin(test, train) answers that for all test pictures at once.",
            "The share is the mean of these answers.",
        ),
        slips=[
            ("objects-counted", "Each object counts once: it is the share of the test pictures."),
            ("the-other-way-round", "That is the share of the training pictures whose object is in the test."),
            ("of-all-pictures", "It is divided by all pictures: divide by the test pictures."),
            ("of-the-training-pictures", "It is divided by the training pictures: divide by the test pictures."),
            ("place-by-place", "== compares place by place: np.isin(test, train) asks whether each is there at all."),
            ("common-objects", "These are the objects that both have, divided by the test pictures: count pictures."),
            ("counted-not-divided", "That is how many test pictures leak: divide by their number."),
        ],
    ),
    Exercise(
        id="11.copying",
        kind="explore",
        title="A leak without a net",
        points=3,
        see=SPLIT,
        value=copying,
        choices=("true", "false"),
        hints=(
            "For each test picture find the training picture with the smallest squared distance of the pixels.",
            "With a and b as rows of floats: ((b**2).sum(axis=1) - 2 * a @ b.T).argmin(axis=1) finds the nearest row "
            "of b for each row of a.",
            "Then compare labels: 100 * np.mean(labels[kept][nearest] == labels[held]); once for each split.",
        ),
        slips=[
            ("wrong-verdict", "Both percentages are in the right range. Are they about equal?"),
            ("exchanged", "The two percentages are exchanged: first by picture, then by sign."),
            ("signs-for-classes", "That is how often the nearest picture shows the same sign: compare the labels."),
        ],
    ),
]  # fmt: skip
