"""What the kit does for every lab, without a browser: the line that brings it back, its kept picture, its scripts."""

import asyncio
import re
from base64 import b64decode
from pathlib import Path
from urllib.parse import parse_qs
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("anywidget")

from coursecnn import authoring, labs
from coursecnn.arguments.sizes import geometry
from coursecnn.datasets import site
from coursecnn.labs import nets
from coursecnn.labs.kit import code, png, svg, theme
from coursecnn.labs.kit.cells import Grid
from coursecnn.labs.kit.controls import Integer
from coursecnn.labs.kit.still import CAUSES, SENTENCE, Still
from coursecnn.labs.kit.table import table
from coursecnn.labs.kit.unbroken import unbroken
from coursecnn.layers import ConvPool2d, Flatten, Linear, Sequential

NETLESS = [name for name in labs.__all__ if not getattr(labs, name).__module__.startswith(nets.__name__)]
ELSEWHERE = {
    "ParameterCountLab": dict(side=40, kernel=7),
    "ConvolutionLab": dict(image=((1, 2.5), (3, 4)), kernel=((1, -1),), step=1),
    "SizingLab": dict(n=(7, 9), kernel=2, padding=(0, 1), place=(1, 2)),
    "ReceptiveFieldLab": dict(layers=(("convolution", 3, 2, 2), ("pooling", 2)), side=20, place=(1, 0)),
    "ChannelsLab": dict(layer="groups", filter=2, row=3),
    "PoolingLab": dict(picture="stroke", right=-2, kind="average"),
    "BackpropLab": dict(gradient="dw", row=1, column=1, stride=2, padding=0, term=2),
    "SpeedLab": dict(batch=2, backward=True),
    "TrainingLab": dict(optimizer="adam", lr=0.002, filters=(4, 6)),
}


def test_cells_of_a_table_have_the_title_of_their_column_beside_them():
    html = table({"what": "layer", "size": "output"}, [(1, ("a", "7 × 7"))], "row-{key}-{name}")
    assert re.findall(r'data-head="([^"]+)" data-text="([^"]+)">([^<]+)<', html) == [("output", "row-1-size", "7 × 7")]
    tree = ElementTree.fromstring(html)
    kept = {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}
    assert {one.get("role") for one in tree.iter()} == kept
    with pytest.raises(ValueError):
        table({"what": "layer", "size": "output"}, [(1, ("a", "b", "c"))])


def test_a_legend_says_each_colour_once_and_nothing_where_there_is_none():
    said = svg.legend(("kernel", "the window"), "dashed: the next one")
    assert re.sub("<[^>]+>", "", said) == "In the drawing: the window; dashed: the next one."
    assert said.count("cnn-word-kernel") == 1 and svg.legend() == ""


def test_numbers_and_units_stay_in_one_line():
    drawing = '<svg width="2"><text>5 × 5 px</text></svg>'
    html = f"<p>5 × 5 pixels, 0.3 s: 4 % in 2 steps.</p>{drawing}<p>1 MB in 3 files</p>"
    kept = f"<p>5_×_5_pixels, 0.3_s: 4_% in 2_steps.</p>{drawing}<p>1_MB in 3 files</p>"
    assert unbroken(html) == kept.replace("_", "\u00a0")
    words = "rows 4 to 11, 95 of 144, of (3, 3, 5, 5): 26 / 58 = <b>45 %</b>, dy[1,1] · w[2,2] = −6, row 2, column 3"
    kept = "rows 4_to_11, 95_of_144, of (3,_3,_5,_5): 26_/_58 =_<b>45_%</b>, dy[1,1]_·_w[2,2] =_−6, row 2, column 3"
    assert unbroken(words) == kept.replace("_", "\u00a0")
    lab = labs.SpeedLab(128, 32, 32, 7, 64)
    assert "at most 30\u00a0images" in lab.status.value and "32\u00a0×\u00a032" in lab.stage.html


