"""What several labs' tests need."""

import pytest

from coursecnn import datasets
from coursecnn.experiments.task import load_data


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Drawn digits for a module, and no MNIST."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSECNN_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("COURSECNN_DATA", raising=False)
        datasets.fetch("digits")
        yield
    load_data.cache_clear()
