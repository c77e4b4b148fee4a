"""Whatever somebody sends to whatever address, as whoever they are: the site never breaks (500)."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client

from tests.web.power.movement import Movement, addresses, made
from tests.web.power.test_planted import patterns

pytestmark = pytest.mark.usefixtures("transactional_db")

ROLES = ("", "member", "organiser", "officer, all", "founder")
ODD = (
    "", "\0", "a\0b", "x" * 70_000, "-1", "0", str(2**63), str(2**64), "1e999", "nan", "٣", "\u202e\ud7ff\uffff",
    "' OR 1=1 --", "9999-12-31", "0000-00-00", "2026-02-30", "%s%(n)s{name}{0}", "../../etc/passwd", "[]", "null",
    "<script>", "\r\nX: y", "a@b", "group:north", "😀" * 300,
)  # fmt: skip
BAD_BYTES = b"%FF%FE%C3%28"
HUGE = (2**31, 10**30)
_NAME = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname=["']([^"']+)""")
_GET_FORM = re.compile(r"<form(?![^>]*method=.post)[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
_ALWAYS = {
    "said",
    "answer",
    "right",
    "seen",
    "text",
    "move",
    "on",
    "at",
    "pk",
    "way",
    "lon",
    "lat",
    "name",
    "q",
    "next",
}


def asked(movement: Movement, who: str) -> tuple[Client, dict[str, set[str]]]:
    """Give somebody's browser, and every address with the names that its forms send."""
    client = movement.client(who)
    client.raise_request_exception = False
    found: dict[str, set[str]] = {}
    for name, asks in patterns():
        if name not in {"account_logout", "enter:language"}:  # after the one they would be nobody
            for address in addresses(movement, name, asks)[:1]:
                page = client.get(address)
                html = "html" in page.headers.get("Content-Type", "") and not page.streaming
                names = set(map(unescape, _NAME.findall(page.content.decode()))) if html else set()
                found[address] = (names - {"csrfmiddlewaretoken"}) or _ALWAYS
    return client, found


def rounds(names: set[str], *, times: int) -> Iterator[dict[str, str]]:
    """Give every field an odd value, each another one, and other ones the next time."""
    ordered = sorted(names)
    for turn in range(times):
        yield {name: ODD[(turn * 5 + place * 7) % len(ODD)] for place, name in enumerate(ordered)}


def broken(client: Client, method: str, address: str, **sent: Any) -> list[str]:
    try:
        with transaction.atomic():  # and no trace of it
            send = partial(client.generic, "POST") if method == "generic" else getattr(client, method)
            status = send(address, **sent).status_code
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - whatever comes through to here is what is looked for
        return [f"{method} {address}: {error!r}"]
    return [f"{method} {address[:200]} {str(sent)[:300]}: {status}"] if status >= 500 else []


@pytest.mark.parametrize("who", ROLES)
def test_no_form_breaks_whatever_it_is_sent(who: str) -> None:
    movement, wrong = made(), []
    client, found = asked(movement, who)
    for address, names in found.items():
        for told in rounds(names, times=2 if who in {"officer, all", "organiser"} and names is not _ALWAYS else 1):
            wrong += broken(client, "post", address, data=told)
        if names is _ALWAYS and who not in {"", "organiser"}:  # what has no form is tried by two in bytes
            continue
        body = b"&".join(quote(name).encode() + b"=" + BAD_BYTES for name in sorted(names))
        wrong += broken(client, "post", address, data=body, content_type="application/x-www-form-urlencoded")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("who", ["officer, all", "organiser"])
def test_no_page_breaks_whatever_its_question_is(who: str) -> None:
    movement, wrong = made(), []
    client, found = asked(movement, who)
    for address in found:
        shown = client.get(address)
        html = "html" in shown.headers.get("Content-Type", "") and not shown.streaming
        forms = _GET_FORM.findall(shown.content.decode()) if html else []
        names = {name for form in forms for name in _NAME.findall(form)} | {"after", "page", "q", "next"}
        for told in rounds(names, times=2 if forms else 1):
            query = urlencode({name: value[:2_000] for name, value in told.items()})
            wrong += broken(client, "get", f"{address}?{query}")
        wrong += broken(client, "get", address + "?" + "&".join(f"{name}=%FF%FE" for name in sorted(names)))
    assert wrong == [], "\n".join(wrong)


def test_no_number_or_name_in_an_address_breaks_it() -> None:
    movement, wrong = made(), []
    for who in ("", "officer, all", "organiser"):
        client = movement.client(who)
        client.raise_request_exception = False
        for name, asks in patterns():
            for odd in HUGE if asks and asks[0] in {"pk", "number", "key"} else ("\0", "%FF"):
                if asks:
                    place = addresses(movement, name, asks)[0]
                    wrong += broken(
                        client, "get", re.sub(r"\d+(?=\D*$)|[^/]+(?=/?$)", quote(str(odd), safe="%"), place)
                    )
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"whatever", "multipart/form-data"),
        (b'{"a": ', "application/json"),
        (b"a=" + b"1&a=" * 2_000, "application/x-www-form-urlencoded"),
        (b"name=x", "application/x-www-form-urlencoded; charset=no-such"),
        (b"\xff\xfe", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_no_body_breaks_a_page(body: bytes, kind: str) -> None:
    movement, wrong = made(), []
    for who in ("", "officer, all"):
        client = movement.client(who)
        client.raise_request_exception = False
        for address in ("/join", "/enter/link", "/enter/language", "/people/enter", "/letters/write", "/people/files",
                        "/power/declare/1", addresses(movement, "messenger:answer", ["token"])[0]):  # fmt: skip
            wrong += broken(client, "generic", address, data=body, content_type=kind)
    assert wrong == [], "\n".join(wrong)
