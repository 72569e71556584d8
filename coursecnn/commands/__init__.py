"""The commands: one module each, with ``configure(parser)`` and ``run(args)``, which returns the exit code."""

import argparse


class CommandError(Exception):
    """What was asked for cannot be done; the message is one sentence."""


def whole_number(least):
    """What reads an option for ``argparse``: a whole number of at least ``least``."""

    def whole(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}, not {text!r}")
        return int(text)

    return whole
