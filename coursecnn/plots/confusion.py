"""The confusion matrix."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import MARGIN, NORMAL, SMALL, colour, ink_on, paper, sheet, text_width, tint, write

CELL = 0.44  # inches


def confusion_matrix(labels, predictions, class_names=None, title=""):
    """How often each class was taken for each other one.

    Parameters
    ----------
    labels, predictions : (N,) of int
        Classes from 0.
    class_names : list of str
        The numbers themselves where it is not given.

    Returns
    -------
    matplotlib.figure.Figure
        Right answers on the diagonal in green, mistakes in vermilion, the deeper the more.
    """
    counts = _counts(labels, predictions, class_names)
    names = [str(c) for c in (class_names if class_names is not None else range(len(counts)))]
    longest = max(text_width(name, SMALL) for name in names)
    wide, edge = max(CELL, longest + 0.12), 0.35 + longest
    figure, axes, top = sheet(edge + len(names) * wide, 0.5 + len(names) * CELL, title or _finding(counts, names))
    left, top = MARGIN + edge, top + 0.5
    write(axes, left + len(names) * wide / 2, top - 0.37, "prediction", NORMAL)
    write(axes, MARGIN + 0.1, top + len(names) * CELL / 2, "label", NORMAL, rotation=90)
    for i, name in enumerate(names):
        write(axes, left - 0.07, top + (i + 0.5) * CELL, name, SMALL, ha="right")
        write(axes, left + (i + 0.5) * wide, top - 0.12, name, SMALL)
    for (i, j), count in np.ndenumerate(counts):
        face = _face(counts, i, j)
        corner = left + j * wide, top + i * CELL
        axes.add_patch(
            Rectangle(corner, wide, CELL, facecolor=face, edgecolor=tint(colour("padding"), 0.5), linewidth=0.6)
        )
        if count:
            write(axes, corner[0] + wide / 2, corner[1] + CELL / 2, str(count), SMALL, ink_on(face))
    return figure


def _counts(labels, predictions, class_names):
    """(classes, classes): rows are labels, columns predictions."""
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.ndim != 1 or labels.shape != predictions.shape or not labels.size:
        raise ValueError(
            f"labels and predictions must be of one length (N,), not {labels.shape} and {predictions.shape}."
        )
    if labels.dtype.kind not in "iu" or predictions.dtype.kind not in "iu" or min(labels.min(), predictions.min()) < 0:
        raise ValueError(
            "labels and predictions must be classes 0, 1, 2, ...: for scores take scores.argmax(axis=1) first."
        )
    most = int(max(labels.max(), predictions.max())) + 1
    classes = most if class_names is None else len(class_names)
    if classes < most:
        raise ValueError(f"class_names has {classes} names, but there is a class {most - 1}: give {most} names.")
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def _mistakes(counts):
    return counts - np.diag(np.diag(counts))


def _face(counts, i, j):
    if not counts[i, j]:
        return paper()
    base, most = (colour("output"), np.diag(counts).max()) if i == j else (colour("gradient"), _mistakes(counts).max())
    return tint(base, 0.15 + 0.65 * counts[i, j] / most)


def _finding(counts, names):
    right, total, mistakes = int(np.trace(counts)), int(counts.sum()), _mistakes(counts)
    text = f"{right:,} of {total:,} right ({100 * right / total:.2f} %)"
    if mistakes.max():
        i, j = np.unravel_index(mistakes.argmax(), mistakes.shape)
        one, other = (names[k] if names[k].isdigit() else f"'{names[k]}'" for k in (i, j))  # a class may be "right"
        text += f"; most often {one} is taken for {other} ({mistakes[i, j]} of {mistakes.sum()} mistakes)"
    return text