def test_every_lab_without_a_net_is_tried():
    assert set(ELSEWHERE) == set(NETLESS)


@pytest.mark.parametrize("name", NETLESS)
def test_the_line_of_code_brings_the_lab_back(name):
    kind = getattr(labs, name)
    assert kind().code() == f"{name}()"
    lab = kind(**ELSEWHERE[name])
    line = lab.code()
    assert all(f"{argument}=" in line for argument in ELSEWHERE[name])
    again = eval(line, {name: kind})
    assert again.stage.html == lab.stage.html and again.code() == line


def test_copying_hands_the_line_to_the_page_and_says_so():
    lab = labs.PoolingLab(right=2)
    lab.copy()
    lab.copy()
    assert lab.page.code == "PoolingLab(right=2) #2"
    assert "Copied: PoolingLab(right=2)" in lab.status.value


@pytest.mark.parametrize("name", NETLESS)
def test_on_the_site_a_link_brings_the_lab_back(name, monkeypatch):
    monkeypatch.setattr(site, "address", lambda: "http://host/course")
    lab = getattr(labs, name)(**ELSEWHERE[name])
    next(button for button in lab.head_actions if button.description == "Copy as link").click()
    link = lab.page.code.removesuffix(" #1")
    assert link in lab.status.value.replace("&amp;", "&")
    address, _, query = link.partition("?")
    given = parse_qs(query)
    assert address == "http://host/course/lite/repl/index.html" and given["kernel"] == ["python"]
    assert runs_by_itself(given["code"][0])
    names = {}
    statement, line = given["code"][0].split("\n")
    exec(statement, names)
    assert eval(line, names).stage.html == lab.stage.html


def runs_by_itself(text):
    """Whether the page that a link opens would run this code unasked: by the same expression as ``link.js``."""
    script = (Path(authoring.__file__).parent / "site" / "live" / "link.js").read_text(encoding="utf-8")
    return re.search(re.search(r"const LAB = /(.+)/;", script)[1].replace("$", r"\Z"), text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "import js",
        "from coursecnn.labs import PoolingLab\nPoolingLab()\nimport js",
        "from coursecnn.labs import PoolingLab\nPoolingLab(right=open(1))",
        "from coursecnn.labs import PoolingLab\nPoolingLab(picture='a' + exec('b'))",
        "from coursecnn.labs import PoolingLab\nPoolingLab(right=(1).real)",
        "from coursecnn.labs import PoolingLab, server\nPoolingLab()",
        "from coursecnn.labs import PoolingLab\nprint()",
    ],
)
def test_a_link_runs_nothing_else_unasked(text):
    assert runs_by_itself("from coursecnn.labs import PoolingLab\nPoolingLab(right=2)")
    assert not runs_by_itself(text)


def test_no_link_holds_a_net_of_the_readers(monkeypatch):
    assert "Copy as link" not in [button.description for button in labs.PoolingLab().head_actions]
    with pytest.raises(ValueError, match="A link cannot hold the net that this lab was given: use Copy as code"):
        code.link("http://host", labs.PoolingLab, {"net": code.Name("net")})


def test_values_are_written_as_one_would_type_them():
    def lab(x=None, y=1.0, z=(1, 2)):
        pass

    assert code.line(lab, {"x": np.array([[1.0, 2.5]]), "y": 1, "z": [1, 2]}) == "lab(x=((1, 2.5),))"
    assert code.line(lab, {"x": code.Name("net"), "y": 0.1 + 0.2, "z": (1,)}) == "lab(x=net, y=0.3, z=(1,))"


