"""Draw ``feature-maps.png``, the picture of the README, and the same for dark pages of the site.

``uv run python .github/pictures/draw.py``: a net is trained for one epoch on drawn digits; then one digit that it has
not seen goes through it.
"""

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from coursecnn import datasets, fit, models, probabilities
from coursecnn.datasets import to_float
from coursecnn.plots import COLOURS, DIVERGING

WIDTH, HEIGHT, MIDDLE, GAP = 12.0, 3.1, 1.27, 0.07  # inches
INKS = {"feature-maps.png": "#222222", "feature-maps-dark.png": "#e0e0e0"}
DIGIT = 175  # of the test images


def main():
    data = datasets.load("digits")
    net = models.mnist_cnn(seed=0)
    history = fit(net, data, epochs=1, progress=False)
    image = data.x_test[DIGIT : DIGIT + 1]
    first = net[0](to_float(image))
    second = net[1](first)
    chances = probabilities(net, image)[0]
    print(f"label {data.y_test[DIGIT]}, read as {chances.argmax()} ({chances.max():.4f}); test: {history.test}")

    for name, ink in INKS.items():
        with rc_context({"text.color": ink, "axes.edgecolor": ink, "ytick.labelcolor": ink}):
            figure = draw(image, net[0].params["weight"], first, second, chances)
        ground = "white" if name == "feature-maps.png" else "none"
        figure.savefig(Path(__file__).with_name(name), facecolor=ground)


def draw(image, weight, first, second, chances):
    shown = np.argsort(-first[0].max(axis=(1, 2)))[:12]
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=150)
    grid(figure, 0.2, 2.3, 1, image[0], "input", "A digit,\n28 x 28 pixels")
    grid(figure, 2.95, 0.52, 3, weight[shown, 0], "kernel", "12 of 20 kernels, 5 x 5:\nlearned weights")
    grid(figure, 5.15, 0.52, 3, first[0, shown], "output", "Where each of them\nfinds its pattern")
    grid(figure, 7.35, 0.24, 7, second[0, :49], "output", "Patterns of patterns:\n49 of 50 maps, 4 x 4")
    bars(figure, 10.1, chances)
    for x in (2.6, 4.8, 7.0, 9.6):
        figure.text(x / WIDTH, MIDDLE / HEIGHT, "\N{RIGHTWARDS ARROW}", ha="left", va="center", fontsize=16)
    return figure


def place(figure, left, bottom, width, height):
    return figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))


def heading(figure, centre, text):
    figure.text(centre / WIDTH, 0.97, text, ha="center", va="top", fontsize=11)


def grid(figure, left, size, columns, arrays, role, title):
    """Small pictures in rows; weights on one scale around 0, each image on its own scale of greys."""
    rows, pitch = -(-len(arrays) // columns), size + GAP
    top = MIDDLE + (rows * pitch - GAP) / 2
    limit = np.abs(arrays).max()
    for k, array in enumerate(arrays):
        row, column = divmod(k, columns)
        axes = place(figure, left + column * pitch, top - row * pitch - size, size, size)
        if role == "kernel":
            axes.imshow(array, cmap=DIVERGING, vmin=-limit, vmax=limit)
        else:
            axes.imshow(array, cmap="gray", vmin=0)
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(color=COLOURS[role], linewidth=1.5)
    heading(figure, left + (columns * pitch - GAP) / 2, title)


def bars(figure, left, chances):
    axes = place(figure, left, MIDDLE - 1.15, 1.1, 2.3)
    axes.set_facecolor("none")
    axes.barh(range(10), chances, color=COLOURS["output"])
    axes.set(yticks=range(10), xticks=[], xlim=(0, 1), ylim=(9.6, -0.6))
    axes.tick_params(length=0, labelsize=10)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    for digit, chance in enumerate(chances):
        if chance >= 0.005:
            axes.text(chance + 0.04, digit, f"{100 * chance:.0f} %", va="center", fontsize=10)
    heading(figure, left + 0.65, "What the net says:\nten probabilities")


if __name__ == "__main__":
    main()
