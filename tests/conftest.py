"""What every test may ask for."""

import os
from collections.abc import Iterator

import pytest

from muster.cli.postgres import NoPostgresError, throwaway_postgres

_DATABASE = {"db", "transactional_db"}  # `site` is on both databases anyway


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that touch a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    touching = [item for item in items if item.get_closest_marker("django_db") or _DATABASE & set(_fixtures(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL that this run started."""
    given = os.environ.get("MUSTER_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        with throwaway_postgres() as url:
            yield url
    except NoPostgresError as error:
        pytest.skip(str(error))
