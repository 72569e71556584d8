"""Correct answers to the exercises of lesson 11, in different styles."""

import numpy as np


def square_by_cutting_edges(image):
    while image.shape[1] != image.shape[2]:
        axis = 1 if image.shape[1] > image.shape[2] else 2
        more = image.shape[axis] - image.shape[3 - axis]
        image = np.delete(image, -1 if more % 2 else 0, axis=axis)
    return image


def square_by_lists(image):
    c, h, w = image.shape
    n = min(h, w)
    rows, columns = (range((size - n) // 2, (size - n) // 2 + n) for size in (h, w))
    return [[[image[k][i][j] for j in columns] for i in rows] for k in range(c)]


def leak_by_counting(train, test):
    known = set(train.tolist())
    return sum(one in known for one in test.tolist()) / len(test)


def flip_by_table(images, labels):
    return np.flip(images, axis=3), np.array([0, 1, 4, 3, 2])[labels]


def flip_by_where(images, labels):
    return images[:, :, :, ::-1], np.where((labels == 2) | (labels == 4), 6 - labels, labels)


def shares_by_bincount(right, objects):
    _, number = np.unique(objects, return_inverse=True)
    return float(np.mean(np.bincount(number, weights=right) / np.bincount(number)))


def shares_by_dictionary(right, objects):
    shares = {}
    for answer, one in zip(right, objects):
        shares.setdefault(int(one), []).append(bool(answer))
    return sum(sum(answers) / len(answers) for answers in shares.values()) / len(shares)


def covered_by_mask(image, k):
    rows, columns = (np.abs(np.arange(n) - (n - 1) / 2) < k / 2 for n in image.shape[1:])
    return np.where(rows[:, None] & columns, image.mean((1, 2))[:, None, None], image)


STYLES = {
    "11.middle_square": [
        square_by_cutting_edges,
        square_by_lists,
        lambda image: np.asfortranarray(square_by_cutting_edges(image).astype(np.float32)),
    ],
    "11.leak": [
        leak_by_counting,
        lambda train, test: (test[:, None] == train).any(1).mean(),
        lambda train, test: np.float32(sum(np.isin(test, list(set(train)))) / test.size),
    ],
    "11.flip": [
        flip_by_table,
        flip_by_where,
        lambda images, labels: [part.tolist() for part in flip_by_table(images, labels)],
    ],
    "11.by_object": [
        shares_by_bincount,
        shares_by_dictionary,
        lambda right, objects: np.mean([np.mean(right[objects == one]) for one in set(objects.tolist())]),
    ],
    "11.covered": [
        covered_by_mask,
        lambda image, k: covered_by_mask(image, k).tolist(),
        lambda image, k: covered_by_mask(image.astype(np.float32), k),
    ],
}
