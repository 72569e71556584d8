"""The other way into the cells of a grid: fields for the row, the column and the number."""

import ipywidgets as widgets

from .controls import FIT


class CellFields(widgets.HBox):
    """Fields that show a cell of some grids and change its number, for readers who do not click.

    Parameters
    ----------
    grids : function () -> dict of str to array (H, W)
    edit : function (name, row, column, text)
        Called with what is typed.
    """

    def __init__(self, grids, edit):
        self._grids, self._edit, self._following = grids, edit, False
        self.grid = widgets.Dropdown(
            options=list(grids()), description="Change cell of", style=FIT, layout={"width": "182px"}
        )
        self.row = widgets.BoundedIntText(min=0, description="row", style=FIT, layout={"width": "90px"})
        self.column = widgets.BoundedIntText(min=0, description="column", style=FIT, layout={"width": "112px"})
        self.number = widgets.FloatText(description="to the number", style=FIT, layout={"width": "158px"})
        super().__init__([self.grid, self.row, self.column, self.number])
        self.add_class("coursecnn-row")
        for field in (self.row, self.column):
            field.add_class("coursecnn-whole")
        for field in (self.grid, self.row, self.column):
            field.observe(self.follow, "value")
        self.number.observe(self._typed, "value")
        self.follow()

    def follow(self, *_):
        """Show the cell's present number; the lab calls this when a grid has changed."""
        if self._following:
            return
        self._following = True
        try:
            array = self._grids()[self.grid.value]
            self.row.max, self.column.max = array.shape[0] - 1, array.shape[1] - 1
            self.number.value = round(float(array[self.row.value, self.column.value]), 4)
        finally:
            self._following = False

    def _typed(self, change):
        if not self._following:
            self._edit(self.grid.value, self.row.value, self.column.value, str(change.new))
