"""The door to an answer that is in another process, behind walls: see ``coursecnn.checks.door``."""

from ..checks.door import About, Replies, Reply
from ..checks.guard import SECONDS
from ..checks.reading import global_names
from .process import Ended
from .room.wire import Malformed, decode, decode_reply, encode

GRACE = 4  # seconds after which a call that did not stop ends with its process
STATES = ("done", "stopped", "lost", "exited")
SAID = {  # what a reply says where there is none: the process has ended
    "late": Replies([], "stopped"),
    "ended": Replies([Reply(error="SystemExit", text="the answer ended the whole program")], "exited"),
}


class RoomDoor:
    """One version of an answer.

    Attributes
    ----------
    about : About
    ended : str
        How the process ended in a call; "" while it goes on.
    state : str
        Of the last call.
    """

    def __init__(self, ask, name, version, about, help_with=None):
        self._ask, self._name, self._version, self.about = ask, name, version, about
        self._help_with = help_with
        self.ended, self.state, self._raised = "", "done", False

    def __call__(self, calls, seconds=SECONDS):
        """See ``Door``."""
        if self.ended:
            return SAID.get(self.ended, SAID["ended"])
        request = {
            "do": "call", "name": self._name, "version": self._version, "seconds": seconds,
            "calls": [encode((tuple(call.args), tuple(call.kwargs.items()))) for call in calls],
        }  # fmt: skip
        try:
            replies = _replies(self._ask(request, seconds + GRACE), len(calls))
        except Ended as end:
            self.ended = end.how
            replies = SAID.get(end.how, SAID["ended"])
        self.state = replies.state
        self._raised |= any(reply.error for reply in replies.replies)
        return replies

    def helped(self, functions):
        """See ``Door``; the answer is another time in a process of its own, and there only what it calls is right."""
        called = global_names(self.about.steps or ())
        names = [name for name in functions if name in called]
        ask = self._help_with and self._help_with(names, self._raised)
        return RoomDoor(ask, self._name, self._version, self.about) if ask else None


def doors(ask, name, look, help_with=None):
    """The doors to all versions of an answer, the newest first.

    Parameters
    ----------
    ask : callable
        ``ask(request, seconds)``
    name : str
    look : dict
        What the process told of it.
    help_with : callable, optional
        ``help_with(names, raised)``: an ``ask`` of a new process, in which these names are right functions; or None.
        ``raised``: in a call the answer raised.

    Raises
    ------
    Ended
        Where this is nothing that it may tell.
    """
    try:
        return [
            RoomDoor(ask, name, number, _about(each), help_with) for number, each in enumerate(look["versions"][:9])
        ]
    except (KeyError, TypeError, Malformed):
        raise Ended("garbled") from None


def _about(given):
    parts = decode(given)
    if type(parts) is not tuple or len(parts) != 6:
        raise Malformed("nothing about an answer")
    callable_, value, words, source, steps, above = parts
    kinds = (callable_, bool), (words, str), (source, str), (above, bool)
    if any(type(part) is not kind for part, kind in kinds) or not (steps is None or type(steps) is tuple):
        raise Malformed("nothing about an answer")
    return About(callable_, value, words[:300], source, steps, above)


def _replies(reply, count):
    try:
        state, replies = reply["state"], [decode_reply(one) for one in reply["replies"]]
    except (KeyError, TypeError, Malformed):
        raise Ended("garbled") from None
    if state not in STATES or len(replies) > count or (state == "done" and len(replies) < count):
        raise Ended("garbled")
    return Replies(replies, state)
