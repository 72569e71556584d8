"""The commands, from their arguments to exit codes, sentences and files."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from data_places import Mirror, Place

from coursecnn import datasets, evaluate, models, training
from coursecnn.commands import outputs, train
from coursecnn.commands.cli import COMMANDS, main, make_parser
from coursecnn.functional import parallel

REPORT = ["dataset", "train_size", "test_size", "parameters", "epochs", "seed", "test_correct", "test_accuracy",
          "seconds", "images_per_second"]  # fmt: skip


@pytest.fixture
def place(monkeypatch, tmp_path):
    return Place(monkeypatch, tmp_path)


@pytest.fixture
def no_loading(monkeypatch):
    def load(name):
        raise AssertionError("the images were loaded before the arguments were checked")

    monkeypatch.setattr(datasets, "load", load)


def failure(capsys, *argv):
    """The one sentence that a failing command says."""
    assert main([str(arg) for arg in argv]) == 1
    text = capsys.readouterr().err
    assert text.endswith(".\n") and text.count("\n") == 1 and ". " not in text, text
    return text


# --- train ------------------------------------------------------------------------------------------------------------


def test_without_mnist_and_network_it_trains_on_drawn_digits_and_says_so(place, capsys):
    assert main(["train", "--epochs", "1"]) == 0
    shown = capsys.readouterr()
    assert "NOT MNIST" in shown.out and "drawn digits" in shown.out.split("NOT MNIST")[1]
    assert "of 20 right" in shown.out
    assert "30.0/30.0" in shown.err  # the progress bar


def test_digits_asked_for_need_no_warning(place, capsys):
    assert main(["train", "--epochs", "1", "--data", "digits"]) == 0
    shown = capsys.readouterr().out
    assert "ATTENTION" not in shown and shown.count("drawn digits, made by coursecnn") == 2


def test_mnist_that_cannot_be_had_is_one_sentence(place, capsys):
    text = failure(capsys, "train", "--data", "mnist")
    assert "COURSECNN_DATA" in text and "coursecnn data fetch mnist" in text and "--data digits" in text


def test_a_cut_file_is_one_sentence(place, capsys):
    folder = place.give()
    file = folder / "train-images-idx3-ubyte"
    file.write_bytes(file.read_bytes()[:-1])
    assert str(file) in failure(capsys, "train")


def test_the_report_holds_the_figures_of_the_saved_net(place, tmp_path, capsys):
    place.give()
    net, report = tmp_path / "net.npz", tmp_path / "run.json"
    argv = ["train", "--data", "mnist", "--epochs", "2", "--batch-size", "5", "--seed", "7", "--model", "lenet5"]
    assert main([*argv, "--save", str(net), "--report", str(report)]) == 0
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert list(figures)[: len(REPORT)] == REPORT
    data = datasets.load("mnist")
    test = evaluate(models.lenet5().load(net), data.x_test, data.y_test)
    expected = {"dataset": "mnist", "train_size": 12, "test_size": 5, "parameters": 61_706, "epochs": 2, "seed": 7}
    expected |= {"test_correct": test.correct, "test_accuracy": test.correct / 5, "batch_size": 5, "model": "lenet5"}
    assert {name: figures[name] for name in expected} == expected
    assert figures["images_per_second"] == pytest.approx(24 / figures["seconds"], rel=0.1)
    assert f"{test.correct} of 5 right" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "net.npz", "run.json"]


def test_options_reach_fit(place, monkeypatch, tmp_path):
    called = {}

    def fit(model, data, **options):
        called.update(options, model=model, workers=parallel.workers())
        return training.fit(model, data, **options | {"progress": False})

    monkeypatch.setattr(train, "fit", fit)
    argv = ["train", "--data", "digits", "--epochs", "2", "--batch-size", "7", "--seed", "3", "--workers", "3"]
    try:
        assert main([*argv, "--resume", str(tmp_path / "run")]) == 0
    finally:
        parallel.set_workers(None)
    assert [called[name] for name in ("epochs", "batch_size", "seed", "workers", "augment")] == [2, 7, 3, 3, None]
    assert called["checkpoint"] == tmp_path / "run"


def test_defaults():
    parser, _ = make_parser("train")
    args = parser.parse_args(["train"])
    train._complete(args, own=False)
    assert (args.data, args.model, args.epochs, args.batch_size, args.seed) == ("auto", "mnist_cnn", 3, 128, 0)
    assert (args.lr, args.augment) == (0.1, None)
    changes = ["turn by up to 10 degrees and scale by up to a tenth", "shift by up to 2 pixels"]
    args = parser.parse_args(["train", "--model", "mnist_best"])
    train._complete(args, own=False)
    assert (args.epochs, args.augment.words) == (24, changes)
    args = parser.parse_args(["train", "--model", "mnist_best", "--epochs", "1"])
    train._complete(args, own=False)
    assert (args.epochs, args.augment.words) == (1, changes)
    assert (args.workers, args.save, args.resume, args.report) == (None, None, None, None)


def test_interrupted_training_is_summed_up_saved_and_resumed(place, tmp_path, monkeypatch, capsys):
    def interrupted(model, data, **options):
        def on_step(step, steps, loss, accuracy):
            if step == 11:  # three steps an epoch: the second of the fourth epoch
                raise KeyboardInterrupt

        return training.fit(model, data, on_step=on_step, **options)

    def command(name, resume):
        files = ["--save", tmp_path / f"{name}.npz", "--report", tmp_path / f"{name}.json"]
        files += ["--resume", tmp_path / "checkpoint"] if resume else []
        argv = ["train", "--data", "digits", "--epochs", "5", "--batch-size", "12"]
        return main([*argv, *map(str, files)])

    with monkeypatch.context() as patch:
        patch.setattr(train, "fit", interrupted)
        assert command("half", resume=True) == 130
    text = capsys.readouterr().out
    assert "3 complete" in text and "not tested" in text and "after epoch 3" in text
    assert (tmp_path / "half.npz").exists() and not (tmp_path / "half.json").exists()

    assert command("resumed", resume=True) == 0
    assert "to go on from" in capsys.readouterr().out
    assert command("whole", resume=False) == 0
    half, resumed, whole = (dict(np.load(tmp_path / f"{name}.npz")) for name in ("half", "resumed", "whole"))
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)
    assert not np.array_equal(half["params/0.weight"], whole["params/0.weight"])
    assert json.loads((tmp_path / "resumed.json").read_text(encoding="utf-8"))["epochs"] == 5


def test_a_checkpoint_of_another_training_is_refused(place, tmp_path, capsys):
    argv = ["train", "--data", "digits", "--resume", str(tmp_path / "run")]
    assert main([*argv, "--epochs", "1"]) == 0
    capsys.readouterr()
    assert main([*argv, "--epochs", "2"]) == 1
    assert "its epochs is 1, but here it is 2" in capsys.readouterr().err


def test_a_loss_that_is_not_a_number_is_one_sentence(place, monkeypatch, capsys):
    def fit(*args, **options):
        raise training.Diverged("The loss became nan.")

    monkeypatch.setattr(train, "fit", fit)
    assert "nan" in failure(capsys, "train", "--data", "digits")


@pytest.mark.parametrize("option", ["--save", "--resume", "--report"])
def test_files_that_cannot_be_written_are_refused_before_training(option, tmp_path, no_loading, monkeypatch, capsys):
    assert "does not exist" in failure(capsys, "train", option, tmp_path / "none" / "file")
    assert "is a folder" in failure(capsys, "train", option, tmp_path)
    (tmp_path / "file").touch()
    with monkeypatch.context() as patch:
        patch.setattr(outputs.os, "access", lambda *_: False)  # write-protected, which root does not notice
        assert "cannot be written" in failure(capsys, "train", option, tmp_path / "file")

    def forbidden(**_):
        raise PermissionError

    monkeypatch.setattr(outputs.tempfile, "TemporaryFile", forbidden)
    assert "cannot be written" in failure(capsys, "train", option, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_two_options_with_one_file_are_refused(tmp_path, no_loading, capsys):
    (tmp_path / "x").mkdir()
    text = failure(capsys, "train", "--save", tmp_path / "a", "--resume", f"{tmp_path}/x/../a")
    assert "--save and --resume name the same file" in text


@pytest.mark.parametrize(
    "argv",
    [[], ["dance"], ["train", "--epochs", "0"], ["train", "--batch-size", "0"], ["train", "--seed", "-1"],
     ["train", "--workers", "two"], ["train", "--model", "resnet"],
     ["data", "fetch", "auto"]],
)  # fmt: skip
def test_wrong_arguments_end_with_code_2(argv, no_loading, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2


ENDLESS = """
import sys
from coursecnn import datasets
from coursecnn.commands.cli import main
from coursecnn.datasets import Dataset, drawn
x, y = drawn.draw_digits(500)
datasets.load = lambda name: Dataset("few", x, y, x, y, "a few drawn digits.")
sys.exit(main(["train", "--epochs", "100000", "--save", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
def test_ctrl_c_in_a_terminal(tmp_path):
    net, log = tmp_path / "net.npz", tmp_path / "log"
    with log.open("w") as file:
        environment = os.environ | {"TQDM_MININTERVAL": "0.1"}
        process = subprocess.Popen([sys.executable, "-c", ENDLESS, net], stdout=file, stderr=file, env=environment)
        try:
            deadline = time.monotonic() + 60
            while not re.search(r"epoch [2-9]", log.read_text(encoding="utf-8")):
                assert time.monotonic() < deadline and process.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
        finally:
            process.kill()
    text = log.read_text(encoding="utf-8")
    assert "Traceback" not in text and "Ctrl-C ended the training after" in text and f"Weights: {net}" in text
    models.mnist_cnn().load(net)


def test_ctrl_c_outside_training_leaves_no_traceback(monkeypatch, capsys):
    def load(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "load", load)
    assert main(["train"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


# --- data -------------------------------------------------------------------------------------------------------------


def test_fetched_mnist_is_there_without_network(place, capsys):
    mirror = Mirror()
    mirror.serve(place.files)
    place.use_mirrors(mirror.url)
    try:
        assert main(["data", "fetch"]) == 0
    finally:
        mirror.close()
    assert str(place.cache / "mnist") in capsys.readouterr().out
    assert main(["train", "--data", "mnist", "--epochs", "1"]) == 0


def test_fetch_draws_digits(place, capsys):
    assert main(["data", "fetch", "digits"]) == 0
    assert str(place.cache / "digits.npz") in capsys.readouterr().out


def test_fetch_without_network_is_one_sentence(place, capsys):
    assert "try again" in failure(capsys, "data", "fetch", "fashion-mnist")


# --- all commands -----------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_imports_none(capsys):
    code = "import sys; from coursecnn.commands.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for name, (path, purpose) in COMMANDS.items():
        assert f"    {name}" in shown and purpose in shown
        assert path not in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: coursecnn {name}" in capsys.readouterr().out


def test_python_m_coursecnn():
    run = subprocess.run([sys.executable, "-m", "coursecnn", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("coursecnn ")
