"""Python's bytecode of the packages that notebooks import: behind the walls nobody can write it."""

import os
import subprocess
import sys
from importlib.util import cache_from_source, find_spec

PACKAGES = {"IPython": "core/interactiveshell.py", "matplotlib": "pyplot.py", "numpy": "__init__.py"}
CODE = "import sys; sys.path[:0] = {paths!r}; import IPython.core.interactiveshell, matplotlib.pyplot"


def write_bytecode(paths):
    """Import them once outside the walls where there is none: else every process would compile all of it (seconds).

    Parameters
    ----------
    paths : list of str
        Where packages are found.
    """
    sources = [
        os.path.join(os.path.dirname(spec.origin), *file.split("/"))
        for name, file in PACKAGES.items()
        if (spec := find_spec(name)) and spec.origin
    ]
    lacking = [source for source in sources if not os.path.exists(cache_from_source(source))]
    if any(os.access(os.path.dirname(source), os.W_OK) for source in lacking):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            [sys.executable, "-I", "-c", CODE.format(paths=paths)], **quiet
        )  # without it all goes on, slowly
