"""Pictures: what is written in them, not their pixels."""

import contextlib
import itertools
import json
import subprocess
import sys
from base64 import b64decode

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from places import ROOT

import coursecnn
from coursecnn import functional, models, plots
from coursecnn.datasets.pictures import colour_picture, photograph
from coursecnn.plots import Grid
from coursecnn.plots.display import to_png
from coursecnn.plots.values import number
from coursecnn.training.history import Epoch, History

IMAGE = np.array([[1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]])
EDGES = np.array([[1, -1], [1, -1]])
NINE = np.arange(9).reshape(3, 3)


def texts(figure):
    """Everything that is written in a figure, in the order of drawing."""
    return [t.get_text() for t in figure.findobj(Text) if t.get_text()]


def said(figure):
    return " ".join(" ".join(texts(figure)).split())


def numbers(figure):
    """The texts that are numbers, as numbers."""
    found = []
    for text in texts(figure):
        with contextlib.suppress(ValueError):
            found.append(float(text.replace("\u2212", "-")))
    return found


def a_history(validation=True):
    rows = [
        Epoch(i, 1 / i, 1 - 0.1 / i, 0.1, 1.0, *((1.2 / i, 1 - 0.2 / i) if validation else ())) for i in range(1, 5)
    ]
    return History(rows)


EXAMPLES = {
    "grids": lambda: plots.grids([IMAGE, Grid(EDGES, "kernel", "w")], ["*"], "A title"),
    "grids with all options": lambda: plots.grids(
        [
            Grid(
                IMAGE / 3,
                "input",
                "x",
                highlight=(0, 0, 2, 2),
                dashed=[(1, 1, 2, 2, "plain")],
                mask=IMAGE > 0,
                indices=True,
            ),
            Grid(IMAGE, "output", shade="grey", border=1),
            Grid(-IMAGE, "gradient", shade="signed", hidden=IMAGE > 0),
            Grid([["a", "b"]], [["padding", "plain"]], cell=0.3),
        ],
        ["+", "-", "->"],
        "A title",
        "A caption",
    ),
    "convolution_step": lambda: plots.convolution_step(IMAGE, EDGES, (1, 2)),
    "channel_sums": lambda: plots.channel_sums(
        np.stack([NINE, NINE + 1]), [[[0, 1], [2, 3]], [[1, 2], [3, 4]]], 1, padding=1
    ),
    "windows_on_grid": lambda: plots.windows_on_grid((6, 9), (3, 2), (2, 3), (1, 0)),
    "gradient_routing": lambda: plots.gradient_routing(IMAGE, [[1, 2], [3, 4]]),
    "images": lambda: plots.images(np.arange(12.0).reshape(3, 2, 2), ["a", "b", "c"], title="A title"),
    "signed images": lambda: plots.images(np.arange(-6, 6).reshape(3, 1, 2, 2), signed=True, columns=2),
    "colour images": lambda: plots.images(colour_picture(32)[None]),
    "large image": lambda: plots.images(np.eye(400)),
    "feature_maps": lambda: plots.feature_maps(np.arange(64).reshape(1, 4, 4, 4), "Maps"),
    "curves": lambda: plots.curves(
        {"a": ([1, 2], [3, 4]), "b": ([1, 2], [4, 3])}, "steps", "loss", "A title", logy=True
    ),
    "panels": lambda: plots.panels({name: ({"a": ([1, 2], [3, 4])}, "steps", "loss") for name in "xyz"}, "A title"),
    "bars": lambda: plots.bars({"a": 11935, "b": 2.5}, "count", "A title", log=True, errors={"a": 1, "b": 0.5}),
    "runs": lambda: plots.runs({"a": [1, 2, 3], "b": [2]}, "accuracy", "A title"),
    "history": lambda: plots.history(a_history()),
    "roofline": lambda: plots.roofline(100, 20, {"loops": (0.2, 0.01), "im2col": (5, 30)}),
    "confusion_matrix": lambda: plots.confusion_matrix([0, 1, 2, 1], [0, 2, 2, 1], ["cat", "dog", "aeroplane"]),
    "architecture": lambda: plots.architecture(models.lenet5(), (1, 28, 28), "LeNet"),
    "blocks": lambda: plots.blocks(
        {"x": (0, 0, "x"), "c": (1, 0, "conv"), "y": (2, 0, "+")}, [("x", "c"), ("c", "y"), ("x", "y", "x")]
    ),
}


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_every_picture_is_a_readable_sheet_of_few_kilobytes(make):
    figure = make()
    assert isinstance(figure, Figure)
    assert len(to_png(figure)) < 40_000
    assert figure.get_figwidth() * figure.dpi <= 701
    assert figure.get_facecolor() == (1, 1, 1, 1)
    assert min((t.get_size() for t in figure.findobj(Text) if t.get_text()), default=9) >= 9


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_no_text_is_cut_off(make):
    figure = make()
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    assert min(box.x0, box.y0) >= 0
    assert max(box.x1 - figure.get_figwidth(), box.y1 - figure.get_figheight()) <= 0.001


