"""What the kit does on the page of every lab: layout, highlights, refusals, sentences read aloud, without a kernel."""

import base64
import json
import re
from functools import partial

import numpy as np
import pytest
from labpage import IN_VIEW
from places import ROOT

from coursecnn import labs
from coursecnn.labs.nets import trained as nets

CONVOLUTION = "from coursecnn.labs import ConvolutionLab\nConvolutionLab()"
SENTENCE = "Run this cell to bring it to life."

LESSONS = [
    (path.stem, cell)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for cell in re.findall(r'"id": "(lab-[a-z-]+)"', path.read_text(encoding="utf-8"))
]

OVERFLOW = """() => {
    const lab = document.querySelector(".coursecnn-lab");
    const frame = lab.getBoundingClientRect();
    const parts = "button, input, select, label, p, h4, table, img, canvas, .cnn-flow svg, .cnn-chart";
    const out = [...lab.querySelectorAll(parts)].filter((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 2 && box.right > frame.right + 1 && !part.closest(".coursecnn-page");
    });
    const size = (text) => {
        const scale = text.getBoundingClientRect().height / (text.getBBox().height || 1);
        return parseFloat(getComputedStyle(text).fontSize) * scale;
    };
    const small = [...lab.querySelectorAll("svg text")].filter(
        (text) => text.textContent && text.getBBox().height && size(text) < 10.9,
    );
    const words = [...lab.querySelectorAll("p, td, th, label, button, option, div, span, a, h4")].filter((one) =>
        [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()),
    );
    small.push(...words.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 10.9));
    const signs = [...lab.querySelectorAll(".cnn-step > .cnn-between")];
    const alone = signs.filter((sign) => {
        const block = sign.nextElementSibling.getBoundingClientRect();
        return sign.getBoundingClientRect().bottom <= block.top;
    });
    const stage = lab.querySelector(".coursecnn-stage");
    const right = stage.getBoundingClientRect().right + 1;
    const beyond = [...stage.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right);
    const wide = stage.scrollWidth > stage.clientWidth + 1;
    const scrolls = wide ? beyond.slice(0, 4).map((one) => one.outerHTML.slice(0, 90)) : [];
    const [pieces, texts] = [out.map((part) => part.outerHTML.slice(0, 80)), small.map((text) => text.textContent)];
    return { scrolls, out: pieces, small: texts, alone: alone.map((sign) => sign.parentElement.textContent) };
}"""


# Where the fields beside their labels begin, and how much of a slider's handle a finger hits.
FIELDS = """() => {
    const panel = document.querySelector(".coursecnn-panel"), control = ".coursecnn-row > .coursecnn-control";
    const layers = ".coursecnn-row:has(> .coursecnn-field)"; // rows with columns of their own
    const shown = (one) => one.getBoundingClientRect().width > 2 && !one.closest(layers);
    const fields = [...panel.querySelectorAll(`${control} > select, ${control} > .widget-text > input`)].filter(shown);
    const handles = [...panel.querySelectorAll(".noUi-handle")].filter(shown);
    const hit = handles.map((one) => getComputedStyle(one, "::after")).flatMap(({ width, height }) => [width, height]);
    return { lefts: fields.map((one) => one.getBoundingClientRect().left), hit: hit.map(parseFloat) };
}"""


AT_FIRST = {"TrainingLab": "images=500, epochs=1, data='digits'", "SpeedLab": "batch=1, side=8, channels=1, filters=1"}
WORKING = {"TrainingLab": ("Start", "run-1-test"), "SpeedLab": ("Measure", "agree")}  # what shows all that a lab has


DEEP = "stop=4, place=(8, 3, 5), source=4, gradient=8"  # a filter of eight kernels, and gradients


