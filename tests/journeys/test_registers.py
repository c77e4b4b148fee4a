"""A council's file from its preview to a door, on the demo that brought it. The tests of this file run in order."""

import re
from collections.abc import Callable, Sequence

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
    [
        "", "new", "1", "1/find?q=mill", "1/doubts", "1/changes/1/2?kind=changed", "areas/1/places", "areas/1/tables",
        "areas/1/zones", "zones/1", "1/markers", "1/find?election=local&on=2027-05-06",
    ],
)  # fmt: skip
def test_axe_finds_nothing(visit: Visit, brought: str, path: str, size: tuple[int, int], theme: Theme) -> None:
    page = visit(brought + path, size=size, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    _axe_finds_nothing(page)


def test_on_a_phone_in_the_dark_nothing_of_a_registers_facts_is_squeezed(visit: Visit, brought: str) -> None:
    page = visit(brought + "1", size=PHONE, theme="dark")
    name = page.locator("dl.facts dt", has_text="Condition for opinions")
    lines = name.evaluate("one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)")
    assert lines < 1.5


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


def _cross_stands(page: Page, *, beside: str = "") -> str:
    """Wait until the map shows its ground and the fields say where its middle is; gives that place."""
    page.wait_for_function(
        """was => { const map = document.getElementById('map'), at = document.getElementById('id_lon').value;
        return map.dataset.still && map.dataset.drawn && at && at !== was; }""",
        arg=beside,
    )
    return page.get_by_label("Longitude").input_value()


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_a_hand_puts_a_building_on_the_map(
    visit: Visit, brought: str, keep: Keep, size: tuple[int, int], theme: Theme
) -> None:
    page = visit(brought + "buildings/1/place", size=size, theme=theme)
    began = _cross_stands(page)
    keep(f"place-{size[0]}-{theme}.png", page.screenshot())
    _axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.locator("#map canvas").focus()
    page.keyboard.press("ArrowRight")
    east = _cross_stands(page, beside=began)
    assert float(east) > float(began)
    page.keyboard.press("Shift+ArrowLeft")
    back = _cross_stands(page, beside=east)
    assert float(began) < float(back) < float(east)
    box = page.locator("#map").bounding_box()
    assert box
    page.locator("#map").click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    west = _cross_stands(page, beside=back)
    assert float(west) < float(began)
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_text("It stands there now, and no later file moves it.")).to_be_visible()
    page.goto(brought + "buildings/1/place")
    expect(page.get_by_text("placed by hand")).to_be_visible()
    assert page.get_by_label("Longitude").input_value() == west


def _fingers(page: Page, paths: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    """Move fingers over the screen, each from a spot to another."""
    touch = page.context.new_cdp_session(page)

    def points(part: float) -> list[dict[str, float]]:
        return [
            {"id": at, "x": begin[0] + (end[0] - begin[0]) * part, "y": begin[1] + (end[1] - begin[1]) * part}
            for at, (begin, end) in enumerate(paths)
        ]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points(0)})
    for step in range(1, 11):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points(step / 10)})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def test_fingers_put_a_building_on_the_map(visit: Visit, brought: str, keep: Keep) -> None:
    page = visit(brought + "buildings/3/place", size=PHONE, touch=True)
    began = _cross_stands(page)
    box = page.locator("#map").bounding_box()
    assert box
    middle, high = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(box["x"] + box["width"] / 4, high)
    west = _cross_stands(page, beside=began)
    assert float(west) < float(began)
    _fingers(page, [((middle + 50, high), (middle - 50, high))])  # the ground follows the finger
    east = _cross_stands(page, beside=west)
    assert float(east) > float(west)
    zoom = "document.querySelector('#map').dataset.zoomed"
    before = page.evaluate(zoom)
    _fingers(page, [((80, high - 20), (20, high - 60)), ((120, high + 20), (180, high + 60))])
    page.wait_for_function(f"was => {zoom} !== was && document.querySelector('#map').dataset.still", arg=before)
    assert page.get_by_label("Longitude").input_value() == east  # whoever looks closer has moved nothing
    keep("place-touch.png", page.screenshot())
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.get_by_role("button", name="Put it there").tap()
    expect(page.get_by_text("It stands there now, and no later file moves it.")).to_be_visible()
    page.goto(brought + "buildings/3/place")
    assert page.get_by_label("Longitude").input_value() == east


