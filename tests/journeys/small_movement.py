"""Makes a small movement in a site of its own, and says by which cookies its people are in."""

import json
import sys
import time
from importlib import import_module
from typing import Any


def main(asked: str) -> Any:
    """Do one of the things below and print what it gives."""
    import django  # noqa: PLC0415 - the settings are read once the home is known

    django.setup()
    return {"found": _found, "answer": _answer}[asked]()


def _found() -> dict[str, dict[str, str]]:
    from urllib.parse import urlsplit  # noqa: PLC0415

    from django.utils.timezone import now  # noqa: PLC0415

    from muster.guard.need import LONGEST_GRANT  # noqa: PLC0415
    from muster.web.enter.founding import Founder, Founding, found_movement  # noqa: PLC0415
    from muster.web.messenger import actions as messenger  # noqa: PLC0415
    from muster.web.messenger.links import link  # noqa: PLC0415
    from muster.web.messenger.models import Sending, Way  # noqa: PLC0415
    from muster.web.power import actions as power  # noqa: PLC0415
    from muster.web.record.deeds import ms_of  # noqa: PLC0415
    from muster.web.roll import actions as roll  # noqa: PLC0415
    from muster.web.roll import actions_of_groups as of_groups  # noqa: PLC0415
    from muster.web.roll.models import Account, Person  # noqa: PLC0415
    from muster.web.roll.queries import actor_of, actor_of_person  # noqa: PLC0415

    founding = (Founder("Ann Archer", "ann@example.org"), Founder("Bea Birch", "bea@example.org"))
    accounts = found_movement(Founding("The Ferry League", "Europe/London", founding), at=now())
    ann, bea = (actor_of(account, at=now()) for account in accounts)
    olu = roll.welcome(known_as="Olu Officer", by=ann, at=now())
    ora = roll.welcome(known_as="Ora Oak", by=ann, at=now())
    powers = ((olu, "officer", "movement"), (olu, "officer", "group:merrowby"), (ora, "organiser", "group:merrowby"))
    for holder, role, compartment in powers:
        until = ms_of(now() + LONGEST_GRANT)
        given = power.Given(holder.pseudonym, role, compartment, "care", "Committee, 3 May, 1", until)
        terms = {name: getattr(given, name) for name in given.__slots__}
        wanted = power.Asked("power.grant", terms=terms, compartment=compartment, subjects=[holder.pseudonym])
        request = power.ask(wanted, by=ann, at=now())
        power.approve(request, seen=bytes(request.body), by=bea, at=now())
        power.grant(given, by=ann, at=now())
    officer = actor_of_person(olu, at=now())
    group = of_groups.add_group(of_groups.Named("Merrowby", districts=["ZX1"]), by=officer, at=now())
    for name in ("Cem Carter", "Dot Diaz", "Eve Evans"):
        forenames, surname = name.split()
        told = roll.Told(forenames, surname, email=f"{forenames.lower()}@example.org", agrees={"email": True})
        roll.enter(group, told=told, on=now().date(), by=officer, at=now())
    cem = Person.objects.get(surname="Carter")
    post = of_groups.add_post(group, title="Zzz", by=officer, at=now())
    entering = {"ann": accounts[0], "bea": accounts[1], "olu": Account.objects.get(person=olu),
                "ora": Account.objects.get(person=ora),
                "cem": Account.objects.create(person=cem)}  # fmt: skip
    dot = Person.objects.get(surname="Diaz")
    texts = {code: {"subject": "Zzz?", "body": "Zzz."} for code in ("en-gb", "cy")}
    to = [messenger.Recipient(dot.pseudonym, Way.EMAIL, "dot@example.org")]
    writing = messenger.Writing(Sending.Kind.NEWS, group.compartment, texts, answers=["yes", "no"])
    sending = messenger.queue(writing, recipients=to, by=officer, at=now())
    ids = {"cem": cem.pk, "group": group.pk, "sending": sending.pk, "post": post.pk,
           "answer": urlsplit(link(sending.messages.get(), "answer")).path,
           "stop": urlsplit(link(sending.messages.get(), "stop")).path}  # fmt: skip
    return {
        "cookies": {who: _entered(account) for who, account in entering.items()},
        "ids": {name: str(what) for name, what in ids.items()},
    }


def _entered(account: Any) -> str:
    """Give the key of a session that somebody has proved twice."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["enter.second"] = True
    session["enter.proved_at"] = time.time() + 3_600  # fresh however slow the machine is
    session.create()
    return str(session.session_key)


def _answer() -> str:
    """Give the path of the link in Cem's letter."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    from muster.web.messenger.links import link  # noqa: PLC0415
    from muster.web.messenger.models import Message  # noqa: PLC0415

    message = Message.objects.filter(fields__name="Cem Carter", sending__kind="call").latest("pk")
    return urlsplit(link(message, "answer")).path


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
