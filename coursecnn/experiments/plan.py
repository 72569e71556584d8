"""A sweep written down in a TOML file."""

import re
import tomllib

from ..arguments import shown
from ..storage import as_path, open_regular, reason
from .config import ConfigurationError

EXAMPLES = {"data": '"mnist"', "epochs": "3", "seeds": "5"}
MOST = 100_000  # bytes
DEEPEST = 20  # tables in tables; the time that a reader takes grows with their square
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
        if any(name.count(b".") > DEEPEST for name in re.split(rb"[\n,=\[\]]", text.translate(None, b" \t"))):
            raise ConfigurationError(f"{path} is not the description of a sweep: its names are too deep.")
        content = tomllib.loads(text.decode("utf-8-sig"))  # with a mark before it, as Notepad writes it, or without
    except ConfigurationError:
        raise
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {reason(error)}.") from None
    except RecursionError:
        raise ConfigurationError(f"{path} is not the description of a sweep: its lists are too deep.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not a TOML file: it is no text in UTF-8, save it as such.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not a TOML file: {' '.join(str(error).split()).rstrip('.')}.") from None
    except ValueError:
        raise ConfigurationError(f"{path} is not the description of a sweep: a number in it is too long.") from None
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
