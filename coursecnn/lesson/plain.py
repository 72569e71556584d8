"""What a stored call gave, as plain data for JSON, and back."""

import base64

import numpy as np

from ..experiments.results import Results
from ..layers import Layer
from ..layers.rebuild import rebuild
from ..storage import arrays_of, put_arrays
from ..training.evaluate import Evaluation
from ..training.history import History


def to_plain(value):
    """A value as plain data: numbers, words, arrays, nets, histories, results of sweeps, and lists of them.

    Raises
    ------
    TypeError
        For anything else.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[to_plain(key), to_plain(item)] for key, item in value.items()]}
    if isinstance(value, np.ndarray):
        return {"array": [str(value.dtype), list(value.shape), base64.b64encode(value.tobytes()).decode()]}
    if isinstance(value, Layer):
        return {"net": [repr(value), to_plain(arrays_of(value))]}
    if isinstance(value, History):
        return {"history": [value.to_dict(), value.test and list(value.test)]}
    if isinstance(value, Results):
        return {"results": [value.runs, value.configurations, value.seeds, value.data, value.epochs]}
    raise TypeError(f"A {type(value).__name__} cannot be stored.")


def from_plain(plain):
    """The value again; a tuple is a list then, and a net is in evaluation mode."""
    if isinstance(plain, list):
        return [from_plain(item) for item in plain]
    if not isinstance(plain, dict):
        return plain
    ((kind, content),) = plain.items()
    if kind == "dict":
        return {from_plain(key): from_plain(item) for key, item in content}
    if kind == "array":
        dtype, shape, data = content
        array = np.frombuffer(base64.b64decode(data), dtype).reshape(shape)
        return array.astype(np.intp) if array.dtype == np.int64 else array.copy()  # a browser counts with 32 bits
    if kind == "net":
        net = rebuild(content[0])
        put_arrays(net, from_plain(content[1]))
        return net.eval()
    if kind == "results":
        return Results(*content)
    history, test = History.from_dict(content[0]), content[1]
    history.test = test and Evaluation(*test)
    return history
