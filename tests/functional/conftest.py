"""What tests of mixed columns share."""

import pytest

from coursecnn.functional import winograd


@pytest.fixture
def mixing_always(monkeypatch):
    """Columns are mixed where they can be, also in layers and batches too small to gain by it: tests are quick then."""
    monkeypatch.setattr(winograd, "DEEP", 0)
    monkeypatch.setattr(winograd, "LONG", 0)
    winograd.mixing.cache_clear()
    yield
    winograd.mixing.cache_clear()
