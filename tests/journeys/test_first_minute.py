"""The demo's first minute, as somebody new sees it. The tests of this file run in order on one demo."""

import io
import math
import re
from collections import Counter
from collections.abc import Callable

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, PLANNED_MS, Theme

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
Keep = Callable[[str, bytes], None]
PATHS = [
    "", "/doors", "/turfs/12/correct", "/corrections", "/turfs", "/turfs/12", "/seats", "/beds", "/vehicles/Coach 2",
]  # fmt: skip
PLACES = "dots => dots.map(dot => `${dot.getAttribute('cx')} ${dot.getAttribute('cy')}`)"
DOT = 5.2  # across, as a turf's drawing measures
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _map_is_drawn(page: Page, layers: str = "streets doors turfs") -> None:
    page.wait_for_function(
        "drawn => { const map = document.getElementById('map').dataset; return map.still && map.drawn === drawn; }",
        arg=layers,
        timeout=60_000,
    )


def test_the_page_fills_while_the_work_runs(visit: Visit, keep: Keep) -> None:
    page = visit()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Action day in", timeout=30_000)
    status = page.get_by_role("status")
    last = status.inner_text()
    seen = {last}
    while last != "The plan stands.":
        page.wait_for_function(
            "was => (document.querySelector('[role=status]')?.innerText ?? was) !== was", arg=last, timeout=PLANNED_MS
        )
        last = status.inner_text()
        seen.add(last)
    assert len(seen) > 2  # it said what it was doing, and more than one thing
    promise = page.locator(".story p").filter(has_text="No door is lost.").inner_text()
    assert re.fullmatch(
        r"All finish within \d+ minutes of each other\. No door is lost\. "
        r"No plan could save more than \d+ of these \d+ hours\.",
        promise,
    )
    expect(page.get_by_text("Seats, not the plan, are what is short")).to_be_visible()
    _map_is_drawn(page)
    page.set_viewport_size({"width": DESK[0], "height": 980})
    keep("day.png", page.screenshot())


def test_doors_that_nothing_placed_are_listed(visit: Visit, planned: str) -> None:
    page = visit(planned)
    page.get_by_role("link", name="Which doors, and which not").click()
    expect(page.get_by_role("heading", name="Which doors")).to_be_visible()
    unplaced = int(page.locator("dl.facts div").filter(has_text="Not placed yet").locator("dd").inner_text())
    assert (page.locator("ul.plain li").count() > 0) == (unplaced > 0)


def test_a_turf_is_corrected_and_put_back(visit: Visit, planned: str) -> None:
    page = visit(f"{planned}/turfs/12/correct")
    before = page.locator("circle.door").count()
    ticked = page.locator("fieldset.field input[name=door]:checked")
    places = Counter(page.locator("circle.door").evaluate_all(PLACES))
    shared, flats = places.most_common(1)[0]
    assert flats > 1
    _dot_at(page, shared).click()
    expect(ticked).to_have_count(flats)  # nobody could press the dots beneath
    _dot_at(page, shared).click()
    expect(ticked).to_have_count(0)
    _dot_at(page, next(place for place in places if _stands_alone(place, places))).click()
    expect(ticked).to_have_count(1)
    page.get_by_label("To turf").select_option(index=1)
    page.get_by_role("button", name="Give them").click()
    expect(page.get_by_text("One door went to another turf.")).to_be_visible()
    expect(page.locator("circle.door")).to_have_count(before - 1)
    page.get_by_role("button", name="Take the last correction back").click()
    expect(page.get_by_text("Taken back: its turfs are as they were before.")).to_be_visible()


def _dot_at(page: Page, place: str) -> Locator:
    """Give the topmost of the dots at a place."""
    x, y = place.split()
    return page.locator(f'circle.door[cx="{x}"][cy="{y}"]').last


def _stands_alone(place: str, places: Counter[str]) -> bool:
    x, y = (float(one) for one in place.split())
    others = [[float(one) for one in other.split()] for other in places if other != place]
    return places[place] == 1 and all(math.hypot(x - to[0], y - to[1]) > DOT for to in others)


