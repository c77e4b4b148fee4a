"""The demo's Saturday itself, at HQ: a coach breaks down, it is seen, sent and put back. In order, on one demo."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Theme
from tests.sites import wait_until

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PHONE, "dark")])
@pytest.mark.parametrize(
    "path", ["/live", "/live?q=a", "/live/vehicles/Coach 2", "/live/people", "/prints", "/incidents/new"]
)
def test_axe_finds_nothing(visit: Visit, planned: str, path: str, size: tuple[int, int], theme: Theme) -> None:
    page = visit(planned + path, size=size, theme=theme)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_coach_breaks_down_is_seen_and_sent_and_the_other_table_sees_it(visit: Visit, planned: str) -> None:
    one, other = visit(f"{planned}/live", size=PHONE), visit(f"{planned}/live")
    press = one.get_by_role("group", name="Coach 2").get_by_role("button", name="Broken down")
    place = press.bounding_box()
    assert place
    assert place["height"] >= 44  # a thumb's breadth
    press.click()
    one.get_by_role("button", name="See what it changes").click()
    expect(one.get_by_text("This is a proposal. Nobody was told yet.")).to_be_visible()
    expect(other.get_by_text("proposed: does not run")).to_be_visible()  # by itself
    one.get_by_role("button", name=re.compile("^Tell ")).click()
    expect(one.get_by_role("heading", name="Sent")).to_be_visible()
    expect(other.get_by_text("does not run", exact=True).first).to_be_visible()
    letters = one.get_by_role("link", name="What each is told")

    def written() -> int:
        one.reload()
        return letters.count()

    wait_until(written)
    letters.click()
    expect(one.get_by_text("Coach 2 has broken down.").first).to_be_visible()


def test_on_a_desk_vehicles_stand_beside_each_other_and_on_a_telephone_below(visit: Visit, planned: str) -> None:
    def lefts(size: tuple[int, int]) -> int:
        rows = visit(f"{planned}/live", size=size).locator(".vehicles > li").all()[:6]
        return len({box["x"] for one in rows if (box := one.bounding_box())})

    assert [lefts(DESK) > 1, lefts(PHONE)] == [True, 1]


def test_put_back_once_sent_it_is_a_proposal_of_its_own(visit: Visit, planned: str) -> None:
    page = visit(f"{planned}/live", script=False)
    page.get_by_role("link", name="Coach 2", exact=True).click()
    expect(page.get_by_text("It does not run any further.")).to_be_visible()
    page.goto(planned)
    page.get_by_role("link", name="Who moves", exact=True).click()
    page.get_by_role("button", name="Put it back as it was").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not so after all")
    page.get_by_role("button", name=re.compile("^Tell ")).click()
    page.goto(f"{planned}/live")
    expect(page.get_by_role("group", name="Coach 2")).to_be_visible()
