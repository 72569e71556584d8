"""Images of one's own: a folder for each class, and inside, where a thing is shown many times, one for each thing."""

import os

import numpy as np

from ..arguments import flag, number, shown, whole
from ..storage import as_path
from .dataset import Dataset, DatasetError
from .listing import listing, passed_over
from .opening import opened, quiet
from .photos import read_photos, summary

MOST = 250_000_000  # pixels of a set: more do not fit into the memory of a small computer
LARGEST = 4096  # pixels of a side that images are made alike to


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
        that lies in the class itself is an object of its own; copies of a file, byte by byte, are one object.
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
    path = as_path(path, what="a folder, such as 'photos'")
    test_fraction = number(test_fraction, "test_fraction", "of at least 0 and less than 1", lambda part: 0 <= part < 1)
    grey, progress = flag(grey, "grey"), flag(progress, "progress")
    size = None if size is None else whole(size, "size")
    if size is not None and size > LARGEST:
        raise ValueError(f"size must be at most {LARGEST:,} pixels, not {size:,}.")
    if grey and size is None:
        raise ValueError("grey=True makes images anew: say their size as well, size=32, for example.")
    workers = None if workers is None else whole(workers, "workers")
    rng = np.random.default_rng(whole(seed, "seed", 0))
    if test is not None:
        test = as_path(test, "test", "a folder, such as 'photos/test'")
        if os.path.exists(test) and os.path.exists(path) and os.path.samefile(path, test):
            raise DatasetError(f"test is the folder of the training images, {test}: test with others, or leave it out.")
    found = listing(path)
    kept, held = split(found.labels, found.objects, 0 if test is not None else test_fraction, rng)
    lists = [found] if test is None else [found, _same_classes(listing(test, 1), found, path)]
    files, labels = [file for one in lists for file in one.files], np.concatenate([one.labels for one in lists])
    rows = np.concatenate([kept, held, np.arange(len(found.files), len(files))])
    if size is None:
        images, how = _read_alike(files)[rows], f"{len(files):,} images"
    else:
        images, done = read_photos(files, size, grey, rows=rows, workers=workers, progress=progress)
        how = summary(done, len(files), size, grey)
    left_out = passed_over([file for one in lists for file in one.passed], "are no images")
    left_out += passed_over([file for one in lists for file in one.outside], "lie in no class")
    left_out += "".join(one.twice for one in lists)
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
    fraction = number(fraction, "fraction", "of at least 0 and less than 1", lambda part: 0 <= part < 1)
    if not hasattr(rng, "permutation"):
        raise TypeError(f"rng must be a generator, such as numpy.random.default_rng(0), not {shown(rng)}.")
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


def _read_alike(files):
    """uint8 (n, channels, height, width) of files whose images are alike: all of one size, grey or in colour, 8 bits.

    Images with a palette are grey or in colour, as their colours are.

    Raises ``DatasetError`` where one cannot be read, they differ, or they are too many; that before memory is taken.
    """
    pixels = 0
    for file in files:
        with quiet(), opened(file) as image:
            pixels += image.width * image.height
        if pixels > MOST:
            raise DatasetError(
                f"The images have more than {MOST // 1_000_000} million pixels in all (up to {file}): "
                "give size=32, for example, or take fewer."
            )
    images = [_read_image(file) for file in files]
    plain = next((len(image) for image, open_to_both in images if not open_to_both), 1)
    images = [image[:plain] if open_to_both else image for image, open_to_both in images]
    for file, image in zip(files, images):
        if image.shape != images[0].shape:
            raise DatasetError(
                f"{files[0]} is {_size(images[0])} and {file} is {_size(image)}, "
                "but all images of a set must be alike: give size=32, for example, and they are made so."
            )
    return np.stack(images)


def _read_image(file):
    """``(image, open_to_both)``: uint8 (channels, height, width), and whether it may as well be grey as in colour.

    That is so where a palette holds the colours, and all that are used are grey.
    """
    from PIL import ImageOps

    with quiet(), opened(file) as image:
        image = ImageOps.exif_transpose(image)
        grey, palette = image.mode in ("1", "L", "LA", "La"), image.mode in ("P", "PA")
        if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
            image = image.convert("RGBA")
            if image.getchannel("A").getextrema()[0] < 255:
                raise DatasetError(
                    f"{file} has transparent pixels, whose colour is unknown: put a background behind it."
                )
        array = np.array(image.convert("L" if grey else "RGB"))
    array = array[None] if grey else np.ascontiguousarray(array.transpose(2, 0, 1))
    return array, palette and bool((array == array[0]).all())


def _size(image):
    channels, height, width = image.shape
    return f"{height} x {width} pixels (height x width) in {'grey' if channels == 1 else 'colour'}"
