"""What lies in a folder of images: classes, objects, copies; refused where it is not as it must be."""

import hashlib
import os
from collections import Counter
from typing import NamedTuple

import numpy as np

from ..arguments import count
from ..storage import reason
from .dataset import DatasetError
from .opening import is_image, quiet

SETS = {"train", "training", "test", "testing", "val", "valid", "validation"}
NOT_DATA = {"thumbs.db", "desktop.ini", "__macosx"}  # what Windows and macOS leave in folders of images


class Listing(NamedTuple):
    """The images of a folder, before they are read."""

    class_names: tuple
    files: list
    labels: np.ndarray
    objects: np.ndarray  # number of the object that an image shows
    passed: tuple  # files that are no images
    outside: tuple  # images that lie in no class
    twice: str  # the end of a sentence: which files are copies of others


def listing(path, least=2):
    """What ``path`` holds, ``least`` classes or more, as a ``Listing``; raises as ``from_folder`` does."""
    (folders, outside), files, labels, objects, passed = _class_folders(path, least), [], [], [], []
    for label, (groups, beside) in enumerate(_all_groups(folders)):
        passed += beside
        for group in groups:
            objects += [len(files)] * len(group)
            labels += [label] * len(group)
            files += group
    names, labels = tuple(folder.name for folder in folders), np.array(labels, np.int64)
    objects, twice = _joined(np.array(objects, np.int64), labels, files)
    return Listing(names, files, labels, objects, tuple(passed), outside, twice)


def _joined(objects, labels, files):
    """The objects, where those of a class that have a copied file in common are one; and what is said of copies."""
    copies, clashes = 0, []
    for group in _copies(files):
        first = {}
        for row in group:
            one = first.setdefault(labels[row], row)
            copies += one != row
            objects[objects == objects[row]] = objects[one]
        clashes += [" and ".join(str(files[row]) for row in first.values())] * (len(first) > 1)
    said = (
        f"; {copies:,} {'copy' if copies == 1 else 'copies'} of other files, kept on one side of the split"
        if copies
        else ""
    )
    if clashes:
        more = f" (and {len(clashes) - 1} more)" if len(clashes) > 1 else ""
        said += f"; ATTENTION: the same file in two classes: {clashes[0]}{more}"
    return np.unique(objects, return_inverse=True)[1], said


def _copies(files):
    """Lists of rows whose files have the same bytes; files of a size of their own are in none."""
    states, contents, groups = [os.stat(file) for file in files], {}, {}
    sizes = Counter(state.st_size for state in states)
    for row, state in enumerate(states):
        if sizes[state.st_size] > 1:
            same = state.st_dev, state.st_ino or row  # names of one file; some systems give no numbers
            if same not in contents:
                contents[same] = _digest(files[row]) or row
            groups.setdefault(contents[same], []).append(row)
    return groups.values()


def _digest(path):
    """A checksum of the bytes; None where they cannot be read, which is said when the image is wanted."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def passed_over(files, why):
    """The end of a sentence: which files are left out; empty where none is."""
    if not files:
        return ""
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"; passed over, as they {why}: {', '.join(map(str, files[:3]))}{more}"


def _visible(folder):
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise DatasetError(f"The folder {folder} cannot be read: {reason(error)}.") from None
    return [folder / name for name in names if is_data(name)]


def is_data(name):
    """Whether a file or folder of this name is one of the user's, and not hidden or one that a system left."""
    return not name.startswith(".") and name.lower() not in NOT_DATA


def _class_folders(path, least):
    if not os.path.isdir(path):
        raise DatasetError(f"{path} is not a folder: give a folder that holds one folder of images for each class.")
    inside = _visible(path)
    folders = [item for item in inside if item.is_dir()]
    with quiet():
        outside = tuple(item for item in inside if item.is_file() and is_image(item))
    if len(folders) < least:
        beside = f" and {count(len(outside), 'image')}" if outside else ""
        at_least = "two" if least == 2 else "one"
        move = "; move the images of each class into a folder with its name" * (not folders and bool(outside))
        raise DatasetError(
            f"{path} holds {count(len(folders), 'folder')}{beside}: it must hold a folder of images for each class, at "
            f"least {at_least}{move}."
        )
    if {folder.name.lower() for folder in folders} <= SETS:
        names = " and ".join(folder.name for folder in folders)
        train = next((folder for folder in folders if folder.name.lower().startswith("train")), folders[0])
        test = next((folder for folder in folders if folder.name.lower().startswith("test")), folders[-1])
        both = f", with {test} as test (--data {train} --test {test})" if test != train else ""
        raise DatasetError(f"{path} holds {names}, which are sets and not classes: take {train}{both}.")
    return folders, outside


def _all_groups(folders):
    """The ``_groups`` of each class, none of which may be empty."""
    with quiet():
        found = [_groups(folder) for folder in folders]
    empty = [(folder, passed) for folder, (groups, passed) in zip(folders, found) if not groups]
    if len(empty) == 1:
        ((folder, passed),) = empty
        beside = f" (no image can be read from {passed[0].name})" if passed else ""
        raise DatasetError(f"{folder} is a class without images{beside}: put images in it, or remove it.")
    if empty:
        names = ", ".join(folder.name for folder, _ in empty)
        raise DatasetError(f"{names} of {folders[0].parent} are classes without images: put images in, or remove them.")
    return found


def _groups(folder):
    """The images of a class, object by object, and the files that are no images."""
    groups, passed = [], []
    for item in _visible(folder):
        members = _visible(item) if item.is_dir() else [item]
        inner = next((member for member in members if member.is_dir()), None)
        if inner is not None:
            raise DatasetError(
                f"{inner} lies too deep: a class ({folder.name}) holds images, or one folder of images for each object."
            )
        odd = next((member for member in members if not member.is_file()), None)
        if odd is not None:
            raise DatasetError(f"{odd} is no file that can be read: remove it.")
        images = []
        for file in members:
            (images if is_image(file) else passed).append(file)
        if images:
            groups.append(images)
    return groups, passed
