"""What people of the roll are told by the program itself: a welcome, and that a subscription is due.

A deed of the roll starts a job, which writes into the outbox as the site: one deed doesn't do another.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from muster.guard.need import EVERYWHERE
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.record import jobs
from muster.web.record.actor import SITE
from muster.web.roll.audience import audience
from muster.web.roll.models import Person
from muster.web.roll.moves import Status


def welcome(person: Person, *, at: dt.datetime) -> None:  # noqa: ARG001 - the outbox keeps its own time
    """Welcome somebody new, with the first thing that their group asks."""
    jobs.start("roll.tell", what="welcome", people=[person.pk])


def chase(people: Iterable[Person], *, at: dt.datetime) -> None:  # noqa: ARG001 - the outbox keeps its own time
    """Ask for a subscription that is due."""
    due = [person.pk for person in people]
    if due:
        jobs.start("roll.tell", what="chase", people=due)


def put_in_outbox(what: str, people: list[int], *, at: dt.datetime) -> int:
    """Write to these people, whom nothing else is known of than that they belong; gives how many it reaches."""
    rows = Person.objects.filter(pk__in=people).order_by("pk")
    first = rows.select_related("group").first()
    found = audience(rows, kind=Sending.Kind.SERVICE)
    if first is None or not found.recipients:
        return 0
    texts = in_each(lambda: _welcome(first) if what == "welcome" else _chase())
    compartment = first.group.compartment if first.group else EVERYWHERE
    queue(Writing(Sending.Kind.SERVICE, compartment, texts), recipients=found.recipients, by=SITE, at=at)
    return len(found.recipients)


def _welcome(person: Person) -> tuple[str, str]:
    if person.status == Status.APPLIED:
        body = _("Thank you for asking to join. Somebody looks at every form by hand, and you will hear from us.")
    else:
        body = _("You belong. Thank you.")
    if person.group and person.group.first_thing:
        body += "\n\n" + _("One thing to begin with: %(thing)s") % {"thing": _plain(person.group.first_thing)}
    group = _plain(person.group.name) if person.group else ""
    return (_("Welcome to %(group)s") % {"group": group} if group else _("Welcome")), "{name},\n\n" + body


def _chase() -> tuple[str, str]:
    words = _("your subscription has fallen due. If you have paid it, thank you: this letter crossed it on the way.")
    return _("Your subscription is due"), "{name},\n\n" + words


def _plain(words: str) -> str:
    """Take away what the outbox would read as a place to fill."""
    return words.replace("{", "(").replace("}", ")")
