"""A prediction is one: what it asks for is named in the source, and nowhere in what a learner has read by then."""

import json
import re

import pytest
from lessons import NOTEBOOKS, built
from places import ROOT

from coursecnn.authoring.course import Source
from coursecnn.authoring.notebook import is_guess
from coursecnn.authoring.source import PREDICT, read_cells
from coursecnn.commands.copying import without_outputs

LESSONS = list(built())


def plain(text):
    """Text as it is compared: no brackets, commas between numbers, emphasis, or line ends."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text).replace("×", "x").replace("−", "-")
    return " ".join(re.sub(r"[\[\](),*`\"']", " ", text).lower().split())


def holds(text, answer):
    """Is the answer in the text, as words and numbers of its own?"""
    return re.search(rf"(?<![\w.]){re.escape(plain(answer))}(?!\w|\.\d)", plain(text)) is not None


def outputs(cell):
    for output in cell.get("outputs", ()):
        yield "".join(output.get("text", output.get("data", {}).get("text/plain", "")))


def read_by_then(cells):
    """What is seen of cells: all text, and the first line of those that are collapsed."""
    for cell in cells:
        text = "".join(cell["source"])
        yield text.split("\n")[0] if "hide-input" in cell["metadata"].get("tags", ()) else text


def predictions(name):
    """``(answers, what was read by then, what comes then)`` of each prediction."""
    data = (NOTEBOOKS / f"{name}.ipynb").read_bytes()
    whole, copy = json.loads(data)["cells"], json.loads(without_outputs(data))["cells"]
    source = read_cells(Source(ROOT, ROOT / "notebooks" / "source" / f"{name}.py"))
    for index, cell in enumerate(source):
        if cell.type == "markdown" and PREDICT in cell.text:
            end = index + 1
            while end < len(copy) and copy[end]["cell_type"] == "code":
                end += 1
            after = [text for cell in whole[index + 1 :] for text in ("".join(cell["source"]), *outputs(cell))]
            seen = [text for cell in whole[:index] for text in outputs(cell)]  # printed, or the alt text of a figure
            yield cell, "\n".join((*read_by_then(copy[:end]), *seen)), "\n".join(after)


@pytest.mark.parametrize("name", LESSONS)
def test_every_prediction_names_its_answer_and_gives_it_away_nowhere(name):
    faults = []
    for cell, before, after in predictions(name):
        if not cell.answers:
            faults.append(f"line {cell.line}: no '### ANSWER'")
        for answer in cell.answers:
            if holds(before, answer):
                faults.append(f"line {cell.line}: {answer!r} can be read before")
            if not holds(after, answer):
                faults.append(f"line {cell.line}: {answer!r} is never told")
    assert faults == []


@pytest.mark.parametrize("name", LESSONS)
def test_every_guess_is_compared_once_by_what_comes_next(name):
    code = ["".join(cell["source"]) for cell in built()[name]["cells"] if cell["cell_type"] == "code"]
    guesses = [index for index, text in enumerate(code) if is_guess(text)]
    for index, end in zip(guesses, [*guesses[1:], len(code)]):
        compared = [text.count("guess.compare(") for text in code[index + 1 : end]]
        assert compared[:3] and sum(compared[:3]) == 1 == sum(compared), code[index]
    assert sum(text.count("guess.compare(") for text in code) == len(guesses)


@pytest.mark.parametrize(
    "text, answer, found",
    [
        ("It gives [[19, 25],\n [37, 43]].", "[[19 25]", True),
        ("11,935 parameters", "11935", True),
        ("in 119 of them", "19", False),
        ("a factor of 8.05", "8", False),
        ("a factor of 8.", "8", True),
        ("**Nothing** changes", "nothing", True),
        ("4 × 4", "4 x 4", True),
    ],
)
def test_an_answer_is_found_however_it_is_written(text, answer, found):
    assert holds(text, answer) == found


WITHOUT = {  # questions that no number and no choice of words can answer
    "00_why_convolution": ["which three numbers were"],
    "06_fast_convolution": ["write a list of mistakes"],
    "07_training_on_mnist": ["What number goes into ReLU at a black place?"],  # the next words answer it
    "09_looking_inside": ["In a picture of random numbers", "Will the ideal images look like digits?"],
    "10_architectures": ["For which $f$ does nothing arrive?"],
    "11_your_own_images": ["What does a flip do to our five classes?"],
}  # fmt: skip


@pytest.mark.parametrize("name", LESSONS)
def test_every_prediction_takes_a_guess_but_a_few(name):
    source = read_cells(Source(ROOT, ROOT / "notebooks" / "source" / f"{name}.py"))
    asked = [
        " ".join(cell.text.split())
        for cell, following in zip(source, source[1:])
        if cell.type == "markdown" and PREDICT in cell.text and not is_guess(following.text)
    ]
    known = WITHOUT.get(name, [])
    assert len(asked) == len(known) and all(words in text for words, text in zip(known, asked)), asked
