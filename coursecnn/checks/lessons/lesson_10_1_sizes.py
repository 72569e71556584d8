"""Exercises of lesson 10, Architectures: sizes and parameters of a stack."""

from ..definition import Exercise
from ..slips import slip, step

LENET = "10, 'LeNet-5, 1998'"
ALEXNET = "10, '227 or 224?'"
VGG = "10, 'VGG, 2014: small kernels, many of them'"


def lenet_parameters():
    """Of the first fully connected layer of LeNet-5, after 16 maps of 5 x 5."""
    if slip("another-layer"):
        return 16 * (6 * 25 + 1)
    if slip("next-layer"):
        return 120 * 84 + 84
    if slip("whole-net"):
        return 61_706
    maps, units = step("the number of maps", 16), step("the number of units", 120)
    pixels = step(
        "the numbers of a map", 1 if slip("shared-like-a-convolution") else 5 if slip("area-not-square") else 25
    )
    inputs = step("the numbers that come in", pixels if slip("channels-forgotten") else maps * pixels)
    biases = 0 if slip("bias-forgotten") else 1 if slip("one-bias-per-layer") else units
    biases = step("the biases", 400 if slip("bias-of-inputs") else biases)
    return step("the weights", units * inputs, "the number of units", "the numbers that come in") + biases


def size_after(n, k, s, p):
    """Side of the output of one layer."""
    room = n + (0 if slip("padding-forgotten") else p if slip("padding-counted-once") else 2 * p) - k
    s = 1 if slip("stride-forgotten") else s
    room = step("the room to move in", room, n=n, k=k, p=p)
    room = room + 1 if slip("one-in-the-brackets") else room
    size = (
        round(room / s)
        if slip("rounded")
        else room / s
        if slip("float-size")
        else -(-room // s)
        if slip("ceil-for-floor")
        else room // s
    )
    return step(
        "the size after a layer",
        size + (0 if slip("off-by-one") or slip("one-in-the-brackets") else 1),
        n=n,
        k=k,
        s=s,
        p=p,
    )


SIZES = [
    "ceil-for-floor",
    "padding-forgotten",
    "padding-counted-once",
    ("stride-forgotten", "The stride is forgotten."),
    ("rounded", "The quotient is rounded to the nearest whole number: a window that does not fit is left out, `//`."),
    ("one-in-the-brackets", "The 1 is added before the division: it comes behind it."),
    "off-by-one",
]


def stack(n, layers):
    """Side of the maps after each layer (kernel, stride, padding), beginning with n pixels."""
    sizes, first = [n] if slip("input-included") else [], n
    for k, s, p in layers:
        n = size_after(first if slip("each-from-the-first") else n, k, s, p)
        sizes.append(n)
    sizes = [first, *sizes[:-1]] if slip("sides-before") else sizes
    return tuple(sizes[-1:] if slip("last-size-only") else sizes)


def _stacks(draw):
    n, layers = draw.int(1, 12), []
    size = n
    for _ in range(draw.int(1, 4)):
        k, s, p = draw.int(1, 5), draw.int(1, 3), draw.int(0, 2)
        if size + 2 * p < k or p > k // 2:
            return None
        layers.append((k, s, p))
        size = (size + 2 * p - k) // s + 1
    return n, layers


def _famous():
    alexnet = [(11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), (3, 1, 1), (3, 2, 0)]
    return [(28, [(5, 1, 2), (2, 2, 0), (5, 1, 0), (2, 2, 0)]), (227, alexnet), (224, alexnet)]


def small_kernels():
    """(side that three 3 x 3 see, weights of one 7 x 7 over weights of three 3 x 3)."""
    kernels = step("the number of kernels", 2 if slip("two-kernels") else 3)
    adds = step("the number of pixels that each kernel adds", 3 if slip("pixels-counted-twice") else 2)
    across = 27 if slip("product-for-sum") else kernels * adds + (0 if slip("pixels-counted-twice") else 1)
    across = step("the number of pixels across", across)
    large = step("the weights of the large kernel", 49 if slip("product-for-sum") else across * across)
    small = step("the weights of the small kernels", 9 if slip("one-kernel-counted") else 9 * kernels)
    large, small = (7, 9) if slip("sides-for-areas") else (large, small)
    names = "the weights of the large kernel", "the weights of the small kernels"
    ratio = 3.0 if slip("number-for-ratio") else step("the ratio", large / small, *names)
    return across, 1 - 1 / ratio if slip("share-saved") else ratio


EXERCISES = [
    Exercise(
        id="10.lenet_parameters",
        kind="predict",
        title="Where LeNet's parameters are",
        points=1,
        see=LENET,
        value=lenet_parameters,
        hints=(
            "16 maps of 5 x 5 are laid out in one row: how many numbers is that?",
            "Each of the 120 units reads 400 numbers and has a bias.",
            "120 * 400 + 120.",
        ),
        slips=[
            "bias-forgotten",
            "shared-like-a-convolution",
            ("channels-forgotten", "The 16 channels are forgotten: all their numbers are laid out in one row."),
            "one-bias-per-layer",
            ("bias-of-inputs", "The inputs' number stands where the biases are counted: units have them, one each."),
            ("another-layer", "That is the convolution before it, with 16 filters: the layer behind it is asked for."),
            ("next-layer", "That is the layer behind it, from 120 to 84: the one that reads the maps is asked for."),
            ("whole-net", "That is the whole net: one layer of it is asked for."),
            ("area-not-square", "A map of 5 x 5 has 25 numbers, not 5."),
        ],
    ),
    Exercise(
        id="10.stack",
        kind="implement",
        title="Sizes through a net",
        points=2,
        see=ALEXNET,
        expected=stack,
        inputs=_stacks,
        also=_famous,
        output="sizes",
        whole_counts=True,
        tries=3,
        hints=(
            "Each layer's output is the next layer's input.",
            "The formula of lesson 02 with d = 1: (n + 2 * p - k) // s + 1.",
            "for k, s, p in layers: n = (n + 2 * p - k) // s + 1, and keep every n.",
        ),
        slips=[
            "each-from-the-first",
            *SIZES,
            "float-size",
            "last-size-only",
            ("sides-before", "These are the sides before each layer: those behind it are wanted."),
            ("input-included", "The side of the input is there too: one side for each layer is asked for."),
        ],
    ),
    Exercise(
        id="10.small_kernels",
        kind="predict",
        title="Three small for one large",
        points=1,
        see=VGG,
        value=small_kernels,
        tolerance=0.005,
        hints=(
            "One 3 x 3 sees 3 pixels across; each further one adds 2.",
            "Three 3 x 3 from C to C channels: 3 * 9 * C * C weights. One 7 x 7: 49 * C * C.",
            "49 / 27.",
        ),
        slips=[
            ("one-kernel-counted", "The weights of one 3 x 3 are counted: there are three."),
            "product-for-sum",
            ("pixels-counted-twice", "3 + 3 + 3 counts the shared pixels twice: each further kernel adds only k - 1."),
            ("number-for-ratio", "3 is the number of the small kernels, or 81 / 27, of a kernel of 9 x 9: compare "
             "the weights of 7 x 7 with theirs."),
            ("two-kernels", "That is the example, with two 3 x 3: here are three."),
            ("share-saved", "That is the share of the weights that the small kernels save: divide those of the large one by "
             "theirs."),
            ("sides-for-areas", "The sides are divided: a kernel of 7 x 7 has 49 weights for each pair of channels."),
        ],
    ),
]  # fmt: skip
