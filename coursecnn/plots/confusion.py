"""The confusion matrix."""

import numpy as np
from matplotlib.patches import Rectangle

from .style import COLOURS, INK, LARGE, MARGIN, NORMAL, SMALL, ink_on, line_height, sheet, tint, wrap


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
    counts = count(labels, predictions, None if class_names is None else len(class_names))
    names = [str(c) for c in (class_names if class_names is not None else range(len(counts)))]
    cell, edge = 0.44, 0.75
    width = MARGIN + edge + len(names) * cell + MARGIN
    heading = wrap(title or _finding(counts, names), width - 2 * MARGIN, LARGE, "bold")
    top = MARGIN + len(heading) * line_height(LARGE) + 0.5
    figure, axes = sheet(width, top + len(names) * cell + MARGIN)
    axes.text(MARGIN, MARGIN, "\n".join(heading), size=LARGE, weight="bold", color=INK, va="top")
    axes.text(edge + MARGIN + len(names) * cell / 2, top - 0.36, "prediction", size=NORMAL, color=INK, ha="center", va="center")
    axes.text(MARGIN + 0.1, top + len(names) * cell / 2, "label", size=NORMAL, color=INK, rotation=90, ha="center", va="center")
    mistakes = counts - np.diag(np.diag(counts))
    for i, row in enumerate(counts):
        axes.text(MARGIN + edge - 0.08, top + (i + 0.5) * cell, names[i], size=SMALL, color=INK, ha="right", va="center")
        axes.text(MARGIN + edge + (i + 0.5) * cell, top - 0.12, names[i], size=SMALL, color=INK, ha="center", va="center")
        for j, value in enumerate(row):
            scale = np.diag(counts).max() if i == j else mistakes.max()
            base = COLOURS["output"] if i == j else COLOURS["gradient"]
            fill = tint(base, 0.15 + 0.65 * value / scale) if value else (1, 1, 1)
            corner = (MARGIN + edge + j * cell, top + i * cell)
            axes.add_patch(Rectangle(corner, cell, cell, facecolor=fill, edgecolor=tint(COLOURS["padding"], 0.5), linewidth=0.6))
            if value:
                axes.text(corner[0] + cell / 2, corner[1] + cell / 2, str(value), size=SMALL, color=ink_on(fill), ha="center",
                          va="center")  # fmt: skip
    return figure


def count(labels, predictions, classes=None):
    """The matrix of counts (classes, classes): rows are labels, columns predictions."""
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.ndim != 1 or labels.shape != predictions.shape or not labels.size:
        raise ValueError(f"labels and predictions must be of one length (N,), not {labels.shape} and {predictions.shape}.")
    classes = classes or int(max(labels.max(), predictions.max())) + 1
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def _finding(counts, names):
    right, total = int(np.trace(counts)), int(counts.sum())
    text = f"{right:,} of {total:,} right"
    mistakes = counts - np.diag(np.diag(counts))
    if mistakes.max():
        i, j = np.unravel_index(mistakes.argmax(), mistakes.shape)
        text += f"; most often {names[i]} is taken for {names[j]} ({mistakes[i, j]} times)"
    return text
