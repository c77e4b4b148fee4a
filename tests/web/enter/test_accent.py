"""A movement's own accent is read on both papers, whatever was chosen."""

import re

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from muster.home import CHECKOUT
from muster.web.enter.accent import LEAST, MUSTERS, ON_ACCENT, PAPERS, contrast, fitted, stylesheet
from muster.web.roll.models import Account
from tests.entered import entered
from tests.web.enter.made import kinds, said, somebody

Founders = tuple[Account, Account]
colours = st.integers(0, 2**24 - 1).map(lambda number: f"#{number:06x}")


@given(colours, st.sampled_from(["light", "dark"]))
def test_words_are_read_in_it_and_on_it(accent: str, theme: str) -> None:
    found = fitted(accent, theme=theme)
    assert contrast(found, PAPERS[theme]) >= LEAST
    assert contrast(found, ON_ACCENT[theme]) >= LEAST


@given(colours)
def test_the_stylesheet_says_colours_and_nothing_else(accent: str) -> None:
    assert re.fullmatch(r"(?:[ :{}();\n@a-z-]|#[0-9a-f]{6})+", stylesheet(accent))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert fitted("#0e5a63", theme="light") == MUSTERS


def test_the_papers_are_those_of_the_stylesheet() -> None:
    text = (CHECKOUT / "src/muster/web/static/css/muster.css").read_text(encoding="utf-8")
    assert re.findall(r"--paper: (#\w+)", text) == list(PAPERS.values())
    assert re.search(r"--accent: (#\w+)", text)[1] == MUSTERS  # type: ignore[index]  # it is there


def test_a_founder_sets_it_and_takes_it_back(client: Client, founders: Founders) -> None:
    entered(client, founders[0])
    assert client.get("/enter/look.css").content == b""
    assert '<link rel="stylesheet" href="/enter/look.css">' in client.get("/enter/colour").content.decode()
    assert client.post("/enter/colour", {"accent": "#AA3311", "deed": "keep"}).status_code == 302
    assert f"--accent: {fitted('#aa3311', theme='light')};" in client.get("/enter/look.css").content.decode()
    assert kinds()[-1] == "enter.set_accent"
    client.post("/enter/colour", {"accent": "#aa3311", "deed": "none"})
    assert client.get("/enter/look.css").content == b""


def test_what_is_no_colour_is_refused(client: Client, founders: Founders) -> None:
    entered(client, founders[0])
    for odd in ("red", "#12345", "#1234567", "#0e5a6g", "}body{display:none"):
        page = client.post("/enter/colour", {"accent": odd, "deed": "keep"})
        assert page.status_code == 422, odd
    assert "Write it as #0e5a63." in said(client.post("/enter/colour", {"accent": "#12345g", "deed": "keep"}))
    assert client.get("/enter/look.css").content == b""


def test_nobody_else_sets_it(client: Client, founders: Founders) -> None:
    entered(client, somebody("olu", role="officer"))
    assert client.post("/enter/colour", {"accent": "#aa3311"}).status_code == 404
