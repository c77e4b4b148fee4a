"""Power and letters in a real browser: an act of two, an interest, a letter to a group and its answer by one tap.

The tests of this file run in order, on a small movement of their own.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import DESK, PHONE, Theme, Watched
from tests.journeys.league import League, Open
from tests.journeys.test_first_minute import RULES

pytestmark = pytest.mark.browser

NARROW = (320, 512)  # a desk of 1280 by 2048 at 400 %
LOOKS: list[tuple[tuple[int, int], Theme]] = [
    (DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"), (NARROW, "light"),
]  # fmt: skip


@pytest.fixture
def open_as(browser: Browser, league: League) -> Iterator[Open]:
    """Open the site as somebody, in a browser of their own; whatever goes wrong behind a page fails the test."""
    watched = Watched()
    contexts: list[BrowserContext] = []

    def opened(who: str, path: str, *, size: tuple[int, int] = PHONE, theme: Theme = "light") -> Page:
        context = league.context(browser, who, viewport={"width": size[0], "height": size[1]}, color_scheme=theme)
        watched.watch(context, league.address)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.troubles == []


def is_whole(page: Page) -> None:
    """Axe finds nothing, and nothing leads sideways."""
    page.evaluate("document.querySelectorAll('details').forEach(it => (it.open = true))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_one_founder_asks_another_approves_and_it_is_done(open_as: Open) -> None:
    ann, bea = open_as("ann", "/power/"), open_as("bea", "/power/requests", size=DESK, theme="dark")
    ann.get_by_role("link", name="Give a power").click()
    ann.locator("#id_who").fill("cem@example.org")
    ann.get_by_label("As what").select_option("organiser")
    ann.get_by_label("Where").fill("Merrowby")
    ann.get_by_label("By which decision").fill("Committee, 3 May, 12")
    is_whole(ann)
    ann.get_by_role("button", name="Ask for a second person").click()
    expect(ann.get_by_role("heading", level=1)).to_have_text("Ann Archer asks for a second person")
    expect(ann.get_by_role("button", name="Approve these words")).to_have_count(0)
    is_whole(ann)
    bea.reload()
    bea.get_by_role("link", name=re.compile("Give somebody a power, Ann Archer")).first.click()
    for label, said in {"Who": "Cem Carter", "As what": "organiser", "Where": "Merrowby"}.items():
        row = bea.locator("dl.facts > div").filter(has=bea.get_by_text(label, exact=True))
        expect(row.locator("dd")).to_have_text(said, ignore_case=True)
    is_whole(bea)
    bea.get_by_role("button", name="Approve these words").click()
    expect(bea.get_by_role("status")).to_contain_text("Approved.")
    ann.reload()
    ann.get_by_role("button", name="Do it now").click()
    expect(ann.get_by_text("it was done")).to_be_visible()
    ann.goto("/power/")
    expect(ann.get_by_text("Given by Ann Archer under “Committee, 3 May, 12”")).to_be_visible()


def test_a_member_declares_an_interest_by_keyboard_alone(open_as: Open) -> None:
    page = open_as("cem", "/power/", size=DESK)
    link = page.get_by_role("link", name="I have an interest in Olu Officer").first
    press_until(page, "Tab", link)
    page.keyboard.press("Enter")
    choice = page.get_by_label("What there is between you")
    press_until(page, "Tab", choice)
    page.keyboard.press("ArrowDown")
    press_until(page, "Tab", page.get_by_role("button", name="Write it down"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("neither of you approves for the other")
    expect(page.get_by_role("button", name="The interest in Olu Officer is over")).to_be_visible()
    is_whole(page)


def press_until(page: Page, key: str, target: Any) -> None:
    """Go on by keyboard until something has the focus; a page has no more than sixty stops."""
    for _ in range(60):
        page.keyboard.press(key)
        if target.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never comes to {target}")


def test_a_letter_is_looked_at_tried_and_sent(open_as: Open) -> None:
    page = open_as("olu", "/people/")
    page.get_by_role("link", name="Letters").click()
    page.get_by_role("link", name="Write to a group").click()
    page.get_by_label("Subject:", exact=True).fill("Saturday, {name}?")
    page.get_by_label("What you write:", exact=True).fill("Dear {name},\n\ncan you come on Saturday?")
    page.get_by_label("They can answer with one tap").select_option(label="Yes or no")
    is_whole(page)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="It reaches 3 people")).to_be_visible()
    expect(page.get_by_role("heading", name="Saturday, Cem Carter?")).to_be_visible()
    is_whole(page)
    page.get_by_role("button", name="Send it to 3 people").click()
    expect(page.get_by_text("For 3 people.")).to_be_visible()
    is_whole(page)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_it_is_answered_by_one_tap_without_signing_in(
    open_as: Open, league: League, size: tuple[int, int], theme: Theme
) -> None:
    page = open_as("", league.ask("answer"), size=size, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saturday, Cem Carter?")
    is_whole(page)
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("main")).to_contain_text("Yes")
    is_whole(page)


def test_somebody_takes_their_record_with_them_and_objects_to_its_use(open_as: Open) -> None:
    page = open_as("cem", "/")
    page.get_by_role("link", name="Who looked at your record").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it with you").click()
    told = json.loads(taken.value.path().read_text(encoding="utf-8"))
    assert told["person"]["surname"] == "Carter"
    assert [one["role"] for one in told["powers"]] == ["organiser"]
    page.get_by_role("link", name="Object to how it is used").click()
    page.get_by_label("What you object to").fill("Being telephoned at work.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Nobody has answered yet.")).to_be_visible()
    is_whole(page)
    officer = open_as("olu", "/", size=DESK)
    officer.get_by_role("link", name="Somebody objects to how their record is used").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Cem Carter objects")
    officer.get_by_label("What was done").fill("Your work number is gone.")
    is_whole(officer)
    officer.get_by_role("button", name="Tell them").click()
    expect(officer.get_by_text("Your work number is gone.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your work number is gone.")).to_be_visible()
