"""``coursecnn predict``: what a trained net sees in images."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from ..datasets import DatasetError, opening, photo, photos
from ..datasets.listing import is_data, passed_over
from ..storage import reason
from ..storage.own import typed
from ..training import NORMALISED, images_for, open_net, probabilities
from . import CommandError, whole_number
from .figures import unfinished

MANY = 30  # images from which on a bar is shown
EPILOG = """\
Images may have any size and kind: they are made like those of the training, and it is said how. The probabilities
compare the classes of the net and nothing else: an image of something else gets one of them as well. In a notebook
JourneyLab("pets.npz") of coursecnn.labs shows layer by layer what the net makes of an image.

examples:
  coursecnn predict pets.npz photo.jpg
  coursecnn predict pets.npz holiday --top 1        all images of a folder
  coursecnn predict pets.npz *.jpg --json
"""


def configure(parser):
    """Add the command's arguments to an ``argparse`` parser."""
    parser.epilog = EPILOG
    parser.add_argument("net", type=Path, metavar="NET", help="file of coursecnn train --save")
    parser.add_argument("images", type=Path, nargs="+", metavar="IMAGE", help="image files, or folders of them")
    parser.add_argument("--top", type=whole_number(1), default=3, metavar="N", help="classes to name (default: 3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args):
    """Predict; 0, or 1 where some images could not be read."""
    if os.path.isdir(args.net) or opening.is_image(args.net):
        kind = "a folder" if os.path.isdir(args.net) else "an image"
        right = typed("coursecnn predict pets.npz photo.jpg")
        raise CommandError(f"{args.net} is {kind}: the file of the net comes first, as in {right}.")
    net, about = open_net(args.net)
    size, grey, classes = images_for(args.net, about)
    files, images, done, faults = _read(args.images, size, grey)
    found = probabilities(net, images) if files else np.empty((0, len(classes)))
    best = np.argsort(-found, axis=1, kind="stable")[:, : args.top]
    rows = [
        (file, how, [(classes[k], float(p[k])) for k in top]) for file, how, p, top in zip(files, done, found, best)
    ]
    if args.json:
        print(json.dumps([_plain(*row) for row in rows], indent=2))
    elif rows:
        print(table(rows))
        print(f"\n{_adapted(done, size, grey)}")
    for line in (*unfinished(about.get("training", {})), *faults):
        print(line, file=sys.stderr)
    return 1 if faults else 0


def table(rows):
    """One line for each image: its file, then classes with their probabilities, the most likely first."""
    names = [str(file) for file, _, _ in rows]
    wide, classes = max(map(len, names)), max(len(name) for *_, top in rows for name, _ in top)
    return "\n".join(
        f"{name:{wide}}  " + "  ".join(f"{label:>{classes}} {100 * p:5.1f} %" for label, p in top)
        for name, (_, _, top) in zip(names, rows)
    )


def _read(paths, size, grey):
    """``(files, images, what was done to each, sentences on what cannot be read)``."""
    files, images, done, faults = [], [], [], []
    named = list(_files(paths))
    with photos.bar_of(len(named), len(named) >= MANY) as bar:
        for file in named:
            bar.update(1)
            if _is_missing(file):
                faults.append(f"There is no file {file}.")
                continue
            try:
                with opening.quiet():
                    image, how = photo.read_photo(file, size, grey)
            except DatasetError as error:
                faults.append(str(error))
                continue
            for place, value in ((files, file), (images, image), (done, how)):
                place.append(value)
    return files, np.stack(images) if images else None, done, faults


def _files(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        inside = sorted(_inside(path))
        with opening.quiet():
            images = [file for file in inside if opening.is_image(file)]
        if not images:
            raise CommandError(f"The folder {path} holds no images.")
        if others := passed_over(sorted(set(inside) - set(images)), "are no images"):
            print(f"{path}{others}.", file=sys.stderr)
        yield from images


def _is_missing(file):
    """Whether there is no such file; one that cannot be read is another matter."""
    try:
        os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _inside(folder):
    """The files in a folder and its folders, but those that systems make."""

    def refuse(error):
        raise CommandError(f"The folder {error.filename} cannot be read: {reason(error)}.")

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = filter(is_data, folders)
        yield from (file for name in filter(is_data, names) if (file := Path(place, name)).is_file())


def _adapted(done, size, grey):
    counts = Counter(key for how in done for key in how)
    return f"As in training: {photos.summary(counts, len(done), size, grey)}; numbers {NORMALISED}."


def _plain(file, how, top):
    return {
        "file": str(file),
        "adapted": sorted(photo.WORDS[key] for key in how),
        "predictions": [{"class": name, "probability": p} for name, p in top],
    }
