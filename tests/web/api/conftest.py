"""Nothing was asked yet, by anybody."""

import pytest
from django.core.cache import cache


@pytest.fixture
def emptied(db: None) -> None:
    """No limit is counted yet."""
    cache.clear()
