"""Whole flows with no mouse and no touch: somebody joins, a member says how they are told; those who lead work.

Each narrow window is a desk at 400 %. The tabulator goes forward only, as somebody goes who sees no page at once.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PHONE, Theme, Watched
from tests.journeys.league import League
from tests.journeys.ways import NARROW

pytestmark = pytest.mark.browser

LOOKS: tuple[tuple[tuple[int, int], Theme], ...] = ((NARROW, "dark"), (PHONE, "light"))
As = Callable[[str, str], Page]
_AT = "it => it === document.activeElement"
_SEEN = """it => { const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    return box.bottom > 0 && box.top < innerHeight
        && (style.outlineStyle !== 'none' || style.boxShadow !== 'none' || it.matches('[type=date]')); }"""
_STOPS = 80  # of a page, the parts of its dates included


@pytest.fixture(params=LOOKS, ids=("at 400 per cent, in the dark", "on a phone"))
def reads(request: pytest.FixtureRequest, browser: Browser, league: League) -> Iterator[As]:
    """Open a page as somebody who has a keyboard and nothing else; whatever goes wrong behind it fails the test."""
    (width, height), theme = request.param
    watched, contexts = Watched(), []

    def opened(who: str, path: str) -> Page:
        context = league.context(browser, who, viewport={"width": width, "height": height}, color_scheme=theme)
        watched.watch(context, league.address)
        contexts.append(context)
        page = context.new_page()
        page.goto(path.format(**league.ids))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.troubles == []


def come_to(page: Page, target: Locator) -> None:
    """Press the tabulator until something has the focus, and is seen to have it."""
    for _ in range(_STOPS):
        if target.evaluate(_AT):
            assert target.evaluate(_SEEN), f"nobody sees that the keyboard is at {target}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never comes to {target}")


def write(page: Page, **fields: str) -> None:
    """Fill fields in, in the order of the page."""
    for name, words in fields.items():
        come_to(page, page.locator(f"main [name={name}]"))
        page.keyboard.type(words)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    come_to(page, target)
    page.keyboard.press(key)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name).first


def test_somebody_joins(reads: As) -> None:
    page = reads("", "/join")
    write(page, forenames="Kay", surname="Board", email="kay@example.org", postcode="zx1 1aa")
    come_to(page, page.locator("[name=kind]").first)
    page.keyboard.press("ArrowDown")  # to a supporter
    page.keyboard.press("ArrowUp")  # and back
    press(page, page.locator("[name=agrees]").first, "Space")
    press(page, button(page, "Join"))
    expect(page.get_by_text("Your group is Merrowby.")).to_be_visible()


def test_a_member_says_how_they_are_told_and_reads_who_looked(reads: As) -> None:
    page = reads("cem", "/")
    press(page, page.locator("main a.deed"))
    press(page, link(page, "Say what may be sent"))
    come_to(page, page.locator("[name=post]"))
    page.keyboard.type("Yes")
    press(page, button(page, "Keep it so"))
    press(page, link(page, "Everything that is held on you"))
    expect(page.get_by_role("heading", name="Who looked at your record")).to_be_visible()


def test_an_officer_takes_somebody_down_and_puts_them_into_an_office(reads: As) -> None:
    page = reads("olu", "/people/")
    press(page, link(page, "Take somebody down"))
    write(page, forenames="Tab", surname="Ulator", postcode="ZX1 2AA")
    press(page, button(page, "Take down"))
    expect(page.get_by_role("status")).to_contain_text("Taken down.")
    press(page, link(page, "Merrowby"))
    press(page, link(page, "Put somebody in as Zzz"))
    come_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("ulator")
    page.keyboard.press("Enter")
    press(page, page.locator("[name=person]").first, "Space")
    write(page, ends_on="06062027", decision="minute 12")
    press(page, button(page, "Write it down"))
    expect(page.get_by_text("until 6 June 2027, by minute 12").first).to_be_visible()


def test_an_officer_looks_a_letter_over_and_tries_it(reads: As) -> None:
    page = reads("olu", "/letters/write")
    write(page, subject="Saturday", body="Dear {nmae}")
    press(page, button(page, "Look at it first"))
    expect(page.get_by_role("alert")).to_contain_text("Nothing fills {nmae}")
    come_to(page, page.locator("[name=body]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Dear {name}")
    press(page, button(page, "Look at it first"))
    expect(page.get_by_text("Dear Cem Carter")).to_be_visible()
    expect(page.get_by_role("button", name="Try it on myself")).to_be_visible()


def test_an_organiser_opens_a_season_and_looks_what_a_day_needs(reads: As) -> None:
    page = reads("ora", "/days/seasons")
    title = f"Spring by the ferry, {page.evaluate('innerWidth')}"  # each window's own: no two seasons are called alike
    press(page, link(page, "Open a season"))
    # a browser's own calendar takes a day in its own order: these read alike in each
    write(page, title=title, starts_on="05052027", ends_on="06062027")
    press(page, button(page, "Open it"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text("5 May 2027")
    page.goto("/days/seasons")
    press(page, link(page, "Call a day"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    write(page, title="Saturday at the quay")
    expect(page.locator("main [name=title]")).to_have_value("Saturday at the quay")


def test_a_founder_asks_and_another_says_no(reads: As) -> None:
    page = reads("ann", "/power/")
    press(page, link(page, "Give a power"))
    write(page, who="dot@example.org", compartment="Merrowby", decision="Committee, 4 May, 1")
    press(page, button(page, "Ask for a second person"))
    expect(page.get_by_text("Whoever may approve it is told so by message.")).to_be_visible()
    other = reads("bea", "/")
    press(other, link(other, "Ann Archer asks for a second person"))
    press(other, button(other, "Say no"))
    expect(other.get_by_text("Bea Birch said no.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Bea Birch said no.")).to_be_visible()
