"""Values of any kind in a few words."""

from numbers import Number
from types import GeneratorType

import numpy as np

LONGEST = 200  # characters
DEEPEST = 8  # lists in lists


def shown_type(value):
    """What a value is, to stand behind "not"."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, Number | str | np.generic | np.ndarray):
        return f"{shown(value)} ({type(value).__name__})"
    name = type(value).__name__.removeprefix("frozen")
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def shown(value, depth=DEEPEST):
    """A value as Python would write it, short, without the addresses of objects."""
    if type(value).__name__ == "Strange":  # what has passed the door in words
        return value.words
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        value = value.item()
    if isinstance(value, float):
        text = f"{value:.1f}" if value.is_integer() and abs(value) < 1e16 else f"{value:.6g}"
        text = repr(value) if text.lstrip("-").isdigit() else text  # 16.0000001 is not shown as 16
    elif type(value) in (tuple, list):
        inside = _parts(value, depth) + ("," if type(value) is tuple and len(value) == 1 else "")
        text = f"({inside})" if type(value) is tuple else f"[{inside}]"
    elif isinstance(value, str | bytes):
        text = repr(value[: 2 * LONGEST])
    elif value is None or value is ... or isinstance(value, Number | dict | set | range):
        text = said(repr, value)
    elif isinstance(value, np.ndarray):
        text = said(repr, value.tolist()) if value.size <= LONGEST else f"an array of shape {value.shape}"
    elif isinstance(value, GeneratorType):
        text = "a generator"
    else:
        text = getattr(value, "__name__", None)
        text = text if isinstance(text, str) else shown_type(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


def _parts(value, depth):
    """The first parts of a list, as far as they are shown; an answer may hold itself."""
    texts = []
    for part in value if depth else ():
        texts.append(shown(part, depth - 1))
        if sum(map(len, texts)) > LONGEST:
            break
    return ", ".join(texts) if depth else "..."


def said(of, value):
    """``of(value)``, which is ``str`` or ``repr``; of an object that refuses, its type."""
    try:
        return of(value)
    except Exception:
        return f"a {type(value).__name__}"
