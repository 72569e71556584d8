"""A lab that looks into a net: one that is given, or the small one that is trained once for all labs."""

from html import escape

from ..kit import background
from ..kit.lab import Lab
from . import trained as nets
from .digit_drawing import waiting


class NetLab(Lab):
    """Gets its net while the reader already sees its controls; otherwise as ``Lab``.

    Parameters
    ----------
    net : Sequential or None
        Of ``nets.checked``. For None the net of ``nets.digit_net`` comes from the cache, or is trained beside the page.

    Attributes
    ----------
    net : Sequential or None
        None as long as it is trained; ``draw`` then shows ``waiting()``, and is called again with every step.
    about : str
        A sentence about the net, where it is our own.
    """

    def __init__(self, net, *rows, below=()):
        self.net, self.about = (nets.kept_net() or (None, "")) if net is None else (net, "")
        self._run, self._failed = None, ""
        super().__init__(*rows, below=below)
        if self.net is None:
            background.start(self._get_net, "digit-net")

    def waiting(self, meanwhile=""):
        """What stands in the net's place: how long the training takes, and a sentence; or what went wrong."""
        return self._failed or waiting(self._run, meanwhile)

    def _get_net(self):
        try:
            net, self.about = yield from nets.digit_job(self._trains)
            self.net = net
        except Exception as error:  # nobody else can tell what happened beside the page
            self._failed = f'<span class="coursecnn-error" role="alert">{escape(str(error))}</span>'
        self.update()

    def _trains(self, run):
        self._run = run
        self.update()
