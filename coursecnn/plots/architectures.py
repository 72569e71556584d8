"""Diagrams of the building blocks of famous nets, for lesson 10. Each returns a matplotlib ``Figure``."""


def vgg_block():
    """Two small convolutions, then pooling (Simonyan and Zisserman, 2014)."""
    nodes = {
        "x": (0, 0, "input\nC maps", "input"), "a": (1, 0, "conv 3 × 3\nReLU"), "b": (2, 0, "conv 3 × 3\nReLU"),
        "p": (3, 0, "max pool\n2 × 2"),
    }  # fmt: skip
    edges = [("x", "a"), ("a", "b"), ("b", "p")]
    return _blocks(nodes, edges, "A VGG block: two 3 × 3 see 5 × 5 with 18 C² weights, not 25 C²")


def nin():
    """Network in network for images of 32 × 32 (Lin, Chen and Yan, 2013)."""
    nodes = {
        "x": (0, 0, "input\n3 × 32 × 32", "input"), "a": (1, 0, "conv 5 × 5\n192 maps"),
        "b": (2, 0, "conv 1 × 1\n160 maps"),
        "c": (3, 0, "conv 1 × 1\n96 maps"), "d": (0, 1, "pool, then\n5 × 5, 1 × 1, 1 × 1\n192 maps"),
        "e": (1, 1, "pool, then\n3 × 3, 1 × 1, 1 × 1\n10 maps of 8 × 8"),
        "g": (2, 1, "global average pool\n10 numbers", "output"),
    }  # fmt: skip
    edges = [("x", "a"), ("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "g")]
    return _blocks(nodes, edges, "NiN: 1 × 1 convolutions between, global pooling at the end")


def inception_block():
    """The first Inception block of GoogLeNet (Szegedy et al., 2014)."""
    nodes = {
        "x": (0, 1.5, "input\n192 maps", "input"),
        "a": (2, 0, "conv 1 × 1\n64"), "b": (1, 1, "conv 1 × 1\n96"), "c": (2, 1, "conv 3 × 3\n128"),
        "d": (1, 2, "conv 1 × 1\n16"), "e": (2, 2, "conv 5 × 5\n32"),
        "p": (1, 3, "max pool\n3 × 3, stride 1"), "q": (2, 3, "conv 1 × 1\n32"),
        "y": (3, 1.5, "join\n256 maps", "output"),
    }  # fmt: skip
    edges = [
        ("x", "a"),
        ("x", "b"),
        ("b", "c"),
        ("x", "d"),
        ("d", "e"),
        ("x", "p"),
        ("p", "q"),
        *((k, "y") for k in "aceq"),
    ]
    return _blocks(nodes, edges, "An Inception block: 256 maps, made in four ways")


def residual_block():
    """y = ReLU(x + f(x)) (He, Zhang, Ren and Sun, 2015)."""
    nodes = {
        "x": (0, 0, "input x", "input"), "a": (1, 0, "conv 3 × 3\nReLU"), "b": (2, 0, "conv 3 × 3"),
        "s": (3, 0, "+\nx + f(x)", "plain"), "r": (4, 0, "ReLU"),
    }  # fmt: skip
    edges = [("x", "a"), ("a", "b"), ("b", "s"), ("x", "s"), ("s", "r")]
    return _blocks(nodes, edges, "A residual block: the input goes around and is added")


def _blocks(*arguments):
    from . import blocks

    return blocks(*arguments)
