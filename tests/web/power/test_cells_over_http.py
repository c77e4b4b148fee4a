"""The table of docs/methods/power.md, cell by cell, at the addresses where its deeds are done."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils.timezone import localdate

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.mandates.models import Panellist
from muster.web.power.models import Grant, Request
from muster.web.record.models import Entry
from tests.web.power.movement import DAY, NORTH, PEOPLE, Movement, addresses, made
from tests.web.power.test_planted import patterns
from tests.web.power.test_table import rows

pytestmark = pytest.mark.usefixtures("transactional_db")

# a column of the table: who stands for it, with things of the north; the last two hold their power elsewhere
COLUMNS = {
    "nobody": "", "another member": "member", "volunteer": "volunteer", "driver": "driver", "organiser": "organiser",
    "officer": "officer", "officer, all": "officer, all", "founder": "another founder",
}  # fmt: skip
ELSEWHERE = {"officer of south": "another member", "organiser of south": "another member",
             "stopped officer": "another member"}  # fmt: skip
OPEN_TO_ALL = {"messenger:answer", "messenger:opt_out", "mandates:declare",  # with a link; an interest in a holder
               *(f"days:asked{one}" for one in ("", "_calendar", "_slip", "_roster", "_claim")),
               "days:report_by_link", "days:here_by_link"}  # fmt: skip
OF_A_DAY = ("days:mine", "days:my_claim", "days:report")  # one's own answer, bill and news of the days of one's group
ELSEWHERE_TRIED = ("enter", "account", "mfa", "api")  # in tests/web/enter, and tests/web/api by keys
OF_OFFICERS = {"officer", "officer, all"}  # whose pages letters are; an organiser's day tells its people by itself
BEFORE_ALL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
TODAY = str(localdate())
NAMES = {"forenames": "Ada", "surname": "Okonjo", "postcode": "ZX1 0AB"}
# address: the deed that is done there, and what is posted
DEEDS: dict[str, tuple[str, dict[str, Any]]] = {
    "roll:correct": ("roll.correct", NAMES),
    "roll:move": ("roll.move", {"move": "leave", "on": TODAY}),
    "roll:become": ("roll.become", {"kind": "supporter", "on": TODAY}),
    "roll:transfer": ("roll.transfer", {"group": "", "yes": ""}),
    "roll:agree": ("roll.agree", {"post": "yes"}),
    "roll:add_way": ("roll.add_way", {"email": "more@example.org"}),
    "roll:drop_way": ("roll.drop_way", {}),
    "roll:describe": ("roll.describe", {"name": "North"}),
    "roll:area": ("roll.set_area", {"districts": "ZX1, ZX9"}),
    "roll:chase": ("roll.chase", {}),
    "roll:export": ("roll.export", {"status": ""}),
    "roll:add_post": ("roll.add_post", {"title": "teller"}),
    "roll:end_term": ("roll.end_term", {}),
    "roll:settle": ("roll.settle", {"said": "other"}),
    "roll:unmerge": ("roll.unmerge", {}),
    "roll:accept": ("roll.accept", {}),
    "roll:send_back": ("roll.send_back", {}),
    "letters:stop": ("messenger.stop", {}),
    "letters:posted": ("messenger.post", {}),
    "letters:remind": ("messenger.remind", {}),
    "letters:again": ("messenger.try_again", {}),
    "mandates:withdraw": ("power.withdraw", {}),
    "mandates:approve": ("power.approve", {}),
    "mandates:refuse": ("power.refuse", {}),
    "mandates:hearing": ("power.offer_hearing", {"text": "Tuesday at seven"}),
    "mandates:end": ("power.end_suspension", {}),
    "mandates:hear": ("mandates.hear", {"done": "it is done"}),
    "register:settle": ("register.settle", {"said": "other"}),
    "register:export": ("register.export", {"holds": "electors"}),
    "register:cure": ("register.place_street", {"lon": "-0.65", "lat": "52.67"}),
    "register:place": ("register.place", {"lon": "-0.65", "lat": "52.67"}),
    "register:accept": ("register.accept", {}),
    "register:send_back": ("register.send_back", {}),
    "register:take_back": ("register.take_back", {"number": "2"}),
    "days:postpone": ("days.postpone", {"held_on": str(localdate() + 30 * DAY)}),
    "days:cancel": ("days.cancel", {"because": "rain"}),
    "days:cut": ("days.ask_cut", {"minutes": "120"}),
    "days:begin_seats": ("days.begin_seats", {}),
    "days:tell_plan": ("days.tell_plan", {}),
    "days:add_coach": ("days.add_coach", {"name": "coach 9", "seats": "49", "wheelchairs": "0",
                                          "stops": "07:10 -0.65 52.67 Market Place"}),
    "days:drop_vehicle": ("days.drop_vehicle", {}),
    "days:answer_for": ("days.answer", {"deed": "cant", "turn": "1"}),
    "days:keep_apart": ("days.keep_apart", {"deed": "together"}),
    "days:settle_claim": ("days.settle_claim", {"deed": "paid"}),
    "days:tick": ("days.tick", {}),
    "days:report": ("days.report", {"kind": "dog", "place": "Mill Lane", "words": "It bites"}),
    "days:incident": ("days.take_in_hand", {"deed": "take"}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is urgent is written by a thread beside the answer, which would wait for what is undone here."""
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)


