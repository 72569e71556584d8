"""The table of a net: shapes, parameters, multiplications counted by hand."""

import numpy as np
import pytest
from every_layer import Residual, Scale

import coursecnn as cnn
from coursecnn.layers.summary import summary


def test_small_net():
    net = cnn.Sequential(
        cnn.Conv2d(3, 4, (3, 2), stride=2, padding=1),
        cnn.Sequential(cnn.BatchNorm2d(4), cnn.ReLU(), cnn.Sequential(cnn.MaxPool2d(2))),
        cnn.ConvTranspose2d(4, 2, 3, groups=2, bias=False),
        Residual(Scale(2)),
        cnn.Flatten(),
        cnn.Dropout(0.1),
        cnn.Linear(40, 10),
    )
    rows = summary(net, (3, 9, 12)).splitlines()
    assert [" ".join(row.split()) for row in rows if not row.startswith("-")] == [
        "layer output shape parameters multiplications",
        "input (3, 9, 12)",
        "Conv2d(3, 4, (3, 2), stride=2, (4, 5, 7) 76 2,520",  # 4 * 5 * 7 outputs of 3 * 3 * 2
        "padding=1)",
        "Sequential",
        "BatchNorm2d(4) (4, 5, 7) 8 0",
        "ReLU() (4, 5, 7) 0 0",
        "Sequential",
        "MaxPool2d(2) (4, 2, 3) 0 0",
        "ConvTranspose2d(4, 2, 3, groups=2, (2, 4, 5) 36 216",  # 4 * 2 * 3 inputs to 3 * 3
        "bias=False)",
        "Residual (2, 4, 5) 2 0",
        "Flatten() (40,) 0 0",
        "Dropout(p=0.1) (40,) 0 0",
        "Linear(40, 10) (10,) 410 400",
        "total 532 3,136",
    ]
    assert [row.index(row.lstrip()[0]) for row in rows if "BatchNorm2d" in row or "MaxPool2d" in row] == [2, 4]
    assert len({len(row) for row in rows if row.endswith(tuple("0123456789s"))}) == 1
    assert max(map(len, rows)) <= 80


TABLE = """\
layer              output shape  parameters  multiplications
------------------------------------------------------------
input              (1, 6, 6)
Sequential
  Conv2d(1, 2, 3)  (2, 4, 4)             20              288
  MaxPool2d(2)     (2, 2, 2)              0                0
Flatten()          (8,)                   0                0
Linear(8, 150)     (150,)             1,350            1,200
------------------------------------------------------------
total                                 1,370            1,488"""


def test_a_whole_table():
    """Two blanks between columns, numbers to the right, a rule as wide as the widest line."""
    inner = cnn.Sequential(cnn.Conv2d(1, 2, 3), cnn.MaxPool2d(2))
    assert summary(cnn.Sequential(inner, cnn.Flatten(), cnn.Linear(8, 150)), (1, 6, 6)) == TABLE


def test_total_of_the_course_net_by_hand():
    total = summary(cnn.models.mnist_cnn(), (1, 28, 28)).splitlines()[-1].split()
    assert total == ["total", f"{520 + 25050 + 8010:,}", f"{24 * 24 * 20 * 25 + 8 * 8 * 50 * 500 + 8000:,}"]


def test_a_layer_prints_its_summary(capsys):
    layer = cnn.Conv2d(1, 2, 3)
    layer.summary((1, 5, 5))
    assert capsys.readouterr().out == summary(layer, (1, 5, 5)) + "\n"
    assert "Conv2d(1, 2, 3)  (2, 3, 3)             20              162" in summary(layer, (1, 5, 5))


def test_the_shape_of_a_learners_layer_is_found_by_a_trial():
    """With an image of zeros, whatever the layer thinks of zeros; it is not told from the passes that count."""

    batches = set()

    class Halves(cnn.Layer):
        def forward(self, x):
            self.x = x
            batches.add(len(x))
            return np.log(x[:, :, ::2] / x[:, :, ::2])

    layer = Halves()
    assert "Halves()  (3, 4, 6)" in summary(layer, (3, 8, 6))
    assert not hasattr(layer, "x") and layer.training and batches == {1}


class Named(cnn.ReLU):
    """A layer that prints as it is told to."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def __repr__(self):
        return self.name


@pytest.mark.parametrize(("letters", "lines"), [(26, 1), (27, 2)])
def test_a_line_is_as_wide_as_the_page_and_no_wider(letters, lines):
    table = summary(Named("a" * 10 + " " + "b" * letters), (1, 5, 5))
    rows = table.splitlines()
    assert len(rows) == 5 + lines and max(map(len, rows)) <= 80, table
    assert lines == 2 or len(rows[0]) == 80, table


@pytest.mark.parametrize(
    ("name", "lines"),
    [("a" * 38, ["a" * 38]), ("a" * 25 + " well-known-name", ["a" * 25, "    well-known-name"]),
     ("a" * 20 + " " + "b" * 20 + " " + "c" * 20, ["a" * 20, "    " + "b" * 20, "    " + "c" * 20])],
)  # fmt: skip
def test_a_long_layer_goes_on_four_columns_further_in_with_whole_words(name, lines):
    """There are 37 columns for it."""
    rows = summary(Named(name), (1, 5, 5)).splitlines()[3:-2]
    assert [row.partition("(1, 5, 5)")[0].rstrip() for row in rows] == lines


def test_a_long_layer_of_a_net_within_goes_on_four_columns_further_in():
    net = cnn.Sequential(cnn.Sequential(cnn.Sequential(Named("a" * 30 + " " + "b" * 10))))
    rows = summary(net, (1, 5, 5)).splitlines()
    assert rows[3:7] == [
        "Sequential", "  Sequential", "    " + "a" * 30 + "  (1, 5, 5)" + "0".rjust(15) + "0".rjust(17),
        " " * 8 + "b" * 10,
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), [("a" * 10 + " " + "b" * 9, 1), ("a" * 10 + " " + "b" * 10, 2)])
def test_twenty_columns_are_left_for_a_layer_whatever_the_shape(name, lines):
    assert len(summary(Named(name), (1,) * 20).splitlines()) == 5 + lines


@pytest.mark.parametrize(
    ("shape", "words"),
    [(784, ["784", "(1, 28, 28)"]), ((1, 28, 0), ["0"]), ((1, 28.0, 28), ["28.0"]), ((28, 28), ["1", "(28, 28)"]),
     ((5, 1, 28, 28), ["(5, 1, 28, 28)"]), ((1, 4, 4), ["5", "4"]), ((1, 20, 20), ["800", "(200,)"])],
)  # fmt: skip
def test_shapes_that_do_not_fit_get_one_sentence(shape, words):
    with pytest.raises(ValueError) as caught:
        summary(cnn.models.mnist_cnn(), shape)
    assert all(word in str(caught.value) for word in words), caught.value
