"""Compiled kernels: the numbers of NumPy, the same bits for any number of workers, and NumPy where they cannot be."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import agreement
import numpy as np
import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles import assert_close

import coursecnn as cnn
from coursecnn import reference
from coursecnn.arguments.sizes import geometry, pool_geometry
from coursecnn.functional import fast, norm, normpool, parallel, places, winograd

F = cnn.functional
TOLERANCE = {np.float32: 1e-5, np.float64: 1e-12}
PACKAGE = Path(cnn.__file__).parent
dtypes = st.sampled_from([np.float32, np.float64])
both = pytest.mark.skipif(find_spec("numba") is None, reason="missing: numba")


@pytest.fixture(autouse=True)
def rule_as_before(monkeypatch):
    monkeypatch.setattr(fast, "FEW", 1)  # so that small cases are compiled, too
    yield
    fast.set_fast(None)


def in_both(function):
    """What a function returns by NumPy, and compiled."""
    results = []
    for on in (False, True):
        cnn.set_fast(on)
        results.append(function())
        assert (fast.compiled() is not None) == on
    return results


def check(function, dtype):
    for expected, found in zip(*in_both(function), strict=True):
        assert found.dtype == expected.dtype == dtype
        assert_close(found, expected, TOLERANCE[dtype])


def everything(name, case, dtype):
    """The output and the gradients of an operation."""
    arrays = case.arrays(dtype)
    y = agreement.forward(F, name, arrays, case.options)
    dy = case.array(y.shape, dtype)
    return [y, *agreement.backward(F, name, dy, arrays, case.options)]


@both
@given(case=strategies.max_pool_cases(), dtype=dtypes)
@settings(derandomize=True, max_examples=60)
def test_max_pooling_as_numpy(case, dtype):
    check(lambda: everything("max_pool2d", case, dtype), dtype)


@both
@given(case=strategies.avg_pool_cases(), dtype=dtypes)
@settings(derandomize=True, max_examples=60)
def test_average_pooling_as_numpy(case, dtype):
    check(lambda: everything("avg_pool2d", case, dtype), dtype)


@both
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu_as_numpy(dtype):
    special = [0.0, -0.0, 1, -1, np.inf, -np.inf, np.nan]
    rng = np.random.default_rng(0)
    x = rng.choice(np.array([*special, *rng.standard_normal(9)], dtype), (9, 3, 7, 6))
    dy = rng.choice(np.array([*special, *rng.standard_normal(9)], dtype), x.shape)
    for layout in (np.asarray, lambda array: array.transpose(3, 1, 0, 2), lambda array: array[::-2, :, 1:, ::2]):
        numpy, compiled = in_both(lambda: [F.relu(layout(x)), F.relu_backward(layout(dy), layout(x).copy())])
        for expected, found in zip(numpy, compiled, strict=True):
            assert found.dtype == dtype
            np.testing.assert_array_equal(found, expected)


@both
@given(window=strategies.conv_windows(), n=st.integers(1, 20), groups=st.integers(1, 4), channels=st.integers(1, 4),
       filters=st.integers(1, 5), room=st.tuples(st.integers(0, 5), st.integers(0, 9)), seed=st.integers(0, 99),
       line=st.sampled_from([1, 16, 40, 1024]), dtype=dtypes)  # fmt: skip
@settings(derandomize=True, max_examples=200)
def test_convolution_as_numpy(window, n, groups, channels, filters, room, seed, line, dtype):
    """Of any width, worked on at once or a few columns at a time."""
    kernel, spans, options = window
    added = strategies.total_padding(options["padding"], spans)
    size = [max(1, span - more) + extra for span, more, extra in zip(spans, added, room)]
    shapes = (n, groups * channels, *size), (groups * filters, channels, *kernel), None
    case = strategies.Case(shapes, options | {"groups": groups}, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "LINE", line)
        places.places_of.cache_clear()
        check(lambda: everything("conv2d", case, dtype), dtype)
    places.places_of.cache_clear()


@both
def test_weights_that_are_not_there_make_nothing_of_infinity():
    """Filters are filled up with zeros for what is added up six at a time; times infinity they would be no numbers."""
    x = np.where(np.arange(8 * 2 * 5 * 6).reshape(8, 2, 5, 6) % 29 == 7, np.inf, 1.0)
    weight = np.ones((3, 2, 2, 2))
    dy = np.where(np.arange(8 * 3 * 4 * 5).reshape(8, 3, 4, 5) % 31 == 5, -np.inf, 1.0)
    with np.errstate(invalid="ignore"):
        numpy, compiled = in_both(lambda: [F.conv2d(x, weight), *F.conv2d_backward(dy, x, weight)[:2]])
    for expected, found in zip(numpy, compiled, strict=True):
        np.testing.assert_array_equal(found, expected)


@st.composite
def mixed_cases(draw):
    """Convolutions whose columns are mixed; of any width, also where the last neighbours are few."""
    groups, share, n = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 9))
    kernel = draw(st.integers(1, 3)), draw(st.integers(3, 7))
    sides = tuple((draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in kernel)
    size = [max(1, draw(st.integers(0, 9)) + k - sum(p)) for k, p in zip(kernel, sides)]
    shapes = (n, groups * share, *size), (groups * draw(st.integers(1, 9)), share, *kernel), None
    return strategies.Case(shapes, {"padding": sides, "groups": groups}, draw(st.integers(0, 99)))


@both
@pytest.mark.usefixtures("mixing_always")
@given(case=mixed_cases(), dtype=dtypes)
@settings(derandomize=True, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mixed_columns_as_numpy(case, dtype):
    check(lambda: everything("conv2d", case, dtype), dtype)


@both
@given(shape=st.tuples(*(st.integers(1, most) for most in (9, 4, 6, 6))).filter(lambda s: s[0] * s[2] * s[3] > 3),
       offset=st.sampled_from([0, 0.5, -30]), evaluation=st.booleans(), dtype=dtypes)  # fmt: skip
@settings(derandomize=True, max_examples=60)
def test_batch_normalisation_as_numpy(shape, offset, evaluation, dtype):
    rng = np.random.default_rng(0)
    x, dy = offset + rng.standard_normal(shape), rng.standard_normal(shape)
    weight, bias, means, variances = 1 + rng.random((4, shape[1]))

    def normalise():
        running = (offset + means, variances) if evaluation else None
        y, mean, var, seen = norm.batch_norm(x.astype(dtype), weight.astype(dtype), bias.astype(dtype), 1e-3, running)
        gradients = norm.batch_norm_backward(dy.astype(dtype), weight.astype(dtype), seen, running is None)
        return [y, *gradients, mean.astype(dtype), var.astype(dtype)]

    numpy, compiled = in_both(normalise)
    for expected, found in zip(numpy, compiled, strict=True):
        assert found.dtype == dtype
        assert_close(found, expected, 10 * TOLERANCE[dtype] * (1 + abs(offset)))


@both
@pytest.mark.parametrize("padding", [0, 1])
def test_numbers_that_are_not_finite_win_or_lose_as_in_the_loops(padding):
    rng = np.random.default_rng(0)
    cnn.set_fast(True)
    for values in ([-np.inf], [-np.inf, -1, 0, 2, np.inf], [-1, 0, np.nan], [np.nan]):
        x = rng.choice(values, (9, 3, 7, 6))
        y = F.max_pool2d(x, 3, 2, padding)
        np.testing.assert_array_equal(y, reference.max_pool2d(x, 3, 2, padding))
        dy = 1 + rng.random(y.shape)
        found = F.max_pool2d_backward(dy, x, 3, 2, padding)
        assert_close(found, reference.max_pool2d_backward(dy, x, 3, 2, padding), 1e-12)
    x = np.arange(9.0 * 16).reshape(9, 1, 4, 4)
    dx = F.max_pool2d_backward(np.full((9, 1, 2, 2), np.inf), x, 2)
    assert np.isinf(dx).sum() == 9 * 4 and np.isfinite(dx).sum() == 9 * 12


@both
def test_infinite_numbers_stay_where_they_are_seen():
    cnn.set_fast(True)
    x = np.ones((9, 2, 6, 6))
    x[0, 0, 2, 2] = np.inf
    weight = np.ones((2, 1, 3, 3))
    y = F.conv2d(x, weight, padding=1, groups=2)
    assert np.isinf(y).sum() == 9 and np.isinf(y[0, 0, 1:4, 1:4]).all() and not np.isnan(y).any()
    assert np.isinf(F.avg_pool2d(x, 2)).sum() == 1
    running = np.zeros(2), np.ones(2)
    y, _, _, seen = norm.batch_norm(x, np.ones(2), np.zeros(2), 1e-5, running)
    assert np.isinf(y).sum() == 1 and not np.isnan(y).any()
    dx = norm.batch_norm_backward(x, np.ones(2), seen, of_batch=False)[0]
    assert np.isinf(dx).sum() == 1 and not np.isnan(dx).any()


@both
@pytest.mark.threads
@pytest.mark.usefixtures("mixing_always")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_any_number_of_workers_gives_the_same_bits(dtype):
    cnn.set_fast(True)
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((64, 12, 50, 50)).astype(dtype), rng.standard_normal((24, 1, 3, 3)).astype(dtype)
    filters = rng.standard_normal((32, 12, 3, 3)).astype(dtype)
    geo, pool = geometry((50, 50), 3), pool_geometry(x.shape, 2, 2, 0)
    assert x.size > max(3 * fast.PIECE, fast.ALONE)

    def results():
        y = F.conv2d(x, weight, padding=1, groups=12, stride=2)
        pooled = F.max_pool2d(x, 3, 2, 1)
        normal, mean, var, seen = norm.batch_norm(x, weight[:12, 0, 0, 0], weight[:12, 0, 1, 1], 1e-5)
        arrays = [y, *F.conv2d_backward(y, x, weight, padding=1, groups=12, stride=2), pooled, normal, mean, var]
        arrays += [F.max_pool2d_backward(pooled, x, 3, 2, 1), F.avg_pool2d(x, 2), F.avg_pool2d_backward(pooled, x, 2)]
        arrays += [F.relu(x), F.relu_backward(normal, x)]
        assert winograd.mixing(geo, filters.shape, 1, x.dtype, len(x)).compiled
        mixed = F.conv2d(x, filters)
        arrays += [mixed, F.conv2d_dx(mixed, filters, x.shape), F.conv2d_dw(mixed, x, 3)]
        plain = F.conv2d(x, filters, stride=(1, 2))
        arrays += [plain, *F.conv2d_backward(plain, x, filters, (1, 2))]
        scale = weight[:12, 0, 0, 0] ** 2
        *both, of_norm, winners, best = normpool.norm_pool(x, scale, weight[:12, 0, 1, 1], 1e-5, None, pool, True)
        arrays += [*both, *normpool.norm_pool_backward(both[0], both[0], True, scale, of_norm, winners, best, pool)]
        return [array.tobytes() for array in (*arrays, *norm.batch_norm_backward(x, weight[:12, 0, 0, 0], seen))]

    found = []
    try:
        for number in (1, 2, 3):
            parallel.set_workers(number)
            found.append(results())
    finally:
        parallel.set_workers(None)
    assert found[0] == found[1] == found[2]


@both
def test_numpy_does_what_kernels_cannot(monkeypatch):
    cnn.set_fast(True)
    kernels = fast.compiled()
    big = np.zeros((9, 2, 20, 20), np.float32)
    for name in ("max_pool", "avg_pool", "row_products", "batch_norm"):
        monkeypatch.setattr(kernels, name, None)  # would fail if it were called
    assert F.max_pool2d(big, 17).shape == (9, 2, 1, 1)  # a winner's number does not fit into a byte
    for dtype in (np.float16, np.int64, ">f4", np.longdouble):
        assert F.max_pool2d(big.astype(dtype), 2).shape == (9, 2, 10, 10)
    assert F.avg_pool2d(np.zeros((0, 2, 4, 4), np.float32), 2).shape == (0, 2, 2, 2)
    monkeypatch.setattr(fast, "FEW", 10)
    assert F.avg_pool2d(big, 2).shape == (9, 2, 10, 10)


@both
def test_arrays_that_may_not_be_written_are_only_read():
    x = np.random.default_rng(0).standard_normal((28, 3, 8, 16)).transpose(3, 1, 0, 2)[:, :, :10, :10]
    x.flags.writeable = False
    expected, found = in_both(lambda: F.max_pool2d(x, 2))
    np.testing.assert_array_equal(found, expected)


@both
def test_a_net_is_trained_backward_after_the_switch():
    """What forward remembers says itself which backward it belongs to."""
    layers = [cnn.MaxPool2d(2), cnn.AvgPool2d(2), cnn.BatchNorm2d(3), cnn.Conv2d(3, 3, 3, groups=3)]
    x = np.random.default_rng(0).standard_normal((9, 3, 8, 8)).astype(np.float32)
    for layer in layers:
        gradients = []
        for forward, backward in ((False, True), (True, False)):
            cnn.set_fast(forward)
            y = layer(x)
            cnn.set_fast(backward)
            gradients.append(layer.backward(np.cos(y)))
        assert_close(gradients[1], gradients[0], 1e-5)


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 0, "yes", [True]])
def test_what_set_fast_refuses(value):
    with pytest.raises(TypeError, match=r"^on must be True or False, not .*\.$"):
        cnn.set_fast(value)


def test_without_numba(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)  # an import of it fails, as if it were not there
    for name in ("compiled", "kernels"):
        monkeypatch.delitem(sys.modules, f"coursecnn.functional.{name}", raising=False)
        monkeypatch.delattr(cnn.functional, name, raising=False)
    monkeypatch.setenv("COURSECNN_FAST", "1")
    cnn.set_fast(None)
    assert fast.compiled() is None
    with pytest.raises(ImportError, match=r'^set_fast\(True\) needs numba, .*: pip install "coursecnn\[fast\]"\.$'):
        cnn.set_fast(True)


def test_with_a_numba_that_does_not_fit(monkeypatch):
    def fails():
        raise ImportError("Numba needs NumPy 1.24 or less")

    monkeypatch.setattr(fast, "load", fails)
    monkeypatch.setenv("COURSECNN_FAST", "1")
    cnn.set_fast(None)
    assert fast.compiled() is None
    with pytest.raises(ImportError, match=r"which is installed but says: Numba needs NumPy 1\.24 or less$"):
        cnn.set_fast(True)


@both
def test_the_variable_decides_where_nobody_else_does(monkeypatch):
    for value, expected in (("0", False), ("1", True), (None, True)):
        monkeypatch.delenv("COURSECNN_FAST", raising=False)
        if value is not None:
            monkeypatch.setenv("COURSECNN_FAST", value)
        cnn.set_fast(None)
        assert (fast.compiled() is not None) == expected
    monkeypatch.setenv("COURSECNN_FAST", "0")
    cnn.set_fast(True)
    assert fast.compiled() is not None


def test_this_run_is_the_column_that_it_should_be():
    """CI runs functional and layers a second time with the variable set to 1: then all must be compiled."""
    assert (fast.compiled() is not None) == (os.environ["COURSECNN_FAST"] != "0")


def run(program, folder=None, **environment):
    call = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(call, capture_output=True, text=True, timeout=240, cwd=folder, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


POOL = """
import sys
import numpy as np
import coursecnn
print("numba" in sys.modules)
y = coursecnn.functional.max_pool2d(np.arange(8 * 16.0).reshape(8, 1, 4, 4), 2)
print("numba" in sys.modules, int(y.sum()))
"""


@pytest.mark.threads
@both
def test_numba_is_loaded_at_first_use_and_only_if_wanted():
    assert run(POOL, COURSECNN_FAST="0") == ["False", "False", "2112"]
    assert run(POOL, COURSECNN_FAST="1") == ["False", "True", "2112"]


@pytest.mark.threads
@both
def test_it_works_where_no_cache_can_be_written(tmp_path):
    copy = tmp_path / "coursecnn"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "_course", "labs", "checks"))
    (copy / "functional" / "__pycache__").write_text("a file where a folder should be")
    nowhere = str(copy / "functional" / "__pycache__" / "x")
    places = dict.fromkeys(["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "NUMBA_CACHE_DIR", "IPYTHONDIR"], nowhere)
    program = POOL + "from coursecnn.functional import kernels\nprint(kernels.__file__)\n"
    program += "print(type(kernels.max_pool._cache).__name__)"
    found = run(program, tmp_path, COURSECNN_FAST="1", PYTHONDONTWRITEBYTECODE="1", **places)
    assert found == ["False", "True", "2112", str(copy / "functional" / "kernels.py"), "NullCache"]


@both
@pytest.mark.parametrize("shape", [(32, 6, 28, 28), (9, 3, 5, 5)])
def test_digits_of_float32(shape):
    """Relative to the largest number of float64."""
    cnn.set_fast(True)
    rng = np.random.default_rng(0)
    x, weight = (
        rng.standard_normal(shape).astype(np.float32),
        rng.standard_normal((shape[1], 1, 3, 3)).astype(np.float32),
    )
    results = []
    for dtype in (np.float32, np.float64):
        a, w = x.astype(dtype), weight.astype(dtype)
        y = F.conv2d(a, w, padding=1, groups=shape[1])
        results.append([y, *F.conv2d_backward(a, a, w, padding=1, groups=shape[1]), F.avg_pool2d(a, 3)])
    for found, exact in zip(*results):
        assert_close(found, exact, 1e-6)


@both
@pytest.mark.parametrize("offset", [0, 1e3, 1e5])
def test_digits_of_a_normalisation_by_running_averages(offset):
    """However far the mean is from 0."""
    cnn.set_fast(True)
    rng = np.random.default_rng(0)
    x, means = (offset + rng.standard_normal(shape) for shape in ((9, 3, 5, 5), 3))
    x, ones = x.astype(np.float32), np.ones(3)
    y, _, _, seen = norm.batch_norm(x, ones, ones, 1e-5, (means, ones))
    assert_close(y, 1 + (x - means[:, None, None]) / np.sqrt(1 + 1e-5), 1e-6)
    dweight = norm.batch_norm_backward(x, ones, seen, of_batch=False)[1]
    assert_close(dweight, (x * ((x - means[:, None, None]) / np.sqrt(1 + 1e-5))).sum(axis=(0, 2, 3)), 1e-5)
