"""A sweep written down in a TOML file."""

import tomllib

from ..arguments import shown
from ..storage import as_path, open_regular, reason
from .config import ConfigurationError

EXAMPLES = {"data": '"mnist"', "epochs": "3", "seeds": "5"}
MOST = 100_000  # bytes
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
    path = as_path(path, "path")
    try:
        with open_regular(path) as file:
            text = file.read(MOST + 1)
        if len(text) > MOST:
            raise ConfigurationError(f"{path} has more than {MOST:,} bytes: that is no description of a sweep.")
        content = tomllib.loads(text.decode())
    except ConfigurationError:
        raise
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {reason(error)}.") from None
    except RecursionError:
        raise ConfigurationError(f"{path} is not the description of a sweep: its lists are too deep.") from None
    except ValueError as error:
        raise ConfigurationError(f"{path} is not a TOML file: {' '.join(str(error).split()).rstrip('.')}.") from None
    for name in content:
        if name not in ENTRIES:
            raise ConfigurationError(f"{path} has an unknown entry {shown(name)}: choose from {', '.join(ENTRIES)}.")
    for name in EXAMPLES:
        if name not in content:
            raise ConfigurationError(f"{path} does not say {name}: add a line such as {name} = {EXAMPLES[name]}.")
    kinds = [name for name in ("grid", "configuration") if name in content]
    if len(kinds) != 1:
        raise ConfigurationError(
            f"{path} must have either a [grid] or [[configuration]] parts: it has {len(kinds)} of the two."
        )
    return {"configurations": content[kinds[0]], **{name: content[name] for name in EXAMPLES}}
