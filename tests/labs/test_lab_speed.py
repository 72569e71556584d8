"""The lab that times a convolution: the three ways agree, the figures follow from the times, and Stop stops."""

import re
import statistics
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from labwords import html_of, spaced

pytest.importorskip("anywidget")

from coursecnn import functional as F
from coursecnn import labs, reference
from coursecnn.bench import plain
from coursecnn.bench.shapes import Conv
from coursecnn.labs import speed, speed_frames
from coursecnn.labs.speed import SpeedLab
from coursecnn.labs.speed_drawing import plan, render
from coursecnn.labs.speed_frames import SpeedFrame, speed_frame

SMALL = Conv(4, 3, 10, 5, 3)


@pytest.mark.parametrize("backward", [False, True])
def test_the_ways_agree_and_loops_are_slowest(backward, monkeypatch):
    monkeypatch.setattr(speed_frames, "LOOPS", 60)  # a busy machine would run them on a part
    frame = speed_frame(SMALL, backward)
    assert frame.shape == SMALL and frame.backward == backward
    assert frame.multiplications == (3 if backward else 1) * 4 * 5 * 8 * 8 * 3 * 3 * 3
    assert set(frame.seconds) == {"loops", "im2col", "package"} and frame.difference < 1e-5
    assert frame.seconds["loops"] > frame.seconds["package"] > 0 and frame.seconds["loops"] > frame.seconds["im2col"]
    assert frame.part == SMALL and frame.scale == 1


def test_what_each_way_computes():
    x, w, dy = arrays = speed_frames._arrays(SMALL)
    y = reference.conv2d(x, w)
    dx, dw, _ = reference.conv2d_backward(dy, x, w)
    for way in (speed_frames._im2col, speed_frames._package, lambda *a: speed_frames._loops(SMALL, *a)):
        for found, expected in zip(way(arrays, True)(), (y, dx, dw), strict=True):
            np.testing.assert_allclose(found, expected, atol=1e-4)
        (found,) = way(arrays, False)()
        np.testing.assert_allclose(found, y, atol=1e-4)


def test_medians_of_timed_calls(monkeypatch):
    """With a clock of its own: what each way takes is known."""
    monkeypatch.setattr(speed_frames, "LOOPS", 60)
    told = []
    scripted = {
        "loops": [8.0, 7.0, 6.0],
        "im2col": [5.0, 1.0, 9.0, 3.0, 3.0] * 3,
        "package": [1.0, 2.0, 3.0, 4.0, 5.0] * 3,
    }
    kept = {name: list(times) for name, times in scripted.items()}
    next_ones = lambda calls, rounds, repeats: {name: scripted[name].pop(0) for name in calls}  # noqa: E731
    monkeypatch.setattr(speed_frames, "interleaved", next_ones)
    frame = speed_frame(SMALL, told=told.append)
    n = frame.timings["package"]
    assert 3 <= n <= 15 and frame.timings == {"loops": 3, "im2col": n, "package": n}
    assert frame.seconds["im2col"] == statistics.median(kept["im2col"][:n])
    assert frame.seconds["package"] == statistics.median(kept["package"][:n])
    assert frame.seconds["loops"] == 7 and frame.ratio("package") == 7 / frame.seconds["package"]
    assert frame.rate("loops") == 2 * SMALL.multiplications / 7
    assert told == sorted(told) and len(told) == n + 4 and told[-1] < 1


def test_long_loops_run_on_a_part(monkeypatch):
    monkeypatch.setattr(speed_frames, "LOOPS", 0)
    frame = speed_frame(SMALL)
    assert frame.part == Conv(1, 3, 10, 1, 3) and frame.scale == 20
    monkeypatch.setattr(speed_frames, "interleaved", lambda calls, *_: dict.fromkeys(calls, 0.5))
    assert speed_frame(SMALL).seconds == {"loops": 10, "im2col": 0.5, "package": 0.5}


