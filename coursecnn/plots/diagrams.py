"""Diagrams of nets: layers as boxes with shapes, blocks as boxes with arrows."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .style import COLOURS, INK, LARGE, MARGIN, SMALL, WIDTH, colour, line_height, sheet, text_width, tint, wrap


def architecture(layers, input_shape=None, title=""):
    """A net from left to right: one box for each layer, with the shape that comes out of it.

    Parameters
    ----------
    layers : list of (name, shape, note), or a Sequential
    input_shape : (C, H, W)
        Needed for a Sequential.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = layers if isinstance(layers, (list, tuple)) else _of_model(layers, input_shape)
    if not rows or any(len(row) != 3 for row in rows):
        raise ValueError("layers must be a list of (name, shape, note) with at least one entry, or a Sequential.")
    texts = [[str(name), shape_text(shape), str(note)] for name, shape, note in rows]
    side = max(0.9, max(text_width(t, SMALL) for text in texts for t in text) + 0.2)
    columns = max(1, int((WIDTH - 2 * MARGIN + 0.25) / (side + 0.25)))
    nodes = {
        i: (i % columns, i // columns, "\n".join(t for t in text if t), "kernel" if rows[i][2] else "input" if i == 0 else "plain")
        for i, text in enumerate(texts)
    }
    return blocks(nodes, [(i, i + 1) for i in range(len(rows) - 1)], title)


def shape_text(shape):
    """``20 x 24 x 24`` for (20, 24, 24)."""
    if isinstance(shape, str):
        return shape
    return " × ".join(str(n) for n in (shape if isinstance(shape, (tuple, list)) else (shape,)))


def _of_model(model, input_shape):
    if input_shape is None:
        raise ValueError("architecture needs input_shape=(C, H, W) to follow the shapes through a net.")
    rows, shape = [("input", tuple(input_shape), "")], tuple(input_shape)
    for layer in model.layers:
        shape = layer.output_shape(shape)
        weights = sum(p.size for p in layer.params.values())
        rows.append((type(layer).__name__, shape, f"{weights:,} weights" if weights else ""))
    return rows


def blocks(nodes, edges, title=""):
    """Boxes with arrows between them, such as a residual block or an inception module.

    Parameters
    ----------
    nodes : dict of key to (column, row, text) or (column, row, text, role)
        Columns and rows may be fractions; the role gives the colour ("kernel" for layers with weights, "input", "output", "plain").
    edges : list of (from, to) or (from, to, text)
        An arrow whose straight line would cross another box of its row is bent over it.

    Returns
    -------
    matplotlib.figure.Figure
    """
    texts = {key: str(node[2]).split("\n") for key, node in nodes.items()}
    wide = max(0.7, max(text_width(line, SMALL) for lines in texts.values() for line in lines) + 0.2)
    tall = max(len(lines) for lines in texts.values()) * line_height(SMALL) + 0.16
    columns, rows = max(node[0] for node in nodes.values()) + 1, max(node[1] for node in nodes.values()) + 1
    gap_x, gap_y = 0.3, 0.35
    width = max(columns * (wide + gap_x) - gap_x + 2 * MARGIN, 3.2 if title else 0)
    heading = wrap(title, width - 2 * MARGIN, LARGE, "bold") if title else []
    jumps = any(_crosses(nodes, a, b) for a, b, *_ in edges)
    top = MARGIN + len(heading) * line_height(LARGE) + 0.1 * bool(heading) + 0.5 * jumps
    figure, axes = sheet(width, top + rows * (tall + gap_y) - gap_y + MARGIN)
    axes.text(MARGIN, MARGIN, "\n".join(heading), size=LARGE, weight="bold", color=INK, va="top")
    corner = {k: (MARGIN + n[0] * (wide + gap_x), top + n[1] * (tall + gap_y)) for k, n in nodes.items()}
    for key, node in nodes.items():
        base = colour(node[3] if len(node) > 3 else "plain")
        x, y = corner[key]
        axes.add_patch(FancyBboxPatch((x, y), wide, tall, boxstyle="round,pad=0,rounding_size=0.06", facecolor=tint(base),
                                      edgecolor=base, linewidth=1.2))  # fmt: skip
        axes.text(x + wide / 2, y + tall / 2, "\n".join(texts[key]), size=SMALL, color=INK, ha="center", va="center")
    for edge in edges:
        _arrow(axes, nodes, corner, edge, wide, tall)
    return figure


def _crosses(nodes, a, b):
    """Whether a box of the same row stands between two others."""
    (x_a, y_a), (x_b, y_b) = nodes[a][:2], nodes[b][:2]
    return y_a == y_b and any(n[1] == y_a and min(x_a, x_b) < n[0] < max(x_a, x_b) for n in nodes.values())


def _arrow(axes, nodes, corner, edge, wide, tall):
    a, b, *text = edge
    (x_a, y_a), (x_b, y_b) = corner[a], corner[b]
    if _crosses(nodes, a, b):
        start, end, bend = (x_a + wide / 2, y_a), (x_b + wide / 2, y_b), "arc,angleA=-90,angleB=-90,armA=25,armB=25,rad=8"
    elif x_b >= x_a + wide:
        start, end, bend = (x_a + wide, y_a + tall / 2), (x_b, y_b + tall / 2), "arc3"
    else:
        start, end, bend = (x_a + wide / 2, y_a + tall), (x_b + wide / 2, y_b), "arc3"
    axes.add_patch(FancyArrowPatch(start, end, connectionstyle=bend, arrowstyle="-|>", mutation_scale=10, color=COLOURS["plain"],
                                   shrinkA=0, shrinkB=0))  # fmt: skip
    if text:
        axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.06, text[0], size=SMALL, color=INK, ha="center", va="bottom")
