"""What all labs have in common: a title, Reset, controls, a stage that follows them, and one line for errors."""

from contextlib import contextmanager
from html import escape
from threading import RLock

import ipywidgets as widgets

from ...datasets import site
from . import code
from .controls import Action
from .grid import Cells
from .page import Page
from .still import SENTENCE, Still, picture
from .theme import STYLE
from .unbroken import unbroken


class Lab(widgets.VBox):
    """Controls beside a drawing, or above it where there is little room; a subclass says in ``draw`` what is seen.

    A subclass sets ``name`` (for the class ``coursecnn-NAME`` of its element) and ``title``, makes its controls, and
    calls this constructor last, with one list for each row of controls (or of any widgets). ``draw()`` is called now
    and after every change of a control; a further widget is watched with ``self.watch(widget, "trait")``.

    Parameters
    ----------
    *rows : list of widgets, or of lists of widgets that share a place
    below : list of widgets
        Under the drawing.
    """

    name, title = "", ""

    def __init__(self, *rows, below=()):
        self._held, self._stale, self._said = 0, False, ""
        self._alone = RLock()  # JupyterLab has the first move of a control and its later ones in two threads
        rows = [
            [_row(place, "coursecnn-control") if isinstance(place, list) else place for place in row] for row in rows
        ]
        self.controls = [control for row in rows for control in _controls(row)]
        self.stage, self.status, self.page = Cells(), widgets.HTML(), Page()
        self.still = Still(self.kept)
        head = widgets.HTML(
            f'{STYLE}<div class="coursecnn-title" role="heading" aria-level="4">{escape(self.title)}</div>'
        )
        self.resetting = Action("Reset", self.reset, "Everything as it was at first")
        copying = Action("Copy as code", self.copy, "The line that brings this lab back as it is now")
        link = Action("Copy as link", self.copy_link, "A link to this site that shows this lab as it is now")
        self.head_actions = [copying, *([link] if site.address() is not None else []), self.resetting]
        panel = _box([*(_row(row, "coursecnn-row") for row in rows), self.status], "coursecnn-panel")
        view = _box([self.stage, *below], "coursecnn-view")
        super().__init__([
            _row([head, self.page, _row(self.head_actions, "coursecnn-actions")], "coursecnn-head"),
            _row([panel, view], "coursecnn-body"),
        ])  # fmt: skip
        for widget, kind in ((self, "lab"), (self, self.name), (self.stage, "stage"), (self.status, "status")):
            widget.add_class(f"coursecnn-{kind}")
        for control in [*self.head_actions, *self.controls]:
            if isinstance(control, Action):
                control.on_click(lambda _, do=control.do: self.guard(do))
            elif hasattr(control, "reset"):
                self.watch(control)
        self.stage.on_pick = lambda *place: self.guard(self.pick, *place)
        self.stage.on_edit = lambda *place: self.guard(self.edit, *place)
        self.update()

    def draw(self):
        """The HTML or SVG of the stage, for the present values of the controls."""
        raise NotImplementedError

    def settings(self):
        """The present values of the constructor's parameters, by name; for ``code``."""
        return {}

    def pick(self, name, row, column):
        """A cell that may be picked was picked; ``name`` is that of its grid."""

    def edit(self, name, row, column, value):
        """A cell that may be edited was given a new number."""

    def reset(self):
        """All controls as they were at first. A lab with more than controls extends this."""
        with self.hold():
            for control in self.controls:
                if hasattr(control, "reset"):
                    control.reset()

    def code(self):
        """The line of code that brings this lab back as it is."""
        return code.line(type(self), self.settings())

    def beyond(self):
        """A sentence on what neither the line of code nor the link can hold."""
        return ""

    def copy(self):
        """Hand that line to the reader."""
        line = self.code()
        self.page.copy(line)
        self.say(f"Copied: {line}{self.beyond()}")

    def copy_link(self):
        """Hand the reader a link to the site that this page is on, for anybody."""
        link = code.link(site.address(), type(self), self.settings())
        self.page.copy(link)
        self.say(f"Copied: {link}{self.beyond()}")

    def say(self, text):
        """A sentence by the controls, until the next change; for ``draw`` and for callbacks."""
        self._said = unbroken(escape(text))
        if not self._held:
            self.status.value = f"<span>{self._said}</span>"

    def watch(self, widget, trait="value"):
        """Draw again whenever a trait of a widget changes."""
        widget.observe(self.update, trait)

    @contextmanager
    def hold(self):
        """Several changes and one drawing, at the end."""
        with self._alone:
            self._held += 1
        try:
            yield
        finally:
            with self._alone:
                self._held -= 1
                due = not self._held and self._stale
            if due:
                self.update()

    def update(self, *_):
        """Draw; what goes wrong is shown as a sentence. While changes are held, once at their end."""
        with self._alone:
            if self._held:
                self._stale = True
                return
            self._stale, self._said = False, ""
            self.guard(self._show)
        self.still.changed()

    def guard(self, do, *arguments):
        """Call ``do``; an error becomes a sentence by the controls, and the drawing is then pale."""
        try:
            do(*arguments)
        except Exception as error:
            own = isinstance(error, (ValueError, TypeError)) and str(error)
            text = str(error) if own else f"This cannot be shown ({type(error).__name__}: {error}). Choose Reset."
            self.add_class("coursecnn-pale")
            self.status.value = f'<span class="coursecnn-error" role="alert">{unbroken(escape(text))}</span>'

    def kept(self):
        """What stands in the cell where there is no kernel, as HTML."""
        return picture(self.title, self.stage.html + f"<p>{self._said}</p>", self._said)

    def _show(self):
        self._held += 1  # a control that draw() limits does not draw again
        try:
            html = self.draw()
        finally:
            self._held, self._stale = self._held - 1, False
        self.remove_class("coursecnn-pale")
        self.stage.html = unbroken(html)
        self.status.value = f"<span>{self._said}</span>" if self._said else ""

    def _ipython_display_(self):
        from IPython.display import display

        self.still.show()
        data = self._repr_mimebundle_()
        data, metadata = data if isinstance(data, tuple) else (data, {})
        # A page that trusts no widget shows the next best, which is nothing: the picture stands above.
        display({**data, "text/html": "", "text/plain": repr(self)}, metadata=metadata, raw=True)

    def __repr__(self):
        return f"{type(self).__name__}: {SENTENCE[0].lower()}{SENTENCE[1:]}"


def _controls(widgets_):
    """All controls in a list of widgets and boxes."""
    for widget in widgets_:
        if hasattr(widget, "reset") or not hasattr(widget, "children"):
            yield widget
        else:
            yield from _controls(widget.children)


def _row(children, kind):
    box = widgets.HBox(list(children))
    box.add_class(kind)
    return box


def _box(children, kind):
    box = widgets.VBox(list(children))
    box.add_class(kind)
    return box
