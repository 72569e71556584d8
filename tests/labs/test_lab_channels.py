"""A convolution taken apart by channels: parts and sums are those of the loops in ``reference``."""

import re

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import labs, reference
from coursecnn.labs.channels import BANK, KERNELS, ChannelsLab, bank_weight, channels_frame

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("shape", "groups"), [((3, 3, 3, 3), 1), ((3, 1, 3, 3), 3), ((3, 3, 1, 1), 1), ((4, 2, 3, 2), 2), ((6, 1, 2, 2), 6)]
)
def test_parts_and_sums_are_those_of_the_loops(shape, groups):
    channels = shape[1] * groups
    image, weight = RNG.normal(size=(channels, 6, 7)), RNG.normal(size=shape)
    frame = channels_frame(image, weight, groups)
    assert np.allclose(frame.output, reference.conv2d(image[None], weight, groups=groups)[0])
    assert np.allclose(frame.parts.sum(axis=1), frame.output)
    for o in range(shape[0]):
        for part, c in zip(frame.parts[o], frame.channels(o), strict=True):
            kernel = weight[o : o + 1, c - frame.channels(o).start][None]
            assert np.allclose(part, reference.conv2d(image[None, c : c + 1], kernel)[0, 0])
    assert frame.multiplications == weight.size * frame.output[0].size


def test_several_filters_in_a_group():
    frame = channels_frame(RNG.normal(size=(4, 5, 5)), RNG.normal(size=(6, 2, 3, 3)), groups=2)
    assert [list(frame.channels(o)) for o in range(6)] == [[0, 1]] * 3 + [[2, 3]] * 3
    assert np.allclose(frame.output, reference.conv2d(frame.image[None], frame.weight, groups=2)[0])


def test_the_weights_of_a_bank():
    full, apart, mixing = (bank_weight(BANK, layer) for layer in ("3x3", "groups", "1x1"))
    assert full.shape == (3, 3, 3, 3) and apart.shape == (3, 1, 3, 3) and mixing.shape == (3, 3, 1, 1)
    assert np.allclose(full[0, 1], 0.6 * KERNELS["vertical"]) and np.allclose(full[1, 2], 0)
    assert np.allclose(apart[1, 0], -KERNELS["blur"]) and np.allclose(apart[2, 0], KERNELS["point"])
    assert mixing[:, :, 0, 0].tolist() == [list(factors) for _, factors in BANK]


def plain(lab):
    return re.sub("<[^>]*>", "", html_of(lab))


def test_each_filter_keeps_its_settings():
    lab = labs.ChannelsLab()
    lab.factors[2].value = -1.0
    lab.filter.value = 1
    assert lab.kernel.value == "blur" and [control.value for control in lab.factors] == [1, -1, 0]
    lab.kernel.value = "horizontal"
    lab.filter.value = 0
    assert lab.kernel.value == "vertical" and [control.value for control in lab.factors] == [0.3, 0.6, -1]
    assert lab.bank[1] == ("horizontal", (1, -1, 0))
    lab.reset()
    assert lab.bank == [(name, tuple(map(float, factors))) for name, factors in BANK]
    assert lab.factors[2].value == 0.1


def test_the_lab_says_the_numbers():
    lab = ChannelsLab("groups", filter=2, row=10, column=20)
    assert "w has the shape (3, 1, 3, 3): filters, channels, rows and columns of a kernel" in plain(
        lab
    ) and "27 weights, 132,300 multiplications" in plain(lab)
    assert "red is not seen" in plain(lab) and [control.disabled for control in lab.factors] == [True, True, False]
    blue = lab.image[2, 11, 21] / 255
    boxed = re.findall(r'data-picture="(x[^"]*)".*?</g>', html_of(lab))
    pieces = dict(zip(boxed, re.findall(r'data-picture="x[^"]*"(.*?)</g>', html_of(lab))))
    assert [name for name, drawn in pieces.items() if "cnn-box" in drawn] == ["x-2", "x"]
    assert "&quot;of&quot;: {&quot;2&quot;: [2, 3], &quot;3&quot;: [2, 3]}" in html_of(lab) and "from blue<" in html_of(
        lab
    )
    assert f"y[2] at row 10, column 20: {blue:.3f} from blue = {blue:.3f}" in plain(lab)
    lab.layer.value = "1x1"
    assert lab.kernel.disabled and lab.row.limits == (0, 71)
    lab.layer.value = "3x3"
    assert not lab.kernel.disabled and lab.row.limits == (0, 69)


