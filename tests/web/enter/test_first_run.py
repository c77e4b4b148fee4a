"""An empty site becomes a movement once, by whoever holds the terminal's code, with mail that really goes."""

import socket
import stat
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core import mail as outbox
from django.test import Client

from muster.home import home
from muster.web import mail
from muster.web.enter.founding import Founder, Founding, first_code, found_movement
from muster.web.enter.models import Movement
from muster.web.power.models import Grant
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Payload
from muster.web.roll.models import Account, Person
from tests.entered import entered
from tests.web.enter.made import AT, kinds, link_in, said, somebody, who, with_app

TOLD = {
    "name": "The Ferry League", "zone": "Europe/Dublin", "one_name": "Ann", "one_email": "ann@example.org",
    "other_name": "Bea", "other_email": "bea@example.org", "port": "587", "security": "starttls",
}  # fmt: skip


FOUNDING = Founding(
    "The Ferry League", "Europe/London", (Founder("Ann", "ann@example.org"), Founder("Bea", "bea@example.org"))
)


class Box:
    """A mail server that keeps what it is sent."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.refuse = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        self.kept.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


def knows(_server: Any, _session: Any, _envelope: Any, _how: str, said: Any) -> AuthResult:
    return AuthResult(handled=False, success=(said.login, said.password) == (b"muster", b"right"))


@pytest.fixture
def box() -> Iterator[tuple[Box, dict[str, str]]]:
    kept = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port, authenticator=knows, auth_require_tls=False)
    server.start()
    asked = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "user": "muster",
        "password": "right",
        "sender": "post@example.org",
    }
    yield kept, {**TOLD, **asked}
    server.stop()


def opened(client: Client) -> Client:
    assert (
        client.post("/enter/first", {"code": first_code().lower().replace("-", " ")}).headers["Location"]
        == "/enter/first/founding"
    )
    return client


def nothing_is_written() -> bool:
    return not (Movement.objects.exists() or Account.objects.exists() or Person.objects.exists() or mail.kept())


def test_an_empty_site_leads_to_its_first_page_which_wants_the_code(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/enter/"  # as nobody
    assert client.get("/find").headers["Location"].startswith("/enter/")
    assert client.get("/enter/").headers["Location"] == "/enter/first"
    assert "nobody’s yet" in said(client.get("/enter/first"))
    assert client.get("/enter/first/founding").headers["Location"] == "/enter/first"
    assert client.post("/enter/first/founding", {**TOLD, "no_mail": "on"}).headers["Location"] == "/enter/first"
    assert "That is not the code" in said(client.post("/enter/first", {"code": "AAAA-AAAA"}))
    assert nothing_is_written()
    assert first_code()
    assert stat.S_IMODE((home() / "keys" / "first-code").stat().st_mode) == 0o600


def test_two_founders_begin_by_mail_that_really_went(
    client: Client, other: Client, box: tuple[Box, dict[str, str]]
) -> None:
    server, told = box
    page = said(opened(client).post("/enter/first/founding", told))
    assert "The Ferry League is founded" in page
    sent = [(sender, to) for sender, to, _text in server.kept]
    assert sent == [
        ("post@example.org", ["ann@example.org"]), ("post@example.org", ["ann@example.org"]),
        ("post@example.org", ["bea@example.org"]),
    ]  # fmt: skip
    movement = Movement.objects.get()
    assert (movement.name, movement.zone) == ("The Ferry League", "Europe/Dublin")
    assert list(Grant.objects.values_list("role", flat=True)) == ["founder", "founder"]
    assert kinds("")[:4] == ["enter.begin", "roll.found", "enter.invite", "enter.invite"]
    assert stat.S_IMODE((home() / "keys" / "mail").stat().st_mode) == 0o600
    assert mail.kept() == mail.Mail("127.0.0.1", int(told["port"]), "none", "muster", "right", "post@example.org")
    link = link_in(server.kept[2][2].replace("=\r\n", "").replace("=3D", "="))
    other.post(link)
    bea = who(other)
    assert bea
    assert bea.person
    assert bea.person.known_as == "Bea"
    assert other.get("/").headers["Location"] == "/enter/second"
    with_app(other)
    assert other.get("/").status_code == 200


def test_a_movement_is_founded_once(client: Client) -> None:
    code = first_code()
    opened(client).post("/enter/first/founding", {**TOLD, "no_mail": "on"})
    assert "founded" in said(client.get("/")) or Movement.objects.count() == 1
    for path in ("/enter/first", "/enter/first/founding"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"code": code, **TOLD, "no_mail": "on"}).status_code == 404
    founding = Founding(
        "Another", "Europe/London", (Founder("Cem", "cem@example.org"), Founder("Dot", "dot@example.org"))
    )
    with pytest.raises(NotAllowedError):
        found_movement(founding, at=AT())
    assert (Movement.objects.count(), Person.objects.count()) == (1, 2)
    assert not (home() / "keys" / "first-code").exists()


def test_without_a_mail_server_the_links_go_to_the_terminal(client: Client) -> None:
    page = said(opened(client).post("/enter/first/founding", {**TOLD, "no_mail": "on"}))
    assert "link stands in the terminal" in page
    assert "/enter/link/" not in page
    assert [message.to for message in outbox.outbox] == [["ann@example.org"], ["bea@example.org"]]
    assert mail.kept() is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "wrong"}, "127.0.0.1 doesn’t know this user and password."),
        ({"port": "9"}, "127.0.0.1, port 9, can’t be reached"),
        ({"host": "no.such.host.invalid"}, "no.such.host.invalid, port"),
        ({"security": "tls"}, "doesn’t speak this kind of encryption"),
        ({"security": "starttls"}, "answered, but took no message"),
    ],
)
def test_a_mail_server_that_takes_nothing_founds_nothing(
    client: Client, box: tuple[Box, dict[str, str]], wrong: dict[str, str], words: str
) -> None:
    server, told = box
    answer = opened(client).post("/enter/first/founding", {**told, **wrong})
    assert answer.status_code == 422
    assert words in said(answer)
    assert 'value="The Ferry League"' in answer.content.decode()
    assert server.kept == []
    assert nothing_is_written()


def test_a_mail_server_s_own_refusal_is_told(client: Client, box: tuple[Box, dict[str, str]]) -> None:
    server, told = box
    server.refuse = "550 No such mailbox"
    assert "won’t send to ann@example.org" in said(opened(client).post("/enter/first/founding", told))
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"zone": "Europe/Nowhere"}, "There is no such zone"),
        ({"other_email": "Ann@example.org"}, "Each founder needs an address of their own"),
        ({"one_email": "ann"}, "Enter a valid email address"),
        ({"name": " "}, "What is the movement called? This field is required"),
        ({"no_mail": ""}, "unless there is no mail server yet"),
    ],
)
def test_what_can_t_be_is_told_and_nothing_is_written(client: Client, wrong: dict[str, str], words: str) -> None:
    answer = opened(client).post("/enter/first/founding", {**TOLD, "no_mail": "on", **wrong})
    assert answer.status_code == 422
    assert words in said(answer)
    assert nothing_is_written()


def test_a_founder_names_another_mail_server(client: Client, box: tuple[Box, dict[str, str]]) -> None:
    server, told = box
    ann, _bea = found_movement(FOUNDING, at=AT())
    entered(client, ann)
    asked = {name: told[name] for name in ("host", "port", "security", "user", "password", "sender")}
    wrong = client.post("/enter/mail", {**asked, "password": "guess"})
    assert "doesn’t know this user and password" in said(wrong)
    assert mail.kept() is None
    assert client.post("/enter/mail", asked).status_code == 302
    assert server.kept[0][1] == ["ann@example.org"]
    assert mail.kept() == mail.Mail("127.0.0.1", int(told["port"]), "none", "muster", "right", "post@example.org")
    page = client.get("/enter/mail")
    assert "Mail goes through 127.0.0.1" in said(page)
    assert "right" not in page.content.decode()
    assert kinds()[-1] == "enter.set_mail"
    assert b"right" not in bytes(Payload.objects.latest("pk").body)


def test_nobody_else_learns_of_the_mail_server(client: Client) -> None:
    found_movement(FOUNDING, at=AT())
    entered(client, somebody("cy", role="officer", compartment="movement"))
    assert [client.get("/enter/mail").status_code, client.post("/enter/mail", TOLD).status_code] == [404, 404]


def test_another_mail_server_asks_again_who_it_is(client: Client) -> None:
    ann, _bea = found_movement(FOUNDING, at=AT())
    entered(client, ann, fresh=False)
    assert client.post("/enter/mail", {"password": "right"}).headers["Location"] == "/enter/mail"
    assert client.get("/enter/mail").headers["Location"].startswith("/enter/again/")
    assert "right" not in str(dict(client.session))  # nothing of it is kept meanwhile
