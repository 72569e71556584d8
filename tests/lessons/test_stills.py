"""A lesson shows its labs where nothing has been run: a picture in the text above each of them."""

import re

import pytest
from lessons import NOTEBOOKS, built
from places import ROOT

from coursecnn.commands.copying import contents

PICTURES = NOTEBOOKS / "pictures"
LABS = [
    (name, index, cell["id"])
    for name, lesson in built().items()
    for index, cell in enumerate(lesson["cells"])
    if "from coursecnn.labs import" in "".join(cell["source"])
]


@pytest.mark.parametrize(("name", "index", "lab"), LABS)
def test_a_picture_stands_above_each_lab(name, index, lab):
    above, cell = built()[name]["cells"][index - 1 : index + 1]
    shown = re.search(rf"^!\[The lab: [^\]]{{20,}}\]\(pictures/{lab}\.png\)$", "".join(above["source"]), re.M)
    assert above["cell_type"] == "markdown" and shown
    assert (PICTURES / f"{lab}.png").read_bytes().startswith(b"\x89PNG") and not cell["outputs"]


def test_the_pictures_are_small_and_none_is_left_over():
    found = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(found) == {f"{lab}.png" for _, _, lab in LABS} and len(LABS) >= 11
    assert max(found.values()) < 60_000 and sum(found.values()) < 300_000


def test_a_copy_of_the_course_has_them():
    copied = {path.as_posix() for path, _ in contents(ROOT)}
    assert {f"notebooks/pictures/{lab}.png" for _, _, lab in LABS} <= copied
