"""A council's file from its preview to a door, on the demo that brought it. The tests of this file run in order."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.conftest import DESK, PHONE, PLANNED_MS, Theme
from tests.journeys.test_first_minute import RULES
from tests.sites import wait_until

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Keep = Callable[[str, bytes], None]
AFTERWARDS = (
    "", "new", "1", "1/find?q=mill", "1/doubts", "1/changes/1/2?kind=changed", "areas/1/places", "areas/1/tables"
)  # fmt: skip
THIS_YEAR = "register.csv waits for you"


@pytest.fixture(scope="module")
def brought(demo: str, planned: str, browser: Browser, entered: Callable[[str], StorageState]) -> str:
    """Wait until last year's register is taken in and this year's waits with its preview."""
    assert planned
    context = browser.new_context(base_url=demo, storage_state=entered("organiser"))
    wait_until(lambda: THIS_YEAR in context.request.get("registers/").text())
    context.close()
    return demo + "registers/"


def _axe_finds_nothing(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(it => (it.open = true))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []


LOOKS: list[tuple[tuple[int, int], Theme]] = [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_a_file_that_waits_says_what_it_would_change(
    visit: Visit, brought: str, size: tuple[int, int], theme: Theme
) -> None:
    page = visit(brought, size=size, theme=theme)
    page.get_by_role("link", name=THIS_YEAR).click()
    expect(page.get_by_role("status").first).to_have_text("Read. Nothing is written yet.", timeout=PLANNED_MS)
    expect(page.locator(".figure")).to_contain_text("21,000 electors behind 12,000 doors")
    expect(page.get_by_role("row").filter(has_text="twelve")).to_have_count(0)  # that was last year's
    expect(page.get_by_role("row").filter(has_text="4o7")).to_contain_text("write it as 12, 12/1 or ABC1-12/1")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    _axe_finds_nothing(page)


def test_it_is_taken_in_once_though_pressed_twice(
    visit: Visit, brought: str, keep: Callable[[str, bytes], None]
) -> None:
    page = visit(brought)
    page.get_by_role("link", name=THIS_YEAR).click()
    expect(page.get_by_role("button", name="Take it in")).to_be_visible(timeout=PLANNED_MS)
    keep("register.png", page.screenshot())
    page.get_by_role("button", name="Take it in").dblclick()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible(timeout=PLANNED_MS)
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".figure")).to_contain_text("12,000")


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize(
    "path",
    ["", "new", "1", "1/find?q=mill", "1/doubts", "1/changes/1/2?kind=changed", "areas/1/places", "areas/1/tables"],
)
def test_axe_finds_nothing(visit: Visit, brought: str, path: str, size: tuple[int, int], theme: Theme) -> None:
    page = visit(brought + path, size=size, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    _axe_finds_nothing(page)


def test_from_a_street_to_a_door_to_an_elector_and_back_through_the_years(visit: Visit, brought: str) -> None:
    page = visit(brought + "1/find", size=PHONE)
    page.get_by_role("searchbox").fill("mill street")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("Mill Street")).first.click()
    page.locator("ul.rows a").first.click()
    expect(page.get_by_role("heading", name=re.compile("electors?, Register of electors"))).to_be_visible()
    expect(page.get_by_text("by its number along the street")).to_be_visible()
    _axe_finds_nothing(page)
    page.locator("ul.rows a").first.click()
    expect(page.get_by_text("Since version")).to_be_visible()
    _axe_finds_nothing(page)


def test_a_doubt_is_settled_and_taken_back_without_a_script(visit: Visit, brought: str) -> None:
    page = visit(brought + "1/doubts", script=False)
    before = page.locator("tbody tr").count()
    page.get_by_role("button", name="One person").first.click()
    page.get_by_role("link", name="What was settled").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Take it back").click()
    assert page.locator("tbody tr").count() == before


def test_a_broken_file_is_refused_on_the_page_that_sent_it(visit: Visit, brought: str) -> None:
    page = visit(brought + "1", missing=True)
    page.get_by_label("The file, as it came").set_input_files(
        {"name": "rain.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)}
    )
    page.get_by_label("Published on").fill("2026-12-01")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("It can’t be used as it is.")).to_be_visible(timeout=PLANNED_MS)
    page.get_by_role("button", name="Send it back").click()
    expect(page.get_by_text("Nothing of that file was taken in")).to_be_visible()
