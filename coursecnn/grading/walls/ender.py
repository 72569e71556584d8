"""Ends what was begun behind walls when the process that marks is killed, and can end and remove nothing itself.

``bwrap --die-with-parent`` is not enough for that. It starts a second process, which waits to be told that it may make
the walls; where the first one dies before it has told (it dies with the marking), the second waits for ever.
"""

import contextlib
import subprocess

# Its input ends with the process that marks, however that ends. A group keeps its number as long as one of it lives.
CODE = """\
groups=
while read -r what number; do
    others=
    for group in $groups; do [ "$group" = "$number" ] || others="$others $group"; done
    groups=$others
    [ "$what" = ended ] || groups="$groups $number"
done
for group in $groups; do kill -s KILL -- "-$group"; done
[ -z "$1" ] || rmdir "$1"
"""


class Ender:
    """A shell that is told of groups of processes.

    Parameters
    ----------
    variables : dict
        Its environment.
    folder : str
        An empty folder to be removed at last, or "".
    """

    def __init__(self, variables, folder=""):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(
            ["sh", "-c", CODE, "sh", folder], stdin=subprocess.PIPE, env=variables, cwd="/",
            start_new_session=True, bufsize=0, **quiet,  # Ctrl-C is not for it
        )  # fmt: skip

    def begun(self, group):
        """End this group with the marking."""
        self._tell("begun", group)

    def ended(self, group):
        """Leave it alone from now on: its number may become another's."""
        self._tell("ended", group)

    def close(self):
        """End what is left, and itself, and remove the folder."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, what, group):
        with contextlib.suppress(OSError):  # it was killed, and the marking goes on
            self._process.stdin.write(f"{what} {group}\n".encode())
