"""The journey drawn: a strip of all maps, to be pointed at, and below it what one number is made of."""

import numpy as np

from ...plots.values import digits_for, number, span, times
from ..kit.cells import Grid, text_width
from ..kit.mosaic import Mosaic
from ..kit.png import colour
from ..kit.svg import LINE, Picture, flow, line, part, row
from .digit_drawing import bars
from .journey_sums import channel_sums, largest_products, products_title, weight_pictures
from .reasons import back_to, rather
from .seen import seen, way_back

WIDE, TALL, CELL, FULL = 124, 88, 24, 60  # pixels: of the maps of a layer, of a cell; numbers that are written out
LARGE = 120  # pixels: of the chosen map
SEEN = 64  # pixels: of the image in its colours
KERNELS = 560  # pixels: of all kernels of a filter
FRAMED = 16  # so many kernels, at most, have a frame each
FEW = 12  # numbers that are so large that each has its own number written on it
BELOW, APART = 10, 12  # pixels: of the line below these, between the names of two stops
CHOOSE = "Its filter, a kernel for each of {} channels; choose one:"


def strip(frame, names, stop, place, classes):
    """All stops of a journey as HTML, one picture each; in the chosen one, the chosen map and number are boxed.

    Where a gradient is asked for, it stands in the places of the maps; beside that of the image is the image.

    Parameters
    ----------
    frame : JourneyFrame
    names : list of str
    stop : int
    place : (channel, row, column)
    classes : list of str
        What the scores are called.
    """
    forward = frame.gradients is None
    shown = [*(frame.values if forward else frame.gradients), frame.probabilities.reshape(-1, 1, 1)]
    marked = _marked(frame, stop, place)
    kind = "digit" if classes == list("0123456789") else "class"
    notes = [(kind if k >= frame.last - 1 else "number", number(float(array.max()))) for k, array in enumerate(shown)]
    notes[-1] = kind, f"{100 * float(frame.probabilities.max()):.1f} %"
    cards = [
        _card(k, names[k], array, signed, place if k == stop else None, marked.get(k), frame.values[0], notes[k])
        for k, (array, signed) in enumerate(zip(shown, [*[not forward] * len(frame.values), False]))
    ]
    what = "What each layer makes of the image" if forward else f"Gradients of {_score(frame, classes)}"
    contents = "; ".join(f"{name}, {span(array)}" for name, array in zip(names, shown))
    alt = f"{what}: {contents}. Chosen: {names[stop]}."
    scale = f"{what}, not the maps themselves: orange-red where more raises it, blue where it lowers."
    return flow(cards, alt, acts=True, top=True) + ("" if forward else line(scale, "scale"))


def _score(frame, classes):
    minus = "" if frame.against is None else f" minus score {classes[frame.against]}"
    return f"score {classes[frame.target]}{minus}"


def _marked(frame, stop, place):
    """What the chosen number is made of in each layer behind: channels, first and last row, first and last column."""
    marked = {}
    for k, channels, axes in way_back(frame, stop, place):
        shape = frame.values[k].shape
        whole = channels is None and tuple(map(len, axes)) == shape[1:]
        if all(map(len, axes)) and (k == 0 or not whole):
            marked[k] = range(shape[0]) if channels is None else channels, *((one[0], one[-1]) for one in axes)
    return marked


