"""A thousand quick moves neither queue up nor leave anything behind: four labs, and in the long set all of them."""

import psutil
import pytest

from coursecnn import labs

SLIDERS = {
    "ConvolutionLab": "step",
    "ParameterCountLab": "channels",
    "ReceptiveFieldLab": "image side (pixels)",
    "ActivationsLab": "image",
}
OTHERS = {
    "SizingLab": "image height",
    "ChannelsLab": "row",
    "PoolingLab": "right (pixels)",
    "BackpropLab": "row",
    "SpeedLab": "batch (images)",
    "TrainingLab": "batch (images)",
    "DrawDigitLab": "canvas",
    "JourneyLab": "row",
}
LONG = [pytest.param(*pair, marks=pytest.mark.acceptance) for pair in OTHERS.items()]

MOVES = """async (handle, moves) => {
    const lab = handle.closest(".coursecnn-lab");
    let last = performance.now();
    const observer = new MutationObserver(() => (last = performance.now()));
    observer.observe(lab.querySelector(".coursecnn-stage"), { childList: true, subtree: true });
    const press = (key) => handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    handle.focus();
    if (handle.matches("canvas")) press(" "); // the pen is put down, or lifted
    for (let move = 0; move < moves; move++) {
        press(Math.floor(move / 25) % 2 ? "ArrowLeft" : "ArrowRight"); // there and back
        await new Promise((done) => setTimeout(done, 5));
    }
    const end = performance.now();
    while (performance.now() - Math.max(last, end) < 1000) await new Promise((done) => setTimeout(done, 20));
    observer.disconnect();
    for (let time = 0; time < 3; time++) {
        window.gc();
        await new Promise((done) => setTimeout(done, 100));
    }
    const nodes = document.querySelectorAll("*").length;
    return { late: last - end, nodes, heap: performance.memory.usedJSHeapSize / 1e6 };
}"""


def test_every_lab_is_moved():
    assert set(SLIDERS | OTHERS) == set(labs.__all__)


@pytest.mark.parametrize(("name", "slider"), [*SLIDERS.items(), *LONG])
def test_a_thousand_moves(show_lab, server, name, slider):
    _, _, process = server
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}()")
    handle = (
        lab.root.locator("canvas") if slider == "canvas" else lab.root.get_by_label(f"{slider}: slider", exact=True)
    )
    handle.wait_for()
    if slider == "canvas":
        lab.root.locator("[data-probability]").first.wait_for()  # a net is there, and no bar of its training
    lab.page.wait_for_timeout(500)
    kernel = max(psutil.Process(process).children(recursive=True), key=lambda child: child.memory_info().rss)
    first, memory = handle.evaluate(MOVES, 200), kernel.memory_info().rss / 1e6
    second = handle.evaluate(MOVES, 1000)
    kernel_growth, page_growth = kernel.memory_info().rss / 1e6 - memory, second["heap"] - first["heap"]
    late = max(0, second["late"])
    print(
        f"{name}: drawn {late:.0f} ms after the last move; kernel {kernel_growth:+.1f} MB, page {page_growth:+.1f} MB"
    )
    assert late < 500
    assert kernel_growth < 3 and page_growth < 3
    assert second["nodes"] == first["nodes"]
