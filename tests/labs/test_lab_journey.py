"""The journey: layers as they are, what each number is made of, gradients, and the lab that shows them."""

import base64
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labwords import html_of, spaced

pytest.importorskip("anywidget")

from coursecnn import labs
from coursecnn.commands.cli import main
from coursecnn.labs import JourneyLab
from coursecnn.labs.kit.mosaic import Mosaic
from coursecnn.labs.nets import trained
from coursecnn.labs.nets.digit_drawing import bars
from coursecnn.labs.nets.journey import journey_frame, layers_of, names_of
from coursecnn.labs.nets.journey_drawing import _marked
from coursecnn.labs.nets.journey_lab import LEGEND
from coursecnn.labs.nets.journey_sums import factors
from coursecnn.labs.nets.reasons import back_to, rather, reason
from coursecnn.labs.nets.seen import seen, way_back
from coursecnn.layers import (
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvPool2d,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
)
from coursecnn.plots.values import number
from coursecnn.storage import FileError
from coursecnn.training import NORMALISED, outputs, save_net

GENERATOR = np.random.default_rng(0)
Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")


class Residual(Sequential):
    """y = x + f(x): a block that stays whole."""

    def forward(self, x):
        return x + super().forward(x)

    def backward(self, dy):
        return dy + super().backward(dy)


def net_of(channels, filters, kernel, stride, padding, dilation, groups, pool):
    """A net with every kind of layer, for images (channels, 13, 12), in float64."""
    conv = Conv2d(channels, filters * groups, kernel, stride, padding, dilation, groups, dtype=np.float64, seed=3)
    maps = filters * groups
    layers = [conv, BatchNorm2d(maps, dtype=np.float64), Tanh(), pool]
    layers += [Residual(Conv2d(maps, maps, 1, dtype=np.float64, seed=4), ReLU())]
    net = Sequential(Sequential(*layers), Flatten())
    size = net.output_shape((channels, 13, 12))[0]
    net.layers += [Linear(size, 7, dtype=np.float64, seed=5), ReLU(), Linear(7, 3, dtype=np.float64, seed=6)]
    for layer in net.sublayers():
        if layer.buffers and not isinstance(layer, Sequential):
            layer.buffers["running_mean"] += 0.1
            layer.buffers["running_var"] *= 1.7
    return net


nets = st.builds(
    net_of,
    channels=st.just(2),
    filters=st.integers(1, 3),
    kernel=st.sampled_from([1, 3, (2, 3)]),
    stride=st.integers(1, 2),
    padding=st.sampled_from([0, 1, ((1, 0), (0, 2))]),
    dilation=st.integers(1, 2),
    groups=st.integers(1, 2),
    pool=st.sampled_from([MaxPool2d(2), AvgPool2d(2, 1), MaxPool2d(3, 2, 1), GlobalAvgPool2d()]),
)


@given(net=nets, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_every_number_is_what_its_reason_says(net, seed):
    image = np.random.default_rng(seed).normal(size=(2, 13, 12))
    frame = journey_frame(net, image)
    np.testing.assert_allclose(frame.values[-1][:, 0, 0], outputs(net, image[None])[0], rtol=1e-9, atol=1e-9)
    generator = np.random.default_rng(seed)
    for stop in range(1, frame.last):
        place = tuple(int(generator.integers(n)) for n in frame.values[stop].shape)
        why = reason(frame, stop, place)
        held = frame.values[back_to(frame, stop)]
        assert why.value == frame.values[stop][place]
        inside = why.inside(held.shape)
        for index in np.ndindex(why.window.shape):
            expected = held[tuple(why.places[index])] if inside[index] else 0
            assert why.window[index] == expected
        if why.kind in ("convolution", "weights"):
            assert why.products.sum() + why.bias == pytest.approx(why.value, rel=1e-9, abs=1e-9)
        elif why.kind == "maximum":
            assert why.window[inside].max() == why.value
        elif why.kind == "mean":
            assert why.window.mean() == pytest.approx(why.value)
        elif why.kind == "order":
            assert why.window.item() == why.value


def test_layers_are_taken_apart():
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Sequential(Flatten(), Linear(576, 10, seed=2)))
    kinds = [type(layer).__name__ for layer in layers_of(net)]
    assert kinds == ["Conv2d", "MaxPool2d", "ReLU", "Flatten", "Linear"]
    assert names_of(net) == [
        "0 image",
        "1 Conv 5 × 5",
        "2 MaxPool 2 × 2",
        "3 ReLU",
        "4 Flatten",
        "5 Linear",
        "6 softmax",
    ]
    image = GENERATOR.random((1, 28, 28)).astype(np.float32)
    frame = journey_frame(net, image)
    np.testing.assert_allclose(frame.values[-1][:, 0, 0], outputs(net, image[None])[0], atol=1e-5)
    assert [value.shape for value in frame.values][1:4] == [(4, 24, 24), (4, 12, 12), (4, 12, 12)]
    assert net.layers[0]._saved is None  # the net itself was left alone


