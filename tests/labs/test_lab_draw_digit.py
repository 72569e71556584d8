"""The drawing lab: digits placed as MNIST's are, the net's numbers against loops, and the net in the cache."""

import base64
import os
import re
import struct
import threading
import time
import zlib

import numpy as np
import pytest
import scipy.ndimage
from labwords import html_of

from coursecnn import (
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
    datasets,
    models,
    predict,
    probabilities,
    reference,
)
from coursecnn.datasets.drawn import draw_digits
from coursecnn.experiments import build_net
from coursecnn.experiments.task import load_data
from coursecnn.labs.kit import mosaic
from coursecnn.labs.kit.cells import text_width
from coursecnn.labs.nets import draw_digit
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.canvas import SIDE, Canvas
from coursecnn.labs.nets.digit_drawing import LONGEST, bars, percent, pictures, verdict, waiting
from coursecnn.labs.nets.draw_digit import DrawDigitLab, digit_frame
from coursecnn.labs.nets.placing import as_mnist, shrunk
from coursecnn.labs.training import runs

TASK = {
    "configuration": {"filters": [4, 6], "kernel_sizes": 5, "batch_size": 20},
    "data": "digits:300:100",
    "epochs": 1,
    "seed": 0,
}
MNIST = os.environ.get("COURSECNN_DATA")


pytestmark = pytest.mark.usefixtures("digits")


def centre_of_mass(image):
    return np.array(scipy.ndimage.center_of_mass(image))


def ink_box(image, least=1):
    rows, columns = np.nonzero(image >= least)
    return rows.min(), columns.min(), rows.max() + 1, columns.max() + 1


def blot(top, left, height, width, side=SIDE):
    drawing = np.zeros((side, side), np.uint8)
    drawing[top : top + height, left : left + width] = 255
    return drawing


@pytest.mark.parametrize(("top", "left"), [(0, 0), (3, 40), (33, 7), (44, 64)])
@pytest.mark.parametrize(("height", "width"), [(40, 20), (17, 20), (9, 9)])
def test_a_block_fills_the_box_in_the_middle_wherever_it_was_drawn(top, left, height, width):
    image = as_mnist(blot(top, left, height, width))
    assert image.shape == (28, 28) and image.dtype == np.uint8
    np.testing.assert_allclose(centre_of_mass(image), 14, atol=0.01)
    scale = 20 / max(height, width)
    assert image.sum() / 255 == pytest.approx(scale**2 * height * width, rel=0.01)
    box = ink_box(image)
    assert 20 <= max(box[2] - box[0], box[3] - box[1]) <= 21  # half a pixel at either end


def test_the_place_does_not_matter():
    digit = np.kron(draw_digits(1, 3)[0][0, 0], np.ones((2, 2), np.uint8))[5:50, 8:46]
    first, second = np.zeros((2, SIDE, SIDE), np.uint8)
    first[:45, :38], second[30:75, 46:84] = digit, digit
    assert (as_mnist(first) == as_mnist(second)).all()


def enlarged(image):
    return np.kron(image, np.ones((3, 3), np.uint8))


@pytest.mark.skipif(MNIST is None, reason="needs MNIST: set COURSECNN_DATA")
def test_mnist_stays_as_it_is(monkeypatch):
    """Its digits fill the box already, and their centres of mass are less than 0.6 pixels from the middle."""
    monkeypatch.setenv("COURSECNN_DATA", MNIST)
    images = datasets.load("mnist").x_test[:200, 0]
    for image in images:
        found = as_mnist(enlarged(image)).astype(float)
        moved = scipy.ndimage.shift(image.astype(float), 14 - centre_of_mass(image), order=1)
        assert np.abs(found - moved).mean() < 3  # rows and columns at the edge, in scaling
        np.testing.assert_allclose(centre_of_mass(found), 14, atol=0.02)


def test_drawn_digits_hardly_change():
    for image in draw_digits(50, 11)[0][:, 0]:
        found = as_mnist(enlarged(image))
        moved = scipy.ndimage.shift(image.astype(float), 14 - centre_of_mass(image), order=1)
        assert np.abs(found - moved).mean() < 12