def test_the_same_figure_gives_the_same_bytes():
    assert to_png(EXAMPLES["grids"]()) == to_png(EXAMPLES["grids"]())


def test_importing_the_package_does_not_load_matplotlib():
    code = "import sys, coursecnn, coursecnn.datasets.pictures; assert 'matplotlib' not in sys.modules"
    code += "; from coursecnn import plots; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# The visual language


def test_roles_have_the_colours_of_okabe_and_ito():
    assert plots.COLOURS["input"] == "#0072B2"
    assert plots.COLOURS["kernel"] == "#E69F00"
    assert plots.COLOURS["output"] == "#009E73"
    assert plots.COLOURS["gradient"] == "#D55E00"


@pytest.mark.parametrize(
    "sight",
    [
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ],
    ids=["deuteranopia", "protanopia"],
)
@pytest.mark.parametrize("roles", [plots.COLOURS, plots.style.DARK], ids=["light", "dark"])
def test_roles_can_be_told_apart_without_red_or_green_cones(sight, roles):
    """Simulated as by Machado, Oliveira and Fernandes (2009)."""
    seen = [np.clip(np.array(sight) @ np.array(to_rgb(c)), 0, 1) for c in roles.values()]
    assert min(np.abs(a - b).sum() for a, b in itertools.combinations(seen, 2)) > 0.2


def test_signed_colours_are_white_at_zero():
    assert plots.DIVERGING(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.01)
    figure = plots.images([[-3.0, 1.0]], signed=True)
    low, high = figure.axes[0].get_images()[0].get_clim()
    assert (low, high) == (-3, 3)
    assert {"\u22123", "0", "3"} <= set(texts(figure))


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (-2.0, "−2"), (0.25, "0.25"), (1 / 3, "0.333"), (0.10004, "0.100"), (12.3456, "12.35"),
     (0.0002, "0.0002"), (-0.0, "0"),
     (np.float32(0.1), "0.1"), (1e-20, "0"), (float("nan"), "nan"), (float("-inf"), "−inf"),
     (123456.0, "123456"), ("dy", "dy")],
)  # fmt: skip
def test_numbers_are_short_and_right(value, text):
    assert number(value) == text


def test_a_small_number_among_larger_ones_is_not_shown_as_zero():
    assert texts(plots.grids([[[0.5, 0.00002]]])) == ["0.5", "2e−5"]


# Numbers in grids


def test_a_grid_shows_its_numbers_row_by_row():
    x = np.random.default_rng(0).integers(-9, 99, (4, 5))
    assert numbers(plots.grids([x])) == x.ravel().tolist()
    y = np.random.default_rng(0).normal(size=(4, 5))
    np.testing.assert_allclose(numbers(plots.grids([y])), y.ravel(), atol=0.006)
    np.testing.assert_allclose(numbers(plots.grids([Grid(y, digits=4)])), y.ravel(), atol=0.00006)


