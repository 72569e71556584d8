"""A lab without a kernel: its last picture, and the sentence that says how it comes to life."""

import asyncio
import base64
import re
from html import escape

from .theme import STYLE, WIDTH

SENTENCE = "Run this cell to bring it to life."
CAUSES = (
    "If it stays a picture, look at three things: has the cell run to its end ([*] stands before one that runs, or "
    "waits for a kernel); does `jupyter labextension list`, where Jupyter was started, name jupyterlab-manager and "
    "anywidget; and does this page run notebooks at all (previews, GitHub and editors without Jupyter do not)?"
)
CODE = re.compile("`([^`]+)`")
PAUSE = 1.0  # seconds without a change, after which the kept picture is made anew
LIVES = ".coursecnn-lab:not(.jupyter-widgets-disconnected)"
HIDING = f"""<style>
.jp-OutputArea-child:has(.coursecnn-still):has(+ .jp-OutputArea-child {LIVES}),
.jp-OutputArea-child:has(.coursecnn-still) + .jp-OutputArea-child:not(:has({LIVES})) {{ display: none; }}
</style>"""
"""The picture stands where no lab lives behind it; "Loading widget ..." and broken links stand nowhere."""
SIZES = re.compile(
    r'(cnn-between)|(?:<svg [^>]*?width="|data-size=")(\d+)(?:" height="| )(\d+)"|<(p|tr|li)\b([^>]*)>(.*?)</\4>',
    re.DOTALL,
)
GAP, SIGN = 12, 21  # pixels: between two drawings beside each other; a sign
TAGS = re.compile(r"<[^>]+>")


class Still:
    """The picture of a lab in its cell's outputs, before the lab itself.

    Parameters
    ----------
    picture : function () -> str
        The HTML of what is kept; see ``picture``.
    """

    def __init__(self, picture):
        self._picture, self._handle, self._loop, self._timer = picture, None, None, None

    def show(self):
        """Put the picture into the outputs of the cell that runs."""
        from IPython.display import display

        self._handle = display(
            {"text/html": HIDING + self._picture(), "text/plain": f"{SENTENCE} {CAUSES}"}, raw=True, display_id=True
        )
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None  # nobody moves anything where no loop runs

    def changed(self):
        """Keep the picture of now, as soon as nothing has changed for a second; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._later)

    def _later(self):
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(PAUSE, self._keep)

    def _keep(self):
        self._timer = None
        if self._handle is not None:
            self._handle.update(self._data(), raw=True)

    def _data(self):
        return {"text/html": HIDING + self._picture(), "text/plain": f"{SENTENCE} {CAUSES}"}


def picture(title, stage, alt):
    """What a lab shows as one ``<img>``, which even a page that trusts no notebook lets through.

    Parameters
    ----------
    title, stage : str
        The heading, and the HTML below it; well-formed XML.
    alt : str

    Returns
    -------
    str
        HTML.
    """
    sheet = f"{STYLE}<div class='coursecnn-title'>{escape(title)}</div><div class='coursecnn-stage'>{stage}</div>"
    causes = CODE.sub(r"<code>\1</code>", CAUSES)
    words = f"<p><b>{SENTENCE}</b> {causes}</p>"
    body = f"<div xmlns='http://www.w3.org/1999/xhtml' class='coursecnn-lab'>{sheet}{words}</div>"
    width, height = WIDTH + 24, height_of(stage) + 140
    box = f"<foreignObject width='{width}' height='{height}'>{body}</foreignObject>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>{box}</svg>"
    address = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    text = escape(f"{title} {alt} {SENTENCE} {CAUSES}", quote=True)
    return f'<img class="coursecnn-still" src="{address}" alt="{text}" style="max-width:100%">'


def height_of(stage):
    """About so many pixels are as tall as some HTML; rather too many than too few."""
    total = used = tall = sign = beside = 0
    for between, width, height, _, about, text in SIZES.findall(stage):
        if between:
            sign = SIGN + GAP
        elif width:
            width, height = int(width) + sign + GAP, int(height)
            if used + width > WIDTH + GAP:
                total, used, tall = total + tall + 14, 0, 0
            used, tall, sign, beside = used + width, max(tall, height), 0, 0
        elif words := TAGS.sub("", text):
            if "cnn-beside" in about:
                beside += _tall(words, WIDTH - used)
                tall = max(tall, beside)
            else:
                total, used, tall = total + tall + _tall(words, WIDTH), 0, 0
    return total + tall + 20


def _tall(words, wide):
    return 6 + 20 * (1 + len(words) * WIDTH // (92 * wide))
