"""A stranger does the ten tasks of each guide by what it says alone, on a telephone; the guides' pictures are theirs.

What a guide names is pressed or read where it says so: a button that is called otherwise fails its guide's journey.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from muster.home import CHECKOUT
from tests.guides import tasks_of
from tests.journeys.conftest import PHONE, PLANNED_MS, Theme, Watched, tell
from tests.journeys.league import League, started
from tests.sites import wait_until

pytestmark = pytest.mark.browser
Keep = Callable[[str, bytes], None]
Visit = Callable[..., Page]
Seen = dict[int, set[str]]
_NAMES = """() => [...document.querySelectorAll('a,button,summary,label,legend,h1,h2,h3,option,[role=status]')]
    .map(it => { const copy = it.cloneNode(true); copy.querySelectorAll('.out-of-sight').forEach(one => one.remove());
                 return copy.textContent; })"""


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[League]:
    """A movement of its own: what is done here is found by no other journey."""
    yield from started(tmp_path_factory.mktemp("guided"))


@pytest.fixture(scope="module")
def days(guided: League) -> Any:
    words = [sys.executable, "-m", "tests.journeys.small_guided"]
    done = subprocess.run(words, env=guided.home, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    guided.cookies.update(found["cookies"])
    return found


@pytest.fixture
def reads(browser: Browser, guided: League) -> Iterator[Visit]:
    """Open a page on a telephone, as somebody; nothing may go wrong behind it."""
    watched, contexts = Watched(), []

    def open_page(path: str, *, who: str = "", script: bool = True, theme: Theme = "light") -> Page:
        context = guided.context(
            browser, who, viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=script,
            color_scheme=theme, has_touch=True, is_mobile=True, reduced_motion="reduce",
        )  # fmt: skip
        watched.watch(context, guided.address)
        contexts.append(context)
        context.set_default_timeout(PLANNED_MS)  # a press may wait for what the planner loads first
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in watched.troubles if "409 (Conflict)" not in one] == []  # somebody was quicker, on purpose


@pytest.fixture
def seen() -> Seen:
    return defaultdict(set)


def _name(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("’", "'")).strip().rstrip(":").strip()


def _look(page: Page, seen: Seen, *steps: int) -> None:
    """Read every name on a page, for these steps of the guide."""
    names = {_name(words) for words in page.evaluate(_NAMES)}
    for step in steps:
        seen[step] |= names


def _amiss(guide: str, seen: Seen) -> list[str]:
    """Give what a guide names and no page of that step shows; '…' stands for what differs."""
    return [
        f"{task.number}: {name}"
        for task in tasks_of(guide)
        for name in task.names
        if not any(_said(name).fullmatch(words) for words in seen[task.number])
    ]


def _said(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(_name(name)).replace("…", ".+"))


def _press(page: Page, seen: Seen, name: str, *steps: int) -> None:
    """Press what is called so, and read the page before and after."""
    exact = re.compile(rf"^{re.escape(name)}( |:|$)".replace("'", "['’]"))
    found = page.get_by_role("button", name=exact).or_(page.get_by_role("link", name=exact))
    pressed = found.first.or_(page.locator("summary").filter(has_text=exact).first).first
    pressed.wait_for()  # the page before this one may still be there
    _look(page, seen, *steps)
    pressed.click()
    page.wait_for_load_state()
    _look(page, seen, *steps)


def _picture(page: Page, *, at: str = "") -> bytes:
    """Give a picture of what a telephone shows, in the light, with something at its top."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate("document.querySelector('body > footer')?.setAttribute('hidden', '')")  # on every page the same
    if at:
        page.locator(at).first.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 16)")
    return page.screenshot()


