"""Lesson 08 prints the numbers that it teaches."""

from lessons import cells, printed

TEXT = printed("08")


def test_the_published_table_is_shown_and_counted():
    shown = " ".join("".join(cell["source"]) for cell in cells("08", "markdown"))
    for number in ("98.93 %", "98.99 %", "99.01 %", "4 min 14 s", "4 min 20 s", "4 min 49 s"):
        assert number in shown
    assert "A: 107 mistakes of 10,000" in TEXT and "between A and C: 8 images of 10,000" in TEXT


def test_parameters_and_multiplications_of_the_three_nets():
    for line in (
        "A: 33,580 parameters, 1,896,000 multiplications",
        "B: 21,760 parameters, 1,223,180 multiplications",
        "C: 43,310 parameters, 2,324,680 multiplications",
    ):
        assert line in TEXT


def test_how_much_is_chance():
    assert "best and worst differ by 0.08 points or more in 88 of 100 worlds" in TEXT
    assert "differ by more than 0.08 points, the whole of the published difference" in TEXT
    assert "true difference 0.06 points: about 44 runs of each" in TEXT
    assert "+2.00 ± 2.48 points: within chance" in TEXT and "+2.00 ± 0.25 points: beyond chance" in TEXT
    for pair in ("B - A:", "C - B:", "C - A:"):
        assert pair in TEXT


def test_sweeps():
    assert "A window of 11 does not fit into 9" in TEXT
    assert "5 x 5 is more than 2 points better than 1 x 1" in TEXT
    assert "the best rate is inside the range" in TEXT
    assert "batches of 50 are more than 5 points better than batches of 1,000" in TEXT
    assert "the same four accuracies, to the last digit: True" in TEXT
