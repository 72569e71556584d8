"""A net as a table."""

from ..arguments import shown, whole


def summary(model, input_shape):
    """Layer, output shape, parameters and multiplications, line by line, with totals.

    Multiplications are those of convolutions and linear layers for one input: nearly all there are.

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
    a, b, c, d = (max(map(len, column)) for column in zip(*rows))
    lines = [f"{row[0]:{a}}  {row[1]:{b}}  {row[2]:>{c}}  {row[3]:>{d}}".rstrip() for row in rows]
    rule = "-" * (a + b + c + d + 6)
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


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