def test_ink_far_from_its_centre_stays_in_the_picture():
    drawing = blot(0, 0, 84, 6) | blot(0, 0, 12, 60)
    drawing[0:12, 0:60] = 255
    image = as_mnist(drawing)
    assert image[-1].any() or image[0].any()
    assert image.sum() / 255 == pytest.approx((20 / 84) ** 2 * (drawing > 0).sum(), rel=0.01)  # nothing was cut off


@pytest.mark.parametrize("place", [as_mnist, shrunk])
def test_an_empty_drawing_is_an_empty_picture(place):
    assert place(np.zeros((84, 84), np.uint8)).tolist() == np.zeros((28, 28)).tolist()


@pytest.mark.parametrize("wrong", [np.zeros((84, 84)), np.zeros((1, 84, 84), np.uint8), np.zeros((0, 0), np.uint8)])
@pytest.mark.parametrize("place", [as_mnist, shrunk])
def test_a_drawing_of_another_kind_is_refused(place, wrong):
    with pytest.raises(ValueError, match=r"A drawing must be uint8 of shape \(H, W\), not"):
        place(wrong)


def test_shrunk_is_the_mean_of_blocks():
    drawing = np.random.default_rng(0).integers(0, 256, (84, 84)).astype(np.uint8)
    means = drawing.reshape(28, 3, 28, 3).mean(axis=(1, 3))
    assert np.abs(shrunk(drawing) - means).max() <= 0.51


def test_an_average_of_areas_is_that_of_a_finer_grid():
    """Every pixel of the result, from 40 x 40 points in it."""
    drawing = np.zeros((84, 84), np.uint8)
    drawing[20:53, 30:51] = np.random.default_rng(1).integers(0, 256, (33, 21))
    drawing[20, 30], drawing[52, 50] = 255, 255
    scale = 20 / 33
    ys, xs = scipy.ndimage.center_of_mass(drawing)
    points = (np.arange(28 * 40) + 0.5) / 40
    rows = np.floor((points - 14.5) / scale + ys + 0.5).astype(int)
    columns = np.floor((points - 14.5) / scale + xs + 0.5).astype(int)
    there = np.ix_(np.clip(rows, 0, 83), np.clip(columns, 0, 83))
    fine = drawing[there].reshape(28, 40, 28, 40).mean(axis=(1, 3))
    assert np.abs(as_mnist(drawing) - fine).max() < 8


def by_loops(net, image):
    x, maps = datasets.to_float(image)[None, None], []
    for layer in net:
        if "weight" in layer.params and layer.params["weight"].ndim == 4:
            x = reference.conv2d(x, layer.params["weight"], layer.params["bias"])
            maps.append(x := np.maximum(reference.max_pool2d(x, 2), 0))
        elif "weight" in layer.params:
            x = reference.linear(x.reshape(1, -1), layer.params["weight"], layer.params["bias"])
    scores = np.exp(x[0].astype(float))
    return maps, scores / scores.sum()


@pytest.mark.parametrize("placed", [True, False])
def test_a_frame_is_what_the_loops_say(placed):
    net = build_net(TASK["configuration"], 5)
    drawing = enlarged(draw_digits(1, 8)[0][0, 0])
    frame = digit_frame(net, drawing, placed)
    assert (frame.image == (as_mnist if placed else shrunk)(drawing)).all()
    maps, chances = by_loops(net, frame.image)
    assert [m.shape for m in frame.maps] == [(4, 12, 12), (6, 4, 4)]
    for found, expected in zip(frame.maps, maps):
        np.testing.assert_allclose(found, expected[0], atol=1e-5)
    np.testing.assert_allclose(frame.probabilities, chances, atol=1e-6)


def pixels_of(html, name):
    """The grey values of a picture in a lab's HTML."""
    data = base64.b64decode(re.search(rf'data-picture="{name}"[^>]*src="data:image/png;base64,([^"]+)"', html).group(1))
    w, h = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT")
    (size,) = struct.unpack(">I", data[start - 4 : start])
    return np.frombuffer(zlib.decompress(data[start + 4 : start + 4 + size]), np.uint8).reshape(h, w + 1)[:, 1:]


