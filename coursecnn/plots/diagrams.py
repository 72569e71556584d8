"""Diagrams of nets: layers as boxes with shapes, blocks as boxes with arrows."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from ..arguments import shown
from .style import MARGIN, SMALL, WIDTH, colour, fill, line_height, sheet, text_width, write
from .values import times

GAP_X, GAP_Y, LOOP = 0.28, 0.35, 0.24  # inches
WITHOUT_WEIGHTS = ("pool", "flatten", "relu", "dropout", "softmax", "identity", "+", "add", "join")


def architecture(layers, input_shape=None, title=""):
    """A net from left to right: one box for each layer, with the shape that comes out of it.

    Parameters
    ----------
    layers : list of (name, shape, note), or a Sequential
        Of a Sequential, layers that change neither shape nor have weights (ReLU, Dropout) share the box before them.
    input_shape : (C, H, W)
        Needed for a Sequential.

    Returns
    -------
    matplotlib.figure.Figure
        Layers with weights in the kernel's colour, the input in its own, others in grey.
    """
    rows = list(layers) if isinstance(layers, (list, tuple)) else _of_model(layers, input_shape)
    if not rows or any(len(row) != 3 for row in rows):
        raise ValueError("layers must be a list of (name, shape, note) with at least one entry, or a Sequential.")
    texts = ["\n".join(t for t in (name, times(shape), note) if t) for name, shape, note in rows]
    most = max(1, int((WIDTH - 2 * MARGIN + GAP_X) / (_box_size(texts)[0] + GAP_X)))
    columns = -(-len(rows) // -(-len(rows) // most))
    nodes = {i: (i % columns, i // columns, text, _role(rows[i][0])) for i, text in enumerate(texts)}
    return blocks(nodes, [(i, i + 1) for i in range(len(rows) - 1)], title)


def blocks(nodes, edges, title=""):
    """Boxes with arrows between them, such as a residual block or an inception module.

    Parameters
    ----------
    nodes : dict of key to (column, row, text) or (column, row, text, role)
        Columns and rows count from 0 at the top left and may be fractions. Without a role, layers with weights get the
        kernel's colour.
    edges : list of (from, to) or (from, to, text)
        An arrow along a row is bent over boxes that stand in its way; one back to the left goes down into the next row.

    Returns
    -------
    matplotlib.figure.Figure
    """
    for a, b, *_ in edges:
        if a not in nodes or b not in nodes:
            raise ValueError(f"The edge from {shown(a)} to {shown(b)} needs both among the nodes, {list(nodes)}.")
    wide, tall = _box_size([node[2] for node in nodes.values()])
    bent_rows = {nodes[a][1] for a, b, *_ in edges if _in_the_way(nodes, a, b)}
    above = LOOP + 0.2 if bent_rows else 0
    gap_y = GAP_Y + (above if any(bent_rows) else 0)
    columns, rows = (max(node[axis] for node in nodes.values()) + 1 for axis in (0, 1))
    figure, axes, top = sheet(columns * (wide + GAP_X) - GAP_X, above + rows * (tall + gap_y) - gap_y, title)
    corners = {key: (MARGIN + n[0] * (wide + GAP_X), top + above + n[1] * (tall + gap_y)) for key, n in nodes.items()}
    for key, node in nodes.items():
        role = node[3] if len(node) > 3 else _role(node[2])
        box = FancyBboxPatch(corners[key], wide, tall, boxstyle="round,pad=0,rounding_size=0.06", facecolor=fill(role),
                             edgecolor=colour(role), linewidth=1.2)  # fmt: skip
        axes.add_patch(box)
        write(axes, corners[key][0] + wide / 2, corners[key][1] + tall / 2, node[2], SMALL, linespacing=1.25)
    for a, b, *text in edges:
        points = _way(corners[a], corners[b], wide, tall, _in_the_way(nodes, a, b))
        axes.add_patch(
            FancyArrowPatch(
                path=Path(points), arrowstyle="-|>", mutation_scale=11, color=colour("plain"), linewidth=1.2
            )
        )
        if text:
            (x_a, y_a), (x_b, y_b) = points[-3:-1] if len(points) > 2 else points
            write(axes, (x_a + x_b) / 2, (y_a + y_b) / 2 - 0.04, text[0], SMALL, va="bottom")
    return figure


def _of_model(model, input_shape):
    if input_shape is None or not hasattr(model, "layers"):
        raise ValueError(
            "architecture needs a list of (name, shape, note), or a Sequential and its input_shape=(C, H, W)."
        )
    shape = tuple(input_shape)
    rows = [("input", shape, "")]
    for layer in model.layers:
        before, shape = shape, layer.output_shape(shape)
        weights, name = sum(p.size for p in layer.params.values()), type(layer).__name__
        if len(rows) > 1 and not weights and shape == before:
            rows[-1] = (f"{rows[-1][0]}, {name}", *rows[-1][1:])
        else:
            rows.append((name + _kernel(layer), shape, f"{weights:,} parameters" if weights else ""))
    return rows


def _kernel(layer):
    size = getattr(layer, "kernel_size", None)
    return f" {times(size)}" if size else ""


def _role(text):
    text = text.lower()
    if text.startswith("input"):
        return "input"
    return "plain" if any(word in text.split(",")[0] for word in WITHOUT_WEIGHTS) and "conv" not in text else "kernel"


def _box_size(texts):
    lines = [text.split("\n") for text in texts]
    wide = max(text_width(line, SMALL) for text in lines for line in text) + 0.2
    return max(0.6, wide), max(len(text) for text in lines) * line_height(SMALL) + 0.14


def _in_the_way(nodes, a, b):
    """Whether a box stands between two boxes of one row."""
    (x_a, y_a), (x_b, y_b) = nodes[a][:2], nodes[b][:2]
    return y_a == y_b and any(n[1] == y_a and min(x_a, x_b) < n[0] < max(x_a, x_b) for n in nodes.values())


def _way(start, end, wide, tall, over):
    """Corners of the arrow from one box to another, given their top left corners."""
    (x_a, y_a), (x_b, y_b) = start, end
    middle_a, middle_b = y_a + tall / 2, y_b + tall / 2
    if over:
        x_a, x_b = x_a + wide / 2, x_b + wide / 2
        return [(x_a, y_a), (x_a, y_a - LOOP), (x_b, y_a - LOOP), (x_b, y_b)]
    if x_b < x_a + wide:
        turn = (y_a + tall + y_b) / 2
        x_a, x_b = x_a + wide / 2, x_b + wide / 2
        return (
            [(x_a, y_a + tall), (x_b, y_b)] if x_a == x_b else [(x_a, y_a + tall), (x_a, turn), (x_b, turn), (x_b, y_b)]
        )
    if y_a == y_b:
        return [(x_a + wide, middle_a), (x_b, middle_b)]
    turn = x_a + wide + GAP_X / 2
    return [(x_a + wide, middle_a), (turn, middle_a), (turn, middle_b), (x_b, middle_b)]