def test_gradients_are_rates_of_the_score():
    net = net_of(2, 2, 3, 1, 1, 1, 1, AvgPool2d(2))
    image = GENERATOR.normal(size=(2, 13, 12))
    frame = journey_frame(net, image, target=1)
    step = 1e-6
    for _ in range(10):
        place = tuple(int(GENERATOR.integers(n)) for n in image.shape)
        more, less = image.copy(), image.copy()
        more[place] += step
        less[place] -= step
        rate = (outputs(net, more[None])[0, 1] - outputs(net, less[None])[0, 1]) / (2 * step)
        assert frame.gradients[0][place] == pytest.approx(rate, rel=1e-5, abs=1e-7)
    assert frame.gradients[-1][:, 0, 0].tolist() == [0, 1, 0]
    assert [g.shape for g in frame.gradients] == [v.shape for v in frame.values]


def test_a_number_sees_what_its_gradient_reaches():
    layers = [Conv2d(2, 3, (3, 2), 1, ((2, 0), (1, 1)), 2, dtype=np.float64, seed=1), BatchNorm2d(3, dtype=np.float64)]
    layers += [Tanh(), AvgPool2d(2), Conv2d(3, 4, 3, 2, 1, dtype=np.float64, seed=2), Flatten()]
    net = Sequential(*layers)
    net.layers.append(Linear(net.output_shape((2, 19, 17))[0], 3, dtype=np.float64, seed=3))
    frame = journey_frame(net, GENERATOR.normal(size=(2, 19, 17)))
    for stop in range(1, frame.last):
        for _ in range(8):
            place = tuple(int(GENERATOR.integers(n)) for n in frame.values[stop].shape)
            dy = np.zeros(frame.values[stop].shape)
            dy[place] = 1
            dy = dy.reshape(1, *dy.shape) if stop < 6 else dy.reshape(1, -1)
            way = way_back(frame, stop, place)
            for k in reversed(range(stop)):
                dy = frame.layers[k].backward(dy)
                number, channels, axes = next(way)
                reached = np.nonzero(dy[0].reshape(frame.values[k].shape))
                channels = np.arange(len(frame.values[k])) if channels is None else channels
                assert number == k
                for found, expected in zip(reached, (channels, *axes)):
                    assert np.unique(found).tolist() == list(expected), (stop, place, k)
            reached = np.argwhere(dy[0].any(axis=0))
            expected = tuple(zip(reached.min(axis=0).tolist(), reached.max(axis=0).tolist()))
            assert seen(frame, stop, place) == expected, (stop, place)
    assert seen(frame, frame.last, (0, 0, 0)) == seen(frame, frame.last - 1, (2, 0, 0))
    assert (
        seen(journey_frame(Sequential(Residual(Conv2d(1, 1, 1)), Flatten()), frame.values[0][:1]), 1, (0, 2, 2)) is None
    )


def test_the_chosen_map_is_large_enough_to_be_aimed_at_and_its_numbers_can_be_picked(lab):
    boards = re.findall(r'data-board="L1" data-tiles="([^"]+)"', html_of(lab))
    (small, large), rows = ([float(n) for n in text.split()] for text in boards), lab.shapes[1][1]
    assert large[3] >= 2 * small[3] and large[3] / rows > 3  # pixels of the screen: of a map, of a number
    assert (large[8], large[12]) == (1, 1)  # one map, the second
    lab.stage.picked = "L4.0-1-1 2"
    lab.gradient.value = 1
    assert "map 0, gradient</text>" in html_of(lab)
    lab.stop.value = len(lab.shapes) - 1
    assert len(re.findall(r'data-board="L\d+"', html_of(lab))) == len(lab.names)  # of a row nothing is large


