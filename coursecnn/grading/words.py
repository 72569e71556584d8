"""Texts that came out of a notebook, as they may stand on a page, in a table and in a terminal."""

import re
import unicodedata

LONGEST = 4_000  # characters
PATH = re.compile(r"""(?<![\w\]).<>/\\])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\'"`<>|:,;()\[\]*?=]+){2,}[/\\]?""")


def tidy(text, longest=LONGEST):
    """Without what steers a terminal or a reader's eye, and without names of places on the teacher's machine."""
    text = "".join(
        c if c == "\n" or unicodedata.category(c)[0] != "C" else " " if c == "\t" else "?" for c in text[: 2 * longest]
    )
    text = PATH.sub("(a path)", text)
    return text if len(text) <= longest else text[:longest] + " ..."
