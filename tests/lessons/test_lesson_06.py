"""Lesson 06 prints the numbers that it teaches."""

import re

from lessons import printed, sources, text

TEXT = printed("06")


def test_windows_as_rows():
    assert "rows: [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]" in TEXT
    assert "product: [19, 25, 37, 43] as a map: [[19, 25], [37, 43]]" in TEXT
    assert "(1, 3, 7, 7), 5 x 5 -> (9, 75)" in TEXT
    assert "(10, 3, 7, 7), 5 x 5 -> (90, 75)" in TEXT


def test_col2im_adds_and_is_the_transpose():
    assert "[[1, 2, 1], [2, 4, 2], [1, 2, 1]]" in TEXT
    assert "col2im is the transpose: True" in TEXT
    assert "with = in place of +=: False" in TEXT


def test_speed_and_memory():
    assert "= 1,600,000" in TEXT
    assert "= 16.4 MB, 11.1 times as much" in TEXT
    assert "the view shares memory with x: True the matrix does: False" in TEXT


def test_the_tricks_of_the_package():
    assert "batch-last: [0, 9, 1, 10, 2, 11, 3, 12, 4, 13, 5, 14, 6, 15, 7, 16, 8, 17]" in TEXT
    assert "for 1, 2 and 4 workers, bit for bit the same: True" in TEXT
    assert "columns: [[3, 2], [7, 5], [4, 6], [4, 6]] rows: [[7, 5], [4, 6]]" in TEXT
    assert (
        "gradient: [[0, 0, 0, 0], [0, 10, 0, 20], [30, 0, 0, 40], [0, 0, 0, 0]]" in TEXT
        and "as the loops: True" in TEXT
    )
    assert "8 rows of the output: (8, 500, 1024) the first two share memory: True" in TEXT
    assert "batch-last copies each row 5 times: 4.9 MB" in TEXT
    for number in ("132", "11", "32"):  # x and y alone, im2col's matrix, batch-last's shifted rows
        assert f"= {number} operations per byte" in TEXT


def test_neighbours_share_products():
    assert "by definition: 26 and 44" in TEXT
    assert "four products: [-2, 30.0, -2.0, -12]" in TEXT
    assert "y0 = m0 + m1 + m2 = 26.0 y1 = m1 - m2 - m3 = 44.0" in TEXT
    assert "4 neighbours, 5 columns: 8 products in place of 20" in TEXT
    (lost,) = re.findall(r"digits lost in float32: (\d\.\d)", TEXT)
    assert float(lost) < 1 and "Less than one digit" in text("06")
    (high, apart) = map(float, re.search(r"largest number (\d+), largest difference (\S+)", TEXT).groups())
    assert apart < 1e-4 * high


def test_the_five_bugs_are_found():
    for finding in (
        "'Conv' object has no attribute 'strde'",
        "'float' object cannot be interpreted as an integer",
        "'MendedAgain' object has no attribute 'cols'",
        "shape: (2, 3, 3, 3) right: (2, 3, 4, 4)",
        "dx: [[1.0, 1.0], [1.0, 1.0]] right: [[0.0, 1.0], [0.0, 0.0]]",
    ):
        assert finding in TEXT


def test_more_mistakes_than_five():
    assert "arrays that backward gives: 1 - right: dx, dw and db" in TEXT
    assert "7 x 9 pixels: (2, 5, 4, 4) right: (2, 4, 4, 5)" in TEXT
    assert "dx of pooling: (2, 3, 8, 8) right: (2, 3, 7, 7)" in TEXT
    assert "How many do you find?" in text("06") and "Eight mistakes" in text("06")


def test_how_many_times_as_fast():
    (times,) = re.findall(r"im2col: +[\d.]+ ms for an image, ([\d,]+) times as fast", TEXT)
    assert (
        int(times.replace(",", "")) > 1000
        and "thousands of times faster" in text("06")
        and "hundreds of times" not in text("06")
    )


def test_the_roofline_is_that_of_one_core_and_its_candidates_take_turns():
    (measured,) = [code for code in sources("06") if "versions = {" in code]
    assert measured.count("fastest(") == 1 and "parallel.one_thread()" in measured
    (drawn,) = [code for code in sources("06") if "plots.roofline(" in code]
    assert "plots.roofline(one, " in drawn


def test_passages_for_authors_of_packages_are_marked():
    assert text("06").count("*For authors of packages") == 2


def test_the_hours_of_the_loops_are_those_of_one_layer():
    assert "by loops, forward, the second convolution alone:" in TEXT