def test_a_turf_has_its_walk_its_doors_and_its_board(visit: Visit, planned: str, keep: Keep) -> None:
    page = visit(planned)
    page.get_by_role("link", name="Every turf, as a list").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Turf 12", exact=True))
    doors = int(row.get_by_role("cell").nth(1).inner_text())
    row.get_by_role("link", name="Turf 12", exact=True).click()
    expect(page.locator("ol.doors li")).to_have_count(doors)
    expect(page.get_by_role("img", name="Drawing of the walk")).to_be_visible()
    keep("turf.png", page.screenshot())
    link = page.get_by_role("link", name="Print the board").get_attribute("href")
    answer = page.request.get(str(link))
    assert answer.headers["content-type"] == "application/pdf"
    board = pypdfium2.PdfDocument(answer.body())
    picture = io.BytesIO()
    board[0].render(scale=1.5).to_pil().save(picture, "png")
    keep("board.png", picture.getvalue())
    assert "12" in board[0].get_textpage().get_text_range()


def test_the_promise_opens_its_figures(visit: Visit, planned: str) -> None:
    page = visit(planned)
    page.locator("summary", has_text="How do we know?").click()
    expect(page.get_by_text("No plan walks less than")).to_be_visible()
    figures = page.request.get(f"{planned}/certificate.json").json()
    assert figures["lost"] == 0
    assert figures["bound_m"] < figures["walking_m"]
    expect(page.locator(".figure b").first).to_have_text(f"{figures['turfs']:,}")


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
def test_axe_finds_nothing(visit: Visit, planned: str, path: str, size: tuple[int, int], theme: Theme) -> None:
    page = visit(planned + path, size=size, theme=theme, missing=path == "/nowhere")
    page.evaluate("document.querySelectorAll('details').forEach(it => (it.open = true))")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []


def test_a_phone_in_the_dark(visit: Visit, planned: str, keep: Keep) -> None:
    page = visit(planned, size=PHONE, theme="dark")
    _map_is_drawn(page)
    button = page.get_by_role("button", name="Coach 2 has broken down")
    place = button.bounding_box()
    assert place
    assert place["height"] >= 44  # a thumb's breadth
    assert place["y"] + place["height"] <= PHONE[1]  # in sight without scrolling
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    keep("phone.png", page.screenshot())


