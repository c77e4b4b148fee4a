"""Two who put one thing right at once: whoever saves second is shown both, chooses, and loses nothing they wrote."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.guard.need import EVERYWHERE, Held
from muster.web.enter.models import Movement
from muster.web.record.actor import Actor
from muster.web.record.meanwhile import ChangedMeanwhileError
from muster.web.record.models import Entry
from muster.web.roll import actions
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.models import Consent, Group, Person
from muster.web.roll.moves import Kind, Move, Status
from tests.web.roll.made_roll import entered, group, officer

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
KEEPS = Actor(0, "f" * 32, frozenset({Held("officer", EVERYWHERE, "care"), Held("founder", EVERYWHERE, "founding")}))
LINES = "1 Mill Lane\r\nPenbury"


class Sent(HTMLParser):
    """What a browser sends of a form as it stands, and of which fields both are offered, the chosen one starred."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.both: dict[str, list[str]] = {}
        self.writes = self.offers = ""  # the text area, or the choice of two, whose words come
        text = page.content.decode()
        self.feed(text[text.index('<form method="post" class="form"') :].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name", ""), "\r\n".join(told.get("value", "").splitlines())
        self.offers = name if told.get("type") == "radio" else self.offers
        if tag == "input" and (self.offers != name or "checked" in told):
            self.said[name] = value
        if tag == "input" and self.offers == name:
            self.both.setdefault(name, []).append("*" if "checked" in told else "")
        if tag in {"textarea", "select"}:
            self.writes, self.said[name] = name, ""
        if tag == "option" and "selected" in told:
            self.said[self.writes] = value

    def handle_endtag(self, tag: str) -> None:
        self.writes = "" if tag in {"textarea", "select"} else self.writes
        self.offers = "" if tag == "label" else self.offers

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.writes:
            self.said[self.writes] = "\r\n".join(data.removeprefix("\r\n").removeprefix("\n").splitlines())
        if self.offers:
            self.both[self.offers][-1] = " ".join(f"{self.both[self.offers][-1]}{data} ".split())


def sent_by(page: Any) -> dict[str, str]:
    return {name: value for name, value in Sent(page).said.items() if name not in {"csrfmiddlewaretoken", ""}}


def both_of(page: Any) -> dict[str, list[str]]:
    """Give the fields that offer both; other choices of the form offer none."""
    return {name: offers for name, offers in Sent(page).both.items() if "It says now: " in " ".join(offers)}


def test_both_are_shown_field_by_field_and_what_is_chosen_stands(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"), forenames="Ada", address=LINES)
    client, address = enter(KEEPS), reverse("roll:correct", args=[ada.pk])
    mine, theirs = sent_by(client.get(address)), sent_by(client.get(address))
    assert client.post(address, {**theirs, "surname": "Bell", "known_as": "Addie"}).status_code == 302
    late = client.post(address, {**mine, "surname": "Okonjo-Bell", "address": "2 Mill Lane\r\nPenbury"})
    assert late.status_code == 422
    assert "Somebody else changed this while you wrote." in late.content.decode()
    assert both_of(late) == {
        "surname": ["*You wrote: Okonjo-Bell", "It says now: Bell"],
        "known_as": ["You wrote: nothing", "*It says now: Addie"],
    }
    assert Person.objects.get(pk=ada.pk).surname == "Bell"
    chosen = sent_by(late)
    assert chosen["address"] == "2 Mill Lane\r\nPenbury"
    assert client.post(address, chosen).status_code == 302
    ada.refresh_from_db()
    assert (ada.surname, ada.known_as, ada.address) == ("Okonjo-Bell", "Addie", "2 Mill Lane\r\nPenbury")


def test_what_changes_a_third_time_is_shown_again(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"))
    client, address = enter(KEEPS), reverse("roll:correct", args=[ada.pk])
    mine = sent_by(client.get(address))
    Person.objects.filter(pk=ada.pk).update(known_as="Addie")
    first = client.post(address, {**mine, "known_as": "AJ"})
    Person.objects.filter(pk=ada.pk).update(known_as="Ada J")
    again = client.post(address, sent_by(first))
    assert both_of(again) == {"known_as": ["*You wrote: AJ", "It says now: Ada J"]}
    assert client.post(address, sent_by(again)).status_code == 302
    assert Person.objects.get(pk=ada.pk).known_as == "AJ"


def test_nobody_is_asked_who_wrote_the_same_or_came_alone(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"), address=LINES)
    client, address = enter(KEEPS), reverse("roll:correct", args=[ada.pk])
    mine = sent_by(client.get(address))
    assert client.post(address, mine).status_code == 302
    Person.objects.filter(pk=ada.pk).update(known_as="Addie")
    assert client.post(address, {**mine, "known_as": " Addie "}).status_code == 302


def test_what_is_wrong_is_said_first_and_what_it_was_filled_from_is_carried_on(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"))
    client, address = enter(KEEPS), reverse("roll:correct", args=[ada.pk])
    mine = sent_by(client.get(address))
    Person.objects.filter(pk=ada.pk).update(known_as="Addie")
    wrong = client.post(address, {**mine, "known_as": "AJ", "postcode": "nowhere"})
    assert both_of(wrong) == {}
    late = client.post(address, {**sent_by(wrong), "postcode": "ZX1 0AB"})
    assert both_of(late) == {"known_as": ["*You wrote: AJ", "It says now: Addie"]}


def test_who_they_are_themselves_are_asked_as_well(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"))
    address = reverse("roll:agree", args=[ada.pk])
    own, keeper = enter(Actor(ada.pk, ada.pseudonym)), enter(KEEPS)
    mine, theirs = sent_by(own.get(address)), sent_by(keeper.get(address))
    assert keeper.post(address, {**theirs, "post": "yes", "text": "yes"}).status_code == 302
    late = own.post(address, {**mine, "post": "no", "telephone": "no"})
    assert both_of(late) == {
        "text": ["You wrote: No", "*It says now: Yes"],
        "post": ["*You wrote: No", "It says now: Yes"],
    }
    assert own.post(address, sent_by(late)).status_code == 302
    said = dict(Consent.objects.filter(person=ada, until_at=None).values_list("channel", "agreed"))
    assert said == {"email": True, "text": True, "post": False, "telephone": False}


def test_groups_and_what_the_movement_says_of_itself_are_asked_of_alike(enter: Enter) -> None:
    here, client = group("Merrowby", "ZX1"), enter(KEEPS)
    Movement.objects.create(name="M", zone="Europe/London", founded_at=now(), accent="#0e5a63")
    changed = {
        reverse("roll:describe", args=[here.pk]): ("about", "By the mill.", "By the sea."),
        reverse("roll:area", args=[here.pk]): ("districts", "ZX2", "ZX3"),
        reverse("enter:colour"): ("accent", "#112233", "#332211"),
        reverse("enter:protection"): ("contact", "Ann", "bea@people.example"),
    }
    for address, (name, first, second) in changed.items():
        mine = sent_by(client.get(address))
        assert client.post(address, {**mine, name: first}).status_code == 302, address
        late = client.post(address, {**mine, name: second})
        assert both_of(late) == {name: [f"*You wrote: {second}", f"It says now: {first}"]}
        assert client.post(address, sent_by(late)).status_code == 302
        assert sent_by(client.get(address))[name] == second


def test_within_one_moment_the_deed_itself_refuses_and_the_page_shows_both(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = group("Merrowby", "ZX1")
    ada, entries = entered(here), Entry.objects.count()
    stood = dict.fromkeys(actions.CORRECTED, "")
    with pytest.raises(ChangedMeanwhileError):
        actions.correct(ada, **stood, stood=stood, by=officer(), at=now())
    with pytest.raises(ChangedMeanwhileError):
        of_groups.describe(here, named=of_groups.Named("York"), stood=stood, by=officer(), at=now())
    assert Entry.objects.count() == entries
    for address, name, row, column in (
        (reverse("roll:correct", args=[ada.pk]), "correct", Person.objects.filter(pk=ada.pk), "surname"),
        (reverse("roll:describe", args=[here.pk]), "describe", Group.objects.filter(pk=here.pk), "name"),
    ):
        module = actions if name == "correct" else of_groups
        deed = getattr(module, name)

        def after_another(*args: Any, deed: Any = deed, row: Any = row, column: str = column, **kwargs: Any) -> Any:
            row.update(**{column: "Theirs"})
            return deed(*args, **kwargs)

        client = enter(KEEPS)
        mine = sent_by(client.get(address))
        monkeypatch.setattr(module, name, after_another)
        late = client.post(address, {**mine, column: "Mine"})
        assert both_of(late) == {column: ["*You wrote: Mine", "It says now: Theirs"]}


def test_a_form_of_another_state_does_nothing_and_the_one_that_stands_is_shown(enter: Enter) -> None:
    asks = entered(group("Merrowby", "ZX1"), forenames="Ada")
    client, address = enter(KEEPS), reverse("roll:move", args=[asks.pk])
    actions.move(asks, move=Move.LEAVE, on=localdate(), by=KEEPS, at=now())
    mine, theirs = sent_by(client.get(address)), sent_by(client.get(address))
    assert client.post(address, {**theirs, "move": "admit"}).status_code == 302
    before = Entry.objects.count()
    late = client.post(address, {**mine, "move": "die"}, follow=True).content.decode()  # both states have this move
    asks.refresh_from_db()
    assert (asks.status, Entry.objects.count()) == ("standing", before)
    assert "It is “In good standing” now. Nothing was done." in late
    assert 'value="remove"' in late
    assert "checked" not in late
    with pytest.raises(ChangedMeanwhileError):
        actions.move(asks, move=Move.DIE, on=localdate(), stood=Status.LEFT, by=KEEPS, at=now())


def test_what_somebody_belongs_as_is_chosen_of_both_where_another_changed_it(enter: Enter) -> None:
    ada = entered(group("Merrowby", "ZX1"), forenames="Ada")
    client, address = enter(KEEPS), reverse("roll:become", args=[ada.pk])
    mine = {**sent_by(client.get(address)), "kind": "affiliate", "body": "The weavers"}
    actions.become(ada, kind=Kind.SUPPORTER, on=localdate(), by=KEEPS, at=now())
    late = client.post(address, mine)
    assert late.status_code == 422
    assert "Somebody else changed this while you wrote." in late.content.decode()
