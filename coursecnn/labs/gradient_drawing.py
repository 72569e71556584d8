"""Which numbers meet in an entry of a gradient, drawn: two grids that give, one that collects, and the sum in words."""

import numpy as np

from ..plots.style import TINTS
from ..plots.values import in_brackets, number
from .kit.cells import Grid
from .kit.svg import legend, link, linked, row, window_link, word
from .kit.unbroken import SPACE

PALE = "--cnn-plain:var(--cnn-rule)"  # entries that have no part in the sum
STRONG = 0.6  # of the colour of a gradient: told from the pale one of a kernel by its strength, too
TURNED = (
    "w is drawn as it is used, turned by 180\u00b0: what is multiplied has the same place among the coloured cells."
)
BOXED = "white-space:nowrap;border-radius:4px;padding:0 2px;border:2px"
BESIDE = "display:flex;flex-wrap:wrap;gap:6px 20px;align-items:center;margin-top:10px"


def render(frame, dy, x, w, term=1):
    """A ``GradientFrame`` as HTML.

    Parameters
    ----------
    frame : GradientFrame
    dy, x, w : (H, W)
        What it was made from; of pooling w is not used.
    term : int
        The term that is looked at, from 1 on.
    """
    focus = frame.terms[term - 1] if 1 <= term <= len(frame.terms) else None
    partner = _weights(frame, w, focus) if frame.of == "dx" else _pixels(frame, x, focus)
    signs = ["x", "->"] if frame.of in ("dx", "dw") else ["->", "->"]
    links = [window_link("dy", board, frame.geometry) for board in ("x", "window", "dx")]
    if frame.of == "dw":
        links += _of_weights(frame.geometry)
    drawing = row([_deltas(frame, dy, focus), partner, _gradient(frame)], signs, _alt(frame), folds=True)
    place = ' class="cnn-beside"' if frame.of == "dx" else ""
    words = "".join(f'<p{place} data-text="{name}">{text}</p>' for name, text in _words(frame, x, focus, term).items())
    if frame.of == "dx":
        below = row([_window(frame, x, w, focus)], alt="The kernel on its window of the padded input.")
        words = (
            f'<div style="{BESIDE}"><div style="flex:none">{below}</div><div style="flex:1 1 300px">{words}</div></div>'
        )
    words += f'<p data-text="sum" data-heard="1" style="margin-top:8px">{_sum(frame, term)}</p>{_legend(frame, focus)}'
    return linked(drawing + words, links, PALE)


def _of_weights(geo):
    """What an entry of dw is made of: all of dy, and the pixels that the weight met, as far apart as windows are."""
    above = [before for before, _ in geo.padding]
    of_x = link("dw", "x", geo.out, geo.dilation, above, geo.stride)
    return [link("dw", "dy", geo.out, (0, 0), ends=True), of_x]


def _legend(frame, focus):
    """What the colours are, and the frames."""
    name = _at("dw" if frame.of == "dw" else "dx", frame.place)
    entry = ("gradient", f"{name} and the entries of dy that make it")
    padding = [("padding", "padding")] if any(map(any, frame.geometry.padding)) else []
    if not frame.terms:
        return legend(("gradient", name), ("input", "x" if frame.of == "dx" else _at("x", frame.place)), *padding)
    if frame.of == "dx":
        strong, pale = (entry[0], f"{entry[1]}, in full colour"), ("kernel", "w, and its window, in a faint one")
        framed = ["framed in black, on dark pages in white: the two factors of the term"] if focus else []
        return legend(strong, pale, ("input", "x, whose own numbers are not shown"), *padding, *framed)
    pixels = ("input", "what they meet in x" if frame.of == "dw" else _at("x", frame.place))
    winner = [("output", "its largest number")] if frame.of == "max" else []
    framed = ["framed in black, on dark pages in white: its entry of dy"] if focus else []
    return legend(entry, pixels, *padding, ("kernel", "the window of the term"), *framed, *winner)


def _deltas(frame, dy, focus):
    lit = np.full(dy.shape, "plain", object)
    for term in frame.terms:
        lit[term.output] = "gradient"
    box = [(*focus.output, 1, 1, "ink")] if focus else []
    shown = dict(strength=_strength(lit), highlight=box, indices=True, cell=_cell(frame))
    return Grid(dy, lit, "dy, the gradient of y", "dy", "pick", **shown)


def _strength(lit):
    return np.where(lit == "gradient", STRONG, TINTS["plain"])