def test_somebody_who_comes_along(reads: Visit, days: Any, seen: Seen, keep: Keep) -> None:
    page = reads(days["links"]["asked_Carter"], script=False)
    keep("volunteer-asked.png", _picture(page))
    _press(page, seen, "I come", 1)
    expect(page.get_by_role("heading", name="You come. Thank you.")).to_be_visible()
    no = reads(days["links"]["asked_Diaz"], script=False)
    _press(no, seen, "I can't", 2)
    expect(no.get_by_text("You can’t come. Thank you for telling us.")).to_be_visible()
    bed = reads(days["links"]["ask_Evans"], script=False)
    _press(bed, seen, "I come, and I need a bed", 3)
    expect(bed.get_by_text("You need a bed.")).to_be_visible()
    _press(page, seen, "Something to add or to change", 4)
    page.get_by_label("No steps, please").check()
    _press(page, seen, "Keep this", 4)
    expect(page.get_by_text("No steps, please.")).to_be_visible()
    young = reads(days["links"]["ask_Fox"], script=False)
    _press(young, seen, "Say more: a child, a wheelchair, under 18", 5)
    young.get_by_label("I am under 18").check()
    young.get_by_label("If you are under 18: which adult comes with you?").fill("Cem Carter")
    _press(young, seen, "I come, like this", 5)
    expect(young.get_by_text("You come with Cem Carter.")).to_be_visible()
    _press(no, seen, "I come", 6)
    expect(no.get_by_role("heading", name="You come. Thank you.")).to_be_visible()
    told = reads(days["links"]["told_Carter"], script=False)
    expect(told.get_by_text("Dan Dean drives.")).to_be_visible()
    keep("volunteer-where.png", _picture(told))
    _look(told, seen, 7, 8, 9)
    with told.expect_download():
        told.get_by_role("link", name="Put it into my calendar").click()
    slip = told.request.get(str(told.get_by_role("link", name="A slip to print").get_attribute("href")))
    assert slip.headers["content-type"] == "application/pdf"
    _press(told, seen, "I can't after all", 9)
    expect(told.get_by_text("You can’t come. Thank you for telling us.")).to_be_visible()
    here = reads(days["links"]["today_Evans"], script=False)
    _press(here, seen, "I'm here", 10)
    here.get_by_role("button", name="I’m here").click()
    expect(here.get_by_text(re.compile("You are here, since"))).to_be_visible()
    _press(here, seen, "Tell of an incident", 10)
    here.get_by_label("A dog").check()
    here.get_by_label("Where").fill("Mill Lane")
    keep("volunteer-incident.png", _picture(here))
    here.get_by_role("button", name="Tell whoever leads the day").click()
    expect(here.get_by_text("Whoever leads the day is being told now.")).to_be_visible()
    assert _amiss("volunteer", seen) == []


def test_somebody_who_drives(reads: Visit, days: Any, seen: Seen, keep: Keep) -> None:
    page = reads(days["links"]["asked_Dean"], script=False, theme="dark")
    _press(page, seen, "I come, and I can drive others", 1)
    expect(page.get_by_text("You drive, with 3 free seats.")).to_be_visible()
    _press(page, seen, "Something to add or to change", 2, 3)
    keep("driver-seats.png", _picture(page, at="details"))
    page.get_by_label("If you drive: how many seats are free beside yours?").fill("2")
    _press(page, seen, "More, if it matters to you: times, stops, beds to offer", 3)
    page.get_by_label("I can’t set off before").fill("07:30")
    page.get_by_label("I must be home by").fill("19:00")
    _press(page, seen, "Keep this", 2)
    expect(page.get_by_text("You drive, with 2 free seats.")).to_be_visible()
    _press(page, seen, "What I paid for fuel", 9)
    page.get_by_label("Miles, there and back").fill("20")
    _press(page, seen, "Ask for it", 9)
    _look(page, seen, 10)
    expect(page.get_by_text("not paid yet")).to_be_visible()
    keep("driver-fuel.png", _picture(page))
    page.goto(days["links"]["asked_Dean"])
    _press(page, seen, "I can't after all", 8)
    expect(page.get_by_text("You can’t come. Thank you for telling us.")).to_be_visible()
    told = reads(days["links"]["today_Dean"], script=False, theme="dark")
    _look(told, seen, 4, 7)
    expect(told.get_by_role("heading", name="Where you are to be")).to_be_visible()
    _press(told, seen, "Whom you fetch, and their telephone numbers", 5, 6, 7)
    expect(told.get_by_text("Eve Evans")).to_be_visible()
    expect(told.get_by_text("Drive nobody under 18 alone")).to_be_visible()
    keep("driver-roster.png", _picture(told))
    assert _amiss("driver", seen) == []


