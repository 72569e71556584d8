"""Configurations of experiments: one form each, refused by name before anything trains, and built as they say."""

import json
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursecnn import SGD, Adam, models
from coursecnn.experiments import (
    PRESETS,
    ConfigurationError,
    build_net,
    build_optimizer,
    complete,
    config,
    configurations,
    sweep,
)
from coursecnn.experiments.config import identity, names
from coursecnn.experiments.plan import read_plan

SIZES = st.integers(1, 5) | st.tuples(st.integers(1, 5), st.integers(1, 5))
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "filters": st.lists(st.integers(1, 4), min_size=1, max_size=3),
        "kernel_sizes": st.integers(1, 3),
        "stride": SIZES,
        "padding": st.integers(0, 2),
        "activation": st.sampled_from(["relu", "sigmoid", "tanh"]),
        "pool": st.sampled_from(["max", "average", "none"]),
        "pool_size": SIZES,
        "pool_stride": st.none() | SIZES,
        "optimizer": st.sampled_from(["sgd", "momentum", "adam"]),
        "lr": st.none() | st.floats(1e-6, 1),
        "batch_size": st.integers(1, 500),
        "init": st.sampled_from(["he", "xavier", "uniform"]),
        "shift": st.integers(0, 3),
    },
)


class NothingRuns:
    """An executor that no task may reach."""

    def submit(self, *_):
        raise AssertionError("something was trained before all configurations were checked")


def refusal(given):
    with pytest.raises(ConfigurationError) as error:
        sweep(given, data="digits", epochs=1, seeds=1, executor=NothingRuns())
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text, text
    return text


@given(SETTINGS)
def test_a_complete_configuration_is_plain_data_in_one_form(settings):
    one = complete(settings)
    assert complete(one) == one == json.loads(json.dumps(one)) == complete(json.loads(json.dumps(settings)))


@given(SETTINGS)
def test_every_configuration_is_built_or_refused_by_name(settings):
    try:
        net = build_net(complete(settings | {"name": "this one"}), seed=3)
    except ConfigurationError as error:
        assert str(error).startswith("Configuration 'this one' is impossible: block ")
    else:
        assert net(np.zeros((2, 1, 28, 28), np.float32)).shape == (2, 10)


@pytest.mark.parametrize("settings", [{}, {"kernel_sizes": (3, 5), "filters": (4, 7)}])
def test_the_defaults_are_the_net_of_the_course(settings):
    ours = build_net(complete(settings), seed=7)
    theirs = models.mnist_cnn(seed=7, **settings)
    assert repr(ours) == repr(theirs)
    assert all(np.array_equal(ours.params[name], theirs.params[name]) for name in theirs.params)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"stride": (1, 2), "kernel_sizes": 3}, "stride=(1, 2)"),
        ({"padding": "same"}, "padding=2"),
        ({"padding": (1, 0)}, "padding=(1, 0)"),
        ({"activation": "sigmoid"}, "Conv2d(1, 20, kernel_size=5),\n  Sigmoid(),\n  MaxPool2d(kernel_size=2),"),
        ({"activation": "tanh"}, "Tanh()"),
        ({"pool": "average"}, "ReLU(),\n  AvgPool2d(kernel_size=2)"),
        ({"pool": "none", "stride": 2}, "Conv2d(1, 20, kernel_size=5, stride=2),\n  ReLU(),\n  Conv2d(20, 50"),
        ({"pool_size": 3}, "pool_size=3"),
        ({"pool_size": 3, "pool_stride": 2}, "MaxPool2d(kernel_size=3, stride=2)"),
        ({"kernel_sizes": [(5, 3), 1]}, "kernel_size=(5, 3)"),
    ],
)
def test_settings_reach_the_net(settings, expected):
    assert expected in repr(build_net(complete(settings)))


@pytest.mark.parametrize("preset", PRESETS)
def test_what_a_configuration_leaves_out_has_its_default(preset):
    given = PRESETS[preset]["configurations"]
    for one in given if isinstance(given, list) else [{}, {"lr": 0.003}]:
        assert repr(build_net(one)) == repr(build_net(complete(one)))
        assert vars(build_optimizer(one)) == vars(build_optimizer(complete(one)))


@pytest.mark.parametrize("build", [build_net, build_optimizer])
def test_what_cannot_be_built_is_one_sentence(build):
    for settings, words in (
        ({"kernels": 3}, "unknown setting 'kernels'"),
        ({"lr": -1}, "lr"),
        (5, "must be a dictionary"),
    ):
        with pytest.raises(ConfigurationError, match=words) as error:
            build(settings)
        assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_first_weights_follow_the_setting():
    he, xavier = (build_net(complete({"init": init})).params["0.weight"].std() for init in ("he", "xavier"))
    assert he / xavier == pytest.approx(np.sqrt((25 + 500) / 25), rel=0.01)


