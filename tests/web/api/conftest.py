"""Nothing was asked yet, by anybody; and the register's database, whose files are read beside it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from muster.web.api import asking
from tests.web.register.conftest import transactional_db

__all__ = ["transactional_db"]


@pytest.fixture(autouse=True)
def _nothing_asked() -> Iterator[None]:
    asking._asked.clear()
    yield
    asking._asked.clear()


@pytest.fixture
def emptied(db: None) -> None:
    """No limit is counted yet."""
    cache.clear()
