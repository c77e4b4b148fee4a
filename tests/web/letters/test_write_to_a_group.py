"""Writing to a group: look, try, send, stop; whom it reaches by which way; nobody else's letters."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from muster.web.letters import once, queries, urls
from muster.web.messenger.models import Message, OptOut, Sending, State, Way
from muster.web.power.models import Look
from muster.web.record.actor import Actor, Held
from muster.web.roll.models import Consent, ContactWay, Group, Person

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


@pytest.fixture
def north() -> Group:
    return Group.objects.create(name="North", slug="north")


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> As:
    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        return Client()

    return as_actor


def officer(compartment: str = "group:north", role: str = "officer") -> Actor:
    person = Person.objects.create(known_as="Olu")
    ContactWay.objects.create(person=person, kind="email", value="olu@people.example")
    return Actor(person.pk, person.pseudonym, frozenset({Held(role, compartment, "care")}))


def member(
    group: Group, name: str, *, email: bool = False, mobile: bool = False, address: str = "", agreed: str = ""
) -> Person:
    person = Person.objects.create(
        known_as=name, folded=name.lower(), group=group, kind="member", status="standing", address=address
    )
    if email:
        ContactWay.objects.create(person=person, kind="email", value=f"{name.lower()}@people.example")
    if mobile:
        ContactWay.objects.create(person=person, kind="telephone", value="+447700900123")
    for channel in agreed.split():
        Consent.objects.create(
            person=person, channel=channel, agreed=True, said_at=now(), said_by="o" * 32, how="officer"
        )
    return person


def written(group: Group, **changed: str) -> dict[str, str]:
    wanted = {"group": str(group.pk), "kind": "call", "subject": "Saturday", "body": "Dear {name}", "question": "come"}
    return {**wanted, **changed}


def words(page: object) -> str:
    content: bytes = getattr(page, "content")  # noqa: B009 - whatever a client gives
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_a_call_reaches_each_by_the_first_way_that_they_agreed_to(north: Group) -> None:
    member(north, "Ann", email=True, mobile=True, agreed="email text")
    member(north, "Bea", email=True, mobile=True, agreed="text")
    cem = member(north, "Cem", email=True, address="1 Mill Lane", agreed="post")
    Person.objects.filter(pk=cem.pk).update(postcode="ZX10AB")
    member(north, "Dot", email=True)
    member(north, "Eve", agreed="email")
    found = queries.reached(officer(), north, kind="call")
    assert [(one.fields["name"], one.way) for one in found.recipients] == [
        ("Ann", Way.EMAIL), ("Bea", Way.SMS), ("Cem", Way.LETTER),
    ]  # fmt: skip
    assert found.recipients[2].address == "1 Mill Lane\nZX1 0AB"
    assert (found.by_way, found.unreached) == ({"email": 1, "sms": 1, "letter": 1}, 2)
    needed = queries.reached(officer(), north, kind="service")
    assert [one.fields["name"] for one in needed.recipients] == ["Ann", "Bea", "Cem", "Dot"]


def test_whoever_opted_out_by_a_link_or_whose_mail_comes_back_is_left_out(north: Group) -> None:
    ann = member(north, "Ann", email=True, agreed="email")
    member(north, "Bea", email=True, agreed="email")
    OptOut.objects.create(who=ann.pseudonym, way=Way.EMAIL, at=now())
    assert [one.fields["name"] for one in queries.reached(officer(), north, kind="news").recipients] == ["Bea"]
    ContactWay.objects.update(bad_at=now())
    assert queries.reached(officer(), north, kind="news").recipients == []


def test_whoever_left_lapsed_or_is_of_another_group_gets_nothing(north: Group) -> None:
    south = Group.objects.create(name="South", slug="south")
    for status in ("left", "lapsed", "applied", "removed", "died"):
        person = member(north, f"N{status}", email=True, agreed="email")
        Person.objects.filter(pk=person.pk).update(status=status)
    member(south, "Sam", email=True, agreed="email")
    assert queries.reached(officer(), north, kind="news").recipients == []
    assert queries.reached(officer(), south, kind="news").recipients == []


def test_look_try_and_send(north: Group, enter: As) -> None:
    member(north, "Ann", email=True, agreed="email")
    member(north, "Bea")
    client, write = enter(officer()), reverse("letters:write")
    looked = words(client.post(write, written(north)))
    assert "It reaches one person" in looked
    assert "Dear Ann" in looked
    assert Sending.objects.count() == 0
    client.post(write, {**written(north), "deed": "try", "reaches": "1"})
    assert Sending.objects.get().urgent  # at night too: whoever tries it is awake
    assert [one.address for one in Message.objects.all()] == ["olu@people.example"]
    client.post(write, {**written(north), "deed": "send", "reaches": "1"})
    sending = Sending.objects.latest("pk")
    assert [one.address for one in sending.messages.all()] == ["ann@people.example"]
    assert sending.answers == ["come", "drive", "bed", "cant"]


def test_what_has_changed_since_one_looked_is_not_sent(north: Group, enter: As) -> None:
    member(north, "Ann", email=True, agreed="email")
    page = enter(officer()).post(reverse("letters:write"), {**written(north), "deed": "send", "reaches": "0"})
    assert "Whom it reaches has changed" in words(page)
    assert Sending.objects.count() == 0


def test_a_place_that_nothing_fills_is_refused_with_what_stands(north: Group, enter: As) -> None:
    page = enter(officer()).post(reverse("letters:write"), {**written(north, body="Dear {nmae}"), "deed": "send"})
    assert "Nothing fills {nmae}" in words(page)
    assert "Dear {nmae}" in page.content.decode()  # what was written is still there


def test_letters_are_printed_then_said_to_be_posted_and_the_rest_is_stopped(north: Group, enter: As) -> None:
    member(north, "Cem", address="1 Mill Lane", agreed="post")
    member(north, "Ann", email=True, agreed="email")
    client = enter(officer())
    client.post(reverse("letters:write"), {**written(north), "deed": "send", "reaches": "2"})
    pk = Sending.objects.get().pk
    assert "One letter is to be printed" in words(client.get(reverse("letters:sending", args=[pk])))
    sheet = client.get(reverse("letters:letters", args=[pk]))
    assert "Cem 1 Mill Lane" in words(sheet)
    assert sheet["Cache-Control"] == "no-store"
    cem = Person.objects.get(known_as="Cem")
    assert list(Look.objects.filter(page="letters").values_list("whom", flat=True)) == [cem.pseudonym]
    client.post(reverse("letters:posted", args=[pk]))
    client.post(reverse("letters:stop", args=[pk]))
    client.post(reverse("letters:stop", args=[pk]))  # the double click
    assert {one.fields["name"]: one.state for one in Message.objects.all()} == {"Cem": "handed", "Ann": "stopped"}


def test_what_failed_is_shown_with_why_and_sent_again(north: Group, enter: As) -> None:
    member(north, "Ann", email=True, agreed="email")
    client = enter(officer())
    client.post(reverse("letters:write"), {**written(north), "deed": "send", "reaches": "1"})
    Message.objects.update(state=State.FAILED, trouble="550 nobody of that name")
    message = Message.objects.get()
    page = reverse("letters:sending", args=[message.sending_id])
    assert "550 nobody of that name" in words(client.get(page))
    client.post(reverse("letters:again", args=[message.sending_id, message.pk]))
    message.refresh_from_db()
    assert message.state == State.WAITING


def test_every_address_asks_who(north: Group, enter: As) -> None:
    member(north, "Ann", email=True, agreed="email")
    ours = officer()
    enter(ours).post(reverse("letters:write"), {**written(north), "deed": "send", "reaches": "1"})
    pk = Sending.objects.get().pk
    others = {
        "of another group": officer("group:south"),
        "organiser": officer(role="organiser"),
        "member": Actor(99, "m" * 32),
    }
    for pattern in urls.urlpatterns:
        args = {0: [], 1: [pk], 2: [pk, Message.objects.get().pk]}[str(pattern.pattern).count("<int:")]
        address = reverse(f"letters:{pattern.name}", args=args)
        for who, actor in others.items():
            client = enter(actor)
            found = {client.get(address).status_code, client.post(address, written(north)).status_code} - {405}
            assert found == {404}, (pattern.name, who, found)
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.parametrize("people", [1, 30])
def test_looking_costs_the_same_queries_however_many_it_reaches(
    north: Group, django_assert_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    for number in range(people):
        member(north, f"M{number}", email=True, agreed="email")
    actor = officer()
    with django_assert_num_queries(5):
        queries.reached(actor, north, kind="call")


def test_a_letter_goes_once_however_often_its_button_is_pressed(north: Group, enter: As) -> None:
    member(north, "Ann", email=True, agreed="email")
    client, write = enter(officer()), reverse("letters:write")
    press = {**written(north), "deed": "send", "reaches": "1"}
    client.post(write, {**press, "deed": "try"})
    first = client.post(write, press).headers["Location"]
    again = client.post(write, press)
    assert again.headers["Location"] == first
    assert "These very words went to this group before" in words(client.get(first))
    assert Message.objects.filter(to=Person.objects.get(known_as="Ann").pseudonym).count() == 1
    assert client.post(write, {**press, "body": "Dear {name}, again"}).headers["Location"] != first
    client.post(first + "/stop")
    assert client.post(write, press).headers["Location"] != first  # what was stopped may be sent after all
    assert Message.objects.filter(to=Person.objects.get(known_as="Ann").pseudonym).count() == 3
    yesterday = Sending.objects.order_by("-pk")[0]
    Sending.objects.filter(pk=yesterday.pk).update(asked_at=now() - once.SAME_WITHIN)
    assert client.post(write, press).headers["Location"] != reverse("letters:sending", args=[yesterday.pk])


def test_many_are_told_with_their_thousands_apart(north: Group, enter: As) -> None:
    whom = {"group": north, "kind": "member", "status": "standing", "address": "1 Mill Lane", "postcode": "ZX10AB"}
    Person.objects.bulk_create(Person(known_as=f"M{number}", folded=f"m{number}", **whom) for number in range(10_001))
    client, write = enter(officer()), reverse("letters:write")
    looked = words(client.post(write, written(north, kind="service")))
    assert "It reaches 10,001 people By a letter that you print 10,001 " in looked
    assert "Send it to 10,001 people" in looked
    sent = client.post(write, {**written(north, kind="service"), "deed": "send", "reaches": "10001"})
    page = words(client.get(sent.headers["Location"]))
    assert "For 10,001 people." in page
    assert "10,001 letters are to be printed" in page
    assert "Waiting 10,001 " in page
    stopped = words(client.post(sent.headers["Location"] + "/stop", follow=True))
    assert "10,001 messages were stopped." in stopped
    assert "10001" not in looked + page + stopped
