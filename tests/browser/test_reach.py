"""Each lab for everybody: axe-core in both themes, all that acts by Tab alone, and what changed said aloud."""

import pytest
from test_latency import CONTROLS

from coursecnn import datasets, labs
from coursecnn.labs.nets import trained as nets

SMALL = {"TrainingLab": "images=500, epochs=1, data='digits'"}
TABS = 100  # the most that are pressed

# What acts, numbered; of a grid one cell, from which arrow keys go on. What is disabled does not act.
NUMBER = """lab => {
    const shown = (one) => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && getComputedStyle(one).visibility !== "hidden";
    };
    const acts = "button, input, select, a[href], canvas, .noUi-handle, [role=grid]:has([data-act])";
    const found = [...lab.querySelectorAll(acts)].filter(
        (one) => shown(one) && !one.disabled && !one.closest(".noUi-target[disabled]"),
    );
    found.forEach((one, k) => (one.dataset.reach = k));
    return found.map((one) => one.outerHTML.slice(0, 120));
}"""
REACHED = """() => {
    const active = document.activeElement;
    const lab = active.closest(".coursecnn-lab");
    return lab ? (active.closest("[data-reach]")?.dataset.reach ?? "other") : null;
}"""


@pytest.fixture(scope="module", autouse=True)
def made():
    """The labs' net and drawn digits, in the cache before the first page wants them."""
    datasets.fetch("digits")
    nets.digit_net()


def opened(show_lab, name):
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}({SMALL.get(name, '')})", width=1366)
    lab.root.locator(".coursecnn-stage :is(svg, img, [data-text])").first.wait_for()
    lab.page.wait_for_timeout(500)
    return lab


TITLES = "lab => [...lab.querySelectorAll('[title]')].map((one) => [one.textContent.trim(), one.title])"


def tab_through(lab):
    """What Tab alone reaches, from the cell above the lab until the lab is left."""
    lab.page.evaluate("() => document.querySelector('.jp-Cell').focus()")
    reached = []
    for _ in range(TABS):
        lab.page.keyboard.press("Tab")
        number = lab.page.evaluate(REACHED)
        if number is None and reached:
            break
        if number is not None:
            reached.append(number)
    return reached


@pytest.mark.parametrize("name", labs.__all__)
def test_everybody_reaches_and_hears_all(show_lab, name):
    lab = opened(show_lab, name)
    assert lab.axe() == []
    titles = dict(lab.root.evaluate(TITLES))
    assert all(title not in ("", "null") for title in titles.values()) and {"Copy as code", "Reset"} <= set(titles)
    acts = lab.root.evaluate(NUMBER)
    reached = tab_through(lab)
    missed = [one for k, one in enumerate(acts) if str(k) not in reached]
    assert len(acts) > 3 and missed == []
    if lab.root.locator('[data-board][data-act="pick"]').count():  # pixels are clicked: sliders do the same
        assert lab.field("row").count() == lab.field("column").count() == 1
    region = lab.root.locator(".coursecnn-page [aria-live]")
    before = region.text_content()
    label, key = CONTROLS[name][0]
    if key == "Enter":
        lab.root.get_by_role("button", name=label, exact=True).press(key)
    else:
        lab.step(label, key)
    lab.expect(region.text_content, lambda said: said and said != before, f"a sentence other than {before!r}")
    assert region.text_content() not in lab.root.locator("svg").all_text_contents()  # words, not the figures of an axis
    lab.page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", "JupyterLab Dark"
    )
    lab.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    lab.page.wait_for_timeout(300)
    assert lab.axe() == []
