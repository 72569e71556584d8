"""``python -m coursecnn``: the same as the command ``coursecnn``."""

import sys

from .commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
