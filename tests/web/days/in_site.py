"""What the console of a site beside us does for tests of two organisers at once and of killed workers."""

import os
import traceback

from django.db import connections
from django.utils.timezone import now

from muster.plan.ride_store import unpack_plan
from muster.web import mail as office
from muster.web.days import actions_of_seats, mending
from muster.web.days.changes import change_told
from muster.web.days.going_out import sent_told
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import Seating
from muster.web.days.proposal import Proposal
from muster.web.days.standing import MovedOnError, chain_of
from muster.web.messenger.models import Message
from muster.web.record.actor import Actor, Held
from tests.web.days.made_saturday import EVENT, NORTH, organiser, saturday

BY = Actor(None, "o" * 32, frozenset({Held("organiser", NORTH, "test")}))


def made() -> int:
    """Make a day on which people ride."""
    return saturday(organiser()).pk


def use_mail(port: int) -> None:
    """Send mail to a server on this machine."""
    office.keep(office.Mail("127.0.0.1", port, "none", "", "", "The movement <office@movement.example>"))


def sent(pk: int) -> list[str]:
    """Tell that the coach broke down and send it; gives the addresses of those whom it touches."""
    day = Day.objects.get(pk=pk)
    seating = mending.propose(day, event=EVENT, seen=0, by=BY, at=now())
    actions_of_seats.send(seating, by=organiser(), at=now())
    called = {row.name: row.person.ways.get().value for row in Coming.objects.filter(day=day)}
    return sorted(called[name] for name in change_told(seating).touched)


def write_again(pk: int) -> bool:
    """Have the messages written anew whose job was given up, as the board offers it; gives whether there were any."""
    last = Day.objects.get(pk=pk).differences.last()
    if last is None or not sent_told(last, at=now()).stuck:
        return False
    actions_of_seats.write_again(last, by=organiser(), at=now())
    return True


def states(pk: int) -> dict[str, int]:
    """How far the messages of a day came."""
    rows = Message.objects.filter(sending__about=f"days.day:{pk}").values_list("state", flat=True)
    return {state: list(rows).count(state) for state in set(rows)}


def events(pk: int) -> list[str]:
    """What was told of a day, in order."""
    return [one.event for one in chain_of(Day.objects.get(pk=pk))][1:]


def organise(pk: int, name: str, times: int) -> int:
    """Tell so many things, each upon what stands then; gives how often somebody else was quicker."""
    day, quicker = Day.objects.get(pk=pk), 0
    plan = unpack_plan(Seating.objects.get(day=day, number=0).plan.read())
    for n in range(times):
        while True:
            seen = chain_of(day)[-1].number
            told = Proposal(f"{name} {n}", seen, plan, because={}, mended_ms=0)
            try:
                actions_of_seats.mend(day, told, by=BY, at=now())
                break
            except MovedOnError:
                quicker += 1
    return quicker


def organise_beside(pk: int, names: list[str], times: int) -> list[int]:
    """Let so many organise at once, each in a program of its own that need not load again; gives how each ended."""
    connections.close_all()  # a program shares no connection with another
    running = [_beside(pk, name, times) for name in names]
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in running]


def _beside(pk: int, name: str, times: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        organise(pk, name, times)
    except BaseException:  # noqa: BLE001 - whatever it was: this program ends here, and the test says so
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
