"""An empty site is founded and entered in a real browser: by link, passkey, app and recovery code, on a phone, by
keyboard, without a script. The tests of this file run in order on one site, whose mail goes to a real server."""

import email
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.journeys.conftest import DESK, PHONE, Theme, Watched
from tests.journeys.test_first_minute import RULES
from tests.sites import environment, wait_until
from tests.web.enter.made import code_at, link_in

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class League:
    """The site, its mail, and what each founder keeps: their browser's state, passkeys, the app's key, codes."""

    address: str
    code: str
    smtp_port: int
    letters: list[tuple[str, str]] = field(default_factory=list)
    states: dict[str, StorageState] = field(default_factory=dict)
    passkeys: list[dict[str, Any]] = field(default_factory=list)
    key: str = ""
    codes: list[str] = field(default_factory=list)
    shown_at: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        text = email.message_from_bytes(envelope.content, policy=default).get_content()
        self.letters.append((envelope.rcpt_tos[0], text))
        return "250 OK"

    def next_code(self) -> str:
        """What the app shows: each code once, the next half minute's if this one's was typed."""
        self.shown_at = max(self.shown_at + 1, int(time.time()) // 30)
        return code_at(self.key, self.shown_at)

    def link_to(self, address: str) -> str:
        """The newest link to an address."""
        return link_in(next(text for to, text in reversed(self.letters) if to == address and "/enter/link/" in text))

    def count(self, address: str) -> int:
        return sum(to == address for to, _text in self.letters)


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Iterator[League]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ours = League("", "", port)
    server = Controller(ours, hostname="127.0.0.1", port=port)
    server.start()
    command = [sys.executable, "-m", "muster.cli", "up", "--port", "0"]
    settings = environment(tmp_path_factory.mktemp("league"))
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        lines = [running.stdout.readline() for _ in range(3)]
        told = re.search(r"(http://localhost:\d+/)enter/first   with the code (\S+)", lines[2])
        assert told, lines
        ours.address, ours.code = told[1], told[2]
        yield ours
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
    server.stop()


Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, league: League) -> Iterator[Open]:
    """Open the site in a browser of its own; whatever goes wrong behind the page fails the test."""
    watched = Watched()
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "",
        who: str = "",
        *,
        size: tuple[int, int] = PHONE,
        theme: Theme = "light",
        script: bool = True,
        refused: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, java_script_enabled=script,
            base_url=league.address, storage_state=league.states.get(who),
        )  # fmt: skip
        if not refused:  # a browser says itself that an answer was a refusal
            watched.watch(context, league.address)
        contexts.append(context)
        page = context.new_page()
        page.goto(path or league.address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.troubles == []


def with_passkeys(page: Page, league: League) -> Any:
    """Give a browser a device that makes passkeys, with those that were made before."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    for passkey in league.passkeys:
        devices.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": passkey})

    def remember() -> None:
        league.passkeys = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]

    return remember


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []


def test_an_empty_site_is_founded_with_the_code_from_the_terminal(open_as: Open, league: League) -> None:
    page = open_as(refused=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("This site is nobody’s yet")
    axe_finds_nothing(page)
    page.get_by_label("The code from the terminal").fill("WRNG-CODE")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the code")
    page.get_by_label("The code from the terminal").fill(league.code)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Found a movement")
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    names = {
        "What is the movement called?": "The Ferry League",
        "First founder:": "Ann Archer",
        "Second founder:": "Bea Birch",
    }
    for label, text in names.items():
        page.get_by_label(label, exact=True).fill(text)
    page.locator("#id_one_email").fill("ann@example.org")
    page.locator("#id_other_email").fill("bea@example.org")
    page.get_by_label("Mail server", exact=False).first.fill("127.0.0.1")
    page.get_by_label("Port").fill("1")
    page.get_by_label("Encryption").select_option("none")
    page.get_by_label("In whose name mail is sent").fill("post@example.org")
    page.get_by_role("button", name="Found it").click()
    expect(page.get_by_role("alert")).to_contain_text("127.0.0.1, port 1, can’t be reached")
    axe_finds_nothing(page)
    assert league.letters == []
    page.get_by_label("Port").fill(str(league.smtp_port))
    page.get_by_role("button", name="Found it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Ferry League is founded")
    axe_finds_nothing(page)
    wait_until(lambda: (league.count("ann@example.org"), league.count("bea@example.org")) == (2, 1))


def test_a_founder_enters_by_link_and_adds_a_passkey(open_as: Open, league: League) -> None:
    page = open_as(league.link_to("ann@example.org"))
    remember = with_passkeys(page, league)
    expect(page.get_by_text("As whoever reads mail at ann@example.org.")).to_be_visible()
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more proof, because of your power")
    axe_finds_nothing(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call it").fill("Ann’s phone")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these codes on paper")
    expect(page.locator("ol.codes li")).to_have_count(10)
    axe_finds_nothing(page)
    remember()
    assert len(league.passkeys) == 1
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("Bea Birch has not entered yet.")).to_be_visible()
    league.states["ann"] = page.context.storage_state()


def test_a_passkey_alone_enters_and_leads_to_where_one_was_going(open_as: Open, league: League) -> None:
    page = open_as("/find?q=ferry")
    remember = with_passkeys(page, league)
    expect(page).to_have_url(re.compile("/enter/"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{league.address}find?q=ferry")
    expect(page.get_by_role("searchbox")).to_have_value("ferry")
    remember()
    page.goto("/enter/sessions")
    expect(page.get_by_text(re.compile("by a passkey$"))).to_be_visible()


def test_a_device_without_the_passkey_is_told_so_and_other_ways_stand(open_as: Open, league: League) -> None:
    page = open_as("/enter/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "transport": "usb"}})
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was given.", timeout=90_000)
    expect(page.get_by_role("button", name="Send me a link")).to_be_enabled()


def test_without_a_script_an_app_is_the_second_proof(open_as: Open, league: League) -> None:
    page = open_as(league.link_to("bea@example.org"), script=False)
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("link", name="Use an app").click()
    expect(page.get_by_role("img", name=re.compile("The key as a square"))).to_be_visible()
    league.key = page.locator("code.key").inner_text()
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("That code is not right")).to_be_visible()
    assert page.locator("code.key").inner_text() == league.key
    page.get_by_label("The six digits").fill(league.next_code())
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these codes on paper")
    league.codes = page.locator("ol.codes code").all_inner_texts()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    league.states["bea"] = page.context.storage_state()


def test_by_keyboard_alone_a_link_and_a_code_enter(open_as: Open, league: League) -> None:
    page = open_as("/enter/", size=DESK)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    field = page.get_by_label("Your e-mail address")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if field.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.type("bea@example.org")
    before = league.count("bea@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    axe_finds_nothing(page)
    wait_until(lambda: league.count("bea@example.org") == before + 1)
    page.goto(league.link_to("bea@example.org"))
    expect(page.get_by_role("button", name="Enter")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second proof")
    expect(page.get_by_label("Code from your app, or a recovery code")).to_be_focused()
    page.keyboard.type(league.codes.pop())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    page.goto("/enter/sessions")
    expect(page.get_by_text("by a link, a recovery code")).to_be_visible()
    league.states["bea elsewhere"] = page.context.storage_state()


def test_a_browser_that_is_signed_out_from_elsewhere_is_out(open_as: Open, league: League) -> None:
    lost = open_as("/find", "bea elsewhere")
    expect(lost.get_by_role("heading", level=1)).to_have_text("Find")
    page = open_as("/enter/sessions", "bea")
    expect(page.get_by_role("button", name="Sign it out")).to_have_count(2)
    page.get_by_role("listitem").filter(has_text="a recovery code").get_by_role("button").click()
    expect(page.get_by_text("It is signed out.")).to_be_visible()
    lost.reload()
    expect(lost).to_have_url(f"{league.address}enter/?next=%2Ffind")


def test_guessing_codes_comes_to_an_end(open_as: Open, league: League) -> None:
    page = open_as("/enter/")
    before = league.count("bea@example.org")
    page.get_by_label("Your e-mail address").fill("bea@example.org")
    page.get_by_role("button", name="Send me a link").click()
    wait_until(lambda: league.count("bea@example.org") == before + 1)
    page.goto(league.link_to("bea@example.org"))
    page.get_by_role("button", name="Enter").click()
    box = page.get_by_label("Code from your app, or a recovery code")
    for _ in range(5):
        box.fill("000000")
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_text("That code is not right")).to_be_visible()
    box.fill(league.next_code())  # the right one comes too late
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_text("That was tried too often.")).to_be_visible()
    axe_finds_nothing(page)
    page.goto("/")
    expect(page).to_have_url(re.compile("/enter/proof|/enter/"))


LOOKS: list[tuple[tuple[int, int], Theme]] = [(PHONE, "light"), (PHONE, "dark"), (DESK, "dark")]
# what `ways` does not look at: it takes a passkey, an app or nobody at all
PAGES = [
    ("ann", "/"), ("ann", "/enter/ways"), ("ann", "/enter/sessions"), ("ann", "/enter/ways/passkeys/1/remove"),
    ("ann", "/enter/ways/passkeys/1/name"), ("ann", "/enter/ways/codes/new"), ("ann", "/enter/again/passkey"),
    ("bea", "/enter/again/code"), ("bea", "/enter/ways/app/remove"), ("", "/enter/password"), ("", "/enter/closed"),
]  # fmt: skip


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_axe_finds_nothing(open_as: Open, size: tuple[int, int], theme: Theme) -> None:
    pages = {who: open_as("/enter/closed", who, size=size, theme=theme) for who in ("ann", "bea", "")}
    for who, path in PAGES:
        page = pages[who]
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == size[0], path
        axe_finds_nothing(page)


@pytest.mark.parametrize(
    ("path", "who"), [("/", "ann"), ("/enter/", ""), ("/enter/ways", "ann"), ("/enter/sessions", "bea")]
)
def test_at_400_per_cent_nothing_runs_off_the_side(open_as: Open, path: str, who: str) -> None:
    page = open_as(path, who, size=(DESK[0] // 4, DESK[1] // 4))
    assert page.evaluate("document.documentElement.scrollWidth") == DESK[0] // 4
