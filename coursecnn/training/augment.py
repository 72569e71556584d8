"""Augmentation: training images changed at random in ways that leave their class as it is."""

import numpy as np

from ..arguments import shown, whole
from ..datasets.distortions import rotate


class Augmentation:
    """Changes of images by their names, in this order; a function for ``fit(augment=...)``.

    Parameters
    ----------
    *kinds : "turn", "shift", "flip" or "light"
        ``turn`` turns each image by up to 10 degrees to either side and scales it by 0.9 to 1.1; ``shift`` moves it
        up or down and left or right; what comes in is 0. ``flip`` exchanges left and right of every second image on
        average; ``light`` multiplies by 0.7 to 1.3.
    pixels : int, optional
        How far ``shift`` moves at most; an eighth of the shorter side unless given.
    """

    def __init__(self, *kinds, pixels=None):
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(f"There is no augmentation {shown(kind)}: choose of {', '.join(KINDS)}.")
        if len(set(kinds)) < len(kinds):
            raise ValueError(f"Name each augmentation once, not {', '.join(kinds)}.")
        self.kinds = kinds
        self.pixels = None if pixels is None else whole(pixels, "pixels", 0)
        if pixels is not None and "shift" not in kinds:
            raise ValueError('pixels says how far "shift" moves: name it as well, Augmentation("shift", pixels=2).')

    def __call__(self, images, generator):
        """Changed copies of uint8 images (N, C, H, W)."""
        for kind in self.kinds:
            images = getattr(self, f"_{kind}")(images, generator)
        return images

    @property
    def words(self):
        """What is done, a text for each kind."""
        by = {} if self.pixels is None else {"shift": f" by up to {self.pixels} pixels"}
        by["turn"] = " by up to 10 degrees and scale by up to a tenth"
        return [kind + by.get(kind, "") for kind in self.kinds]

    def __repr__(self):
        pixels = [] if self.pixels is None else [f"pixels={self.pixels}"]
        return f"Augmentation({', '.join([*map(repr, self.kinds), *pixels])})"

    def _turn(self, images, generator):
        degrees, scale = generator.uniform([[-10], [0.9]], [[10], [1.1]], (2, len(images)))
        return rotate(images, degrees, scale)

    def _shift(self, images, generator):
        n, c, h, w = images.shape
        most = min(h, w) // 8 if self.pixels is None else self.pixels
        if not most:
            return images
        if most >= max(h, w):
            raise ValueError(f"pixels={most} moves images of {h} x {w} out of sight: use fewer.")
        padded = np.pad(images, ((0, 0), (0, 0), (most, most), (most, most)))
        down, right = generator.integers(0, 2 * most + 1, (2, n))
        rows = (down[:, None] + np.arange(h))[:, None, :, None]
        columns = (right[:, None] + np.arange(w))[:, None, None, :]
        return padded[np.arange(n)[:, None, None, None], np.arange(c)[None, :, None, None], rows, columns]

    def _flip(self, images, generator):
        flipped = generator.random(len(images)) < 0.5
        return np.where(flipped[:, None, None, None], images[..., ::-1], images)

    def _light(self, images, generator):
        factor = generator.uniform(0.7, 1.3, (len(images), 1, 1, 1)).astype(np.float32)
        return np.rint(np.minimum(images * factor, 255)).astype(np.uint8)


KINDS = ("turn", "shift", "flip", "light")
