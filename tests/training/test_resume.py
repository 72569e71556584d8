"""Checkpoints: a training that was broken off and taken up again gives the same weights, to the last bit."""

import functools
import os
import subprocess
import sys

import numpy as np
import pytest
from trainings import arrays, digits, dropout_net, same, train

import coursecnn as cnn
from coursecnn.datasets import Dataset
from coursecnn.storage import FileError
from coursecnn.training import Augmentation
from coursecnn.training.schedules import Constant, OneCycle, StepDecay


def normalised_net():
    return cnn.Sequential(
        cnn.Conv2d(1, 3, 5, stride=2), cnn.BatchNorm2d(3), cnn.ReLU(), cnn.Flatten(), cnn.Dropout(0.2),
        cnn.Linear(432, 10),
    )  # fmt: skip


CASES = {  # a net, and the options of a training of four epochs
    "momentum": (dropout_net, lambda: {"optimizer": cnn.SGD(0.1, 0.9)}),
    "default": (dropout_net, dict),
    "Adam": (
        dropout_net,
        lambda: {"optimizer": cnn.Adam(0.01, weight_decay=0.01), "augment": Augmentation("shift", pixels=2), "seed": 3},
    ),
    "normalised": (
        normalised_net,
        lambda: {"optimizer": cnn.SGD(0.1, 0.9, weight_decay=1e-3, nesterov=True), "schedule": StepDecay(0.5)},
    ),
    "validation": (dropout_net, lambda: {"validation": 30, "batch_size": 50}),
    "patience": (dropout_net, lambda: {"validation": 30, "patience": 3, "schedule": Constant()}),
}


def stop_at(step):
    """Ctrl-C after so many steps."""

    def on_step(number, *_):
        if number == step:
            raise KeyboardInterrupt

    return on_step


def numbers(history):
    """A history without its times."""
    rows = [vars(epoch) | {"seconds": 0} for epoch in history.epochs]
    return rows, history.ended, history.images, history.test


@pytest.mark.parametrize("broken", [(5,), (4, 8, 11), (1,)], ids=["once", "three times", "in the first epoch"])
@pytest.mark.parametrize(("net", "options"), CASES.values(), ids=CASES)
def test_taken_up_again_it_is_as_if_never_broken_off(net, options, broken, tmp_path):
    whole = net()
    expected = train(whole, epochs=4, **options())
    for step in broken:
        history = train(net(), epochs=4, checkpoint=tmp_path / "run", on_step=stop_at(step), **options())
        assert history.ended == "interrupted"
    model = net()
    found = train(model, epochs=4, checkpoint=tmp_path / "run", **options())
    assert same(arrays(model), arrays(whole))
    assert numbers(found) == numbers(expected)


def test_patience_is_counted_across_the_break(tmp_path, monkeypatch):
    """Also where the best epoch lies before the break; its weights come back from the file."""
    import importlib

    fit = importlib.import_module("coursecnn.training.fit")
    losses, weights = iter([0.3, 0.5, 0.6]), []

    def evaluate_rows(net, images, labels, rows):
        weights.append(arrays(net))
        return cnn.training.Evaluation(1, len(rows), next(losses))

    monkeypatch.setattr(fit, "evaluate_rows", evaluate_rows)
    options = {"epochs": 5, "validation": 30, "patience": 2, "checkpoint": tmp_path / "run"}
    assert train(dropout_net(), on_step=stop_at(5), **options).ended == "interrupted"
    model = dropout_net()
    history = train(model, **options)
    assert history.ended == "stopped early" and history.column("validation_loss") == [0.3, 0.5, 0.6]
    assert same(arrays(model), weights[0]) and not same(weights[0], weights[2])


def test_a_finished_training_is_only_tested_again(tmp_path):
    model, steps = dropout_net(), []
    first = train(model, checkpoint=tmp_path / "run")
    other = dropout_net(seed=5)
    second = train(other, checkpoint=tmp_path / "run", on_step=lambda *_: steps.append(1))
    assert not steps and same(arrays(model), arrays(other)) and numbers(first) == numbers(second)


