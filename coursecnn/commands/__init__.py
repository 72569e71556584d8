"""The commands: one module each, with ``configure(parser)`` and ``run(args)``, which returns the exit code."""

import argparse

MOST_DIGITS = 18  # of a number in an argument


class CommandError(Exception):
    """What was asked for cannot be done; the message is one sentence."""


def whole_number(least, most=10**MOST_DIGITS):
    """What reads an option for ``argparse``: a whole number of at least ``least`` and at most ``most``."""

    def whole(text):
        if not text.isdecimal() or len(text) > MOST_DIGITS or not least <= int(text) <= most:
            shown = text if len(text) < 40 else f"{text[:40]}..."
            limits = f"at least {least}" if most == 10**MOST_DIGITS else f"{least} to {most}"
            raise argparse.ArgumentTypeError(f"must be a whole number of {limits}, not {shown!r}")
        return int(text)

    return whole