@pytest.mark.parametrize(
    ("lab", "settings"), [*((lab, AT_FIRST.get(lab, "")) for lab in labs.__all__), ("JourneyLab", DEEP)]
)
def test_control_and_effect_are_in_one_view(show_lab, picture, lab, settings):
    page = show_lab(f"from coursecnn.labs import {lab}\n{lab}({settings})", width=1366)
    name = f"{lab}-deep" if settings == DEEP else lab
    if lab in WORKING:
        button, result = WORKING[lab]
        page.press(button)
        page.root.locator(f'[data-text="{result}"]').wait_for()
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.root.locator(".coursecnn-stage svg, .coursecnn-stage img").first.wait_for()
    panel, view = (page.root.locator(f".coursecnn-{part}").bounding_box() for part in ("panel", "view"))
    assert panel["x"] + panel["width"] <= view["x"] and abs(panel["y"] - view["y"]) < 12
    assert page.root.bounding_box()["height"] <= IN_VIEW
    fields = page.page.evaluate(FIELDS)
    assert max(fields["lefts"], default=0) - min(fields["lefts"], default=0) <= 2.5
    assert min(fields["hit"], default=24) >= 24
    picture(page, f"kit-{name}-1366")
    found = {}
    for width, height in ((800, 600), (683, 384), (640, 800), (400, 800)):  # 683 x 384: 1366 x 768 at 200 %
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_timeout(200)
        found[width] = page.page.evaluate(OVERFLOW)
        picture(page, f"kit-{name}-{width}")
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", "JupyterLab Dark"
    )
    page.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    picture(page, f"kit-{name}-dark")
    assert {width: faults for width, faults in found.items() if any(faults.values())} == {}


@pytest.mark.parametrize("size", [(683, 384), (400, 800)])
def test_the_row_of_controls_that_was_used_stays_with_the_drawing(show_lab, picture, size):
    lab = show_lab("from coursecnn.labs import ChannelsLab\nChannelsLab()", width=size[0])
    lab.page.set_viewport_size(dict(zip(("width", "height"), size)))
    lab.set("blue (factor)", -1)
    used, before = (lab.field(label) for label in ("blue (factor)", "row"))
    edges = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4
    lab.expect_numbers("w-2", -edges, decimals=3)
    last = lab.root.locator('[data-picture="part-2"]')
    last.scroll_into_view_if_needed()
    lab.expect(lambda: in_sight(last) and in_sight(used), bool, "the control beside what it changes")
    assert not in_sight(before)
    picture(lab, f"kit-used-{size[0]}")
    lab.step("blue (factor)", "ArrowRight", times=3)
    lab.expect_numbers("w-2", -0.7 * edges, decimals=3)
    assert in_sight(last) and lab.axe() == []


SLIDERS = """() => {
    const lines = (label) => {
        const range = document.createRange();
        range.selectNodeContents(label);
        return [...range.getClientRects()];
    };
    const all = (of) => [...document.querySelectorAll(`.coursecnn-lab .coursecnn-control ${of}`)];
    const labels = all(".widget-label").map(lines).filter((label) => label.length);
    const near = labels.slice(1).map((label, n) => label[0].top - Math.max(...labels[n].map((line) => line.bottom)));
    const widths = all(".noUi-target").map((slider) => slider.getBoundingClientRect().width);
    return {
        near: near.filter((gap, n) => labels[n].length > 1 || labels[n + 1].length > 1),
        sliders: widths.filter((width) => width),
    };
}"""


@pytest.mark.parametrize("lab", ["ParameterCountLab", "BackpropLab"])
def test_sliders_are_of_one_length_and_two_lines_of_a_label_hang_together(show_lab, lab):
    page = show_lab(f"from coursecnn.labs import {lab}\n{lab}()", width=800)
    found = page.page.evaluate(SLIDERS)
    assert max(found["sliders"]) - min(found["sliders"]) <= 1.5  # also that of a last control without a neighbour
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.page.wait_for_timeout(200)
    assert min(page.page.evaluate(SLIDERS)["near"], default=9) >= 5  # pixels; those of one label touch


def test_an_arrow_that_begins_a_line_points_down(show_lab):
    lab = show_lab("from coursecnn.labs import SizingLab\nSizingLab()", width=400)
    down = lab.root.locator(".cnn-between.cnn-down")
    lab.expect(down.count, lambda count: count == 1, "an arrow down")
    lab.page.set_viewport_size({"width": 1366, "height": 768})
    lab.expect(down.count, lambda count: count == 0, "no arrow down")


