"""Nets in PyTorch and as ONNX files give the numbers that they give here."""

import numpy as np
import pytest
from every_layer import Residual, Scale
from oracles import assert_close

import coursecnn as cnn
from coursecnn import models
from coursecnn.interop import InteropError, from_torch, to_onnx, to_torch
from coursecnn.storage import FileError

TOLERANCE = 1e-5  # of the largest output
NETS = {
    **{name: (make, (1, 28, 28)) for name, make in models.MODELS.items()},
    "photo_cnn": (lambda: models.photo_cnn(4, 24), (3, 24, 24)),
    "alexnet": (lambda: models.alexnet(classes=10), (3, 227, 227)),
}


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture
def runtime():
    pytest.importorskip("onnx", reason="onnx is not installed")
    return pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")


def random_stack(seed):
    """A net of layers of all kinds with random options, nested, and a batch that it takes."""
    rng = np.random.default_rng(seed)
    channels, size = int(rng.integers(1, 5)), tuple(int(n) for n in rng.integers(9, 16, 2))
    x = rng.standard_normal((3, channels, *size)).astype(np.float32)
    layers, shape = [], x.shape[1:]
    while len(layers) < 6:
        layer = random_layer(rng, shape[0])
        try:
            after = layer.output_shape(shape)
        except ValueError:  # the window is larger than what is left of the image
            continue
        if min(after[1:]) < 2 or max(after[1:]) > 40:
            continue
        layers.append(cnn.Sequential(layer, cnn.ReLU()) if rng.random() < 0.2 else layer)
        shape = after
    layers += [cnn.GlobalAvgPool2d(), cnn.GlobalMaxPool2d(), cnn.Identity()][rng.integers(3) :][:1]
    layers += [cnn.Flatten(), cnn.Dropout(0.3)]
    features = cnn.Sequential(*layers).output_shape(x.shape[1:])[0]
    net = cnn.Sequential(*layers, cnn.Linear(features, 7, bias=bool(rng.integers(2)), seed=seed))
    for name, array in net.buffers.items():
        net.buffers[name] = rng.uniform(0.5, 2, array.shape).astype(np.float32)
    for name, array in net.params.items():
        if array.ndim == 1:
            net.params[name] = rng.standard_normal(array.shape)
    return net.eval(), x


def random_layer(rng, channels):
    def pair(low, high):
        return tuple(int(n) for n in rng.integers(low, high + 1, 2))

    out, kernel = int(rng.integers(1, 5)), pair(1, 4)
    sides = pair(0, 2), pair(0, 2)
    groups = channels if rng.random() < 0.3 else 1
    windows = dict(stride=pair(1, 2), padding=sides)

    def bias():
        return bool(rng.integers(2))

    kinds = [
        lambda: cnn.Conv2d(channels, out * groups, kernel, dilation=pair(1, 2), groups=groups, bias=bias(), **windows),
        lambda: cnn.Conv2d(channels, out, kernel, padding="same"),
        lambda: cnn.ConvPool2d(channels, out, kernel, pair(1, 2), padding=sides),
        lambda: cnn.ConvTranspose2d(channels, out * groups, kernel, (2, 2), sides, pair(0, 1), groups, bias(), (2, 1)),
        lambda: cnn.MaxPool2d((3, 4), **windows),
        lambda: cnn.AvgPool2d((3, 4), count_include_pad=True, **windows),
        lambda: cnn.AvgPool2d(3, 2, 1, count_include_pad=False),
        lambda: cnn.BatchNorm2d(channels),
        cnn.ReLU, cnn.Sigmoid, cnn.Tanh, cnn.Identity, cnn.Dropout,
    ]  # fmt: skip
    return kinds[rng.integers(len(kinds))]()


def net_and_images(case):
    if isinstance(case, int):
        return random_stack(case)
    make, shape = NETS[case]
    net, rng = make().eval(), np.random.default_rng(0)
    for name, array in net.buffers.items():  # as training leaves them
        net.buffers[name] = rng.uniform(0.5, 2, array.shape).astype(np.float32)
    return net, np.random.default_rng(1).random((2, *shape), np.float32)


CASES = pytest.mark.parametrize("case", [*NETS, *range(50)])


@CASES
def test_pytorch_gives_the_same_outputs(torch, case):
    net, x = net_and_images(case)
    module = to_torch(net)
    with torch.no_grad():
        theirs = module(torch.from_numpy(x)).numpy()
    assert_close(theirs, net(x), TOLERANCE)
    names = {name for name in module.state_dict() if not name.endswith("num_batches_tracked")}
    assert names == {*net.params, *net.buffers}
    assert_close(from_torch(module)(x), theirs, TOLERANCE)


@CASES
def test_onnxruntime_gives_the_same_outputs(runtime, case, tmp_path):
    net, x = net_and_images(case)
    to_onnx(net, tmp_path / "net.onnx")
    session = runtime.InferenceSession(tmp_path / "net.onnx", providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {"x": x})
    assert_close(theirs, net(x), TOLERANCE)


