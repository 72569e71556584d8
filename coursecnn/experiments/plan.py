"""A sweep written down in a TOML file."""

import tomllib
from pathlib import Path

from .config import ConfigurationError

EXAMPLES = {"data": '"mnist"', "epochs": "3", "seeds": "5"}
ENTRIES = (*EXAMPLES, "grid", "configuration")


def read_plan(path):
    """``{"configurations", "data", "epochs", "seeds"}`` from a file such as::

        data = "mnist:6000:1000"
        epochs = 2
        seeds = 5

        [grid]                  # or [[configuration]], once for each
        kernel_sizes = [3, 5]
        lr = [0.03, 0.1]

    Raises
    ------
    ConfigurationError
        One sentence where the file is not like that.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigurationError(f"{path} is not a TOML file: {' '.join(str(error).split()).rstrip('.')}.") from None
    for name in content:
        if name not in ENTRIES:
            raise ConfigurationError(f"{path} has an unknown entry {name!r}: choose from {', '.join(ENTRIES)}.")
    for name in EXAMPLES:
        if name not in content:
            raise ConfigurationError(f"{path} does not say {name}: add a line such as {name} = {EXAMPLES[name]}.")
    kinds = [name for name in ("grid", "configuration") if name in content]
    if len(kinds) != 1:
        raise ConfigurationError(
            f"{path} must have either a [grid] or [[configuration]] parts: it has {len(kinds)} of the two."
        )
    return {"configurations": content[kinds[0]], **{name: content[name] for name in EXAMPLES}}
