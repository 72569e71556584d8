"""A configuration: a net and its training as plain data, written down in one way whoever gave it."""

import itertools
import json
import math
from collections.abc import Mapping

from ..arguments import number, shown, whole
from ..arguments.sizes import pair
from ..layers.initializers import INITIALIZERS

MOST = 100_000  # runs of a sweep
DEEPEST = 100  # blocks of a net
ACTIVATIONS = ("relu", "sigmoid", "tanh")
POOLS = ("max", "average", "none")
LEARNING_RATES = {"sgd": 0.1, "momentum": 0.1, "adam": 0.001}  # by optimiser, unless given

DEFAULTS = {
    "filters": (20, 50),  # one entry for each block
    "kernel_sizes": 5,  # one for all blocks, or one for each
    "stride": 1,
    "padding": 0,
    "activation": "relu",
    "pool": "max",
    "pool_size": 2,
    "pool_stride": None,  # pool_size
    "optimizer": "momentum",  # SGD with momentum 0.9
    "lr": None,
    "batch_size": 128,
    "init": "he",
    "shift": 0,  # augmentation: up to so many pixels
}


class ConfigurationError(ValueError):
    """A configuration that cannot be trained; the message is one sentence that names it."""


def configurations(given):
    """All configurations of a grid or a list, complete and without repetitions.

    Parameters
    ----------
    given : dict or list of dict
        A grid is a dictionary: where a setting has a list, each of its entries is combined with all others; anything
        else is the same for all, so ``{"kernel_sizes": [3, 5, (5, 3)], "lr": [0.1, 0.01], "pool": "average"}`` makes
        six. A list holds one dictionary for each configuration, perhaps with its ``"name"``. For the settings see
        ``complete``.

    Returns
    -------
    list of dict
        Plain data: what JSON gives back unchanged.
    """
    if isinstance(given, Mapping):
        choices = [value if isinstance(value, list) else [value] for value in given.values()]
        few_enough(math.prod(map(len, choices)), "configurations")
        given = [dict(zip(given, chosen)) for chosen in itertools.product(*choices)]
    if not isinstance(given, (list, tuple)) or not given:
        raise ConfigurationError(
            f"A sweep needs a grid (a dictionary) or a list of configurations, not {shown(given)}."
        )
    found = {}
    for one in map(complete, given):
        twin = found.setdefault(identity(one), one)
        if twin.get("name") != one.get("name"):
            raise ConfigurationError(
                f"Configurations {shown(twin.get('name'))} and {shown(one.get('name'))} are the same: leave one out."
            )
    names(list(found.values()))  # refuses a name that is given twice
    return list(found.values())


def few_enough(number, what):
    """Refuse a sweep that would never end."""
    if number > MOST:
        raise ConfigurationError(f"A sweep can have at most {MOST:,} {what}, not {number:,}: choose fewer.")


def complete(given):
    """A configuration with all settings, each in its one form.

    Parameters
    ----------
    given : dict
        ``filters`` (one whole number for each block), ``kernel_sizes`` (one size, or one for each block), ``stride``,
        ``padding`` (zeros per side, or "same"), ``activation`` ("relu", "sigmoid", "tanh"), ``pool`` ("max", "average",
        "none"), ``pool_size``, ``pool_stride``, ``optimizer`` ("sgd", "momentum", "adam"), ``lr``, ``batch_size``,
        ``init`` ("he", "xavier", "uniform"), ``shift`` (pixels) and ``name``. Sizes are whole numbers or pairs (h, w).
        What is left out is as in ``coursecnn.models.mnist_cnn`` and ``coursecnn.fit``.

    Raises
    ------
    ConfigurationError
    """
    if not isinstance(given, Mapping):
        raise ConfigurationError(
            f'A configuration must be a dictionary such as {{"kernel_sizes": 3}}, not {shown(given)}.'
        )
    called = f"Configuration {shown(given['name'] if 'name' in given else dict(given))}"
    for name in given:
        if name != "name" and name not in DEFAULTS:
            raise ConfigurationError(
                f"{called} has an unknown setting {shown(name)}: choose from {', '.join(DEFAULTS)}."
            )
    if not isinstance(given.get("name", "A"), str) or not given.get("name", "A").strip():
        raise ConfigurationError(f"The name of a configuration must be a text, not {shown(given['name'])}.")
    try:
        settings = _canonical(DEFAULTS | dict(given))
    except ValueError as error:
        raise ConfigurationError(f"{called} is impossible: {error}") from None
    return ({"name": given["name"]} if "name" in given else {}) | settings


