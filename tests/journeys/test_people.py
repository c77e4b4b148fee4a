"""Somebody joins on a phone, and an officer finds them; two records become one and two again. In this order."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, PLANNED_MS, Theme
from tests.journeys.test_registers import _axe_finds_nothing
from tests.sites import wait_until

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
LOOKS: list[tuple[tuple[int, int], Theme]] = [(DESK, "light"), (PHONE, "dark")]  # `ways` reads them otherwise
FOR_ALL = ("join", "groups", "groups/merrowby", "figures")
FOR_OFFICERS = ("people/", "people/find?q=ma", "people/groups", "people/doubles", "people/files", "people/enter")


@pytest.fixture(scope="module")
def standing(demo: str, planned: str, browser: Browser) -> str:
    """Wait until the movement's roll is taken in, its posts are filled and its months counted."""
    assert planned
    context = browser.new_context(base_url=demo)
    wait_until(lambda: "people belong" in context.request.get("groups/merrowby").text())
    wait_until(lambda: "Supporters" in context.request.get("figures").text())
    context.close()
    return demo


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_axe_finds_nothing(visit: Visit, standing: str, size: tuple[int, int], theme: Theme) -> None:
    for role, paths in (("", FOR_ALL), ("officer", FOR_OFFICERS)):
        page = visit(standing + paths[0], size=size, theme=theme, role=role)
        for path in paths:
            page.goto(standing + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == size[0], path
            _axe_finds_nothing(page)
    page.goto(standing + "people/doubles")
    page.get_by_role("link", name=re.compile("^Look")).first.click()
    expect(page.get_by_role("heading", name="One person or two?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    _axe_finds_nothing(page)


def test_somebody_joins_on_a_phone_and_an_officer_admits_them(visit: Visit, standing: str) -> None:
    page = visit(f"{standing}join", size=PHONE, role="", missing=True)
    page.get_by_label("First names").fill("Wilhelmina")
    page.get_by_label("Surname").fill("Quillfeather")
    page.get_by_role("textbox", name="E-mail").fill("w.quillfeather@example.org")
    page.get_by_label("Postcode").fill("zx1 0ab")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Your group is Merrowby.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your first thing to do")).to_be_visible()
    _axe_finds_nothing(page)

    officer = visit(f"{standing}people/find", size=PHONE, role="officer")
    officer.get_by_role("searchbox").fill("quill wil")
    officer.keyboard.press("Enter")
    officer.get_by_role("link", name=re.compile("Quillfeather")).first.click()
    officer.get_by_role("link", name="They asked to join and wait for an answer").click()
    officer.get_by_label("Admit", exact=True).check()
    officer.get_by_role("button", name="Keep it so").click()
    expect(officer.get_by_text("Member, In good standing, Merrowby.")).to_be_visible()
    _axe_finds_nothing(officer)
    officer.go_back()
    expect(officer.get_by_role("heading", name="How they stand")).to_be_visible()
    expect(officer.get_by_role("radio", name="Leaves")).to_be_visible()
    expect(officer.get_by_role("radio", checked=True)).to_have_count(0)


def test_two_records_become_one_and_two_again_without_a_script(visit: Visit, standing: str) -> None:
    page = visit(f"{standing}people/doubles", role="officer", script=False)
    page.get_by_role("link", name=re.compile("^Look")).first.click()
    expect(page.get_by_role("group", name="Whose record stays")).to_be_visible()
    page.get_by_role("button", name="They are one person").click()
    expect(page.get_by_text("They are one person now.")).to_be_visible()
    page.get_by_role("button", name="Make them two again").click()
    expect(page.get_by_text("They are two people again, as they were.")).to_be_visible(timeout=PLANNED_MS)
