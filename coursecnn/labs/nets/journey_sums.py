"""The sums of the journey, written out: what a number of a convolution, or of a fully connected layer, adds up."""

import numpy as np

from ...plots.values import in_brackets, number
from ..kit.mosaic import Mosaic
from ..kit.svg import LINE, flow, line, part


def products_title(why, source):
    """Above the products of a channel: whether those that are shown add up to their sum, which is exact."""
    texts, digits = channel_texts(why)
    products = why.products[source]
    exact = np.isclose(products.round(2).sum(), products.sum(), 0, 0.5 * 10.0**-digits)
    return f"products{'; their' if exact else ', rounded;'} sum: {texts[source]}"


def channel_texts(why):
    """The sums of all channels as texts, and with how many decimals."""
    parts = [float(total) for total in why.products.sum(axis=(1, 2))]
    digits = _digits([*parts, why.bias], why.value)
    return [number(part_, digits) for part_ in parts], digits


def channel_sums(why, source):
    """The sums of all channels, and the bias."""
    texts, digits = channel_texts(why)
    texts[1:] = map(in_brackets, texts[1:])
    texts[source] = f"<b>{texts[source]}</b>"
    what = "Sum of the products" if len(texts) == 1 else "Sums of the channels"
    result = f"{in_brackets(number(why.bias, digits))} = <b>{number(why.value, digits)}</b>"
    return f'<p data-text="sum">{what} and bias: {" + ".join(texts)} + {result}</p>'


def _digits(parts, total):
    """So many decimals that the numbers as they are shown add up, where three to six do it."""
    shown = (n for n in range(3, 7) if round(sum(round(float(p), n) for p in parts), n) == round(float(total), n))
    return next(shown, 3)


def factors(x, w, product):
    """Two factors with so many decimals that what is shown of their product is right, where two to six do it."""
    goal = round(float(product), 3)
    right = (n for n in range(2, 7) if round(round(float(x), n) * round(float(w), n), 3) == goal)
    digits = next(right, 6)
    return number(x, digits), in_brackets(number(w, digits))


def weight_pictures(why):
    """Inputs, weights and products of a fully connected unit, in the shape of the maps that were flattened."""
    pieces = []
    for name, title, array in (
        ("back", "inputs", why.window),
        ("", "weights", why.weights),
        ("back", "products", why.products),
    ):
        maps = Mosaic(array, name, 200, 110, title != "inputs")
        drawn = f'<text class="cnn-heading" x="2" y="13">{title}</text>{maps.draw(2, LINE, "pick" if name else None)}'
        pieces.append(part(drawn, 0, 0, maps.size[0] + 4, LINE + maps.size[1] + 3))
    return flow(pieces, "Inputs, weights and their products; blue is negative, orange-red positive.", acts=True)


def largest_products(why):
    """The products that count most, and the sum of all, in words."""
    products, maps = why.products, why.window.shape[1:] != (1, 1)
    texts = []
    for flat in np.argsort(-np.abs(products), axis=None)[:3]:
        c, i, j = place = np.unravel_index(flat, products.shape)
        x, w = factors(why.window[place], why.weights[place], products[place])
        where = f"map {c}, row {i}, column {j}" if maps else f"number {c}"
        texts.append(f"{where}: {x}\u00b7{w} = {number(float(products[place]), 3)}")
    digits = _digits([products.sum(), why.bias], why.value)
    total = f"Sum of all {products.size} products and bias: {number(float(products.sum()), digits)} + "
    total += f"{in_brackets(number(why.bias, digits))} = {number(why.value, digits)}."
    return line(f"The largest products: {'; '.join(texts)}.", "largest") + line(total, "sum")