def test_pictures_show_the_image_and_the_maps():
    net = build_net(TASK["configuration"], 5)
    frame = digit_frame(net, enlarged(draw_digits(1, 8)[0][0, 0]))
    html = pictures(frame)
    assert (pixels_of(html, "input-0") == frame.image).all()
    for number, maps in enumerate(frame.maps, 1):
        for k, one in enumerate(maps):
            assert np.abs(pixels_of(html, f"map-{number}-{k}") - 255 * one / maps.max()).max() <= 0.51
    assert "4 maps of 12 × 12" in html and html.count("<img") == 11
    assert frame.made == [["convolution", "max pooling", "ReLU"]] * 2
    assert html.count("convolution \u2192 max pooling \u2192 ReLU") == 2 and "In the maps black is 0 and white" in html


def test_maps_are_taken_before_each_convolution_and_before_the_rest():
    layers = Conv2d(1, 2, 5), Tanh(), MaxPool2d(2), Conv2d(2, 3, 3), ReLU(), Flatten(), Linear(300, 10)
    drawing = enlarged(draw_digits(1, 8)[0][0, 0])
    frame = digit_frame(Sequential(*layers), drawing)
    x = datasets.to_float(frame.image)[None, None]
    first = layers[2](layers[1](layers[0](x)))
    second = layers[4](layers[3](first))
    assert [m.shape for m in frame.maps] == [(2, 12, 12), (3, 10, 10)]
    assert (frame.maps[0] == first[0]).all() and (frame.maps[1] == second[0]).all()
    assert frame.made == [["convolution", "Tanh", "max pooling"], ["convolution", "ReLU"]]
    assert "In the maps black is the smallest number and white" in pictures(frame)
    low, high = first.min(), first.max()
    assert low < 0  # tanh: the smallest value is black
    assert np.abs(pixels_of(pictures(frame), "map-1-0") - 255 * (first[0, 0] - low) / (high - low)).max() <= 0.51
    assert digit_frame(models.mlp((784, 10)), drawing).maps == []


@pytest.mark.parametrize("n", [1, 2, 3, 8, 16, 20, 50, 200])
def test_maps_fit_into_their_place(n):
    columns, size = mosaic.layout(n, 200)
    assert columns * (size + mosaic.GAP) <= 200 or size == 8
    assert -(-n // columns) * (size + mosaic.GAP) <= mosaic.TALL + mosaic.GAP or size == 8


def test_bars_are_as_long_as_their_numbers():
    chances = np.array([0.5, 0.25, 0.125, 0.0625, 0.03125, 0.03125, 0, 0, 0, 0])
    svg = bars(chances)
    wide = [
        float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)" height="20" style="fill:var\(--cnn-output\)', svg)
    ]
    np.testing.assert_allclose(wide[:6], chances[:6] * LONGEST, atol=0.06)
    assert re.findall(r">([\d.]+ %)<", svg)[:3] == ["50.0 %", "25.0 %", "12.5 %"]
    assert "0: 50.0 %, 1: 25.0 %" in svg
    left, right = (float(x) for x in re.search(r'<rect x="([\d.]+)".*?data-probability="0" x="([\d.]+)"', svg).groups())
    assert right - text_width("100.0 %") - (left + LONGEST) >= 8  # it touches no bar
    frame = draw_digit.DigitFrame(np.zeros((28, 28)), [], chances, [])
    assert verdict(frame) == "The net says 0 (50.0 %), or else 1 (25.0 %)."
    assert verdict(draw_digit.DigitFrame(None, [], np.eye(10)[4], [])) == "The net says 4 (100.0 %)."
    assert verdict(frame, empty=True) == "Nothing is drawn yet. The net has to name a digit all the same: 0, with 50 %."