def test_it_is_said_what_a_kernel_is_made_of():
    lab = ChannelsLab(bank=[("vertical", (0.3, -0.25, 0)), *BANK[1:]])
    made = re.findall(r">\u2217 (w\[0,\d\])</text><text[^>]*>= ([^<]*)<", html_of(lab))
    assert made == [
        ("w[0,0]", "0.3 \u00d7 vertical"),
        ("w[0,1]", "\u22120.25 \u00d7 vertical"),
        ("w[0,2]", "0 \u00d7 vertical"),
    ]
    lab.layer.value = "1x1"
    assert "= the factor for red<" in html_of(lab) and ">vertical<" not in html_of(lab)


def rects(html, board, channel):
    """(x, y, width, height, width of the line) of the boxes on a picture, and (x, y, width, height) of the picture."""
    drawn = re.search(rf'data-board="{board}" data-tiles="([^"]* {channel})"[^>]*>(.*?)</g>', html)
    found = re.findall(
        r'stroke-width:([\d.]+)" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"', drawn[2]
    )
    return [(*map(float, sides), float(line)) for line, *sides in found], [*map(float, drawn[1].split()[:4])]


@pytest.mark.parametrize(("layer", "k"), [("3x3", 3), ("1x1", 1)])
def test_boxes_cover_no_pixel_that_they_mark(layer, k):
    html = ChannelsLab(layer, row=50, column=16).stage.html
    for board, size, side in (("x", k, 72), ("y", 1, 73 - k)):
        boxes, (left, top, width, height) = rects(html, board, 0)
        assert len(boxes) == 2
        for x, y, wide, tall, line in boxes:
            inner = x + line / 2, y + line / 2, x + wide - line / 2, y + tall - line / 2
            marked = (
                [left + width * n / side for n in (16, 16 + size)],
                [top + height * n / side for n in (50, 50 + size)],
            )
            assert inner[0] <= marked[0][0] + 0.1 and inner[2] >= marked[0][1] - 0.1
            assert inner[1] <= marked[1][0] + 0.1 and inner[3] >= marked[1][1] - 0.1


def test_tables_are_as_wide_as_the_pictures_and_windows_add_up():
    for kernel in KERNELS:
        bank = [(kernel, (-0.77, 1, 1 / 3))] * 3
        lab = ChannelsLab(bank=bank, row=20, column=30)
        frame = channels_frame(lab.image / 255, bank_weight(bank))
        tiles = dict(re.findall(r'data-board="((?:w|window)-\d)" data-tiles="([^"]*)"', html_of(lab)))
        assert len(tiles) == 6 and {float(text.split()[2]) for text in tiles.values()} == {132}
        for c in range(3):
            cells = re.findall(rf'data-cell="window-{c}-\d-\d"[^>]*>([^<]*)<', html_of(lab))
            window = np.array(cells, float).reshape(3, 3)
            assert np.allclose(window, frame.image[c, 20:23, 30:33], atol=6e-4)
            assert abs((window * frame.weight[0, c]).sum() - frame.parts[0, c, 20, 30]) < 3e-3


def test_what_blue_adds_is_no_white_picture():
    lab = ChannelsLab()
    limit = float(re.search(r"full colour from ([\d.]+) on", plain(lab))[1])
    frame = channels_frame(lab.image / 255, bank_weight(BANK))
    assert np.percentile(np.abs(frame.parts[0, 2]), 99) > 0.2 * limit
    assert "what is faint adds little" in plain(lab)


def test_a_picture_of_your_own():
    image = RNG.integers(0, 256, (3, 20, 30))
    lab = ChannelsLab(image=image, row=3, column=4)
    y = reference.conv2d(image[None] / 255, bank_weight(BANK))[0, 0, 3, 4]
    assert f"= {y:.3f}".replace("-", "\u2212") in plain(lab)


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match="groups must divide 6 input and 4 output channels, but groups is 3"):
        channels_frame(np.zeros((6, 5, 5)), np.zeros((4, 2, 3, 3)), groups=3)
    with pytest.raises(ValueError, match=r"image must have the shape \(3, H, W\) with 16 to 128 .* not \(20, 20, 3\)"):
        ChannelsLab(image=np.zeros((20, 20, 3)))
    for bank in (BANK[:2], [("round", (1, 1, 1))] * 3, [("blur", (1, 2, 0))] * 3, "blur", None):
        with pytest.raises(ValueError, match="bank must hold three filters such as"):
            ChannelsLab(bank=bank)
    with pytest.raises(ValueError, match="layer must be one of 3x3, groups, 1x1, not '5x5'"):
        ChannelsLab("5x5")
    with pytest.raises(ValueError, match="filter must be one of 0, 1, 2, not 3"):
        ChannelsLab(filter=3)