def test_what_a_number_is_made_of_is_boxed_in_the_layers_between():
    net = Sequential(Conv2d(1, 2, 3, seed=1), MaxPool2d(2), Conv2d(2, 3, 3, seed=2), Flatten(), Linear(363, 4))
    frame = journey_frame(net, GENERATOR.normal(size=(1, 28, 28)).astype(np.float32))
    marked = _marked(frame, 3, (1, 0, 2))
    assert {k: (list(channels), *axes) for k, (channels, *axes) in marked.items()} == {
        2: ([0, 1], (0, 2), (2, 4)),
        1: ([0, 1], (0, 5), (4, 9)),
        0: ([0], (0, 7), (4, 11)),
    }
    assert set(_marked(frame, 5, (1, 0, 0))) == {0}, "all of a layer needs no box"


def test_the_pixels_that_a_number_sees_are_said_and_boxed():
    lab = JourneyLab(Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2)))
    lab.stage.picked = "L3.2-3-11 1"
    assert "It sees 6 × 6 pixels of the image: rows 6 to 11, columns 22 to 27." in html_of(lab)
    pixel, (x, y) = 88 / 28, (2, 32)
    box = f'x="{x + 22 * pixel:.1f}" y="{y + 6 * pixel:.1f}" width="{6 * pixel:.1f}" height="{6 * pixel:.1f}"'
    assert f'<rect class="cnn-box cnn-kernel" style="stroke-width:2" {box}/>' in html_of(lab)
    lab.stop.value = 6
    assert "It sees the whole image." in html_of(lab)


def test_a_net_that_does_not_fit_is_told_with_its_layer():
    image = np.zeros((1, 28, 28), np.float32)
    with pytest.raises(ValueError, match="^Layer 2, Conv2d: "):
        journey_frame(Sequential(ReLU(), Conv2d(3, 4, 5)), image)
    with pytest.raises(ValueError, match="must end in one score for each class, not in maps"):
        journey_frame(Sequential(Conv2d(1, 4, 5)), image)
    with pytest.raises(ValueError, match="net must be a Sequential net or the path of its file, not int"):
        JourneyLab(7)
    with pytest.raises(FileError, match="^There is no file nowhere.npz"):
        JourneyLab("nowhere.npz")
    with pytest.raises(
        ValueError, match=r"classes must be 3 different names, one for each score of the net, not \['a'"
    ):
        JourneyLab(Sequential(Flatten(), Linear(784, 3)), classes=["a", "b"])
    with pytest.raises(ValueError, match=r"images must be uint8 or floats of shape \(N, C, H, W\), not int64"):
        JourneyLab(Sequential(Flatten(), Linear(784, 3)), np.zeros((1, 1, 28, 28), int))


@pytest.fixture
def lab():
    net = net_of(2, 2, 3, 1, 1, 1, 1, MaxPool2d(2))
    return JourneyLab(net, GENERATOR.normal(size=(4, 2, 13, 12)), stop=1, place=(1, 4, 5))


def test_why_one_class_and_not_another_subtracts_the_weights(lab):
    last = len(lab.names) - 2
    lab.stop.value, lab.gradient.value = last, 2
    assert 'data-text="rather"' not in html_of(lab)
    lab.against.value = 0
    lab.place[0].value = 2
    frame, layer = lab.frame(), lab.frame().layers[-1]
    scores, weight = frame.values[-1][:, 0, 0], layer.params["weight"]
    why = rather(frame, last, (2, 0, 0))
    assert (why.weights.ravel() == weight[2] - weight[0]).all() and why.value == pytest.approx(scores[2] - scores[0])
    assert (why.weights * why.window).sum() + why.bias == pytest.approx(why.value)
    assert f"Score 2 minus score 0 is {scores[2] - scores[0]:.4f}.".replace("-", "\u2212") in html_of(lab)
    assert rather(frame, last, (1, 0, 0)) is None and rather(frame, last - 1, (2, 0, 0)) is None
    assert html_of(lab).count(", gradient</text>") == len(lab.names) - 1 and lab.names[-1] in html_of(lab)


