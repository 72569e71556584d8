"""The benchmark compares like with like, and its report says what was measured."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

from coursecnn import functional as F
from coursecnn import models
from coursecnn.bench import layers, machine, nets, parts, plain, report, shapes, timing
from coursecnn.commands.cli import main
from coursecnn.datasets import Dataset
from coursecnn.functional import fast

TINY = [
    shapes.Conv(2, 4, 9, 6, 3, stride=2, padding=1),
    shapes.Conv(1, 3, 8, 5, 2, dilation=2),
    shapes.Conv(2, 4, 7, 4, 3, groups=2),
]


@pytest.mark.parametrize("shape", TINY, ids=str)
def test_plain_im2col_is_the_same_convolution(shape):
    generator = np.random.default_rng(0)
    x = generator.standard_normal((shape.n, shape.c, shape.size, shape.size))
    weight = generator.standard_normal((shape.filters, shape.c // shape.groups, shape.kernel, shape.kernel))
    y, cols = plain.conv2d(x, weight, **shape.options)
    np.testing.assert_allclose(y, F.conv2d(x, weight, **shape.options), atol=1e-12)
    dy = generator.standard_normal(y.shape)
    dx, dw, _ = F.conv2d_backward(dy, x, weight, **shape.options)
    found = plain.conv2d_backward(dy, x, weight, cols, **shape.options)
    np.testing.assert_allclose(found[0], dx, atol=1e-12)
    np.testing.assert_allclose(found[1], dw, atol=1e-12)


def test_the_grid_is_as_wide_as_promised():
    convolutions = [shape for shape in shapes.GRID if isinstance(shape, shapes.Conv)]
    assert len(shapes.GRID) >= 20 and any(isinstance(shape, shapes.Pool) for shape in shapes.GRID)
    assert {(s.c, s.size) for s in convolutions} >= {(1, 28), (64, 56)}
    assert min(s.kernel for s in convolutions) == 1 and max(s.kernel for s in convolutions) == 11
    assert all(any(getattr(s, option) > 1 for s in convolutions) for option in ("stride", "groups", "dilation"))


def test_what_limits_a_shape():
    assert shapes.Conv(16, 64, 28, 64, 3).limits == []
    assert shapes.Conv(64, 1, 28, 32, 3).limits == ["thin", "small"]
    assert shapes.Conv(32, 64, 56, 64, 3, stride=2, dilation=2).limits == ["stride"]
    convolutions = [shape for shape in shapes.GRID if isinstance(shape, shapes.Conv)]
    assert {limit for shape in convolutions for limit in shape.limits} == set(shapes.LIMITS)


def test_the_machine_names_its_blas():
    assert "None" not in str(machine.description()["BLAS"])


def test_advice_for_a_blas_that_does_not_know_the_processor():
    old, new = "openblas 0.3.31 for Haswell", "openblas 0.3.31 for SkylakeX"
    assert "OPENBLAS_CORETYPE=SkylakeX" in machine.advice(old, ["X86_V3", "X86_V4"])
    for blas, found in ((old, ["X86_V3"]), (new, ["X86_V4"]), (None, ["X86_V4"]), ("accelerate for any", ["X86_V4"])):
        assert machine.advice(blas, found) is None


@pytest.mark.parametrize("name", nets.NETS)
def test_the_pytorch_twin_computes_the_same(name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    model = models.MODELS[name](seed=3)
    images = np.random.default_rng(0).integers(0, 256, (5, 1, 28, 28), np.uint8)
    for layout in ("default", "channels-last"):
        twin = nets.TorchNet(torch, model, layout, 0.1)
        expected = twin.module.eval()(twin.images(images)).detach().numpy()
        np.testing.assert_allclose(model.eval()(np.float32(images) / 255), expected, rtol=1e-3, atol=1e-4)


def test_the_twin_drops_and_normalises_in_training_alone():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    net = nets.TorchNet(torch, models.mnist_best(), "default", 0.1)
    images = np.random.default_rng(0).integers(0, 256, (5, 1, 28, 28), np.uint8)
    net.step(net.images(images), torch.arange(5))
    assert net.module.training and float(net.module[1].running_mean.abs().sum()) > 0
    assert (net.predict(images) == net.predict(images)).all() and not net.module.training


def test_the_twin_is_trained_on_the_same_images_at_the_same_rates():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    rng = np.random.default_rng(0)
    images, labels, seen = rng.integers(0, 256, (40, 1, 28, 28), np.uint8), np.arange(40) % 10, []
    data = Dataset("noise", images, labels, images, labels)

    def changed(images, generator):
        seen.append(np.roll(images, generator.integers(2), axis=3))
        return seen[-1]

    plan = data, models.mnist_cnn, 6, 16
    right = nets.train_package(*plan, 0.05, changed)[1]
    assert right > 20 and abs(nets.train_torch(torch, "default", *plan, 0.05, changed)[1] - right) <= 2
    assert len(seen) == 36 and all((a == b).all() for a, b in zip(seen[:18], seen[18:], strict=True))
    others = (0.05,), (0.01, changed)  # without changes; at another rate
    assert all(abs(nets.train_torch(torch, "default", *plan, *other)[1] - right) > 4 for other in others)


def test_the_twin_of_a_net_with_strides_and_groups():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    model, x = models.alexnet(classes=10).eval(), np.random.default_rng(0).random((1, 3, 227, 227), np.float32)
    expected = nets.TorchNet(torch, model, "default", 0.1).module.eval()(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(model(x), expected, rtol=1e-3, atol=1e-4)


PLAIN = [shapes.Plain(kind, 2, 3, 4) for kind in ("batch normalisation", "ReLU", "dropout")]


def test_every_contender_runs():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    for shape in [*TINY, shapes.Pool("max", 1, 2, 6, 2, 2), shapes.Pool("avg", 1, 2, 6, 3, 1, 1), *PLAIN]:
        seconds = timing.interleaved(layers.contenders(shape, torch), rounds=1, repeats=1)
        assert {"package", "PyTorch default", "PyTorch channels-last"} <= set(seconds)
        assert min(seconds.values()) > 0


def test_interleaved_calls_take_turns_and_skip_the_first_of_each():
    calls = []
    timing.interleaved({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2, repeats=2)
    assert "".join(calls) == "aaabbb" * 2


def test_both_columns_are_timed_where_numba_is_installed(monkeypatch):
    seen = []
    try:
        columns = timing.columns({"package": lambda: seen.append(fast.compiled() is not None), "im2col": None})
        assert list(columns) == ["package", "im2col", *(["fast"] if find_spec("numba") else [])]
        for name in sorted(set(columns) - {"im2col"}):
            columns[name]()
        assert seen == [True, False][-len(seen) :] and len(seen) == len(columns) - 1
        monkeypatch.setattr(fast, "load", lambda: import_module("numba_that_is_not_there"))
        assert "fast" not in timing.columns({"package": None})
    finally:
        fast.set_fast(None)


def test_ratios_are_medians_over_processes_with_their_range():
    runs = [{"package": p, "PyTorch default": 4.0, "PyTorch channels-last": 2.0} for p in (1.0, 2.0, 6.0)]
    assert report.ratio(runs) == (1.0, 0.5, 3.0)
    assert report.ratio(runs, others=("PyTorch default",)) == (0.5, 0.25, 1.5)
    assert report.ratio([{"package": 1.0}]) is None


def test_the_command_prints_a_report_and_keeps_the_measurements(tmp_path, monkeypatch, capsys):
    found = {
        "layers": [
            {
                "shape": "1x1",
                "training": True,
                "operations": 2e9,
                "limits": ["thin"],
                "seconds": {"package": 0.1, "fast": 0.06, "im2col": 0.4, "PyTorch default": 0.08},
            }
        ],
        "step": {"mnist_cnn": {"package": 0.02, "fast": 0.01, "PyTorch default": 0.04, "PyTorch channels-last": 0.025}},
        "single": {"one image": {"package": 0.001, "PyTorch default": 0.004, "PyTorch channels-last": 0.002}},
        "epochs": {"dataset": "mnist", "one epoch": {"package": [8.0, 9890], "fast": [6.0, 9891]}},
        "predict": {"package": 0.4},
        "memory": {"MB after each epoch": [150.0], "MB in all": 150.0},
        "growth": {"n": {"4": 0.001}},
        "import": {"numpy": 0.08, "coursecnn": 0.14},
        "product": 200.0,
        "machine": {
            "processor": "P",
            "workers": 2,
            "Python": "3",
            "NumPy": "2",
            "BLAS": "openblas 1 for P",
            "PyTorch": None,
            "advice": "Some advice.",
        },
    }
    assert set(found) == set(parts.PARTS)
    monkeypatch.setattr("coursecnn.bench.command._measure", lambda part, quick: found[part])
    assert main(["bench", "--quick", "--json", str(tmp_path / "bench.json")]) == 0
    text = capsys.readouterr().out
    assert re.search(r"one image +1\.0 +0\.50 \[0\.50, 0\.50\] +0\.25 \[0\.25, 0\.25\]", text)
    assert "0.80 [0.80, 0.80]" in text and "0.50 [0.50, 0.50]" in text and "0.25 of im2col" in text and "10 %" in text
    assert re.search(r"compiled +10\.0 +0\.40 \[0\.40, 0\.40\] +0\.25 \[0\.25, 0\.25\]", text)
    assert "0.75 [0.75, 0.75]\n" in text and "0.75 of PyTorch's better layout, compiled" in text
    assert re.search(r"one epoch \(mnist\): .*\n +package +8\.0 +9890\n +compiled +6\.0 +9891\n", text)
    assert "60 ms more than import numpy" in text and "openblas 1 for P" in text and "Some advice." in text
    training = text[text.index("mnist_cnn in training") :]
    assert "1.25 [1.25, 1.25]" in training[: training.index("Below a third")]
    assert "1x1" in training[training.index("Below a third") :] and shapes.LIMITS["thin"] in training
    assert json.loads((tmp_path / "bench.json").read_text())["predict"] == [{"package": 0.4}]


def test_a_part_runs_in_a_process_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "coursecnn.bench.parts", "machine", "quick"],
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["workers"] >= 1
