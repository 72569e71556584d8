"""``stored``: a function of a lesson whose results come with the lesson."""

import functools
import hashlib
import inspect
import json
import os
from pathlib import Path

from ..storage import replacing
from .plain import from_plain, to_plain
from .quick import is_quick, uses_stored

FOLDER = Path(__file__).parent / "results"
RECORD = "COURSECNN_RECORD"  # a file: results are written there
_inside = []  # the stored function that runs: what it calls is computed


def stored(lesson):
    """``@stored("04_pooling")`` above a function: in a browser its results are those of the lesson's page.

    They are taken, and it is said, where the arguments are those of the page, and the code: of the function, of those
    of the notebook that it calls, and the tuples of numbers, ranges and words that these use. Else it is computed, and
    where Python is not a browser's all is.

    Parameters
    ----------
    lesson : str
        Its name, which is that of the file with the results.
    """

    def decorate(function):
        told = []

        @functools.wraps(function)
        def call(*args, **kwargs):
            if _inside:
                return function(*args, **kwargs)
            key = repr((args, kwargs))
            if uses_stored() and key in (kept := _kept(lesson, function)):
                if is_quick() and not told:
                    told.append(key)
                    print(
                        f"{function.__name__}: stored results, of the run that made this lesson's page. "
                        "With other arguments, or when its code is changed, it computes."
                    )
                return from_plain(kept[key])
            _inside.append(function)
            try:
                result = function(*args, **kwargs)
            finally:
                _inside.pop()
            if file := os.environ.get(RECORD):
                _record(Path(file), function, key, result)
            return result

        return call

    return decorate


def _kept(lesson, function):
    """What came out by arguments; nothing where it was for another code."""
    found = read_stored(FOLDER / f"{lesson}.json").get(function.__name__)
    return found["results"] if found and found["code"] == code_of(function) else {}


def code_of(function):
    """A checksum of the function's text, and of what it uses of its notebook: functions, tuples, ranges and words.

    None where Python does not have the text.
    """
    texts, waiting = {}, [inspect.unwrap(function)]
    while waiting:
        one = waiting.pop()
        try:
            texts[one.__name__] = inspect.getsource(one).strip()
        except OSError:
            return None
        for name in sorted(_names(one.__code__) - set(texts)):
            used = one.__globals__.get(name)
            if inspect.isfunction(used) and used.__module__ == function.__module__:
                waiting.append(inspect.unwrap(used))
            elif _is_plain(used) and not name.startswith("__"):
                texts[name] = f"{name} = {used!r}"
    return hashlib.sha256("\n".join(texts[name] for name in sorted(texts)).encode()).hexdigest()[:16]


def _is_plain(value):
    if isinstance(value, tuple):
        return all(isinstance(item, (int, float, str)) for item in value)
    return isinstance(value, (range, str))


def _names(code):
    inner = [_names(one) for one in code.co_consts if inspect.iscode(one)]
    return set(code.co_names).union(*inner)


def _record(path, function, key, result):
    kept = read_stored(path)
    of_function = kept.setdefault(function.__name__, {"code": code_of(function), "results": {}})
    of_function["results"][key] = to_plain(result)
    with replacing(path) as file:
        file.write((json.dumps(kept) + "\n").encode())


def read_stored(path):
    """What is in a file of stored results: by function its code's checksum and, by arguments, what came out."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
