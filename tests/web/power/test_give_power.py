"""Power: by a decision, from somebody else, approved by another, until a date."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from muster.guard.need import TooLongError, WalledError
from muster.web.power import actions
from muster.web.power.models import Grant, Stand
from muster.web.power.pairs import NeedsTwoError
from muster.web.record.actor import Held
from muster.web.record.deeds import NotAllowedError, ms_of
from muster.web.record.models import Entry, Payload
from muster.web.roll.models import Person
from tests.web.power.founded import AT, DAY, HOUR, acting, approved, founded, give, given, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def founders() -> tuple[Person, Person]:
    return founded()


def test_a_grant_holds_from_its_start_until_it_ends_or_is_withdrawn(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    cem = named("Cem")
    held = give(cem, by=acting(ann), second=acting(bea))
    organiser = frozenset({Held("organiser", "north", "canvass")})
    a_moment = dt.timedelta(microseconds=1)
    assert acting(cem, at=AT - a_moment).grants == frozenset()
    assert acting(cem, at=AT).grants == organiser
    assert acting(cem, at=AT + 30 * DAY - a_moment).grants == organiser
    assert acting(cem, at=AT + 30 * DAY).grants == frozenset()
    actions.withdraw(held, by=acting(cem), at=AT + DAY)
    assert acting(cem, at=AT + DAY - a_moment).grants == organiser
    assert acting(cem, at=AT + DAY).grants == frozenset()
    with pytest.raises(actions.EndedAlreadyError):
        actions.withdraw(held, by=acting(ann), at=AT + 2 * DAY)


@pytest.mark.parametrize("until", [AT + 92 * DAY + dt.timedelta(seconds=1), AT, AT - DAY])
def test_a_grant_that_lasts_too_long_or_not_at_all_is_refused(
    founders: tuple[Person, Person], until: dt.datetime
) -> None:
    with pytest.raises(TooLongError, match="must end by 01 August 2026"):
        give(named("Cem"), by=acting(founders[0]), second=acting(founders[1]), until=ms_of(until))
    assert Grant.objects.count() == 2


def test_nobody_gives_power_alone_and_what_was_approved_is_used_once(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    cem = named("Cem")
    with pytest.raises(NeedsTwoError):
        actions.grant(given(cem), by=ann, at=AT)
    give(cem, by=ann, second=bea)
    with pytest.raises(NeedsTwoError):
        actions.grant(given(cem), by=ann, at=AT)
    assert Grant.objects.filter(holder=cem.pseudonym).count() == 1
    reason = json.loads(bytes(Entry.objects.get(kind="power.grant").body))["r"]
    assert reason.startswith("power.request:")


def test_what_was_approved_covers_those_very_terms_alone(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    cem = named("Cem")
    with pytest.raises(NeedsTwoError) as need:
        actions.grant(given(cem), by=ann, at=AT)
    approved(need.value, by=ann, second=bea, at=AT)
    with pytest.raises(NeedsTwoError):
        actions.grant(given(cem, compartment="south"), by=ann, at=AT)
    with pytest.raises(NeedsTwoError):  # another asks for it than whoever it was approved for
        actions.grant(given(cem), by=bea, at=AT)
    with pytest.raises(NeedsTwoError):  # four hours have passed
        actions.grant(given(cem), by=ann, at=AT + 4 * HOUR)
    assert actions.grant(given(cem), by=ann, at=AT + 4 * HOUR - dt.timedelta(seconds=1)).role == "organiser"


def test_a_founder_is_certified_again_by_another_and_never_by_themself(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    anns = Grant.objects.get(holder=ann.pseudonym)
    with pytest.raises(NotAllowedError):
        actions.renew(anns, decision="minute 14", by=acting(ann), at=AT + 90 * DAY)
    again = actions.renew(anns, decision="minute 14", by=acting(bea), at=AT + 90 * DAY)
    assert (again.starts_at, again.ends_at) == (AT + 90 * DAY, AT + 182 * DAY)
    assert acting(ann, at=AT + 181 * DAY).holds("founder", compartment="movement")
    assert not acting(bea, at=AT + 92 * DAY).holds("founder", compartment="movement")
    with pytest.raises(actions.EndedAlreadyError):
        actions.renew(anns, decision="minute 15", by=acting(bea), at=AT + 91 * DAY)


def test_whoever_stood_on_one_side_of_a_wall_never_opens_the_other(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    for side in ("north", "south"):
        wall = actions.Side(conflict="selection 2026", side=side, compartment=side, decision="rule 9")
        with pytest.raises(NeedsTwoError) as need:
            actions.raise_wall(wall, by=ann, at=AT)
        approved(need.value, by=ann, second=bea, at=AT)
        actions.raise_wall(wall, by=ann, at=AT)
    cem, dot = named("Cem"), named("Dot")
    held = give(cem, by=ann, second=bea, compartment="north")
    actions.withdraw(held, by=ann, at=AT + HOUR)  # what was read can't be unread
    with pytest.raises(WalledError) as refused:
        give(cem, by=ann, second=bea, at=AT + HOUR, compartment="south")
    assert refused.value.walls == {"selection 2026": "north"}
    give(dot, by=ann, second=bea, compartment="south")
    give(cem, by=ann, second=bea, compartment="east")
    assert set(Stand.objects.values_list("holder", "side")) == {(cem.pseudonym, "north"), (dot.pseudonym, "south")}


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"ends_at": AT + 92 * DAY + dt.timedelta(seconds=1)}, "grant_within_92_days"),
        ({"ends_at": AT}, "grant_ends_after_start"),
        ({"granted_by": "h" * 32}, "grant_from_somebody_else"),
        ({"proposed_by": "h" * 32}, "grant_proposed_by_somebody_else"),
        ({"role": "emperor"}, "grant_role_known"),
        ({"decision": ""}, "grant_says_why_and_where"),
        ({"compartment": ""}, "grant_says_why_and_where"),
        ({"purpose": ""}, "grant_says_why_and_where"),
    ],
)
def test_the_database_refuses_what_must_never_be(changed: dict[str, Any], constraint: str) -> None:
    right: dict[str, Any] = {
        "holder": "h" * 32,
        "granted_by": "g" * 32,
        "role": "driver",
        "compartment": "north",
        "purpose": "lifts",
        "decision": "minute 12",
        "starts_at": AT,
        "ends_at": AT + 92 * DAY,
    }
    Grant.objects.create(**right)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant.objects.create(**{**right, **changed})


def test_a_replay_of_the_log_equals_the_table_of_grants(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    held = give(named("Cem"), by=acting(ann), second=acting(bea))
    actions.withdraw(held, by=acting(bea), at=AT + DAY)
    kept = Payload.objects.filter(entry__kind__in=["roll.found", "power.grant"]).order_by("pk")
    replayed = {row.pop("grant"): row for row in (json.loads(bytes(payload.body)) for payload in kept)}
    ends = {entry.thing: json.loads(bytes(entry.body))["ms"] for entry in Entry.objects.filter(kind="power.withdraw")}
    rows = list(Grant.objects.all())
    assert len(rows) == 3
    codes = ("holder", "role", "compartment", "purpose", "granted_by", "proposed_by", "decision")
    for row in rows:
        told = {name: getattr(row, name) for name in codes}
        assert replayed[row.pk] == {**told, "starts_at": ms_of(row.starts_at), "ends_at": ms_of(row.ends_at)}
        assert ends.get(f"power.grant:{row.pk}") == (ms_of(row.ended_at) if row.ended_at else None)
