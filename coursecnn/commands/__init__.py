"""The commands: one module each, with ``configure(parser)`` and ``run(args)``, which returns the exit code."""

import argparse

MOST_DIGITS = 18  # of a number in an argument


class CommandError(Exception):
    """What was asked for cannot be done; the message is one sentence."""


def whole_number(least):
    """What reads an option for ``argparse``: a whole number of at least ``least``."""

    def whole(text):
        if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) < least:
            shown = text if len(text) < 40 else f"{text[:40]}..."
            raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}, not {shown!r}")
        return int(text)

    return whole
