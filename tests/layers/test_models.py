"""The nets of the course: shapes, parameter counts known from papers and by hand, first loss, first weights."""

import math

import numpy as np
import pytest
from scipy import stats

import coursecnn as cnn
from coursecnn import models
from coursecnn.datasets.drawn import draw_digits
from coursecnn.layers import initializers
from coursecnn.layers.initializers import initial

SMALL = {
    "mnist_cnn": (models.mnist_cnn, (1, 28, 28)),
    "simple_conv_net": (models.simple_conv_net, (1, 28, 28)),
    "lenet5": (models.lenet5, (1, 28, 28)),
    "mnist_best": (models.mnist_best, (1, 28, 28)),
    "mlp": (lambda **options: models.mlp((784, 30, 10), **options), (1, 28, 28)),
}
each_small = pytest.mark.parametrize(("make", "shape"), SMALL.values(), ids=SMALL)


def count(model):
    return sum(array.size for array in model.params.values())


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        (models.mlp((784, 15, 10)), 11_935),
        (models.lenet5(), 61_706),
        (models.mnist_cnn(), 20 * 26 + 50 * 501 + 10 * 801),
        (models.mnist_cnn((3, 3), (20, 100)), 20 * 10 + 100 * 181 + 10 * 2501),
        (models.mnist_cnn((5,), (8,)), 8 * 26 + 10 * (8 * 12 * 12 + 1)),
        (models.mnist_cnn(((3, 5), 3, (2, 2)), (4, 5, 6)), 4 * 16 + 5 * 37 + 6 * 21 + 10 * 25),
        (models.mnist_best(), 9 * 32 * (1 + 64) + 9 * 64 * 64 + 2 * (32 + 64 + 64) + 10 * 577),
        (models.simple_conv_net(), 30 * 26 + 100 * 4321 + 1010),
    ],
)
def test_parameter_counts(model, parameters):
    assert count(model) == parameters


@pytest.fixture(scope="module")
def alexnet():
    return models.alexnet().eval()


def test_alexnet_has_the_layers_of_the_paper(alexnet):
    """Weights and biases layer by layer, with two groups as in the paper: 61 million in all."""
    conv = [96 * 363 + 96, 256 * 1200 + 256, 384 * 2304 + 384, 384 * 1728 + 384, 256 * 1728 + 256]
    dense = [9216 * 4096 + 4096, 4096 * 4096 + 4096, 4096 * 1000 + 1000]
    assert [count(layer) for layer in alexnet if layer.params] == conv + dense
    assert count(alexnet) == 60_965_224


def test_alexnet_forward(alexnet):
    """The sizes of the paper, for an input of 227 x 227."""
    x, sizes = np.random.default_rng(0).random((1, 3, 227, 227), np.float32), []
    for layer in alexnet:
        x = layer(x)
        if isinstance(layer, (cnn.Conv2d, cnn.MaxPool2d, cnn.Linear)):
            sizes.append(x.shape[1:])
    assert sizes == [
        (96, 55, 55), (96, 27, 27), (256, 27, 27), (256, 13, 13), (384, 13, 13), (384, 13, 13), (256, 13, 13),
        (256, 6, 6), (4096,), (4096,), (1000,),
    ]  # fmt: skip
    assert np.isfinite(x).all() and x.dtype == np.float32
    assert cnn.CrossEntropyLoss()(x, [7]) == pytest.approx(math.log(1000), rel=0.05)


@each_small
@pytest.mark.parametrize("seed", range(5))
def test_the_first_loss_is_near_the_logarithm_of_ten(make, shape, seed):
    images, labels = draw_digits(50, seed)
    logits = make(seed=seed)((images / 255).reshape(50, *shape).astype(np.float32))
    assert logits.shape == (50, 10)
    assert cnn.CrossEntropyLoss()(logits, labels) == pytest.approx(math.log(10), abs=0.1)


@each_small
def test_seeds(make, shape):
    first, again, other = make(seed=1), make(seed=1), make(seed=2)
    for name, array in first.params.items():
        np.testing.assert_array_equal(array, again.params[name])
        drawn = not isinstance(first[int(name.split(".")[0])], cnn.BatchNorm2d)  # which begins with ones
        assert name.endswith("bias") or not drawn or (array != other.params[name]).all()


