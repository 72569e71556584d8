"""What a command says: as much of it as can be shown, and the work is done even where nobody listens."""

import contextlib
import os
import sys


class Output:
    """A stream that never fails.

    What its encoding does not have is replaced by a code such as ``\\u7f51``; when it is closed or full, the rest is
    dropped.

    Attributes
    ----------
    error : OSError, ValueError or None
        What went wrong with it first.
    """

    def __init__(self, stream):
        self.stream, self.error = stream, None

    def write(self, text):
        try:
            self._do(self.stream.write, text)
        except UnicodeEncodeError:
            encoding = getattr(self.stream, "encoding", None) or "ascii"
            self._do(self.stream.write, text.encode(encoding, "backslashreplace").decode(encoding))
        return len(text)

    def flush(self):
        self._do(self.stream.flush)

    def _do(self, function, *args):
        if self.error is not None:
            return
        try:
            function(*args)
        except UnicodeEncodeError:
            raise
        except (OSError, ValueError) as error:
            self.error = error
            with contextlib.suppress(OSError, ValueError):  # what waits in the stream goes nowhere, without a word
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self.stream.fileno())
                os.close(nowhere)

    def __getattr__(self, name):
        return getattr(self.stream, name)


@contextlib.contextmanager
def outputs():
    """``sys.stdout`` and ``sys.stderr`` as ``Output``, as long as this lasts; gives a list of both.

    One that was closed before we began goes nowhere: progress bars know of none that is not there, and the next file
    that is opened would get its number.
    """
    before = sys.stdout, sys.stderr
    with contextlib.ExitStack() as opened:
        there = [stream or opened.enter_context(open(os.devnull, "w", encoding="utf-8")) for stream in before]
        sys.stdout, sys.stderr = made = [Output(stream) for stream in there]
        try:
            yield made
        finally:
            for stream in made:
                stream.flush()
            sys.stdout, sys.stderr = before