@pytest.mark.parametrize(
    ("seconds", "n", "filters"),
    [(1, 1, 1), (0.25, 1, 1), (0.05, 1, 5), (0.01, 1, 25), (0.005, 1, 50), (0.0025, 2, 50), (1e-5, 128, 50)],
)
def test_the_part_of_the_loops(seconds, n, filters):
    whole = Conv(128, 20, 12, 50, 5)
    assert speed_frames._part(whole, seconds * 0.999) == whole._replace(n=n, filters=filters)


def test_a_wrong_way_is_found(monkeypatch):
    monkeypatch.setattr(plain, "conv2d", lambda x, w: (1.01 * F.conv2d(x, w), None))
    frame = speed_frame(SMALL)
    assert frame.difference == pytest.approx(0.01, abs=1e-3)
    assert "one of the three is wrong" in render(frame, SMALL, False)
    monkeypatch.undo()
    monkeypatch.setattr(reference, "conv2d", lambda x, w: -F.conv2d(x, w))
    assert speed_frame(SMALL).difference > 1


def text(html, name):
    return re.search(f'data-text="{name}"[^>]*>(.*?)<', html).group(1)


FRAME = SpeedFrame(
    Conv(32, 16, 28, 32, 3), True, Conv(1, 16, 28, 8, 3),
    {"loops": 24.0, "im2col": 0.0123456, "package": 0.0009996}, {"loops": 3, "im2col": 9, "package": 9}, 4e-7,
)  # fmt: skip


def test_labels_and_dots():
    html = render(FRAME, FRAME.shape, True)
    assert [text(html, f"{name}-time") for name in FRAME.seconds] == ["24 s", "12.3 ms", "1 ms"]
    assert [text(html, f"{name}-ratio") for name in FRAME.seconds] == ["1", "1,944", "24,010"]
    operations = 2 * 3 * 32 * 32 * 26 * 26 * 16 * 9
    shown = [float(text(html, f"{name}-rate").replace(",", "")) for name in FRAME.seconds]
    assert shown == pytest.approx([operations / t / 1e9 for t in FRAME.seconds.values()], rel=0.005)
    places = {name: float(x) for name, x in re.findall(r'data-dot="(\w+)" cx="([\d.]+)%"', html)}
    decade = (places["loops"] - places["package"]) / np.log10(24 / 0.0009996)
    assert places["im2col"] - places["package"] == pytest.approx(decade * np.log10(0.0123456 / 0.0009996), abs=0.02)
    assert 0 < places["package"] < places["loops"] <= 100
    assert "<rect" not in html and "on a logarithmic scale" in text(html, "scale")  # a bar's length would say nothing
    assert "on a part, 1 of 32 images and 8 of 32 filters, and their time was multiplied by 128." in html
    assert (
        html.count("fill:var(--cnn-paper)") == 1
        and "The hollow dot" in html
        and "All three give the same result" in html
    )
    assert "times as fast as loops" in html
    assert "Press Measure" not in html and "Press Measure for what is chosen now" in render(FRAME, SMALL, True)
    assert "Press Measure for what is chosen now" in render(FRAME, FRAME.shape, False)
    assert "Press Measure." in render(None, SMALL, False)
    assert "Press" not in render(None, SMALL, False, True) + render(FRAME, SMALL, True, True)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (2.4e-7, "2 parts in 10 million of"),
        (9.6e-8, "1 part in 10 million of"),
        (3e-5, "3 parts in 100,000 of"),
        (1e-6, "1 part in 1 million of"),
        (4e-17, "4 parts in 100,000,000,000 million of"),
        (0, "0 of"),
    ],
)
def test_a_small_difference_is_told_without_powers(difference, words):
    said = text(render(replace(FRAME, difference=difference), FRAME.shape, True), "agree")
    assert said == f"All three give the same result: the largest difference is {words} the largest number."


def test_each_line_of_five_has_its_time():
    frame = replace(FRAME, seconds={"loops": 8.17, "im2col": 0.044, "package": 0.0111})
    ticks = re.findall(r'<text class="cnn-index"[^>]*>([^<]*)<', render(frame, SMALL, True))
    assert ticks == ["1 ms", "10 ms", "100 ms", "1 s", "10 s"]


