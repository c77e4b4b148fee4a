"""People who can enter, and what they read and type."""

import re
import time
from html import unescape
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from muster.guard.need import LONGEST_GRANT
from muster.web.power.models import Grant
from muster.web.record.models import Entry
from muster.web.roll.models import Account, Person

AT = now
PASSWORD = "ferry teapot violet ladder"  # noqa: S105 - made up


def somebody(name: str, *, role: str = "", password: str = "", compartment: str = "north") -> Account:
    """Somebody who enters with <name>@example.org, perhaps with a power."""
    person = Person.objects.create(known_as=name.title())
    account = Account(person=person)
    account.set_password(password or None)
    account.save()
    EmailAddress.objects.create(user=account, email=f"{name}@example.org", primary=True, verified=True)
    if role:
        hold(person, role=role, compartment=compartment)
    return account


def hold(person: Person, *, role: str, compartment: str = "north") -> None:
    """Let somebody hold a power from now on."""
    at = now()
    Grant.objects.create(
        holder=person.pseudonym, role=role, compartment=compartment, purpose="canvass", granted_by="0" * 32,
        decision="minute 1", starts_at=at, ends_at=at + LONGEST_GRANT,
    )  # fmt: skip


def link_in(text: str) -> str:
    """The path of the link in a letter or on a page."""
    found = re.search(r"https?://[^/\s]+(/enter/link/\S+)", text)
    assert found, text
    return found[1]


def last_letter() -> str:
    return str(mail.outbox[-1].body)


def asked_link(client: Client, email: str, **more: str) -> str:
    """Ask for a link and give its path."""
    before = len(mail.outbox)
    assert client.post("/enter/link", {"email": email, **more}).headers["Location"] == "/enter/sent"
    assert len(mail.outbox) == before + 1
    return link_in(last_letter())


def who(client: Client) -> Account | None:
    """Whom a browser is signed in as."""
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key) if key else None


def code_at(secret: str, half_minute: int) -> str:
    """What an app shows in a half minute since 1970."""
    return str(format_hotp_value(hotp_value(secret, half_minute)))


def code_now(secret: str) -> str:
    """What an app shows at this moment."""
    return code_at(secret, int(time.time()) // 30)


def said(answer: Any) -> str:
    """What a page says, without its tags."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(words).split())


def kinds(prefix: str = "enter.") -> list[str]:
    """What the record heard, in order."""
    return [
        str(kind)
        for kind in Entry.objects.filter(kind__startswith=prefix).order_by("pk").values_list("kind", flat=True)
    ]


def with_app(client: Client) -> str:
    """Add an app with codes as whoever is signed in and fresh; gives its key."""
    page = client.get("/enter/ways/app")
    found = re.search(r'<code class="key">([A-Z2-7]+)</code>', page.content.decode())
    assert found, said(page)
    answer = client.post("/enter/ways/app", {"code": code_now(found[1])})
    assert answer.status_code == 302, said(answer)
    return found[1]
