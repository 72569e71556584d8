"""What meets in an entry of a gradient: the products add up to what the loops of ``reference`` give, entry by entry."""

import re

import numpy as np
import pytest
from labwords import html_of

pytest.importorskip("anywidget")

from coursecnn import labs, reference
from coursecnn.labs.backprop import BackpropLab, convolution_gradient, pooling_gradient, render
from coursecnn.labs.kit import theme
from coursecnn.plots.style import COLOURS

X, W = np.arange(30).reshape(5, 6) * 7 % 11, np.array([[1, 2, -1], [0, 1, 3]])
SETTINGS = [(stride, padding, dilation) for stride in (1, 2, 3) for padding in (0, 1, 2) for dilation in (1, 2)]


def deltas(shape):
    return np.random.default_rng(0).integers(-4, 5, shape)


@pytest.mark.parametrize(("stride", "padding", "dilation"), SETTINGS)
def test_the_terms_of_a_convolution_add_up_to_the_gradient(stride, padding, dilation):
    options = stride, padding, dilation
    dy = deltas(reference.conv2d(X[None, None], W[None, None], None, *options).shape[2:])
    right = reference.conv2d_backward(dy[None, None], X[None, None], W[None, None], *options)
    for of, gradient in (("dx", right[0][0, 0]), ("dw", right[1][0, 0])):
        for place in np.ndindex(gradient.shape):
            frame = convolution_gradient(of, dy, X, W, place, *options)
            assert np.array_equal(frame.gradient, gradient)
            assert frame.value == gradient[place]
            assert frame.reached[place] == bool(frame.terms)
            assert all(term.dy == dy[term.output] for term in frame.terms)


def test_the_terms_name_the_weights_and_pixels_that_meet():
    dy = np.array([[1, 2], [3, 4]])
    x, w = np.arange(9).reshape(3, 3), np.array([[5, 6], [7, 8]])
    terms = convolution_gradient("dx", dy, x, w, (1, 1)).terms
    assert [(t.output, t.partner, t.dy, t.factor) for t in terms] == [
        ((0, 0), (1, 1), 1, 8), ((0, 1), (1, 0), 2, 7), ((1, 0), (0, 1), 3, 6), ((1, 1), (0, 0), 4, 5)]  # fmt: skip
    terms = convolution_gradient("dw", deltas((4, 4)), x, w, (0, 0), padding=1).terms
    assert terms[0].partner == (-1, -1) and terms[0].factor == 0
    assert terms[5].partner == (0, 0) and terms[15].factor == x[2, 2]


@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize(
    ("window", "stride", "padding"), [(2, 2, 0), (2, 1, 1), (3, 2, 1), (3, 1, 0), (1, 2, 0), (2, 3, 1)]
)
def test_the_terms_of_a_pooling_add_up_to_the_gradient(kind, window, stride, padding):
    forward, backward = {
        "max": (reference.max_pool2d, reference.max_pool2d_backward),
        "average": (reference.avg_pool2d, reference.avg_pool2d_backward),
    }[kind]
    dy = deltas(forward(X[None, None], window, stride, padding).shape[2:])
    right = backward(dy[None, None], X[None, None], window, stride, padding)[0, 0]
    for place in np.ndindex(X.shape):
        frame = pooling_gradient(kind, dy, X, window, place, stride, padding)
        assert np.allclose(frame.gradient, right, rtol=0, atol=1e-12)
        assert frame.value == pytest.approx(right[place], abs=1e-12)


def test_the_first_of_equal_pixels_wins():
    x, dy = np.array([[4, 4], [4, 4]]), np.array([[5]])
    frames = {place: pooling_gradient("max", dy, x, 2, place) for place in np.ndindex(2, 2)}
    assert [frame.value for frame in frames.values()] == [5, 0, 0, 0]
    assert all(frame.terms[0].partner == (0, 0) for frame in frames.values())
    assert "comes first" in render(frames[1, 1], dy, x, W)


