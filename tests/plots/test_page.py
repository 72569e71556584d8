"""The page on which figures stand: white, or dark where JupyterLab is."""

import json
import os
import subprocess
import sys

import pytest
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.image import AxesImage
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.text import Text
from test_plots import EXAMPLES

from coursecnn import plots
from coursecnn.plots.page import SETTINGS, is_dark
from coursecnn.plots.style import PAPERS, contrast, ink_on

DARK = {"theme": "JupyterLab Dark"}


@pytest.fixture
def jupyterlab(tmp_path, monkeypatch):
    """A function that writes JupyterLab's setting of the theme; the process is a notebook's."""
    file = tmp_path / SETTINGS

    def choose(said):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        os.utime(file, ns=(0, choose.times.pop()))

    choose.times = [3, 2, 1]
    monkeypatch.delenv("COURSECNN_THEME", raising=False)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "lesson.ipynb"))
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path))
    return choose


@pytest.mark.parametrize(
    ("said", "dark"),
    [
        (DARK, True),
        ({"theme": "JupyterLab Light"}, False),
        ({"theme": "JupyterLab Dark High Contrast"}, True),
        ({"theme": "JupyterLab Night"}, True),
        ({"adaptive-theme": True} | DARK, False),  # it follows the system
        ({"adaptive-theme": False} | DARK, True),
        ('{\n    // Theme\n    // "theme": "JupyterLab Dark",\n    "theme": "JupyterLab Light"\n}', False),
        ('{\n    // Theme\n    // "theme": "JupyterLab Light",\n    "theme": "JupyterLab Dark"\n}', True),
        ('{\n    /* "theme":\n "JupyterLab Light" */\n    "theme": "JupyterLab Dark",\n}', True),
        ('{ "theme-scrollbars": true }', False),
        ("{", False),
        ("", False),
    ],
)  # fmt: skip
def test_the_page_is_dark_where_jupyterlab_is(jupyterlab, said, dark):
    assert not is_dark()
    jupyterlab(said)
    assert is_dark() == dark


def test_a_theme_that_is_changed_while_a_notebook_works_is_that_of_the_next_figure(jupyterlab):
    grounds = []
    for theme in ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Light"):
        jupyterlab({"theme": theme})
        grounds.append(plots.grids([[[1]]]).get_facecolor())
    assert grounds[0] == grounds[2] == (1, 1, 1, 1) and max(grounds[1][:3]) < 0.1


def test_what_is_no_notebook_of_jupyter_stands_on_white(jupyterlab, monkeypatch):
    jupyterlab(DARK)
    assert is_dark()
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert not is_dark()


def test_the_environment_decides_before_jupyterlab(jupyterlab, monkeypatch):
    jupyterlab(DARK)
    monkeypatch.setenv("COURSECNN_THEME", "light")
    assert not is_dark()
    monkeypatch.setenv("COURSECNN_THEME", " Dark ")
    assert is_dark()
    monkeypatch.setenv("COURSECNN_THEME", "")
    assert is_dark()
    monkeypatch.setenv("COURSECNN_THEME", "blue")
    with pytest.raises(ValueError, match=r"COURSECNN_THEME must be light or dark, not 'blue'\."):
        plots.grids([[[1]]])


def test_a_setting_that_cannot_be_read_is_none(jupyterlab, tmp_path):
    (tmp_path / SETTINGS).mkdir(parents=True)
    assert not is_dark()
    (tmp_path / SETTINGS).rmdir()
    (tmp_path / SETTINGS).write_bytes(b'{"theme": "\xff Dark"}')
    assert not is_dark()


def test_the_user_settings_of_jupyter_are_found(tmp_path):
    file = tmp_path / "lab" / "user-settings" / SETTINGS
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(DARK))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("COURSECNN_THEME", "JUPYTERLAB_SETTINGS_DIR")
    }
    environment |= {"JUPYTER_CONFIG_DIR": str(tmp_path), "JPY_SESSION_NAME": "lesson.ipynb"}
    code = "from coursecnn.plots.page import is_dark; print(is_dark())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "True", done.stderr


# What is seen on it


def grounds(figure):
    """Each text of a figure with its colour and that of what it stands on."""
    for text in figure.findobj(Text):
        if not text.get_text() or not text.get_visible():
            continue
        ground = figure.get_facecolor()
        if (box := text.get_bbox_patch()) is not None:
            ground = box.get_facecolor()
        elif text.axes is not None:
            ground = text.axes.get_facecolor() if text.axes.axison else ground
            middle = text.get_window_extent().get_points().mean(0)
            for patch in text.axes.patches:
                drawn = isinstance(patch, Rectangle | FancyBboxPatch) and patch.get_fill()
                if drawn and patch.get_window_extent().contains(*middle):
                    ground = patch.get_facecolor()
        yield text.get_text(), text.get_color(), ground


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_all_texts_are_read_on_both_pages(make, theme, monkeypatch):
    monkeypatch.setenv("COURSECNN_THEME", theme)
    figure = make()
    figure.draw_without_rendering()
    assert figure.get_facecolor()[:3] == pytest.approx(to_rgb(PAPERS[theme == "dark"]))
    for text, ink, ground in grounds(figure):
        assert contrast(ink, ground[:3]) >= 4.5, (text, ink, ground)


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_lines_are_seen_on_dark_pages(make, monkeypatch):
    monkeypatch.setenv("COURSECNN_THEME", "dark")
    for axes in make().axes:
        seen = [line.get_color() for line in axes.get_lines()]
        seen += [spine.get_edgecolor() for spine in axes.spines.values() if axes.axison]
        seen += [
            patch.get_edgecolor() for patch in axes.patches if not patch.get_hatch() and patch.get_linewidth() > 0.7
        ]
        for colour in seen:
            assert to_rgba(colour)[3] == 0 or contrast(colour, PAPERS[1]) >= 3, colour


def test_the_light_page_is_what_it_was_after_a_dark_one(monkeypatch):
    first = plots.display.to_png(EXAMPLES["curves"]())
    monkeypatch.setenv("COURSECNN_THEME", "dark")
    assert plots.display.to_png(EXAMPLES["curves"]()) != first
    monkeypatch.setenv("COURSECNN_THEME", "light")
    assert plots.display.to_png(EXAMPLES["curves"]()) == first


def test_signed_colours_are_dark_at_0_on_dark_pages(monkeypatch):
    monkeypatch.setenv("COURSECNN_THEME", "dark")
    (picture, scale) = plots.images([[-3.0, 0.0, 1.0]], signed=True).axes[0].findobj(AxesImage)
    for image in (picture, scale):
        assert image.cmap(image.norm(0.0))[:3] == pytest.approx(to_rgb(PAPERS[1]), abs=0.02)


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("white", 1), ("black", 21), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.00), ("#00ff00", 1.37),
        ("#0000ff", 8.59),
    ],
)  # fmt: skip
def test_contrast_is_that_of_wcag(colour, ratio):
    """Ratios to white as checkers of pages give them."""
    assert contrast(colour, "white") == contrast("white", colour) == pytest.approx(ratio, abs=0.006)


def test_letters_are_read_on_any_ground():
    for grey in range(256):
        ground = (grey / 255,) * 3
        assert contrast(ink_on(ground), ground) >= 4.5, grey
