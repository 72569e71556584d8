"""The page on which a figure stands: white, or dark where JupyterLab is."""

import os
import re
from functools import lru_cache

from ..arguments import shown

THEME = "COURSECNN_THEME"
SETTINGS = os.path.join("@jupyterlab", "apputils-extension", "themes.jupyterlab-settings")  # of JupyterLab
DARK_NAMES = ("dark", "night", "black", "dracula")  # in names of themes


def is_dark():
    """Whether the page is dark: as the environment variable ``COURSECNN_THEME`` says, or else as JupyterLab's setting.

    Outside of a notebook, and where JupyterLab follows the system (which a notebook cannot see), it is light.
    """
    chosen = os.environ.get(THEME, "").strip().lower()
    if chosen not in ("", "light", "dark"):
        raise ValueError(f"The environment variable {THEME} must be light or dark, not {shown(os.environ[THEME])}.")
    return chosen == "dark" or (not chosen and _jupyterlab_is_dark())


def _jupyterlab_is_dark():
    if "JPY_SESSION_NAME" not in os.environ:  # what Jupyter's server tells a notebook, and no other program does
        return False
    try:
        file = os.path.join(_settings(), SETTINGS)
        return _names_a_dark_theme(file, os.stat(file).st_mtime_ns)
    except (ImportError, OSError, ValueError):  # nobody has chosen a theme
        return False


def _settings():
    if chosen := os.environ.get("JUPYTERLAB_SETTINGS_DIR"):
        return chosen
    from jupyter_core.paths import jupyter_config_dir

    return os.path.join(jupyter_config_dir(), "lab", "user-settings")


@lru_cache(maxsize=1)
def _names_a_dark_theme(file, changed):
    """Of a file in the state in which it was at the time ``changed``; it is JSON that may hold comments."""
    with open(file, encoding="utf-8") as opened:
        said = re.sub(r"^\s*//.*$|/\*[\s\S]*?\*/", "", opened.read(), flags=re.MULTILINE)
    if re.search(r'"adaptive-theme"\s*:\s*true', said):
        return False
    names = re.findall(r'"theme"\s*:\s*"([^"]*)"', said)
    return bool(names) and any(word in names[-1].lower() for word in DARK_NAMES)
