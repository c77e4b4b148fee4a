"""A deed's address can't be read: whoever comes there by a link or by hand is led to the page of its thing."""

import re
from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from muster.web.enter.links import new_link
from muster.web.enter.queries import address_known_as
from tests.entered import entered
from tests.web.enter.made import said, somebody

OUGHT_TO_ASK = {"/power/requests/1/do", "/power/requests/1/approve", "/power/erasures/1/erase"}


def paths() -> Iterator[str]:
    """Give every address of the site but those of programs, about the first of each thing."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield re.sub("<[^>]+>", "x", re.sub("<int:[^>]+>", "1", f"/{before}{one.pattern}"))

    return (path for path in walk(get_resolver(), "") if not path.startswith("/api/"))


def deeds(client: Client) -> list[str]:
    """Give every address that takes nothing but what is sent to it."""
    answers = {path: client.options(path) for path in paths()}
    return [path for path, answer in answers.items() if answer.headers.get("Allow") == "POST"]


def test_every_address_of_a_deed_leads_to_a_page(client: Client) -> None:
    entered(client, somebody("cy", role="officer"))
    found = deeds(client)
    assert len(found) > 40
    for path in found:
        to = client.get(path).headers["Location"]
        assert path.startswith(to), path
        assert client.options(to).headers.get("Allow") != "POST", path
        assert "It is you" not in said(client.get("/enter/ways")), path  # nobody was asked


def test_a_link_opened_in_another_browser_leads_to_the_page_of_what_was_asked_again(client: Client) -> None:
    entered(client, somebody("cy"), fresh=False)
    asking = [path for path in deeds_when_fresh() if "/enter/again/" in client.post(path).headers.get("Location", "")]
    assert set(asking) > OUGHT_TO_ASK
    for path in asking:
        other = Client()
        link = reverse("enter:link", args=[new_link(address_known_as("cy@example.org"), leads_to=path)])
        assert other.post(link).headers["Location"] == path
        page = other.get(path).headers["Location"]
        assert path.startswith(page)
        assert "It is you. Nothing was done yet" in said(other.get("/enter/ways")), path


def deeds_when_fresh() -> list[str]:
    return deeds(entered(Client(), somebody("dot")))


def test_whoever_is_nobody_signs_in_and_a_program_is_told(client: Client) -> None:
    assert client.get("/power/requests/1/do").headers["Location"].startswith("/enter/")
    assert entered(client, somebody("cy")).head("/power/requests/1/do").status_code == 405
