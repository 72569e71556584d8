"""Draw the pictures of labs in the lessons' text: ``uv run --group browser python .github/pictures/labs.py``.

Each is what the lab shows at first, as it keeps it for readers without a kernel; where a net is looked into, one has
been trained and a sample drawn. A picture that did not change is left alone. Names such as ``lab-pooling`` draw these
alone.
"""

import base64
import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from coursecnn import labs
from coursecnn.labs.kit.controls import Action
from coursecnn.labs.kit.still import SENTENCE
from coursecnn.labs.nets.trained import digit_net

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CELL = re.compile(r'id="(lab-[\w-]+)"\nfrom coursecnn\.labs import (\w+)')
KEPT = re.compile(r"base64,([^\"]+)")
SHOWN = re.compile(r"<foreignObject width='(\d+)'[^>]*>(.*)</foreignObject>", re.S)
WORDS = re.compile(f"<p><b>{re.escape(SENTENCE)}</b>.*?</p>", re.S)  # a picture in the text stands above its cell
SCALE, MOST = 0.75, 60_000  # bytes
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def main(wanted):
    texts = [path.read_text(encoding="utf-8") for path in sorted((NOTEBOOKS / "source").glob("*.py"))]
    found = dict(pair for text in texts for pair in CELL.findall(text))
    digit_net()  # kept, so that labs have it at once
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 1400})
        for name in wanted or found:
            lab = getattr(labs, found[name])()
            if isinstance(lab, labs.DrawDigitLab):
                next(one for one in lab.controls if isinstance(one, Action) and one.description == "3").do()
            width, html = SHOWN.search(base64.b64decode(KEPT.search(lab.kept())[1]).decode()).groups()
            html = WORDS.sub("<p><b>Run the cell below to bring it to life.</b></p>", html)
            page.set_content(f"<body style='margin:0;width:{width}px'>{html}</body>")
            screenshot = page.locator(".coursecnn-lab").first.screenshot()
            write(NOTEBOOKS / "pictures" / f"{name}.png", shrink(screenshot))
        browser.close()


def shrink(screenshot):
    """The bytes of a smaller PNG, with as many colours as fit."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    image = image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS)
    for colours in (128, 96, 64):
        small = io.BytesIO()
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(
            small, "png", optimize=True
        )
        if small.tell() < MOST:
            break
    return small.getvalue()


def write(path, data):
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
        print(f"{path.name}: {len(data) / 1000:.1f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