@pytest.fixture(autouse=True)
def _its_day_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let riders be ticked who come in a week."""
    monkeypatch.setattr("muster.web.days.actions_of_saturday.ticks_from", lambda _day: BEFORE_ALL)


@contextmanager
def undone() -> Iterator[None]:
    """Try something, and leave no trace of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def deeds_done(client: Client, address: str, said: dict[str, Any]) -> tuple[int, list[str]]:
    """Post, and give the answer's status and the deeds that entries tell of."""
    with undone():
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        status = client.post(address, said).status_code
        return status, list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("kind", flat=True))


def said_at(name: str, movement: Movement) -> dict[str, Any]:
    if name == "mandates:approve":
        return {"seen": bytes(Request.objects.get(pk=movement.ids["requests"][0]).body).decode()}
    if name == "days:tick":
        return {"tick": f"here:{Coming.objects.get(day=movement.ids['days'][0], person=movement.people['twin']).name}"}
    if name == "days:keep_apart":
        return {**DEEDS[name][1], "other": movement.people["twin"].pk}
    return DEEDS[name][1]


def test_every_cell_that_has_an_address() -> None:
    movement, table, wrong = made(), rows(), []
    assert Request.objects.get(pk=movement.ids["requests"][0]).compartment == NORTH
    Day.objects.update(lead=movement.people["organiser"])  # people are told once there is somebody whom they ring
    converters = dict(patterns())
    for who, column in [*((who, column) for column, who in COLUMNS.items()), *ELSEWHERE.items()]:
        client = movement.client(who)
        for name, (kind, _said) in DEEDS.items():
            allowed = table[kind][column] and (not name.startswith("letters:") or column in OF_OFFICERS)
            allowed |= (who, name) == ("member", "days:report")  # they come to that day
            first = addresses(movement, name, converters[name])[0]
            status, done = deeds_done(client, first, said_at(name, movement))
            if allowed and done != [kind]:
                wrong.append(f"{who} may {kind} but {first} answers {status}, {done}")
            if not allowed and (done or status not in {302, 403, 404}):
                wrong.append(f"{who or 'nobody'} may not {kind} but {first} answers {status}, {done}")
    assert wrong == [], "\n".join(wrong)


def ones_own(movement: Movement, who: str) -> set[str]:
    """Give the addresses of what is one's own: one's record and what hangs on it, one's powers."""
    if not who:
        return set()
    person = movement.people[who]
    records = {reverse(f"roll:{name}", args=[person.pk]) for name in ("person", "correct", "agree", "add_way")}
    ways = {reverse("roll:drop_way", args=[way.pk]) for way in person.ways.all()}
    terms = {reverse("roll:end_term", args=[term.pk]) for term in person.terms.all()}
    held = Grant.objects.filter(holder=person.pseudonym)
    seats = Panellist.objects.filter(who=person.pseudonym)
    declined = {reverse("mandates:decline", args=[seat.pk]) for seat in seats}
    return records | ways | terms | declined | {reverse("mandates:withdraw", args=[one.pk]) for one in held}