def in_sight(element):
    """Whether an element lies in the page's window, and nothing lies over its middle."""
    return element.evaluate(
        "one => { const { x, y, width, height } = one.getBoundingClientRect();"
        " return one === document.elementFromPoint(x + width / 2, y + height / 2); }"
    )


def linked(lab, kind):
    """The outlines that are shown, one for each board."""
    return lab.root.locator(f".cnn-linked-{kind}").evaluate_all(
        "marks => marks.map(mark => [mark.closest('[data-board]').dataset.board, mark.getAttribute('d')])"
    )


HOVER = """async (cells) => {
    const times = [];
    for (const id of cells) {
        const cell = document.querySelector(`.coursecnn-lab [data-cell="${id}"]`);
        const box = cell.getBoundingClientRect();
        const began = performance.now();
        cell.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: box.x + 5, clientY: box.y + 5 }));
        if (!document.querySelector(".cnn-linked-self")) throw new Error(`nothing is marked at ${id}`);
        times.push(performance.now() - began);
        await new Promise(requestAnimationFrame);
    }
    return times;
}"""


def test_an_output_marks_its_window_and_an_input_its_outputs(show_lab):
    lab = show_lab("from coursecnn.labs import ConvolutionLab\nConvolutionLab(stride=2, padding=1)")
    lab.cell("output", 1, 2).hover()
    side = 32  # pixels of a cell
    left, top = 2 + 4 * side, 18 + 2 * side  # window at padded row 2, column 4
    [(board, path)] = linked(lab, "window")
    assert (board, path) == ("image", "".join(f"M{left} {top}h{2 * side}v{2 * side}h{-2 * side}z" for _ in range(1)))
    lab.cell("image", 2, 2).hover()  # padded row 3, column 3: the second tap of output 1, 1
    [(board, path)] = linked(lab, "used")
    assert board == "output" and path == f"M{2 + side} {18 + side}h{side}v{side}h{-side}z"
    assert linked(lab, "window") == []
    lab.page.mouse.move(0, 0)
    lab.expect(lambda: linked(lab, "self"), lambda shown: shown == [], "no marks")
    lab.cell("output", 0, 0).focus()
    assert [board for board, _ in linked(lab, "window")] == ["image"]  # the keyboard does the same
    times = lab.page.evaluate(HOVER, [f"output-{i}-{j}" for i in range(3) for j in range(3)] * 12)
    print(f"highlight after {sorted(times)[len(times) // 2]:.2f} ms, at most {max(times):.2f} ms")
    assert sorted(times)[int(0.95 * len(times))] < 16


def test_highlights_go_all_the_way_through_a_stack(show_lab):
    lab = show_lab("from coursecnn.labs import ReceptiveFieldLab\nReceptiveFieldLab(side=12)")
    lab.cell("output", 0, 1).hover()
    marks = dict(linked(lab, "window"))
    assert set(marks) == {"layer2", "layer1", "image"}
    cell = float(lab.root.locator('[data-board="image"]').get_attribute("data-tiles").split()[2]) / 12
    rows, columns = 8, 8  # the receptive field; output 0, 1 begins at column 2
    assert marks["image"].endswith(f"h{columns * cell:g}v{rows * cell:g}h{-columns * cell:g}z")


def test_a_pixel_is_chosen_by_a_click(show_lab):
    lab = show_lab("from coursecnn.labs import ChannelsLab\nChannelsLab()")
    box = lab.root.locator('[data-picture="sum"]').bounding_box()
    x, y = box["x"] + 30.5 / 70 * box["width"], box["y"] + 12.5 / 70 * box["height"]
    lab.page.mouse.click(round(x), round(y))  # a mouse is on whole pixels, and a number is two of them
    lab.expect_text("sum", "y[0] at row 12, column 30:")


