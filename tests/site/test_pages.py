"""The pages to read: links, pictures, formulas, search, and what they ask for."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from places import ROOT
from scipy.signal import correlate2d
from webpage import Page, broken_links, compressed, pages

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe_playwright_python is not installed")
LOOKED_AT = (
    "index.html",
    "notebooks/04_pooling.html",
    "exercises/02_padding_stride_sizes.html",
    "reference/coursecnn.layers.html",
    "search.html?q=stride",
)
PARTS = ("notebooks", "exercises", "solutions")
COURSE = [path for name in PARTS for path in sorted((ROOT / name).glob("*.ipynb"))]


@pytest.fixture(scope="session")
def found(site):
    return pages(site)


def test_every_link_and_anchor_leads_somewhere(site, found):
    assert len(found) > 60
    assert sum(len(page.links) for page in found.values()) > 5000
    assert broken_links(site, found) == []


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#y">1</a><a href="c.html">2</a><a href="b.html#x">3</a>')
    (tmp_path / "b.html").write_text('<p id="x">')
    assert broken_links(tmp_path, pages(tmp_path)) == [("a.html", "b.html#y"), ("a.html", "c.html")]


def test_every_notebook_offers_to_run_and_to_be_taken_home(site, live, found):
    for path in COURSE:
        name = f"{path.parent.name}/{path.name}"
        links = found[site / path.parent.name / f"{path.stem}.html"].links
        assert f"../lite/notebooks/index.html?path={name}" in links and f"../lite/files/{name}" in links, name
        assert (site / "lite" / "files" / name).is_file()


@pytest.mark.parametrize("path", COURSE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_stored_pictures_keep_their_alt_texts_in_order(site, path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    stored = [
        " ".join(output["metadata"]["image/png"]["alt"].split())
        for cell in cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    page = Page(site / path.parent.name / f"{path.stem}.html")
    shown = [" ".join((alt or "").split()) for src, alt in page.pictures if re.search(r"/[0-9a-f]{64}\.png$", src)]
    assert shown == stored


def test_no_picture_is_without_words(found):
    silent = [(path.name, src) for path, page in found.items() for src, alt in page.pictures if not (alt or "").strip()]
    assert silent == []


@pytest.mark.parametrize("viewport", ["wide", "phone"])
def test_no_page_asks_another_host_or_complains_or_is_wider_than_the_window(visit, site, found, viewport):
    visitor = visit(viewport=viewport)
    for path in [*LOOKED_AT, *(path.relative_to(site).as_posix() for path in found)]:
        page = visitor.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert visitor.faults == []


def test_formulas_are_set(visit):
    page = visit().open("notebooks/04_pooling.html")
    page.wait_for_selector("mjx-container")
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.locator("mjx-container").count() == page.locator(".math").count() > 5
    assert page.locator("mjx-merror").count() == 0
    assert "$$" not in page.locator("main").inner_text()


def test_search_finds_stride(visit):
    page = visit().open("search.html?q=stride")
    page.wait_for_selector("ul.search li a")
    assert "02 Padding, stride and sizes" in page.locator("ul.search li a").first.inner_text()


def test_search_lists_no_page_twice_and_shows_its_text(visit):
    page = visit().open("search.html?q=stride")
    page.get_by_text("Search finished").wait_for()
    page.wait_for_load_state("networkidle")
    found = page.locator("ul.search li a").all_inner_texts()
    assert len(found) > 20 and sorted(found) == sorted(set(found))
    excerpts = page.locator("ul.search li p.context").all_inner_texts()
    assert len(excerpts) > 20
    for excerpt in excerpts:
        assert not re.search("System Settings|Contents|Run in the browser", excerpt)


def test_a_page_has_a_title_of_its_own(found):
    titles = [
        re.search(r"<h1>(.*?)<", path.read_text(encoding="utf-8"))[1] for path in found if path.parent.name in PARTS
    ]
    assert len(titles) == len(set(titles)) > 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_picture_stands_on_the_ground_of_the_page(visit, scheme):
    page = visit(scheme=scheme).open("index.html")
    page.wait_for_load_state("networkidle")
    (shown,) = [picture for picture in page.locator("article img").all() if picture.is_visible()]
    box = shown.bounding_box()
    picture = Image.open(io.BytesIO(page.screenshot()))
    inside, outside = ((int(box["x"]) + step, int(box["y"]) + 4) for step in (4, -4))
    assert picture.getpixel(inside) == picture.getpixel(outside)


def test_the_live_picture_shows_the_sum_of_the_window_that_is_pointed_at(visit, site):
    page = visit().open("index.html")
    rows = re.search(r"`\n(.*?)\n`", (site / "_static" / "picture.js").read_text(encoding="utf-8"), re.DOTALL)[1]
    image = np.array([[0 if level == "." else int(level, 16) / 10 for level in row] for row in rows.split("\n")])
    output = page.locator(".live-picture canvas").last
    box = output.bounding_box()
    page.mouse.move(box["x"] + 7.5 * box["width"] / 26, box["y"] + 6.5 * box["height"] / 26)
    assert told(page) == pytest.approx([6, 7, *sum_at(image, page, 6, 7)])
    output.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    page.locator(".live-picture select").select_option("nine times the mean")
    assert told(page) == pytest.approx([5, 9, *sum_at(image, page, 5, 9)])
    for _ in range(30):
        output.press("ArrowLeft")
    assert told(page) == pytest.approx([5, 0, *sum_at(image, page, 5, 0)])


def told(page):
    """Row, column, the sum of the terms that are written out, and the number that is said to be it."""
    words = page.locator(".live-sum").inner_text().replace("\N{MINUS SIGN}", "-")
    row, column, terms, total = re.search(r"Row (\d+), column (\d+): (.*) = (\S+)$", words).groups()
    pairs = [term.split("\N{MIDDLE DOT}") for term in terms.split(" + ")]
    products = [float(pixel) * float(weight.strip("()")) for pixel, weight in pairs]
    assert len(products) == 9
    return [int(row), int(column), sum(products), float(total)]


def sum_at(image, page, row, column):
    """The sum that is right, twice: for the terms and for the total."""
    cells = page.locator(".live-picture td").all_inner_texts()
    kernel = np.array([float(cell.replace("\N{MINUS SIGN}", "-")) for cell in cells]).reshape(3, 3)
    return [correlate2d(image, kernel, "valid")[row, column]] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", LOOKED_AT)
def test_screen_readers_and_weak_eyes(visit, path, scheme):
    page = visit(scheme=scheme).open(path)
    page.wait_for_load_state("networkidle")
    grave = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in axe.Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert grave == []


def test_a_prediction_waits_for_the_reader(visit):
    page = visit().open("notebooks/04_pooling.html")
    asked = page.locator("p", has_text="Which four numbers does max pooling give").first
    answer = page.get_by_text("max:     [[4")
    assert asked.is_visible()
    assert not answer.is_visible()
    answer.locator("xpath=ancestor::details[1]/summary").click()
    assert answer.is_visible()


def test_words_lead_to_the_glossary_and_names_to_the_reference(found, site):
    links = found[site / "notebooks" / "04_pooling.html"].links
    assert "../notebooks/91_glossary.html#term-pooling" in links
    links = found[site / "notebooks" / "92_cheat_sheet.html"].links
    assert any(link.startswith("../reference/") for link in links)


def test_a_page_is_small(visit, site, address):
    """At most 500 KB for a page, and 1.2 MB for what all pages share; both as they are sent."""
    asked = {}
    for path in ("index.html", "notebooks/04_pooling.html", "notebooks/03_channels.html"):
        visitor = visit()
        visitor.open(path).wait_for_load_state("networkidle")
        asked[path] = {url.split("?")[0].split("#")[0].removeprefix(address) for url in visitor.asked}
    shared = set.intersection(*asked.values()) | {
        name for names in asked.values() for name in names if "mathjax" in name
    }
    sizes = {path: sum(compressed(site / name) for name in names - shared) for path, names in asked.items()}
    common = sum(compressed(site / name) for name in shared)
    print(f"shared {common}, pages {sizes}")
    assert common <= 1_200_000
    assert max(sizes.values()) <= 500_000