@pytest.mark.parametrize("path", PATHS)
def test_at_400_per_cent_nothing_runs_off_the_side(visit: Visit, planned: str, path: str) -> None:
    page = visit(planned + path, size=(DESK[0] // 4, DESK[1] // 4))
    assert page.evaluate("document.documentElement.scrollWidth") == DESK[0] // 4


def test_where_motion_is_unwanted_nothing_moves(visit: Visit, planned: str) -> None:
    page = visit(planned, calm=True)
    _map_is_drawn(page)
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_coach_breaks_down_and_is_put_back(visit: Visit, planned: str, keep: Keep) -> None:
    page = visit(planned)
    page.get_by_role("button", name="Coach 2 has broken down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Coach 2 has broken down")
    expect(page.locator(".figure")).to_have_text(re.compile(r"[1-9]\d* people can’t be carried"))  # more than move
    said = page.locator("p").filter(has_text="nobody else is touched.").inner_text()
    assert re.search(r"[1-9]\d* people move\.\s+Mended in [\d.]+ seconds", said)
    rows = page.get_by_role("row").filter(has_text=re.compile("Coach 2", re.IGNORECASE))
    assert rows.count() > 1
    keep("breakdown.png", page.screenshot())
    page.get_by_role("button", name="Put it back as it was").click()
    expect(page.get_by_text("Everything is as it was before.")).to_be_visible()
    page.goto(planned)
    expect(page.get_by_role("button", name="Coach 2 has broken down")).to_be_visible()


def test_a_second_visitor_and_a_double_click_do_no_harm(visit: Visit, planned: str) -> None:
    one, other = visit(planned), visit(planned)
    press = "Coach 2 has broken down"
    one.get_by_role("button", name=press).dblclick()
    expect(one.get_by_role("heading", level=1)).to_have_text(press)
    other.get_by_role("button", name=press).click()
    expect(other.get_by_text("This was told before.")).to_be_visible()
    assert other.url == one.url
    one.get_by_role("button", name="Put it back as it was").click()
    expect(one.get_by_text("Everything is as it was before.")).to_be_visible()
    other.get_by_role("button", name="Put it back as it was").click()
    expect(other.get_by_text("This was taken back before")).to_be_visible()


def test_without_script_the_whole_story_can_be_read_and_told(visit: Visit, planned: str) -> None:
    page = visit(planned, script=False)
    expect(page.get_by_text("No door is lost.")).to_be_visible()
    expect(page.get_by_role("img", name="Map of the turfs")).to_be_visible()
    page.get_by_role("link", name="Every coach and car, and who rides in it").click()
    page.get_by_role("link", name="Coach 2", exact=True).click()
    expect(page.locator("ul.riders li").nth(10)).to_be_visible()
    page.goto(planned)
    page.get_by_role("button", name="Coach 2 has broken down").click()
    page.get_by_role("button", name="Put it back as it was").click()
    expect(page.get_by_text("Everything is as it was before.")).to_be_visible()


def test_the_keyboard_reaches_everything(visit: Visit, planned: str) -> None:
    page = visit(planned)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    press = page.get_by_role("button", name="Coach 2 has broken down")
    for _ in range(40):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if press.evaluate("it => it === document.activeElement"):
            break
    expect(press).to_be_focused()


def test_the_town_is_drawn_before_the_turfs_and_then_they_colour_in(visit: Visit, planned: str) -> None:
    page = visit("about:blank")
    page.add_init_script(  # as the page is while turfs are still being cut
        "document.addEventListener('DOMContentLoaded', () =>"
        " { const story = document.getElementById('story'); if (story) story.dataset.layers = 'streets doors'; })"
    )
    page.goto(planned)
    _map_is_drawn(page, "streets doors")
    before = _colours(page)
    page.evaluate("story.dataset.layers = 'streets doors turfs'; document.dispatchEvent(new Event('htmx:after:swap'))")
    _map_is_drawn(page)
    fills = {"#77aadd", "#ee8866", "#d9c45a", "#f2a3b8", "#44b596", "#9c8ac4"}
    assert len(before) > 4
    assert len(_colours(page) - before) > len(fills)


def test_the_whole_area_is_in_view_at_first_and_again_at_a_press(visit: Visit, planned: str) -> None:
    page = visit(planned, calm=True)
    _map_is_drawn(page)
    whole = page.request.get(f"{planned}/map/streets").json()["bbox"]
    assert _holds(_shown(page), whole)
    first = _said(page)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function("was => document.getElementById('map').dataset.shows !== was", arg=first)
    assert not _holds(_shown(page), whole)
    button = page.get_by_role("button", name="Whole map")
    place = button.bounding_box()
    assert place
    assert place["height"] >= 44
    button.click()
    assert _holds(_shown(page), whole)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_turf_is_shown_whole_on_the_map(visit: Visit, planned: str, size: tuple[int, int]) -> None:
    page = visit(f"{planned}/turfs", size=size, calm=True)
    page.get_by_role("link", name="Map: Turf 100").click()
    _map_is_drawn(page)
    turfs = page.request.get(f"{planned}/map/turfs").json()["features"]
    (area,) = (one for one in turfs if one["properties"]["number"] == 100 and one["geometry"]["type"] != "Point")
    corners = [place for part in area["geometry"]["coordinates"] for ring in part for place in ring]
    lon, lat = [x for x, _ in corners], [y for _, y in corners]
    wide, high = max(lon) - min(lon), max(lat) - min(lat)
    margin = 0.05
    box = [min(lon) - margin * wide, min(lat) - margin * high, max(lon) + margin * wide, max(lat) + margin * high]
    assert _holds(_shown(page), box)


def _said(page: Page) -> str:
    return str(page.evaluate("document.getElementById('map').dataset.shows"))


def _shown(page: Page) -> list[float]:
    return [float(edge) for edge in _said(page).split()]


def _holds(outer: list[float], inner: list[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _colours(page: Page) -> set[object]:
    picture = Image.open(io.BytesIO(page.locator("#map canvas").screenshot())).convert("RGB")
    return {colour for count, colour in picture.getcolors(picture.width * picture.height) or [] if count > 20}


def test_a_lost_connection_is_said_and_mends_itself(visit: Visit, planned: str) -> None:
    page = visit(planned, offline=True)
    _map_is_drawn(page)
    alert = page.get_by_role("alert").filter(has_text="Muster doesn’t answer.")
    expect(alert).to_be_hidden()
    ask = "day => htmx.ajax('GET', day, { target: '#day', select: '#day', swap: 'outerMorph' }).catch(() => null)"
    page.context.set_offline(offline=True)
    page.evaluate(ask, planned)
    expect(alert).to_be_visible()
    page.context.set_offline(offline=False)
    page.evaluate(ask, planned)
    expect(alert).to_be_hidden()
    expect(page.locator(".figure b").first).to_have_text("172")
