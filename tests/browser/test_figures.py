"""Figures in JupyterLab: their ground is the page's."""

from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

CODE = """from coursecnn import plots
from coursecnn.labs import PoolingLab
plots.show(plots.grids([[[1, 2]]]), "Two cells.")
PoolingLab()"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_has_the_ground_of_the_page(show_lab, theme):
    page = show_lab(CODE, theme=theme).page
    source = page.locator(".jp-RenderedImage img").get_attribute("src")
    drawn = Image.open(BytesIO(b64decode(source.split(",")[1]))).convert("RGB").getpixel((1, 1))
    ground = page.evaluate(
        "getComputedStyle(document.querySelector('.jp-NotebookPanel')).getPropertyValue('--jp-layout-color0')"
    )
    assert drawn == Image.new("RGB", (1, 1), ground.strip()).getpixel((0, 0)), (drawn, ground)
