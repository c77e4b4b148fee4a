"""The demo's Saturday itself, at HQ: a coach breaks down, it is seen, sent and put back. In order, on one demo."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, Theme, tell
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
    one.get_by_label("A person, a coach, a car").fill("coach 2")
    one.locator("main").get_by_role("button", name="Find").click()
    expect(one.locator("#found")).to_be_focused()  # whoever can't see is led to what was found as well
    press = one.get_by_role("group", name="Coach 2").get_by_role("button", name="Broken down")
    expect(press).to_be_in_viewport()
    place = press.bounding_box()
    assert place
    assert place["height"] >= 44  # a thumb's breadth
    press.click()
    one.get_by_role("button", name="See what it changes").click()
    expect(one.get_by_text("This is a proposal. Nobody was told yet.")).to_be_visible()
    expect(other.get_by_text("proposed: does not run").first).to_be_visible()  # by itself
    tell(one)
    expect(other.get_by_text("does not run", exact=True).first).to_be_visible()
    letters = one.get_by_role("link", name="What each is told")

    def written() -> int:
        one.reload()
        return letters.count()

    wait_until(written)
    letters.click()
    expect(one.get_by_text("Coach 2 has broken down.").first).to_be_visible()


def test_a_vehicle_is_one_line_and_on_a_desk_lines_stand_beside_each_other(visit: Visit, planned: str) -> None:
    def boxes(size: tuple[int, int]) -> list[tuple[float, float]]:
        rows = visit(f"{planned}/live", size=size).locator("section:last-child > .lines > li").all()[:6]
        return [(box["x"], box["height"]) for one in rows if (box := one.bounding_box())]

    desk, phone = boxes(DESK), boxes(PHONE)
    assert [len({left for left, _high in each}) for each in (desk, phone)] == [2, 1]
    assert max(high for _left, high in phone) < 40  # ninety of them are four screens, not twenty


def test_put_back_once_sent_it_is_a_proposal_of_its_own(visit: Visit, planned: str) -> None:
    page = visit(f"{planned}/live", script=False)
    page.get_by_role("link", name="Coach 2", exact=True).click()
    expect(page.get_by_text("It does not run any further.")).to_be_visible()
    page.goto(planned)
    page.get_by_role("link", name="Who moves", exact=True).click()
    page.get_by_role("button", name="Put it back as it was").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not so after all")
    tell(page)
    page.goto(f"{planned}/live")
    page.get_by_role("link", name="Coach 2", exact=True).click()
    expect(page.get_by_role("group", name="Coach 2")).to_be_visible()


def test_what_somebody_unfolded_on_the_board_stays_so_while_it_changes(visit: Visit, planned: str) -> None:
    def report(*kinds: str) -> None:
        street = visit(f"{planned}/incidents/new")
        for kind in kinds:
            street.goto(f"{planned}/incidents/new")
            street.get_by_label(kind, exact=True).check()
            street.get_by_role("button", name="Tell whoever leads the day").click()

    report("A dog", "A dog", "Something else", "Something else")
    board = visit(f"{planned}/live", size=PHONE)
    board.get_by_text("One more incident").click()
    expect(board.get_by_role("link", name="Something else").last).to_be_visible()
    report("An accident")
    expect(board.get_by_role("link", name="An accident")).to_be_visible()  # by itself
    expect(board.get_by_text("2 more incidents")).to_be_visible()
    expect(board.get_by_role("link", name="Something else").last).to_be_visible()


def test_whatever_answers_in_musters_stead_wipes_no_board_and_is_said(visit: Visit, planned: str) -> None:
    page = visit(f"{planned}/live", size=PHONE, offline=True)
    lost, board = page.get_by_role("alert").filter(has_text="Muster doesn’t answer"), page.locator("#live")
    expect(lost).to_be_hidden()

    def restarts(route: Route) -> None:
        if "hx-request" in route.request.headers:
            route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/live", restarts)
    expect(lost).to_be_visible()
    expect(board.get_by_role("link", name="Coach 1", exact=True)).to_be_visible()
    page.unroute("**/live")
    expect(lost).to_be_hidden()
    page.context.set_offline(offline=True)
    expect(lost).to_be_visible()
    page.mouse.wheel(0, 1_500)
    expect(lost).to_be_in_viewport()
    page.context.set_offline(offline=False)
    expect(lost).to_be_hidden()
    page.context.clear_cookies()  # signed out elsewhere: the page leads to where one signs in
    page.wait_for_url("**/demo/?next=*live")
