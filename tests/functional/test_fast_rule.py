"""When compiled kernels do the work: asked for, there, and images enough; with a stand-in, where numba is missing."""

from types import SimpleNamespace

import numpy as np
import pytest

from coursecnn.functional import fast, parallel

KERNELS = SimpleNamespace(Helper="a class")


@pytest.fixture(autouse=True)
def rule_as_before():
    before, helper = dict(fast._state), parallel._state["helper"]
    fast._state.update(wanted=None, kernels=None)
    yield
    fast._state.update(before)
    parallel.set_helper(helper)


@pytest.fixture
def loads(monkeypatch):
    """How often the kernels were loaded."""
    calls = []
    monkeypatch.setattr(fast, "load", lambda: calls.append(1) or KERNELS)
    return calls


@pytest.mark.parametrize(("images", "kernels"), [(7, None), (8, KERNELS), (9, KERNELS), (0, None)])
def test_eight_images_are_enough(loads, monkeypatch, images, kernels):
    monkeypatch.setattr(fast, "FEW", 8)  # other tests may have fewer compiled
    fast.set_fast(True)
    assert fast.kernels(np.zeros((images, 1, 2, 2))) is kernels


def test_empty_images_and_other_dtypes_are_for_numpy(loads):
    fast.set_fast(True)
    x = np.zeros((8, 1, 2, 2), np.float32)
    assert fast.kernels(x) is fast.kernels(x.astype(np.float64)) is KERNELS
    assert fast.kernels(x[:, :0]) is None
    for dtype in (np.float16, np.longdouble, np.int32, np.uint8):
        assert fast.kernels(x.astype(dtype)) is None


def test_all_arrays_must_have_one_dtype(loads):
    fast.set_fast(True)
    x = np.zeros((8, 1, 2, 2), np.float32)
    assert fast.kernels(x, x) is fast.kernels(x, x[:1], x) is KERNELS
    assert fast.kernels(x, x.astype(np.float64)) is fast.kernels(x, x, x.astype(int)) is None


def test_threads_wait_with_kernels_where_kernels_are(loads):
    for on, helper in ((True, "a class"), (False, None), (True, "a class")):
        fast.set_fast(on)
        fast.compiled()
        assert parallel._state["helper"] == helper


def test_what_was_chosen_last_counts(loads, monkeypatch):
    monkeypatch.setenv("COURSECNN_FAST", "0")
    assert fast.compiled() is None
    fast.set_fast(True)
    assert fast.compiled() is KERNELS
    fast.set_fast(False)
    assert fast.compiled() is None
    fast.set_fast(True)
    fast.set_fast(None)
    assert fast.compiled() is None


@pytest.mark.parametrize(("value", "kernels"), [("0", None), ("1", KERNELS), ("", KERNELS), (None, KERNELS)])
def test_the_variable_counts_where_nothing_was_chosen(loads, monkeypatch, value, kernels):
    monkeypatch.delenv("COURSECNN_FAST", raising=False)
    if value is not None:
        monkeypatch.setenv("COURSECNN_FAST", value)
    assert fast.compiled() is kernels and len(loads) == (kernels is not None)


def test_the_choice_is_made_once(loads):
    fast.set_fast(True)  # which loads them, to see whether it can
    for _ in range(3):
        assert fast.compiled() is KERNELS
    assert len(loads) == 2


def test_kernels_switched_off_are_never_loaded(loads):
    fast.set_fast(False)
    assert fast.compiled() is None and fast.compiled() is None and not loads


def missing():
    raise ModuleNotFoundError("No module named 'numba'", name="numba")


def unfit():
    raise ImportError("Numba needs NumPy 1.24 or less")


@pytest.mark.parametrize(
    ("load", "sentence"),
    [
        (missing, 'set_fast(True) needs numba, which is not installed: pip install "coursecnn[fast]".'),
        (unfit, "set_fast(True) needs numba, which is installed but says: Numba needs NumPy 1.24 or less"),
    ],
)
def test_kernels_that_cannot_be_loaded(monkeypatch, load, sentence):
    monkeypatch.setattr(fast, "load", load)
    monkeypatch.setenv("COURSECNN_FAST", "1")
    with pytest.raises(ImportError) as caught:
        fast.set_fast(True)
    assert str(caught.value) == sentence
    fast.set_fast(None)
    assert fast.compiled() is None and fast.compiled() is None  # NumPy does it
