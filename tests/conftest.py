"""What every test may ask for."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from muster.cli.browser import CURE, find_browser
from muster.cli.postgres import NoPostgresError, throwaway_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does: small matrices gain nothing by threads
os.environ.pop("MUSTER_COMMAND", None)  # however these tests were started, hints name `muster`

# machines are shared: no test is judged by how long it took
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

_SOFTWARE_GL = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
_DATABASE = {"db", "transactional_db"}  # `site` is on both databases anyway


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that touch a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # last, since a browser's loop goes on until the end and Django then refuses its database
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
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


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A real browser, the same for every test that asks: a second one in one process would not start."""
    path = find_browser()
    if path is None:
        pytest.skip(f"no Chromium can be driven here: {CURE}, or name one in MUSTER_BROWSER")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a third of a second that few runs need

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=_SOFTWARE_GL)
        yield running
        running.close()
