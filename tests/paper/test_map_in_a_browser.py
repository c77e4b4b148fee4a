"""map.html as somebody opens it from a stick: a real browser, file://, no network."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from muster.paper.map import draw_map
from tests.paper.made_plan import made_certificate, made_plan

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 800)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    plan, ground, streets = made_plan(turfs=9)
    page = draw_map(plan, ground, streets, made_certificate(plan, ground), title="Saturday in Whitby")
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the map; anything the page says on the console, or asks of anybody, fails the test."""
    troubles: list[str] = []
    contexts = []

    def open_map(*, size: tuple[int, int] = DESK, theme: str = "light", script: bool = True, at: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=script,
            offline=True,
            has_touch=size == PHONE,
        )
        context.on("console", lambda said: troubles.append(said.text))
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        context.on(
            "request", lambda asked: None if asked.url.startswith(("data:", address)) else troubles.append(asked.url)
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address + at)
        return page

    yield open_map
    for context in contexts:
        context.close()
    assert troubles == []


def seen(page: Page) -> list[float]:
    """What part of the map is in view, once the page has drawn what was last asked of it (it draws once a frame)."""
    box: list[float] = page.evaluate(
        """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
             const box = document.getElementById('svg').viewBox.baseVal;
             done([box.x, box.y, box.width, box.height]);
           })))"""
    )
    return box


def moved_from(page: Page, before: list[float]) -> list[float]:
    """What is in view once it is no longer what it was, and rests."""
    page.wait_for_function(
        """before => { const box = document.getElementById('svg').viewBox.baseVal;
             return [box.x, box.y, box.width, box.height].some((one, at) => one !== before[at]); }""",
        arg=before,
    )
    last, now = before, seen(page)
    while now != last:
        last, now = now, seen(page)
    return now


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(visit: Callable[..., Page], size: tuple[int, int], theme: str) -> None:
    page = visit(size=size, theme=theme)
    page.get_by_text("How do we know?").click()
    page.locator("#rows a").first.click()
    found = Axe().run(page)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]] == []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_sticks_out_sideways(visit: Callable[..., Page], size: tuple[int, int]) -> None:
    page = visit(size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_row_lights_and_shows_its_turf_and_a_turf_its_row(visit: Callable[..., Page]) -> None:
    page = visit()
    whole = seen(page)
    page.locator("#rows a").nth(4).click()
    assert [page.locator(one).get_attribute("class") for one in ("#t5", "#r5")] == ["on", "on"]
    closer = moved_from(page, whole)
    assert closer[2] < whole[2] / 2
    shape = "(() => { const b = t5.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] })()"
    box = page.evaluate(shape)
    assert closer[0] < box[0] < box[2] < closer[0] + closer[2]
    assert closer[1] < box[1] < box[3] < closer[1] + closer[3]
    page.get_by_role("button", name="Whole map").click()
    page.locator("#t2 .a").dispatch_event("click")
    assert page.evaluate("document.activeElement.parentElement.id") == "r2"
    assert page.locator("#r5").get_attribute("class") == ""


def test_pointing_at_one_lights_both(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator("#r3").hover()
    assert page.locator("#t3").get_attribute("class") == "on"
    page.locator("#r4").hover()
    assert page.locator("#t3").get_attribute("class") == ""


def test_the_keyboard_does_all_of_it(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("Tab")  # How do we know?
    page.keyboard.press("Enter")
    assert page.get_by_text("muster plan check").is_visible()
    page.keyboard.press("Tab")  # the map
    before = seen(page)
    for key, grows in (("+", False), ("-", True), ("ArrowRight", None), ("ArrowUp", None), ("0", None)):
        page.keyboard.press(key)
        after = moved_from(page, before)
        if grows is not None:
            assert (after[2] > before[2]) is grows
        elif key == "ArrowRight":
            assert after[0] > before[0]
        elif key == "ArrowUp":
            assert after[1] < before[1]
        before = after
    for _ in range(4):  # three buttons, then the first row
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('li').id") == "r1"
    assert page.locator("#t1").get_attribute("class") == "on"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert [page.locator(one).get_attribute("class") for one in ("#t1", "#t2")] == ["on", "on"]  # chosen, and focused


def test_wheel_and_drag_move_it_and_a_drag_chooses_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    box = page.locator("#sheet").bounding_box()
    assert box
    x, y = box["x"] + 200, box["y"] + 150
    whole = seen(page)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -800)
    closer = moved_from(page, whole)
    assert closer[2] < whole[2]
    share = 200 / box["width"], 150 / box["height"]
    for axis in (0, 1):  # what lay under the mouse still does
        assert closer[axis] + share[axis] * closer[2 + axis] == pytest.approx(
            whole[axis] + share[axis] * whole[2 + axis], abs=whole[2] / box["width"]
        )
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    page.mouse.up()
    moved = moved_from(page, closer)
    unit = closer[2] / box["width"]
    assert moved[0] == pytest.approx(closer[0] - 60 * unit, abs=1)
    assert moved[1] == pytest.approx(closer[1] - 30 * unit, abs=1)
    assert page.locator("li.on").count() == page.locator("#turfs a:hover").count()  # lit by the mouse, none chosen


def test_two_fingers_enlarge_it(visit: Callable[..., Page]) -> None:
    page = visit(size=PHONE)
    whole = seen(page)
    box = page.locator("#sheet").bounding_box()
    assert box
    x, y = box["x"] + 150, box["y"] + 150
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 80)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert moved_from(page, whole)[2] == pytest.approx(whole[2] / 4, rel=0.15)


def test_without_a_script_the_map_stands_whole_and_its_links_work(visit: Callable[..., Page]) -> None:
    page = visit(script=False)
    assert page.locator("#tools").is_hidden()
    wide = page.locator("#svg").bounding_box()
    assert wide
    assert wide["height"] > 300
    page.locator("#rows a").nth(6).click()
    assert page.url.endswith("#t7")
    assert page.locator("#t7:target").count() == 1


def test_an_address_may_name_a_turf(visit: Callable[..., Page]) -> None:
    page = visit(at="#t6")
    assert page.locator("#r6").get_attribute("class") == "on"
    assert seen(page)[2] < seen(visit())[2]


def test_print_shows_the_whole_map_in_grey(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator("#rows a").nth(4).click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    plan, ground, _ = made_plan(turfs=9)
    assert seen(page)[:2] == [0, 0]
    assert page.locator("#tools").is_hidden()
    fills = page.evaluate("[...document.querySelectorAll('svg .a')].map(one => getComputedStyle(one).fill)")
    assert len(fills) == len(plan.turfs)
    assert all(fill.startswith('url("#p') for fill in fills)
    grey = page.evaluate("[...document.querySelectorAll('li b')].map(one => getComputedStyle(one).color)")
    assert set(grey) == {"rgb(0, 0, 0)"}
    assert ground.kerbs is not None
