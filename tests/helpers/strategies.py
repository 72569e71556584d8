"""Random cases for convolution and pooling: shapes, options and a seed for the arrays."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st


@dataclass(frozen=True)
class Case:
    """One call: the shapes of its arrays (None: left out), its options, and the seed of the values."""

    shapes: tuple
    options: dict
    seed: int = 0

    def arrays(self, dtype=np.float64):
        return tuple(None if shape is None else self.array(shape, dtype, i) for i, shape in enumerate(self.shapes))

    def array(self, shape, dtype=np.float64, stream=99):
        """Normal values; in float32 rounded to eighths, so that no sum of a few of them loses digits by cancelling."""
        values = np.random.default_rng([self.seed, stream]).standard_normal(shape)
        return (np.round(values * 8) / 8 if dtype == np.float32 else values).astype(dtype)


seeds = st.integers(0, 2**16)
few_or_many = st.integers(1, 3) | st.just(12)  # fast code treats few channels in ways of their own
channel_counts = st.tuples(st.integers(1, 3), few_or_many, few_or_many)  # groups, inputs and outputs in each


def int_or_pair(low, high):
    """An integer, or a pair (h, w) of them."""
    numbers = st.integers(low, high)
    return numbers | st.tuples(numbers, numbers)


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def per_side(most_h, most_w):
    """A padding of up to ``most_h`` rows and ``most_w`` columns: one number, a pair, or four."""
    h, w = st.integers(0, most_h), st.integers(0, most_w)
    return st.integers(0, min(most_h, most_w)) | st.tuples(h, w) | st.tuples(st.tuples(h, h), st.tuples(w, w))


def total_padding(padding, spans):
    """Rows and columns that a padding adds to an image; ``spans`` are the sizes of the dilated window."""
    if padding == "same":
        return tuple(span - 1 for span in spans)
    if padding == "valid":
        return 0, 0
    return tuple(sum(p) if isinstance(p, tuple) else 2 * p for p in as_pair(padding))


@st.composite
def images(draw, channels, spans, padding):
    """A shape (N, C, H, W) of images into which the window fits at least once."""
    added = total_padding(padding, spans)
    h, w = (max(1, span - more) + draw(st.integers(0, 5)) for span, more in zip(spans, added, strict=True))
    return draw(st.integers(1, 3)), channels, h, w


@st.composite
def conv_windows(draw):
    """A kernel (h, w) and the options stride, padding, dilation."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    paddings = per_side(3, 3) | st.sampled_from(["same", "valid"])
    options = {"dilation": draw(int_or_pair(1, 3)), "padding": draw(paddings)}
    options["stride"] = 1 if options["padding"] == "same" else draw(int_or_pair(1, 3))
    spans = tuple(d * (k - 1) + 1 for d, k in zip(as_pair(options["dilation"]), kernel, strict=True))
    return kernel, spans, options


@st.composite
def conv_cases(draw):
    """Cases of ``conv2d``: x, weight, bias or None."""
    kernel, spans, options = draw(conv_windows())
    groups, per_group_in, per_group_out = draw(channel_counts)
    c_out = groups * per_group_out
    x = draw(images(groups * per_group_in, spans, options["padding"]))
    bias = draw(st.sampled_from([None, (c_out,)]))
    return Case((x, (c_out, per_group_in, *kernel), bias), options | {"groups": groups}, draw(seeds))


@st.composite
def column_cases(draw):
    """Cases of ``im2col``: x."""
    kernel, spans, options = draw(conv_windows())
    x = draw(images(draw(st.integers(1, 3)), spans, options["padding"]))
    return Case((x,), options | {"kernel_size": kernel}, draw(seeds))


@st.composite
def conv_transpose_cases(draw):
    """Cases of ``conv_transpose2d``: x, weight, bias or None."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    options = {"stride": draw(int_or_pair(1, 3)), "dilation": draw(int_or_pair(1, 3))}
    limits = [max(s, d) - 1 for s, d in zip(as_pair(options["stride"]), as_pair(options["dilation"]), strict=True)]
    options["output_padding"] = draw(st.integers(0, min(limits)) | st.tuples(*(st.integers(0, e) for e in limits)))
    h, w = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    canvas = [
        (n - 1) * s + d * (k - 1) + 1 + e
        for n, s, d, k, e in zip(
            (h, w), *(as_pair(options[name]) for name in ("stride", "dilation")), kernel,
            as_pair(options["output_padding"]), strict=True,
        )
    ]  # fmt: skip
    options["padding"] = draw(per_side(*(min(3, (size - 1) // 2) for size in canvas)))
    groups, per_group_in, per_group_out = draw(channel_counts)
    x, weight = (draw(st.integers(1, 3)), groups * per_group_in, h, w), (groups * per_group_in, per_group_out, *kernel)
    bias = draw(st.sampled_from([None, (groups * per_group_out,)]))
    return Case((x, weight, bias), options | {"groups": groups}, draw(seeds))


@st.composite
def max_pool_cases(draw):
    """Cases of ``max_pool2d``: x."""
    kernel_size = draw(int_or_pair(1, 4))
    kernel = as_pair(kernel_size)
    padding = draw(per_side(*(k // 2 for k in kernel)))
    x = draw(images(draw(st.integers(1, 4)), kernel, padding))
    options = {"kernel_size": kernel_size, "stride": draw(st.none() | int_or_pair(1, 4)), "padding": padding}
    return Case((x,), options, draw(seeds))


@st.composite
def avg_pool_cases(draw):
    """Cases of ``avg_pool2d``: x."""
    case = draw(max_pool_cases())
    return Case(case.shapes, case.options | {"count_include_pad": draw(st.booleans())}, case.seed)


@st.composite
def linear_cases(draw):
    """Cases of ``linear``: x, weight, bias or None."""
    n, features, outputs = (draw(st.integers(1, 6)) for _ in range(3))
    return Case(((n, features), (outputs, features), draw(st.sampled_from([None, (outputs,)]))), {}, draw(seeds))
