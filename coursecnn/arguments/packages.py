"""Packages that are not installed: one sentence, with the command that installs them where this Python runs."""

import sys
from importlib.util import find_spec


def missing(package, what, otherwise=""):
    """What to say where ``what`` needs a package that is not there, and perhaps what else could be done."""
    return f"{what} needs {package}, which is not installed: run `{installing(package)}`{otherwise}."


def installing(package):
    """The command for this Python: in a notebook as its cell takes it, with uv where there is no pip."""
    in_notebook = "ipykernel" in sys.modules or sys.platform == "emscripten"
    package = package if package.isidentifier() else f'"{package}"'
    if in_notebook and (sys.platform == "emscripten" or find_spec("pip") is not None):
        return f"%pip install {package}"
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if find_spec("pip") is not None:
        return f"{python} -m pip install {package}"
    return f"{'!' if in_notebook else ''}uv pip install --python {python} {package}"
