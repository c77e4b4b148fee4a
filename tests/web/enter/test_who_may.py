"""Every address of signing in, and who gets what there; as a table, so that a new address must be thought about."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from muster.web.enter.models import Session
from muster.web.enter.urls import urlpatterns
from muster.web.roll.models import Account
from tests.entered import entered
from tests.web.enter.made import somebody

Clients = dict[str, Client]
IN, OUT, AGAIN, HOME, SET = "/enter/?next=", "/enter/", "/enter/again/", "/", "/enter/ways/password/first"
SECOND = "/enter/second"
# name: what reading answers for nobody, a member, an officer without a second proof, an officer with one; a text is
# where it leads. 405: it is not for reading; whoever is signed in is led from there to its thing's page.
TABLE: dict[str, tuple[int | str, int | str, int | str, int | str]] = {
    "account_login":               (200, HOME, HOME, HOME),
    "enter:ask_link":              (405, OUT, OUT, OUT),
    "enter:sent":                  (OUT, OUT, OUT, OUT),
    "enter:link":                  (410, 410, 410, 410),
    "enter:begin_anew":            (IN, 404, 404, 404),
    "enter:address":               (IN, 200, SECOND, 200),
    "enter:new_address":           (IN, 410, SECOND, 410),
    "enter:invite":                (IN, 404, 404, 404),
    "enter:look":                  (200, 200, 200, 200),
    "enter:colour":                (IN, 404, 404, 404),
    "enter:protection":            (IN, 404, 404, 404),
    "enter:language":              (405, OUT, OUT, OUT),
    "enter:mail":                  (IN, 404, 404, 404),
    "enter:first":                 (404, 404, 404, 404),
    "enter:founding":              (404, 404, 404, 404),
    "enter_by_password":           (200, HOME, HOME, HOME),
    "mfa_login_webauthn":          (OUT, HOME, HOME, HOME),
    "mfa_authenticate":            (OUT, HOME, HOME, HOME),
    "account_inactive":            (200, 200, 200, 200),
    "enter:second":                (IN, HOME, 200, HOME),
    "enter:sessions":              (IN, 200, 200, 200),
    "enter:end_session":           (IN, "/enter/sessions", "/enter/sessions", "/enter/sessions"),
    "enter:end_others":            (IN, "/enter/sessions", "/enter/sessions", "/enter/sessions"),
    "enter:keys":                  (IN, 200, SECOND, 200),
    "enter:end_key":               (IN, "/enter/keys", "/enter/keys", "/enter/keys"),
    "enter:again_by_link":         (IN, 200, 200, 200),
    "account_logout":              (OUT, 200, 200, 200),
    "account_reauthenticate":      (IN, AGAIN, AGAIN, AGAIN),
    "mfa_reauthenticate":          (IN, AGAIN, AGAIN, AGAIN),
    "mfa_reauthenticate_webauthn": (IN, AGAIN, AGAIN, AGAIN),
    "mfa_index":                   (IN, 200, 200, 200),
    "account_change_password":     (IN, SET, SET, SET),
    "account_set_password":        (IN, 200, 200, 200),
    "mfa_activate_totp":           (IN, 200, 200, 200),
    "mfa_deactivate_totp":         (IN, 404, 404, 404),
    "mfa_view_recovery_codes":     (IN, 404, 404, 404),
    "mfa_generate_recovery_codes": (IN, 200, 200, 200),
    "mfa_download_recovery_codes": (IN, 404, 404, 404),
    "mfa_list_webauthn":           (IN, "/enter/ways", "/enter/ways", "/enter/ways"),
    "mfa_add_webauthn":            (IN, 200, 200, 200),
    "mfa_remove_webauthn":         (IN, 404, 404, 404),
    "mfa_edit_webauthn":           (IN, 404, 404, 404),
}  # fmt: skip
ARGS: dict[str, list[str | int]] = {
    "enter:link": ["x"],
    "enter:new_address": ["x"],
    "enter:invite": [1],
    "enter:end_session": [1],
    "enter:end_key": [1],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}


def names() -> list[str]:
    found = []
    for one in urlpatterns:
        if isinstance(one, URLPattern):
            found.append(str(one.name))
        elif isinstance(one, URLResolver):
            found += [f"enter:{inner.name}" for inner in one.url_patterns if isinstance(inner, URLPattern)]
    return found


def test_the_table_names_every_address() -> None:
    assert sorted(TABLE) == sorted(names())


@pytest.fixture
def asking(founders: tuple[Account, Account]) -> Clients:
    assert founders
    return {
        "nobody": Client(),
        "a member": entered(Client(), somebody("mem"), second=False),
        "an officer, proved once": entered(Client(), somebody("cy", role="officer"), second=False),
        "an officer, proved twice": entered(Client(), somebody("dot", role="officer")),
    }


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(asking: Clients, name: str) -> None:
    address = reverse(name, args=ARGS.get(name, []))
    got: list[int | str] = []
    for client, expected in zip(asking.values(), TABLE[name], strict=True):
        answer = client.get(address)
        led = answer.headers.get("Location", "")
        matches = isinstance(expected, str) and (
            led == expected or (expected not in {OUT, HOME} and led.startswith(expected))
        )
        got.append(expected if matches else led or answer.status_code)
    assert tuple(got) == TABLE[name]


def test_a_post_by_nobody_does_nothing(asking: Clients) -> None:
    before = list(Session.objects.values())
    for name in TABLE:
        if TABLE[name][0] in {IN, OUT}:
            answer = asking["nobody"].post(reverse(name, args=ARGS.get(name, [])))
            assert answer.status_code in {302, 405, 429}, name
    assert list(Session.objects.values()) == before


@pytest.mark.parametrize("path", ["/", "/find", "/days/", "/registers/", "/days/1"])
def test_every_other_page_asks_nobody_to_sign_in(founders: tuple[Account, Account], client: Client, path: str) -> None:
    assert founders
    assert client.get(path).headers["Location"].startswith("/enter/")


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    answer = client.get("/days/1", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/enter/")


def test_an_address_that_is_none_is_not_found_whoever_asks(asking: Clients) -> None:
    assert {client.get("/no-such-page").status_code for client in asking.values()} == {404}
