"""What all tests share: where progress bars go, Ctrl-C, order, and that no test fails because a machine is slow."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

with contextlib.suppress(ImportError):
    import tqdm.auto  # noqa: F401  it decides once where bars go: before a test has a kernel in this process

with contextlib.suppress(ImportError):
    from hypothesis import HealthCheck, settings

    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")

# Tests are of NumPy's column, whether numba is there or not; CI runs those of functional and layers compiled, too.
if os.environ.setdefault("COURSECNN_FAST", "0") != "0":
    from coursecnn.functional import fast

    fast.FEW = 1  # the cases of the tests are small

# A shell that starts tests in the background has them and their children ignore Ctrl-C; tests of Ctrl-C need it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


LONGEST = (
    "test_guards.py",
    "test_wasm.py",
    "test_safeguards.py",
    "test_live_course.py",
    "test_grading_class.py",
    "test_faults.py",
    "test_mutants.py",
)  # begun first: no worker is alone with one at the end


LONG_ROOMS = "browser", "grading", "robustness"  # rooms that take minutes: left out where nothing is asked for


def pytest_addoption(parser):
    """What the main process finds reaches the workers as an option."""
    parser.addoption("--short", action="store_true", help=f"leave out {', '.join(LONG_ROOMS)}, as plain 'pytest' does")


def pytest_configure(config):
    """Plain ``pytest``, with no place, mark or name: the short tests."""
    chosen = any(text.startswith(("-m", "-k")) for text in map(str, config.invocation_params.args))
    config.option.short |= config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


def pytest_collection_modifyitems(config, items):
    """The longest files first; all else stays in its order."""
    if config.option.short:
        long = [Path(__file__).parent / room for room in LONG_ROOMS]
        config.hook.pytest_deselected(items=[item for item in items if item.path.parent in long])
        items[:] = [item for item in items if item.path.parent not in long]
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
