"""Wrong calls, made from the signatures of all that is public: each is one sentence of ours."""

import inspect
import warnings
from pathlib import Path

import numpy as np
import pytest
from callables import CALLS, ELSEWHERE, NO_ARGUMENTS, UNTRIED, arguments, public
from table import count
from wrong_values import kind

import coursecnn as cnn
from coursecnn.functional import parallel

pytestmark = pytest.mark.robustness
PACKAGE = Path(cnn.__file__).parent
OURS = ValueError, TypeError, RuntimeError


def test_every_public_callable_is_tried():
    """A new function needs a call that is right, and its arguments a list of what they may not be."""
    names = {name.removeprefix("reference.") for name in public()}
    assert names - set(CALLS) - NO_ARGUMENTS - ELSEWHERE == set()
    assert set(CALLS) - names == set(), "calls of what is no longer there"
    for name, function in public().items():
        plain = name.removeprefix("reference.")
        for argument in inspect.signature(function).parameters if plain in CALLS else ():
            assert argument in CALLS[plain], f"{name}: the right call has no {argument}"
            assert (plain, argument) in UNTRIED or kind(argument, plain)


@pytest.mark.parametrize("name", [name for name in public() if name.removeprefix("reference.") in CALLS])
def test_wrong_calls(name, monkeypatch, tmp_path):
    monkeypatch.setattr(parallel, "PATIENCE", 0)
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path))
    function, plain = public()[name], name.removeprefix("reference.")
    if plain not in ("load", "fetch"):  # which take their time
        function(**arguments(name))
    wrong = []
    for argument in inspect.signature(function).parameters:
        if (plain, argument) in UNTRIED:
            continue
        for value in kind(argument, plain):
            fault = call(function, arguments(name) | {argument: value})
            count("calls", fault is None)
            if fault:
                wrong.append(f"{name}({argument}={value!r:.80}): {fault}")
    parallel.set_workers(None)
    assert not wrong, "\n".join(wrong)


def call(function, given):
    """What is wrong with the answer to a wrong call, or None."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            function(**given)
    except OURS as error:
        return about(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def about(error):
    """What is wrong with an error: it comes from inside another library, or is no sentence of at most two lines."""
    message, frame = str(error), error.__traceback__
    while frame.tb_next is not None:
        frame = frame.tb_next
    if PACKAGE not in Path(frame.tb_frame.f_code.co_filename).parents:
        return f"from inside another library: {type(error).__name__}: {message}"
    if not message.endswith((".", ".)")) or message.count("\n") or len(message) > 420:
        return f"no sentence: {message}"
    return None
