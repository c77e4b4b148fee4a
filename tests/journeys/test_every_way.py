"""Every page in every way (see `ways`), and what a member, an officer and an organiser do, in each of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.conftest import Watched
from tests.journeys.league import League
from tests.journeys.ways import DEMO_PAGES, PAGES, WAYS, Way, faults_of

pytestmark = pytest.mark.browser

each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


@contextmanager
def reading(browser: Browser, league: League, way: Way) -> Iterator[Callable[[str], Page]]:
    """Give everybody one browser that reads so; whatever goes wrong behind a page fails the test."""
    watched, pages = Watched(), dict[str, Page]()
    size = {"width": way.size[0], "height": way.size[1]}

    def page_of(who: str) -> Page:
        if who not in pages:
            context = league.context(
                browser, who, viewport=size, color_scheme=way.theme, locale=way.language, reduced_motion="reduce"
            )
            watched.watch(context, league.address)
            pages[who] = context.new_page()
        return pages[who]

    yield page_of
    for page in pages.values():
        page.context.close()
    assert [one for one in watched.troubles if "404 (Not Found)" not in one] == []  # one page isn't there on purpose


@each_way
def test_every_page_reads_well(browser: Browser, league: League, way: Way) -> None:
    faults = []
    with reading(browser, league, way) as page_of:
        for who, path in PAGES:
            page = page_of(who)
            page.goto(path.format(**league.ids))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            faults += [f"{who or 'nobody'} {path}: {fault}" for fault in faults_of(page, way)]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("way", [WAYS[3], WAYS[5]], ids=lambda way: way.name)
def test_every_page_of_a_day_reads_well(
    browser: Browser, demo: str, planned: str, entered: Callable[[str], StorageState], way: Way
) -> None:
    faults = []
    for role in dict.fromkeys(role for role, _path in DEMO_PAGES):
        context = browser.new_context(
            storage_state=entered(role), base_url=demo, viewport={"width": way.size[0], "height": way.size[1]},
            color_scheme=way.theme, locale=way.language, reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        for path in (path for whose, path in DEMO_PAGES if whose == role):
            page.goto(path.format(day=planned.rstrip("/")))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            faults += [f"{role} {path}: {fault}" for fault in faults_of(page, way, names_known=False)]
        context.close()
    assert faults == [], "\n".join(faults)


def joins(page_of: Callable[[str], Page], _league: League, way: Way) -> Iterator[Page]:
    """Somebody joins."""
    page = page_of("")
    page.goto("/join")
    page.locator("main button").click()
    expect(page.locator("#errors, :invalid").first).to_be_attached()
    yield page
    name = "Zzz" + "".join(letter for letter in way.name.title() if letter.isalpha())
    said = {"forenames": "Zzz", "surname": name, "postcode": "ZX1 1AA", "email": f"{name}@example.org"}
    for field, words in said.items():
        page.locator(f"[name={field}]").fill(words)
    page.locator("main button").click()
    page.wait_for_url("**/join/thanks")
    yield page


def agrees(page_of: Callable[[str], Page], league: League, _way: Way) -> Iterator[Page]:
    """A member says from Today how they may be written to."""
    page = page_of("cem")
    page.goto("/")
    page.locator(f"main a.deed[href='/people/{league.ids['cem']}']").click()
    page.locator(f"main a[href='/people/{league.ids['cem']}/agree']").click()
    page.locator("[name=post]").select_option("no")
    page.locator("main form button").click()
    page.wait_for_url(f"**/people/{league.ids['cem']}")
    yield page


def looks_over_a_letter(page_of: Callable[[str], Page], _league: League, _way: Way) -> Iterator[Page]:
    """An officer writes a letter and looks at it."""
    page = page_of("olu")
    page.goto("/letters/write")
    page.locator("[name=subject]").fill("Zzz {name}?")
    page.locator("[name=body]").fill("Zzz {name}.")
    page.locator("main form button").first.click()
    page.locator("main form button[value=send]").wait_for()
    yield page


def asks_for_a_second_person(page_of: Callable[[str], Page], _league: League, _way: Way) -> Iterator[Page]:
    """A founder asks, and reads what another is to approve."""
    page = page_of("ann")
    page.goto("/power/give")
    for field, words in {"who": "zzz@example.org", "compartment": "Merrowby", "decision": "Zzz"}.items():
        page.locator(f"[name={field}]").fill(words)
    page.locator("main form button").first.click()
    page.locator("#errors").wait_for()
    yield page


JOURNEYS = (joins, agrees, looks_over_a_letter, asks_for_a_second_person)


@each_way
def test_what_people_do_reads_well(browser: Browser, league: League, way: Way) -> None:
    faults = []
    with reading(browser, league, way) as page_of:
        for journey in JOURNEYS:
            for page in journey(page_of, league, way):
                faults += [f"{journey.__name__}, {page.url}: {fault}" for fault in faults_of(page, way)]
    assert faults == [], "\n".join(faults)