def test_a_canvas_takes_whole_drawings_only():
    canvas = Canvas()
    assert canvas.drawing.shape == (84, 84) and not canvas.drawing.any()
    drawing = np.random.default_rng(0).integers(0, 256, (84, 84)).astype(np.uint8)
    canvas.drawing = drawing
    assert (canvas.drawing == drawing).all() and len(canvas.pixels) == 2 * 84 * 84
    canvas.drawing = np.zeros((84, 84), np.uint8)
    assert canvas.pixels == ""
    with pytest.raises(Exception, match="84 x 84 bytes in hexadecimal, or empty"):
        canvas.pixels = "ff00"
    with pytest.raises(Exception, match="84 x 84 bytes"):
        canvas.pixels = "g" * (2 * 84 * 84)
    with pytest.raises(ValueError, match="uint8 of shape"):
        canvas.drawing = np.zeros((28, 28), np.uint8)


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """An empty cache for nets; drawn digits come from the module's."""
    load_data(TASK["data"])
    monkeypatch.setattr(nets, "cache_folder", lambda: tmp_path)
    return tmp_path


def test_a_net_is_trained_once_and_kept(empty):
    seen = []
    net, about = nets.digit_net(lambda run: seen.append(run.state), TASK)
    assert seen[0] == "loading" and seen[-1] == "finished" and nets.path_of(TASK).is_file()
    assert re.fullmatch(r"A small net, trained on 300 drawn digits; of 100 others it read \d+ right\.", about)
    correct = (predict(net, load_data(TASK["data"]).x_test) == load_data(TASK["data"]).y_test).sum()
    assert f" {correct} right" in about
    again, words = nets.digit_net(lambda run: pytest.fail("trained again"), TASK)
    assert words == about
    for name, array in net.params.items():
        assert (again.params[name] == array).all()
    assert [path.name for path in nets.path_of(TASK).parent.iterdir()] == [nets.path_of(TASK).name]  # nothing beside it


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "foreign"])
def test_a_broken_file_is_trained_anew(empty, damage):
    net, about = nets.digit_net(task=TASK)
    path = nets.path_of(TASK)
    whole = path.read_bytes()
    if damage == "foreign":
        build_net({"filters": [3]}).save(path)
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "text": b"hello", "empty": b""}[damage])
    runs_seen = []
    again, words = nets.digit_net(runs_seen.append, TASK)
    assert runs_seen and words == about and path.read_bytes() != b"hello"
    assert all((again.params[name] == array).all() for name, array in net.params.items())
    nets.digit_net(lambda run: pytest.fail("trained again"), TASK)


def test_mnist_is_used_where_it_is(monkeypatch, tmp_path):
    assert nets.digit_task()["data"] == "digits:20000:2000"
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    names = [file.name for file in datasets.catalog.MNIST.files]
    for name in names[:3]:
        (tmp_path / "mnist" / name).touch()
    assert nets.digit_task()["data"] == "digits:20000:2000"  # one is missing
    (tmp_path / "mnist" / f"{names[3]}.gz").touch()
    assert nets.digit_task()["data"] == "mnist:20000:2000"
    monkeypatch.setenv("COURSECNN_CACHE", str(tmp_path / "other"))
    monkeypatch.setenv("COURSECNN_DATA", str(tmp_path))
    assert nets.digit_task()["data"] == "mnist:20000:2000"


def test_another_recipe_is_another_file(empty, monkeypatch):
    paths = {
        nets.path_of(task)
        for task in (TASK, TASK | {"seed": 1}, TASK | {"data": "digits:301:100"}, TASK | {"data": "mnist:300:100"})
    }
    assert len(paths) == 4
    monkeypatch.setattr(nets.digits, "_version", lambda: "another generator")
    assert nets.path_of(TASK) not in paths


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    load_data(TASK["data"])
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(nets, "cache_folder", lambda: tmp_path / "file")
    about = nets.digit_net(task=TASK)[1]
    assert "right" in about


