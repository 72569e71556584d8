"""The diagrams of lesson 10 can be drawn, and say what their numbers say."""

import pytest

from coursecnn.plots import architectures


@pytest.mark.parametrize("name", ["vgg_block", "nin", "inception_block", "residual_block"])
def test_drawn_with_its_title(name):
    figure = getattr(architectures, name)()
    words = " ".join(text.get_text() for text in figure.axes[0].texts).replace("\n", " ")
    expected = {
        "vgg_block": "18 C²",
        "nin": "global average pool",
        "inception_block": "256 maps",
        "residual_block": "x + f(x)",
    }
    assert expected[name] in words
    assert figure.get_figwidth() <= 7.1