def test_what_is_drawn_says_the_numbers():
    dy = deltas((6, 6))
    frame = convolution_gradient("dx", dy, X[:, :5], W[:, :2], (4, 4), padding=1)
    html = render(frame, dy, X[:, :5], W[:, :2])
    assert f"<b>{frame.value:g}</b>".replace("-", "\u2212") in html
    cells = dict(re.findall(r'data-cell="(dx-\d-\d)".*?<text[^>]*>([^<]*)</text>', html))
    assert [float(text.replace("\u2212", "-")) for text in cells.values()] == frame.gradient.ravel().tolist()


@pytest.mark.parametrize("of", ["dx", "dw", "max", "average"])
def test_each_colour_means_one_thing_and_is_named(of):
    html = BackpropLab(of).stage.html
    name = "dw" if of == "dw" else "dx"
    result, of_x = (re.search(rf'data-board="{board}".*?</svg>', html)[0] for board in (name, "(?:window|x)"))
    assert result.count("cnn-cell cnn-gradient") == 1 and "cnn-gradient" not in of_x
    legend = re.search(r'data-text="legend">(.*?)</p>', html)[1]
    for drawn in set(re.findall(r"cnn-(?:cell|box) cnn-(\w+)", html)) - {"plain", "ink"}:
        assert f"cnn-word-{drawn}" in legend, drawn
    assert f"{name}[2,2] and the entries of dy that make it" in legend
    assert "cnn-word-padding" not in BackpropLab(of, padding=0).stage.html


def test_where_w_is_used_it_is_said_to_be_turned():
    """Because it is: of the products of an entry, the first entry of dy meets the last of w."""
    lab = BackpropLab()
    terms = lab.frame().terms
    assert [term.output for term in terms] == sorted(term.output for term in terms)
    assert [term.partner for term in terms] == sorted((term.partner for term in terms), reverse=True)
    assert "w, turned by 180°</text>" in html_of(lab)
    assert "w is drawn as it is used, turned by 180°" in re.search('data-text="rule">(.*?)</p>', html_of(lab))[1]
    assert all("turned" not in html for html in (BackpropLab("dw").stage.html, BackpropLab(w=[[2]]).stage.html))


@pytest.mark.parametrize("settings", [{}, dict(row=0, column=4), dict(stride=2, row=1, column=2), dict(dilation=2)])
def test_cells_of_dy_and_w_that_lie_alike_are_multiplied(settings):
    lab = BackpropLab(**settings)
    for term, one in enumerate(lab.frame().terms, 1):
        lab.term.value = term
        boxes = []
        for name in ("dy", "w"):
            piece = re.search(rf'data-board="{name}" data-tiles="([^"]*)".*?</svg>', html_of(lab), re.S)
            x, y, wide, tall, rows, columns = map(float, piece[1].split()[:6])
            box = re.search(r'cnn-box cnn-ink" x="([\d.]+)" y="([\d.]+)"', piece[0])
            place = round((float(box[2]) - y) / tall * rows), round((float(box[1]) - x) / wide * columns)
            row, column = one.output if name == "dy" else one.partner
            number = re.search(rf'data-cell="{name}-{row}-{column}".*?>([^<]+)<', piece[0])[1]
            assert float(number.replace("\u2212", "-")) == (one.dy if name == "dy" else one.factor)
            boxes.append(place)
        assert boxes[0] == one.output and boxes[1] == tuple(np.subtract(2, one.partner))
    ordered = [(one.output, tuple(np.subtract(2, one.partner))) for one in lab.frame().terms]
    assert ordered == sorted(ordered) and [w for _, w in ordered] == sorted(w for _, w in ordered)


def test_it_is_said_what_dy_and_the_gradient_are():
    said = {of: re.search('data-text="meaning">(.*?)</p>', BackpropLab(of).stage.html)[1] for of in ("dx", "dw", "max")}
    assert said["dx"] == said["max"] and said["dx"].startswith(
        "dy tells how much the loss changes with each number of y"
    )
    assert said["dx"].endswith("; dx[2,2], how much it changes with x[2,2].")
    assert said["dw"].endswith("; dw[2,2], how much it changes with w[2,2].")
    assert "numbers are w, not x</text>" in BackpropLab().stage.html


