"""Two organisers at once lose nothing of each other's; a killed worker tells nobody twice. On both databases."""

import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from muster.home import CHECKOUT
from muster.plan.ride_store import unpack_plan
from muster.web.days import actions_of_seats
from muster.web.days.models_of_seats import Seating
from muster.web.days.proposal import Proposal
from muster.web.days.standing import MendedAlreadyError, MovedOnError, chain_of, standing_of
from tests.sites import Site, wait_until
from tests.web.days.made_saturday import AT, organiser, saturday
from tests.web.messenger.sent import mail_server
from tests.web.register.test_killed import Nursery, nursery

if TYPE_CHECKING:
    from muster.web.days.models import Day

__all__ = ["nursery"]
TOLD_EACH, KILLS = 6, 5
TWO = st.integers(0, 1)


def ask(site: Site, name: str, *words: Any) -> Any:
    """Call a function of `in_site` in the site's console."""
    path = f"sys.path.__contains__({str(CHECKOUT)!r}) or sys.path.insert(1, {str(CHECKOUT)!r})"
    module = "__import__('tests.web.days.in_site', fromlist=['ask'])"
    return site.ask(f"[{path}, {module}.{name}({', '.join(map(repr, words))})][1]")


def test_two_programs_that_tell_at_once_lose_nothing(site: Site) -> None:
    day = ask(site, "made")
    assert ask(site, "organise_beside", day, ["a", "b"], TOLD_EACH) == [0, 0]
    told = ask(site, "events", day)
    assert sorted(told) == sorted(f"{name} {n}" for name in ("a", "b") for n in range(TOLD_EACH))
    for name in ("a", "b"):
        assert [one for one in told if one.startswith(name)] == [f"{name} {n}" for n in range(TOLD_EACH)]


def test_however_workers_are_killed_each_is_told_at_most_once_and_nobody_else(site: Site, nursery: Nursery) -> None:
    rng = Random(20261122)
    with mail_server() as sink:
        day, port = ask(site, "made"), _port()
        ask(site, "use_mail", port)
        touched = ask(site, "sent", day)
        for _ in range(KILLS):
            with nursery.worker():
                time.sleep(rng.random() * 0.3)
        with nursery.worker():
            wait_until(lambda: _settled(site, day, len(touched)))
        # others write on this site too
        got = sorted(str(mail["To"]) for mail in sink.mails if "your ride has changed" in str(mail["Subject"]))
    states = ask(site, "states", day)
    assert len(got) == len(set(got))  # nobody twice
    assert set(got) <= set(touched)  # nobody else
    assert states.get("handed", 0) + states.get("unclear", 0) == len(touched)  # nobody forgotten
    assert states.get("handed", 0) <= len(got) <= len(touched)


def _settled(site: Site, day: int, count: int) -> bool:
    """Whether all went, or may have; an organiser has written again what a job was given up over."""
    ask(site, "write_again", day)
    states = ask(site, "states", day)
    return bool(states.get("handed", 0) + states.get("unclear", 0) == count)


def _port() -> int:
    from muster.web import mail as office  # noqa: PLC0415 - as the sink has just kept it

    kept = office.kept()
    assert kept
    return kept.port


class Board(RuleBasedStateMachine):
    """Two organisers who look, tell, take back and send as they like, beside a list of what should stand."""

    @initialize()
    def begin(self) -> None:
        self.by = [organiser("Ann"), organiser("Ben")]
        self.day: Day = saturday(self.by[0])
        self.plan = unpack_plan(Seating.objects.get(day=self.day, number=0).plan.read())
        self.stands: list[tuple[int, str, bool]] = [(0, "", True)]  # (number, event, whether people were told)
        self.seen, self.last = [0, 0], 0

    @rule(who=TWO)
    def look(self, who: int) -> None:
        self.seen[who] = self.stands[-1][0]

    @rule(who=TWO, what=st.sampled_from("abc"))
    def tell(self, who: int, what: str) -> None:
        told = Proposal(what, self.seen[who], self.plan, because={}, mended_ms=0)
        head = self.stands[-1][0]
        known = what in {event for _number, event, _sent in self.stands}
        try:
            made = actions_of_seats.mend(self.day, told, by=self.by[who], at=AT)
        except MendedAlreadyError:
            assert known
        except MovedOnError as error:
            assert self.seen[who] != head
            since = [number for number, _event, _sent in self.stands if number > self.seen[who]]
            assert [one.number for one in error.since] == since  # noqa: PT017 - any of three may come
        else:
            assert self.seen[who] == head
            assert not known
            self.last += 1
            assert made.number == self.last
            self.stands.append((made.number, what, False))

    @rule(who=TWO)
    def take_back(self, who: int) -> None:
        seating = Seating.objects.get(day=self.day, number=self.seen[who])
        with suppress(MovedOnError):
            actions_of_seats.undo(seating, by=self.by[who], at=AT.replace(year=2030))
            assert self.stands.pop() == (self.seen[who], seating.event, False)

    @rule(who=TWO)
    def send(self, who: int) -> None:
        seating = Seating.objects.get(day=self.day, number=self.seen[who])
        try:
            actions_of_seats.send(seating, by=self.by[who], at=AT)
        except (MovedOnError, actions_of_seats.SentAlreadyError):
            assert self.stands[-1][0] != self.seen[who] or self.stands[-1][2]
        else:
            assert self.stands[-1][0] == self.seen[who]
            self.stands = [(number, event, True) for number, event, _sent in self.stands]

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "stands"):
            return
        chain = [(one.number, one.event, one.sent_at is not None) for one in chain_of(self.day)]
        assert chain == self.stands
        told = standing_of(self.day)
        assert told is not None
        assert told.number == max(number for number, _event, sent in self.stands if sent)
        steps = list(self.day.differences.values_list("before", "after"))
        assert [after for _before, after in steps[:-1]] == [before for before, _after in steps[1:]]
        assert not steps or (steps[0][0], steps[-1][1]) == (0, told.number)


@pytest.mark.django_db
def test_whatever_two_organisers_do_nothing_of_either_is_lost() -> None:
    wanted = settings(max_examples=12, stateful_step_count=12, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Board, settings=wanted)
