"""Training: gradients of a batch, workers, learning, histories, early stopping, divergence."""

import importlib
import math

import numpy as np
import oracles
import pytest
from every_layer import Residual, Scale
from oracles import assert_close
from trainings import arrays, digits, dropout_net, same, train

import coursecnn as cnn
from coursecnn import training
from coursecnn.datasets import Dataset, to_float
from coursecnn.functional import parallel
from coursecnn.training import Augmentation, batch_gradients
from coursecnn.training.schedules import Constant, StepDecay

FIT = importlib.import_module("coursecnn.training.fit")  # the module; coursecnn.training.fit is the function


def small_net(dtype=np.float32):
    return cnn.Sequential(cnn.ConvPool2d(1, 3, 5, dtype=dtype), cnn.Flatten(), cnn.Linear(432, 10, dtype=dtype))


@pytest.fixture(autouse=True)
def workers_as_before():
    yield
    parallel.set_workers(None)


@pytest.mark.parametrize("n", [1, 31, 32, 33, 100])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gradients_of_a_batch_are_those_of_all_images_at_once(n, dtype):
    model, data = small_net(dtype), digits()
    images, labels = data.x_train[:n], data.y_train[:n]
    loss, correct, grads = batch_gradients(model, cnn.CrossEntropyLoss(), images, labels)
    assert not model.grads
    criterion, logits = cnn.CrossEntropyLoss(), model(to_float(images))
    assert loss == pytest.approx(criterion(logits, labels), rel=1e-6)
    assert correct == (logits.argmax(axis=1) == labels).sum()
    model.backward(criterion.backward())
    assert list(grads) == list(model.grads)
    for name, gradient in grads.items():
        assert gradient.dtype == dtype
        assert_close(gradient, model.grads[name], 1e-12 if dtype == np.float64 else 1e-5)


def test_gradients_of_a_batch_agree_with_pytorch():
    model, data = small_net(np.float64), digits()
    images, labels = data.x_train[:70], data.y_train[:70]
    x = images / np.float32(255)

    def forward(f, weight, bias, last, last_bias):
        hidden = f.max_pool2d(f.conv2d(weight.new_tensor(x), weight, bias), 2).relu().flatten(1)
        return f.cross_entropy(f.linear(hidden, last, last_bias), weight.new_tensor(labels).long())

    expected, gradients = oracles.apply(forward, *model.params.values())
    loss, _, grads = batch_gradients(model, cnn.CrossEntropyLoss(), images, labels)
    assert loss == pytest.approx(float(expected), rel=1e-9)
    for gradient, wanted in zip(grads.values(), gradients(1.0), strict=True):
        assert_close(gradient, wanted, 1e-9)


def test_other_losses_can_be_used():
    """A mean over the batch whose targets are not classes."""
    model, x = cnn.Sequential(cnn.Linear(6, 2, dtype=np.float64)), np.random.default_rng(0).standard_normal((50, 6))
    target = x[:, :2]
    loss, correct, grads = batch_gradients(model, cnn.MSELoss(), x, target)
    criterion = cnn.MSELoss()
    assert loss == pytest.approx(criterion(model(x), target)) and correct == 0
    model.backward(criterion.backward())
    assert_close(grads["0.weight"], model.grads["0.weight"], 1e-12)


def trained(workers, net=dropout_net, **options):
    parallel.set_workers(workers)
    model = net()
    history = train(model, **options)
    return arrays(model), [(epoch.loss, epoch.accuracy) for epoch in history.epochs], history.test


@pytest.mark.parametrize(
    "options",
    [{}, {"augment": Augmentation("shift", pixels=2), "batch_size": 70}, {"validation": 30, "optimizer": cnn.Adam()}],
)
def test_the_number_of_workers_changes_no_bit(options):
    weights, losses, test = trained(1, **options)
    for workers in (2, 3):
        other, other_losses, other_test = trained(workers, **options)
        assert same(weights, other) and losses == other_losses and test == other_test


