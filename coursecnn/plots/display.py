"""Show a figure together with the sentence that stands for it."""

import base64
import io
import sys

from ..arguments import shown

FEW_COLOURS = 256


def show(figure, alt):
    """Display ``figure`` as a PNG picture with ``alt`` as its alternative text, and close it.

    The notebook then carries the text, in the metadata of the picture (where ``nbconvert`` looks for it) and as the
    output's plain text. Outside a notebook nothing is shown.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, for readers who cannot see it. An empty text is refused.
    """
    if not hasattr(figure, "savefig"):
        raise TypeError(
            f"figure must be a matplotlib Figure, such as plots.grids returns, not {type(figure).__name__}."
        )
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(
            f"alt must say in a sentence what the picture shows, for readers who cannot see it, not {shown(alt)}."
        )
    alt = " ".join(alt.split())
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from IPython.display import display

        picture = base64.b64encode(to_png(figure)).decode("ascii")  # not every kernel does this itself
        display({"image/png": picture, "text/plain": alt}, raw=True, metadata={"image/png": {"alt": alt}})
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)


def to_png(figure):
    """``figure`` as the bytes of a small PNG file; the same figure gives the same bytes.

    Drawings are stored with a palette of 256 colours, a third of the size; figures that hold a colour picture keep all.
    """
    from PIL import Image

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    picture = Image.open(buffer).convert("RGB")
    if not any(image.get_array().ndim == 3 for axes in figure.axes for image in axes.get_images()):
        picture = picture.quantize(FEW_COLOURS, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
