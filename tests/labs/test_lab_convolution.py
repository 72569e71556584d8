"""ConvolutionLab without a browser: its numbers are those of the reference."""

import asyncio
import re

import numpy as np
import pytest
from labwords import spaced

pytest.importorskip("anywidget")

from coursecnn import reference
from coursecnn.labs import ConvolutionLab
from coursecnn.labs.convolution import IMAGE, KERNELS, convolution_frame, render_convolution


def convolved(image, kernel, stride=1, padding=0):
    return reference.conv2d(
        np.asarray(image)[None, None], np.asarray(kernel)[None, None], stride=stride, padding=padding
    )[0, 0]


@pytest.mark.parametrize("seed", range(20))
def test_frames_are_the_reference(seed):
    generator = np.random.default_rng(seed)
    image, kernel = (
        generator.standard_normal(generator.integers(3, 9, 2)),
        generator.standard_normal(generator.integers(1, 4, 2)),
    )
    stride, padding = (int(n) for n in generator.integers(1, 4, 2))
    expected = convolved(image, kernel, stride, padding)
    for step in range(expected.size):
        frame = convolution_frame(image, kernel, step, stride, padding)
        np.testing.assert_allclose(frame.output, expected, atol=1e-12)
        assert frame.place == np.unravel_index(step, expected.shape)
        assert frame.value == pytest.approx(expected.ravel()[step])
        np.testing.assert_allclose(frame.products, frame.window * kernel)
        assert frame.products.sum() == pytest.approx(frame.value)


def test_the_layer_s_sentence_where_nothing_fits():
    with pytest.raises(ValueError, match="A window of 3 does not fit into 2"):
        convolution_frame(np.zeros((2, 2)), np.zeros((3, 3)), 0)
    with pytest.raises(ValueError, match="step must be from 0 to 3, the last place of the window, not 4"):
        convolution_frame(np.zeros((3, 3)), np.zeros((2, 2)), 4)


def test_the_arithmetic_is_written_out():
    image, kernel = np.array([[1, 0, -1], [2, 0.5, 0], [0, 0, 0]]), np.array([[1, -1], [0, 2]])
    html = render_convolution(convolution_frame(image, kernel, 0))
    assert "1·1 + 0·(\u22121) + 2·0 + 0.5·2 =\u00a02" in html
    assert "0·1 + (\u22121)·(\u22121) + 0.5·0 + 0·2 =\u00a01" in render_convolution(convolution_frame(image, kernel, 1))


def arithmetic(kernel, step=7):
    html = ConvolutionLab(kernel=kernel, step=step).stage.html
    return spaced(re.search(r'data-text="arithmetic"[^>]*>(.*?)</p>', html).group(1)), html


def evaluated(text):
    """The value of what is written left of a sign."""
    text = text.replace("\u2212", "-").replace("\u00b7", "*")
    assert re.fullmatch(r"[-\d.+*/() ]+", text)
    return eval(text)


def test_a_mean_is_written_out_in_fractions_that_add_up():
    text, html = arithmetic("mean")
    assert text == "(9 + 9 + 9 + 0 + 0 + 9 + 0 + 6 + 9) / 9 = 51 / 9 \u2248 5.6667"
    assert html.count(">1/9</text>") == 9
    assert arithmetic([[1 / 3, -2 / 3]])[0] == "(6·1 + 9·(\u22122)) / 3 = \u221212 / 3 = \u22124"
    assert ">\u22122/3<" in arithmetic([[1 / 3, -2 / 3]])[1]


@pytest.mark.parametrize("kernel", [*KERNELS, np.array([[0.123456, 2], [-3.3, 1e-5]]), np.full((2, 2), 1 / 7)])
def test_behind_an_equals_sign_stands_what_is_written(kernel):
    for step in range(20):
        text, _ = arithmetic(kernel, step)
        *written, shown = re.split(" [=\u2248] ", text)
        value = evaluated(shown)
        for part in written:
            assert evaluated(part) == pytest.approx(value, abs=1e-9 if "\u2248" not in text else 0.01)


def test_image_and_kernel_are_arguments():
    lab = ConvolutionLab(image=np.eye(4), kernel=[[1, 2]], step=3, stride=2, padding=1)
    assert (lab.preset.value, lab.step.value) == ("own", 3)
    expected = convolved(np.eye(4), [[1, 2]], 2, 1)
    assert lab.step.limits == (0, expected.size - 1)
    lab.edit("image", 0, 0, "5")
    lab.reset()
    assert (lab.image == np.eye(4)).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (dict(kernel="sobel"), "kernel must be an array, or one of vertical edges, .*, not 'sobel'"),
        (dict(kernel=np.zeros((6, 1))), "kernel may have up to 5 × 5 entries, not 6 × 1"),
        (dict(image=np.zeros((9, 9))), "image may have up to 8 × 8 entries, not 9 × 9"),
        (dict(image=[1, 2]), r"image must be one array \(H, W\)"),
        (dict(image=[[np.nan]]), "image must hold numbers between"),
        (dict(stride=0), "stride must be a whole number of at least 1, not 0"),
        (dict(step=36), "step must be a whole number from 0 to 35, not 36"),
        (dict(image=np.zeros((1, 1))), "A window of 2 does not fit into 1"),
    ],
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        ConvolutionLab(**arguments)


def test_presets_edits_and_reset():
    lab = ConvolutionLab()
    for name, kernel in KERNELS.items():
        lab.preset.value = name
        np.testing.assert_array_equal(lab.weights, kernel)
        assert lab.step.limits[1] == convolved(IMAGE, kernel).size - 1
    lab.edit("kernel", 1, 1, "4")
    assert lab.preset.value == "own" and lab.weights[1, 1] == 4
    assert KERNELS["Sobel"][1][1] == 0
    lab.edit("kernel", 1, 1, "\u22121/9")
    assert lab.weights[1, 1] == -1 / 9
    for nothing in ("1/0", "1/", "/9", "a/9", "1e999999999"):
        with pytest.raises(ValueError, match="A cell holds a number .* 1/9, not"):
            lab.edit("kernel", 1, 1, nothing)
    lab.preset.value = "Sobel"
    assert lab.weights[1, 1] == 0
    lab.edit("image", 0, 0, "3")
    lab.reset()
    assert lab.preset.value == "vertical edges" and (lab.image == np.array(IMAGE)).all()


def test_steps_go_round():
    lab = ConvolutionLab()
    lab.go(-1)
    assert lab.step.value == 35
    lab.go(1)
    assert lab.step.value == 0
    lab.pick("output", 2, 1)
    assert lab.step.value == 13


def test_play_ends_at_the_last_step_and_pauses():
    async def played():
        lab = ConvolutionLab(stride=4, step=2)
        lab.speed.value = 10
        lab.play()
        assert lab.player.description == "Pause"
        await lab.playing
        assert (lab.step.value, lab.player.description) == (lab.step.limits[1], "Play")
        lab.play()  # from the end: from the beginning
        await asyncio.sleep(0)
        assert lab.step.value == 0
        playing = lab.playing
        lab.play()
        await asyncio.wait([playing])
        assert (lab.step.value, lab.player.description, lab.playing) == (0, "Play", None)

    asyncio.run(played())
