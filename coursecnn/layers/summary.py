"""A net as a table."""

from textwrap import wrap

from ..arguments import shown, whole

PAGE = 80  # columns, of a narrow notebook


def summary(model, input_shape):
    """Layer, output shape, parameters and multiplications, line by line, with totals.

    Multiplications are those of convolutions and linear layers for one input: nearly all there are. Where a line would
    be wider than a narrow page, the layer goes on in the next one.

    Parameters
    ----------
    model : Layer
    input_shape : tuple of int
        Of one input, without the batch: (C, H, W).

    Returns
    -------
    str
    """
    if not isinstance(input_shape, (tuple, list)):
        raise ValueError(f"input_shape must be the shape of one input, such as (1, 28, 28), not {shown(input_shape)}.")
    shape = tuple(whole(size, "Each size of input_shape") for size in input_shape)
    rows = [("layer", "output shape", "parameters", "multiplications"), ("input", str(shape), "", "")]
    rows += _rows(model, shape)
    rows.append(("total", "", *_numbers(model, shape)))
    _, b, c, d = (max(map(len, column)) for column in zip(*rows))
    names = [_folded(row[0], PAGE - b - c - d - 6) for row in rows]
    a = max(len(part) for name in names for part in name)
    lines = [
        "\n".join([f"{first:{a}}  {row[1]:{b}}  {row[2]:>{c}}  {row[3]:>{d}}".rstrip(), *others])
        for (first, *others), row in zip(names, rows)
    ]
    rule = "-" * (a + b + c + d + 6)
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _folded(name, room):
    """A layer as lines of at most so many columns, where its texts allow it."""
    indent = " " * (len(name) - len(name.lstrip()) + 4)
    return wrap(name, max(room, 20), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _rows(layer, shape, indent=""):
    """One row for a layer; for a net one for each of its layers, those of a net within it indented below its name."""
    chain = layer.chain()
    if chain is None:
        name = repr(layer).partition("(\n")[0].replace("kernel_size=", "")
        return [(indent + name, str(layer.output_shape(shape)), *_numbers(layer, shape))]
    rows = []
    for inner in chain:
        nested = inner.chain() is not None
        if nested:
            rows.append((indent + type(inner).__name__, "", "", ""))
        rows += _rows(inner, shape, indent + "  " * nested)
        shape = inner.output_shape(shape)
    return rows


def _numbers(layer, shape):
    parameters = sum(array.size for array in layer.params.values())
    return f"{parameters:,}", f"{layer.multiplications(shape):,}"
