"""Exercises of lesson 00, Why convolution: what is counted."""

from ..definition import Exercise
from ..slips import slip, step

PERCEPTRON = "00, 'A net without convolution'"
LARGER = "00, 'A larger image'"


def count_parameters(sizes):
    """Weights and biases of a fully connected net."""
    total = sizes[0] if slip("bias-of-inputs") else 0
    if slip("layers-multiplied"):
        product = 1
        for n in sizes:
            product *= n
        return product if slip("bias-forgotten") else product + sum(sizes[1:])
    pairs = list(zip(sizes[:-1], sizes[1:]))
    pairs = pairs[:1] if slip("first-layer-only") else pairs[-1:] if slip("last-layer-only") else pairs
    for place, (n, m) in enumerate(pairs[:-1] if slip("last-layer-missing") else pairs):
        weights = step("the weights of a layer", n + m if slip("sum-for-product") else n * m, n=n, m=m)
        biases = 1 if slip("one-bias-per-layer") else n if slip("bias-per-input") else m
        biases = n * m if slip("bias-per-weight") else n + m + 1 if slip("weights-of-the-bias") else biases
        biases = step("the biases of a layer", biases, n=n, m=m)
        first = slip("output-biases-only") and place < len(pairs) - 1
        total += weights + (0 if slip("bias-forgotten") or first else biases)
    return total


def _layer_sizes(draw):
    return (tuple(draw.int(1, 9) for _ in range(draw.int(2, 5))),)


def conv_parameters(c_in, c_out, k):
    """Weights and biases of a convolution with c_out filters of k x k on c_in channels."""
    window = k if slip("window-not-square") else 2 * k if slip("twice-for-square") else k * k
    window = step("the weights of one kernel", k ^ 2 if slip("xor-for-power") else window, k=k)
    weights = c_in + window if slip("channels-added") else window if slip("first-channel-only") else c_in * window
    if slip("same-filter-for-all"):
        return weights + c_out
    if slip("one-filter-only"):
        return weights + 1
    biases = 1 if slip("one-bias-per-layer") else c_out
    biases = c_in if slip("bias-per-channel") else c_out * c_in if slip("bias-per-input-channel") else biases
    biases = c_out * weights if slip("bias-per-weight") else 0 if slip("bias-forgotten") else biases
    weights = step("the weights of one filter", weights, c_in=c_in, k=k, window=window)
    biases = step("the number of biases", biases, c_in=c_in, c_out=c_out, k=k)
    return c_out * weights + biases


def _filters(draw):
    return draw.int(1, 9), draw.int(1, 9), draw.int(1, 7)


def photo_parameters():
    """200 x 100 pixels in colour, 50 units, 10 outputs."""
    colours = step("the number of colours", 1 if slip("first-channel-only") else 3)
    pixels = step("the number of pixels", 200 + 100 if slip("sides-added") else 200 * 100)
    numbers = step("the numbers of the picture", colours * pixels)
    units, outputs = step("the number of hidden units", 50), step("the number of outputs", 10)
    biases = numbers if slip("bias-of-inputs") else 0
    if slip("layers-multiplied"):
        return numbers * 50 * 10 + (0 if slip("bias-forgotten") else 60)
    hidden, output = (0, 0) if slip("bias-forgotten") else (1, 1) if slip("one-bias-per-layer") else (units, outputs)
    hidden = step("the biases of the hidden units", 3 * hidden if slip("bias-per-channel") else hidden)
    output = step("the biases of the outputs", output)
    names = "the number of hidden units", "the number of outputs"
    first = step("the weights of the first layer", numbers * units, "the numbers of the picture", names[0]) + hidden
    second = step("the weights of the second layer", units * outputs, *names) + output
    return biases + (first if slip("first-layer-only") else second if slip("second-layer-only") else first + second)


COUNTS = ["layers-multiplied", "bias-forgotten", "bias-of-inputs", "one-bias-per-layer", "first-layer-only"]

EXERCISES = [
    Exercise(
        id="00.count_parameters",
        kind="implement",
        title="Count the parameters",
        points=2,
        see=PERCEPTRON,
        expected=count_parameters,
        inputs=_layer_sizes,
        also=lambda: [((784, 50, 10),)],
        tries=2,
        hints=(
            "Count one layer first: how many weights has one unit, and how many units are there?",
            "A layer from n numbers to m units has n * m weights and m biases.",
            "Go through neighbouring pairs of sizes, as with zip(sizes, sizes[1:]), and add up.",
        ),
        slips=[
            *COUNTS,
            ("bias-per-weight", "A bias is counted for each weight: a unit has one."),
            ("bias-per-input", "A bias is counted for each number that comes in: each unit of the layer has one."),
            ("weights-of-the-bias", "(n + 1) * (m + 1) counts one unit too many: (n + 1) * m, a weight for each number "
             "and one bias for each of m units."),
            ("last-layer-missing", "The last layer is missing: the loop ends too early."),
            ("last-layer-only", "Only the last layer is counted: `=` stands where `+=` adds up."),
            ("sum-for-product", "n + m stands for the weights: each of m units has n of them, n * m."),
            ("output-biases-only", "Only the biases of the last layer are counted: each layer has its own."),
        ],
    ),
    Exercise(
        id="00.photo_parameters",
        kind="predict",
        title="A small photograph",
        points=1,
        see=LARGER,
        value=photo_parameters,
        hints=(
            "How many numbers is a colour picture of 200 x 100 pixels?",
            "60,000 numbers into 50 units, each with a bias; then 50 numbers into 10 units, each with a bias.",
            "60,000 * 50 + 50 for the first layer. Add the second layer.",
        ),
        slips=[
            ("first-channel-only", "A colour picture has three numbers for each pixel."),
            *COUNTS,
            ("second-layer-only", "Only the second layer is counted."),
            ("sides-added", "The sides are added: 200 x 100 pixels are 200 * 100."),
            ("bias-per-channel", "A hidden unit has one bias, not one for each colour."),
        ],
    ),
    Exercise(
        id="00.conv_parameters",
        kind="implement",
        title="Count the parameters of a convolution",
        points=1,
        see=LARGER,
        expected=conv_parameters,
        inputs=_filters,
        tries=2,
        hints=(
            "One filter looks at a window of k x k pixels, in every channel that comes in.",
            "A filter has c_in * k * k weights. How many filters are there, and how many biases?",
            "c_out filters with c_in * k * k weights and one bias each.",
        ),
        slips=[
            "bias-forgotten",
            ("bias-per-input-channel", "A bias is counted for each channel of each filter: a filter has one."),
            ("bias-per-channel", "There are as many biases as channels that come in: each of the c_out filters has "
             "one."),
            ("bias-per-weight", "A bias is counted for each weight: a filter has one."),
            "one-bias-per-layer",
            "window-not-square",
            ("twice-for-square", "2 * k stands for the window: it has k * k pixels."),
            ("xor-for-power", "k ^ 2 is no power in Python: k ** 2 is."),
            ("first-channel-only", "The channels that come in are forgotten: a filter has a window in each of them."),
            ("channels-added", "The channels are added to the window: a filter has c_in windows, c_in * k * k."),
            "same-filter-for-all",
            ("one-filter-only", "One filter is counted: there are c_out of them."),
        ],
    ),
]  # fmt: skip