def test_a_checkpoint_changes_nothing(tmp_path):
    first, second = dropout_net(), dropout_net()
    train(first)
    train(second, checkpoint=tmp_path / "run")
    assert same(arrays(first), arrays(second))
    assert os.listdir(tmp_path) == ["run"]


def halving(step, steps):
    return 1 - step / steps / 2


def test_a_schedule_may_be_a_function(tmp_path):
    """In another process it lies elsewhere in memory; its name is the same."""
    train(dropout_net(), epochs=1, schedule=halving, checkpoint=tmp_path / "run")
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
from trainings import dropout_net, train
from test_resume import halving
train(dropout_net(), epochs=1, schedule=halving, checkpoint={str(tmp_path / "run")!r})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_images_may_lie_in_memory_in_any_order(tmp_path):
    data = digits()
    turned = Dataset("turned", data.x_train[:, :, ::-1], data.y_train[::1], data.x_test, data.y_test)
    train(dropout_net(), turned, epochs=1, checkpoint=tmp_path / "run")


def other_images():
    data = digits()
    images = data.x_train.copy()
    images[7, 0, 3, 3] ^= 1
    return Dataset("digits", images, data.y_train, data.x_test, data.y_test)


def other_labels():
    data = digits()
    return Dataset("digits", data.x_train, data.y_train[::-1].copy(), data.x_test, data.y_test)


def renamed():
    data = digits()
    return Dataset("other digits", data.x_train, data.y_train, data.x_test, data.y_test)