def in_hand(movement: Movement, who: str) -> set[str]:
    """Give the addresses of the days that somebody has a part in; to an organiser, all of their days and seasons."""
    _group, role, compartment = PEOPLE[who] if who else ("", "", "")
    if who == "stopped officer" or role not in {"volunteer", "driver", "organiser"}:
        return set()
    days = Day.objects.filter(pk__in=movement.ids["days"], compartment=compartment)
    if role != "organiser":
        return {reverse(name, args=[day.pk]) for name in OF_A_DAY for day in days}
    ours = tuple(f"/days/{day.pk}" for day in days)
    every = {one for name, asks in patterns() if name.startswith("days:") for one in addresses(movement, name, asks)}
    return {one for one in every if one in ours or one.startswith(tuple(f"{day}/" for day in ours))}


def test_everybody_does_to_their_own_what_the_table_says() -> None:
    movement, table = made(), rows()
    own = {"roll.correct", "roll.agree", "roll.add_way", "roll.drop_way", "roll.end_term", "power.withdraw"}
    assert own <= {kind for kind, row in table.items() if row["own"]}
    for who in ("of no group", "volunteer"):
        done = [deeds_done(movement.client(who), address, said)[1] for address, said in _own_said(movement, who)]
        kinds = {kind for kinds in done for kind in kinds}
        assert kinds == own - ({"power.withdraw"} if who == "of no group" else {"roll.end_term"})


def _own_said(movement: Movement, who: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for address in sorted(ones_own(movement, who)):
        name = resolve(address).view_name
        if name in DEEDS:
            yield address, DEEDS[name][1]


def test_who_holds_no_power_here_changes_nothing_at_any_address_and_finds_no_thing() -> None:
    """With every thing of the movement that is not their own: nothing is there, and nothing changes."""
    movement, wrong = made(), []
    for who in ("", "of no group", "volunteer", "driver", "stopped officer", "organiser of south"):
        client, own = movement.client(who), ones_own(movement, who) | in_hand(movement, who)
        for name, asks in patterns():
            if not asks or name in OPEN_TO_ALL or name.startswith(ELSEWHERE_TRIED):
                continue
            for address in set(addresses(movement, name, asks)) - own:
                status, done = deeds_done(client, address, DEEDS.get(name, ("", {}))[1])
                if done or status not in {302, 403, 404, 405}:
                    wrong.append(f"{who or 'nobody'} posts to {address}: {status}, {done}")
    assert wrong == [], "\n".join(wrong)


ABSENT = 2**40  # a number that no thing has
KNOWN = {("mandates:renew", "founder")}  # of one's own power, which one sees: nobody lets themself keep it


def test_what_one_may_not_know_answers_as_what_is_not_there() -> None:
    """403 would say that there is something. Half a question (400) is answered to who may know."""
    movement, wrong = made(), []
    for who in ("", "member", "driver", "organiser", "officer of south", "founder"):
        client = movement.client(who)
        for name, asks in patterns():
            if not asks or asks[0] != "pk" or name.startswith(ELSEWHERE_TRIED):
                continue
            absent = addresses(Movement({}, {}, _all_absent(movement)), name, asks)[0]
            missing = client.get(absent).status_code
            for address in addresses(movement, name, asks):
                status = client.get(address).status_code
                if status != missing and status not in {200, 302, 400} and (name, who) not in KNOWN:
                    wrong.append(f"{who or 'nobody'}: {address} {status}, {absent} {missing}")
    assert wrong == [], "\n".join(wrong)


def _all_absent(movement: Movement) -> dict[str, list[Any]]:
    return {name: [(ABSENT, ABSENT) if name == "letters" else ABSENT] for name in movement.ids}