def test_settings_reach_the_optimiser():
    sgd, momentum, adam = (build_optimizer(complete({"optimizer": name})) for name in ("sgd", "momentum", "adam"))
    assert isinstance(sgd, SGD) and (sgd.lr, sgd.momentum) == (0.1, 0)
    assert isinstance(momentum, SGD) and (momentum.lr, momentum.momentum) == (0.1, 0.9)
    assert isinstance(adam, Adam) and adam.lr == 0.001
    assert build_optimizer(complete({"lr": 0.3})).lr == 0.3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"kernel_sizes": [5, 30]}, ["block 2", "30", "12"]),
        ({"filters": [4] * 6}, ["block 3", "4 x 4", "5"]),
        ({"pool": "average", "pool_size": 25}, ["block 1", "25", "24"]),
        ({"padding": "same", "stride": 2}, ["stride 1"]),
        ({"kernel_sizes": [5]}, ["2 blocks"]),
        ({"filters": 20}, ["filters", "20"]),
        ({"filters": [20, 0]}, ["filters", "0"]),
        ({"filters": [1] * 100_000, "kernel_sizes": 1, "pool": "none"}, ["filters", "at most 100", "100,000"]),
        ({"lr": -1}, ["lr", "-1"]),
        ({"pool": "min"}, ["pool", "max, average, none", "'min'"]),
        ({"batch_size": 2.5}, ["batch_size", "2.5"]),
        ({"shift": -1}, ["shift"]),
        ({"optimiser": "sgd"}, ["unknown setting 'optimiser'", "optimizer"]),
    ],
)
def test_the_impossible_is_refused_by_name_before_anything_trains(settings, words):
    text = refusal([{"name": "good"}, {"name": "the bad one"} | settings])
    assert all(word in text for word in ["'the bad one'", *words])


@pytest.mark.parametrize("given", [[], {}, 5, [5], [{"name": ""}], {"lr": []}])
def test_what_is_no_configuration_is_refused(given):
    if given == {}:
        assert configurations(given) == [complete({})]  # a grid that changes nothing
    else:
        refusal(given)


def test_a_grid_combines_all():
    found = configurations({"kernel_sizes": [3, 5, (5, 3)], "lr": [0.1, 0.01], "pool": "average", "stride": (1, 1)})
    assert len(found) == 6 and {one["pool"] for one in found} == {"average"}
    assert names(found)[:2] == ["kernel_sizes=3x3, lr=0.1", "kernel_sizes=3x3, lr=0.01"]
    assert names(found)[4] == "kernel_sizes=5x5-3x3, lr=0.1"


def test_a_sweep_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(config, "MOST", 8)
    assert len(configurations({"lr": [0.1, 0.2], "batch_size": [1, 2, 3, 4]})) == 8
    with pytest.raises(ConfigurationError, match=r"^A sweep can have at most 8 configurations, not 9: choose fewer\.$"):
        configurations({"lr": [0.1, 0.2, 0.3], "batch_size": [1, 2, 3]})
    for seeds, what in ((9, "seeds"), (list(range(9)), "seeds"), (5, "runs")):
        with pytest.raises(ValueError, match=f"^A sweep can have at most 8 {what}, not "):
            sweep({"lr": [0.1, 0.2]}, data="digits:20:10", epochs=1, seeds=seeds, progress=False)


def test_the_same_net_twice_in_a_grid_is_one():
    found = configurations({"pool": ["max", "none"], "pool_size": [2, 3]})
    assert names(found) == ["pool=max, pool_size=2x2", "pool=max, pool_size=3x3", "pool=none"]


def test_names_are_for_people_and_must_tell_apart():
    a, b = complete({"name": "A", "lr": 0.1}), complete({"lr": 0.1})
    assert identity(a) == identity(b) and a != b
    assert names([a]) == ["A"] and names([b]) == ["default"] and names([complete({"lr": 0.2})]) == ["lr=0.2"]
    assert "'A'" in refusal([{"name": "A"}, {"name": "A", "lr": 0.2}])
    assert "the same" in refusal([{"name": "A"}, {"name": "B"}])


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_can_be_trained(preset):
    found = configurations(PRESETS[preset]["configurations"])
    assert len(found) >= 3
    for one in found:
        build_net(one)


def test_the_published_table():
    found = configurations(PRESETS["published"]["configurations"])
    assert (
        names(found) == ["A", "B", "C"]
        and PRESETS["published"]["data"] == "mnist"
        and PRESETS["published"]["epochs"] == 5
    )
    expected = [((5, 5), (20, 50)), ((3, 3), (20, 50)), ((3, 3), (20, 100))]
    assert [repr(build_net(one)) for one in found] == [repr(models.mnist_cnn(*sizes)) for sizes in expected]


def test_a_plan_in_a_file(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text('data = "digits"\nepochs = 2\nseeds = 3\n[grid]\nlr = [0.1, 0.2]\n', encoding="utf-8")
    assert read_plan(path) == {"configurations": {"lr": [0.1, 0.2]}, "data": "digits", "epochs": 2, "seeds": 3}
    plan = 'data = "digits"\nepochs = 2\nseeds = 3\n[[configuration]]\nname = "A"\n'
    path.write_text(plan, encoding="utf-8-sig")  # as Notepad writes it
    assert read_plan(path)["configurations"] == [{"name": "A"}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("data = ", "not a TOML file"),
        ("dates = 3", "unknown entry 'dates'"),
        ("epochs = 1\nseeds = 1\n[grid]\n", 'add a line such as data = "mnist"'),
        ('data = "digits"\nepochs = 1\nseeds = 1\n', "either a [grid] or"),
        ("a" + ".a" * 49_000 + " = 1", "its names are too deep"),
        ("[a" + " . 'a'" * 15_000 + "]", "its names are too deep"),
        ("epochs = " + "9" * 5_000, "a number in it is too long"),
        (b"epochs = 1\nname = \xff\xfe", "it is no text in UTF-8, save it as such"),
    ],
)
def test_a_file_that_is_no_plan_is_one_sentence(content, words, tmp_path):
    path = tmp_path / "plan.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    began = time.process_time()
    with pytest.raises(ConfigurationError) as error:
        read_plan(path)
    assert time.process_time() - began < 2
    text = str(error.value)
    assert str(path) in text and words in text and text.endswith(".") and "\n" not in text