def test_what_is_no_stride_is_refused_in_a_sentence(show_lab):
    lab = show_lab(CONVOLUTION)
    field, refused = lab.field("stride"), lab.root.locator(".coursecnn-refused")
    lab.set("stride", 2)
    lab.expect(lambda: lab.numbers("output").shape, lambda shape: shape == (3, 3), (3, 3))
    for typed in ("2.5", "7", "-1", "1e2", "003", ""):
        field.focus()
        field.select_text()
        lab.page.keyboard.press("Delete")
        lab.page.keyboard.type(typed)
        lab.page.keyboard.press("Tab")
        ending = f", not {typed}." if typed else "."
        assert refused.all_text_contents() == [f"stride must be a whole number from 1 to 4{ending}"], typed
        assert field.input_value() == "2" and lab.numbers("output").shape == (3, 3), typed
    lab.set("stride", 3)
    lab.expect(lambda: lab.numbers("output").shape, lambda shape: shape == (2, 2), (2, 2))
    assert refused.count() == 0


SPOKEN = """() => {
    const region = document.querySelector(".coursecnn-page [aria-live]");
    window.spoken = [];
    const heard = () => window.spoken.push([performance.now(), region.textContent]);
    new MutationObserver(heard).observe(region, { childList: true });
    return region.textContent;
}"""


def test_changes_are_said_once_a_second_at_most(show_lab):
    lab = show_lab(CONVOLUTION)
    lab.page.wait_for_timeout(1500)
    assert lab.page.evaluate(SPOKEN) == ""  # there from the start, and silent
    lab.step("step", times=15)
    lab.expect_text("place", "row 2, column 3")
    lab.page.wait_for_timeout(2500)
    spoken = lab.page.evaluate("window.spoken")
    assert spoken[-1][1] == lab.text("place")
    gaps = [later - sooner for (sooner, _), (later, _) in zip(spoken, spoken[1:])]
    assert spoken and all(gap > 950 for gap in gaps), gaps


def test_names_titles_and_focus(show_lab):
    lab = show_lab(CONVOLUTION)
    assert lab.root.locator('[title="null"]').count() == 0
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        lab.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        lab.page.locator(f"body[data-jp-theme-light={str('Light' in theme).lower()}]").wait_for(state="attached")
        lab.page.wait_for_timeout(300)
        for part in ("button", ".noUi-handle", "input", "select"):
            outline = lab.root.locator(f".coursecnn-row {part}").first.evaluate(OUTLINE)
            assert outline[0] == "solid" and outline[1] >= 2 and contrast(*outline[2:]) >= 3, (theme, part, outline)
    assert lab.axe() == []


def test_a_slider_of_stops_says_the_value_and_not_the_number_of_its_stop(show_lab):
    lab = show_lab("from coursecnn.labs import ParameterCountLab\nParameterCountLab()")
    handle = lab.root.get_by_label("image side (pixels): slider", exact=True)
    said = partial(handle.get_attribute, "aria-valuetext")
    lab.expect(said, lambda text: text == "1000", "1000")
    lab.step("image side (pixels)", "ArrowLeft")
    lab.expect(said, lambda text: text == "768", "768")
    lab.set("image side (pixels)", 50)
    lab.expect(said, lambda text: text == "50", "50")


OUTLINE = """part => {
    part.focus({ focusVisible: true });
    const [own, paper] = [part, part.closest(".coursecnn-lab")].map((one) => getComputedStyle(one));
    return [own.outlineStyle, parseFloat(own.outlineWidth), own.outlineColor, paper.backgroundColor];
}"""


