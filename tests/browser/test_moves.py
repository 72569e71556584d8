"""A thousand quick moves neither queue up nor leave anything behind."""

import psutil
import pytest

SLIDERS = {
    "ConvolutionLab": "step",
    "ParameterCountLab": "channels",
    "ReceptiveFieldLab": "image side (pixels)",
    "ActivationsLab": "image",
}

MOVES = """async (handle, moves) => {
    const lab = handle.closest(".coursecnn-lab");
    let last = performance.now();
    const observer = new MutationObserver(() => (last = performance.now()));
    observer.observe(lab.querySelector(".coursecnn-stage"), { childList: true, subtree: true });
    handle.focus();
    for (let move = 0; move < moves; move++) {
        const key = Math.floor(move / 25) % 2 ? "ArrowLeft" : "ArrowRight"; // there and back
        handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await new Promise((done) => setTimeout(done, 5));
    }
    const end = performance.now();
    while (performance.now() - Math.max(last, end) < 1000) await new Promise((done) => setTimeout(done, 20));
    observer.disconnect();
    for (let time = 0; time < 3; time++) {
        window.gc();
        await new Promise((done) => setTimeout(done, 100));
    } return { late: last - end, nodes: document.querySelectorAll("*").length, heap: performance.memory.usedJSHeapSize /
    1e6 };
}"""


@pytest.mark.parametrize(("name", "slider"), SLIDERS.items())
def test_a_thousand_moves(show_lab, server, name, slider):
    _, _, process = server
    lab = show_lab(f"from coursecnn.labs import {name}\n{name}()")
    lab.root.locator(".coursecnn-stage svg").first.wait_for()
    handle = lab.root.get_by_label(f"{slider}: slider", exact=True)
    kernel = max(psutil.Process(process).children(recursive=True), key=lambda child: child.memory_info().rss)
    first, memory = handle.evaluate(MOVES, 200), kernel.memory_info().rss / 1e6
    second = handle.evaluate(MOVES, 1000)
    kernel_growth, page_growth = kernel.memory_info().rss / 1e6 - memory, second["heap"] - first["heap"]
    print(
        f"drawn {second['late']:.0f} ms after the last move; kernel {kernel_growth:+.1f} MB, page {page_growth:+.1f} MB"
    )
    assert second["late"] < 500
    assert kernel_growth < 3 and page_growth < 3
    assert second["nodes"] == first["nodes"]