DIFFERENT = {
    "model": (lambda: {"model": cnn.models.mlp((784, 10))}, ["Conv", "Linear(784, 10)"]),
    "dtype": (lambda: {"model": dropout_net(dtype=np.float64)}, ["float32", "float64"]),
    "data": (lambda: {"data": renamed()}, ["other digits"]),
    "data: images": (lambda: {"data": other_images()}, ["checksum"]),
    "data: labels": (lambda: {"data": other_labels()}, ["checksum"]),
    "data: number": (lambda: {"data": digits(100)}, ["150", "100"]),
    "epochs": (lambda: {"epochs": 3}, ["2", "3"]),
    "batch_size": (lambda: {"batch_size": 41}, ["40", "41"]),
    "optimizer": (lambda: {"optimizer": cnn.Adam()}, ["SGD", "Adam"]),
    "optimizer: rate": (lambda: {"optimizer": cnn.SGD(0.2, 0.9)}, ["lr=0.1", "lr=0.2"]),
    "schedule": (lambda: {"schedule": OneCycle(0.2)}, ["0.3", "0.2"]),
    "seed": (lambda: {"seed": 1}, ["0", "1"]),
    "validation": (lambda: {"validation": 20}, ["0", "20"]),
    "augment": (lambda: {"augment": Augmentation("shift", pixels=1)}, ["None", "pixels=1"]),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_checkpoint_of_another_training_is_refused(name, tmp_path):
    make, words = DIFFERENT[name]
    train(dropout_net(), checkpoint=tmp_path / "run.ckpt")
    content = (tmp_path / "run.ckpt").read_bytes()
    options = make()
    model = options.pop("model", None) or dropout_net(seed=7)
    before = arrays(model)
    with pytest.raises(FileError) as caught:
        train(model, checkpoint=tmp_path / "run.ckpt", **options)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message, message
    assert all(word in message for word in ["run.ckpt", f"its {name.partition(':')[0]} is", *words]), message
    assert same(arrays(model), before)
    assert (tmp_path / "run.ckpt").read_bytes() == content


def test_the_same_rate_elsewhere_among_the_options_is_no_difference(tmp_path):
    """A decayed learning rate that equals the weight decay."""
    options = {"schedule": StepDecay(0.1, 0.5), "epochs": 2}
    train(dropout_net(), optimizer=cnn.SGD(1e-2, 0.9, weight_decay=1e-3), checkpoint=tmp_path / "run", **options)
    train(dropout_net(), optimizer=cnn.SGD(1e-2, 0.9, weight_decay=1e-3), checkpoint=tmp_path / "run", **options)


@pytest.mark.parametrize("content", [b"", b"half", "model", "cut"], ids=["empty", "text", "model", "cut"])
def test_a_file_that_is_no_checkpoint_is_refused(content, tmp_path):
    path = tmp_path / "run.ckpt"
    if content == "model":
        dropout_net().save(path)
    elif content == "cut":
        train(dropout_net(), epochs=1, checkpoint=path)
        path.write_bytes(path.read_bytes()[:-100])
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(FileError, match=r"^run\.ckpt is .*\.$"):
        train(dropout_net(), epochs=1, checkpoint=path)
    assert path.read_bytes() == before


def test_a_missing_folder_is_found_before_the_training(tmp_path):
    steps = []
    with pytest.raises(FileError, match=r"nowhere.*make it first\.$"):
        train(dropout_net(), checkpoint=tmp_path / "nowhere" / "run", on_step=lambda *_: steps.append(1))
    assert not steps


def test_dying_while_writing_leaves_the_checkpoint_before(tmp_path):
    """The process ends in the middle of the second checkpoint; the training goes on from the first."""
    program = f"""
import os, sys
sys.path[:0] = {sys.path!r}
import numpy as np
from trainings import dropout_net, train
savez, calls = np.savez, []
def dies(file, **arrays):
    calls.append(1)
    if len(calls) == 2:
        file.write(b"half")
        file.flush()
        os._exit(9)
    savez(file, **arrays)
np.savez = dies
train(dropout_net(), epochs=3, checkpoint={str(tmp_path / "run")!r})
"""
    assert subprocess.run([sys.executable, "-c", program]).returncode == 9
    steps, model, whole = [], dropout_net(), dropout_net()
    history = train(model, epochs=3, checkpoint=tmp_path / "run", on_step=lambda *facts: steps.append(facts))
    train(whole, epochs=3)
    assert len(steps) == 8 and len(history.epochs) == 3
    assert same(arrays(model), arrays(whole))


def brighter(images, generator):
    return images | 1


class Nothing:
    def __call__(self, images, generator):
        return images


OWN = {"a function": brighter, "an object": Nothing(), "a part": functools.partial(brighter)}
ELSEWHERE = """
import sys
sys.path[:0] = {path!r}
from trainings import dropout_net, train
from test_resume import OWN
train(dropout_net(), epochs=1, augment=OWN[{name!r}], checkpoint={file!r})
"""


@pytest.mark.parametrize("name", OWN)
def test_an_augmentation_of_ones_own_is_the_same_in_another_process(name, tmp_path):
    train(dropout_net(), epochs=1, augment=OWN[name], checkpoint=tmp_path / "run")
    program = ELSEWHERE.format(path=sys.path, name=name, file=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"schedule": lambda step, steps: 0.5}, {"schedule": lambda step, steps: 0.25}),
        ({"augment": lambda images, generator: images}, {"augment": lambda images, generator: images | 1}),
    ],
    ids=["schedule", "augment"],
)
def test_a_function_of_the_same_name_that_does_something_else_is_another_training(first, second, tmp_path):
    for _ in range(2):
        train(dropout_net(), epochs=1, checkpoint=tmp_path / "run", **first)
    with pytest.raises(FileError, match=r"is of another training: its (schedule|augment) is .*<lambda> \(checksum"):
        train(dropout_net(), epochs=1, checkpoint=tmp_path / "run", **second)


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_to_what_is_not_there_yet_is_written_through(tmp_path):
    (tmp_path / "run").symlink_to("there")
    for _ in range(2):
        train(dropout_net(), epochs=1, checkpoint=tmp_path / "run")
    assert (tmp_path / "run").is_symlink() and (tmp_path / "there").is_file()


@pytest.mark.parametrize(("model", "about", "words"), [(5, {}, "model must be a net or a layer, such as"),
                                                       (None, {"a": object()}, "about must be texts, numbers, lists"),
                                                       (None, {1, 2}, "which JSON can say, not {1, 2}.")])  # fmt: skip
def test_what_cannot_be_saved_is_one_sentence(model, about, words, tmp_path):
    with pytest.raises(TypeError) as error:
        cnn.training.save_net(dropout_net() if model is None else model, tmp_path / "net.npz", about)
    assert words in str(error.value) and str(error.value).endswith(".") and not os.listdir(tmp_path)
