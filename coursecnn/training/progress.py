"""The progress bar of a training, in a terminal or a notebook."""

import sys
from contextlib import contextmanager

from ..arguments.packages import missing


class _NoBar:
    def update(self, images):
        pass

    def show(self, *facts):
        pass


class _Bar:
    def __init__(self, bar):
        self.bar = bar
        self.update = bar.update

    def show(self, epoch, epochs, loss, accuracy):
        text = f"epoch {epoch}/{epochs}, loss {loss:.3f}, accuracy {100 * accuracy:.1f} %"
        self.bar.set_postfix_str(text, refresh=False)


@contextmanager
def progress_bar(images, done=0, wanted=True):
    """A bar over ``images`` images in all, ``done`` of them before, with images per second and time left."""
    if not wanted:
        yield _NoBar()
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ModuleNotFoundError(missing("tqdm", "The progress bar", ", or give progress=False")) from None
    if sys.platform == "emscripten":
        tqdm.monitor_interval = 0  # its watch is a thread, and a browser's Python has none
    # In a notebook each update is several messages; many thousands of unread ones would be dropped.
    with tqdm(total=images, initial=done, unit=" images", unit_scale=True, dynamic_ncols=True, mininterval=0.5) as bar:
        yield _Bar(bar)