def identity(configuration):
    """A text that two configurations share when they are the same but for their names."""
    return json.dumps({name: value for name, value in configuration.items() if name != "name"}, sort_keys=True)


def names(configurations):
    """A name for each: its own, or the settings in which they differ (one alone: from the defaults)."""
    among = configurations if len(configurations) > 1 else [*configurations, complete({})]
    differing = differing_settings(among)
    made = [one.get("name") or describe(one, differing) or "default" for one in configurations]
    for name in made:
        if made.count(name) > 1:
            raise ConfigurationError(f"Two different configurations have the name {shown(name)}: give each its own.")
    return made


def differing_settings(configurations):
    """Settings that differ between configurations that have them (without pooling there is no ``pool_size``)."""
    found = [
        name for name in DEFAULTS if len({json.dumps(one[name]) for one in configurations if one[name] is not None}) > 1
    ]
    if all(one["pool_stride"] == one["pool_size"] for one in configurations):
        found = [name for name in found if name != "pool_stride"]
    return found


def describe(configuration, settings):
    """Some settings in words, such as ``"lr=0.1, pool=max"``."""
    return ", ".join(
        f"{name}={show(name, configuration[name])}" for name in settings if configuration[name] is not None
    )


def show(name, value):
    """The value of a setting for people: sizes as 5x5-3x3 (5x5 where all are the same), filters as 20-50."""
    if not isinstance(value, list):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if name == "kernel_sizes":
        sizes = [f"{h}x{w}" for h, w in value]
        return sizes[0] if len(set(sizes)) == 1 else "-".join(sizes)
    return ("-" if name == "filters" else "x").join(map(str, value))


def _canonical(c):
    filters = [whole(n, "Each of filters") for n in _several(c["filters"], "filters")]
    if len(filters) > DEEPEST:
        raise ValueError(f"filters must have at most {DEEPEST} entries, one for each block, not {len(filters):,}.")
    sizes = c["kernel_sizes"] if isinstance(c["kernel_sizes"], (list, tuple)) else [c["kernel_sizes"]] * len(filters)
    if len(sizes) != len(filters):
        raise ValueError(
            f"kernel_sizes must have one entry for each of {len(filters)} blocks, not {shown(c['kernel_sizes'])}."
        )
    pool, optimizer = _one_of(POOLS, c["pool"], "pool"), _one_of(LEARNING_RATES, c["optimizer"], "optimizer")
    pool_size = pool_stride = None
    if pool != "none":
        pool_size = _size(c["pool_size"], "pool_size")
        pool_stride = pool_size if c["pool_stride"] is None else _size(c["pool_stride"], "pool_stride")
    rate = LEARNING_RATES[optimizer] if c["lr"] is None else c["lr"]
    return {
        "filters": filters,
        "kernel_sizes": [_size(size, "Each of kernel_sizes") for size in sizes],
        "stride": _size(c["stride"], "stride"),
        "padding": "same" if c["padding"] == "same" else _size(c["padding"], "padding", 0),
        "activation": _one_of(ACTIVATIONS, c["activation"], "activation"),
        "pool": pool,
        "pool_size": pool_size,
        "pool_stride": pool_stride,
        "optimizer": optimizer,
        "lr": number(rate, "lr", "above 0", lambda lr: 0 < lr < float("inf")),
        "batch_size": whole(c["batch_size"], "batch_size"),
        "init": _one_of(INITIALIZERS, c["init"], "init"),
        "shift": whole(c["shift"], "shift", 0),
    }


def _size(value, name, least=1):
    return list(pair(value, name, least))


def _several(value, name):
    if not isinstance(value, (list, tuple)) or not value:
        raise ValueError(
            f"{name} must have one entry for each block, such as (20, 50), not {shown(value)} "
            f"(in a grid, a list holds alternatives)."
        )
    return value


def _one_of(choices, value, name):
    if value not in list(choices):
        raise ValueError(f"{name} must be one of {', '.join(choices)}, not {shown(value)}.")
    return value