def contrast(one, other):
    lights = []
    for colour in (one, other):
        rgb = [int(n) / 255 for n in colour.partition("(")[2].rstrip(")").split(",")[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def test_copy_as_code(show_lab):
    lab = show_lab(CONVOLUTION)
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.set("stride", 2)
    lab.expect(lambda: lab.numbers("output").shape, lambda shape: shape == (3, 3), (3, 3))
    lab.press("Copy as code")
    lab.expect_status("Copied: ConvolutionLab(stride=2)")
    lab.expect(
        lambda: lab.page.evaluate("navigator.clipboard.readText()"),
        lambda text: text == "ConvolutionLab(stride=2)",
        "the line",
    )


def test_without_a_kernel_the_last_picture_stays(show_lab, pages, server):
    """Changed, saved, the kernel shut down, opened anew: as a notebook that is trusted, and as one that is not."""
    _, course, _ = server
    lab = show_lab(CONVOLUTION)
    page = lab.page
    still = page.locator("img.coursecnn-still")
    assert still.count() == 1 and not still.is_visible() and lab.root.is_visible()
    first = still.get_attribute("src")
    lab.step("step", times=4)
    lab.expect(lambda: still.get_attribute("src"), lambda now: now != first, "another picture")
    last = still.get_attribute("src")
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    name = page.url.rsplit("/", 1)[1].partition("?")[0]
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    lab.expect(still.is_visible, bool, "the picture where the kernel was restarted")
    assert not lab.root.is_visible() and page.evaluate(BROKEN) == []
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.reload()
    expect_still(page, last)
    data = json.loads((course / name).read_text(encoding="utf-8"))
    data["metadata"]["changed"] = True  # nobody has signed this
    (course / "foreign.ipynb").write_text(json.dumps(data), encoding="utf-8")
    expect_still(pages("foreign.ipynb", "lab", 1000), last)


BROKEN = """() => [...document.querySelectorAll(".jp-Cell img")]
    .filter((image) => image.getBoundingClientRect().width && !image.naturalWidth)
    .map((image) => image.src.slice(0, 80))"""


def expect_still(page, last):
    still = page.locator("img.coursecnn-still")
    still.wait_for()
    page.wait_for_timeout(4000)  # as long as a page may try to find its widgets
    assert still.is_visible() and still.get_attribute("src") == last and SENTENCE in still.get_attribute("alt")
    shown = page.locator(".jp-OutputArea").inner_text()
    assert "Loading widget" not in shown and "Error" not in shown
    assert page.evaluate(BROKEN) == []


SCROLL = """async (id) => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.content.scrollToItem(panel.content.widgets.findIndex((cell) => cell.model.id === id) - 1);
}"""


@pytest.mark.parametrize(("lesson", "cell"), LESSONS)
def test_before_its_first_run_a_lab_shows_its_picture(pages, lesson, cell):
    page = pages(f"notebooks/{lesson}.ipynb", "lab", 1000)
    page.wait_for_function("window.jupyterapp && window.jupyterapp.restored")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.evaluate(SCROLL, cell)
    image = page.locator(f'img[src*="{cell}"]').first
    image.wait_for()
    page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
    assert page.evaluate(BROKEN) == []


def test_where_there_is_one_value_there_is_nothing_to_move(show_lab):
    code = 'from coursecnn.labs import ReceptiveFieldLab\nReceptiveFieldLab([("convolution", 4)], 4, (0, 0))'
    lab = show_lab(code)
    for label in ("output row", "output column"):
        control = lab.root.locator(".coursecnn-control").filter(has=lab.page.get_by_label(label, exact=True))
        assert lab.field(label).is_disabled() and control.locator(".noUi-target[disabled]").count() == 1
    lab.set("image side (pixels)", 6)
    lab.expect(lab.field("output row").is_enabled, bool, "a row to choose")


SHOWN = re.compile(r"<foreignObject width='(\d+)' height='(\d+)'>(.*)</foreignObject>", re.DOTALL)


def test_the_kept_picture_is_neither_cut_nor_half_empty(browser):
    nets.digit_net()
    page = browser.new_page()
    for name in labs.__all__:
        kept = getattr(labs, name)().kept()
        picture = base64.b64decode(re.search(r'base64,([^"]+)', kept)[1]).decode()
        width, height, html = SHOWN.search(picture).groups()
        page.set_content(f"<body style='margin:0;width:{width}px'>{html}</body>")
        spare = int(height) - page.locator(".coursecnn-lab").bounding_box()["height"]
        assert 0 <= spare <= 150, (name, spare)
    page.close()
