"""The demo’s people: one press makes a visitor one of them, and each sees a page of their own.

After the first minute, which must find the demo as nobody has opened it yet: files run in the order of their names.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Theme
from tests.journeys.test_first_minute import RULES

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
ROLES = ("organiser", "founder", "officer", "driver", "volunteer", "member")


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []


def test_a_new_visitor_sees_the_organiser_s_day_by_one_press_without_a_script(visit: Visit, demo: str) -> None:
    page = visit(demo, role="", script=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom do you want to be?")
    for role in ROLES:
        expect(page.get_by_role("button", name=re.compile(f"^{role}", re.IGNORECASE))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Organiser")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Action day in")
    page.goto(demo)
    page.get_by_role("link", name="Be somebody else").click()
    page.get_by_role("button", name=re.compile("^Member")).click()
    expect(page.get_by_text("Made-up member, A made-up movement.")).to_be_visible()


def test_a_press_leads_to_where_one_was_going(visit: Visit, planned: str) -> None:
    page = visit(f"{planned}/turfs", role="")
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom do you want to be?")
    page.get_by_role("button", name=re.compile("^Volunteer")).click()
    expect(page).to_have_url(f"{planned}/turfs")


LOOKS: list[tuple[tuple[int, int], Theme]] = [(PHONE, "light"), (PHONE, "dark"), (DESK, "light")]


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("role", ["", *ROLES])
def test_each_home_page_is_whole(
    visit: Visit, demo: str, planned: str, role: str, size: tuple[int, int], theme: Theme
) -> None:
    assert planned
    page = visit(demo, role=role, size=size, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Today, " if role else "^Whom"))
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    axe_finds_nothing(page)
    if role:
        assert 3 <= page.get_by_role("navigation", name="Places").get_by_role("link").count() <= 5
        expect(page.locator(".step a.deed")).to_have_count(1)
        place = page.locator(".step a.deed").bounding_box()
        assert place
        assert place["height"] >= 44  # a thumb's breadth
        assert place["y"] + place["height"] <= size[1]  # in sight without scrolling


def test_who_holds_no_power_sees_no_day(visit: Visit, demo: str, planned: str) -> None:
    member = visit(demo, role="member")
    expect(member.get_by_text("Nothing needs you today.")).to_be_visible()
    expect(member.get_by_text("Action day")).to_have_count(0)
    driver = visit(demo, role="driver")
    driver.get_by_role("link", name="See where to be").click()
    expect(driver).to_have_url(f"{planned}/mine")