@each_small
def test_dtype(make, shape):
    model = make(dtype=np.float64)
    assert {array.dtype for array in model.params.values()} == {np.dtype(np.float64)}
    assert model(np.zeros((2, *shape), np.float32)).dtype == np.float64


def test_layers_of_a_net_begin_differently():
    model = models.mlp((10, 10, 10, 10))
    hidden = [layer.params["weight"] for layer in model if isinstance(layer, cnn.Linear)][:2]
    assert abs(np.corrcoef(hidden[0].ravel(), hidden[1].ravel())[0, 1]) < 0.5


def test_models_of_the_command():
    for name, make in models.MODELS.items():
        assert make(seed=3)(np.zeros((1, 1, 28, 28), np.float32)).shape == (1, 10), name


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: models.mnist_cnn((5, 5), (20,)), ["(5, 5)", "(20,)"]),
        (lambda: models.mnist_cnn(5, 20), ["5", "20"]),
        (lambda: models.mnist_cnn((), ()), ["()"]),
        (lambda: models.mnist_cnn((5, 13), (20, 50)), ["13", "12"]),
        (lambda: models.mnist_cnn((5, 5), (20, 0)), ["0"]),
        (lambda: models.mnist_cnn(seed=-1), ["seed", "-1"]),
        (lambda: models.mlp((784,)), ["(784,)"]),
        (lambda: models.mlp(784), ["784"]),
        (lambda: models.mlp((784, 0, 10)), ["0"]),
        (lambda: models.lenet5(seed=None), ["seed", "None"]),
    ],
)
def test_wrong_arguments_get_one_sentence(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).endswith(".") and all(word in str(caught.value) for word in words), caught.value


SHAPE = (64, 20, 5, 5)


@pytest.mark.parametrize(
    ("name", "shape", "distribution"),
    [
        ("he", SHAPE, stats.norm(0, math.sqrt(2 / (5 * 5 * 20)))),
        ("he", (100, 300), stats.norm(0, math.sqrt(2 / 300))),
        ("xavier", SHAPE, stats.norm(0, math.sqrt(2 / (25 * 20 + 25 * 64)))),
        ("xavier", (100, 300), stats.norm(0, math.sqrt(2 / 400))),
        ("uniform", SHAPE, stats.uniform(-1 / math.sqrt(500), 2 / math.sqrt(500))),
        ("uniform", (100, 300), stats.uniform(-1 / math.sqrt(300), 2 / math.sqrt(300))),
    ],
)
def test_first_weights_have_the_distribution_they_should(name, shape, distribution):
    weights = initial(name, shape, np.random.default_rng(1), np.dtype(np.float32))
    assert weights.dtype == np.float32 and weights.shape == shape
    assert weights.std() == pytest.approx(distribution.std(), rel=0.02)
    assert stats.kstest(weights.ravel(), distribution.cdf).pvalue > 0.01


def test_layers_use_their_initialiser():
    for name, function in initializers.INITIALIZERS.items():
        expected = function((6, 2, 3, 3), np.random.default_rng(5), np.dtype(np.float32))
        np.testing.assert_array_equal(cnn.Conv2d(4, 6, 3, groups=2, init=name, seed=5).params["weight"], expected)
    ones = cnn.Linear(3, 2, init=lambda shape, generator, dtype: np.ones(shape, dtype), dtype=np.float64)
    assert (ones.params["weight"] == 1).all() and ones.params["weight"].dtype == np.float64


def test_uniform_begins_as_pytorch_does():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: see CONTRIBUTING.md")
    for ours, theirs in (
        (cnn.Conv2d(3, 50, 5, init="uniform"), torch.nn.Conv2d(3, 50, 5)),
        (cnn.ConvTranspose2d(3, 50, 5, init="uniform"), torch.nn.ConvTranspose2d(3, 50, 5)),
        (cnn.Linear(40, 100, init="uniform"), torch.nn.Linear(40, 100)),
    ):
        bounds = [np.abs(ours.params["weight"]).max(), theirs.weight.detach().abs().max().item()]
        assert bounds[0] == pytest.approx(bounds[1], rel=0.01)


def test_biases_begin_at_zero():
    assert not cnn.Conv2d(3, 4, 3).params["bias"].any() and not cnn.Linear(3, 4).params["bias"].any()