def test_a_training_that_fails_is_a_sentence(empty, monkeypatch):
    def broken(name):
        raise datasets.DatasetError("train-images-idx3-ubyte is cut.")

    monkeypatch.setattr(runs, "load_data", broken)
    with pytest.raises(RuntimeError, match="could not go on: train-images-idx3-ubyte is cut"):
        nets.digit_net(task=TASK)
    monkeypatch.setattr(nets, "digit_task", lambda: TASK)
    lab = DrawDigitLab()
    wait(lambda: 'role="alert"' in lab.says.value)
    assert "train-images-idx3-ubyte is cut." in lab.says.value
    lab.canvas.drawing = np.full((84, 84), 255, np.uint8)
    assert "train-images-idx3-ubyte is cut." in lab.says.value


def wait(done, seconds=30):
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)
    assert done()


def test_the_lab_waits_for_its_net(empty, monkeypatch):
    gate, real = threading.Event(), nets.digit_job

    def job(changed):
        while not gate.is_set():
            yield 0.01
        return (yield from real(changed, TASK))

    monkeypatch.setattr(nets, "digit_job", job)
    lab = DrawDigitLab()
    assert "A net is trained for this lab, once" in lab.says.value and "<progress" in lab.says.value
    lab.canvas.drawing = enlarged(draw_digits(1, 8)[0][0, 0])
    gate.set()
    wait(lambda: "data-probability" in lab.says.value and "The net says" in lab.status.value)
    wait(lambda: "trained on 300 drawn digits" in html_of(lab))


def test_figures_of_the_waiting():
    run = runs.Run(TASK)
    run.state, run.step, run.steps, run._began = "training", 5, 20, time.perf_counter() - 2
    assert 'value="0.250"' in waiting(run) and "once: 6 s left" in waiting(run)
    assert 'value="0.000"' in waiting(None) and "left" not in waiting(None)


@pytest.fixture(scope="module")
def net():
    run = runs.Run(TASK | {"epochs": 3})
    run.train()
    return run.net


def shown(lab):
    return [float(p) for p in re.findall(r"data-probability[^>]*>([\d.]+) %<", lab.says.value.replace("&lt; 0.1", "0"))]


def test_the_lab_shows_what_the_net_says(net):
    lab = DrawDigitLab(net)
    assert "Nothing is drawn yet" in lab.status.value
    buttons = {
        button.description: button
        for button in lab.controls
        if getattr(button, "description", "") in list("0123456789")
    }
    assert len(buttons) == 10
    pictures_seen = set()
    for digit in "0123456789":
        for _ in range(2):
            buttons[digit].click()
            expected = 100 * probabilities(net, as_mnist(lab.canvas.drawing)[None, None])[0]
            assert shown(lab) == pytest.approx(expected, abs=0.051)
            pictures_seen.add(lab.canvas.pixels)
    assert len(pictures_seen) == 20
    lab.placed.value = False
    moved = np.roll(lab.canvas.drawing, 20, axis=1)
    lab.canvas.drawing = moved
    assert shown(lab) == pytest.approx(100 * probabilities(net, shrunk(moved)[None, None])[0], abs=0.051)
    first = buttons["0"]
    lab.reset()
    assert lab.canvas.pixels == "" and lab.placed.value and "Nothing is drawn yet" in lab.status.value
    first.click()
    assert lab.canvas.pixels in pictures_seen  # samples begin anew


def test_a_net_for_other_images_is_refused():
    with pytest.raises(ValueError, match=r"images of shape \(N, 1, 28, 28\): .*channels"):
        DrawDigitLab(Sequential(Conv2d(3, 4, 5), Flatten(), Linear(4 * 24 * 24, 10)))
    with pytest.raises(ValueError, match="ten numbers for each image, not an output of shape"):
        DrawDigitLab(Sequential(Flatten(), Linear(784, 7)))
    with pytest.raises(ValueError, match="must be a Sequential net, not str"):
        DrawDigitLab("mnist")


@pytest.mark.parametrize(("share", "said"), [(0, "0.0 %"), (4e-4, "< 0.1 %"), (6e-4, "0.1 %"), (0.9996, "100.0 %")])
def test_a_small_share_is_not_called_nothing(share, said):
    assert percent(share) == said
