"""A demo of its own in a real browser that may talk to nobody else."""

import io
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.journeys.league import League, started
from tests.sites import environment

Theme: TypeAlias = Literal["light", "dark"]
COLOURS = 96  # of a picture in the documents
PHONE, DESK = (390, 844), (1280, 800)
PLANNED_MS = 240_000  # the demo's whole work on a slow machine, compiling included
expect.set_options(timeout=30_000)  # a busy machine is not a fault of the page


@dataclass
class Watched:
    """What a page did that no page of ours may do."""

    troubles: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, home: str) -> None:
        context.on(
            "console", lambda said: self.troubles.append(said.text) if said.type in {"error", "warning"} else None
        )
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("request", lambda asked: None if _ours(asked.url, home) else self.troubles.append(asked.url))


def _ours(url: str, home: str) -> bool:
    return url.startswith((home, "data:", "blob:" + home))


@pytest.fixture(scope="session")
def settings_of_demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**environment(tmp_path_factory.mktemp("demo")), "MUSTER_PSEUDO": "1"}


@pytest.fixture(scope="session")
def league(tmp_path_factory: pytest.TempPathFactory) -> Iterator[League]:
    """A small movement of its own, beside the demo."""
    yield from started(tmp_path_factory.mktemp("league"))


@pytest.fixture(scope="session")
def demo(settings_of_demo: dict[str, str]) -> Iterator[str]:
    """The address of a demo that was started as anybody starts it."""
    command = [sys.executable, "-m", "muster.cli", "demo", "--port", "0"]
    with subprocess.Popen(command, env=settings_of_demo, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        line = running.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address, line
        yield address[0]
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def entered(browser: Browser, demo: str) -> Callable[[str], StorageState]:
    """Become one of the demo's people by their card, once each, and give what the browser then keeps."""

    @cache
    def as_role(role: str) -> StorageState:
        with _page(browser) as page:
            page.goto(demo)
            page.get_by_role("button", name=re.compile(f"^{role}", re.IGNORECASE)).click()
            page.wait_for_url(lambda url: "/demo" not in url)
            return page.context.storage_state()

    return as_role


@pytest.fixture
def visit(browser: Browser, demo: str, entered: Callable[[str], StorageState]) -> Iterator[Callable[..., Page]]:
    """Open the demo in a browser of its own, as its organiser unless told otherwise; '' is nobody yet.

    Whatever goes wrong behind the page fails the test.
    """
    watched = Watched()
    contexts = []

    def open_page(
        path: str = "",
        *,
        size: tuple[int, int] = DESK,
        theme: Theme = "light",
        script: bool = True,
        calm: bool = False,
        missing: bool = False,
        offline: bool = False,
        touch: bool = False,
        role: str = "organiser",
    ) -> Page:
        context = browser.new_context(
            storage_state=entered(role) if role else None,
            has_touch=touch,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            java_script_enabled=script,
            reduced_motion="reduce" if calm else "no-preference",
            base_url=demo,
        )
        if not offline:  # a browser says itself that it has no connection
            watched.watch(context, demo)
        contexts.append(context)
        page = context.new_page()
        page.goto(path or "days/")
        if missing:  # the browser says so itself, and that is what was asked for
            watched.troubles = [said for said in watched.troubles if "404 (Not Found)" not in said]
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watched.troubles == []


@pytest.fixture(scope="session")
def planned(browser: Browser, demo: str, entered: Callable[[str], StorageState]) -> str:
    """The address of the day once its work is done."""
    with _page(browser, entered("organiser")) as page:
        page.goto(f"{demo}days/")
        page.get_by_text("The plan stands.").wait_for(timeout=PLANNED_MS)
        return page.url


@contextmanager
def _page(browser: Browser, kept: StorageState | None = None) -> Iterator[Page]:
    context = browser.new_context(storage_state=kept)
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the first minute first: it must find the demo as nobody has opened it yet."""
    items.sort(key=lambda item: item.path.name != "test_first_minute.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="a folder to keep the journeys' pictures in")


@pytest.fixture(scope="session")
def keep(pytestconfig: pytest.Config) -> Callable[[str, bytes], None]:
    """Keep a picture for the documents, when `muster pictures` runs the journeys."""
    folder = pytestconfig.getoption("--pictures", default=None)

    def write(name: str, content: bytes) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(_few_colours(content))

    return write


def _few_colours(content: bytes) -> bytes:
    """Give a picture a fifth as large: pages have few colours, and what is read on paper needs no more."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return out.getvalue()


def tell(page: Page) -> None:
    """Tell them; before the day it is asked once more, and nobody was told by the first press."""
    page.get_by_role("button", name=re.compile("^Tell them")).click()
    sure = page.get_by_role("button", name=re.compile("^Yes, it is so"))
    far = page.get_by_role("heading", name="How far it came")
    expect(sure.or_(far)).to_be_visible()
    if sure.is_visible():
        sure.click()
    expect(far).to_be_visible()