def test_random_stacks_have_every_layer():
    seen = {type(layer) for seed in range(50) for layer in random_stack(seed)[0].sublayers()}
    assert seen >= {getattr(cnn, name) for name in vars(cnn.layers) if name.endswith(("2d", "Linear", "Dropout"))}


def test_the_functions_keep_their_names_once_they_were_called(torch, runtime, tmp_path):
    """A cell with their import may be run again."""
    net = cnn.Sequential(cnn.ReLU())
    from_torch(to_torch(net))
    to_onnx(net, tmp_path / "net.onnx")
    for name, function in (("to_torch", to_torch), ("from_torch", from_torch), ("to_onnx", to_onnx)):
        assert getattr(cnn.interop, name) is function


def test_weights_are_copies(torch):
    net = cnn.Sequential(cnn.Linear(3, 2))
    module = to_torch(net)
    with torch.no_grad():
        module[0].weight.zero_()
    back = from_torch(module)
    assert net.params["0.weight"].any() and not back.params["0.weight"].any()
    back.params["0.weight"] += 1
    assert not module[0].weight.any()


def test_our_weights_load_into_a_module_that_was_made_in_pytorch(torch):
    nn, net = torch.nn, models.mnist_cnn(seed=3)
    module = nn.Sequential()
    for name, layer in (("0", nn.Conv2d(1, 20, 5)), ("1", nn.Conv2d(20, 50, 5)), ("3", nn.Linear(800, 10))):
        module.add_module(name, layer)
    module.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in net.params.items()})
    np.testing.assert_array_equal(module[1].weight.detach().numpy(), net.params["1.weight"])


def test_a_net_made_in_pytorch_comes_over(torch):
    nn = torch.nn
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 8, 3, padding="same", bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Sequential(nn.Conv2d(8, 8, 3, padding="valid", groups=4), nn.Tanh(), nn.AdaptiveAvgPool2d(1)),
        nn.Flatten(), nn.Dropout(0.2), nn.Linear(8, 4),
    )  # fmt: skip
    for dtype in (torch.float32, torch.float64):
        module = module.to(dtype)
        x = torch.randn(4, 3, 16, 16, dtype=dtype)
        module.train()
        module(x)  # moves the running averages
        net = from_torch(module.eval())
        assert_close(net(x.numpy()), module(x).detach().numpy(), TOLERANCE)
        assert str(net.params["4.weight"].dtype) == str(dtype).split(".")[1]


def test_modes_are_kept(torch):
    net = cnn.Sequential(cnn.Dropout(0.5), cnn.Sequential(cnn.BatchNorm2d(2)))
    net[1].eval()
    module = to_torch(net)
    assert (module.training, module[0].training, module[1].training, module[1][0].training) == (
        True,
        True,
        False,
        False,
    )
    back = from_torch(module)
    assert (back.training, back[0].training, back[1].training, back[1][0].training) == (True, True, False, False)


def refused(function, *arguments):
    with pytest.raises(InteropError) as error:
        function(*arguments)
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text
    return text


def test_other_layers_are_refused_by_name(torch, runtime, tmp_path):
    nested = cnn.Sequential(cnn.ReLU(), cnn.Sequential(cnn.ReLU(), Scale(3)))
    assert "Layer 1.1, Scale()" in refused(to_torch, nested)
    assert "Layer 1.1, Scale()" in refused(to_onnx, nested, tmp_path / "net.onnx")
    assert "Residual" in refused(to_torch, cnn.Sequential(Residual(cnn.ReLU())))
    assert "same on both sides" in refused(to_torch, cnn.AvgPool2d(2, 1, ((1, 0), (0, 0)), count_include_pad=False))
    assert not (tmp_path / "net.onnx").exists()


def test_other_modules_and_options_are_refused_by_name(torch):
    nn = torch.nn
    cases = {
        "GELU": nn.Sequential(nn.ReLU(), nn.GELU()),
        "padding_mode='reflect'": nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"),
        "ceil_mode=True": nn.MaxPool2d(2, ceil_mode=True),
        "dilation 2": nn.MaxPool2d(2, dilation=2),
        "divisor_override=3": nn.AvgPool2d(2, divisor_override=3),
        "running averages": nn.BatchNorm2d(3, track_running_stats=False),
        "all axes but the first": nn.Flatten(0),
        "not to 2": nn.AdaptiveAvgPool2d(2),
        "float16": nn.Linear(2, 2).half(),
        "no convolution or pooling follows": nn.Sequential(nn.ZeroPad2d(1), nn.ReLU()),
        "only padding with 0": nn.Sequential(nn.ConstantPad2d(1, 5.0), nn.Conv2d(1, 1, 3)),
        "padding of its own": nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(1, 1, 3, padding=1)),
        "can be cut": nn.Sequential(nn.ReLU(), nn.ZeroPad2d(-1)),
    }
    for words, module in cases.items():
        assert words in refused(from_torch, module)
    assert "Layer 1, GELU" in refused(from_torch, cases["GELU"])


def test_an_onnx_file_that_cannot_be_written(runtime, tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        to_onnx(cnn.ReLU(), tmp_path / "nowhere" / "net.onnx")