def test_signs_titles_and_captions_are_written():
    figure = plots.grids([[1], [2], [3]], ["*", "="], "The finding", "1 + 1")
    assert {"\u2217", "=", "The finding", "1 + 1"} <= set(texts(figure))


def test_a_row_that_is_too_long_goes_on_in_the_next_line():
    one, many = plots.grids([IMAGE]), plots.grids([IMAGE] * 6, ["+"] * 5)
    assert many.get_figheight() > 1.8 * one.get_figheight()
    assert len(numbers(many)) == 96


def test_hidden_numbers_are_not_written():
    assert numbers(plots.grids([Grid([1, 2, 3], hidden=[False, True, False])])) == [1, 3]


def test_masked_cells_are_hatched():
    figure = plots.grids([Grid([1, 2, 3], mask=[False, True, True])])
    assert sum(bool(patch.get_hatch()) for patch in figure.axes[0].patches) == 2


def test_convolution_step_traces_the_documented_example():
    figure = plots.convolution_step(IMAGE, EDGES, (0, 0))
    assert "1·1 + 0·(−1) + 1·1 + 1·(−1) = 1" in said(figure)
    assert "The window at row 0, column 0 gives 1" in said(figure)
    assert numbers(figure) == [*IMAGE.ravel(), *EDGES.ravel(), 1]  # later entries of the output are not there yet
    last = plots.convolution_step(IMAGE, EDGES, (2, 2))
    assert numbers(last)[-9:] == [1, -1, 2, 0, -1, 2, 0, -2, 2]


def test_convolution_step_with_padding_and_stride():
    figure = plots.convolution_step(NINE, [[0, 1], [2, 3]], (1, 1), stride=(3, 2), padding=1)
    assert "7·0 + 8·1 + 0·2 + 0·3 = 8" in said(figure)
    assert numbers(figure)[-4:] == [0, 8, 6, 8]


def test_convolution_step_with_dilation_takes_the_entries_apart():
    figure = plots.convolution_step(NINE, [[1, 2], [3, 4]], (0, 0), dilation=2)
    assert "0·1 + 2·2 + 6·3 + 8·4 = 54" in said(figure)