def test_any_net_and_images_of_ones_own(lab):
    lab.net = lab.net  # float64 weights, float32 images: the layers decide
    assert "1 Conv 3 × 3, map 1, row 4, column 5: " in html_of(lab)
    assert lab.source_.options == (("images", "images"),) and "digit drawn" not in lab.status.value
    frame = lab.frame()
    for stop, name in enumerate(lab.names):
        lab.stop.value = stop
        assert "error" not in lab.status.value and f"{name}, " in html_of(lab)
    assert f"The net says {frame.probabilities.argmax()} " in lab.status.value


def test_pictures_are_clicked_and_windows_lead_one_layer_back(lab):
    lab.stage.picked = "L4.1-2-3 1"
    assert (lab.stop.value, [c.value for c in lab.place]) == (4, [1, 2, 3])
    lab.stage.picked = "back-1-0 2"  # the window of the pooling: rows 4 and 5, columns 6 and 7
    assert (lab.stop.value, [c.value for c in lab.place]) == (3, [1, 5, 6])
    lab.stop.value = 1
    with lab.hold():
        for control, n in zip(lab.place, (0, 0, 0)):
            control.value = n
    lab.stage.picked = "filter.1-0-0 3"
    assert lab.source.value == 1 and "kernel for channel 1" in html_of(lab)
    lab.stage.picked = "back-0-0 4"
    assert "This is padding: a 0 that no layer made." in lab.status.value and lab.stop.value == 1
    lab.stage.picked = "back-2-1 5"
    assert (lab.stop.value, [c.value for c in lab.place]) == (0, [1, 1, 0])


def test_the_way_back_ends_at_the_image(lab):
    lab.stop.value = len(lab.names) - 1
    stops = []
    for _ in range(20):
        if lab.back.disabled:
            break
        lab.back.click()
        stops.append(lab.stop.value)
    assert stops == sorted(stops, reverse=True) and "error" not in lab.status.value


def test_a_number_in_a_row_is_called_a_number_and_the_way_over_a_flatten_is_told():
    lab = JourneyLab(Sequential(Conv2d(1, 2, 3), ReLU(), Flatten(), Linear(72, 3)), np.ones((1, 1, 8, 8)), stop=5)
    words = []
    for kind in ("softmax", "Linear", "ReLU", "Conv"):
        assert kind in lab.names[lab.stop.value]
        shown = [control.layout.display != "none" for control in (*lab.place, lab.source)]
        maps = kind in ("ReLU", "Conv")
        assert lab.place[0].field.description == ("map" if maps else "number")
        assert shown == [True, maps, maps, kind == "Conv"]
        words.append(re.search(r"%\)\.(.*)</span>", lab.status.value)[1])
        lab.back.click()
    over = " Back over 3 Flatten, which only puts numbers in a row, to the product that counts most."
    assert words == ["", "", over, ""]
    assert lab.status.value.endswith("). Back to the product that counts most.</span>")
    lab.stop.value = 3
    assert "Back" not in lab.status.value


def test_the_gradient_is_shown_on_the_same_maps(lab):
    lab.gradient.value = 2
    assert "Gradients of score 2: " in html_of(lab)
    rate = float(re.search(r"Its gradient is (\S+):", html_of(lab))[1].replace("\u2212", "-"))
    assert rate == pytest.approx(float(lab.frame().gradients[1][1, 4, 5]), abs=6e-5)
    assert lab.code() == "JourneyLab(net=net, images=images, place=(1, 4, 5), gradient=2)"
    assert "Gradients of score 2, not the maps themselves: orange-red where more raises it" in html_of(lab)
    assert html_of(lab).count(", gradient</text>") == len(lab.names) - 1 + 1  # and the large one
    lab.reset()
    assert ", gradient</text>" not in html_of(lab) and "not the maps" not in html_of(lab)
    assert lab.gradient.value == "off" and [c.value for c in lab.place] == [1, 4, 5]


@pytest.fixture(scope="module")
def signs(tmp_path_factory):
    """A net of signs in a file, as ``coursecnn train --save`` writes it, and a photo of one."""
    place = tmp_path_factory.mktemp("signs")
    net = Sequential(ConvPool2d(3, 4, 5, seed=1), Flatten(), Linear(4 * 100, 3, seed=2))
    about = {"classes": ["stop", "give way", "no entry"], "size": [24, 24], "channels": 3, "normalisation": NORMALISED}
    save_net(net, place / "signs.npz", about)
    Image.fromarray(GENERATOR.integers(0, 256, (40, 60, 3), np.uint8)).save(place / "sign.jpg")
    return place


