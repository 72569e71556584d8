"""The commands: one module each, with ``configure(parser)`` and ``run(args)``, which returns the exit code."""


class CommandError(Exception):
    """What was asked for cannot be done; the message is one sentence."""
