"""A list leaves a register numbered, once; one of more than 50 people with a second person who read what it is of."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.guard.need import EVERYWHERE
from muster.web.intake.models import folder_of_uploads
from muster.web.power import actions as power
from muster.web.power.models import Copy, Grant, Look, Request
from muster.web.record.actor import Actor
from muster.web.record.models import Entry, Payload
from muster.web.register.actions_of_copies import OtherThingError, export
from muster.web.register.models import Source
from muster.web.register.out import NobodyIsNamedError, Scope, listed
from muster.web.register.terminal import at_terminal
from muster.web.roll.models import Account
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.days.made_day import granted
from tests.web.register.made_source import added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

PLANTED = "Quillfeather"


def register(count: int, *, mode: str = "A", name: str = "Register") -> Source:
    by = organiser()
    source = added(by, mode=mode, name=name)
    rows = [("CA1", n, PLANTED, f"=Ada{n}", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, count + 1)]
    taken_in(source, csv_of(rows), by=by)
    source.refresh_from_db()
    return source


def browser(role: str, compartment: str) -> tuple[Client, Actor]:
    person = granted(role, compartment)
    account = Account.objects.create(person=person, last_login=now())
    return entered(Client(), account), actor_of_person(person, at=now())


def pressed(client: Client, source: Source, **said: str) -> Any:
    return client.post(reverse("register:export", args=[source.pk]), {"holds": "electors", **said})


def rows_in(answer: Any) -> list[str]:
    content: bytes = answer.getvalue()
    return content.decode("utf-8-sig").splitlines()


def test_fifty_people_leave_with_one_person_and_a_number() -> None:
    source = register(50)
    client, by = browser("organiser", source.area.compartment)
    answer = pressed(client, source)
    content = answer.getvalue()
    copy = Copy.objects.get()
    assert answer["Content-Disposition"] == f'attachment; filename="copy-{copy.pk}-rutland-register-electors.csv"'
    assert (copy.rows, copy.people, copy.alone, copy.by) == (50, 50, True, by.pseudonym)
    assert copy.sha256 == hashlib.sha256(content).hexdigest()
    lines = content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].split(",")[:3]) == (51, ["CA1-1", PLANTED, "'=Ada1"])
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.thing) == ("register.export", f"power.copy:{copy.pk}")
    sealed = json.loads(bytes(Payload.objects.get(entry=entry).body))
    assert sealed["terms"] == listed(source, Scope("electors")).terms
    assert PLANTED.encode() not in b"".join(bytes(one.body) for one in Payload.objects.all())


def test_fifty_a_day_are_fifty_a_day() -> None:
    source = register(30)
    client, _by = browser("organiser", source.area.compartment)
    assert len(rows_in(pressed(client, source))) == 31
    asked = pressed(client, source)
    assert (asked.status_code, Copy.objects.count()) == (302, 1)
    assert asked["Location"] == reverse("mandates:request", args=[Request.objects.get().pk])


def approved(request: Request, by: Actor) -> None:
    power.approve(request, seen=bytes(request.body), by=by, at=now())


def test_more_leave_once_somebody_else_has_read_what_it_is_of() -> None:
    source = register(51)
    client, _by = browser("organiser", source.area.compartment)
    officer, second = browser("officer", source.area.compartment)
    address = pressed(client, source, election="local", on="2026-05-07")["Location"]
    request = Request.objects.get()
    page = officer.get(address).content.decode()
    for told in ("Carry a list away from a register", "Rutland: Register", "electors", "local", "2026-05-07", ">51<"):
        assert told in page
    assert PLANTED not in page
    approved(request, second)
    assert "Download it, once" in client.get(address).content.decode()
    do = reverse("mandates:do", args=[request.pk])
    lines = rows_in(client.post(do))
    assert (len(lines), Copy.objects.get().alone) == (52, False)
    again = client.post(do)
    assert (again.status_code, Copy.objects.count()) == (302, 1)
    assert len(rows_in(pressed(client, source, zone="district/CA1"))) < 2  # another request, and no list
    assert Copy.objects.count() == 1


def test_what_was_approved_is_not_what_stands_after_another_file() -> None:
    source = register(51)
    client, _by = browser("organiser", source.area.compartment)
    _officer, second = browser("officer", EVERYWHERE)
    pressed(client, source)
    request = Request.objects.get()
    approved(request, second)
    rows = [("CA1", n, PLANTED, "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, 61)]
    taken_in(source, csv_of(rows), by=organiser())
    answer = client.post(reverse("mandates:do", args=[request.pk]), follow=True)
    assert "Ask again" in answer.content.decode()
    assert not Copy.objects.exists()


def test_an_approver_who_lost_their_power_is_no_second_person() -> None:
    source = register(51)
    client, _by = browser("organiser", source.area.compartment)
    _officer, second = browser("officer", source.area.compartment)
    pressed(client, source)
    approved(Request.objects.get(), second)
    Grant.objects.filter(holder=second.pseudonym).update(ended_at=now())
    answer = pressed(client, source)
    assert (answer.status_code, "may no longer do so" in answer.content.decode()) == (422, True)
    assert not Copy.objects.exists()


def test_doors_name_nobody_and_a_register_of_addresses_lists_nothing_else() -> None:
    source = register(60, mode="B")
    client, _by = browser("organiser", source.area.compartment)
    page = client.get(reverse("register:export", args=[source.pk])).content.decode()
    assert 'value="electors"' not in page
    assert pressed(client, source).status_code == 422
    with pytest.raises(NobodyIsNamedError):
        listed(source, Scope("electors"))
    answer = pressed(client, source, holds="doors")
    assert rows_in(answer)[0] == "door,lon,lat,street,zone"
    assert PLANTED not in answer.getvalue().decode()
    assert (Copy.objects.get().people, Copy.objects.get().alone) == (0, True)


def test_a_list_of_one_register_is_no_list_of_another() -> None:
    one, other = register(2), register(2, name="Other")
    with pytest.raises(OtherThingError):
        export(one, listed=listed(other, Scope("electors")), sha256="", by=organiser(), at=now())
    assert not Copy.objects.exists()


def test_what_the_terminal_writes_out_is_numbered() -> None:
    source = register(60)
    by = at_terminal(source.area.compartment)
    copy = export(source, listed=listed(source, Scope("electors")), sha256="0" * 64, by=by, at=now())
    assert (copy.by, copy.people, Entry.objects.latest("pk").kind) == ("terminal", 60, "register.export")


def test_nothing_of_a_list_stays_on_the_disk_and_nobody_of_the_roll_was_looked_at() -> None:
    source = register(2)
    client, _by = browser("organiser", source.area.compartment)
    answer = pressed(client, source)
    arriving = folder_of_uploads().parent / "arriving"
    assert not list(arriving.glob("*"))
    assert PLANTED in answer.getvalue().decode()
    assert not Look.objects.exists()
