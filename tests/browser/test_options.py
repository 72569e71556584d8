"""Each lab with each option of its lists, each control by the keyboard, and each target under a finger."""

import pytest
from labpage import IN_VIEW
from test_kit import AT_FIRST

from coursecnn import datasets, labs
from coursecnn.labs.nets import trained as nets

FINGER = 24  # pixels, in both directions

SHOWN = """lab => {
    const shown = (one) => one.getBoundingClientRect().width > 2 && getComputedStyle(one).visibility !== "hidden";
    const free = (one) => shown(one) && !one.disabled && !one.closest("[disabled]") && !one.closest(".coursecnn-page");
    const of = (query) => [...lab.querySelectorAll(query)].filter(free);
    for (const one of lab.querySelectorAll("[data-no]")) one.removeAttribute("data-no");
    const [check, field] = ["input[type=checkbox]", "input[type=number]"];
    const kinds = { select: "select", check, field, handle: ".noUi-handle" };
    const numbers = {};
    let no = 0;
    for (const [kind, query] of Object.entries(kinds)) numbers[kind] = of(query).map((one) => (one.dataset.no = no++));
    return numbers;
}"""
VALUE = """one => one.type === "checkbox" ? String(one.checked) : one.value ?? one.getAttribute("aria-valuenow")"""

# What a finger that lands within FINGER / 2 of the middle meets: the target itself, or its label.
MISSED = """(lab, finger) => {
    const around = "label, .noUi-handle, .noUi-origin";
    const mine = (one, met) => one.contains(met) || (met?.contains(one) && met.matches(around));
    const labelled = (one, met) => [...(one.labels ?? [])].some((label) => label.contains(met));
    const queries = "button, select, input:not([type=file]), .noUi-handle, a[href]";
    const missed = [];
    for (const one of lab.querySelectorAll(queries)) {
        let box = one.getBoundingClientRect();
        if (box.width < 2 || one.disabled || one.closest("[disabled]") || one.closest(".coursecnn-page")) continue;
        if (box.top < 150 || box.bottom > innerHeight - 60) one.scrollIntoView({ block: "center" });
        box = one.getBoundingClientRect();
        const [x, y, far] = [box.x + box.width / 2, box.y + box.height / 2, finger / 2 - 1];
        for (const [right, down] of [[far, 0], [-far, 0], [0, far], [0, -far]]) {
            const met = document.elementFromPoint(x + right, y + down);
            if (!mine(one, met) && !labelled(one, met)) {
                missed.push(`${one.outerHTML.slice(0, 90)} at ${right}, ${down}: ${met?.outerHTML.slice(0, 90)}`);
                break;
            }
        }
    }
    return missed;
}"""


@pytest.fixture(scope="module", autouse=True)
def made():
    """The labs' net and drawn digits, in the cache before the first page wants them."""
    datasets.fetch("digits")
    nets.digit_net()


def opened(show_lab, name, **how):
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}({AT_FIRST.get(name, '')})", **how)
    lab.root.locator(".coursecnn-stage :is(svg, img, [data-text])").first.wait_for()
    return lab


def settled(lab):
    """The lab's height once it no longer changes."""
    heights = [-1]
    while len(heights) < 3 or len(set(heights[-3:])) > 1:
        lab.page.wait_for_timeout(60)
        heights.append(lab.root.bounding_box()["height"])
    return heights[-1]


@pytest.mark.parametrize("name", labs.__all__)
def test_each_option_leaves_all_in_one_view_and_each_control_has_its_keys(show_lab, name):
    lab = opened(show_lab, name, width=1366)
    lab.page.set_viewport_size({"width": 1366, "height": 768})
    tall, dead = {}, []
    for number in lab.root.evaluate(SHOWN)["select"]:
        chosen = lab.root.locator(f'[data-no="{number}"]')
        label, first = chosen.evaluate("one => one.labels[0]?.textContent"), chosen.input_value()
        for option in chosen.evaluate("one => [...one.options].map((option) => option.value)"):
            chosen.select_option(value=option)
            if (height := settled(lab)) > IN_VIEW:
                tall[f"{label}: {option}"] = height
            panel, view = (lab.root.locator(f".coursecnn-{part}").bounding_box() for part in ("panel", "view"))
            assert panel["x"] + panel["width"] <= view["x"]
        chosen.select_option(value=first)
    assert tall == {}
    lab.press("Reset")
    settled(lab)
    for kind, numbers in lab.root.evaluate(SHOWN).items():
        for number in numbers:
            control = lab.root.locator(f'[data-no="{number}"]')
            before, keys = control.evaluate(VALUE), ["Space"] if kind == "check" else ["ArrowDown", "ArrowUp"]
            for key in keys:  # at one end of its range, one of them does nothing
                control.focus()
                lab.page.keyboard.press(key)
                settled(lab)
                if control.evaluate(VALUE) != before:
                    break
            else:
                dead.append(f"{kind}: {control.evaluate('one => one.outerHTML.slice(0, 120)')}")
            lab.press("Reset")  # it may have taken others away
            settled(lab)
    assert dead == []


@pytest.mark.parametrize("name", labs.__all__)
def test_a_finger_meets_what_it_aims_at(show_lab, name):
    lab = opened(show_lab, name, width=400, touch=True)
    lab.page.set_viewport_size({"width": 400, "height": 800})
    settled(lab)
    assert lab.root.evaluate(MISSED, FINGER) == []


@pytest.mark.parametrize("name", labs.__all__)
def test_from_1000_pixels_on_controls_are_beside_the_picture(show_lab, name):
    lab = opened(show_lab, name, width=1180)
    lab.expect(lambda: lab.root.bounding_box()["width"], lambda wide: 1000 <= wide <= 1020, "about 1,000 pixels")
    panel, view = (lab.root.locator(f".coursecnn-{part}").bounding_box() for part in ("panel", "view"))
    assert panel["x"] + panel["width"] <= view["x"]
