"""Images of one's own: a folder for each class, and inside, where a thing is shown many times, one for each thing."""

import os
from typing import NamedTuple

import numpy as np

from ..arguments import count, flag, number, whole
from ..storage import as_path, reason
from .alike import read_alike
from .dataset import Dataset, DatasetError
from .opening import is_image, quiet
from .photos import read_photos, summary

SETS = {"train", "training", "test", "testing", "val", "valid", "validation"}
NOT_DATA = {"thumbs.db", "desktop.ini", "__macosx"}  # what Windows and macOS leave in folders of images


def from_folder(path, test_fraction=0.2, seed=0, *, size=None, grey=False, test=None, workers=None, progress=False):
    """A Dataset of the images in ``path``, where each class has a folder that bears its name.

    Parameters
    ----------
    path : str or Path
        Folder of folders; the classes are numbered in the order of their sorted names. A class holds images, or
        folders of images: one for each object (thing, person, place) that several images show. Hidden files, files
        beside the class folders and files that are no images are passed over.
    test_fraction : float, 0 <= test_fraction < 1
        Part of each class that goes to the test set, in whole objects; at least one is left to train with. An image
        that lies in the class itself is an object of its own.
    seed : int
        Which objects these are, and the order of the sets: same seed, same Dataset.
    size : int, optional
        Make all images alike: turned upright, laid on white, cut to the middle square, resized to so many pixels a
        side. Without it they must be alike, and are taken as they are.
    grey : bool
        With ``size``: one channel instead of three.
    test : str or Path, optional
        Another such folder, with the same classes or some of them, that is the test set; then nothing is taken from
        ``path`` for it.
    workers : int, optional
        Threads that read images, with ``size``; one for each processor unless given.
    progress : bool
        With ``size``: say how much memory the images take, and show a bar.

    Returns
    -------
    Dataset
        Grey images give one channel, colour images three (those with a palette as their colours are); ``class_names``
        are the names of the folders, ``objects`` and ``test_objects`` the numbers of the objects in the images; those
        of a folder ``test`` are counted anew. With ``size`` and from 500 images on, the images are views of a file in
        the user's cache: they may be more than memory holds.

    Raises
    ------
    DatasetError
        Where there are no folders, a class has no images, a file is not an 8-bit image, the sizes differ, or (without
        ``size``) the images have more than 250 million pixels in all.
    ValueError
        For a ``test_fraction`` outside its range.
    """
    path = as_path(path)
    test_fraction = number(test_fraction, "test_fraction", "of at least 0 and less than 1", lambda part: 0 <= part < 1)
    grey, progress = flag(grey, "grey"), flag(progress, "progress")
    size = None if size is None else whole(size, "size")
    workers = None if workers is None else whole(workers, "workers")
    rng = np.random.default_rng(whole(seed, "seed", 0))
    found = listing(path)
    kept, held = split(found.labels, found.objects, 0 if test is not None else test_fraction, rng)
    lists = [found] if test is None else [found, _same_classes(listing(as_path(test, "test"), 1), found, path)]
    files, labels = [file for one in lists for file in one.files], np.concatenate([one.labels for one in lists])
    rows = np.concatenate([kept, held, np.arange(len(found.files), len(files))])
    if size is None:
        images, how = read_alike(files)[rows], f"{len(files):,} images"
    else:
        images, done = read_photos(files, size, grey, rows=rows, workers=workers, progress=progress)
        how = summary(done, len(files), size, grey)
    left_out = passed_over([file for one in lists for file in one.passed], "are no images")
    left_out += passed_over([file for one in lists for file in one.outside], "lie in no class")
    n = len(kept)
    return Dataset(
        name=path.resolve().name,
        x_train=images[:n],
        y_train=labels[rows[:n]],
        x_test=images[n:],
        y_test=labels[rows[n:]],
        source=f"{how}, of {path}" + (f" and {test}" if test is not None else "") + left_out + ".",
        class_names=found.class_names,
        objects=found.objects[kept],
        test_objects=np.concatenate([one.objects for one in lists])[rows[n:]],
    )


class Listing(NamedTuple):
    """The images of a folder, before they are read."""

    class_names: tuple
    files: list
    labels: np.ndarray
    objects: np.ndarray  # number of the object that an image shows
    passed: tuple  # files that are no images
    outside: tuple  # images that lie in no class


def listing(path, least=2):
    """What ``path`` holds, ``least`` classes or more, as a ``Listing``; raises as ``from_folder`` does."""
    (folders, outside), files, labels, objects, passed = _class_folders(path, least), [], [], [], []
    for label, folder in enumerate(folders):
        with quiet():
            groups, beside = _groups(folder)
        passed += beside
        for group in groups:
            objects += [objects[-1] + 1 if objects else 0] * len(group)
            labels += [label] * len(group)
            files += group
    names = tuple(folder.name for folder in folders)
    return Listing(names, files, np.array(labels, np.int64), np.array(objects, np.int64), tuple(passed), outside)


def split(labels, objects, fraction, rng):
    """Rows to keep and rows to hold back, shuffled, so that no object is in both.

    Parameters
    ----------
    labels, objects : (n,) integers
        The class of each image, and the object that it shows.
    fraction : float
        Part of each class's objects that is held back: at least one where there are two, unless it is 0. At least one
        object of each class is kept.
    rng : numpy.random.Generator

    Returns
    -------
    kept, held : arrays of integers
    """
    held = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = rng.permutation(np.unique(objects[labels == label]))
        n = min(max(round(fraction * len(members)), fraction > 0), len(members) - 1)
        held |= np.isin(objects, members[:n]) & (labels == label)
    return rng.permutation(np.flatnonzero(~held)), rng.permutation(np.flatnonzero(held))


def _same_classes(other, found, path):
    """The listing of a test folder, with the class numbers of the training folder."""
    strange = [name for name in other.class_names if name not in found.class_names]
    if strange:
        raise DatasetError(
            f"The test folder has the classes {', '.join(strange)}, which {path} has not: "
            f"its classes are {', '.join(found.class_names)}; rename those folders, or remove them."
        )
    numbers = np.array([found.class_names.index(name) for name in other.class_names])
    return other._replace(labels=numbers[other.labels])


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
    if not groups:
        beside = f" (no image can be read from {passed[0].name})" if passed else ""
        raise DatasetError(f"{folder} is a class without images{beside}: put images in it, or remove it.")
    return groups, passed