def _weights(frame, w, focus):
    """The kernel, turned, so that its cells lie as the entries of dy do that they are multiplied by."""
    lit, (down, right) = np.full(w.shape, "plain", object), np.subtract(w.shape, 1)
    for term in frame.terms:
        lit[term.partner] = "kernel"
    box = [(down - focus.partner[0], right - focus.partner[1], 1, 1, "ink")] if focus else []
    title, look = "w, the kernel" if w.size == 1 else "w, turned by 180\u00b0", dict(indices=True, turned=True)
    return Grid(w[::-1, ::-1], lit[::-1, ::-1], title, "w", highlight=box, cell=_cell(frame), **look)


def _pixels(frame, x, focus):
    """x with its padding: the pixels that meet dy, and the window of the term that is looked at."""
    pooling, (top, left) = frame.of in ("max", "average"), _corner(frame)
    beyond = "\u2212\u221e" if frame.of == "max" else "0"
    texts = np.array([[number(value) for value in line] for line in x.tolist()], object)
    texts = np.pad(texts, frame.geometry.padding, constant_values=beyond)
    lit, boxes, dashed = np.full(texts.shape, "plain", object), [], []
    for term in frame.terms if not pooling else ():
        place = term.partner[0] + top, term.partner[1] + left
        lit[place] = "input"
        if not _on(x, term.partner):
            dashed.append((*place, 1, 1, "input"))
    if pooling:
        lit[frame.place[0] + top, frame.place[1] + left] = "input"
    if focus:
        start = (s * n for s, n in zip(frame.geometry.stride, focus.output))
        boxes.append((*start, *_extent(frame), "kernel"))
        if frame.of != "average":
            boxes.append((focus.partner[0] + top, focus.partner[1] + left, 1, 1, "output" if pooling else "input"))
    shown = dict(highlight=boxes, dashed=dashed, border=frame.geometry.padding, indices=True, cell=_cell(frame))
    return Grid(texts, lit, "x, padded" if top else "x", "x", **shown)


def _gradient(frame):
    name = "dw" if frame.of == "dw" else "dx"
    box = [(*frame.place, 1, 1, "gradient")]
    title, digits = f"{name}: pick an entry", 2 if frame.of == "average" else None
    lit = np.full(frame.gradient.shape, "plain", object)
    lit[frame.place] = "gradient"
    shown = dict(highlight=box, mask=~frame.reached, indices=True, digits=digits, cell=_cell(frame))
    shown["strength"] = _strength(lit)
    return Grid(frame.gradient, lit, title, name, "pick", **shown)


def _window(frame, x, w, focus):
    """The padded input without its numbers, and the kernel where it lay when y was made."""
    (top, left), geo = _corner(frame), frame.geometry
    texts, roles, boxes = np.full(geo.padded, "", object), np.full(geo.padded, "input", object), []
    if focus:
        start = [s * n for s, n in zip(geo.stride, focus.output)]
        taps = tuple(slice(n, n + d * k, d) for n, d, k in zip(start, geo.dilation, geo.kernel))
        texts[taps], roles[taps] = [[number(v) for v in line] for line in w.tolist()], "kernel"
        boxes.append((*start, *_extent(frame), "kernel"))
    boxes.append((frame.place[0] + top, frame.place[1] + left, 1, 1, "input"))
    title = f"window of {_at('y', focus.output)}: numbers are w, not x" if focus else "x"
    return Grid(texts, roles, title, "window", highlight=boxes, border=geo.padding, indices=True, cell=_cell(frame))


def _words(frame, x, focus, term):
    """Named lines: how the meetings come about, and the one that is looked at."""
    geo, entry = frame.geometry, _at("dw" if frame.of == "dw" else "dx", frame.place)
    (s, _), (d, _), (p, _) = geo.stride, geo.dilation, _corner(frame)
    i, j, m, n = _times(s, "i"), _times(s, "j"), _times(d, "m"), _times(d, "n")
    r, c = frame.place
    if frame.of == "dx":
        down, across = f"{i} + {m} = {r} + {p}".replace(" ", SPACE), f"{j} + {n} = {c} + {p}".replace(" ", SPACE)
        meets = f"where {down} (row + padding) and {across} (column + padding)"
        rule = f"{entry} adds up dy[i,j] \u00b7 w[m,n] {meets}." + (f" {TURNED}" if np.prod(geo.kernel) > 1 else "")
    elif frame.of == "dw":
        rule = f"{entry} adds up dy[i,j] \u00b7 x[{_shifted(i, d * r - p)}, {_shifted(j, d * c - p)}] of all i and j."
    elif frame.of == "max":
        rule = f"{entry} adds up dy[i,j] of the windows in which x[{r},{c}] is the largest number."
    else:
        rule = f"{entry} adds up dy[i,j] / {np.prod(geo.kernel)} of all windows that hold x[{r},{c}]."
    if not frame.reached.all():
        rule += " No window reaches the hatched entries."
    change = f"how much the loss changes with each number of y; {entry}, how much"
    meaning = f"dy tells {change} it changes with {_at('w' if frame.of == 'dw' else 'x', frame.place)}."
    told = f"No window holds x[{r},{c}]: the error does not depend on it."
    if focus:
        told = f"Term {term} of {len(frame.terms)}. {_step(frame, x, focus)}"
    return {"meaning": meaning, "term": told, "rule": rule}


