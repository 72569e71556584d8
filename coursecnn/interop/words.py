"""What is said of nets that cannot be carried over."""


class InteropError(ValueError):
    """A net or a layer that the other side does not have; the message is one sentence."""


def refuse(place, layer, why):
    """The error for the layer at ``place`` (such as ``"2.0"``; ``""`` for the net itself)."""
    where = f"Layer {place}" if place else "The net"
    return InteropError(f"{where}, {' '.join(repr(layer).split())}, cannot be carried over: {why}.")


def even(padding):
    """Whether a padding ((top, bottom), (left, right)) is the same on both sides."""
    (top, bottom), (left, right) = padding
    return top == bottom and left == right


def at(place, number):
    """The place of layer ``number`` inside ``place``."""
    return f"{place}.{number}" if place else str(number)
