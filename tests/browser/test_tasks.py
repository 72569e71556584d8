"""Three tasks as a new user does them, without reading code: each click, choice and typed number is counted."""

import re

import numpy as np
import pytest
from labpage import LabPage
from labwords import spaced

from coursecnn import datasets
from coursecnn.datasets import to_float
from coursecnn.labs.nets import trained as nets
from coursecnn.labs.nets.journey import journey_frame
from coursecnn.labs.receptive_field import receptive_frame
from coursecnn.training import outputs

BROKEN = "too large", "every ReLU now gives 0"  # what the lab says of a training that broke


class Reader(LabPage):
    """A page whose steps are counted."""

    def __init__(self, lab):
        super().__init__(lab.page)
        self.steps = 0

    def choose(self, label, option):
        self.steps += 1
        super().choose(label, option)

    def press(self, name):
        self.steps += 1
        super().press(name)

    def step(self, label, key="ArrowRight", times=1):
        self.steps += times
        super().step(label, key, times)

    def click_number(self, board, place):
        self.steps += 1
        super().click_number(board, place)


@pytest.fixture(scope="module", autouse=True)
def net():
    """The labs' net and drawn digits, in the cache before the first page wants them."""
    datasets.fetch("digits")
    return nets.digit_net()[0]


def test_which_pixels_one_output_of_the_second_convolution_saw(show_lab, picture):
    reader = Reader(show_lab("from coursecnn.labs import JourneyLab\nJourneyLab()", width=1366))
    reader.root.locator('[data-board="L4"]').wait_for()
    reader.click_number("L4", (8, 3, 5))
    frame = receptive_frame(28, [(5, 1, 1), (2, 2, 1), (5, 1, 1)], (3, 5))
    (top, bottom), (left, right) = ((axis[0][0], axis[0][-1]) for axis in (frame.rows, frame.columns))
    reader.expect_text(
        "value", f"It sees 14 × 14 pixels of the image: rows {top} to {bottom}, columns {left} to {right}."
    )
    picture(reader, "task-pixels")
    assert reader.steps == 1


def test_why_a_seven_is_read_as_a_nine(show_lab, net, picture):
    reader = Reader(show_lab("from coursecnn.labs import JourneyLab\nJourneyLab()", width=1366))
    reader.root.locator('[data-board="L4"]').wait_for()
    reader.choose("image from", "hard samples")
    reader.expect_status("The net says ")  # of the first one, without a choice
    misread = reader.field("misread").locator("option")
    reader.expect(misread.count, lambda count: count > 1, "samples that are misread")
    options = [spaced(option) for option in misread.all_text_contents()]
    chosen = next((option for option in options if option.startswith("7, read as 9")), options[0])
    true, said, number = map(int, re.match(r"(\d), read as (\d) \(image (\d+)\)", chosen).groups())
    reader.choose("misread", chosen)
    reader.expect_status(f"The net says {said} (")
    reader.choose("gradient", f"of score {said}")
    reader.choose("minus", f"score {true}")
    image = nets.samples().reshape(-1, 1, 28, 28)[number]
    gradient = journey_frame(net, to_float(image), said, true).gradients[0][0]
    place = np.unravel_index(gradient.argmax(), gradient.shape)
    reader.click_number("L0", (0, *map(int, place)))
    reader.expect_text("value", f"where a little is added here, score {said} minus score {true} changes by ")
    picture(reader, "task-seven")
    assert reader.steps == 5
    without = image.copy()  # what the picture shows is the reason: without the ink that speaks for it, it is read right
    without[0].flat[np.argsort(-(gradient * image[0]), axis=None)[:12]] = 0
    assert outputs(net, without[None])[0].argmax() == true


def test_the_learning_rate_at_which_training_breaks(show_lab, picture):
    code = "from coursecnn.labs import TrainingLab\nTrainingLab(images=500, epochs=1, data='digits')"
    reader = Reader(show_lab(code, width=1366))
    rates = []
    for run in range(1, 12):
        reader.press("Start")
        test = reader.root.locator(f'[data-text="run-{run}-test"]')
        test.wait_for()
        rates.append(float(reader.field("learning rate").input_value()))
        reader.expect_status(f"Run {run}: ")
        print(rates[-1], test.text_content(), reader.status())
        if any(words in reader.status() for words in BROKEN):
            break
        reader.step("learning rate")
    picture(reader, "task-rate")
    assert any(words in reader.status() for words in BROKEN)
    assert reader.steps == 2 * len(rates) - 1 <= 15