def _step(frame, x, focus):
    """What happened in the window of this term, forward, and what follows for backward."""
    y, dy = _at("y", focus.output), _at("dy", focus.output)
    window, result = word("kernel", "window"), f"<b>{number(focus.product)}</b>"
    product = f"{number(focus.dy)} \u00b7 {in_brackets(number(focus.factor))} = {result}"
    place, entry = word("input", _at("x", frame.place)), _at("dw" if frame.of == "dw" else "dx", frame.place)
    if frame.of == "dx":
        w = _at("w", focus.partner)
        return f"In the {window} of {y}, {place} was multiplied by {w}. So {entry} gets {dy} \u00b7 {w} = {product}."
    if frame.of == "dw":
        pixel, w = _at("x", focus.partner), _at("w", frame.place)
        where = word("input", pixel) + ("" if _on(x, focus.partner) else ", which is padding")
        return (
            f"In the {window} of {y}, {w} was multiplied by {where}. So {entry} gets {dy} \u00b7 {pixel} = {product}."
        )
    if frame.of == "average":
        count = np.prod(frame.geometry.kernel)
        share = f"{dy} / {count} = {number(focus.dy)} / {count} = {result}"
        return f"{y} is the mean of its {window}, which holds {place}. So {entry} gets {share}."
    winner, value = word("output", _at("x", focus.partner)), number(x[focus.partner])
    if focus.partner == frame.place:
        return f"{place} = {value} is the largest of the {window} of {y}. So {entry} gets all of {dy}: {result}."
    first = " and comes first" if x[focus.partner] == x[frame.place] else ""
    return f"The largest of the {window} of {y} is {winner} = {value}{first}. So {entry} gets <b>0</b> of {dy}."


def _sum(frame, term):
    """All terms with their numbers; the one that is looked at in a box."""
    entry = _at("dw" if frame.of == "dw" else "dx", frame.place)
    if not frame.terms:
        return f"{entry} = <b>0</b>"
    count = np.prod(frame.geometry.kernel)
    texts = []
    for index, t in enumerate(frame.terms, 1):
        dy = number(t.dy) if index == 1 else in_brackets(number(t.dy))
        text = f"{dy}/{count}" if frame.of == "average" else f"{dy}\u00b7{in_brackets(number(t.factor))}"
        edge = "var(--cnn-gradient)" if index == term else "transparent"
        texts.append(f'<span style="{BOXED} solid {edge}">{text}</span>')
    return f"{entry} = {' + '.join(texts)} = <b>{number(frame.value)}</b>"


def _alt(frame):
    name = "dw" if frame.of == "dw" else "dx"
    return f"dy and what it meets in {_at(name, frame.place)}; {len(frame.terms)} products make {number(frame.value)}."


def _cell(frame):
    """Height of a cell in pixels, so that three grids stand in a row."""
    return 26 if frame.geometry.padded[1] <= 7 and frame.of != "average" else 24


def _corner(frame):
    """Rows and columns of padding above and left."""
    return frame.geometry.padding[0][0], frame.geometry.padding[1][0]


def _extent(frame):
    return tuple(d * (k - 1) + 1 for d, k in zip(frame.geometry.dilation, frame.geometry.kernel))


def _on(x, place):
    return 0 <= place[0] < x.shape[0] and 0 <= place[1] < x.shape[1]


def _at(name, place):
    return f"{name}[{number(place[0])},{number(place[1])}]"


def _times(factor, name):
    return name if factor == 1 else f"{factor}{name}"


def _shifted(name, by):
    return name if by == 0 else f"{name} {'+' if by > 0 else chr(0x2212)} {abs(by)}"