def test_somebody_who_looks_after_a_group(reads: Visit, days: Any, seen: Seen, keep: Keep) -> None:
    page = reads("/", who="olu", theme="dark")
    expect(page.get_by_role("link", name=re.compile("Saturday in Oakham"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Saturday in Oakham")).first.click()
    _press(page, seen, "Who comes", 1)
    _press(page, seen, "Ask people to come", 2)
    page.get_by_label("Merrowby").check()
    keep("officer-ask.png", _picture(page, at="h1"))
    _press(page, seen, "Look at it first", 2, 3, 4)
    ask = page.get_by_role("button", name=re.compile("^Ask [0-9]+ people$"))
    expect(ask).to_be_visible()
    ask.click()
    expect(page.get_by_role("heading", name="Who comes")).to_be_visible()
    _look(page, seen, 5)
    _press(page, seen, "They have not answered", 6)
    keep("officer-silent.png", _picture(page, at="#list"))
    page.get_by_role("link", name="Gus Gray").click()
    _press(page, seen, "I come", 7)
    expect(page.get_by_role("heading", name="They come.")).to_be_visible()
    _press(page, seen, "Something to add or to change", 9)
    page.get_by_label("How many of you come, yourself included?").fill("2")
    _press(page, seen, "Keep this", 9)
    expect(page.get_by_text("You are 2 people.")).to_be_visible()
    page.get_by_role("link", name="Who comes").click()
    _press(page, seen, "Under 18, and nobody comes with them", 8)
    page.goto(f"/days/{days['live']}/people")
    _press(page, seen, "To be rung: no message reaches them", 10)
    page.get_by_role("link", name="Kit Kerr").click()
    expect(page.get_by_role("heading", name="Where you are to be")).to_be_visible()
    keep("officer-ring.png", _picture(page, at="h1"))
    assert _amiss("officer", seen) == []


def _find(page: Page, words: str) -> None:
    """Look for somebody or something on the live board."""
    page.get_by_label("A person, a coach, a car").fill(words)
    page.locator("main").get_by_role("button", name="Find").click()


def test_hq(reads: Visit, days: Any, seen: Seen, keep: Keep) -> None:
    live = f"/days/{days['live']}/live"
    page, other = reads(f"/days/{days['live']}", who="oda"), reads(live, who="oda")
    _press(page, seen, "Live board", 1)
    keep("hq-board.png", _picture(page, at="h1"))
    _look(page, seen, 2)
    page.get_by_role("link", name="Coach 1", exact=True).click()
    _press(page, seen, "Late", 2)
    page.get_by_label("At what time").fill("06:00")
    page.get_by_role("button", name="20 min").click()
    expect(page.get_by_text("This is a proposal. Nobody was told yet.")).to_be_visible()
    _press(page, seen, "Put it back as it was", 5)
    page.goto(live)
    _find(page, "coach 1")
    _look(page, seen, 2, 3)
    other.get_by_role("link", name="Coach 2", exact=True).click()
    other.get_by_role("group", name="Coach 2").get_by_role("button", name="Can’t come").click()
    other.get_by_label("At what time").fill("06:00")
    page.get_by_role("group", name="Coach 1").get_by_role("button", name="Broken down").click()
    page.get_by_label("At what time").fill("06:00")
    _press(page, seen, "See what it changes", 3)
    _look(page, seen, 4, 5)
    keep("hq-change.png", _picture(page, at=".figure"))
    tell(page)
    _look(page, seen, 4, 5)
    _press(other, seen, "See what it changes", 7)
    _press(other, seen, "Upon that", 7)
    expect(other.get_by_text("This is a proposal. Nobody was told yet.")).to_be_visible()
    _press(other, seen, "Put it back as it was", 5)
    page.goto(live)
    _find(page, "hill")
    _look(page, seen, 6)
    expect(page.get_by_role("group", name="Hal Hill").get_by_role("button", name="Overslept")).to_be_visible()
    street = reads(days["links"]["live_Fox"])
    _press(street, seen, "Tell of an incident", 9)
    street.get_by_label("A dog").check()
    street.get_by_label("Where").fill("12 Mill Lane")
    street.get_by_role("button", name="Tell whoever leads the day").click()
    expect(street.get_by_text("Whoever leads the day is being told now.")).to_be_visible()
    page.goto(live)
    _look(page, seen, 1, 8, 9)
    page.get_by_role("link", name="A dog").click()
    _press(page, seen, "I look after it", 9)
    keep("hq-incident.png", _picture(page, at="h1"))
    page.get_by_label("What was done").fill("They were rung and are well.")
    _press(page, seen, "Close it", 9)
    page.goto(live)
    _press(page, seen, "Who isn't home yet", 10)
    assert _amiss("saturday", seen) == []


def test_somebody_who_organises(reads: Visit, days: Any, seen: Seen, keep: Keep) -> None:
    page, olu = reads("/", who="oda"), reads("/", who="olu")
    _press(page, seen, "Days", 1)
    _press(page, seen, "Call a day", 1)
    _write_day(page, str(days["at"])[:4])
    _press(page, seen, "Call this day", 1)
    at = page.url
    _press(page, seen, "Turfs", 2)
    _press(page, seen, "Which doors", 2)
    _press(page, seen, "Cut into turfs", 3)
    _press(page, seen, "Cut", 3)
    expect(page.get_by_text("The plan stands.")).to_be_visible(timeout=PLANNED_MS)
    _press(page, seen, "Turfs", 3)
    expect(page.get_by_text("No door is lost.")).to_be_visible()
    keep("organiser-turfs.png", _picture(page, at="h1"))
    _look(page, seen, 4)
    page.get_by_role("link", name=re.compile("^Correct")).first.click()
    _look(page, seen, 4)
    page.locator("input[name=door]").first.check()
    page.get_by_label("To turf").select_option(index=1)
    keep("organiser-correct.png", _picture(page, at="h1"))
    _press(page, seen, "Give them", 4, 5)
    expect(page.get_by_text("One door went to another turf.")).to_be_visible()
    _press(page, seen, "Take the last correction back", 5)
    expect(page.get_by_text("Taken back: its turfs are as they were before.")).to_be_visible()
    page.goto(f"{at}/turfs")
    _press(page, seen, "Publish", 6)
    _press(page, seen, "Publish: ask for the second person, or use their approval", 6)
    keep("organiser-publish.png", _picture(page, at="h1"))
    olu.reload()
    olu.get_by_role("link", name=re.compile("second person|Publish|asks", re.IGNORECASE)).first.click()
    _press(olu, seen, "Approve these words", 6)
    page.reload()
    _press(page, seen, "Do it now", 6)
    expect(page.get_by_text("Done.", exact=True)).to_be_visible()
    page.goto(f"{at}/turfs")
    _press(page, seen, "The published boards", 10)
    page.get_by_label(re.compile("Why|reason", re.IGNORECASE)).fill("A street is missing.")
    _press(page, seen, "Recall the boards", 10)
    page.goto(f"/days/{days['told']}/people")  # to which most were never asked
    _ask(page, seen)
    _of_people(page, f"/days/{days['asked']}", seen, keep)
    page.goto(at)
    _look(page, seen, 10)
    assert _amiss("day", seen) == []


def _write_day(page: Page, year: str) -> None:
    """Fill the form of a day in as its labels say."""
    told = {
        "What the day is called": "Saturday in Merrowby", "On which day": f"{int(year) + 1}-05-08", "Town": "Merrowby",
        "Knocking from": "10:00", "Knocking until": "17:00", "Meeting point": "Market cross", "There by": "10:00",
        "Coaches and cars go home at": "17:00", "Longitude of the meeting point": "0.02",
        "Latitude of the meeting point": "0.001", "Minutes a turf may take": "30",
    }  # fmt: skip
    for label, value in told.items():
        page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label}:", exact=True)).first.fill(value)
    page.get_by_label("Area").select_option(label="Merrowby")


def _ask(page: Page, seen: Seen) -> None:
    _press(page, seen, "Ask people to come", 7)
    page.get_by_label("Merrowby").check()
    _press(page, seen, "Look at it first", 7)
    page.get_by_role("button", name=re.compile("^Ask [0-9]+ people$")).click()
    expect(page.get_by_role("heading", name="Who comes")).to_be_visible()


def _of_people(page: Page, at: str, seen: Seen, keep: Keep) -> None:
    """Order a coach, seat and tell: what an organiser does about people."""
    page.goto(at)
    _press(page, seen, "Who comes", 7, 9)
    _press(page, seen, "Coaches and cars", 8)
    _press(page, seen, "Note a coach", 8)
    page.get_by_label("Seats", exact=True).or_(page.get_by_label("Seats:", exact=True)).first.fill("20")
    page.get_by_label("Its stops, one a line").fill("07:10 Market Place, 52.66, -0.80")
    _press(page, seen, "Keep it", 8)
    expect(page.get_by_text("Market Place")).to_be_visible()
    page.goto(f"{at}/people")
    keep("organiser-people.png", _picture(page, at="#next"))
    _press(page, seen, "Look for everybody's seat", 9)
    tell = page.get_by_role("button", name="Tell everybody where to be")
    expect(tell).to_be_visible(timeout=PLANNED_MS)
    _look(page, seen, 9)
    tell.click()
    expect(page.get_by_text("How far they came stands here.")).to_be_visible()


def test_a_day_is_led_and_noted_leaves_doors_alone_is_put_off_and_called_off(reads: Visit, days: Any) -> None:
    page = reads("/days/new", who="oda", script=False)
    _write_day(page, str(days["at"])[:4])
    page.get_by_role("button", name="Call this day").click()
    expect(page.get_by_text("Called. Its doors aren’t cut yet.")).to_be_visible()
    at = page.url
    page.get_by_role("link", name="Say who leads it").click()
    page.get_by_label("Who leads it").select_option(label="Oda Organiser")
    page.get_by_role("button", name="Keep it so").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    _leave_alone(page, at)
    page.goto(f"{at}/people/note")
    page.get_by_role("combobox", name="Max Marsh What they said").select_option(label="They come")
    page.get_by_role("button", name="Write them down").click()
    page.goto(f"{at}/people")
    expect(page.get_by_role("link", name="Max Marsh")).to_be_visible()
    olu = reads("/letters/", who="olu")
    page.goto(at)
    page.get_by_role("link", name="Put it off").click()
    page.get_by_label("To which day").fill(f"{int(str(days['at'])[:4]) + 1}-05-15")
    page.get_by_role("button", name="Put it off and tell them").click()
    expect(page.get_by_text("Put off. Everybody whom it touches is being told.")).to_be_visible()
    _is_told(olu, r"is put off to \w+ 15 May")
    page.goto(at)
    page.get_by_role("link", name="How far that news came").click()
    expect(page.get_by_role("heading", name="The day was put off")).to_be_visible()
    page.goto(f"{at}/people")
    expect(page.get_by_text("What one answered stands no more.")).to_be_visible()
    page.goto(at)
    page.get_by_role("link", name="Call it off").click()
    page.get_by_label("Why").fill("Snow.")
    page.get_by_role("button", name="Call it off and tell them").click()
    expect(page.get_by_text("Called off. Everybody whom it touches is being told.")).to_be_visible()
    _is_told(olu, "is called off")


def _leave_alone(page: Page, at: str) -> None:
    """Draw two doors of the list that the page gives, bring them, and end that."""
    page.goto(f"{at}/left-alone")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the list of doors").click()
    listed = taken.value.path().read_text(encoding="utf-8-sig").splitlines()[1:]
    arms = ["holdout", "holdout", *["visit"] * (len(listed) - 2)]
    drawn = "".join(f"{line.split(',')[0]},{arm}\n" for line, arm in zip(listed, arms, strict=True))
    page.get_by_label("What the trial is called").fill("Leaflet")
    file: Any = {"name": "draw.csv", "mimeType": "text/csv", "buffer": f"door,arm\n{drawn}".encode()}
    page.get_by_label(re.compile("^What was drawn")).set_input_files(file)
    page.get_by_role("button", name="Leave them alone").click()
    expect(page.get_by_text("2 doors are left alone, from the next cut on.")).to_be_visible()
    page.get_by_role("button", name="Offer the doors of Leaflet again").click()
    expect(page.get_by_text("Its doors are offered again, from the next cut on.")).to_be_visible()


def _is_told(page: Page, subject: str) -> None:
    """Wait until a letter of that subject stands among those that went out, for the one whom it touches."""

    def written() -> int:
        page.goto("/letters/")
        return page.get_by_role("link", name=re.compile(subject)).count()

    wait_until(written)
    page.get_by_role("link", name=re.compile(subject)).first.click()
    expect(page.get_by_text("For one person.")).to_be_visible()
