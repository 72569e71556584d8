"""Images of one's own in the commands: read from a folder, split by whole objects, and told of in a saved net."""

import argparse
import hashlib
import os
from pathlib import Path

import numpy as np

from .. import datasets
from ..arguments import count
from ..datasets.listing import listing
from ..functional import parallel
from ..models import photo_cnn
from ..training import NORMALISED, Augmentation
from . import CommandError

CLOCK = ("seconds", "images_per_second", "workers")  # left out, so that the same training writes the same file


def add_options(add):
    """The options of ``coursecnn train`` that belong to folders; ``add`` is ``parser.add_argument``."""
    add(
        "--size",
        type=side,
        default=None,
        metavar="N",
        help="pixels of a side to which images are cut and resized, from 8 to 512 (default: 32)",
    )
    add("--grey", action="store_true", default=None, help="greys instead of colours")
    add(
        "--test",
        metavar="FOLDER",
        help="test images, in the same classes (default: a fifth of the objects of each class)",
    )
    add("--validation", type=share, default=None, metavar="SHARE",
        help="of the training objects of each class, kept back to judge settings: 0 to 0.5 (default: 0.2)")  # fmt: skip
    add("--augment", type=kinds, default=None, metavar="KINDS",
        help="change training images at random: turn, shift, flip, light, or several with commas; leave out what "
        "changes a class (flip turns left into right)")  # fmt: skip


def side(text):
    if not text.isdecimal() or not 8 <= int(text) <= 512:
        raise argparse.ArgumentTypeError(f"must be a whole number from 8 to 512, not {text!r}")
    return int(text)


def share(text):
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 0.5:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 0.5, not {text!r}")
    return value


def kinds(text):
    try:
        return Augmentation(*(kind.strip() for kind in text.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def load(args):
    """``(data, rows for validation)`` of the folder ``args.data``."""
    size, validation = args.size or 32, 0.2 if args.validation is None else args.validation
    if args.test is None:
        _need_two(listing(Path(args.data)))
    elif os.path.exists(args.test) and os.path.samefile(args.data, args.test):
        raise CommandError(
            f"--test {args.test} is the folder of the training images: test with others, or leave it out."
        )
    data = datasets.from_folder(args.data, size=size, grey=bool(args.grey), test=args.test, seed=args.seed,
                                workers=parallel.workers(), progress=True)  # fmt: skip
    rng = np.random.default_rng(args.seed)
    _, held = datasets.split(data.y_train, data.objects, validation, rng)
    return data, held


def remarks(data, held):
    """Sentences on images of a folder that are twice in it, and on classes that are not tested.

    ``held`` are the rows of the training images that are kept back to judge settings by.
    """
    train, test = (np.array([_digest(image) for image in images]) for images in (data.x_train, data.x_test))
    both, said = int(np.isin(test, train).sum()), []
    if both:
        others = " or those to judge settings by" if np.size(held) else ""
        said.append(f"ATTENTION: {both:,} of {count(len(test), 'test image')} are among the training images{others}, "
                    "pixel by pixel: what the test says is not what the net knows of new images.")  # fmt: skip
    labels = np.concatenate([data.y_train, data.y_test])
    all_of_them, places = np.unique(np.concatenate([train, test]), return_inverse=True)
    low, high = np.full(len(all_of_them), data.classes), np.zeros(len(all_of_them), int)
    np.minimum.at(low, places, labels)
    np.maximum.at(high, places, labels)
    if clash := int((low != high).sum()):
        said.append(f"ATTENTION: {count(clash, 'image')}, pixel by pixel at this size, in two classes or more.")
    untested = [name for label, name in enumerate(data.class_names) if label not in data.y_test]
    if untested and len(test):
        said.append(f"ATTENTION: no test image of {', '.join(untested)}.")
    return said


def _digest(image):
    return hashlib.blake2b(image.tobytes(), digest_size=16).hexdigest()


def _need_two(found):
    """Refuse classes of which nothing would be left to test with, before images are read."""
    few = []
    for label, name in enumerate(found.class_names):
        objects = found.objects[found.labels == label]
        if len(np.unique(objects)) == 1:
            few.append((name, "1 image" if len(objects) == 1 else f"{len(objects)} images of one object"))
    if few:
        names = ", ".join(f"{name} ({what})" for name, what in few[1:])
        more = f" The same goes for {names}." if names else ""
        name, what = few[0]
        kind = "image" if what == "1 image" else "object"
        raise CommandError(
            f"The class {name} has {what}, too few to train and to test with: add at least one more {kind}, "
            f"or name a folder of test images with --test.{more}"
        )


def make_net(args, data):
    """The net for the folder's images."""
    channels, size = data.x_train.shape[1:3]
    return photo_cnn(data.classes, size, channels, args.seed)


def about(data, figures):
    """What a saved net says of itself: all that ``predict`` and ``show`` need."""
    channels, *size = data.x_train.shape[1:]
    return {
        "classes": list(data.class_names),
        "size": size,
        "channels": channels,
        "normalisation": NORMALISED,
        "training": {name: value for name, value in figures.items() if name not in CLOCK},
    }
