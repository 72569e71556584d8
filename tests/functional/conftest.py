"""What tests of mixed columns share."""

import pytest

from coursecnn.functional import fast, winograd


@pytest.fixture
def mixing_always(monkeypatch):
    """Columns are mixed where they can be, also in layers and batches too small to gain by it: tests are quick then."""
    for limit in ("DEEP", "LONG", "WORK"):
        monkeypatch.setattr(winograd, limit, 0)
    monkeypatch.setattr(winograd, "COMPILED", (1, 0))
    monkeypatch.setattr(fast, "FEW", 1)
    winograd._mixing.cache_clear()
    yield
    winograd._mixing.cache_clear()


@pytest.fixture
def mixed_by_numpy(monkeypatch):
    """Kernels are for other limits."""
    monkeypatch.setattr(fast, "compiled", lambda: None)
