"""What is planted in one record is read by nobody else without a look-up, wherever they go."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from muster.web.power.models import Grant, Look
from tests.web.api.by_key import program_of
from tests.web.power.movement import PEOPLE, Movement, addresses, made, words_of

pytestmark = pytest.mark.usefixtures("transactional_db")

ASKING = ("", "member", "volunteer", "driver", "organiser", "officer", "stopped officer", "member of south",
          "organiser of south", "officer of south", "officer, all", "founder", "of no group")  # fmt: skip
PROGRAMS = "/api/"
SEARCHES = ("/people/find", "/find", "/api/v1/people/find")
LINKS = ("/said/", "/days/asked/", "/days/by-link/")
MOST_PAGES = 1_000
_ELECTOR = re.compile(r"#\dyy")
_LINK = re.compile(r"""(?:href|src|action|hx-get)=["']([^"'#]+)""")


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Give every address of the site: its name, and what it asks for."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, list[str]]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, f"{space}{one.namespace}:" if one.namespace else space)
            elif isinstance(one, URLPattern):
                yield f"{space}{one.name}", list(one.pattern.converters)

    return walk(get_resolver(), "")


def searches() -> Iterator[str]:
    """Give queries that look for everybody by the first letters of what is planted, and for two by all of it."""
    for number, who in enumerate(PEOPLE):
        yield f"/people/find?q={words_of(number)['surname'][:-2]}"
        if who in {"member", "member of south"}:
            yield from (f"{page}?{urlencode({'q': word})}" for word in words_of(number).values() for page in SEARCHES)
    yield from ("/people/find?q=wx", "/people/find?q=", "/people/find?q=%25", "/people/?status=standing")
    yield from (f"{page}?group={slug}" for page in ("/people/", "/api/v1/people") for slug in ("north", "south"))
    yield "/api/v1/people?status=standing&limit=60"


class Asker:
    """Somebody who goes everywhere, and what they were shown."""

    def __init__(self, movement: Movement, who: str) -> None:
        self.movement, self.who, self.client = movement, who, movement.client(who)
        self.program = program_of(movement.people[who].account) if who else Client()
        self.client.raise_request_exception = self.program.raise_request_exception = False
        self.me = movement.people[who] if who else None
        holders = set(Grant.objects.filter(ended_at=None).values_list("holder", flat=True))
        self.plants = {
            word.removeprefix("+44"): one.merged_into or one
            for name, one in movement.people.items()
            for word in movement.planted[name]
            if (one.merged_into or one) != self.me and not (who and one.pseudonym in holders and word == one.known_as)
        }
        # what is planted in electors -> the register, as look-ups name it
        self.lists: dict[str, str] = dict(movement.ids["lists"])
        self.found: list[str] = []

    def get(self, address: str) -> Any:
        last = Look.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = (self.program if address.startswith(PROGRAMS) else self.client).get(address)
        shown = re.sub(r"\s+|&#?\w+;", "", answer.getvalue().decode(errors="replace")).casefold()
        shown += str(answer.headers.get("Location", "")).casefold()
        noted = set(
            Look.objects.filter(pk__gt=last, looker=self.me.pseudonym if self.me else "nobody").values_list(
                "whom", flat=True
            )
        )
        said_by_asker = {word.removeprefix("+44") for word in parse_qs(urlsplit(address).query).get("q", [])}
        self.found += [
            f"{self.who or 'nobody'} reads {word} at {address}"
            for word, one in self.plants.items()
            if word in shown and one.pseudonym not in noted and word not in said_by_asker
        ]  # fmt: skip
        self.found += [
            f"{self.who or 'nobody'} reads electors' names at {address}"
            for word, of in self.lists.items()
            if _ELECTOR.search(shown.replace(word, "#")) and of not in noted
        ]
        return answer


def goes_everywhere(asker: Asker) -> set[str]:
    """Ask for every address of everything, then for whatever the pages lead to."""
    wanted = deque([place for name, asks in patterns() for place in addresses(asker.movement, name, asks)])
    if asker.who != "member":  # nobody guesses a one-tap link, and whoever holds one is its reader
        wanted = deque(address for address in wanted if not address.startswith(LINKS))
    wanted.extend(searches())
    registers = [f"/registers/{pk}/find" for pk in asker.movement.ids["sources"]]
    wanted.extend(f"{page}?{asked}" for page in registers for asked in ("q=lwx", "q=fwx", "q=CA1-1", "election=local"))
    been: set[str] = set()
    while wanted and len(been) < MOST_PAGES:
        address = wanted.popleft()
        if address in been or "/enter/out" in address or address.startswith("/static/"):
            continue
        been.add(address)
        answer = asker.get(address)
        if answer.status_code >= 500:
            asker.found.append(f"{asker.who or 'nobody'} breaks {address}")
        if "html" in answer.headers.get("Content-Type", "") and answer.status_code == 200:
            wanted.extend(link for link in links_in(answer, address) if link not in been)
    return been


def links_in(answer: Any, at: str) -> Iterator[str]:
    for link in _LINK.findall(answer.content.decode()):
        parts = urlsplit(urljoin(f"http://here{at}", unescape(link)))
        if parts.netloc == "here" and parts.scheme == "http":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def test_nobody_reads_anothers_record_without_a_look_up() -> None:
    movement = made()
    found, been = [], {}
    for who in ASKING:
        asker = Asker(movement, who)
        been[who] = goes_everywhere(asker)
        found += asker.found
    assert found == [], "\n".join(found)
    assert max(map(len, been.values())) < MOST_PAGES  # nobody stopped before the end