def choose(lab, file):
    """What the page sends when a reader chooses a file."""
    lab.file._handle_custom_msg({"name": file.name, "data": base64.b64encode(file.read_bytes()).decode()}, [])


def test_an_image_from_a_file_is_seen_as_predict_sees_it(signs, capsys):
    lab = JourneyLab(signs / "signs.npz")
    assert lab.source_.options == (("a file", "file"),) and lab.back.disabled
    assert "Choose an image file: it is made 24 × 24 pixels in colour, as in training." in html_of(lab)
    choose(lab, signs / "sign.jpg")
    assert main(["predict", str(signs / "signs.npz"), str(signs / "sign.jpg"), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    best = found["predictions"][0]
    assert f"The net says {best['class']} ({100 * best['probability']:.1f} %)." in spaced(lab.status.value)
    assert "sign.jpg was made 24 × 24 pixels in colour, cut to the middle square, as in training." in spaced(
        lab.status.value
    )
    given = dict(zip(lab.classes, lab.frame().probabilities))
    for entry in found["predictions"]:
        assert given[entry["class"]] == pytest.approx(entry["probability"], rel=1e-5)
    assert "3 × 24 × 24: red, green, blue" in html_of(lab) and "error" not in lab.status.value
    assert lab.code() == f"JourneyLab(net={str(signs / 'signs.npz')!r})"
    before = lab.picture()
    lab.swap.value = True
    assert (lab.picture() == 255 - before).all()
    lab.reset()
    assert "Choose an image file" in html_of(lab) and not lab.swap.value


def test_classes_are_called_by_their_names(signs):
    lab = JourneyLab(signs / "signs.npz", np.full((1, 3, 24, 24), 90, np.uint8))
    assert [name for name, _ in lab.gradient.options] == ["off", *(f"of score {name}" for name in lab.classes)]
    lab.gradient.value = 1
    assert "Gradients of score give way: " in html_of(lab) and ", score give way changes by" in html_of(lab)
    lab.gradient.value = "off"
    lab.stop.value = 6
    lab.place[0].value = 2
    assert "6 softmax, number 2 (no entry): " in html_of(lab)
    assert "Probabilities: stop: " in html_of(lab) and ">no entry</text>" in html_of(lab)
    lab.stop.value = 5
    assert "5 Linear, number 2 (no entry): " in html_of(lab)
    assert re.search("The net says (stop|give way|no entry) ", lab.status.value)
    own = JourneyLab(Sequential(Flatten(), Linear(4, 2)), np.ones((1, 1, 2, 2)), classes=("dull", "<bright>"))
    assert own.code().startswith("JourneyLab(net=net, images=images, classes=('dull', '<bright>')")
    own.stop.value = 3
    assert "&lt;bright&gt;" in own.stage.html and "<bright>" not in own.stage.html + own.status.value
    assert own.source_.options == (("images", "images"),)  # nobody knows how these numbers were made from pixels


def test_a_file_that_is_no_image_is_one_sentence(signs, tmp_path):
    lab = JourneyLab(signs / "signs.npz")
    files = {
        "notes.txt": b"left",
        "empty.png": b"",
        "photo.heic": b"...",
        "cut.jpg": (signs / "sign.jpg").read_bytes()[:700],
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        choose(lab, tmp_path / name)
        assert re.search(
            f'role="alert">{name} cannot be read as an image \\([^<]*\\): [^<]*\\.</span>', lab.status.value
        ), name
    lab.file._handle_custom_msg({"name": "huge.jpg", "size": 12_300_000}, [])
    assert "huge.jpg has 12.3 MB, and a page sends at most 7: save it smaller." in spaced(lab.status.value)
    choose(lab, signs / "sign.jpg")
    assert "sign.jpg was made" in lab.status.value and "coursecnn-pale" not in lab._dom_classes


def test_a_net_of_digits_in_a_file_begins_with_drawn_digits(tmp_path):
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    about = {"classes": list("0123456789"), "size": [28, 28], "channels": 1, "normalisation": NORMALISED}
    save_net(net, tmp_path / "digits.npz", about)
    lab = JourneyLab(tmp_path / "digits.npz")
    assert [name for name, _ in lab.source_.options] == ["samples", "hard samples", "a file", "my drawing"]
    net.save(tmp_path / "plain.npz")
    with pytest.raises(FileError, match="^plain.npz does not say what images the net takes"):
        JourneyLab(tmp_path / "plain.npz")
    assert JourneyLab(tmp_path / "plain.npz", lab.images[:3]).classes == list("0123456789")


def test_hard_samples_are_those_that_the_net_misreads():
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    lab = JourneyLab(net)
    lab.source_.value = "hard"
    read = outputs(net, lab.images).argmax(axis=1)
    wrong = [k for k in range(250) if read[k] != k % 10]
    assert sorted(lab.hard.options) == sorted((f"{k % 10}, read as {read[k]} (image {k})", k) for k in wrong)
    order = [(k % 10, read[k], k) for _, k in lab.hard.options]
    assert order == sorted(order)  # not as text, in which image 113 stands before 43
    first = lab.hard.options[0][1]
    assert lab.hard.value == first and lab.status.value.startswith(f"<span>The net says {read[first]} ")
    np.testing.assert_array_equal(lab.picture(), lab.images[first])
    k = lab.hard.value = wrong[5]
    assert f"The net says {read[k]} " in lab.status.value and f"image={k}" in lab.code()
    assert lab.status.value.endswith(f" The digit drawn is {k % 10}.</span>")
    np.testing.assert_array_equal(lab.picture(), lab.images[k])
    lab.reset()
    assert lab.source_.value == "images" and (lab.picture() == lab.images[trained.FIRST]).all()
    lab.source_.value = "hard"
    assert lab.hard.value == first and "The net says" in lab.status.value


def test_of_many_classes_the_likeliest_are_drawn():
    chances = np.linspace(0.001, 0.05, 30)
    drawn = bars(chances, [f"class {k}" for k in range(30)])
    assert re.findall(r">class (\d+)<", drawn) == [str(k) for k in range(18, 30)]


def test_beside_its_gradient_stands_the_image():
    net, images = Sequential(Flatten(), Linear(16, 3, seed=0)), np.full((1, 1, 4, 4), 0.5, np.float32)
    lab = JourneyLab(net, images, stop=0, place=(0, 0, 0))
    assert "<title>The image</title>" not in html_of(lab)
    lab.gradient.value = 1
    assert "<title>The image</title>" in html_of(lab)


@pytest.mark.parametrize("gradient", [None, 1])
def test_frames_and_legend_agree(gradient):
    """The chosen number is framed as its map is, what it is made of as the window that it sees; and both are said."""
    lab = JourneyLab(Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2)), gradient=gradient)
    for stop in range(len(lab.names)):
        lab.stop.value = stop
        drawn = set(re.findall(r"cnn-(?:cell|box) cnn-(\w+)", html_of(lab))) - {"plain"}
        assert drawn <= set(re.findall(r"cnn-word-(\w+)", LEGEND)), lab.names[stop]
    assert html_of(lab).index(LEGEND) < html_of(lab).index('data-text="value"')  # on a narrow page not at the end
    lab.stop.value = 1
    chosen = html_of(lab)[html_of(lab).index('data-board="L1"') :]
    assert chosen[: chosen.index("</svg>")].count("cnn-box cnn-output") == 2  # the map, and the number in it
    desk = html_of(lab)[html_of(lab).index('data-text="value"') :]
    inputs = desk[desk.index(">inputs<") :]
    assert set(re.findall(r"cnn-cell cnn-(\w+)", inputs[: inputs.index("</svg>")])) == {"kernel"}


@pytest.mark.parametrize("name", ["JourneyLab", "ActivationsLab"])
def test_the_first_sample_is_no_digit_of_its_own_number(name):
    lab = getattr(labs, name)(net=Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2)))
    first = lab.image.value
    assert first != first % 10 and (lab.images[first, 0] == trained.samples()[3, 8]).all()


