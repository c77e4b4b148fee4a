"""All groups are asked from one page: counted, tried on oneself, sent, stopped; how it went stays need-to-know."""

import re

import pytest
from django.utils.timezone import now

from muster.web.days import actions_of_people as actions
from muster.web.days import inviting
from muster.web.days.inviting import Calling
from muster.web.days.models_of_people import Invitation
from muster.web.messenger.models import Message, Sending
from muster.web.messenger.told import told
from muster.web.roll.models import Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.days import made_people as made
from tests.web.roll.made_roll import AT

pytestmark = pytest.mark.django_db


def _campaigner(of: Group) -> Person:
    """Somebody who runs the campaign's days, and is of a group in which nobody else is asked."""
    return made.granted(made.member(of, "Olu", agrees={"email": False}), "organiser", "campaign")


def mails(sending: Sending) -> set[str]:
    return {one.fields["name"] for one in Message.objects.filter(sending=sending)}


def test_one_page_asks_all_groups_counts_each_and_is_tried_first() -> None:
    day, north, south, olu = (
        made.day(compartment="campaign"),
        made.group(),
        made.group("South"),
        _campaigner(made.group("West")),
    )
    made.member(north)
    made.member(south, "Bob")
    made.member(south, "Cem", agrees={"email": False})
    client, at = made.signed_in(olu), f"/days/{day.pk}/people/ask"
    said = {"whom": "new", "subject": "Come?", "words": "Do, {name}: {link}"}
    none = client.post(at, {**said, "deed": "look"}).content.decode()
    assert "Tick whose people you ask." in none
    page = client.post(at, {**said, "every": "on", "deed": "look"}).content.decode()
    assert "It reaches 2 people" in page
    assert re.findall(r"<dt>(North|South)</dt><dd>(\d+)</dd>", page) == [("North", "1"), ("South", "1")]
    client.post(at, {**said, "every": "on", "deed": "try"})
    trial = Message.objects.get()
    assert (trial.to, trial.sending.kind, trial.sending.urgent) == (olu.pseudonym, "service", True)
    assert "/days/" + str(day.pk) + "/mine" in told(trial)[1]
    assert not Invitation.objects.exists()  # nobody was asked by it
    client.post(at, {**said, "every": "on", "deed": "send", "reaches": "2"})
    made.worked()
    assert mails(Sending.objects.get(kind="call")) == {"Ada Okonjo", "Bob Okonjo"}


def test_what_has_not_gone_is_stopped_and_whoever_got_nothing_can_be_asked_again() -> None:
    day, group, olu = made.day(), made.group(), made.granted(Person.objects.create(known_as="Olu"), "organiser")
    ada, bob = made.member(group), made.member(group, "Bob")
    actions.invite(Calling(day, (group,)), subject="Come?", words="Do: {link}", by=made.organiser(), at=AT)
    made.worked()
    Message.objects.filter(to=ada.pseudonym).update(state="handed")
    client, sending = made.signed_in(olu), Sending.objects.get()
    page = client.get(f"/days/{day.pk}/people").content.decode()
    assert "One invitation of" in page
    stop = f"/days/{day.pk}/people/asked/{sending.pk}/stop"
    assert stop in page
    stranger = made.signed_in(made.granted(made.member(made.group("South"), "Odd"), "officer", "group:south"))
    assert stranger.post(stop).status_code == 404
    assert "1 message was stopped." in client.post(stop, follow=True).content.decode()
    assert "nothing left to stop" in client.post(stop, follow=True).content.decode()
    asked = dict(Invitation.objects.values_list("person__forenames", "asked_at"))
    assert (asked["Ada"], asked["Bob"]) == (AT, None)
    assert list(inviting.people_called(Calling(day, (group,)))) == [bob]


def test_how_an_asking_of_two_groups_went_is_read_by_each_groups_own_officers() -> None:
    """Whoever keeps two groups, and no more, leaves a sending in each: what is stuck there names people."""
    day, north, south = made.day(compartment="campaign"), made.group(), made.group("South")
    made.member(north)
    made.member(south, "Bob")
    keeper = made.member(north, "Kit")
    for one in (north, south):
        made.granted(keeper, "officer", one.compartment)
    by = actor_of_person(keeper, at=now())
    actions.invite(Calling(day, (north, south)), subject="Come?", words="Do: {link}", by=by, at=AT)
    made.worked()
    found = {one.compartment: mails(one) for one in Sending.objects.all()}
    assert found == {"group:north": {"Ada Okonjo", "Kit Okonjo"}, "group:south": {"Bob Okonjo"}}