def test_without_a_script_a_place_is_written_down(visit: Visit, brought: str) -> None:
    page = visit(brought + "buildings/2/place", script=False)
    expect(page.locator("#map")).to_be_hidden()
    page.get_by_label("Longitude").fill("-0.65")
    page.get_by_label("Latitude").fill("52.66")
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_text("It stands there now, and no later file moves it.")).to_be_visible()


WARDS = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "All of it"},
"geometry": {"type": "Polygon", "coordinates": [[[-8, 49], [2, 49], [2, 61], [-8, 61], [-8, 49]]]}}]}"""


def _is_marked_in_both(page: Page) -> None:
    """Whatever is pointed at in the list has a thick border on the map."""
    drawn = page.locator(".map.zones")
    expect(drawn).to_have_attribute("data-drawn", "1", timeout=PLANNED_MS)
    expect(drawn.locator("svg")).to_be_hidden()
    row = page.locator("tr[id^=zone-]").first
    row.get_by_role("link", name="All of it").focus()
    expect(row).to_have_class("near")
    expect(drawn).to_have_attribute("data-near", str(row.get_attribute("id")).removeprefix("zone-"))
    expect(drawn.locator(".told")).to_contain_text("1 All of it: ")


def test_the_picture_of_zones_needs_no_script(visit: Visit, brought: str) -> None:
    page = visit(brought + "areas/1/tables", script=False)
    page.get_by_label("The borders of wards (GeoJSON)").check()
    page.get_by_label("The file").set_input_files(
        {"name": "wards.geojson", "mimeType": "application/geo+json", "buffer": WARDS}
    )
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("By the borders in wards.geojson")).to_be_visible(timeout=PLANNED_MS)
    shape = page.locator(".map.zones svg a")
    expect(shape).to_have_count(1)
    page.locator("tbody").get_by_role("link", name="1", exact=True).first.click()
    assert "#drawn-" in page.url
    expect(page.locator(".map.zones svg a:target path")).to_have_css("stroke-width", "4px")
    page.get_by_role("button", name="Take wards.geojson away").click()
    expect(page.get_by_text("They are taken away.")).to_be_visible()


def test_borders_are_brought_and_a_zone_leads_to_who_may_vote(visit: Visit, brought: str) -> None:
    page = visit(brought + "areas/1/zones", size=PHONE)
    page.get_by_role("link", name="Bring borders").click()
    page.get_by_label("The borders of wards (GeoJSON)").check()
    page.get_by_label("The file").set_input_files(
        {"name": "wards.geojson", "mimeType": "application/geo+json", "buffer": WARDS}
    )
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("By the borders in wards.geojson")).to_be_visible(timeout=PLANNED_MS)
    _axe_finds_nothing(page)
    _is_marked_in_both(page)
    page.locator("tbody").get_by_role("link", name="All of it").click()
    expect(page.locator(".figure")).to_contain_text("doors")
    page.get_by_role("link", name="Find in this zone").first.click()
    page.get_by_label("Who may vote in").select_option("Local elections")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".figure")).to_contain_text("electors may vote there then")
    page.go_back()
    page.goto(brought + "areas/1/zones")
    page.get_by_role("button", name="Take wards.geojson away").click()
    expect(page.get_by_text("They are taken away.")).to_be_visible()


def test_a_doubt_is_settled_and_taken_back_without_a_script(visit: Visit, brought: str) -> None:
    page = visit(brought + "1/doubts", script=False)
    before = page.locator("tbody tr").count()
    page.get_by_role("button", name="One person").first.click()
    page.get_by_role("link", name="What was settled").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("tbody tr")).to_have_count(before)


def test_a_broken_file_is_refused_on_the_page_that_sent_it(visit: Visit, brought: str) -> None:
    page = visit(brought + "1", missing=True)
    page.get_by_label("The file, as it came").set_input_files(
        {"name": "rain.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)}
    )
    page.get_by_label("Published on").fill("2025-12-01")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("It can’t be used as it is.")).to_be_visible(timeout=PLANNED_MS)
    page.get_by_role("button", name="Send it back").click()
    expect(page.get_by_text("Nothing of that file was taken in")).to_be_visible()
