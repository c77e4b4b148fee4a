"""Sites of their own, on both databases."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.sites import CONSOLE, Site, environment, new_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    settings = environment(tmp_path_factory.mktemp("site"), url)
    subprocess.run([sys.executable, "-m", "muster.cli", "migrate"], env=settings, check=True, capture_output=True)
    console = [sys.executable, str(CONSOLE)]
    with subprocess.Popen(console, env=settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield Site(settings, running)
        assert running.stdin
        running.stdin.close()
