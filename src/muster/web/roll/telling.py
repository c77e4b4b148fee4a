"""What people of the roll are told by the program itself: a welcome, that they are not admitted, a subscription due.

Whoever brought a file, of the roll or of a register, is told that it lay too long.

A deed of the roll starts a job, which writes into the outbox as the site: one deed doesn't do another.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from muster.guard.need import EVERYWHERE
from muster.web.intake.models import Upload
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.links import whole
from muster.web.messenger.models import Sending
from muster.web.messenger.wording import FIELDS
from muster.web.power.held import in_force
from muster.web.power.models import Grant
from muster.web.record import jobs
from muster.web.record.actor import SITE
from muster.web.record.deeds import name_of
from muster.web.roll.audience import audience
from muster.web.roll.models import Account, Membership, Person
from muster.web.roll.moves import Status


def welcome(person: Person, *, at: dt.datetime) -> None:  # noqa: ARG001 - the outbox keeps its own time
    """Welcome somebody new, with the first thing that their group asks."""
    jobs.start("roll.tell", what="welcome", people=[person.pk], by=SITE.pseudonym)


def refuse(person: Person, *, at: dt.datetime) -> None:  # noqa: ARG001 - the outbox keeps its own time
    """Tell somebody who asked to join that they are not admitted, by which decision, and how they object."""
    jobs.start("roll.tell", what="refuse", people=[person.pk], by=SITE.pseudonym)


def chase(people: Iterable[Person], *, by: str, at: dt.datetime) -> None:  # noqa: ARG001 - the outbox keeps its own time
    """Ask for a subscription that is due."""
    due = [person.pk for person in people]
    if due:
        jobs.start("roll.tell", what="chase", people=due, by=by)


def put_in_outbox(what: str, people: list[int], *, at: dt.datetime) -> int:
    """Write to these people, whom nothing else is known of than that they belong; gives how many it reaches."""
    rows = Person.objects.filter(pk__in=people).order_by("pk")
    rows = rows.filter(status=Status.REFUSED) if what == "refuse" else rows  # who was admitted after all isn't told so
    first = rows.select_related("group").first()
    found = audience(rows, kind=Sending.Kind.SERVICE)
    if first is None or not found.recipients:
        return 0
    texts = in_each(
        {"welcome": lambda: _welcome(first, at=at), "refuse": lambda: _refuse(first), "chase": _chase}[what]
    )
    compartment = first.group.compartment if first.group else EVERYWHERE
    queue(Writing(Sending.Kind.SERVICE, compartment, texts), recipients=found.recipients, by=SITE, at=at)
    return len(found.recipients)


def _welcome(person: Person, *, at: dt.datetime) -> tuple[str, str]:
    if person.status == Status.APPLIED:
        body = _("Thank you for asking to join. Somebody looks at every form by hand, and you will hear from us.")
    else:
        body = _("You belong. Thank you.")
    if person.status != Status.APPLIED or _may_enter(person, at=at):
        held = _("What is held on you, and how you may be written to, you see and change here: %(link)s")
        body += "\n\n" + held % {"link": whole("/")}
    if person.group and person.group.first_thing:
        body += "\n\n" + _("One thing to begin with: %(thing)s") % {"thing": _plain(person.group.first_thing)}
    group = _plain(person.group.name) if person.group else ""
    return (_("Welcome to %(group)s") % {"group": group} if group else _("Welcome")), "{name},\n\n" + body


def _may_enter(person: Person, *, at: dt.datetime) -> bool:
    """Whether somebody who does not belong enters all the same: they have an account with an address, or hold power."""
    account = Account.objects.filter(person=person, closed_at=None, emailaddress__isnull=False)
    return account.exists() or Grant.objects.filter(in_force(at), holder=person.pseudonym).exists()


def _refuse(person: Person) -> tuple[str, str]:
    stands = Membership.objects.filter(person=person, until_on=None).first()
    told = {"decision": _plain(stands.decision if stands else ""), "link": whole(reverse("mandates:object"))}
    words = _(
        "thank you for asking to join. Your form was read, and you are not admitted. The decision is this: "
        "%(decision)s.\n\nDo you think that it is wrong? Say so here, and an officer answers you: %(link)s\n"
        "You can also tell any officer on paper or by telephone, and you can ask to join again at any time."
    )
    return _("Your wish to join"), "{name},\n\n" + words % told


def _chase() -> tuple[str, str]:
    words = _("your subscription has fallen due. If you have paid it, thank you: this letter crossed it on the way.")
    return _("Your subscription is due"), "{name},\n\n" + words


def left_too_long(upload: Upload, *, page: str) -> None:
    """Tell whoever brought a file that nobody took it in while it might lie, and on which page it can be brought."""
    jobs.start("roll.tell_left", upload=upload.pk, page=page)


def put_left_in_outbox(upload: Upload, *, page: str, at: dt.datetime) -> int:
    """Write it; gives how many it reaches. What the file is called may be a name, and stands in that letter alone."""
    found = audience(Person.objects.filter(pseudonym=upload.brought_by), kind=Sending.Kind.SERVICE)
    if not found.recipients:
        return 0
    recipients = [replace(one, fields={**one.fields, "file": upload.name}) for one in found.recipients]
    texts = in_each(lambda: _left(upload, page))
    writing = Writing(Sending.Kind.SERVICE, upload.compartment, texts, about=name_of(upload), fills=FIELDS | {"file"})
    queue(writing, recipients=recipients, by=SITE, at=at)
    return len(recipients)


def _left(upload: Upload, page: str) -> tuple[str, str]:
    told = {
        "brought": date_format(localtime(upload.brought_at), "j F"),
        "until": date_format(localtime(upload.waits_until), "j F, H:i"),
        "link": whole(page),
    }
    words = _(
        "on %(brought)s you brought {file}. It might wait here until %(until)s. Nobody took it in or sent it back, so "
        "it is erased, and nothing of it was taken in. If it is still wanted, bring it again: %(link)s"
    )
    return _("A file that you brought is erased"), "{name},\n\n" + words % told


def _plain(words: str) -> str:
    """Take away what the outbox would read as a place to fill."""
    return words.replace("{", "(").replace("}", ")")
