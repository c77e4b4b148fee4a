"""A panel by lot: whoever has an interest never sits, the page draws it again, and the next stands in."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.guard import lot
from muster.web.mandates import actions_of_panels as panels
from muster.web.mandates.due import tell_due
from muster.web.mandates.hearing import drawn_told
from muster.web.mandates.lots import candidates
from muster.web.mandates.models import Panel, Panellist
from muster.web.messenger.models import Sending
from muster.web.power import actions as power
from muster.web.power.models import Grant, Interest, Suspension
from muster.web.power.pairs import NeedsTwoError
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from muster.web.roll.models import Account, ContactWay, Person
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.power.founded import approved

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
LONGER, FINDING, NO_FINDING = Panellist.Word.LONGER, Panellist.Word.FINDING, Panellist.Word.NO_FINDING


def member(name: str) -> Person:
    return Person.objects.create(known_as=name, folded=name.lower(), kind="member", status="standing")


def founder(name: str) -> Actor:
    person = member(name)
    at = now() - dt.timedelta(days=1)
    Grant.objects.create(
        holder=person.pseudonym, role="founder", compartment="movement", purpose="founding", granted_by="0" * 32,
        decision="founding", starts_at=at, ends_at=at + dt.timedelta(days=90),
    )  # fmt: skip
    return actor_of_person(person, at=now())


def stopped(holder: Person, *, by: Actor, second: Actor) -> Suspension:
    try:
        power.suspend(holder.pseudonym, scope="the keys", by=by, at=now())
    except NeedsTwoError as need:
        approved(need, by=by, second=second, at=now())
    return power.suspend(holder.pseudonym, scope="the keys", by=by, at=now())


def test_nobody_with_an_interest_is_a_candidate_and_the_seed_draws_it_again() -> None:
    by, second, holder = founder("Ann"), founder("Bea"), member("Cai")
    people = [member(f"Dai {n}") for n in range(9)]
    Person.objects.create(known_as="Lapsed", kind="member", status="lapsed")
    friend, of_approver, other_way = people[:3]
    power.declare(holder.pseudonym, kind=Interest.Kind.FAMILY, by=actor_of_person(friend, at=now()), at=now())
    power.declare(second.pseudonym, kind=Interest.Kind.WORK, by=actor_of_person(of_approver, at=now()), at=now())
    power.declare(other_way.pseudonym, kind=Interest.Kind.RIVAL, by=by, at=now())
    case = stopped(holder, by=by, second=second)
    panel = panels.call_panel(case, by=by, at=now())
    with pytest.raises(panels.DrawnAlreadyError):
        panels.call_panel(case, by=by, at=now() + MINUTE)
    rows = panels.draw_panel(panel, by=by, at=now() + MINUTE)
    free = {one.pseudonym for one in people[3:]}
    assert {row.who for row in rows} == free == candidates(case, at=now())
    panel.refresh_from_db()
    again = lot.drawn(free, seed=bytes.fromhex(panel.seed), promise=panel.promise, most=panels.DRAWN)
    assert [row.who for row in rows] == again
    assert (panel.among, panel.list_hash) == (6, lot.list_hash(free))
    with pytest.raises(panels.DrawnAlreadyError):
        panels.draw_panel(panel, by=by, at=now() + MINUTE)


def test_its_page_is_for_who_is_concerned_and_the_next_stands_in() -> None:
    by, second, holder, stranger = founder("Ann"), founder("Bea"), member("Cai"), member("Zoe")
    people = {one.pseudonym: one for one in (member(f"Dai {n}") for n in range(5))}
    case = stopped(holder, by=by, second=second)
    Person.objects.filter(pk=stranger.pk).update(status="lapsed")

    def browser(person: int) -> Client:
        account, _new = Account.objects.get_or_create(person_id=person, defaults={"last_login": now()})
        return entered(Client(), account)

    page = browser(by.person or 0)
    assert "Call a panel" in page.get("/power/suspensions").content.decode()
    page.post(f"/power/suspensions/{case.pk}/panel")
    panel = Panel.objects.get()
    address = f"/power/panels/{panel.pk}"
    before = page.get(address).content.decode()
    assert panel.promise in before
    assert panel.seed not in before
    assert browser(stranger.pk).get(address).status_code == 404
    page.post(f"{address}/draw")
    after = page.get(address).content.decode()
    first = Panellist.objects.get(place=1)
    assert panel.seed in after
    assert lot.lot_of(bytes.fromhex(panel.seed), first.who) in after
    assert browser(holder.pk).get(address).status_code == 200
    theirs = browser(people[first.who].pk)
    assert "the lot fell on you" in theirs.get("/").content.decode().lower()
    assert browser(holder.pk).post(f"/power/panellists/{first.pk}/decline").status_code == 404
    theirs.post(f"/power/panellists/{first.pk}/decline")
    order = list(Panellist.objects.order_by("place").values_list("who", flat=True))
    assert [one.seat.who for one in drawn_told(panel, by, at=now()) if one.sits] == order[1:4]


class Heard:
    """A suspension whose panel was drawn: its three seats, in order, and who stands in next."""

    def __init__(self, *, hearing: bool = True) -> None:
        self.by, second, self.holder = founder("Ann"), founder("Bea"), member("Cai")
        for n in range(5):
            member(f"Dai {n}")
        self.case = stopped(self.holder, by=self.by, second=second)
        if hearing:
            power.offer_hearing(self.case, when="Tuesday at seven", by=self.by, at=now())
        panel = panels.call_panel(self.case, by=self.by, at=now())
        panels.draw_panel(panel, by=self.by, at=now() + MINUTE)
        self.seats = list(Panellist.objects.order_by("place"))

    def actor(self, place: int) -> Actor:
        return actor_of_person(Person.objects.get(pseudonym=self.seats[place - 1].who), at=now())

    def say(self, place: int, word: Panellist.Word, *, after: dt.timedelta = MINUTE) -> str:
        return panels.speak(self.seats[place - 1], word=word, by=self.actor(place), at=now() + after)

    def stands(self) -> tuple[str, bool, int]:
        """How it ended, whether it did, and on which day it ends by itself."""
        self.case.refresh_from_db()
        return self.case.end, self.case.ended_at is not None, (self.case.ends_at - self.case.starts_at).days


def test_two_of_three_let_it_last_to_the_28th_day_and_its_holder_is_told() -> None:
    heard = Heard()
    assert heard.say(1, LONGER) == ""
    assert heard.stands() == ("", False, 14)
    assert heard.say(3, LONGER) == LONGER
    assert heard.stands() == ("", False, 28)
    with pytest.raises(power.EndedAlreadyError):
        heard.say(2, LONGER)
    tell_due(at=now() + 2 * MINUTE)
    about = f"power.suspension:{heard.case.pk} longer"
    assert Sending.objects.filter(about=about).count() == 0  # nobody reaches them: they gave no address
    assert actor_of_person(heard.holder, at=now() + 20 * DAY).grants == frozenset()
    assert heard.say(2, NO_FINDING, after=20 * DAY) == LONGER  # the others still say so
    assert heard.stands() == ("", False, 28)
    assert heard.say(1, NO_FINDING, after=20 * DAY) == NO_FINDING
    assert heard.stands()[:2] == ("no finding", True)


@pytest.mark.parametrize("word", [FINDING, NO_FINDING])
def test_a_finding_and_none_end_it_at_once_and_stand_in_the_log(word: Panellist.Word) -> None:
    heard = Heard()
    heard.say(2, FINDING if word is NO_FINDING else NO_FINDING)
    heard.say(1, word)
    assert heard.stands() == ("", False, 14)
    assert heard.say(3, word) == word
    assert heard.stands() == (word, True, 14)
    assert Entry.objects.filter(kind="mandates.speak").count() == 3
    with pytest.raises(power.EndedAlreadyError):
        heard.say(2, word)


@pytest.mark.parametrize("word", [FINDING, LONGER])
def test_without_a_hearing_there_is_neither_a_finding_nor_a_longer_suspension(word: Panellist.Word) -> None:
    heard = Heard(hearing=False)
    with pytest.raises(panels.NoHearingError):
        heard.say(1, word)
    heard.say(1, NO_FINDING)
    assert heard.say(2, NO_FINDING) == NO_FINDING


def test_it_lapses_while_two_of_them_say_nothing_alike() -> None:
    heard = Heard()
    heard.say(1, LONGER)
    heard.say(2, FINDING)
    heard.say(3, NO_FINDING)
    assert heard.stands() == ("", False, 14)
    with pytest.raises(power.EndedAlreadyError):
        heard.say(2, LONGER, after=14 * DAY)


def test_only_who_sits_speaks_and_nobody_with_an_interest_by_now() -> None:
    heard = Heard()
    with pytest.raises(panels.NotSeatedError):
        heard.say(4, NO_FINDING)
    assert Panellist.objects.exclude(says="").count() == 0  # a word that may not be said is not kept
    power.declare(heard.holder.pseudonym, kind=Interest.Kind.FAMILY, by=heard.actor(2), at=now())
    with pytest.raises(panels.NotSeatedError):
        heard.say(2, NO_FINDING)
    panels.decline(heard.seats[1], by=heard.actor(2), at=now())
    heard.say(4, NO_FINDING)
    assert heard.say(1, NO_FINDING) == NO_FINDING
    with pytest.raises(NotAllowedError):
        panels.speak(heard.seats[0], word=NO_FINDING, by=heard.by, at=now())


def test_a_panellist_reads_the_case_and_says_a_word_on_the_page() -> None:
    heard = Heard()
    power.give_reasons(heard.case, reasons="the keys are gone", by=heard.by, at=now())
    accounts = [
        Account.objects.create(person=Person.objects.get(pseudonym=one.who), last_login=now()) for one in heard.seats
    ]
    first, second, *_rest, last = (entered(Client(), account) for account in accounts)
    address = f"/power/panels/{heard.seats[0].panel_id}"
    for said in ("the keys", "the keys are gone", "Tuesday at seven", "It lasts to its 28th day"):
        assert said in first.get(address).content.decode()
    assert "the keys are gone" not in last.get(address).content.decode()  # stands in, and does not sit
    assert "It lasts to its 28th day" not in last.get(address).content.decode()
    first.post(f"/power/panellists/{heard.seats[0].pk}/speak", {"word": "nonsense"})
    assert Panellist.objects.exclude(says="").count() == 0
    for page, seat in ((first, heard.seats[0]), (second, heard.seats[1])):
        page.post(f"/power/panellists/{seat.pk}/speak", {"word": "no finding"})
    assert heard.stands() == ("no finding", True, 14)
    assert "What you say" not in first.get(address).content.decode()


def _lapse(heard: Heard, place: int) -> None:
    Person.objects.filter(pseudonym=heard.seats[place - 1].who).update(status="lapsed")


def _leave(heard: Heard, place: int) -> None:
    Person.objects.filter(pseudonym=heard.seats[place - 1].who).update(status="left")


def _erase(heard: Heard, place: int) -> None:
    blank = dict.fromkeys(("known_as", "folded", "kind", "status"), "")
    Person.objects.filter(pseudonym=heard.seats[place - 1].who).update(**blank, erased_at=now())


def _suspend(heard: Heard, place: int) -> None:
    at = now()
    who, ends_at = heard.seats[place - 1].who, at + 14 * DAY
    Suspension.objects.create(holder=who, asked_by="0" * 32, starts_at=at, ends_at=ends_at)


def _found(heard: Heard, place: int) -> None:
    give = {
        "role": "founder",
        "compartment": "movement",
        "purpose": "founding",
        "granted_by": "0" * 32,
        "decision": "x",
    }
    Grant.objects.create(holder=heard.seats[place - 1].who, starts_at=now(), ends_at=now() + 9 * DAY, **give)


@pytest.mark.parametrize("happens", [_lapse, _leave, _erase, _suspend, _found])
def test_a_place_opens_by_itself_and_the_next_by_lot_sits_and_both_are_told(
    happens: Callable[[Heard, int], None],
) -> None:
    heard, at = Heard(), now() + MINUTE
    people = {one.pseudonym: one for one in Person.objects.all()}
    for one in (*people.values(),):
        ContactWay.objects.create(person=one, kind="email", value=f"{one.pk}@example.org")
    tell_due(at=at)
    assert Sending.objects.filter(about__endswith=" sits").count() == 3
    assert not Sending.objects.filter(about__endswith=" opened").exists()
    said = heard.say(2, NO_FINDING)
    happens(heard, 2)
    panel, order = Panel.objects.get(), [seat.who for seat in heard.seats]
    told = drawn_told(panel, heard.by, at=at)
    assert [one.seat.who for one in told if one.sits] == [order[0], order[2], order[3]]
    assert [one.seat.who for one in told if one.out] == [order[1]]
    tell_due(at=at)
    tell_due(at=at)
    opened = Sending.objects.get(about=f"mandates.panellist:{heard.seats[1].pk} opened")
    founders = {people[heard.by.pseudonym].pk, Person.objects.get(known_as="Bea").pk}
    if happens is _found:
        founders |= {people[order[1]].pk}
    assert {one.address for one in opened.messages.all()} == {f"{pk}@example.org" for pk in founders}
    assert "3 of three sit now" in opened.texts["en-gb"]["body"]
    assert Sending.objects.filter(about=f"mandates.panellist:{heard.seats[3].pk} sits").count() == 1
    with pytest.raises((panels.NotSeatedError, NotAllowedError)):
        heard.say(2, NO_FINDING)
    # what they said before counts no more; whoever sits in their place is heard
    assert (said, heard.say(1, NO_FINDING)) == ("", "")
    assert heard.say(4, NO_FINDING) == NO_FINDING


def test_founders_are_told_when_nobody_is_left_to_stand_in() -> None:
    heard, at = Heard(), now() + MINUTE
    ann = Person.objects.get(known_as="Ann")
    ContactWay.objects.create(person=ann, kind="email", value="ann@example.org")
    for place in (1, 2, 3):
        _lapse(heard, place)
    tell_due(at=at)
    told = Sending.objects.filter(about__endswith=" opened")
    assert {one.texts["en-gb"]["body"].partition("one: ")[2][:1] for one in told} == {"2"}
    assert told.count() == 3