def test_plan():
    shown = plan(Conv(128, 20, 12, 50, 5), False)
    sizes = "128 images, 20 channels, 12 × 12 \u2192 128 images, 50 maps, 8 × 8"
    assert f"{sizes}: 204,800,000 multiplications forward" in shown
    assert ">1 image, 1 channel, 8 × 8 \u2192 1 image, 1 map, 6 × 6: " in plan(Conv(1, 1, 8, 1, 3), False)
    assert "a matrix of 16.4 MB from images of 1.47 MB" in shown  # as in lesson 06
    assert "a matrix of 256 bytes" in plan(Conv(1, 1, 8, 1, 1), False)
    assert "im2col: all windows copied into one matrix" in text(shown, "ways")
    assert "package: coursecnn." in text(shown, "ways")
    assert "614,400,000 with backward" in plan(Conv(128, 20, 12, 50, 5), True)


def wait(done, seconds=30):
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)
    assert done()


def test_measure_in_the_lab():
    lab = labs.SpeedLab(4, 3, 10, 3, 5)
    assert lab.shape == SMALL
    assert "Press Measure." in html_of(lab) and lab.stop.disabled
    lab.measure.click()
    assert lab.busy and lab.measure.disabled and not lab.stop.disabled and "<progress" in html_of(lab)
    lab.measure.click()  # nothing more
    wait(lambda: not lab.busy)
    wait(lambda: not lab.measure.disabled)
    assert lab.frame.shape == SMALL and render(lab.frame, SMALL, False) in html_of(lab)
    assert "<progress" not in html_of(lab)
    lab.kernel.value = 5
    assert "Press Measure for what is chosen now" in html_of(lab)
    lab.reset()
    assert lab.frame is None and "Press Measure." in html_of(lab)


def test_stop_and_measure_again(monkeypatch):
    gate, begun, seen = threading.Event(), threading.Event(), []
    real = speed.speed_job

    def slow(shape, backward, told):
        begun.set()
        while not gate.is_set():
            yield 0.01
        frame = yield from real(shape, backward, told)
        seen.append(frame)
        return frame

    monkeypatch.setattr(speed, "speed_job", slow)
    lab, other = SpeedLab(4, 3, 10, 3, 5), SpeedLab(2, 3, 10, 3, 5)
    lab.measure.click()
    assert begun.wait(20)
    lab.stop.click()
    assert not lab.busy and lab.stop.disabled and lab.frame is None
    lab.filters.value = 6
    lab.measure.click()
    other.measure.click()
    assert lab.busy and other.busy
    gate.set()
    wait(lambda: not lab.busy and not other.busy)
    assert lab.frame.shape.filters == 6 and other.frame.shape.n == 2
    assert len(seen) == 2  # the stopped one never came to its end


def test_an_error_is_a_sentence(monkeypatch):
    monkeypatch.setattr(speed, "speed_job", lambda *_: 1 / 0)
    lab = SpeedLab()
    lab.measure.click()
    wait(lambda: "could not go on" in lab.status.value)
    assert "The measurement could not go on: division by zero" in lab.status.value and not lab.busy
    lab.reset()
    assert lab.status.value == "" and "Press Measure." in html_of(lab)


def test_the_matrix_stays_small():
    lab = SpeedLab(128, 32, 32, 7, 64)
    assert lab.batch.value == 30 and "at most 30 images" in spaced(lab.status.value)
    assert lab.shape.multiplications // 64 <= speed.MATRIX < 32 * 26**2 * 32 * 49
    lab.kernel.value = 1
    assert lab.batch.limits == (1, 128) and lab.batch.value == 30 and lab.status.value == ""
    lab = SpeedLab(128)
    lab.kernel.value, lab.channels.value, lab.side.value = 7, 32, 32
    assert lab.batch.value == 30
    lab.reset()
    assert lab.shape == Conv(128, 16, 28, 32, 3)


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match="kernel must be a whole number from 1 to 7, not 8"):
        SpeedLab(kernel=8)
    with pytest.raises(ValueError, match="image side must be .* at least 8"):
        SpeedLab(side=5)
    with pytest.raises(ValueError, match="time must be one of False, True, not 'both'"):
        SpeedLab(backward="both")
    assert repr(SpeedLab()) == "SpeedLab: run this cell to bring it to life."
