"""Augmentation: training images changed at random in ways that leave their class as it is."""

import numpy as np

KINDS = {
    "shift": "moved by up to an eighth of the side, the edge repeated",
    "flip": "left and right exchanged, every second image",
    "light": "brighter or darker by up to 30 %",
}


class Augmentation:
    """Changes of images by their names, in this order; a function for ``fit(augment=...)``.

    Parameters
    ----------
    *kinds : "shift", "flip" or "light"
        ``shift`` moves an image by up to an eighth of its side, with its edge repeated; ``flip`` exchanges left and
        right of every second image on average; ``light`` multiplies by 0.7 to 1.3.
    """

    def __init__(self, *kinds):
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(f"There is no augmentation {kind!r}: choose of {', '.join(KINDS)}.")
        self.kinds = kinds

    def __call__(self, images, generator):
        """Changed copies of uint8 images (N, C, H, W)."""
        for kind in self.kinds:
            images = FUNCTIONS[kind](images, generator)
        return images

    def __repr__(self):
        return f"Augmentation({', '.join(map(repr, self.kinds))})"


def _shift(images, generator):
    n, _, h, w = images.shape
    most_h, most_w = h // 8, w // 8
    rows = np.arange(h) + generator.integers(-most_h, most_h + 1, (n, 1))
    columns = np.arange(w) + generator.integers(-most_w, most_w + 1, (n, 1))
    rows, columns = np.clip(rows, 0, h - 1)[:, None, :, None], np.clip(columns, 0, w - 1)[:, None, None, :]
    return images[np.arange(n)[:, None, None, None], np.arange(images.shape[1])[:, None, None], rows, columns]


def _flip(images, generator):
    flipped = generator.random(len(images)) < 0.5
    return np.where(flipped[:, None, None, None], images[..., ::-1], images)


def _light(images, generator):
    factor = generator.uniform(0.7, 1.3, (len(images), 1, 1, 1)).astype(np.float32)
    return np.rint(np.minimum(images * factor, 255)).astype(np.uint8)


FUNCTIONS = {"shift": _shift, "flip": _flip, "light": _light}
