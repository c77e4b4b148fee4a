"""What is held on somebody is theirs: to read, to carry away, to object to; officers of their group answer."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.web.mandates.models import Erasure, Objection
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Way
from muster.web.power.actions import approve
from muster.web.power.looks import note
from muster.web.power.models import Look, Request
from muster.web.record.actor import Actor, Held
from muster.web.record.models import Entry
from muster.web.roll.models import Consent, ContactWay, Group, Person
from tests.web.messenger.sent import TEXTS, writing
from tests.web.roll.made_roll import entered, officer

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]
KEYS = {"person", "ways", "consents", "memberships", "subscriptions", "asked_for_subscriptions", "posts", "powers",
        "powers_taken_in_a_hurry", "suspensions", "interests_declared", "looked_at_by", "messages", "no_more_by",
        "objections", "programs", "asked_to_be_erased", "days_asked_to", "days", "bills", "told_of",
        "printed_copies"}  # fmt: skip


def member(person: Person) -> Actor:
    return Actor(person.pk, person.pseudonym)


def keeper(name: str = "Olu", compartment: str = "group:north", role: str = "officer") -> Actor:
    person = Person.objects.create(known_as=name)
    return Actor(person.pk, person.pseudonym, frozenset({Held(role, compartment, "care")}))


def test_the_file_holds_everything_of_ones_own_and_nothing_of_anybody_elses(
    enter: As, north: Group, ada: Person
) -> None:
    other = entered(north, surname="Quillfeather", email="quill@example.org", telephone="", at=now())
    olu = keeper()
    recipients = [
        messenger.Recipient(one.pseudonym, Way.EMAIL, address, "", {"name": one.name})
        for one, address in ((ada, "ada@example.org"), (other, "quill@example.org"))
    ]
    wanted = writing(compartment="group:north", texts=TEXTS, answers=("yes", "no"))
    messenger.queue(wanted, recipients=recipients, by=olu, at=now())
    note(olu, [ada.pseudonym, other.pseudonym], purpose="care", page="person", at=now())
    answer = enter(member(ada)).get(reverse("mandates:carry_away"))
    text = answer.content.decode()
    told = json.loads(text)
    assert set(told) == KEYS
    assert (told["person"]["surname"], told["person"]["postcode"]) == ("Okonjo", "ZX1 0AB")
    assert told["person"]["group"] == "North"
    assert {way["value"] for way in told["ways"]} == set(
        ContactWay.objects.filter(person=ada).values_list("value", flat=True)
    )
    assert len(told["consents"]) == Consent.objects.filter(person=ada).count() == 2
    assert [one["status"] for one in told["memberships"]] == ["standing"]
    assert [(one["who"], one["page"]) for one in told["looked_at_by"]] == [("Olu", "person")]
    (message,) = told["messages"]
    assert message["text"].startswith("Dear ")
    assert "/said/" not in text  # whoever finds the file can't answer for them
    assert not {"Quillfeather", "quill@example.org", other.pseudonym} & set(text.split('"'))
    assert answer["Content-Disposition"] == 'attachment; filename="what-is-held-on-me.json"'
    assert answer["Cache-Control"] == "no-store"
    read = Look.objects.filter(looker=ada.pseudonym).values_list("whom", flat=True)
    assert list(read) == [olu.pseudonym]  # who looked at her, and holds no power that everybody may read of


def test_nobody_has_no_file_and_no_page_of_their_own(enter: As) -> None:
    nobody = enter(officer(person=None))
    for name in ("carry_away", "mine", "object"):
        assert nobody.get(reverse(f"mandates:{name}")).status_code in {302, 404}, name


def test_the_page_leads_to_all_of_it(enter: As, ada: Person) -> None:
    page = enter(member(ada)).get(reverse("mandates:mine")).content.decode()
    for name, args in (
        ("roll:person", [ada.pk]), ("roll:correct", [ada.pk]), ("roll:agree", [ada.pk]),
        ("mandates:carry_away", []), ("mandates:object", []),
    ):  # fmt: skip
        address = reverse(name, args=args)
        assert f'href="{address}"' in page
        assert enter(member(ada)).get(address).status_code == 200


def test_an_objection_is_told_to_the_officers_of_the_group_until_one_answers(enter: As, ada: Person) -> None:
    words = "I don't want to be telephoned at work"
    enter(member(ada)).post(reverse("mandates:object"), {"words": words})
    row = Objection.objects.get()
    assert (row.who, row.compartment) == (ada.pseudonym, "group:north")
    page = reverse("mandates:hear", args=[row.pk])
    olu = keeper()
    home = enter(olu).get("/").content.decode()
    assert f'href="{page}"' in home
    assert "Okonjo" not in home  # who it is stands on the page that notes the look
    told = enter(olu).get(page)
    assert "telephoned at work" in told.content.decode()
    assert Look.objects.get(looker=olu.pseudonym).whom == ada.pseudonym
    enter(olu).post(page, {"done": "Your work number is taken away"})
    enter(olu).post(page, {"done": "a second click"})
    assert Entry.objects.filter(kind="mandates.hear").count() == 1
    assert page not in enter(olu).get("/").content.decode()
    mine = enter(member(ada)).get(reverse("mandates:mine")).content.decode()
    assert "Your work number is taken away" in mine
    assert "a second click" not in mine


def test_one_objection_waits_at_a_time(enter: As, ada: Person) -> None:
    for words in ("one", "two"):
        enter(member(ada)).post(reverse("mandates:object"), {"words": words})
    assert Objection.objects.count() == 1
    assert enter(member(ada)).post(reverse("mandates:object"), {"words": ""}).status_code == 200
    enter(keeper()).post(reverse("mandates:hear", args=[Objection.objects.get().pk]), {"done": "it is done"})
    enter(member(ada)).post(reverse("mandates:object"), {"words": "two"})
    assert Objection.objects.count() == 2


def test_nobody_else_finds_an_objection(enter: As, north: Group, ada: Person) -> None:
    enter(member(ada)).post(reverse("mandates:object"), {"words": "one"})
    page = reverse("mandates:hear", args=[Objection.objects.get().pk])
    of_north = Held("officer", north.compartment, "care")
    for who in (
        keeper(compartment="group:south"), keeper(role="organiser"), keeper(role="founder", compartment="movement"),
        member(ada), Actor(ada.pk, ada.pseudonym, frozenset({of_north})),
    ):  # fmt: skip
        client = enter(who)
        assert {client.get(page).status_code, client.post(page, {"done": "x"}).status_code} == {404}
    assert Objection.objects.get().heard_at is None


def test_whoever_asked_to_be_erased_takes_it_back_and_what_was_approved_cant_be_done(enter: As, ada: Person) -> None:
    asked = reverse("mandates:ask_erasure")
    olu, ann = keeper(), keeper("Ann", compartment="movement", role="founder")
    enter(member(ada)).post(asked)
    wish = Erasure.objects.get()
    enter(olu).post(reverse("mandates:erase", args=[wish.pk]))
    request = Request.objects.get(kind="mandates.erase")
    approve(request, seen=bytes(request.body), by=ann, at=now())
    assert "Take it back: I stay" in enter(member(ada)).get(asked).content.decode()
    enter(member(ada)).post(asked, {"deed": "back"})
    assert not Erasure.objects.exists()
    told = enter(olu).post(reverse("mandates:do", args=[request.pk]), follow=True)
    assert "They took it back: they stay." in told.content.decode()
    ada.refresh_from_db()
    assert ada.surname == "Okonjo"
    assert "nothing to take back" in enter(member(ada)).post(asked, {"deed": "back"}, follow=True).content.decode()
    enter(member(ada)).post(asked)  # and may ask once more
    assert Erasure.objects.get().pk != wish.pk
