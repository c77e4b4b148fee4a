"""Somebody of eighty with a telephone, a driver and an officer: who comes, where to be, whom to fetch."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from muster.home import CHECKOUT
from tests.journeys.conftest import PHONE, Watched
from tests.journeys.league import League
from tests.journeys.ways import WAYS, faults_of

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def days(league: League) -> Any:
    words = [sys.executable, "-m", "tests.journeys.small_day"]
    done = subprocess.run(words, env=league.home, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    league.cookies.update(found["cookies"])
    return found


@pytest.fixture
def reads(browser: Browser, league: League) -> Iterator[Visit]:
    """Open a page on a telephone, as somebody; nothing may go wrong behind it."""
    watched, contexts = Watched(), []

    def open_page(path: str, *, who: str = "", script: bool = True, theme: str = "light") -> Page:
        width, height = PHONE
        context = league.context(
            browser, who, viewport={"width": width, "height": height}, java_script_enabled=script, color_scheme=theme
        )
        watched.watch(context, league.address)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watched.troubles == []


def test_a_volunteer_answers_by_one_tap_without_a_script(reads: Visit, days: Any) -> None:
    page = reads(days["links"]["asked_Carter"], script=False)
    expect(page.get_by_role("heading", name="Do you come?")).to_be_visible()
    page.get_by_role("button", name="I come", exact=True).click()
    expect(page.get_by_role("heading", name="You come. Thank you.")).to_be_visible()
    page.get_by_text("Something to add or to change").click()
    page.get_by_label("How many of you come").fill("2")
    page.get_by_label("I bring a child").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("You are 2 people.")).to_be_visible()
    page.get_by_role("button", name="I can’t after all").click()
    expect(page.get_by_text("You can’t come. Thank you for telling us.")).to_be_visible()
    page.get_by_role("button", name="I come", exact=True).click()
    expect(page.get_by_text("You are 2 people.")).to_be_visible()


def test_a_volunteer_answers_by_keyboard_alone(reads: Visit, days: Any) -> None:
    page = reads(days["links"]["asked_Dean"])
    button = page.get_by_role("button", name="I come, and I can drive others")
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You drive, with 3 free seats.")).to_be_visible()


def test_a_volunteer_reads_where_to_be_and_takes_it_into_their_calendar(reads: Visit, days: Any) -> None:
    page = reads(days["links"]["told_Carter"])
    expect(page.get_by_role("heading", name="Where you are to be")).to_be_visible()
    expect(page.get_by_text("Dan Dean drives.")).to_be_visible()
    expect(page.get_by_role("link", name="+44 7700 900111")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into my calendar").click()
    content = download.value.path().read_bytes()
    assert b"STATUS:CONFIRMED" in content


def test_a_driver_finds_whom_to_fetch_and_asks_for_fuel(reads: Visit, days: Any) -> None:
    page = reads(days["links"]["told_Dean"], script=False)
    page.get_by_role("link", name="Whom you fetch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("whom you fetch")
    expect(page.get_by_text("Cem Carter")).to_be_visible()
    page.goto(days["links"]["told_Dean"])
    page.get_by_role("link", name="What I paid for fuel").click()
    page.get_by_label("Miles, there and back").fill("20")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text(re.compile(r"Fuel: £9\.00"))).to_be_visible()


def test_an_officer_lists_the_silent_and_writes_down_what_one_says(reads: Visit, days: Any) -> None:
    page = reads(f"/days/{days['asked']}/people?show=silent", who="olu")
    page.get_by_role("link", name="Dot Diaz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Dot Diaz said")
    page.get_by_role("button", name="I come, and I need a bed").click()
    expect(page.get_by_role("heading", name="They come.")).to_be_visible()
    page.goto(f"/days/{days['asked']}/people")
    expect(page.get_by_role("link", name="Dot Diaz")).to_be_visible()


@pytest.mark.parametrize("way", WAYS[:3], ids=lambda way: way.name)
def test_every_page_of_who_comes_reads_well(browser: Browser, league: League, days: Any, way: Any) -> None:
    pages = [
        ("", days["links"]["asked_Carter"]), ("", days["links"]["told_Carter"]), ("", days["links"]["told_Dean"]),
        ("", days["links"]["told_Dean"] + "roster"), ("", days["links"]["told_Dean"] + "fuel"), ("cem", "/days/mine"),
        ("cem", f"/days/{days['told']}/mine"), ("olu", f"/days/{days['asked']}/people"),
        ("olu", f"/days/{days['asked']}/people?show=silent"), ("olu", f"/days/{days['asked']}/people/{days['dot']}"),
        ("olu", f"/days/{days['asked']}/people/ask"), ("oda", f"/days/{days['told']}/people"),
        ("oda", f"/days/{days['told']}/fleet"), ("oda", f"/days/{days['told']}/fleet/new"),
        ("oda", f"/days/{days['told']}/costs"),
    ]  # fmt: skip
    faults = []
    for who in dict.fromkeys(who for who, _path in pages):
        size = {"width": way.size[0], "height": way.size[1]}
        context = league.context(browser, who, viewport=size, color_scheme=way.theme, reduced_motion="reduce")
        page = context.new_page()
        for path in [path for one, path in pages if one == who]:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            faults += [f"{who or 'nobody'} {path}: {fault}" for fault in faults_of(page, way)]
        context.close()
    assert faults == [], "\n".join(faults)