def test_what_is_printed_on_colours_is_said_to_be_a_digit_and_the_largest_value_is_told():
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    lab = JourneyLab(net)
    frame = lab.frame()
    scores, best = frame.values[-1][:, 0, 0], int(frame.probabilities.argmax())
    told = re.findall(r">(one cell per [^<]*)<.*?>largest, (\d): ([^<]*)<", html_of(lab))
    assert told == [
        ("one cell per digit", str(best), number(scores[best])),
        ("one cell per digit", str(best), f"{100 * frame.probabilities[best]:.1f} %"),
    ]
    few = JourneyLab(Sequential(Flatten(), Linear(16, 5), ReLU(), Linear(5, 3)), np.ones((1, 1, 4, 4))).stage.html
    kinds = re.findall(r">one cell per (\w+)<", few)
    assert kinds == ["number", "number", "class", "class"]


def test_the_sum_of_the_products_is_called_a_sum_and_is_the_same_everywhere():
    lab = JourneyLab(Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2)))
    above = re.search(r">products, rounded; sum: ([^<]+)</text>", html_of(lab))[1]
    below = re.search(r'data-text="sum">Sum of the products and bias: <b>([^<]+)</b>', html_of(lab))[1]
    assert above == below
    assert html_of(lab).index(">products, rounded; sum") < html_of(lab).index(
        ">map 0</text>"
    )  # which breaks no equation