def test_the_seed_decides():
    first, again, other = (trained(2, seed=seed)[0] for seed in (1, 1, 2))
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize("net", [small_net, dropout_net], ids=["order", "masks and order"])
def test_training_does_not_depend_on_what_was_drawn_before(net):
    """Masks, order and shifts come from the seed, not from generators that the net or NumPy carry along."""
    first, second = net(), net()
    second(np.ones((1, 1, 28, 28), np.float32))
    np.random.seed(0)
    train(first, augment=Augmentation("shift", pixels=1))
    np.random.seed(1)
    train(second, augment=Augmentation("shift", pixels=1))
    assert same(arrays(first), arrays(second))


class Recorder(cnn.Layer):
    """Passes everything on and keeps what it saw in training, also in copies."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x):
        if self.training:
            self.seen.append(x)
        return x

    def backward(self, dy):
        return dy


def test_masks_differ_from_piece_to_piece_step_to_step_and_seed_to_seed():
    parallel.set_workers(1)
    white = np.full((64, 1, 28, 28), 255, np.uint8)
    data = Dataset("white", white, np.zeros(64, int), white[:1], np.zeros(1, int))
    masks = []
    for seed in (0, 1):
        recorder = Recorder()
        model = cnn.Sequential(cnn.Dropout(0.5), recorder, cnn.Flatten(), cnn.Linear(784, 10))
        train(model, data, batch_size=32, seed=seed)
        masks += [mask for piece in recorder.seen for mask in piece]
    assert len(masks) == 2 * 2 * 64
    assert len({mask.tobytes() for mask in masks}) == len(masks)


def test_order_and_shifts_differ_from_epoch_to_epoch():
    parallel.set_workers(1)
    data, recorder = digits(), Recorder()
    model = cnn.Sequential(recorder, cnn.Flatten(), cnn.Linear(784, 10))
    train(model, batch_size=30)
    first, second = np.split(np.concatenate(recorder.seen), 2)
    assert (first != second).any()
    bags = [sorted(image.tobytes() for image in images) for images in (first, second, to_float(data.x_train))]
    assert bags[0] == bags[1] == bags[2]
    white = np.full((60, 1, 28, 28), 255, np.uint8)
    recorder.seen.clear()
    train(
        model,
        Dataset("white", white, np.zeros(60, int), white[:1], np.zeros(1, int)),
        batch_size=30,
        augment=Augmentation("shift", pixels=9),
    )
    steps = np.split(np.concatenate(recorder.seen), 4)
    assert len({step.tobytes() for step in steps}) == 4


def test_a_net_in_evaluation_mode_is_trained_in_training_mode():
    first, second = dropout_net(), dropout_net().eval()
    train(first), train(second)
    assert same(arrays(first), arrays(second))


def test_one_step_by_hand():
    """One batch of all images: the gradient times the learning rate."""
    model, data = small_net(np.float64), digits()
    before = arrays(model)
    _, _, grads = batch_gradients(model, cnn.CrossEntropyLoss(), data.x_train, data.y_train)
    train(model, epochs=1, batch_size=1000, optimizer=cnn.SGD(lr=0.5), schedule=Constant())
    for name, array in model.params.items():
        assert_close(array, before[name] - 0.5 * grads[name], 1e-9)


def test_nobodys_arrays_are_changed():
    """Neither the images (they are read-only here) nor arrays that a learner gave to layers."""

    class Mine(Scale):
        def __init__(self, array):
            super().__init__(1)
            self.params["weight"] = array

    scale, weight = np.ones(1, np.float32), np.ones((3, 1, 5, 5), np.float32)
    model = cnn.Sequential(Mine(scale), cnn.Conv2d(1, 3, 5), cnn.ReLU(), cnn.Flatten(), cnn.Linear(1728, 10))
    model.params["1.weight"] = weight
    train(model, augment=Augmentation("shift", pixels=1))
    assert scale == 1 and (weight == 1).all()
    assert (model.params["0.weight"] != 1).all() and (model.params["1.weight"] != 1).all()


def test_history():
    model, data, steps = small_net(), digits(), []
    history = train(model, validation=50, on_step=lambda *facts: steps.append(facts))
    assert history.ended == "finished" and history.images == 200
    assert [epoch.epoch for epoch in history.epochs] == [1, 2]
    assert history.column("epoch") == [1, 2]
    assert all(0 <= epoch.accuracy <= 1 and epoch.seconds > 0 for epoch in history.epochs)
    assert history.seconds == sum(history.column("seconds"))
    assert history.test == training.evaluate(model, data.x_test, data.y_test)
    assert [step[:2] for step in steps] == [(i + 1, 6) for i in range(6)]
    for k, epoch in enumerate(history.epochs):
        losses, accuracies = zip(*(step[2:] for step in steps[3 * k : 3 * k + 3]), strict=True)
        assert epoch.loss == pytest.approx(np.average(losses, weights=[40, 40, 20]))
        assert epoch.accuracy == pytest.approx(np.average(accuracies, weights=[40, 40, 20]))
    text = str(history).splitlines()
    assert len(text) == 4 and text[0].split() == ["epoch", "loss", "accuracy", "validation", "seconds"]
    assert text[3] == f"test: {history.test}"


def test_validation_images_are_the_same_for_every_seed_and_never_trained_on(monkeypatch):
    data, seen, evaluated = digits(), set(), []

    def watch_batch(model, loss, images, labels, key=()):
        seen.update(image.tobytes() for image in images)
        return batch_gradients(model, loss, images, labels, key)

    def watch_evaluation(model, images, labels):
        evaluated.append({image.tobytes() for image in images})
        return training.evaluate(model, images, labels)

    monkeypatch.setattr(FIT, "batch_gradients", watch_batch)
    monkeypatch.setattr(FIT, "evaluate", watch_evaluation)
    monkeypatch.setattr(FIT, "evaluate_rows", lambda net, x, y, rows: watch_evaluation(net, x[rows], y[rows]))
    for seed in (0, 1):
        train(small_net(), validation=30, seed=seed)
    first, again, test, *others = evaluated
    assert first == again == others[0] == others[1] and len(first) == 30
    assert test == others[2] == {image.tobytes() for image in data.x_test}
    assert not seen & (first | test)
    assert seen | first == {image.tobytes() for image in data.x_train}


def test_the_learning_rate_follows_the_schedule():
    optimizer, schedule, rates = cnn.SGD(lr=0.2), StepDecay(0.5, 1 / 2), []
    history = train(small_net(), optimizer=optimizer, schedule=schedule, on_step=lambda *_: rates.append(optimizer.lr))
    assert rates == [0.2 * schedule(step, 8) for step in range(8)] == [0.2] * 4 + [0.1] * 4
    assert history.column("lr") == [0.2, 0.1]


def test_an_optimiser_can_be_used_again():
    """After a training, and after one that was broken off, it has the learning rate it was made with."""
    optimizer = cnn.SGD(lr=0.2, momentum=0.5)
    first, second = small_net(), small_net()
    train(first, optimizer=optimizer)
    assert optimizer.lr == 0.2
    train(second, optimizer=optimizer)
    assert same(arrays(first), arrays(second))

    def stop(*_):
        raise KeyError("enough")

    with pytest.raises(KeyError):
        train(small_net(), optimizer=optimizer, on_step=stop)
    assert optimizer.lr == 0.2


def test_early_stopping_goes_back_to_the_best_weights(monkeypatch):
    """Validation losses as if written by hand; the weights after the second epoch are kept."""
    losses, weights = iter([0.9, 0.5, 0.7, 0.6, 0.1]), []
    model = cnn.Sequential(cnn.Conv2d(1, 2, 5), cnn.BatchNorm2d(2), cnn.ReLU(), cnn.Flatten(), cnn.Linear(1152, 10))

    def evaluate_rows(net, images, labels, rows):
        weights.append(arrays(net))
        return training.Evaluation(3, len(rows), next(losses))

    monkeypatch.setattr(FIT, "evaluate_rows", evaluate_rows)
    history = train(model, epochs=5, validation=30, patience=2)
    assert history.ended == "stopped early"
    assert history.column("validation_loss") == [0.9, 0.5, 0.7, 0.6]
    assert same(arrays(model), weights[1]) and not same(weights[1], weights[3])
    assert history.test == training.evaluate(model, digits().x_test, digits().y_test)


def test_without_patience_the_last_weights_stay(monkeypatch):
    losses, weights = iter([0.1, 0.5]), []

    def evaluate_rows(net, images, labels, rows):
        weights.append(arrays(net))
        return training.Evaluation(3, 30, next(losses, 0.0))

    monkeypatch.setattr(FIT, "evaluate_rows", evaluate_rows)
    model = small_net()
    assert train(model, validation=30).ended == "finished"
    assert same(arrays(model), weights[1])


@pytest.mark.parametrize("net", [small_net, dropout_net], ids=["small", "dropout"])
def test_divergence_is_reported(net):
    with pytest.raises(cnn.Diverged) as caught:
        train(net(), epochs=20, optimizer=cnn.SGD(lr=1e30), schedule=Constant())
    message, history = str(caught.value), caught.value.history
    assert "nan" in message or "inf" in message
    assert "1e+30" in message and "smaller learning rate" in message and message.endswith(".")
    assert history.ended == "diverged" and history.test is None and len(history.epochs) < 20


@pytest.mark.parametrize(("validation", "where"), [(30, "in the validation after epoch 1"), (0, "in the test")])
def test_divergence_in_the_last_step_is_reported(validation, where):
    """No later step shows it; and no warning of NumPy is needed to see it."""
    with pytest.raises(cnn.Diverged, match=f"nan {where}, with a learning rate of 1e\\+39: .*smaller learning rate"):
        options = {"optimizer": cnn.SGD(1e39), "schedule": Constant(), "validation": validation}
        train(small_net(), epochs=1, batch_size=150, **options)


def test_twenty_images_can_be_learned_by_heart():
    data = digits()
    few = Dataset("few", data.x_train[:20], data.y_train[:20], data.x_test, data.y_test)
    model = cnn.models.mnist_cnn()
    history = train(model, few, epochs=20, batch_size=20, optimizer=cnn.Adam(0.003), schedule=Constant())
    assert history.epochs[0].loss == pytest.approx(math.log(10), abs=0.1)
    assert history.epochs[-1].accuracy == 1 and history.epochs[-1].loss < 0.05
    assert training.evaluate(model, few.x_train, few.y_train).correct == 20


def test_digits_are_learned():
    history = train(cnn.models.mnist_cnn(), digits(1000, 200), epochs=3, batch_size=32)
    assert history.test.accuracy > 0.85


class Image28(cnn.Sequential):
    """A whole net that is a class of its own."""

    def __init__(self):
        super().__init__(cnn.Flatten(), cnn.Linear(784, 10))

    def forward(self, x):
        return super().forward(x - 0.5)


def with_a_layer():
    return cnn.Sequential(cnn.Conv2d(1, 4, 5, stride=2), Scale(4), cnn.Tanh(), cnn.Flatten(), cnn.Linear(576, 10))


def with_a_block():
    block = Residual(cnn.Conv2d(4, 4, 3, padding=1), cnn.ReLU())
    return cnn.Sequential(cnn.Conv2d(1, 4, 5, stride=2), block, cnn.GlobalAvgPool2d(), cnn.Flatten(), cnn.Linear(4, 10))


@pytest.mark.parametrize("make", [with_a_layer, with_a_block, Image28])
def test_what_learners_write_can_be_trained(make):
    """With the same weights to the last bit for any number of workers: caches are each copy's own."""
    results = []
    for workers in (1, 3):
        parallel.set_workers(workers)
        model = make()
        history = train(model, batch_size=100)
        results.append(arrays(model))
    assert same(*results)
    assert history.epochs[-1].loss < history.epochs[0].loss


