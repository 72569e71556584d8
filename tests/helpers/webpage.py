"""Pages of a folder of files: what they link to, which pictures they show, how many bytes they ask for."""

import gzip
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page(HTMLParser):
    """One HTML file: ``ids``, ``links`` (href) and ``pictures`` (src, alt)."""

    def __init__(self, path):
        super().__init__()
        self.path, self.ids, self.links, self.pictures = Path(path), set(), [], []
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids |= {attrs[name] for name in ("id", "name") if attrs.get(name)}
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "img":
            self.pictures.append((attrs.get("src", ""), attrs.get("alt")))


def pages(site):
    """``{path: Page}`` of the pages to read; those of JupyterLite are not ours, and the theme's templates are none."""
    others = {site / "lite", site / "_static"}
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if not others & set(path.parents)}


def broken_links(site, found):
    """``(page, link)`` of links within the site that lead to no file or no anchor."""
    broken = []
    for path, page in found.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchor = unquote(parts.fragment)
            if not target.is_file() or (anchor and target in found and anchor not in found[target].ids):
                broken.append((path.relative_to(site).as_posix(), link))
    return broken


def compressed(path):
    """Bytes of a file as a web server sends it."""
    data = Path(path).read_bytes()
    return min(len(data), len(gzip.compress(data, 6)))
