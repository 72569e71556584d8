"""Still pictures of the course, in one visual language.

Every function takes arrays (or lists) and returns a matplotlib ``Figure``; nothing is seen until ``show(figure, alt)``,
which wants a sentence for readers who cannot see it::

    from coursecnn import plots

    figure = plots.convolution_step(x, kernel, place=(0, 1))
    plots.show(figure, alt="A 2 x 2 window over the middle columns of the image gives -1.")

Input is blue, a kernel orange, output green, a gradient vermilion, padding light grey, and dropped pixels are hatched.
Images are grey; signed values run from blue over the page's ground (0) to vermilion. The colours are those of Okabe and
Ito, which can be told apart by readers with any kind of colour vision. Figures are sheets of at most 700 pixels: white,
or dark where JupyterLab's theme is, unless the environment variable ``COURSECNN_THEME`` says ``light`` or ``dark``.

The numbers of an example, in cells:

- ``grids([Grid(x), Grid(kernel, "kernel"), Grid(y, "output")], signs=["*", "="])``
- ``convolution_step(x, kernel, place)``, ``channel_sums(x, weight)``, ``gradient_routing(x, dy, "max", 2)``
- ``windows_on_grid(n, kernel, stride, padding, dilation)``

Pictures: ``images(array)``, ``feature_maps(maps)``. Charts: ``curves``, ``panels``, ``bars``, ``runs``, ``history``,
``roofline``, ``confusion_matrix``. Diagrams: ``architecture``, ``blocks``.
"""

try:
    from .charts import bars, curves, history, panels, roofline, runs
except ModuleNotFoundError as error:
    from ..arguments.packages import missing

    if "matplotlib" not in error.name:
        raise
    raise ModuleNotFoundError(missing("matplotlib", "A picture"), name="matplotlib") from None
from .confusion import confusion_matrix
from .contact import feature_maps, images
from .diagrams import architecture, blocks
from .display import show
from .grid import Grid
from .rows import grids
from .steps import channel_sums, convolution_step
from .style import COLOURS, DIVERGING, PALETTE
from .windows import gradient_routing, windows_on_grid
