"""Show a figure together with the sentence that stands for it."""

import io
import sys


def show(figure, alt):
    """Display ``figure`` as a PNG picture with ``alt`` as its alternative text, and close it.

    The notebook then carries the text, as metadata of the picture and as the output's plain text. Outside a notebook
    nothing is shown.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, for readers who cannot see it. An empty text is refused.
    """
    if not hasattr(figure, "savefig"):
        raise TypeError(f"figure must be a matplotlib Figure, such as plots.grids returns, not {type(figure).__name__}.")
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("alt must say in a sentence what the picture shows, for readers who cannot see it; it is empty.")
    alt = " ".join(alt.split())
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        get_ipython = None
    if get_ipython is not None and get_ipython() is not None:
        picture = {"image/png": to_png(figure), "text/plain": alt}
        display(picture, raw=True, metadata={"image/png": {"alt": alt}})
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)


def to_png(figure):
    """``figure`` as the bytes of a PNG file; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