def test_products_that_add_up_as_they_are_shown_are_not_called_rounded():
    net = Sequential(Conv2d(1, 1, 2, seed=0), Flatten(), Linear(9, 3, seed=0))
    net.params["0.weight"][...] = [[1, 2], [-3, 4]]
    assert ">products; their sum: " in JourneyLab(net, np.ones((1, 1, 4, 4)), place=(0, 0, 0), stop=1).stage.html


def test_where_black_is_0_a_number_above_it_is_not_black():
    lab = JourneyLab(Sequential(ReLU(), Flatten(), Linear(16, 3, seed=0)), np.full((1, 1, 4, 4), 4.5), place=(0, 0, 0))
    assert "fill:rgb(255,255,255)" in html_of(lab) and "fill:rgb(0,0,0)" not in html_of(lab)


def test_one_score_against_another(lab):
    lab.gradient.value = 2
    two = lab.frame().gradients
    lab.gradient.value = 0
    assert lab.against.layout.display is None
    zero, lab.against.value = lab.frame().gradients, 2
    for found, a, b in zip(lab.frame().gradients, zero, two):
        np.testing.assert_allclose(found, a - b, atol=1e-12)
    assert "Gradients of score 0 minus score 2: " in html_of(lab)
    assert "added here, score 0 minus score 2 changes by" in html_of(lab)
    assert lab.code() == "JourneyLab(net=net, images=images, place=(1, 4, 5), gradient=0, against=2)"
    lab.against.value = 0
    assert "Score 0 minus itself is always 0: choose another one." in lab.status.value
    lab.gradient.value = "off"
    assert lab.against.layout.display == "none" and "error" not in lab.status.value


@pytest.mark.parametrize("name", ["DrawDigitLab", "ActivationsLab"])
def test_the_other_labs_of_a_net_are_doors_to_the_journey(name):
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    lab = getattr(labs, name)(net=net)
    if name == "DrawDigitLab":
        lab.canvas.drawing = np.kron(np.eye(28, dtype=np.uint8) * 255, np.ones((3, 3), np.uint8))
    (door,) = (control for control in lab.controls if getattr(control, "description", "") == "See every layer")
    door.click()
    (journey,) = lab.journey.children
    assert (journey.images[0, 0] == lab.seen()).all() and journey.net is net and "3 ReLU" in journey.stage.html
    assert lab.code() == f"{name}(net=net)"
    lab.reset()
    assert lab.journey.children == ()


def test_products_as_they_are_shown_are_right():
    rng = np.random.default_rng(0)
    for x, w in rng.normal(scale=2, size=(300, 2)):
        shown = [float(text.strip("()").replace("\u2212", "-")) for text in factors(x, w, x * w)]
        assert round(shown[0] * shown[1], 3) == round(x * w, 3)


def test_a_number_is_read_on_its_tile():
    scores = Mosaic(np.array([-5.0, 0, 5, 1]).reshape(4, 1, 1), "L1", 124, 88, True, numbered=True).draw(0, 0)
    assert re.findall(r'class="cnn-(\w+)"[^>]*>(\d)</text>', scores) == [
        ("black", "2"), ("white", "0"), ("black", "1"), ("black", "3")
    ]  # fmt: skip
    shares = Mosaic(np.array([0.99, 0.0, 0.01]).reshape(3, 1, 1), "L2", 124, 88, numbered=True).draw(0, 0)
    assert re.findall(r'class="cnn-(\w+)"[^>]*>\d</text>', shares) == ["black", "white", "white"]
