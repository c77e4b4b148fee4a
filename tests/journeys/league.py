"""A small movement's site, the same for every journey that asks for it, and browsers that open it as its people."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, BrowserContext, Page

from muster.home import CHECKOUT
from tests.sites import environment

Open: TypeAlias = Callable[..., Page]


@dataclass(frozen=True)
class League:
    """The site: where it is, in which home, by which cookies its people are in, and the numbers of its things."""

    address: str
    home: dict[str, str]
    cookies: dict[str, str]
    ids: dict[str, str]

    def ask(self, what: str) -> Any:
        return _ask(self.home, what)

    def context(self, browser: Browser, who: str, **looks: Any) -> BrowserContext:
        """Give a browser of somebody's own."""
        context = browser.new_context(base_url=self.address, **looks)
        if who:
            context.add_cookies([{"name": "sessionid", "value": self.cookies[who], "url": self.address}])
        return context


def _ask(home: dict[str, str], what: str) -> Any:
    words = [sys.executable, "-m", "tests.journeys.small_movement", what]
    done = subprocess.run(words, env=home, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def started(folder: Path) -> Iterator[League]:
    """Found the movement, serve its site while it is wanted, and stop it."""
    home = {**environment(folder), "MUSTER_PSEUDO": "1"}
    muster = [sys.executable, "-m", "muster.cli"]
    subprocess.run([*muster, "migrate"], env=home, check=True, capture_output=True)
    found = _ask(home, "found")
    with subprocess.Popen([*muster, "up", "--port", "0"], env=home, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        at = next(filter(None, (re.search(r"http://[\w.]+:\d+/", line) for line in running.stdout)))
        yield League(at[0], home, found["cookies"], found["ids"])
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