MACHADO = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]])


def seen_without_green(text, share, paper):
    """How light so much of a colour on a page is for a reader without cones for green (Machado and others, 2009)."""
    ink, page = (np.array([int(one[k : k + 2], 16) for k in (1, 3, 5)]) / 255 for one in (text, paper))
    mixed = share * ink + (1 - share) * page
    linear = np.where(mixed <= 0.04045, mixed / 12.92, ((mixed + 0.055) / 1.055) ** 2.4)
    return 0.05 + [0.2126, 0.7152, 0.0722] @ MACHADO @ linear


@pytest.mark.parametrize(("colours", "paper"), [(COLOURS, "#ffffff"), (theme.DARK, "#111111")])
def test_the_two_yellows_of_a_colour_blind_reader_differ_in_strength(colours, paper):
    html = BackpropLab().stage.html
    (strong,) = {float(share) for share in re.findall(r'cnn-gradient"[^>]*fill-opacity:([\d.]+)', html)}
    shares = {"gradient": strong, "kernel": theme._TINTS["kernel"]}
    light = [seen_without_green(colours[role], share, paper) for role, share in shares.items()]
    assert max(light) / min(light) > 1.5
    assert "in full colour" in html and "in a faint one" in html


def test_an_entry_that_no_window_reaches():
    frame = convolution_gradient("dx", deltas((2, 2)), np.ones((6, 6)), np.ones((3, 3)), (5, 0), stride=2)
    assert frame.terms == () and frame.value == 0 and not frame.reached[5].any() and frame.reached[:5, :5].all()
    html = render(frame, deltas((2, 2)), np.ones((6, 6)), np.ones((3, 3)))
    assert "No window holds x[5,0]" in html and "cnn-hatch" in html
    assert "the entries of dy" not in html and "cnn-word-kernel" not in html


def test_wrong_arguments_get_one_sentence():
    ones = np.ones((3, 3))
    with pytest.raises(ValueError, match=r"dx has 3 rows and 3 columns.*no entry \[3,0\]"):
        convolution_gradient("dx", ones, ones, np.ones((1, 1)), (3, 0))
    with pytest.raises(ValueError, match=r"dy must have the shape of the output, \(1, 1, 3, 3\)"):
        convolution_gradient("dx", np.ones((2, 2)), ones, np.ones((1, 1)), (0, 0))
    with pytest.raises(ValueError, match="x must be a table of at most 6 × 6 numbers"):
        BackpropLab(x=np.ones((7, 7)))
    with pytest.raises(ValueError, match="row must be a whole number from 0 to 2, not 3"):
        BackpropLab("dw", row=3)
    with pytest.raises(ValueError, match="gradient must be one of dx, dw, max, average, not 'db'"):
        BackpropLab("db")


def test_the_lab_is_in_the_list_and_follows_its_controls():
    lab = labs.BackpropLab(stride=2)
    lab.pick("dx", 1, 3)
    assert (lab.row.value, lab.column.value) == (1, 3) and "dx[1,3] = " in html_of(lab)
    lab.gradient.value = "dw"
    assert lab.column.limits == (0, 2) and "dw[1,2] = " in html_of(lab)
    lab.pick("dy", 2, 1)
    assert lab.term.value == 8 and "dy[2,1]" in html_of(lab)
    lab.reset()
    assert lab.gradient.value == "dx" and (lab.row.value, lab.column.value, lab.term.value) == (2, 2, 1)


def test_what_does_not_fit_is_said_in_the_layers_own_words():
    lab = BackpropLab("max", window=3)
    lab.padding.value = 2
    assert "padding must be at most half of the pooling window" in lab.status.value
    lab.padding.value = 1
    assert lab.status.value == ""


def test_reset_goes_back_behind_the_limits_of_the_present_gradient():
    lab = BackpropLab(row=4, column=3, term=6)
    lab.gradient.value, lab.stride.value = "dw", 3
    assert (lab.row.value, lab.column.value) == (2, 2)
    lab.reset()
    assert (lab.row.value, lab.column.value, lab.term.value) == (4, 3, 6)
