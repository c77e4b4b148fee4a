"""Who may do what with a day."""

from typing import TYPE_CHECKING

from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Invitation, Telling, Vehicle
from muster.web.days.models_of_seats import Copy, Difference, Incident, Seating
from muster.web.days.models_of_turfs import Correction, Publication
from muster.web.messenger.models import Sending
from muster.web.messenger.rules import may_stop
from muster.web.record.actor import SITE, Actor
from muster.web.register.models import Area
from muster.web.roll.rules import keeps, may_run

if TYPE_CHECKING:
    from muster.web.days.actions import Asked, Opened
    from muster.web.days.answering import Noting
    from muster.web.days.claims import Bill
    from muster.web.days.corrections import CorrectionAsked
    from muster.web.days.inviting import Calling
    from muster.web.days.publishing import Terms


def may_see(actor: Actor, day: Day) -> bool:
    """Whoever holds any grant in the day's compartment."""
    return day.compartment in actor.compartments


def may_open_season(actor: Actor, opened: "Opened") -> bool:
    """An organiser of the compartment."""
    return actor.holds("organiser", compartment=opened.compartment)


def may_plan_in(actor: Actor, asked: "Asked") -> bool:
    """An organiser of the compartment."""
    return actor.holds("organiser", compartment=asked.compartment)


def may_plan(actor: Actor, day: Day) -> bool:
    """An organiser of the day's compartment."""
    return actor.holds("organiser", compartment=day.compartment)


def may_plan_area(actor: Actor, area: Area) -> bool:
    """An organiser of the area's compartment."""
    return actor.holds("organiser", compartment=area.compartment)


def may_correct(actor: Actor, asked: "CorrectionAsked") -> bool:
    """An organiser of the day."""
    return may_plan(actor, asked.day)


def may_take_back(actor: Actor, correction: Correction) -> bool:
    """An organiser of the day, whoever made the correction."""
    return may_plan(actor, correction.day)


def may_publish(actor: Actor, terms: "Terms") -> bool:
    """An organiser of the day; another approves the very turfs."""
    return may_plan(actor, terms.day)


def may_recall(actor: Actor, publication: Publication) -> bool:
    """An organiser of the day, alone: what is wrong must not wait for a second person."""
    return may_plan(actor, publication.day)


def may_mend(actor: Actor, day: Day) -> bool:
    """An organiser: whoever moves people must be able to tell them."""
    return may_plan(actor, day)


def may_undo(actor: Actor, seating: Seating) -> bool:
    """Whoever may mend."""
    return may_mend(actor, seating.day)


def may_send(actor: Actor, seating: Seating) -> bool:
    """Whoever may mend."""
    return may_mend(actor, seating.day)


def may_write_again(actor: Actor, difference: Difference) -> bool:
    """Whoever may mend."""
    return may_mend(actor, difference.day)


def may_note_told(actor: Actor, _difference: Difference) -> bool:
    """The program, which wrote the messages."""
    return actor == SITE


def may_invite(actor: Actor, calling: "Calling") -> bool:
    """An organiser of the day's compartment; an officer for the people of their own groups."""
    if actor.holds("organiser", compartment=calling.day.compartment):
        return True
    return bool(calling.groups) and all(keeps(actor, group.compartment) for group in calling.groups)


def may_stop_asking(actor: Actor, sending: Sending) -> bool:
    """Whoever may stop any letter there."""
    return may_stop(actor, sending)


def may_answer_for(actor: Actor, invitation: Invitation) -> bool:
    """Whoever was asked; and whoever takes their answer by telephone: an officer of their group, an organiser."""
    person = invitation.person
    theirs = actor.pseudonym == person.pseudonym
    return theirs or may_run(actor, person.group) or may_plan(actor, invitation.day)


def may_note_answers(actor: Actor, noting: "Noting") -> bool:
    """An organiser of the day; an officer for the people of their own groups."""
    return may_plan(actor, noting.day) or (bool(noting.groups) and all(may_run(actor, one) for one in noting.groups))


def may_disown(actor: Actor, coming: Coming) -> bool:
    """The adult whom somebody under 18 named, and whoever may answer for that adult."""
    adult = coming.with_person
    return adult is not None and (actor.pseudonym == adult.pseudonym or may_run(actor, adult.group))


def may_keep_apart(actor: Actor, coming: Coming) -> bool:
    """An organiser of the day: who won't travel with whom is nobody else's."""
    return may_plan(actor, coming.day)


def may_drive(actor: Actor, vehicle: Vehicle) -> bool:
    """An organiser of the day."""
    return may_plan(actor, vehicle.day)


def may_claim(actor: Actor, bill: "Bill") -> bool:
    """Whoever paid, as long as they come; an organiser of the day for anybody, and for a coach."""
    own = bill.person is not None and actor.pseudonym == bill.person.pseudonym
    return own or may_plan(actor, bill.day)


def may_settle_claim(actor: Actor, claim: Claim) -> bool:
    """An organiser of the day, but for their own."""
    own = claim.person is not None and actor.pseudonym == claim.person.pseudonym
    return may_plan(actor, claim.day) and not own


def may_note_telling(actor: Actor, _telling: Telling) -> bool:
    """The program, which wrote the messages."""
    return actor == SITE


def may_tick(actor: Actor, day: Day) -> bool:
    """An organiser of the day."""
    return may_plan(actor, day)


def may_check_in(actor: Actor, coming: Coming) -> bool:
    """Whoever comes, of themselves."""
    return actor.pseudonym == coming.person.pseudonym


def may_take_aboard(actor: Actor, vehicle: Vehicle) -> bool:
    """Whoever drives it; an organiser of the day."""
    driver = vehicle.driver
    return may_plan(actor, vehicle.day) or (driver is not None and actor.pseudonym == driver.person.pseudonym)


def may_report(actor: Actor, day: Day) -> bool:
    """Whoever holds any power where the day is, or comes to it."""
    coming = Coming.objects.filter(day=day.pk, person__pseudonym=actor.pseudonym, answer=Coming.Answer.COME)
    return may_see(actor, day) or coming.filter(withdrawn_at=None).exists()


def may_answer_incident(actor: Actor, incident: Incident) -> bool:
    """An organiser of the day."""
    return may_plan(actor, incident.day)


def may_forget(actor: Actor, _incident: Incident) -> bool:
    """The program, which counts the days."""
    return actor == SITE


def may_ask_home(actor: Actor, day: Day) -> bool:
    """The program, when the day ends; an organiser of the day before that."""
    return actor == SITE or may_plan(actor, day)


def may_print(actor: Actor, day: Day) -> bool:
    """An organiser of the day."""
    return may_plan(actor, day)


def may_keep_copy(actor: Actor, _copy: Copy) -> bool:
    """The program, which made it."""
    return actor == SITE


def may_note_back(actor: Actor, copy: Copy) -> bool:
    """An organiser of the day, to whom its paper is given back."""
    return may_plan(actor, copy.day)


def may_let_copy_go(actor: Actor, copy: Copy) -> bool:
    """The program, when its day is over; an organiser, and whoever it was made for, before that."""
    return actor == SITE or may_plan(actor, copy.day) or actor.pseudonym == copy.holder