@pytest.mark.parametrize("name", NETLESS)
def test_a_lab_without_a_kernel_is_a_picture_and_a_sentence(name):
    html = getattr(labs, name)(**ELSEWHERE[name]).kept()
    assert re.match(
        r'<img class="coursecnn-still" src="data:image/svg\+xml;base64,[^"]+" alt="[^"]+" style="[^"]+">$', html
    )
    assert SENTENCE in html.split("alt=")[1] and "jupyter labextension list" in html.split("alt=")[1]
    drawing = b64decode(re.search(r'base64,([^"]+)"', html)[1]).decode()
    tree = ElementTree.fromstring(drawing)  # an <img> wants well-formed XML
    assert f"{SENTENCE} {CAUSES.replace('`', '')}" in "".join(tree.itertext()) and float(tree.get("height")) > 100


def test_the_picture_is_kept_once_nothing_moves_any_more(monkeypatch):
    made = []

    class Handle:
        def update(self, data, raw):
            made.append(data["text/html"])

    async def moves():
        still = Still(lambda: f"picture {len(made)}")
        still._handle, still._loop = Handle(), asyncio.get_running_loop()
        for _ in range(1000):
            still.changed()
        await asyncio.sleep(0.05)
        assert made == []
        await asyncio.sleep(0.2)

    monkeypatch.setattr("coursecnn.labs.kit.still.PAUSE", 0.1)
    asyncio.run(moves())
    assert len(made) == 1 and made[0].endswith("picture 0") and "<style>" in made[0]


def test_all_scripts_together_are_small():
    folder = Path(labs.__file__).parent
    sizes = {path.name: path.stat().st_size for path in folder.rglob("*.js")}
    assert sum(sizes.values()) < 60_000, sizes


def test_a_range_of_one_value_is_nothing_to_move():
    control = Integer("size", 1, 9, 3)
    control.limits = 4, 4
    assert control.slider.disabled and control.field.disabled and not control.disabled
    control.limits = 1, 9
    assert not control.slider.disabled
    control.disabled = True
    control.limits = 2, 8
    assert control.slider.disabled and control.field.disabled


def test_boards_and_links_say_where_cells_lie_and_what_they_are_made_of():
    geo = geometry((5, 7), (2, 3), (2, 1), ((1, 0), (2, 2)), (1, 2))
    grid = Grid(np.zeros(geo.padded), name="image", border=geo.padding, cell=20)
    picture = svg.Picture(png.grey(np.eye(4)), 40, "an eye", pixels=("x", (4, 4), 3), act="pick")
    html = svg.row([grid, picture], alt="both", links=[svg.window_link("output", "image", geo)])
    tree = ElementTree.fromstring(html)
    boards = {g.get("data-board"): g for g in tree.iter() if g.get("data-board")}
    tiles = {name: [float(n) for n in g.get("data-tiles").split()] for name, g in boards.items()}
    assert tiles["image"] == [2, 2, 11 * 20, 6 * 20, 6, 11, 1, 2, 1, 1, 11 * 20, 6 * 20, 0]
    assert tiles["x"] == [2, 2, 40, 40, 4, 4, 0, 0, 1, 1, 40, 40, 3] and boards["x"].get("data-act") == "pick"
    assert eval(tree.get("data-links"), {"false": False}) == [
        {"out": "output", "in": "image", "same": False, "k": [2, 3], "s": [2, 1], "p": [1, 2], "d": [1, 2]}
    ]


@pytest.mark.parametrize("name", ["JourneyLab", "ActivationsLab", "ChannelsLab"])
def test_pictures_whose_white_is_0_and_no_others_are_dark_on_dark_pages(name):
    net = Sequential(ConvPool2d(1, 4, 5, seed=1), Flatten(), Linear(576, 10, seed=2))
    html = getattr(labs, name)(**({} if name == "ChannelsLab" else {"net": net})).stage.html
    found = set()
    for image in re.findall("<image [^>]*>", html):
        file = b64decode(re.search('base64,([^"]+)', image)[1])
        signed = file[25] == 2 and 'data-picture="x"' not in image  # of three colours, and no photo
        assert ('class="cnn-signed"' in image) == signed, image[:200]
        found.add(signed)
    assert found == {True, False}
    assert "[data-jp-theme-light" in theme.STYLE and theme.STYLE.count(f"--cnn-flip:{theme.FLIP};") == 2
    assert theme.STYLE.count("--cnn-flip:none;") == 2


