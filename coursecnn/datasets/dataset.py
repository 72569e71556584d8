"""What a data set is: two sets of images and labels, and the sentence that says where they came from."""

from dataclasses import dataclass, replace

import numpy as np

from ..arguments import shown, whole

MOST_CLASSES = 100_000  # without names for them: more are a mistake


class DatasetError(RuntimeError):
    """Data that cannot be had, or that are not what they should be; the message is one sentence."""


class NotAvailable(DatasetError):
    """Data found nowhere, and not because what was found is broken; ``why`` is the reason alone."""

    def __init__(self, message, why):
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels, for training and for the one test at the end.

    Parameters
    ----------
    name : str
        What the data are: ``"mnist"``, ``"fashion-mnist"``, ``"digits"`` (drawn digits), or a folder's name.
    x_train, x_test : uint8 array, shape (n, channels, height, width)
        Grey levels 0 to 255; ``to_float`` makes numbers from 0 to 1 of a batch.
    y_train, y_test : integer array, shape (n,)
        Class of each image, counted from 0; kept as the integers that index arrays: int64, and int32 where
        addresses have 32 bits.
    source : str
        One sentence that says which data these are and where they came from.
    class_names : tuple of str
        A name for each class; the class numbers where none are given.
    objects, test_objects : integer array, shape (n,), optional
        The number of the thing that each training (test) image shows, where things are shown many times.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str = ""
    class_names: tuple = ()
    objects: np.ndarray | None = None
    test_objects: np.ndarray | None = None

    def __post_init__(self):
        _check_images("x_train", self.x_train)
        _check_images("x_test", self.x_test)
        if self.x_train.shape[1:] != self.x_test.shape[1:]:
            raise ValueError(
                f"Training and test images must have one shape, not {self.x_train.shape[1:]} and "
                f"{self.x_test.shape[1:]}."
            )
        _check_labels("y_train", self.y_train, len(self.x_train))
        _check_labels("y_test", self.y_test, len(self.x_test))
        for name, images in (("objects", self.x_train), ("test_objects", self.x_test)):
            if getattr(self, name) is not None:
                _check_labels(name, getattr(self, name), len(images))
        least, most = _range(self.y_train, self.y_test)
        if isinstance(self.class_names, str) or not all(isinstance(name, str) for name in self.class_names):
            raise TypeError(f"class_names must be texts, one for each class, not {shown(self.class_names)}.")
        if not self.class_names:
            if most >= MOST_CLASSES:
                raise ValueError(
                    f"Labels go up to {most}, but classes are numbered from 0 without gaps: renumber them."
                )
            object.__setattr__(self, "class_names", tuple(str(i) for i in range(most + 1)))
        if least < 0 or most >= self.classes:
            hint = ": they seem to count from 1, so subtract 1" if least == 1 and most == self.classes else ""
            raise ValueError(
                f"Labels must be from 0 to {self.classes - 1} (one for each class name), "
                f"not from {least} to {most}{hint}."
            )
        for name in ("y_train", "y_test", "objects", "test_objects"):
            if (numbers := getattr(self, name)) is not None:
                object.__setattr__(self, name, numbers.astype(np.intp, copy=False))

    @property
    def classes(self):
        """Number of classes."""
        return len(self.class_names)

    def subset(self, n_train, n_test, seed=0):
        """A Dataset of ``n_train`` and ``n_test`` images, drawn at random without repetition.

        Raises ``ValueError`` where the set has not that many.
        """
        rng = np.random.default_rng(whole(seed, "seed", 0))
        train = _choose(rng, n_train, len(self.x_train), "training")
        test = _choose(rng, n_test, len(self.x_test), "test")
        return replace(
            self,
            x_train=self.x_train[train],
            y_train=self.y_train[train],
            x_test=self.x_test[test],
            y_test=self.y_test[test],
            objects=None if self.objects is None else self.objects[train],
            test_objects=None if self.test_objects is None else self.test_objects[test],
            source=f"{n_train} training and {n_test} test images, chosen at random, of: {self.source or self.name}",
        )

    def __repr__(self):
        size = " x ".join(str(n) for n in self.x_train.shape[1:])
        return (
            f"<Dataset {self.name}: {len(self.x_train)} training and {len(self.x_test)} test images of {size}, "
            f"{self.classes} classes; {self.source or 'source not given'}>"
        )


def to_float(images):
    """Grey levels 0 to 255 as numbers from 0 to 1; meant for one batch at a time.

    Parameters
    ----------
    images : uint8 array, any shape

    Returns
    -------
    float32 array of the same shape

    Raises
    ------
    TypeError
        For any other dtype: numbers that were converted before would be divided twice.
    """
    if not (_is_plain(images) or isinstance(images, np.uint8)) or images.dtype != np.uint8:
        given = "masked " * isinstance(images, np.ma.MaskedArray) + str(getattr(images, "dtype", type(images).__name__))
        raise TypeError(f"to_float needs images of dtype uint8 (0 to 255), not {given}; give it the images as loaded.")
    return np.divide(images, 255, dtype=np.float32)


def _check_images(name, x):
    if _is_plain(x) and x.dtype == np.uint8 and x.ndim == 4:
        if 0 in x.shape[1:]:
            raise ValueError(f"{name} has shape {x.shape}: channels, height and width must be at least 1.")
        return
    hint = ": give grey levels 0 to 255 as they were read" if _is_plain(x) and x.dtype.kind == "f" else ""
    raise TypeError(f"{name} must be a uint8 array of shape (n, channels, height, width), not {_given(x)}{hint}.")


def _check_labels(name, y, n):
    if not _is_plain(y) or y.dtype.kind not in "iu" or y.shape != (n,):
        raise TypeError(f"{name} must be an integer array of shape ({n},), one label for each image, not {_given(y)}.")


def _is_plain(x):
    return isinstance(x, np.ndarray) and not isinstance(x, np.ma.MaskedArray)


def _given(x):
    masked = "masked " if isinstance(x, np.ma.MaskedArray) else ""
    return f"{masked}{x.dtype} of shape {x.shape}" if isinstance(x, np.ndarray) else type(x).__name__


def _range(*labels):
    """The least and the largest label of all, as Python's integers; 0 and -1 where there are none."""
    given = [y for y in labels if len(y)]
    return (min(int(y.min()) for y in given), max(int(y.max()) for y in given)) if given else (0, -1)


def _choose(rng, n, available, kind):
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or not 0 <= n <= available:
        raise ValueError(f"A subset must have 0 to {available} {kind} images, not {shown(n)}.")
    return rng.permutation(available)[:n]
