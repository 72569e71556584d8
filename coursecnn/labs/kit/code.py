"""A lab as the line of code that brings it back."""

from inspect import signature
from urllib.parse import urlencode

import numpy as np


class Name(str):
    """What a line of code can only call by name, such as a net."""


def line(kind, settings):
    """The call that makes a lab of these settings; what is as it is anyway is left out.

    Parameters
    ----------
    kind : class
    settings : dict
        Values of parameters; those it does not hold are left out, too.

    Returns
    -------
    str
        Such as ``"ConvolutionLab(stride=2)"``.
    """
    usual = {name: parameter.default for name, parameter in signature(kind).parameters.items()}
    given = [f"{name}={_text(value)}" for name, value in settings.items() if not _same(value, usual[name])]
    return f"{kind.__name__}({', '.join(given)})"


def link(site, kind, settings):
    """The address at which the course's web site shows a lab of these settings.

    Parameters
    ----------
    site : str
        Its address.
    kind, settings
        As for ``line``.

    Raises
    ------
    ValueError
        Where the lab shows something of the reader's own, which no link can hold.
    """
    if own := [name for name, value in settings.items() if isinstance(value, Name)]:
        raise ValueError(f"A link cannot hold the {own[0]} that this lab was given: use Copy as code.")
    text = f"from coursecnn.labs import {kind.__name__}\n{line(kind, settings)}"
    return f"{site}/lite/repl/index.html?{urlencode({'kernel': 'python', 'code': text})}"


def unless(value, usual):
    """None, which stands for what is usual, or the value."""
    return None if _same(value, usual) else value


def _same(value, usual):
    return not isinstance(value, Name) and _text(value) == _text(usual)


def _text(value):
    """A value as a reader would type it."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, np.ndarray):
        return _text(value.tolist())
    if isinstance(value, (list, tuple)):
        parts = [_text(part) for part in value]
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    if isinstance(value, (float, np.floating)):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e9 else repr(round(float(value), 9))
    return repr(value)