def test_channel_sums_end_in_the_documented_sum():
    figure = plots.channel_sums(np.stack([NINE, NINE + 1]), [[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    assert numbers(figure)[-4:] == [56, 72, 104, 120]
    assert numbers(plots.channel_sums(NINE[None], [[[0, 1], [2, 3]]], bias=10))[-5:] == [10, 29, 35, 47, 53]


def test_windows_on_grid_counts_and_marks_what_is_dropped():
    figure = plots.windows_on_grid(7, 3, 3)
    assert "7 × 7 pixels give 2 × 2 outputs; 13 pixels are dropped" in said(figure)
    assert "⌊(7 + 2·0 − 1·(3 − 1) − 1) / 3⌋ + 1 = 2" in said(figure)
    assert sum(bool(patch.get_hatch()) for patch in figure.axes[0].patches) == 13
    assert numbers(plots.windows_on_grid(3, 2)) == [1, 2, 1, 2, 4, 2, 1, 2, 1]
    assert "no pixel is dropped" in said(plots.windows_on_grid(3, 2))


def test_windows_on_grid_with_different_sides():
    figure = plots.windows_on_grid((6, 9), (3, 2), (2, 3), ((1, 0), (0, 2)))
    assert sum(bool(patch.get_hatch()) for patch in figure.axes[0].patches) == 3 * 6  # never padding
    assert "height: ⌊(6 + 1 + 0 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3" in said(figure)
    assert "width: ⌊(9 + 0 + 2 − 1·(2 − 1) − 1) / 3⌋ + 1 = 4" in said(figure)


def test_gradient_routing_sends_gradients_where_the_package_does():
    x, dy = np.array([[1, 3, 2, 1], [4, 2, 0, 5], [1, 1, 2, 2], [0, 1, 3, 1]]), np.array([[1, 0], [3, 4]])
    dx = functional.max_pool2d_backward(dy[None, None], x[None, None], 2)
    figure = plots.gradient_routing(x, dy)
    assert numbers(figure)[-16:] == dx.ravel().tolist()
    winners = [p for p in figure.axes[0].patches if p.get_linewidth() > 2]
    assert len(winners) == 4  # also where the gradient is 0
    spread = functional.avg_pool2d_backward(np.ones((1, 1, 2, 2)), NINE[None, None], 2, 1)
    assert numbers(plots.gradient_routing(NINE, np.ones((2, 2)), "avg", 2, 1))[-9:] == spread.ravel().tolist()


# Pictures and charts


def test_images_keep_their_values_and_one_scale():
    maps = np.random.default_rng(0).normal(size=(6, 5, 5))
    drawn = plots.images(maps, signed=True).axes[0].get_images()
    for image, picture in zip(maps, drawn, strict=False):
        np.testing.assert_allclose(picture.get_array(), image)
    assert len({picture.get_clim() for picture in drawn[:6]}) == 1


def test_a_row_of_images_without_titles_takes_no_room_for_them():
    heights = [plots.images(np.eye(5)[None].repeat(4, 0), titles, 2).get_figheight()
               for titles in (None, ["a", "b", "", ""], list("abcd"))]  # fmt: skip
    label = heights[1] - heights[0]
    assert label > 0 and heights[2] - heights[1] == pytest.approx(label)


def test_a_grey_image_may_stand_beside_a_signed_one():
    ink, rates = np.array([[0.0, 9.0]]), np.array([[-1.0, 0.5]])
    figure = plots.images(np.stack([ink, rates]), signed=[False, True])
    grey, signed, scale = figure.axes[0].get_images()
    assert grey.get_cmap().name == "gray" and grey.get_clim() == (0, 9)
    assert signed.get_cmap() == scale.get_cmap() == plots.style.DIVERGING and signed.get_clim() == (-1, 1)
    assert scale.get_extent()[0] == pytest.approx(signed.get_extent()[0])
    narrow = plots.images(np.stack([ink] * 5 + [rates]), signed=[False] * 5 + [True])
    assert narrow.axes[0].get_images()[-1].get_extent()[1] <= narrow.get_figwidth()
    with pytest.raises(ValueError, match="signed must have one entry for each of 2 images, not 3"):
        plots.images(np.stack([ink, rates]), signed=[True] * 3)


def test_feature_maps_are_numbered_and_signed_only_where_needed():
    figure = plots.feature_maps(np.ones((12, 4, 4)), "Twelve maps")
    assert texts(figure) == ["Twelve maps", *map(str, range(12))]
    assert "\u22121" in texts(plots.feature_maps(-np.ones((2, 4, 4))))


def test_curves_differ_in_more_than_colour():
    figure = plots.curves({str(i): ([0, 1], [i, i]) for i in range(5)}, "step", "loss in nats", "The finding")
    lines = figure.axes[0].get_lines()
    assert len({line.get_marker() for line in lines}) == 5
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == 5
    assert {"step", "loss in nats", "The finding", "0", "4"} <= set(texts(figure))


def test_panels_stand_two_in_a_row_each_under_its_finding():
    charts = {name: ({"one": ([0, 1], [1, 2]), "two": ([0, 1], [2, 1])}, f"x of {name}", "y") for name in "abc"}
    figure = plots.panels(charts, "The finding")
    first, second, third, empty = figure.axes
    assert [axes.get_title("left") for axes in figure.axes] == ["a", "b", "c", ""]
    assert third.get_xlabel() == "x of c" and len(third.lines) == 2 and not empty.axison
    figure.draw_without_rendering()
    places = [axes.get_position() for axes in (first, second, third)]
    assert places[0].x1 < places[1].x0 and places[2].y1 < places[0].y0 and places[2].x0 == places[0].x0


def test_panels_of_one_unit_have_one_range():
    charts = {
        "steep": ({"net": ([0, 1], [10, 90])}, "x", "right (%)"),
        "flat": ({"net": ([0, 1], [50, 60])}, "x", "right (%)"),
    }
    charts["other"] = {"net": ([0, 1], [1, 2])}, "x", "loss"
    steep, flat, other, _ = plots.panels(charts, "The finding").axes
    assert steep.get_ylim() == flat.get_ylim() and steep.get_ylim()[0] <= 10 and steep.get_ylim()[1] >= 90
    assert other.get_ylim()[1] < 3


def test_curves_of_one_group_share_a_colour_and_differ_in_stroke_and_marker():
    names = {"sigmoid, he": "sigmoid", "ReLU, he": "ReLU", "sigmoid, xavier": "sigmoid"}
    figure = plots.curves({name: ([0, 1], [1, 2]) for name in names}, "layer", "size", "The finding", groups=names)
    he, relu, xavier = figure.axes[0].get_lines()
    assert he.get_color() == xavier.get_color() != relu.get_color()
    assert len({line.get_marker() for line in (he, relu, xavier)}) == 3 and he._dash_pattern != xavier._dash_pattern


def test_bars_say_their_numbers():
    figure = plots.bars({"perceptron": 11935, "CNN": 0.5}, "parameters", "The finding")
    assert {"11,935", "0.5", "perceptron", "CNN", "parameters", "The finding"} <= set(texts(figure))


def test_runs_show_every_run_and_the_mean():
    figure = plots.runs({"A": [98.0, 99.0], "B": [97.5]}, "accuracy in %", "The finding")
    dots = [line for line in figure.axes[0].get_lines() if line.get_marker() == "o" and len(line.get_xdata())]
    assert [sorted(line.get_ydata()) for line in dots] == [[98, 99], [97.5]]
    assert {"98.5", "97.5", "one run", "mean"} <= set(texts(figure))


def test_the_legend_of_runs_lies_above_the_data():
    figure = plots.runs(
        {"A": [98.0, 99.0], "B": [97.5]}, "accuracy in %", "A finding that is long enough for two lines " * 2
    )
    figure.draw_without_rendering()
    (axes,) = figure.axes
    legend = axes.get_legend().get_window_extent()
    assert legend.y0 >= axes.get_window_extent().y1
    assert legend.y1 <= figure._suptitle.get_window_extent().y0 and legend.x0 >= 0


def test_grids_align_under_each_other():
    wide, narrow = Grid(np.zeros((2, 6)), title="wide"), Grid(np.zeros((2, 2)), title="narrow")
    rows = [[wide, Grid(NINE, title="right")], [narrow, Grid(NINE, title="below")]]
    left = {text.get_text(): text.get_position()[0] for text in plots.grids(rows, align=True).findobj(Text)}
    assert left["wide"] == left["narrow"] and left["right"] == left["below"] > left["wide"]
    signs = [[""], ["->"]]
    left = {text.get_text(): text.get_position()[0] for text in plots.grids(rows, signs, align=True).findobj(Text)}
    assert left["right"] == left["below"]
    left = {text.get_text(): text.get_position()[0] for text in plots.grids(rows).findobj(Text)}
    assert left["below"] < left["right"]
    with pytest.raises(ValueError, match="as many grids, not 2, 1"):
        plots.grids([rows[0], [narrow]], align=True)


def test_one_point_has_no_stroke():
    figure = plots.curves({"one": ([1], [2]), "two": ([1, 2], [3, 4])}, "x", "y", "The finding")
    assert [line.get_linestyle() for line in figure.axes[0].get_lines()] == ["None", "--"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((88.0, 93.13), {"88.00", "93.13"}),
        ((2.334, 665.8), {"2.3", "665.8"}),
        ((571.0, 141.8, 3809034), {"571", "142", "3,809,034"}),
        ((0.5, 11935), {"0.5", "11,935"}),
    ],
)
@pytest.mark.parametrize("draw", [plots.bars, plots.runs])
def test_numbers_side_by_side_have_as_many_decimals(draw, values, shown):
    values = {str(i): value if draw is plots.bars else [value] for i, value in enumerate(values)}
    assert shown <= set(texts(draw(values, "y", "The finding")))


def test_an_axis_that_does_not_begin_at_0_says_so():
    above, at_0 = (plots.runs({"A": values}, "accuracy in %", "The finding") for values in ([98.0, 99.0], [0.0, 99.0]))
    assert "accuracy in %\n(not from 0)" in texts(above) and "accuracy in %" in texts(at_0)


def test_whole_numbers_have_no_halves_between():
    figure = plots.curves({"a": (range(4), range(4))}, "layer", "size", "The finding")
    assert all(float(tick).is_integer() for tick in figure.axes[0].get_xticks())
    for most, step in ((40, 10), (90, 15)):
        figure = plots.curves({"a": (range(most + 1), range(most + 1))}, "step", "weight", "The finding")
        assert set(np.diff(figure.axes[0].get_xticks())) == {step}


def test_a_size_is_not_broken():
    assert plots.style.wrap("depthwise, then 1 × 1", 1, 9) == ["depthwise,", "then 1 × 1"]
    assert plots.style.wrap("random filters, last layer", 1.2, 9) == ["random filters,", "last layer"]
    long = "a title of which only one word would stand in the second line of two"
    first, second = plots.style.wrap(long, plots.style.text_width(long, 9) - 0.1, 9)
    assert len(second) > len(first) / 2 and f"{first} {second}" == long
    assert plots.style.wrap("a_word_that_is_too_long for it", 0.2, 9) == ["a_word_that_is_too_long", "for", "it"]


@pytest.mark.parametrize("validation", [True, False])
def test_history_has_loss_and_accuracy(validation):
    figure = plots.history(a_history(validation))
    left, right = figure.axes
    assert (left.get_ylabel(), right.get_ylabel(), left.get_xlabel()) == ("loss", "accuracy", "epoch")
    assert left.get_lines()[0].get_ydata().tolist() == [1, 1 / 2, 1 / 3, 1 / 4]
    assert len(right.get_lines()) == 1 + validation
    assert ("validation 95.00 %" in said(figure)) == validation


def test_roofline_bends_where_memory_and_arithmetic_meet():
    figure = plots.roofline(100, 20, {"package": (50, 80)})
    bound = figure.axes[0].get_lines()[0]
    np.testing.assert_allclose(bound.get_ydata(), np.minimum(100, 20 * bound.get_xdata()))
    assert "package" in texts(figure)


def test_confusion_matrix_counts():
    figure = plots.confusion_matrix([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 0, 2])
    assert "4 of 6 right (66.67 %); most often 0 is taken for 1 (1 of 2 mistakes)" in said(figure)
    cells = texts(figure)[-5:]
    assert cells == ["1", "1", "1", "2", "1"]  # (0,0) (0,1) (1,0) (1,1) (2,2)
    assert "most often 1 is taken for 0 (2 of 2 mistakes)" in said(plots.confusion_matrix([1, 1, 0], [0, 0, 0]))
    assert "3 of 3 right (100.00 %)" in said(plots.confusion_matrix([0, 1, 2], [0, 1, 2]))
    named = plots.confusion_matrix([1, 1, 0], [0, 0, 0], ["left", "right"])
    assert "most often 'right' is taken for 'left' (2 of 2 mistakes)" in said(named)


def test_architecture_follows_the_shapes_of_a_net():
    net = models.mnist_cnn()
    figure = plots.architecture(net, (1, 28, 28), "The net")
    assert {"input\n1 × 28 × 28", "ConvPool2d 5 × 5\n20 × 12 × 12\n520 parameters", "Flatten\n800"} <= set(
        texts(figure)
    )
    folded = texts(plots.architecture(models.lenet5(), (1, 28, 28)))
    assert "Linear, ReLU\n84\n10,164 parameters" in folded
    by_hand = plots.architecture([("input", (3, 8, 8), ""), ("Pool", (3, 4, 4), "2 × 2")])
    assert texts(by_hand) == ["input\n3 × 8 × 8", "Pool\n3 × 4 × 4\n2 × 2"]


def test_an_arrow_over_other_boxes_is_bent():
    row = {"a": (0, 0, "a"), "b": (1, 0, "b"), "c": (2, 0, "c")}
    straight = plots.blocks(row, [("a", "b"), ("b", "c")])
    bent = plots.blocks(row, [("a", "b"), ("b", "c"), ("a", "c", "shortcut")])
    assert bent.get_figheight() > straight.get_figheight()
    assert "shortcut" in texts(bent)


# Showing


class FakeNotebook:
    """Stands for a running kernel; remembers what was displayed."""

    def __init__(self, monkeypatch):
        import IPython
        import IPython.display

        self.shown = []
        monkeypatch.setattr(IPython, "get_ipython", lambda: self)
        monkeypatch.setattr(IPython.display, "display", lambda data, **options: self.shown.append((data, options)))


def test_show_gives_the_picture_its_alt_text(monkeypatch):
    notebook = FakeNotebook(monkeypatch)
    assert plots.show(plots.grids([NINE]), "Nine\n  numbers in a grid.") is None
    ((data, options),) = notebook.shown
    assert data["text/plain"] == "Nine numbers in a grid."
    assert isinstance(data["image/png"], str) and b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert options == {"raw": True, "metadata": {"image/png": {"alt": "Nine numbers in a grid."}}}


def test_show_closes_figures_of_pyplot(monkeypatch):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, _ = plt.subplots()
    FakeNotebook(monkeypatch)
    plots.show(figure, "Empty axes.")
    plots.show(plots.grids([NINE]), "Nine numbers.")
    assert plt.get_fignums() == []


def test_show_outside_a_notebook_is_silent(capsys):
    assert plots.show(plots.grids([NINE]), "Nine numbers.") is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("alt", ["", "  \n", None])
def test_show_refuses_a_picture_without_alt_text(alt):
    with pytest.raises(ValueError, match="what the picture shows"):
        plots.show(plots.grids([NINE]), alt)


def test_show_refuses_what_is_no_figure():
    with pytest.raises(TypeError, match="must be a matplotlib Figure"):
        plots.show(NINE, "Nine numbers.")


def without_alt(notebook):
    """(cell, mime type) of every stored picture without alternative text."""
    return [
        (index, mime)
        for index, cell in enumerate(notebook["cells"])
        for output in cell.get("outputs", [])
        for mime in output.get("data", {})
        if mime.startswith("image/") and not output.get("metadata", {}).get(mime, {}).get("alt", "").strip()
    ]


def test_a_picture_without_alt_text_is_found():
    output = {"data": {"image/png": "..."}, "metadata": {}}
    assert without_alt({"cells": [{}, {"outputs": [output]}]}) == [(1, "image/png")]
    output["metadata"] = {"image/png": {"alt": "A line."}}
    assert without_alt({"cells": [{"outputs": [output]}]}) == []


def test_every_stored_picture_of_the_course_has_alt_text():
    for folder in ("notebooks", "exercises", "solutions"):
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            assert without_alt(json.loads(path.read_text(encoding="utf-8"))) == [], path.name


# Errors that teach


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Grid(np.zeros((2, 2, 2))), r"\(H, W\)"),
        (lambda: Grid([[1j]]), "numbers or strings"),
        (lambda: Grid([1], "inputs"), "role must be one of"),
        (lambda: Grid([1], shade="red"), "shade"),
        (lambda: Grid([1, 2], mask=[True]), "mask must have the shape"),
        (lambda: Grid([1, 2], highlight=(0, 1)), "row, column, height, width"),
        (lambda: Grid([1, 2], highlight=(0, 1, 1, 2)), "does not lie in"),
        (lambda: plots.grids([]), "at least one"),
        (lambda: plots.grids([[1], [2]], ["+", "="]), "need 1 signs"),
        (lambda: plots.grids([np.zeros((1, 30))]), "pixels wide"),
        (lambda: plots.convolution_step(IMAGE, EDGES, (3, 0)), "place must lie in the output of 3 × 3"),
        (lambda: plots.convolution_step(IMAGE[None], EDGES, (0, 0)), "choose an image"),
        (lambda: plots.convolution_step(EDGES, IMAGE, (0, 0)), "does not fit"),
        (lambda: plots.channel_sums(NINE, EDGES), "same C"),
        (lambda: plots.windows_on_grid(3, 5), "does not fit"),
        (lambda: plots.windows_on_grid(100, 5), "up to 24"),
        (lambda: plots.gradient_routing(IMAGE, EDGES, "min"), '"max" or "avg"'),
        (lambda: plots.gradient_routing(IMAGE, NINE), "shape of the output"),
        (lambda: plots.images(np.zeros(5)), "Images must have shape"),
        (lambda: plots.images(np.zeros((0, 5, 5))), "no image"),
        (lambda: plots.images(np.full((1, 3, 2, 2), 2.5)), "fractions to 1"),
        (lambda: plots.images(np.zeros((2, 5, 5)), ["a"]), "one entry for each of 2"),
        (lambda: plots.feature_maps(np.zeros((2, 3, 5, 5))), "choose one image"),
        (lambda: plots.panels({}, "t"), "at least one finding"),
        (lambda: plots.curves({}, "x", "y", "t"), "at least one"),
        (lambda: plots.curves({"a": ([1], [1, 2])}, "x", "y", "t"), "1 xs but 2 ys"),
        (lambda: plots.curves({"a": ([1], [1])}, "x", "y", "t", groups={"b": 1}), "same names as series"),
        (lambda: plots.bars({"a": 1}, "y", "t", errors={"b": 1}), "same names"),
        (lambda: plots.runs({"a": []}, "y", "t"), "has none"),
        (lambda: plots.history(History()), "train first"),
        (lambda: plots.history({}), "history takes the history of a training, as fit returns it, not {}"),
        (lambda: plots.grids(5), "grids takes a list of Grids or arrays, not 5"),
        (lambda: plots.roofline(0, 1, {}), "above 0"),
        (lambda: plots.confusion_matrix([0, 1], [0]), "one length"),
        (lambda: plots.confusion_matrix([0.5], [0.5]), "argmax"),
        (lambda: plots.confusion_matrix([0, 2], [0, 1], ["a", "b"]), "give 3 names"),
        (lambda: plots.architecture([]), "at least one entry"),
        (lambda: plots.architecture(models.lenet5()), "input_shape"),
        (lambda: plots.blocks({"a": (0, 0, "a")}, [("a", "b")]), "among the nodes"),
        (lambda: photograph(8), "at least 16"),
        (lambda: photograph(64.5), "whole number"),
    ],
)
def test_wrong_input_gets_one_sentence(call, words):
    with pytest.raises((ValueError, TypeError), match=words) as error:
        call()
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


# The picture for filters


def test_the_photograph_has_edges_in_all_directions():
    grey, colours = photograph(), colour_picture()
    assert grey.shape == (128, 128) and colours.shape == (3, 128, 128)
    assert grey.dtype == colours.dtype == np.uint8
    assert grey.min() < 50 and grey.max() > 230
    assert np.array_equal(grey, photograph()) and photograph(64).shape == (64, 64)
    image = grey[None, None].astype(float)
    for kernel in (np.array([[1, -1]]), np.array([[1], [-1]])):
        found = np.abs(coursecnn.functional.conv2d(image, kernel[None, None]))
        assert found.max() > 100 and np.median(found) < 10
