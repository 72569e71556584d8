"""Road signs, drawn: pictures in colour of things that are seen many times, each in the street where it stands.

A sign has a class, a street behind it, faded paint, dirt and sometimes a sticker; these stay the same in all its
pictures. A picture has a distance, a direction and a light of its own.
"""

from typing import NamedTuple

import numpy as np

from ..arguments import shown, whole
from ..storage import as_path, reason, replacing
from .dataset import DatasetError

CLASSES = ("ahead", "give-way", "left", "no-entry", "right")
STREETS = ("sky", "leaves", "bricks", "plaster", "fence")  # the usual street of a class has its number
WHERE = ("any", "usual", "unusual")
MOST = 2_000_000_000  # bytes of all pictures

BLUE, RED, WHITE = (0.05, 0.25, 0.65), (0.75, 0.07, 0.10), (0.93, 0.93, 0.90)


class Signs(NamedTuple):
    """What ``draw_signs`` draws: one row for each picture."""

    images: np.ndarray  # (n, 3, size, size) uint8
    labels: np.ndarray  # (n,) number of the class in CLASSES
    signs: np.ndarray  # (n,) number of the sign; pictures of one sign share it


def draw_signs(signs, views, seed=0, *, size=32, street="any"):
    """Draw road signs of five classes.

    Parameters
    ----------
    signs : int
        Signs of each class.
    views : int
        Pictures of each sign.
    seed : int
        Another seed gives other signs in other streets.
    size : int
        Pixels of a side, at least 8.
    street : "any", "usual" or "unusual"
        Where a sign stands: anywhere; in front of what is usual for its class (arrows ahead before the sky, left
        before bricks, ...); or anywhere but there.

    Returns
    -------
    Signs
        Images uint8 (n, 3, size, size), labels and numbers of the signs int64 (n,), in the order of classes, signs
        and pictures; n = 5 * signs * views.
    """
    signs, views, seed, size = (
        whole(signs, "signs"),
        whole(views, "views"),
        whole(seed, "seed", 0),
        whole(size, "size", 8),
    )
    if street not in WHERE:
        raise ValueError(f'street must be "any", "usual" or "unusual", not {shown(street)}.')
    total = len(CLASSES) * signs
    if total * views * 3 * size * size > MOST:
        raise ValueError(f"{total:,} signs in {views:,} views of {size:,} pixels a side are too many: take fewer.")
    images = np.empty((total, views, 3, size, size), np.uint8)
    for sign in range(total):
        label, rng = sign // signs, np.random.default_rng([seed, sign])
        images[sign] = _pictures(label, _street(label, street, rng), views, size, rng)
    numbers = np.repeat(np.arange(total), views)
    return Signs(images.reshape(-1, 3, size, size), numbers // signs, numbers)


def write_signs(folder, signs, views, seed=0, *, size=48, street="any"):
    """Write the pictures of ``draw_signs`` as PNG files: ``folder/left/sign-07/view-03.png`` and so on.

    The folder is made where it is not there; files of these names in it are replaced. Raises ``DatasetError`` where it
    cannot be written.
    """
    folder = as_path(folder, "folder", "a folder, such as 'signs'")
    from PIL import Image

    drawn = draw_signs(signs, views, seed, size=size, street=street)
    for row, (image, label, sign) in enumerate(zip(*drawn)):
        place = folder / CLASSES[label] / f"sign-{sign % signs + 1:02}" / f"view-{row % views + 1:02}.png"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with replacing(place) as file:
                Image.fromarray(image.transpose(1, 2, 0)).save(file, format="png")
        except OSError as error:
            raise DatasetError(f"{place} cannot be written ({reason(error)}): choose another folder.") from None


def _street(label, where, rng):
    if where == "usual":
        return label
    if where == "unusual":
        return (label + 1 + int(rng.integers(len(STREETS) - 1))) % len(STREETS)
    return int(rng.integers(len(STREETS)))


def _pictures(label, street, views, size, rng):
    """``views`` pictures (views, 3, size, size) of one new sign."""
    place, wear = _Street(street, rng), _Wear(rng)
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / size - 0.5
    radius, squeeze = rng.uniform(0.2, 0.4, views), rng.uniform(0.65, 1, views)
    tilt, shift = rng.uniform(-0.2, 0.2, views), rng.uniform(-0.14, 0.14, (2, views))
    u, v = x - _each(shift[0]), y - _each(shift[1])
    cos, sin = _each(np.cos(tilt)), _each(np.sin(tilt))
    p, q = (cos * u + sin * v) / _each(radius * squeeze), (cos * v - sin * u) / _each(radius)
    soft = size * _each(radius)  # pixels to a unit of p and q
    zoom = 0.3 / radius + rng.uniform(-0.1, 0.1, views)
    scene = place.paint(_each(zoom) * x[None] + _each(rng.uniform(-0.2, 0.2, views)), _each(zoom) * y[None])
    pole = _cover(np.minimum(0.09 - np.abs(p), q), soft)
    scene = _over(scene, pole, wear.pole)
    for inside, colour in _plate(label, p, q):
        scene = _over(scene, _cover(inside, soft), wear.faded(colour))
    plate = _cover(_plate(label, p, q)[0][0], soft)
    for inside, colour, strength in wear.spots(p, q):
        scene = _over(scene, strength * plate * _cover(inside, soft), colour)
    light = rng.uniform(0.5, 1.15, (views, 1)) * rng.uniform(0.9, 1.1, (views, 3))
    scene = scene * light[:, :, None, None] + 0.03 * rng.standard_normal(scene.shape, np.float32)
    return np.rint(255 * np.clip(scene, 0, 1)).astype(np.uint8)


def _plate(label, p, q):
    """What is painted on a sign: ``(inside, colour)``, from the plate up; ``inside`` is positive there."""
    disc = 1 - np.hypot(p, q)
    name = CLASSES[label]
    if name == "give-way":
        triangle = np.minimum(q + 0.75, (0.95 - q) / 2 - 0.87 * np.abs(p))
        return [(triangle, RED), (triangle - 0.22, WHITE)]
    if name == "no-entry":
        return [(disc, WHITE), (disc - 0.07, RED), (np.minimum(0.68 - np.abs(p), 0.2 - np.abs(q)), WHITE)]
    if name == "ahead":
        p, q = q, -p
    elif name == "right":
        p = -p
    shaft = np.minimum(0.13 - np.abs(q), np.minimum(p + 0.35, 0.68 - p))
    head = np.minimum((p + 0.72 - np.abs(q)) / 1.4, -0.12 - p)
    return [(disc, WHITE), (disc - 0.07, BLUE), (np.maximum(shaft, head), WHITE)]


class _Wear:
    """What time did to one sign: its faded paint, its pole, dirt and perhaps a sticker."""

    def __init__(self, rng):
        self.fade = rng.uniform(0, 0.45), rng.uniform(0.3, 0.7, 3)
        self.pole = rng.uniform(0.25, 0.6) * np.ones(3)
        self.dirt = [_dirt(rng) for _ in range(rng.integers(1, 4))]
        self.sticker = None
        if rng.random() < 0.5:
            self.sticker = *rng.uniform(-0.6, 0.6, 2), rng.uniform(0.12, 0.25), rng.uniform(0, 1, 3)

    def faded(self, colour):
        share, towards = self.fade
        return (1 - share) * np.array(colour) + share * towards

    def spots(self, p, q):
        for a, b, radius, colour, strength in self.dirt:
            yield radius - np.hypot(p - a, q - b), colour, strength
        if self.sticker is not None:
            a, b, half, colour = self.sticker
            yield half - np.maximum(np.abs(p - a), np.abs(q - b)), colour, 1


def _dirt(rng):
    """Place, radius, colour and strength of one spot."""
    return *rng.uniform(-0.7, 0.7, 2), rng.uniform(0.15, 0.4), rng.uniform(0.15, 0.45, 3), rng.uniform(0.3, 0.9)


class _Street:
    """What stands behind one sign."""

    def __init__(self, kind, rng):
        self.kind, self.lattice = STREETS[kind], rng.random((2, 24, 24))
        base = {"sky": (0.5, 0.65, 0.85), "leaves": (0.22, 0.36, 0.14), "bricks": (0.55, 0.27, 0.2),
                "plaster": (0.7, 0.66, 0.55), "fence": (0.4, 0.3, 0.22)}[self.kind]  # fmt: skip
        self.colour = np.clip(np.array(base) + rng.uniform(-0.12, 0.12, 3), 0.05, 0.95)
        self.other = np.clip(self.colour + rng.choice([-1, 1]) * rng.uniform(0.15, 0.35), 0, 1)
        self.phase, self.pitch = rng.random(2), rng.uniform(0.16, 0.26)

    def paint(self, x, y):
        """Red, green and blue (views, 3, size, size) at the places x and y, each (views, size, size)."""
        rough = self._noise(x, y, 8, 0)
        pattern = getattr(self, f"_{self.kind}")(x, y, rough)
        return self.colour[:, None, None] + pattern[:, None] * (self.other - self.colour)[:, None, None]

    def _sky(self, x, y, rough):
        return np.clip(0.4 + y + 1.5 * (self._noise(x, y, 2.5, 1) - 0.5), 0, 1.5)

    def _leaves(self, x, y, rough):
        return np.clip(2.5 * (self._noise(x, y, 11, 1) - 0.35) + 0.6 * (rough - 0.5), -0.5, 1.5)

    def _bricks(self, x, y, rough):
        row = y / (0.55 * self.pitch) + self.phase[1]
        along = x / (1.3 * self.pitch) + self.phase[0] + 0.5 * (np.floor(row) % 2)
        joint = (row % 1 < 0.2) | (along % 1 < 0.1)
        return np.where(joint, 1, 0.5 * (rough - 0.5))

    def _plaster(self, x, y, rough):
        return 0.9 * self._noise(x, y, 3, 1) + 0.3 * (rough - 0.5)

    def _fence(self, x, y, rough):
        along = x / (0.7 * self.pitch) + self.phase[0]
        return np.where(along % 1 < 0.22, 1, 0.6 * (rough - 0.5))

    def _noise(self, x, y, steps, layer):
        """Smooth random numbers from 0 to 1: a lattice with ``steps`` cells to a unit, blended between its points."""
        n = len(self.lattice[layer])
        x, y = steps * x + 7 * self.phase[0] + n, steps * y + 7 * self.phase[1] + n
        j, i = np.floor(x).astype(int), np.floor(y).astype(int)
        a, b = x - j, y - i
        a, b = a * a * (3 - 2 * a), b * b * (3 - 2 * b)
        at = self.lattice[layer]
        above = at[i % n, j % n] * (1 - a) + at[i % n, (j + 1) % n] * a
        below = at[(i + 1) % n, j % n] * (1 - a) + at[(i + 1) % n, (j + 1) % n] * a
        return above * (1 - b) + below * b


def _each(values):
    """One number for each picture, to be used with (views, size, size)."""
    return values[:, None, None]


def _cover(inside, soft):
    """How much of a pixel is covered, from 0 to 1, where ``inside`` is the way to the edge."""
    return np.clip(inside * soft + 0.5, 0, 1)


def _over(scene, cover, colour):
    return scene + cover[:, None] * (np.asarray(colour)[:, None, None] - scene)
