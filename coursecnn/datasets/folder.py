"""Images of one's own: one folder for each class."""

from pathlib import Path

import numpy as np

from .dataset import Dataset, DatasetError

NOT_DATA = {"thumbs.db", "desktop.ini"}  # what Windows leaves in folders of images


def from_folder(path, test_fraction=0.2, seed=0):
    """A Dataset of the images in ``path``, where each class has a folder that bears its name.

    Parameters
    ----------
    path : str or Path
        Folder of folders; the classes are numbered in the order of their sorted names. Hidden files and files
        beside the class folders are passed over.
    test_fraction : float, 0 <= test_fraction < 1
        Part of each class that goes to the test set, in whole images; at least one is left to train with.
    seed : int
        Which images that is, and the order of the sets: same seed, same Dataset.

    Returns
    -------
    Dataset
        Grey images give one channel, colour images (and those with a palette) three; ``class_names`` are the names
        of the folders.

    Raises
    ------
    DatasetError
        Where there are no folders, a class has no images, a file is not an 8-bit image, or the sizes differ.
    ValueError
        For a ``test_fraction`` outside its range.
    """
    path = Path(path)
    if not isinstance(test_fraction, (int, float)) or not 0 <= test_fraction < 1:
        raise ValueError(f"test_fraction must be at least 0 and less than 1, not {test_fraction!r}.")
    folders = _class_folders(path)
    files = [(file, label) for label, folder in enumerate(folders) for file in _image_files(folder)]
    images = _read_images([file for file, _ in files])
    labels = np.array([label for _, label in files], dtype=np.int64)
    train, test = _split(labels, test_fraction, np.random.default_rng(seed))
    return Dataset(
        name=path.resolve().name,
        x_train=images[train],
        y_train=labels[train],
        x_test=images[test],
        y_test=labels[test],
        source=f"images in {path}.",
        class_names=tuple(folder.name for folder in folders),
    )


def _split(labels, test_fraction, rng):
    """Shuffled indices of the training and the test images; each class gives its part to both."""
    train, test = [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        n_test = min(round(test_fraction * len(members)), len(members) - 1)
        test.append(members[:n_test])
        train.append(members[n_test:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def _visible(folder):
    names = (item for item in folder.iterdir() if not item.name.startswith("."))
    return sorted((item for item in names if item.name.lower() not in NOT_DATA), key=lambda item: item.name)


def _class_folders(path):
    if not path.is_dir():
        raise DatasetError(f"{path} is not a folder: give a folder that holds one folder of images for each class.")
    folders = [item for item in _visible(path) if item.is_dir()]
    if len(folders) < 2:
        raise DatasetError(f"{path} holds {len(folders)} folders: it must hold one for each class, at least two.")
    return folders


def _image_files(folder):
    files = _visible(folder)
    if not files:
        raise DatasetError(f"{folder} is a class without images: put images in it, or remove it.")
    for file in files:
        if file.is_dir():
            raise DatasetError(f"{file} is a folder inside a class: the images must lie in {folder} itself.")
    return files


def _read_images(files):
    """uint8 (n, channels, height, width)."""
    images = []
    for file in files:
        images.append(_read_image(file))
        if images[-1].shape != images[0].shape:
            raise DatasetError(
                f"{files[0]} is {_size(images[0])} and {file} is {_size(images[-1])}, "
                "but all images of a set must be alike: resize or convert them."
            )
    return np.stack(images)


def _read_image(file):
    """One image as uint8 (channels, height, width), one channel or three."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise DatasetError("from_folder needs Pillow: pip install 'coursecnn[course]'.") from None
    try:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened)
            image.load()
    except Exception as error:  # Pillow's readers raise a dozen types for broken files
        kind = type(error).__name__
        raise DatasetError(f"{file} cannot be read as an image ({kind}): remove or replace it.") from None
    if image.mode.startswith(("I", "F")):
        raise DatasetError(f"{file} has more than 8 bits in each pixel (mode {image.mode}): save it as an 8-bit image.")
    grey = image.mode in ("1", "L", "LA", "La")
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] < 255:
            raise DatasetError(f"{file} has transparent pixels, whose colour is unknown: put a background behind it.")
    array = np.array(image.convert("L" if grey else "RGB"))
    return array[None] if grey else np.ascontiguousarray(array.transpose(2, 0, 1))


def _size(image):
    channels, height, width = image.shape
    return f"{height} x {width} pixels (height x width) in {'grey' if channels == 1 else 'colour'}"