def test_signed_cells_have_the_colours_of_the_page():
    drawn = Grid(np.array([[-2.0, 0, 1]]), shade="signed").draw(0, 0)
    fills = re.findall(r"fill:color-mix\(in srgb,var\(--cnn-(\w+)\) ([\d.]+)%,var\(--cnn-paper\)\)", drawn)
    assert fills == [("input", "100.0"), ("gradient", "0.0"), ("gradient", "50.0")] and "rgb(" not in drawn
    assert re.findall(r'class="(cnn-\w+ cnn-signed)"', drawn) == ["cnn-white cnn-signed", *["cnn-black cnn-signed"] * 2]


def rgb_of(text):
    return np.array([int(text[k : k + 2], 16) for k in (1, 3, 5)])


def lightness(rgb):
    linear = np.where((rgb := rgb / 255) <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 0.05 + linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_are_read_on_all_colours_of_both_pages(dark):
    colours = {name: rgb_of(text) for name, text in (theme.DARK if dark else theme.COLOURS).items()}
    paper, (black, white) = rgb_of(theme.PAPERS[dark]), (rgb_of(text) for text in ("#000000", "#ffffff"))
    letters = {"cnn-black": black, "cnn-white": white}
    letters |= {"cnn-black cnn-signed": white if dark else black, "cnn-white cnn-signed": black if dark else white}
    page = theme._DARK_PAGE if dark else theme._LIGHT_PAGE
    assert ("--cnn-black:#fff;--cnn-white:#000;" if dark else "--cnn-black:#000;--cnn-white:#fff;") in page
    assert ".cnn-black { fill: #000; }" in theme.STYLE and ".cnn-white { fill: #fff; }" in theme.STYLE
    for value in np.linspace(-1, 1, 81):
        drawn = Grid([[value, 1.0]], shade="signed", limit=1).draw(0, 0)
        role, share = re.search(r"var\(--cnn-(\w+)\) ([\d.]+)%", drawn).groups()
        share = float(share) / 100
        background = share * colours[role] + (1 - share) * paper
        two = sorted([lightness(background), lightness(letters[re.search(r'<text class="([^"]+)"', drawn)[1]])])
        assert two[1] / two[0] > 4.5, value
        greys = Grid([[value + 1, 2.0]], shade="grey", limit=2).draw(0, 0)
        grey, letter = re.search(r"rgb\((\d+),", greys)[1], re.search(r'<text class="([^"]+)"', greys)[1]
        two = sorted([lightness(np.full(3, float(grey))), lightness(letters[letter])])
        assert two[1] / two[0] > 4.5, grey


def test_tiny_numbers_may_be_written_without_an_exponent_and_then_without_a_sign():
    array = np.array([[0.004, -0.004, 0.0, 1.234]])
    assert re.findall(r">([^<>]+)</text>", Grid(array, digits=2).draw(0, 0)) == [
        "4e\u22123",
        "\u22124e\u22123",
        "0",
        "1.23",
    ]
    plain = Grid(array, digits=2, tiny=False)
    assert re.findall(r">([^<>]+)</text>", plain.draw(0, 0)) == ["0.00", "0.00", "0", "1.23"]
    assert plain.wide >= 8 + 4 * 7.8


@pytest.mark.parametrize("role", ["kernel", "output"])
def test_edges_are_seen_on_a_light_page(role):
    edge, white = lightness(rgb_of(theme.EDGES[role])), 255
    for name in (role, "input"):
        share = theme._TINTS[name]
        assert lightness(share * rgb_of(theme.COLOURS[name]) + (1 - share) * white) / edge > 3
    assert lightness(np.full(3, white)) / edge > 3
