"""Whether a lesson takes fewer images, and stored results of long computations."""

import os
import sys

QUICK = "COURSECNN_QUICK"


def is_quick():
    """True in quick mode: ``COURSECNN_QUICK`` says so, or, where it is not set, because this Python is a browser's."""
    return _mode() not in ("", "0", "page")


def uses_stored():
    """True where long computations take the results that come with the lesson: in a browser's quick mode.

    And with ``COURSECNN_QUICK=page``: all else is then computed as for the lesson's page, to compare with that.
    """
    return _mode() in ("stored", "page")


def _mode():
    return os.environ.get(QUICK, "stored" if sys.platform == "emscripten" else "0").strip()
