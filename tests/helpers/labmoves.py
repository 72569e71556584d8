"""Moves of a lab's control by the keyboard, and the time from the key to the changed page."""

# lab: what is moved, as (label of a slider or name of a button, key) in turns, so that each move changes the drawing
CONTROLS = {
    "ParameterCountLab": [("image side (pixels)", "ArrowLeft"), ("image side (pixels)", "ArrowRight")],
    "ConvolutionLab": [("step", "ArrowRight"), ("step", "ArrowLeft")],
    "SizingLab": [("image height", "ArrowRight"), ("image height", "ArrowLeft")],
    "ReceptiveFieldLab": [("output row", "ArrowLeft"), ("output row", "ArrowRight")],
    "ChannelsLab": [("row", "ArrowRight"), ("row", "ArrowLeft")],
    "PoolingLab": [("right (pixels)", "ArrowRight"), ("right (pixels)", "ArrowLeft")],
    "BackpropLab": [("row", "ArrowRight"), ("row", "ArrowLeft")],
    "SpeedLab": [("filters", "ArrowRight"), ("filters", "ArrowLeft")],
    "TrainingLab": [("filters 1", "ArrowRight"), ("filters 1", "ArrowLeft")],
    "DrawDigitLab": [("3", "Enter"), ("8", "Enter")],
    "ActivationsLab": [("filter", "ArrowRight"), ("filter", "ArrowLeft")],
    "JourneyLab": [("row", "ArrowRight"), ("row", "ArrowLeft")],
}

WATCH = """lab => {
    window.moves = [];
    let began = null;
    lab.addEventListener("keydown", (event) => (began = event.timeStamp), true);
    new MutationObserver(() => {
        if (began === null) return;
        window.moves.push(performance.now() - began);
        began = null;
    }).observe(lab.querySelector(".coursecnn-stage"), { childList: true, subtree: true, characterData: true, attributes:
    true });
}"""


def milliseconds(lab, name, moves):
    """Of each of so many moves; waits until each has changed the drawing.

    Parameters
    ----------
    lab : LabPage
    name : str
        The lab's class.
    moves : int
    """
    lab.root.locator(".coursecnn-stage :is(svg, img, [data-text])").first.wait_for()
    lab.root.evaluate(WATCH)
    for number in range(moves):
        label, key = CONTROLS[name][number % len(CONTROLS[name])]
        if key == "Enter":
            lab.root.get_by_role("button", name=label, exact=True).press(key)
        else:
            lab.step(label, key)
        lab.page.wait_for_function("number => window.moves.length > number", arg=number)
        lab.page.wait_for_timeout(30)  # as between two moves of a hand
    return lab.page.evaluate("window.moves")