def test_batch_normalisation_trains_as_in_pytorch():
    """Five steps on batches of 50: the whole batch goes through at once, so that its mean is the batch's."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    dtype = np.float64
    ours = cnn.Sequential(
        cnn.Conv2d(1, 3, 5, stride=2, dtype=dtype), cnn.BatchNorm2d(3, dtype=dtype), cnn.ReLU(), cnn.Flatten(),
        cnn.Linear(432, 10, dtype=dtype),
    )  # fmt: skip
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 5, stride=2), torch.nn.BatchNorm2d(3), torch.nn.ReLU(), torch.nn.Flatten(),
        torch.nn.Linear(432, 10),
    ).double()  # fmt: skip
    theirs.load_state_dict({name: torch.tensor(array) for name, array in arrays(ours).items()}, strict=False)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.05, momentum=0.9)
    batches = []

    def keep(model, loss, images, labels, key=()):
        batches.append((images, labels))
        return batch_gradients(model, loss, images, labels, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FIT, "batch_gradients", keep)
        train(ours, batch_size=50, optimizer=cnn.SGD(0.05, 0.9), schedule=Constant())
    assert len(batches) == 6
    for images, labels in batches:
        optimizer.zero_grad()
        x = torch.tensor(to_float(images)).double()
        torch.nn.functional.cross_entropy(theirs(x), torch.tensor(labels)).backward()
        optimizer.step()
    state = theirs.state_dict()
    for name, array in arrays(ours).items():
        np.testing.assert_allclose(array, state[name].numpy(), rtol=1e-9, atol=1e-12)  # the first bias stays 0


def test_without_test_images_nothing_is_tested():
    data = digits()
    untested = Dataset("untested", data.x_train, data.y_train, data.x_test[:0], data.y_test[:0])
    assert train(small_net(), untested).test is None


def other_labels(labels, test_labels=None):
    data = digits()
    return Dataset("others", data.x_train, labels, data.x_test, data.y_test if test_labels is None else test_labels)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epochs": 0}, ["epochs", "0"]),
        ({"epochs": 1.5}, ["epochs", "1.5"]),
        ({"batch_size": -1}, ["batch_size", "-1"]),
        ({"batch_size": True}, ["batch_size", "True"]),
        ({"seed": -1}, ["seed", "-1"]),
        ({"seed": None}, ["seed", "None"]),
        ({"validation": 0.1}, ["validation", "0.1"]),
        ({"validation": 150}, ["validation", "150"]),
        ({"patience": 2}, ["patience", "validation"]),
        ({"patience": 0, "validation": 20}, ["patience", "0"]),
        ({"model": cnn.Sequential(cnn.Flatten(), cnn.Linear(700, 10))}, ["700", "784"]),
        ({"model": cnn.Sequential(cnn.Flatten(), cnn.Linear(784, 9))}, ["9 outputs", "10 outputs"]),
        ({"model": cnn.Sequential(cnn.Conv2d(1, 10, 28))}, ["logits", "(N, classes)"]),
        ({"data": other_labels(digits().y_train + 5)}, ["others", "10 outputs", "14", "15 outputs"]),
        ({"data": other_labels(digits().y_train, digits().y_test + 1)}, ["10 outputs", "11 outputs"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) and "model" not in value else "",
)
def test_wrong_arguments_get_one_sentence(options, words):
    options = dict(options)
    with pytest.raises(ValueError) as caught:
        train(options.pop("model", None) or small_net(), **options)
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value


NEARLY = {
    "the name of a data set": ({"data": "mnist"}, "not the name of one: load it, datasets.load('mnist')."),
    "what makes a net": ({"model": cnn.models.mnist_cnn}, "call it, mnist_cnn(...)."),
    "a list of layers": ({"model": [cnn.Flatten()]}, "make one of them, Sequential(*layers)."),
    "the class of an optimiser": ({"optimizer": cnn.SGD}, "not the class SGD: call it, SGD(lr=0.1)."),
    "the name of an optimiser": ({"optimizer": "sgd"}, "such as SGD(lr=0.1) or Adam(), not 'sgd'."),
    "the class of a schedule": (
        {"schedule": cnn.schedules.OneCycle},
        "not the class OneCycle: call it, OneCycle(...).",
    ),
    "the name of a schedule": (
        {"schedule": "onecycle"},
        "a function (step, steps), such as OneCycle(), not 'onecycle'.",
    ),
    "a schedule of one argument": (
        {"schedule": lambda step: 1.0},
        "a function (step, steps), such as OneCycle(), but the one given does not take 2 arguments.",
    ),
    "an augmentation of one argument": (
        {"augment": lambda images: images},
        "a function (images, generator), but the one given does not take 2 arguments.",
    ),
    "the class of an augmentation": (
        {"augment": Augmentation},
        "not the class Augmentation: call it, Augmentation(...).",
    ),
    "the name of an augmentation": ({"augment": "shift"}, "a function (images, generator), not 'shift'."),
    "a listener without arguments": (
        {"on_step": lambda: None},
        "a function (step, steps, loss, accuracy), but the one given does not take 4 arguments.",
    ),
}


@pytest.mark.parametrize(("options", "end"), NEARLY.values(), ids=NEARLY)
def test_what_is_nearly_right_hears_the_way_out(options, end):
    with pytest.raises(TypeError) as caught:
        cnn.fit(**{"model": small_net(), "data": digits(), "epochs": 1, "progress": False} | options)
    name = next(iter(options))
    assert str(caught.value).startswith(f"{name} must be ") and str(caught.value).endswith(end), caught.value


@pytest.mark.parametrize(
    ("augment", "given"),
    [
        (lambda images, generator: None, "None"),
        (lambda images, generator: images[:7], "shape (7, 1, 28, 28)"),
        (lambda images, generator: images[:, 0], "shape (50, 28, 28)"),
        (lambda images, generator: [*images], "[array("),
    ],
)
def test_an_augmentation_gives_as_many_images_as_it_got(augment, given):
    with pytest.raises(ValueError) as caught:
        train(small_net(), epochs=1, batch_size=50, augment=augment)
    words = f"augment must return the 50 images that it got, changed: (N, C, H, W), not {given}"
    assert str(caught.value).startswith(words) and "\n" not in str(caught.value)


def test_a_last_batch_of_one_image_in_batch_normalisation():
    net = cnn.Sequential(cnn.Conv2d(1, 2, 28), cnn.BatchNorm2d(2), cnn.Flatten(), cnn.Linear(2, 10))
    with pytest.raises(ValueError, match=r"^BatchNorm2d .*: choose a batch size that leaves no single image over, or"):
        train(net, epochs=1, batch_size=len(digits().x_train) - 1)


def test_numbers_of_numpy_are_numbers(tmp_path):
    model, other = small_net(), small_net()
    train(model, epochs=np.int64(1), batch_size=np.int32(40), seed=np.uint8(3), checkpoint=tmp_path / "run",
          optimizer=cnn.SGD(np.float32(0.125)), validation=np.int64(20), patience=np.int64(1))  # fmt: skip
    train(other, epochs=1, seed=3, optimizer=cnn.SGD(0.125), validation=20, patience=1)
    assert same(arrays(model), arrays(other))
