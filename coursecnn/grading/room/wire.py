"""Values as JSON, for a pipe between two processes of which one does not trust the other: reading runs no code.

None, True, False, floats, texts and whole numbers below 2**53 stand for themselves; all else is an object whose key
``"t"`` says what it is. Arrays keep their type, shape, and order in memory, their contents are base64.
"""

import base64
import math

import numpy as np

from ...checks.door import Reply, Strange
from ...checks.scores import NAMED

LONGEST = 20_000  # characters of a text
LARGEST = 2_000_000  # bytes of an array
DIGITS = 3_500  # hexadecimal, of a whole number: what Python still prints
PARTS = 200_000  # of a message
LINE = 16_000_000  # bytes
FLAGS = {"C": "C", "F": "F"}


class Malformed(ValueError):
    """What came is not a value on this wire."""


def encode(value):
    """A plain value (see ``coursecnn.checks.door``) or a function of ``NAMED`` as what ``json`` can write."""
    kind = type(value)
    if value is None or kind in (bool, float):
        return value
    if kind is str:
        return value[:LONGEST]
    if kind is int:
        return value if abs(value) < 2**53 else _large(value)
    if value is ...:
        return {"t": "..."}
    if kind is complex:
        return {"t": "complex", "v": [value.real, value.imag]}
    if kind in (tuple, list, frozenset):
        return {"t": kind.__name__, "v": [encode(part) for part in value]}
    if kind is Strange:
        return {"t": "strange", "type": value.type[:LONGEST], "words": value.words[:LONGEST]}
    if isinstance(value, np.generic | np.ndarray) and value.dtype.kind in "buifc":
        return _array(value)
    name = next((name for name, function in NAMED.items() if function.__name__ == getattr(value, "__name__", "")), None)
    return (
        {"t": "named", "v": name}
        if name
        else {"t": "strange", "type": kind.__name__[:100], "words": kind.__name__[:100]}
    )


def _large(value):
    text = hex(value)
    return {"t": "int", "v": text} if len(text) < DIGITS else {"t": "strange", "type": "int", "words": "a huge number"}


def _array(value):
    if value.nbytes > LARGEST:
        return {"t": "strange", "type": "ndarray", "words": f"an array of shape {value.shape}"}
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    data = base64.b64encode(value.tobytes(order)).decode()
    name = "scalar" if isinstance(value, np.generic) else "array"
    return {"t": name, "dtype": value.dtype.str, "shape": list(value.shape), "order": order, "v": data}


def decode(given, named=False):
    """The value that ``encode`` wrote.

    Parameters
    ----------
    given : what ``json`` has read
    named : bool
        Functions of ``NAMED`` may come, too.

    Raises
    ------
    Malformed
    """
    try:
        return _decode(given, named, [PARTS])
    except Malformed:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, MemoryError) as error:
        raise Malformed(type(error).__name__) from None


def _decode(given, named, left):
    left[0] -= 1
    if left[0] < 0:
        raise Malformed("too many parts")
    if given is None or type(given) in (bool, float, int):
        if type(given) is int and abs(given) >= 2**53:
            raise Malformed("a large number")
        return given
    if type(given) is str:
        return _text(given)
    kind = given["t"]
    if kind in ("tuple", "list", "frozenset"):
        parts = [_decode(part, named, left) for part in given["v"]]
        return parts if kind == "list" else tuple(parts) if kind == "tuple" else frozenset(parts)
    if kind == "...":
        return ...
    if kind == "int":
        if len(given["v"]) >= DIGITS:
            raise Malformed("a huge number")
        return int(given["v"], 16)
    if kind == "complex":
        real, imaginary = given["v"]
        return complex(float(real), float(imaginary))
    if kind == "strange":
        return Strange(_text(given["type"]), _text(given["words"]))
    if kind == "named" and named:
        return NAMED[given["v"]]
    if kind in ("array", "scalar"):
        return _array_of(given)
    raise Malformed("a value of no known kind")


def _array_of(given):
    dtype, shape = np.dtype(given["dtype"]), tuple(given["shape"])
    data = base64.b64decode(given["v"], validate=True)
    if dtype.kind not in "buifc" or dtype.itemsize > 32 or not all(type(n) is int and n >= 0 for n in shape):
        raise Malformed("no array")
    if len(shape) > 32 or max(shape, default=0) > 2**40 or math.prod(shape) * dtype.itemsize != len(data):
        raise Malformed("an array of another size")
    if dtype.kind == "b" and max(data, default=0) > 1:
        raise Malformed("neither True nor False")
    array = np.frombuffer(data, dtype).reshape(shape, order=FLAGS[given["order"]]).copy(given["order"])
    return array[()] if given["t"] == "scalar" and shape == () else array


def _text(text):
    if type(text) is not str or len(text) > LONGEST:
        raise Malformed("no text")
    return text.encode("utf-8", "replace").decode()  # halves of characters are none


def encode_reply(reply):
    """What an answer did with one input (a ``Reply``)."""
    return encode(
        (
            reply.value,
            reply.error,
            reply.text,
            reply.line,
            reply.changed,
            bool(reply.shared),
            reply.printed,
            reply.lines,
        )
    )


def decode_reply(given):
    """The ``Reply``; texts are cut to the length that messages have. Raises ``Malformed``."""
    parts = decode(given)
    if type(parts) is not tuple or tuple(map(type, parts[1:])) != (str, str, str, tuple, bool, str, int):
        raise Malformed("no reply")
    value, error, text, line, changed, shared, printed, lines = parts
    if not all(type(one) is tuple and len(one) == 2 and type(one[0]) in (int, str) for one in changed):
        raise Malformed("no changes")
    return Reply(value, error[:60], text[:300], line[:300], changed, shared, printed[:2000], lines)
