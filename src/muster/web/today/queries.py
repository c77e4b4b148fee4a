"""What a home page tells: by whom it is asked, what needs them, their one next step, how things stand."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from muster.guard.need import EVERYWHERE
from muster.web.days import comings
from muster.web.days import queries as days
from muster.web.enter import queries as enter
from muster.web.power.held import holders_of
from muster.web.record.actor import Actor
from muster.web.register import queries as registers
from muster.web.roll import queries as roll
from muster.web.roll.models import Person
from muster.web.today.needs import needs_of
from muster.web.today.told import Line, Need, Step

DAYS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Home:
    """A home page."""

    name: str
    movement: str
    needs: tuple[Need, ...]
    step: Step
    coming: tuple[Line, ...]


def home_of(actor: Actor, *, at: dt.datetime) -> Home:
    """Tell whoever asks what needs them today."""
    person = Person.objects.filter(pk=actor.person or 0).first()
    movement = enter.movement()
    needs, coming = needs_of(actor, at=at), _coming(actor, localdate(at))
    step = _step(actor, needs, coming, at)
    return Home(person.name if person else "", movement.name if movement else "", needs, step, coming)


def _coming(actor: Actor, today: dt.date) -> tuple[Line, ...]:
    """Give the next days: first where one is to be oneself, unless one runs days or looks after people."""
    seen = days.days_seen_by(actor).filter(held_on__gte=today).order_by("held_on", "pk")[:DAYS_TOLD]
    found = {day.pk: (day, day.get_absolute_url()) for day in seen}
    own = {day.pk: (day, reverse("days:mine", args=[day.pk])) for day in comings.days_come_to_by(actor, today=today)}
    leads = _holds(actor, "organiser") or roll.scope_of(actor).keeps
    found = {**own, **found} if leads else {**found, **own}
    rows = sorted(found.values(), key=lambda one: (not leads and one[0].pk not in own, one[0].held_on, one[0].pk))
    return tuple(Line(day.title, address, date_format(day.held_on, "l j F")) for day, address in rows[:DAYS_TOLD])


def _step(actor: Actor, needs: tuple[Need, ...], coming: tuple[Line, ...], at: dt.datetime) -> Step:
    """Give the one next step."""
    return next(_steps(actor, needs, coming, at))


def _steps(actor: Actor, needs: tuple[Need, ...], coming: tuple[Line, ...], at: dt.datetime) -> Iterator[Step]:
    """Give what waits for somebody, then what their role does first, then what concerns them."""
    for need in needs:
        if need.address:
            yield Step(_("See to it"), need.address, need.text if len(needs) > 1 else "")
    roles = {held.role for held in actor.grants}
    if "organiser" in roles and not coming and not registers.sources_seen_by(actor).exists():
        why = _("A day begins with doors: a council’s register, or a list of your own.")
        yield Step(_("Add a register"), reverse("register:new"), why)
    if coming:
        name = _("See where to be") if coming[0].address.endswith("/mine") else _("Open the day")
        yield Step(name, coming[0].address, f"{coming[0].text}, {coming[0].when}")
    if roll.scope_of(actor).everywhere and not roll.is_begun():
        why = _("A movement stands on its groups. Say what the first is called and which postcodes are its own.")
        yield Step(_("Add a group"), reverse("roll:new_group"), why)
    if roll.scope_of(actor).keeps:
        why = _("Who belongs, who asked to, and whose subscription is due.")
        yield Step(_("Go to people"), reverse("roll:people"), why)
    if "founder" in roles and not roll.is_begun() and not holders_of("officer", EVERYWHERE, at=at):
        why = _(
            "A movement stands on its groups, and an officer begins them. Whoever that is to be joins first, as "
            "anybody does; then two of you give them an officer’s power over the movement."
        )
        yield Step(_("Give a power"), reverse("mandates:give"), why)
    if "founder" in roles:
        yield Step(_("See the groups"), reverse("roll:groups"), _("Which groups there are, and where."))
    why = _("Put right what is wrong, and say how you want to be told things.")
    if roles:
        why = _("No day is coming yet. Whoever plans one will tell you.")
    yield Step(_("See what is known of you"), reverse("roll:person", args=[actor.person]), why)


def _holds(actor: Actor, role: str) -> bool:
    return any(held.role == role for held in actor.grants)
