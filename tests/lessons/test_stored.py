"""Results of long computations that come with the lessons."""

import ast
import json

import numpy as np
import pytest
from places import ROOT

from coursecnn import SGD, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, datasets, fit
from coursecnn.authoring.course import find_sources
from coursecnn.authoring.source import read_cells
from coursecnn.experiments import sweep
from coursecnn.lesson import calls, is_quick
from coursecnn.lesson.calls import code_of, read_stored, stored
from coursecnn.lesson.plain import from_plain, to_plain

FILES = sorted(calls.FOLDER.glob("*.json"))
WORDS = ("one", "two")


def there_and_back(value):
    return from_plain(json.loads(json.dumps(to_plain(value), allow_nan=False)))


@pytest.mark.parametrize("value", [None, True, 3, 0.1, "word", [1, [2.5]], {"a": {0.5: [1]}, 3: None}])
def test_plain_values_are_as_they_were(value):
    back = there_and_back(value)
    assert back == value and type(back) is type(value)


def test_numbers_of_numpy_and_tuples():
    assert there_and_back((np.float32(0.5), np.int64(3))) == [0.5, 3]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint8", "bool"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 1)])
def test_arrays(dtype, shape):
    value = np.asarray(np.random.default_rng(0).random(shape) * 9).astype(dtype)
    back = there_and_back(value)
    assert back.dtype == value.dtype and np.array_equal(back, value) and back.shape == value.shape
    back += back.dtype.type(1)  # it may be changed


def test_whole_numbers_are_those_of_this_machine(monkeypatch):
    monkeypatch.setattr(np, "intp", np.int32)
    assert there_and_back(np.array([3, 1])).dtype == np.int32


def test_nets_give_the_same_to_the_last_bit():
    net = Sequential(Conv2d(1, 3, 5, seed=1), ReLU(), MaxPool2d(4), Flatten(), Linear(108, 10, seed=2))
    x = np.random.default_rng(0).random((2, 1, 28, 28), np.float32)
    assert np.array_equal(there_and_back(net)(x), net(x))


def test_a_history_with_its_test():
    data = datasets.load("digits").subset(60, 20)
    net = Sequential(Flatten(), Linear(784, 10, seed=0))
    history = fit(net, data, epochs=2, batch_size=20, optimizer=SGD(0.01), validation=10, progress=False)
    back = there_and_back(history)
    assert back == history and str(back) == str(history) and back.test.interval() == history.test.interval()


def test_results_of_a_sweep():
    results = sweep({"lr": [0.01, 0.1]}, data="digits:40:20", epochs=1, seeds=2, workers=1, progress=False)
    back = there_and_back(results)
    assert str(back) == str(results) and back.accuracies("lr=0.1") == results.accuracies("lr=0.1")


def test_what_cannot_be_stored_is_named():
    with pytest.raises(TypeError, match="A function cannot be stored"):
        to_plain([1, lambda: 3])


def helper(x):
    return x + len(WORDS)


def add(x, y=0):
    """Called, it computes."""
    called.append((x, y))
    return helper(x) + y


called = []


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """``add``, called with 1 and recorded, where stored results are taken."""
    monkeypatch.setattr(calls, "FOLDER", tmp_path)
    monkeypatch.setenv("COURSECNN_RECORD", str(tmp_path / "99_some.json"))
    call = stored("99_some")(add)
    assert call(1) == 3 and call(1, y=2) == 5
    monkeypatch.delenv("COURSECNN_RECORD")
    monkeypatch.setenv("COURSECNN_QUICK", "stored")
    called.clear()
    return call


def test_the_same_call_takes_what_is_stored_and_says_so_once(recorded, capsys):
    assert recorded(1) == 3 and recorded(1, y=2) == 5 and called == []
    assert capsys.readouterr().out.count("add: stored results, of the run that made this lesson's page") == 1


def test_other_arguments_compute(recorded, capsys):
    assert recorded(2) == 4 and called == [(2, 0)]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("mode", ["0", "1"])
def test_only_a_browser_takes_it(recorded, monkeypatch, mode):
    monkeypatch.setenv("COURSECNN_QUICK", mode)
    assert recorded(1) == 3 and called == [(1, 0)]


def test_for_the_page_all_is_full_and_what_is_stored_is_taken_without_a_word(recorded, monkeypatch, capsys):
    monkeypatch.setenv("COURSECNN_QUICK", "page")
    assert recorded(1) == 3 and called == [] and not is_quick()
    assert capsys.readouterr().out == ""
    assert recorded(2) == 4 and called == [(2, 0)]


def test_changed_code_computes(recorded, monkeypatch):
    before = code_of(add)
    monkeypatch.setitem(globals(), "WORDS", ("one", "two", "three"))
    assert code_of(add) != before and recorded(1) == 4
    monkeypatch.undo()


def test_a_changed_helper_is_changed_code(monkeypatch):
    before = code_of(add)

    def helper(x):
        return x + 7

    helper.__module__ = add.__module__
    monkeypatch.setitem(globals(), "helper", helper)
    assert code_of(add) != before


def test_what_a_stored_function_calls_is_not_stored_again(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSECNN_RECORD", str(tmp_path / "some.json"))
    inner = stored("some")(add)

    def outer():
        return inner(1)

    assert stored("some")(outer)() == 3
    assert list(read_stored(tmp_path / "some.json")) == ["outer"]


def stored_functions():
    """``{lesson: names}`` of the functions that lessons store."""
    found = {}
    for source in find_sources(ROOT):
        for cell in read_cells(source):
            if cell.type == "code" and f'@stored("{source.name}")' in cell.text:
                for node in ast.parse(cell.text).body:
                    if isinstance(node, ast.FunctionDef) and node.decorator_list:
                        found.setdefault(source.name, set()).add(node.name)
            assert "@stored(" not in cell.text or f'@stored("{source.name}")' in cell.text
    return found


def test_each_file_holds_the_functions_of_its_lesson():
    assert {path.stem: set(read_stored(path)) for path in FILES} == stored_functions()