def _card(k, name, array, signed, place, marked, image, note):
    """A stop of the strip; ``note``: what each of a few numbers stands for, and the largest one."""
    single = array.shape[1:] == (1, 1)
    few, many = single and len(array) <= FEW, single and len(array) > FEW
    maps, (x, y) = Mosaic(array, f"L{k}", 2 * WIDE if many else WIDE, TALL, signed, numbered=few), (2, LINE + 14)
    about = times(array.shape) if not single else f"one cell per {note[0]}" if few else f"{len(array)} numbers"
    told = f"largest, {array.argmax()}: {note[1]}" if few else ""
    about += ", gradient" if signed else ""
    drawn = f'<text class="cnn-heading" x="2" y="13">{name}</text>'
    if k == 0 and (signed or len(image) == 3) and len(image) in (1, 3) and image.min() >= 0 and image.max() <= 1:
        about += "" if signed else ": red, green, blue"
        drawn += Picture(colour(255 * image.repeat(3 // len(image), axis=0)), (SEEN, SEEN), "The image").draw(x, y)
        x += SEEN + 6
    drawn += f'<text class="cnn-index" x="2" y="{LINE + 6}" style="text-anchor:start">{about}</text>' + maps.draw(x, y)
    if place is not None:
        drawn += maps.box(x, y, place[0], "output") + maps.point(x, y, place, "output")
    if marked is not None:
        drawn += "".join(maps.area(x, y, channel, *marked[1:], "kernel") for channel in marked[0])
    (wide, tall) = maps.size
    tall = max(tall, SEEN) if x > 2 else tall
    if few:
        drawn += f'<text class="cnn-small" x="2" y="{y + tall + 8:g}" style="text-anchor:start">{told}</text>'
        tall += BELOW
    words = max(text_width(name, 11) + APART, text_width(about, 10), text_width(told, 10))
    return part(drawn, 0, 0, max(x + wide, words) + 2, y + tall + 3)


def desk(frame, names, stop, place, why, source, classes):
    """What one number is made of, as HTML.

    Parameters
    ----------
    frame, names, stop, place, classes : as in ``strip``
    why : Reason or None
        None at the image.
    source : int
        Which of the filter's channels is written out, from 0.
    """
    said = _sentence(frame, names, stop, place, why, classes)
    if why is None or why.kind == "whole":
        return said
    if why.kind == "softmax":
        return said + bars(frame.probabilities, classes)
    if why.kind == "weights":
        difference = rather(frame, stop, place)
        if difference is not None:
            text = f"{_score(frame, classes).capitalize()} is {number(difference.value, 4)}. Both are made of the same "
            said += line(f"{text}inputs, so here the weights of {classes[frame.against]} are subtracted.", "rather")
        return said + weight_pictures(difference or why) + largest_products(difference or why)
    large = _enlarged(frame, stop, place)
    inputs = _numbers(why.window[source], "kernel", "inputs", "back", "signed" if why.window.min() < 0 else "grey")
    if why.kind == "convolution":
        kernel = _numbers(why.weights[source], "kernel", f"kernel for channel {why.places[source, 0, 0, 0]}", "kernel")
        products = _numbers(why.products[source], "plain", products_title(why, source), "products")
        window = row([inputs, kernel, products], ["x", "="], "Inputs, kernel and products.", after=large)
        return said + _filters(why, source) + window + channel_sums(why, source)
    value = Grid([[why.value]], "output", "output", digits=3)
    signs = {"maximum": "max", "mean": "mean", "order": "->", "same place": "->"}
    return said + row([inputs, value], [signs[why.kind]], "Inputs and output.", after=large)


def _enlarged(frame, stop, place):
    """The chosen map, so large that its numbers can be aimed at."""
    array = (frame.values if frame.gradients is None else frame.gradients)[stop]
    if array.shape[1:] == (1, 1):
        return []
    signed = frame.gradients is not None or array.min() < 0
    limit = float(np.abs(array).max())
    maps = Mosaic(array[[place[0]]], f"L{stop}", LARGE, LARGE, signed, place[0], limit)
    title = f"map {place[0]}, gradient" if frame.gradients is not None else f"map {place[0]}"
    drawn = f'<text class="cnn-heading" x="2" y="13">{title}</text>{maps.draw(2, LINE)}'
    drawn += maps.point(2, LINE, (0, *place[1:]), "output")
    return [part(drawn, 0, 0, maps.size[0] + 4, LINE + maps.size[1] + 3)]


def came(frame, names, stop, why):
    """How one came from a stop one layer back, as the end of a line; the arguments are as in ``desk``."""
    flat = stop - 1 - back_to(frame, stop)
    over = f" over {names[stop - 1]}, which only puts numbers in a row," if flat else ""
    if why.kind == "softmax" or why.window.size == 1:
        return ""
    return f" Back{over} to the {'largest number' if why.weights is None else 'product that counts most'}."


def _where(frame, stop, place):
    maps = stop != frame.last and frame.values[stop].shape[1:] != (1, 1)
    return f"map {place[0]}, row {place[1]}, column {place[2]}" if maps else f"number {place[0]}"


def _sentence(frame, names, stop, place, why, classes):
    value = frame.probabilities[place[0]] if stop == frame.last else frame.values[stop][place]
    where = _where(frame, stop, place)
    if stop >= frame.last - 1 and classes[place[0]] != str(place[0]):
        where += f" ({classes[place[0]]})"
    text = f"{names[stop]}, {where}: {number(float(value), 4)}."
    if why is not None and why.kind == "order":
        c, i, j = why.places[0, 0, 0]
        text += f" It is map {c}, row {i}, column {j} of the layer before."
    if why is not None and why.kind == "whole":
        text += " This layer is taken as a whole."
    if stop and (pixels := seen(frame, stop, place)):
        (top, bottom), (left, right) = pixels
        whole = (bottom - top + 1, right - left + 1) == frame.values[0].shape[1:]
        text += (
            " It sees the whole image."
            if whole
            else (
                f" It sees {times((bottom - top + 1, right - left + 1))} pixels of the image: rows {top} to {bottom}, "
                f"columns {left} to {right}."
            )
        )
    if frame.gradients is not None and stop != frame.last:
        rate = number(float(frame.gradients[stop][place]), 4)
        text += f" Its gradient is {rate}: where a little is added here, "
        text += f"{_score(frame, classes)} changes by {rate} times that."
    return line(text, "value", heard=True)


def _numbers(array, role, title, name, shade="signed"):
    """A grid of numbers; where they are too many to be read, of colours."""
    few = array.size <= FULL
    limit = float(array.max()) if shade == "grey" else None
    digits = 2 if np.abs(array).max() >= 0.01 else digits_for(array)
    shown = dict(
        shade=shade,
        limit=limit,
        digits=digits,
        tiny=False,
        room=4,
        hidden=not few,
        cell=CELL if few else max(4, 150 // len(array)),
    )
    return Grid(array, role, title, name, "pick" if name == "back" else None, **shown)


def _filters(why, source):
    """The kernels of all channels, to choose one, where there are several; many in two pieces, for narrow pages."""
    count, limit = len(why.weights), float(np.abs(why.weights).max())
    if count == 1:
        return ""
    tall = 60 if count > 16 else 44
    halves = 2 if Mosaic(why.weights, "filter", KERNELS, tall).size[0] > KERNELS / 2 else 1
    pieces = []
    for part_ in np.array_split(np.arange(count), halves):
        shape = KERNELS / halves, tall, True, int(part_[0]), limit
        maps = Mosaic(why.weights[part_], "filter", *shape, apart=count <= FRAMED)
        drawn = maps.draw(2, 2) + (maps.box(2, 2, source - part_[0], "kernel") if source in part_ else "")
        pieces.append(part(drawn, 0, 0, maps.size[0] + 4, maps.size[1] + 4))
    return flow([line(CHOOSE.format(count), "filter"), *pieces], "Its kernels.", acts=True)
