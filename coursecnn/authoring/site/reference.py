"""The pages of the reference, one for each room of the package, from the docstrings."""

import inspect
from importlib import import_module

# room: its title. A name that stands in several rooms is described in the first.
ROOMS = {
    "coursecnn.functional": "The operations as functions",
    "coursecnn.reference": "The same as loops",
    "coursecnn.layers": "Layers and losses",
    "coursecnn.training": "Training",
    "coursecnn.models": "The nets of the course",
    "coursecnn.datasets": "Images",
    "coursecnn.interop": "To other frameworks and back",
    "coursecnn.experiments": "Experiments with parameters",
    "coursecnn.plots": "Plots",
    "coursecnn.labs": "Labs",
    "coursecnn.checks": "Exercises and their checks",
    "coursecnn.lesson": "What a lesson begins with",
    "coursecnn": "Names of the package itself",
}


def public(room):
    """``{name: function or class}`` of a room, in the order in which its face or its text names them."""
    module = import_module(room)
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    things = {name: getattr(module, name) for name in names}
    return {
        name: thing
        for name, thing in things.items()
        if (inspect.isclass(thing) or inspect.isfunction(thing))
        and f"{thing.__module__}.".startswith(f"{room}.")
        and thing.__doc__
    }


def places():
    """``{full name as a lesson may write it: full name where the reference describes it}``."""
    described, known = {}, {}
    for room in ROOMS:
        for name, thing in public(room).items():
            described.setdefault(thing, f"{room}.{name}")
            known[f"{room}.{name}"] = described[thing]
    return known


def reference_pages():
    """``{file name: text}``, in reStructuredText: a page for each room and one that lists them."""
    pages, described = {}, set(places().values())
    for room, title in ROOMS.items():
        lines = [_title(title), f".. automodule:: {room}\n"]
        for name, thing in sorted(public(room).items()):
            if f"{room}.{name}" in described:
                lines += _class(room, thing, name) if inspect.isclass(thing) else [f".. autofunction:: {room}.{name}\n"]
        pages[f"reference/{room}.rst"] = "\n".join(lines)
    toc = "".join(f"   {room}\n" for room in ROOMS)
    pages["reference/index.rst"] = (
        _title("Reference")
        + "\nEvery public function and class of ``coursecnn``, as its docstring says.\n\n"
        + f".. toctree::\n   :maxdepth: 1\n\n{toc}"
    )
    return pages


def _class(room, thing, name):
    options = "   :members:\n" if not issubclass(thing, BaseException) else ""
    return [f".. autoclass:: {room}.{name}\n{options}"]


def _title(text):
    return f"{text}\n{'=' * len(text)}\n"
